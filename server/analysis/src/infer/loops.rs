//! Loops and jumps: a loop's body is walked with what may have changed in it forgotten.

use pipelua_syntax::{NodeId, NodeKind};

use super::iterate::unknown_row;
use super::state::State;
use super::uses::Use;
use super::{Infer, Ty};
use crate::scopes::LocalId;

/// Loops nested deeper than this get no trial walk: what they assign is forgotten at once.
const MAX_TRIALS: u32 = 4;
/// The same for loops in so many others of their function: the trials of each walk all that are inside.
const MAX_DEPTH: usize = 6;
/// Trial walks until what a loop assigns must have settled.
const MAX_ROUNDS: u32 = 2;

impl Infer<'_> {
    pub(super) fn while_loop(&mut self, id: NodeId) {
        let (condition, body) = (self.tree.child(id, 0), self.tree.child(id, 1));
        self.loop_head(id, |this| {
            let after = this.condition(condition);
            this.block(body);
            after
        });
    }

    pub(super) fn repeat_loop(&mut self, id: NodeId) {
        let (body, condition) = (self.tree.child(id, 0), self.tree.child(id, 1));
        self.loop_head(id, |this| {
            let depth = this.state.depth();
            this.statements(body);
            let mut again = this.condition(condition);
            again.leave_scope(depth);
            this.state.leave_scope(depth);
            std::mem::replace(&mut this.state, again)
        });
    }

    pub(super) fn numeric_for(&mut self, id: NodeId) {
        let tree = self.tree;
        let bounds: Vec<NodeId> = tree.children(tree.child(id, 1)).collect();
        let mut ty = Ty::INTEGER;
        for (at, bound) in bounds.iter().enumerate() {
            let ty_of_bound = self.expression(*bound);
            let bound = self.used(*bound, ty_of_bound, Use::Count);
            // Start and step decide; the limit is only compared with.
            if at != 1 && self.types.widen(bound) != Ty::INTEGER {
                ty = Ty::NUMBER;
            }
        }
        let variable = self.scopes.local_of(tree.child(id, 0));
        self.for_body(id, variable.into_iter().map(|local| (local, ty)).collect());
    }

    pub(super) fn generic_for(&mut self, id: NodeId) {
        let tree = self.tree;
        let iterator = tree.children(tree.child(id, 1)).next();
        for (at, value) in tree.children(tree.child(id, 1)).enumerate() {
            let ty = self.expression(value);
            if at == 0 {
                self.used(value, ty, Use::Iterate);
            }
        }
        let given = iterator.map_or_else(unknown_row, |iterator| self.iterated(iterator));
        let names: Vec<NodeId> = tree.children(tree.child(id, 0)).collect();
        let mut locals = Vec::with_capacity(names.len());
        for (at, name) in names.into_iter().enumerate() {
            self.record(name, given.at(at));
            locals.extend(self.scopes.local_of(name).map(|local| (local, given.at(at))));
        }
        self.for_body(id, locals);
    }

    fn for_body(&mut self, id: NodeId, variables: Vec<(LocalId, Ty)>) {
        let body = self.tree.child(id, 2);
        self.loop_head(id, move |this| {
            let after = this.state.clone();
            let depth = this.state.depth();
            for (local, ty) in &variables {
                this.declare(*local, *ty);
            }
            this.block(body);
            this.state.leave_scope(depth);
            after
        });
    }

    /// Walks `pass` once from a state that holds on each round; `pass` leaves the state of the next round in
    /// `self.state` and returns the one after the loop.
    fn loop_head(&mut self, id: NodeId, mut pass: impl FnMut(&mut Self) -> State) {
        let end = self.tree.end(id);
        let assigned = self.assigned_between(id, end);
        self.forget_keys(id, end);
        self.forget_places(&assigned);
        self.settle(&assigned, &mut pass);
        let before = self.state.unreachable();
        self.frame().breaks.push(before);
        let mut after = pass(self);
        if let Some(broken) = self.frame().breaks.pop() {
            after.join(&broken, &mut self.types);
        }
        self.state = after;
    }

    /// What is known of paths holds on each round only if nothing on the way writes there.
    fn forget_places(&mut self, assigned: &[LocalId]) {
        self.forget_written_places();
        for local in assigned {
            self.state.forget_places_of(*local);
        }
    }

    /// Finds types for what a loop assigns that hold on each round, by at most two trial walks.
    fn settle(&mut self, assigned: &[LocalId], pass: &mut impl FnMut(&mut Self) -> State) {
        let mut head = self.state.clone();
        for local in assigned {
            let ty = head.local(*local).map_or(Ty::UNKNOWN, |ty| self.types.widen(ty));
            head.set_local(*local, ty);
        }
        for round in 0.. {
            if assigned.is_empty() || !head.reachable {
                break;
            }
            let is_deep = self.trials >= MAX_TRIALS || self.frame().breaks.len() >= MAX_DEPTH;
            if round == MAX_ROUNDS || is_deep || self.is_over_budget() {
                for local in assigned {
                    head.set_local(*local, Ty::UNKNOWN);
                }
                break;
            }
            self.state = head.clone();
            self.trials += 1;
            self.frame().breaks.push(head.unreachable());
            pass(self);
            self.frame().breaks.pop();
            self.trials -= 1;
            if !self.state.reachable || !self.grow(&mut head, assigned) {
                break;
            }
        }
        self.state = head;
    }

    /// Joins what the end of a round knows into the head; whether that changed anything.
    fn grow(&mut self, head: &mut State, assigned: &[LocalId]) -> bool {
        let mut changed = false;
        for local in assigned {
            let (Some(before), Some(after)) = (head.local(*local), self.state.local(*local)) else {
                continue;
            };
            let after = self.types.widen(after);
            let joined = self.types.join(before, after);
            if self.types.is_stable(joined) {
                changed |= joined != before;
                head.set_local(*local, joined);
            } else {
                changed |= before != Ty::UNKNOWN;
                head.set_local(*local, Ty::UNKNOWN);
            }
        }
        changed
    }

    /// The locals in scope that are assigned from `start` to before `end`.
    fn assigned_between(&self, start: NodeId, end: NodeId) -> Vec<LocalId> {
        let writes = self.scopes.written_between(start, end);
        if writes.len() > self.state.depth() {
            let is_written = |local: &LocalId| self.scopes.is_written_between(*local, start, end);
            return self.state.locals().filter(is_written).collect();
        }
        let mut locals: Vec<LocalId> = writes.iter().map(|(_, local)| *local).collect();
        locals.sort_unstable();
        locals.dedup();
        locals.retain(|local| self.state.local(*local).is_some());
        locals
    }

    pub(super) fn break_statement(&mut self) {
        let state = self.state.clone();
        let types = &mut self.types;
        if let Some(target) = self.frames.last_mut().and_then(|frame| frame.breaks.last_mut()) {
            target.join(&state, types);
        }
        self.state.reachable = false;
    }

    pub(super) fn goto_statement(&mut self, id: NodeId) {
        if let Some(label) = self.scopes.label_of(id) {
            let state = self.state.clone();
            let types = &mut self.types;
            if let Some(frame) = self.frames.last_mut() {
                match frame.jumps.get_mut(&label) {
                    Some(waiting) => waiting.join_common(&state, types),
                    None => {
                        frame.jumps.insert(label, state);
                    }
                }
            }
        }
        self.state.reachable = false;
    }

    /// A label is reached from above and by jumps; what is assigned behind it is forgotten if a jump comes back.
    pub(super) fn label(&mut self, id: NodeId) {
        if let Some(waiting) = self.frame().jumps.remove(&id) {
            self.state.join_common(&waiting, &mut self.types);
        }
        let is_behind = |goto: &NodeId| *goto > id;
        let comes_back = self
            .scopes
            .label(id)
            .is_some_and(|label| label.gotos.iter().any(is_behind));
        if comes_back {
            if !self.state.reachable {
                // Whatever way the function was entered may lead back here.
                self.state.reachable = true;
                self.state.placements = self.frame().placements;
            }
            let behind = NodeId(id.0 + 1);
            let end = self.tree.end(self.tree.function_of(id));
            self.forget_keys(id, end);
            let assigned = self.assigned_between(behind, end);
            self.forget_places(&assigned);
            for local in assigned {
                self.state.set_local(local, Ty::UNKNOWN);
            }
        }
    }

    /// Whether `while` with this condition never ends by it.
    pub(super) fn is_always_true(&self, condition: NodeId) -> bool {
        let condition = self.tree.skip_parens(condition);
        matches!(
            self.tree.kind(condition),
            NodeKind::TrueExpr | NodeKind::NumberExpr | NodeKind::StringExpr | NodeKind::TableExpr
        )
    }
}
