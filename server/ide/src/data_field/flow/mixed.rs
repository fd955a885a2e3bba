//! Whether a name is read of a table that may be another one as well, whose keys have names of their own.

use pipelua_analysis::lower::Expr;
use pipelua_analysis::scopes::LocalId;
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::values::Origin;
use super::{Handed, KeyOf, Walk};

/// What is known of locals already, so that one with many values is looked at once.
pub(super) type Known = FxHashMap<(LocalId, Handed), bool>;

impl Walk<'_> {
    /// Whether the table of this key may be one that has the key and is none of those that are handed on as `table`.
    pub(super) fn is_mixed(&self, key: &KeyOf, known: &mut Known) -> bool {
        let tree = self.tree;
        let expression = match tree.kind(key.node) {
            NodeKind::StringExpr => tree.parent(key.node),
            _ => Some(key.node),
        };
        let base = expression.and_then(|expression| match tree.expr(expression) {
            Expr::Field { base, .. } | Expr::Index { base, .. } => Some(base),
            _ => None,
        });
        let Some(base) = base else { return false };
        let name = tree.text(key.key);
        match self.scopes.local_of(base) {
            Some(local) => *known
                .entry((local, key.table))
                .or_insert_with(|| self.comes_from_elsewhere(base, key.table, name)),
            None => self.comes_from_elsewhere(base, key.table, name),
        }
    }

    fn comes_from_elsewhere(&self, base: NodeId, table: Handed, name: &str) -> bool {
        let mut open: Vec<NodeId> = vec![base];
        let mut seen = FxHashSet::default();
        // The names of one local have the same values.
        let mut locals = FxHashSet::default();
        while let Some(at) = open.pop() {
            let is_new = match self.scopes.local_of(at) {
                Some(local) => locals.insert(local),
                None => seen.insert(at),
            };
            if !is_new {
                continue;
            }
            match self.origin(at) {
                Origin::Of(values) => open.extend(values),
                Origin::NoTable => {}
                Origin::Constructor if self.is_it(at, table) || !self.may_have(at, name) => {}
                Origin::Unknown if self.is_it(at, table) => {}
                Origin::Constructor | Origin::Unknown => return true,
            }
        }
        false
    }

    fn is_it(&self, at: NodeId, table: Handed) -> bool {
        self.seen.contains(&(at, table))
    }
}
