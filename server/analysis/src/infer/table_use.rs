//! What each use of a local does to the table in it: reads it, writes a key, or hands it on.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

use crate::lower::{BinaryOp, Expr, Lowered, Symbol};

/// A use of a local with the keys behind it: of `t` in `t.a["b"][i] = 1` three keys, the last unknown.
pub(super) struct Access {
    /// `None` for a key that is not written as a string.
    pub(super) keys: Vec<Option<Symbol>>,
    pub(super) effect: Effect,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Read, or given to someone who only reads.
    Read,
    /// Its values are walked, so that tables in it have other names.
    Walk,
    /// The last key is given a value.
    Write { target: NodeId, value: Option<NodeId> },
    /// Handed on, so that others may write to it.
    Escape,
}

/// Functions that only read the tables given to them.
const READERS: &[&str] = &[
    "type",
    "tostring",
    "print",
    "reveal_type",
    "table.concat",
    "table.unpack",
    "helpers.json.encode",
    "helpers.log",
    "helpers.log.warn",
    "helpers.log.error",
];

/// Functions that give the values of a table one by one.
const WALKERS: &[&str] = &["ipairs", "pairs", "next"];

/// What becomes of what `and` and `or` choose from, by the operator: chains of them are climbed once.
pub(super) type Chosen = FxHashMap<NodeId, Effect>;

/// What happens to the table that the name `node` stands for.
pub(super) fn access(tree: &Lowered, node: NodeId, chosen: &mut Chosen) -> Access {
    let mut keys = Vec::new();
    let mut at = node;
    while let Some(parent) = tree.parent(at) {
        let key = match tree.expr(parent) {
            Expr::Field { base, name } if base == at => Some(name),
            Expr::Index { base, key } if base == at => Some(tree.string_key(key)),
            Expr::Paren(_) => None,
            _ => {
                let effect = effect(tree, at, parent, !keys.is_empty(), chosen);
                return Access { keys, effect };
            }
        };
        keys.extend(key);
        at = parent;
    }
    let effect = Effect::Escape;
    Access { keys, effect }
}

/// What `parent` does with the value of `at`, which has keys of the local in it or not.
fn effect(tree: &Lowered, at: NodeId, parent: NodeId, has_keys: bool, chosen: &mut Chosen) -> Effect {
    match tree.kind(parent) {
        NodeKind::ExprList => in_list(tree, at, parent, has_keys),
        NodeKind::FunctionStmt if has_keys => Effect::Write {
            target: at,
            value: None,
        },
        NodeKind::ArgList => argument(tree, parent),
        NodeKind::BinaryExpr => match tree.expr(parent) {
            Expr::Binary {
                op: BinaryOp::And | BinaryOp::Or,
                ..
            } => selected(tree, parent, chosen),
            _ => Effect::Read,
        },
        NodeKind::FunctionStmt
        | NodeKind::UnaryExpr
        | NodeKind::IfClause
        | NodeKind::WhileStmt
        | NodeKind::RepeatStmt
        | NodeKind::NamedItem
        | NodeKind::PositionalItem
        | NodeKind::CallExpr
        | NodeKind::IndexExpr => Effect::Read,
        NodeKind::KeyedItem if tree.child(parent, 0) == at => Effect::Read,
        _ => Effect::Escape,
    }
}

fn in_list(tree: &Lowered, at: NodeId, list: NodeId, has_keys: bool) -> Effect {
    let Some(statement) = tree.parent(list) else {
        return Effect::Escape;
    };
    match tree.kind(statement) {
        NodeKind::AssignStmt if tree.child(statement, 0) == list => {
            if !has_keys {
                // The local is another value from here on; the table is not touched.
                return Effect::Read;
            }
            let position = tree.position_in(list, at);
            let value = position.and_then(|position| tree.children(tree.child(statement, 1)).nth(position));
            Effect::Write { target: at, value }
        }
        NodeKind::AssignStmt => stored(tree, at, list, statement),
        NodeKind::ReturnStmt | NodeKind::NumericForStmt => Effect::Read,
        // It is called, which only a metatable would allow.
        NodeKind::GenericForStmt if tree.children(list).next() == Some(at) => Effect::Read,
        _ => Effect::Escape,
    }
}

/// A value on the right of an assignment: kept under a key it is found again by that key, as in a constructor.
fn stored(tree: &Lowered, at: NodeId, list: NodeId, statement: NodeId) -> Effect {
    let position = tree.position_in(list, at);
    let target = position.and_then(|position| tree.children(tree.child(statement, 0)).nth(position));
    match target.map(|target| tree.expr(target)) {
        Some(Expr::Field { base, .. }) if tree.kind(base) == NodeKind::NameExpr => Effect::Read,
        _ => Effect::Escape,
    }
}

fn argument(tree: &Lowered, list: NodeId) -> Effect {
    let callee = tree
        .parent(list)
        .and_then(|call| tree.path_text(tree.child(call, 0)));
    match callee.as_deref() {
        Some(path) if READERS.contains(&path) => Effect::Read,
        Some(path) if WALKERS.contains(&path) => Effect::Walk,
        _ => Effect::Escape,
    }
}

/// A value that `and` and `or` choose from: returned or tested it is only read.
fn selected(tree: &Lowered, binary: NodeId, chosen: &mut Chosen) -> Effect {
    let mut climbed = Vec::new();
    let mut at = binary;
    let effect = loop {
        if let Some(known) = chosen.get(&at) {
            break *known;
        }
        climbed.push(at);
        let Some(parent) = tree.parent(at) else {
            break Effect::Escape;
        };
        match tree.expr(parent) {
            Expr::Paren(_)
            | Expr::Binary {
                op: BinaryOp::And | BinaryOp::Or,
                ..
            } => at = parent,
            Expr::Binary { .. } | Expr::Unary { .. } => break Effect::Read,
            _ => break of_choice(tree, parent),
        }
    };
    chosen.extend(climbed.into_iter().map(|at| (at, effect)));
    effect
}

fn of_choice(tree: &Lowered, parent: NodeId) -> Effect {
    let statement = tree.parent(parent).map(|statement| tree.kind(statement));
    let is_returned = tree.kind(parent) == NodeKind::ExprList && statement == Some(NodeKind::ReturnStmt);
    let is_tested = matches!(
        tree.kind(parent),
        NodeKind::IfClause | NodeKind::WhileStmt | NodeKind::RepeatStmt
    );
    if is_returned || is_tested {
        Effect::Read
    } else {
        Effect::Escape
    }
}
