//! What one walk over a file learns for the next: the placements that call its functions, and what they give.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Infer, Ty};
use crate::context::PlacementSet;
use crate::lower::{Expr, Symbol};
use crate::ty::{TyData, Types};

/// Walks over one file; what is learned in the last one is not used.
pub(super) const MAX_WALKS: usize = 4;

/// Knowledge of the whole file that a walk has from its beginning.
#[derive(Default)]
pub(super) struct Lessons {
    /// By `FunctionBody`: the placements that may call it, of functions that are only called.
    entries: FxHashMap<NodeId, PlacementSet>,
    /// By `FunctionBody`: the placements that are seen to call it, of functions that are also handed on. Whoever
    /// gets such a function may call it for some of the placements only.
    seen: FxHashMap<NodeId, PlacementSet>,
    /// By `FunctionBody`: what its calls give for its parameters, of functions that are only called.
    pub(super) parameters: FxHashMap<NodeId, Vec<Ty>>,
    /// The types that these are of: each walk goes on with those of the one before.
    pub(super) types: Types,
    pub(super) walks: usize,
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

    /// The placements for which a body is held to what it reads.
    pub(super) fn reported_placements(&self, body: NodeId) -> PlacementSet {
        let around = self
            .frames
            .last()
            .map_or(self.context.all(), |frame| frame.reported);
        match self.lessons.seen.get(&body) {
            Some(seen) => around.and(*seen),
            None => around,
        }
    }

    /// A call of a function of this file.
    pub(super) fn note_call(&mut self, body: NodeId) {
        // What it calls itself for is what others call it for.
        if self.frames.iter().any(|frame| frame.body == body) {
            return;
        }
        let placements = self.state.placements;
        self.note_caller(body, placements);
    }

    fn note_caller(&mut self, body: NodeId, placements: PlacementSet) {
        let callers = self.callers.entry(body).or_insert(PlacementSet::EMPTY);
        *callers = callers.or(placements);
    }

    /// Functions given to one of the sandbox, which calls them there and then; what `pcall` calls may fail.
    pub(super) fn note_callbacks(&mut self, callee: &str, arguments: &[Ty]) {
        if matches!(callee, "pcall" | "xpcall") {
            return;
        }
        for argument in arguments {
            if let TyData::Closure(body) = self.types.get(*argument) {
                self.note_call(*body);
            }
        }
    }

    /// A function kept under the name of a hook or a node is meant for that.
    pub(super) fn note_handler(&mut self, key: Symbol, value: Ty) {
        let TyData::Closure(body) = *self.types.get(value) else {
            return;
        };
        let key = self.tree.text(key);
        let mut named = PlacementSet::EMPTY;
        for (at, placement) in self.context.placements.iter().enumerate() {
            if &*placement.hook == key || placement.node.as_deref() == Some(key) {
                named.insert(at);
            }
        }
        if !named.is_empty() {
            self.note_caller(body, named);
        }
    }

    /// The same for `handlers.name = value`.
    pub(super) fn note_stored(&mut self, target: NodeId, value: Ty) {
        let key = match self.tree.expr(target) {
            Expr::Field { name, .. } => name,
            Expr::Index { key, .. } => self.tree.string_key(key),
            _ => None,
        };
        if let Some(key) = key {
            self.note_handler(key, value);
        }
    }

    /// Keeps which placements call each function.
    pub(super) fn learn_callers(&mut self) {
        if self.context.placements.len() < 2 {
            return;
        }
        let mut only_called: FxHashSet<NodeId> = FxHashSet::default();
        for (local, _) in self.scopes.locals() {
            if let Some(body) = self.scopes.function_in(self.tree, local)
                && self.scopes.is_assigned_once(local)
                && self.scopes.is_only_called(self.tree, local)
            {
                only_called.insert(body);
            }
        }
        let all = self.context.all();
        for body in self.tree.of_kind(NodeKind::FunctionBody) {
            let callers = self.callers.get(&body).copied();
            let (known, callers) = if only_called.contains(&body) {
                match callers {
                    Some(callers) => (&mut self.lessons.entries, callers),
                    None => continue,
                }
            } else {
                (&mut self.lessons.seen, callers.unwrap_or(PlacementSet::EMPTY))
            };
            if known.get(&body).copied().unwrap_or(all) != callers {
                known.insert(body, callers);
                self.lessons.are_new = true;
            }
        }
    }
}
