//! Expressions: the secrets in the value of each, found from the leaves up, so that no depth is too deep.

use pipelua_syntax::{NodeId, NodeKind};

use super::Walk;
use super::value::{Key, Value};
use crate::lower::{BinaryOp, Expr, Lowered, TableItem};
use crate::ty::TyData;

/// Longer paths are not written to.
const MAX_PATH: usize = 6;

/// The name that a target of an assignment begins with, and the keys behind it.
pub(super) fn path_of(tree: &Lowered, target: NodeId) -> Option<(NodeId, Vec<Key>)> {
    let mut path = Vec::new();
    let mut at = target;
    while path.len() <= MAX_PATH {
        match tree.expr(at) {
            Expr::Field { base, name } => {
                path.push(Key::Name(name?));
                at = base;
            }
            Expr::Index { base, key } => {
                path.push(key_of(tree, key));
                at = base;
            }
            Expr::Paren(inner) => at = inner,
            Expr::Name(_) => {
                path.reverse();
                return Some((at, path));
            }
            _ => return None,
        }
    }
    None
}

fn key_of(tree: &Lowered, key: NodeId) -> Key {
    tree.string_key(key).map_or(Key::Other, Key::Name)
}

impl Walk<'_> {
    /// What an expression that was walked holds.
    pub(super) fn value(&self, id: NodeId) -> Value {
        self.values.get(&id).cloned().unwrap_or_default()
    }

    /// Walks an expression with all that is in it.
    pub(super) fn evaluate(&mut self, root: NodeId) {
        let tree = self.tree;
        let end = root.0.saturating_add(tree.size(root));
        let mut order = Vec::new();
        let mut at = root.0;
        while at < end {
            let id = NodeId(at);
            order.push(id);
            // A body has statements of its own.
            at += match tree.kind(id) {
                NodeKind::FunctionExpr => tree.size(id),
                _ => 1,
            };
        }
        for id in order.into_iter().rev() {
            let value = self.value_of_parts(id);
            if value.is_clean() || self.cannot_hold(id) {
                self.values.remove(&id);
            } else {
                self.values.insert(id, value);
            }
        }
    }

    /// The first `count` values of a list, each with the expression that gives it unless that is a table made there.
    pub(super) fn list(&mut self, list: NodeId, count: usize) -> Vec<(Value, Option<NodeId>)> {
        let tree = self.tree;
        let mut values = Vec::new();
        let mut last = None;
        for id in tree.children(list) {
            self.evaluate(id);
            values.push((self.value(id), self.place(id)));
            last = Some(id);
        }
        if let Some(last) = last {
            let further = self.further.get(&last).cloned().unwrap_or_default();
            let is_open = tree.kind(last) == NodeKind::VarargExpr;
            let further = if is_open { self.value(last) } else { further };
            while values.len() < count {
                values.push((further.clone(), Some(last)));
            }
        }
        values.resize(values.len().max(count), (Value::default(), None));
        values
    }

    /// The expression as the place of what it gives; of a table made there, its parts have places of their own.
    pub(super) fn place(&self, id: NodeId) -> Option<NodeId> {
        (self.tree.kind(self.tree.skip_parens(id)) != NodeKind::TableExpr).then_some(id)
    }

    fn value_of_parts(&mut self, id: NodeId) -> Value {
        let tree = self.tree;
        match tree.expr(id) {
            Expr::Name(_) => self
                .scopes
                .local_of(id)
                .and_then(|local| self.state.get(local))
                .cloned()
                .unwrap_or_default(),
            Expr::Paren(inner) => self.value(inner),
            Expr::Field {
                base,
                name: Some(name),
            } => self.value(base).read(Key::Name(name)),
            Expr::Index { base, key } => self.value(base).read(key_of(tree, key)),
            Expr::Vararg => self
                .frames
                .last()
                .map_or_else(Value::default, |frame| Value::of(frame.vararg)),
            Expr::Function(body) => {
                self.function(body);
                Value::default()
            }
            Expr::Binary { op, lhs, rhs } => match op {
                BinaryOp::Concat => Value::of(self.value(lhs).whole().join(self.value(rhs).whole())),
                BinaryOp::Or => {
                    let mut value = self.value(lhs);
                    value.join(&self.value(rhs));
                    value
                }
                // What is on the left comes out only where it is nil or false.
                BinaryOp::And => self.value(rhs),
                _ => Value::default(),
            },
            Expr::Table => self.table(id),
            Expr::Call { .. } | Expr::MethodCall { .. } => self.call(id),
            _ => Value::default(),
        }
    }

    fn table(&self, id: NodeId) -> Value {
        let tree = self.tree;
        let mut table = Value::default();
        for (_, item) in tree.table_items(id) {
            let (key, value) = match item {
                TableItem::Named { name, value } => (Key::Name(name), value),
                TableItem::Keyed { key, value } => (key_of(tree, key), value),
                TableItem::Positional { value } => (Key::Other, value),
            };
            if let Some(tainted) = self.values.get(&value) {
                table.store(&[key], tainted, self.place(value));
            }
            // A call at the end of a list gives all its values.
            if let (Key::Other, Some(further)) = (key, self.further.get(&value)) {
                table.store(&[key], further, Some(value));
            }
        }
        table
    }

    /// Whether the types know that no secret can be in it: nil, a boolean, a text that is written here.
    fn cannot_hold(&self, id: NodeId) -> bool {
        let types = &self.inference.types;
        let ty = self.inference.type_of(id);
        types.members(&ty).iter().all(|member| {
            matches!(
                types.get(*member),
                TyData::Never
                    | TyData::Nil
                    | TyData::Boolean(_)
                    | TyData::String(Some(_))
                    | TyData::Integer(Some(_))
            )
        })
    }
}
