//! Whether a name is read of a table that may be another one as well, whose keys have names of their own.

use pipelua_analysis::lower::Expr;
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashSet;

use super::values::Origin;
use super::{Handed, KeyOf, Walk};

impl Walk<'_> {
    /// Whether the table of this key may be one that has the key and is none of those that are handed on as `table`.
    pub(super) fn is_mixed(&self, key: &KeyOf) -> bool {
        let tree = self.tree;
        let name = tree.text(key.key);
        let expression = match tree.kind(key.node) {
            NodeKind::StringExpr => tree.parent(key.node),
            _ => Some(key.node),
        };
        let base = expression.and_then(|expression| match tree.expr(expression) {
            Expr::Field { base, .. } | Expr::Index { base, .. } => Some(base),
            _ => None,
        });
        let mut open: Vec<NodeId> = base.into_iter().collect();
        let mut seen = FxHashSet::default();
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            match self.origin(at) {
                Origin::Of(values) => open.extend(values),
                Origin::NoTable => {}
                Origin::Constructor if self.is_it(at, key.table) || !self.may_have(at, name) => {}
                Origin::Unknown if self.is_it(at, key.table) => {}
                Origin::Constructor | Origin::Unknown => return true,
            }
        }
        false
    }

    fn is_it(&self, at: NodeId, table: Handed) -> bool {
        self.seen.contains(&(at, table))
    }
}
