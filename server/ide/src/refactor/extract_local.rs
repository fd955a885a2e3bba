//! A name for an expression: a local in front of the statement that it stands in.

use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::selected::Selected;
use super::{Offer, RefactorKind};

pub(super) fn extract_local(selected: &Selected<'_>) -> Option<Offer> {
    let value = selected.expression()?;
    let statement = selected.statement_of(value)?;
    if selected.is_many(value) || !is_run_first(selected, value, statement) {
        return None;
    }
    let tree = selected.tree;
    let is_name = tree.kind(value) == NodeKind::NameExpr;
    // What is called, written to or named there is no value of its own.
    let parent = tree.parent(value)?;
    let is_target = tree.kind(parent) == NodeKind::ExprList
        && tree.kind(statement) == NodeKind::AssignStmt
        && tree.child(statement, 0) == parent;
    let is_callee = matches!(tree.kind(parent), NodeKind::CallStmt | NodeKind::FunctionStmt);
    let is_base = tree.kind(statement) == NodeKind::FunctionStmt && tree.child(statement, 1) != value;
    if is_name || is_target || is_callee || is_base && !is_in_body(selected, value, statement) {
        return None;
    }
    let name = selected.name_for(value);
    let start = selected.above(statement);
    let indent = selected.indent(start);
    // Lua would read on in the next line.
    let end = if selected.text[start as usize..].starts_with('(') {
        ";"
    } else {
        ""
    };
    let source = selected.source(value);
    Some(Offer {
        id: "extract-local",
        title: format!("Extract into local `{name}`"),
        kind: RefactorKind::Extract,
        edits: vec![
            (
                TextRange::empty(start),
                format!("local {name} = {source}{end}\n{indent}"),
            ),
            (selected.range, name),
        ],
    })
}

fn is_in_body(selected: &Selected<'_>, value: NodeId, statement: NodeId) -> bool {
    selected.tree.contains(selected.tree.child(statement, 1), value)
}

/// Whether the expression is run whenever its statement is, once, and before all that may matter to it.
fn is_run_first(selected: &Selected<'_>, value: NodeId, statement: NodeId) -> bool {
    let tree = selected.tree;
    let mut at = value;
    while at != statement {
        let Some(parent) = tree.parent(at) else {
            return false;
        };
        let is_conditional = match tree.kind(parent) {
            NodeKind::BinaryExpr => {
                let operator = selected.parse.main_text(parent);
                matches!(operator, "and" | "or") && tree.child(parent, 1) == at
            }
            NodeKind::WhileStmt | NodeKind::RepeatStmt => true,
            NodeKind::IfClause => tree.children(statement).next() != Some(parent),
            _ => false,
        };
        if is_conditional {
            return false;
        }
        at = parent;
    }
    let start = selected.parse.node_range(value).start;
    let is_moved = tree.subtree(statement).any(|other| {
        matches!(tree.kind(other), NodeKind::CallExpr | NodeKind::MethodCallExpr)
            && !tree.contains(other, value)
            && !tree.contains(value, other)
            && selected.parse.node_range(other).start < start
    });
    // What is called before it may change what it reads; a value that is written out stays.
    !is_moved || is_constant(selected, value)
}

/// Whether the expression gives the same whenever it is run, and does nothing.
pub(super) fn is_constant(selected: &Selected<'_>, value: NodeId) -> bool {
    selected
        .tree
        .subtree(value)
        .all(|node| match selected.tree.kind(node) {
            NodeKind::NilExpr
            | NodeKind::TrueExpr
            | NodeKind::FalseExpr
            | NodeKind::NumberExpr
            | NodeKind::StringExpr
            | NodeKind::ParenExpr => true,
            NodeKind::NameExpr => selected
                .scopes
                .local_of(node)
                .is_some_and(|local| selected.scopes.is_assigned_once(local)),
            _ => false,
        })
}
