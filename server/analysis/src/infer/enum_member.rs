//! Members of a table below `@enum`: it has those that are written in it, and no others.

use std::sync::Arc;

use pipelua_syntax::{NodeId, NodeKind};

use super::{Infer, ProblemKind, Ty};
use crate::lower::{Symbol, TableItem};
use crate::reading::is_target;

impl Infer<'_> {
    /// `base.name`, where `base` is the local of an enum.
    pub(super) fn member_of_enum(&mut self, node: NodeId, base: NodeId, owner: &str, name: Symbol) -> Ty {
        let tree = self.tree;
        let table = self
            .scopes
            .local_of(base)
            .filter(|local| self.scopes.is_assigned_once(*local))
            .and_then(|local| self.tables.initial_value(self.scopes.local(local).node))
            .filter(|table| tree.kind(*table) == NodeKind::TableExpr);
        let Some(table) = table else {
            return Ty::UNKNOWN;
        };
        let name = tree.text(name);
        if self.keys_written.may_write(name) {
            return Ty::UNKNOWN;
        }
        let mut known: Vec<Arc<str>> = Vec::new();
        for (_, item) in tree.table_items(table) {
            let (key, value) = match item {
                TableItem::Named { name, value } => (name, value),
                TableItem::Keyed { key, value } => match tree.string_key(key) {
                    Some(name) => (name, value),
                    None => return Ty::UNKNOWN,
                },
                TableItem::Positional { .. } => return Ty::UNKNOWN,
            };
            if tree.text(key) == name {
                return self.recorded(value);
            }
            known.push(tree.text(key).into());
        }
        if !is_target(tree, node) {
            let (class, name) = (owner.into(), name.into());
            self.problem(node, ProblemKind::MissingKey { class, name, known });
        }
        Ty::UNKNOWN
    }
}
