//! Parameters by call sites: a function that is only called has the arguments of its calls, all of which are seen.

use pipelua_syntax::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Infer, Ty};
use crate::lower::{Expr, Lowered};
use crate::scopes::{LocalId, Scopes};

/// Parameters behind these are not known.
const MAX_PARAMETERS: usize = 16;

/// Local functions that are only called, with how many parameters each has.
#[derive(Default)]
pub(super) struct OnlyCalled {
    by_local: FxHashMap<LocalId, NodeId>,
    counts: FxHashMap<NodeId, usize>,
}

impl OnlyCalled {
    pub(super) fn of(tree: &Lowered, scopes: &Scopes) -> Self {
        let mut all = Self::default();
        // A call may be lost in what is damaged.
        if tree.has_errors() {
            return all;
        }
        let documented: FxHashSet<NodeId> = tree
            .docs()
            .iter()
            .filter(|doc| doc.text.contains("@param"))
            .filter_map(|doc| doc.node)
            .collect();
        for (local, _) in scopes.locals() {
            let Some(body) = scopes.function_in(tree, local) else {
                continue;
            };
            let is_known = scopes.is_assigned_once(local) && scopes.is_only_called(tree, local);
            let count = tree.children(tree.child(body, 0)).count().min(MAX_PARAMETERS);
            if is_known && count > 0 && !documented.contains(&tree.statement_of(scopes.local(local).node)) {
                all.by_local.insert(local, body);
                all.counts.insert(body, count);
            }
        }
        all
    }
}

impl Infer<'_> {
    /// The arguments of a call join those of the others of the same function.
    pub(super) fn note_call_site(&mut self, callee: NodeId, args: NodeId, arguments: &[Ty]) {
        if self.trials > 0 || !self.state.reachable || !self.learns_parameters {
            return;
        }
        let local = self.scopes.local_of(self.tree.skip_parens(callee));
        let Some(body) = local
            .and_then(|local| self.only_called.by_local.get(&local))
            .copied()
        else {
            return;
        };
        let count = self.only_called.counts.get(&body).copied().unwrap_or(0);
        let last = self.tree.children(args).last();
        let is_open = last.is_some_and(|last| {
            matches!(
                self.tree.expr(last),
                Expr::Call { .. } | Expr::MethodCall { .. } | Expr::Vararg
            )
        });
        let missing = if is_open { Ty::UNKNOWN } else { Ty::NIL };
        let mut seen = self
            .call_sites
            .remove(&body)
            .unwrap_or_else(|| vec![Ty::NEVER; count]);
        for (at, known) in seen.iter_mut().enumerate() {
            let ty = arguments.get(at).copied().unwrap_or(missing);
            // Whoever called may write to its tables in the meantime.
            let ty = self.opened(ty);
            *known = self.types.join(*known, ty);
        }
        self.call_sites.insert(body, seen);
    }

    /// Keeps what the calls said, if that is anything.
    pub(super) fn learn_parameters(&mut self) {
        if !self.learns_parameters {
            return;
        }
        for (body, types) in std::mem::take(&mut self.call_sites) {
            if types
                .iter()
                .any(|ty| !self.types.is_dynamic(*ty) && *ty != Ty::NEVER)
            {
                self.lessons.parameters.insert(body, types);
                self.lessons.are_new = true;
            }
        }
    }

    /// What the calls of a function say of one of its parameters, or who calls it back.
    pub(super) fn parameter(&self, body: NodeId, at: usize) -> Ty {
        let known = self.lessons.parameters.get(&body).and_then(|types| types.get(at));
        // What nobody gives is a function that nobody calls.
        let known = known.copied().filter(|ty| *ty != Ty::NEVER);
        let expected = || self.expected_parameters.get(&body)?.get(at).copied();
        known.or_else(expected).unwrap_or(Ty::UNKNOWN)
    }
}
