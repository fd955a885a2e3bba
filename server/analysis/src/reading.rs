//! What becomes of a value where it is read: tested, kept, handed on, or used as nil cannot be.

use pipelua_syntax::{NodeId, NodeKind};

use crate::library;
use crate::lower::{BinaryOp, Expr, Lowered, UnaryOp};
use crate::scopes::Scopes;

/// What is done with a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// It is asked whether it is there, or what it is.
    Test,
    /// Given a name or a key, returned, or given to a function of this file: what is done with it shows there.
    Kept,
    /// Handed on, where nil is as good as any value.
    Plain,
    /// Used so that nil raises an error; with the words for that.
    Raises(&'static str),
}

/// Functions whose first argument is a question.
const QUESTIONS: [&str; 5] = ["type", "assert", "math.type", "rawequal", "select"];
/// Libraries whose functions refuse nil as their first argument.
const STRICT: [&str; 4] = ["string.", "table.", "math.", "utf8."];

/// What is done with the value of the expression `node`.
pub(crate) fn reading(tree: &Lowered, node: NodeId) -> Reading {
    let mut at = node;
    while let Some(parent) = tree.parent(at) {
        let found = match tree.expr(parent) {
            Expr::Paren(_) => None,
            Expr::Binary { op, lhs, .. } => of_operand(op, lhs == at),
            Expr::Unary { op, .. } => Some(match op {
                UnaryOp::Not => Reading::Test,
                UnaryOp::Len => Reading::Raises("taking the length of nil"),
                UnaryOp::Neg | UnaryOp::BitNot => Reading::Raises("arithmetic on nil"),
            }),
            Expr::Field { .. } => Some(Reading::Raises("indexing nil")),
            Expr::MethodCall { base, .. } if base == at => Some(Reading::Raises("indexing nil")),
            Expr::Index { base, .. } if base == at => Some(Reading::Raises("indexing nil")),
            Expr::Index { .. } if is_target(tree, parent) => Some(Reading::Raises("nil as a key")),
            Expr::Call { callee, .. } if callee == at => Some(Reading::Raises("calling nil")),
            _ => Some(of_place(tree, at, parent)),
        };
        if let Some(found) = found {
            return found;
        }
        at = parent;
    }
    Reading::Plain
}

/// `None` where the operation gives the value itself.
fn of_operand(op: BinaryOp, is_left: bool) -> Option<Reading> {
    Some(match op {
        BinaryOp::And | BinaryOp::Or if is_left => Reading::Test,
        BinaryOp::And | BinaryOp::Or => return None,
        BinaryOp::Eq | BinaryOp::Ne => Reading::Test,
        BinaryOp::Concat => Reading::Raises("joining nil"),
        _ if op.is_comparison() => Reading::Raises("comparing nil"),
        _ => Reading::Raises("arithmetic on nil"),
    })
}

fn of_place(tree: &Lowered, at: NodeId, parent: NodeId) -> Reading {
    match tree.kind(parent) {
        NodeKind::IfClause | NodeKind::WhileStmt | NodeKind::RepeatStmt => Reading::Test,
        NodeKind::ArgList => of_argument(tree, at, parent),
        NodeKind::ExprList => of_list(tree, parent),
        NodeKind::KeyedItem if tree.child(parent, 0) == at => Reading::Raises("nil as a key"),
        // Under a key nil is the same as nothing.
        NodeKind::NamedItem | NodeKind::KeyedItem => Reading::Kept,
        _ => Reading::Plain,
    }
}

fn of_argument(tree: &Lowered, at: NodeId, list: NodeId) -> Reading {
    let call = tree.parent(list);
    let path = call
        .filter(|call| tree.kind(*call) == NodeKind::CallExpr)
        .and_then(|call| tree.path_text(tree.child(call, 0)));
    let Some(path) = path.filter(|path| library::entry_at(path).is_some()) else {
        return Reading::Kept;
    };
    let is_first = tree.children(list).next() == Some(at);
    match path.as_str() {
        path if QUESTIONS.contains(&path) => Reading::Test,
        "pairs" | "ipairs" | "next" if is_first => Reading::Raises("walking nil"),
        path if is_first && STRICT.iter().any(|library| path.starts_with(library)) => {
            Reading::Raises("giving nil to this function")
        }
        _ => Reading::Plain,
    }
}

fn of_list(tree: &Lowered, list: NodeId) -> Reading {
    let Some(statement) = tree.parent(list) else {
        return Reading::Plain;
    };
    match tree.kind(statement) {
        NodeKind::LocalStmt | NodeKind::ReturnStmt | NodeKind::AssignStmt => Reading::Kept,
        NodeKind::NumericForStmt => Reading::Raises("counting with nil"),
        NodeKind::GenericForStmt => Reading::Raises("calling nil"),
        _ => Reading::Plain,
    }
}

/// Whether `node` stands behind an `or` whose left side is always there, as in `table.unpack or unpack`: it is never read.
pub(crate) fn is_never_reached(tree: &Lowered, scopes: &Scopes, node: NodeId) -> bool {
    let mut at = node;
    while let Some(parent) = tree.parent(at) {
        match tree.expr(parent) {
            Expr::Binary {
                op: BinaryOp::Or,
                lhs,
                ..
            } if lhs != at => return is_of_sandbox(tree, scopes, lhs),
            Expr::Paren(_) | Expr::Field { .. } | Expr::Call { .. } => {}
            _ => return false,
        }
        at = parent;
    }
    false
}

/// Whether an expression names a function or a table of the sandbox.
fn is_of_sandbox(tree: &Lowered, scopes: &Scopes, node: NodeId) -> bool {
    let mut root = node;
    while let Expr::Field { base, .. } = tree.expr(root) {
        root = base;
    }
    let is_global = tree.kind(root) == NodeKind::NameExpr && scopes.local_of(root).is_none();
    let entry = tree.path_text(node).and_then(|path| library::entry_at(&path));
    is_global
        && entry
            .and_then(library::entry)
            .is_some_and(|entry| !entry.is_value())
}

/// Whether an expression is assigned to, rather than read.
pub(crate) fn is_target(tree: &Lowered, node: NodeId) -> bool {
    let list = tree.parent(node);
    let statement = list.and_then(|list| tree.parent(list));
    statement.is_some_and(|statement| {
        tree.kind(statement) == NodeKind::AssignStmt && Some(tree.child(statement, 0)) == list
    })
}
