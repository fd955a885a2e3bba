//! What a parameter is surely used as: the one operation that every run of its function comes to.
//!
//! Read from the text alone, before anything is tested: it is shown to people, and what they pass is held against it no
//! more than as information. What the parameter is inside stays unknown.

use pipelua_syntax::{NodeId, NodeKind};

use super::{LocalId, LocalKind, Scopes};
use crate::library;
use crate::lower::{BinaryOp, Expr, Lowered, UnaryOp};

/// An operation that asks for a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SureUse {
    Concat,
    Arithmetic,
    Length,
    Call,
    /// A method that text has.
    TextMethod,
}

impl SureUse {
    /// The type as it is written.
    pub fn ty(self) -> &'static str {
        match self {
            Self::Concat | Self::TextMethod => "string",
            Self::Arithmetic => "number",
            Self::Length => "string|table",
            Self::Call => "function",
        }
    }
}

impl Scopes {
    /// What a parameter is used as before its function tests anything, and where; nothing of one that is assigned.
    pub fn sure_use(&self, tree: &Lowered, local: LocalId) -> Option<(SureUse, NodeId)> {
        let declared = self.local(local);
        if declared.kind != LocalKind::Parameter || !self.is_assigned_once(local) {
            return None;
        }
        let body = self.function(declared.function).node;
        let mut used = self.reads(local).filter(|read| tree.function_of(*read) == body);
        let (found, at) = used.find_map(|read| Some((sure_use_at(tree, read)?, read)))?;
        // What stands in the text before it is done before it, as far as no way leads round it.
        let mut inside = (body.0..at.0).map(NodeId);
        let is_round = |node: NodeId| leads_round(tree, node, at) && tree.function_of(node) == body;
        (!inside.any(is_round)).then_some((found, at))
    }
}

/// Whether a run may come past `node`, which stands before `at`, without coming to `at` or by a test.
fn leads_round(tree: &Lowered, node: NodeId, at: NodeId) -> bool {
    use NodeKind as K;
    match tree.kind(node) {
        // The condition of the first clause is evaluated on each run.
        K::IfClause | K::WhileStmt => tree.end(tree.child(node, 0)).0 <= at.0,
        K::RepeatStmt
        | K::NumericForStmt
        | K::GenericForStmt
        | K::GotoStmt
        | K::LabelStmt
        | K::ReturnStmt => {
            // Bounds and values are evaluated before anything is left out.
            let first = tree.children(node).last().unwrap_or(node);
            tree.kind(node) != K::ReturnStmt && first.0 <= at.0
        }
        _ => match tree.expr(node) {
            Expr::Binary {
                op: BinaryOp::And | BinaryOp::Or,
                rhs,
                ..
            } => rhs.0 <= at.0,
            // It may be a test that raises.
            Expr::Call { callee, .. } => {
                let path = tree.path_text(callee);
                matches!(path.as_deref(), Some("assert" | "error" | "pcall" | "xpcall"))
            }
            _ => false,
        },
    }
}

/// What is done with a value where it is read.
fn sure_use_at(tree: &Lowered, read: NodeId) -> Option<SureUse> {
    let parent = tree.parent(read)?;
    match tree.expr(parent) {
        Expr::Binary {
            op: BinaryOp::Concat, ..
        } => Some(SureUse::Concat),
        Expr::Binary { op, .. } if op.is_arithmetic() => Some(SureUse::Arithmetic),
        Expr::Unary { op: UnaryOp::Neg, .. } => Some(SureUse::Arithmetic),
        Expr::Unary { op: UnaryOp::Len, .. } => Some(SureUse::Length),
        Expr::Call { callee, .. } if callee == read => Some(SureUse::Call),
        Expr::MethodCall {
            base,
            name: Some(name),
            ..
        } if base == read => {
            let is_of_text = library::entry_at(&format!("string.{}", tree.text(name))).is_some();
            is_of_text.then_some(SureUse::TextMethod)
        }
        _ => None,
    }
}
