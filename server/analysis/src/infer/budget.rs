//! The budget of a function: work is counted, never timed, and when it is spent nothing is said of the function.
//!
//! A step is an expression that is walked, or something known that is copied where ways part. Trial walks of loops in
//! loops, and many locals at many tests, are what takes many.

use pipelua_syntax::NodeId;

use super::Infer;
use crate::ty::{Ty, TyData};

/// What each function may take.
const BASE: usize = 20_000;
/// What it may take beyond that for each node of its text.
const FOR_EACH_NODE: usize = 64;

/// The steps that a function of so many nodes may take.
pub(super) fn limit(nodes: usize) -> usize {
    BASE + FOR_EACH_NODE * nodes
}

impl Infer<'_> {
    /// Takes steps of the function under way. When none are left, it forgets what it knows and learns nothing more, so
    /// that the rest of the walk is cheap.
    pub(super) fn step(&mut self, count: usize) {
        self.steps += count;
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        frame.left = frame.left.saturating_sub(count);
        if frame.left == 0 {
            self.spent.insert(frame.body);
            self.state.give_up();
        }
    }

    /// Takes the steps of a place where ways part: all that is known goes both of them.
    pub(super) fn step_of_test(&mut self) {
        self.step(1 + self.state.size());
    }

    /// Whether nothing is left for the function under way.
    pub(super) fn is_over_budget(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.left == 0)
    }

    /// What was found of functions before their budgets were spent is no more said than the rest.
    pub(super) fn forget_spent(&mut self) -> Vec<NodeId> {
        if self.spent.is_empty() {
            return Vec::new();
        }
        let (tree, spent) = (self.tree, &self.spent);
        let is_spent = |node: NodeId| spent.contains(&tree.function_of(node));
        self.problems.retain(|problem| !is_spent(problem.node));
        for (at, ty) in self.of_node.iter_mut().enumerate() {
            // What the sandbox has is declared.
            let is_declared = matches!(self.types.get(*ty), TyData::Builtin(_) | TyData::Closure(_));
            let node = NodeId(at as u32);
            if !is_declared && *ty != Ty::UNKNOWN && is_spent(node) {
                let local = self.scopes.local_of(node);
                let declared = local.and_then(|local| self.typed.get(&local));
                *ty = declared.copied().unwrap_or(Ty::UNKNOWN);
            }
        }
        if spent.contains(&NodeId::ROOT) {
            for exit in &mut self.exits {
                exit.ty = Ty::UNKNOWN;
            }
        }
        let mut all: Vec<NodeId> = self.spent.iter().copied().collect();
        all.sort_unstable();
        all
    }
}
