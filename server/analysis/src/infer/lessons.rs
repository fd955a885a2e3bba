//! What one walk over a file learns for the next: the placements that call its functions.

use pipelua_syntax::NodeId;
use rustc_hash::FxHashMap;

use super::Infer;
use crate::context::PlacementSet;

/// Walks over one file; what is learned in the last one is not used.
pub(super) const MAX_WALKS: usize = 4;

/// Knowledge of the whole file that a walk has from its beginning.
#[derive(Default)]
pub(super) struct Lessons {
    /// By `FunctionBody`: the placements that may call it, of functions that are only called.
    entries: FxHashMap<NodeId, PlacementSet>,
    /// Whether the walk under way adds anything.
    pub(super) are_new: bool,
}

impl Infer<'_> {
    /// The placements that a body may run in: those of its definition, and of its calls if all of them are known.
    pub(super) fn entry_placements(&self, body: NodeId, definition: PlacementSet) -> PlacementSet {
        match self.lessons.entries.get(&body) {
            Some(callers) => definition.and(*callers),
            None => definition,
        }
    }

    /// A call of a function of this file.
    pub(super) fn note_call(&mut self, body: NodeId) {
        let callers = self.callers.entry(body).or_insert(PlacementSet::EMPTY);
        *callers = callers.or(self.state.placements);
    }

    /// Keeps which placements call each function that is only called.
    pub(super) fn learn_callers(&mut self) {
        if self.context.placements.len() < 2 {
            return;
        }
        for (local, _) in self.scopes.locals() {
            let Some(body) = self.scopes.function_in(self.tree, local) else {
                continue;
            };
            let Some(callers) = self.callers.get(&body).copied() else {
                continue;
            };
            let known = self.lessons.entries.get(&body).copied();
            let is_news = known.unwrap_or(self.context.all()) != callers;
            let is_ours = self.scopes.is_assigned_once(local) && self.scopes.is_only_called(self.tree, local);
            if is_news && is_ours {
                self.lessons.entries.insert(body, callers);
                self.lessons.are_new = true;
            }
        }
    }
}
