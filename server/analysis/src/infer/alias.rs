//! Locals that stand for a test: `local has = x ~= nil`, `local kind = type(x)`, `local hook = context.hook`.

use pipelua_syntax::{NodeId, NodeKind};

use super::Infer;
use super::state::State;
use crate::lower::{BinaryOp, Expr, UnaryOp};
use crate::scopes::LocalId;

/// Parts of tests that one condition follows through locals.
const MAX_PARTS: u32 = 32;
/// A side of a comparison with more nodes than this is not looked into.
const MAX_SIDE: u32 = 64;

impl Infer<'_> {
    /// The expression that a local begins with, if nothing is assigned to it after.
    pub(super) fn constant_value(&self, id: NodeId) -> Option<NodeId> {
        let local = self.scopes.local_of(self.tree.skip_parens(id))?;
        let declared = self.scopes.local(local);
        self.scopes
            .is_assigned_once(local)
            .then(|| self.tables.initial_value(declared.node))?
    }

    /// The expression whose type is asked by `type(x)`, or by a local that stands for that: a name, or a path.
    pub(super) fn asked_type(&self, id: NodeId) -> Option<NodeId> {
        self.asked(id, "type")
    }

    /// The same for `math.type(x)`, or any function that is asked about its first argument.
    pub(super) fn asked(&self, id: NodeId, function: &str) -> Option<NodeId> {
        let id = self.tree.skip_parens(id);
        let (call, is_alias) = match self.constant_value(id) {
            Some(value) => (self.tree.skip_parens(value), true),
            None => (id, false),
        };
        let Expr::Call { callee, args } = self.tree.expr(call) else {
            return None;
        };
        if self.builtin_path(callee) != Some(function) {
            return None;
        }
        let asked = self.tree.skip_parens(self.tree.children(args).next()?);
        let is_steady = |local: LocalId| self.scopes.is_assigned_once(local);
        (!is_alias || self.scopes.local_of(asked).is_none_or(is_steady)).then_some(asked)
    }

    /// The path that a local stands for, where both are constant; else the expression itself.
    pub(super) fn aliased_place(&self, id: NodeId) -> NodeId {
        match self.constant_value(id).map(|value| self.tree.skip_parens(value)) {
            Some(value) if self.is_steady(value) => value,
            _ => id,
        }
    }

    /// What `kind == value` says where `local kind = test and "a" or "b"`.
    pub(super) fn assume_choice(&mut self, subject: NodeId, value: NodeId, yes: &mut State, no: &mut State) {
        let value = self.recorded(value);
        let Some(chosen) = self.constant_value(subject) else {
            return;
        };
        let Expr::Binary {
            op: BinaryOp::Or,
            lhs,
            rhs: other,
        } = self.tree.expr(self.tree.skip_parens(chosen))
        else {
            return;
        };
        let Expr::Binary {
            op: BinaryOp::And,
            lhs: test,
            rhs: one,
        } = self.tree.expr(self.tree.skip_parens(lhs))
        else {
            return;
        };
        let (one, other) = (self.recorded(one), self.recorded(other));
        let is_text = |ty| self.types.as_string_literal(ty).is_some();
        if !is_text(one) || !is_text(other) || one == other || (value != one && value != other) {
            return;
        }
        let mut parts = MAX_PARTS;
        self.assume(test, value == one, yes, &mut parts);
        self.assume(test, value != one, no, &mut parts);
    }

    /// What the test that a local stands for says of each outcome of the local.
    pub(super) fn assume_alias(&mut self, id: NodeId, yes: &mut State, no: &mut State) {
        let Some(test) = self.constant_value(id) else {
            return;
        };
        let mut parts = MAX_PARTS;
        self.assume(test, true, yes, &mut parts);
        self.assume(test, false, no, &mut parts);
    }

    /// Narrows `state` by a test that was made before, as far as it is of what has not changed since.
    fn assume(&mut self, test: NodeId, holds: bool, state: &mut State, parts: &mut u32) {
        if *parts == 0 {
            return;
        }
        *parts -= 1;
        match self.tree.expr(test) {
            Expr::Paren(inner) => self.assume(inner, holds, state, parts),
            Expr::Unary {
                op: UnaryOp::Not,
                operand,
            } => self.assume(operand, !holds, state, parts),
            Expr::Binary {
                op: op @ (BinaryOp::And | BinaryOp::Or),
                lhs,
                rhs,
            } => {
                if (op == BinaryOp::And) == holds {
                    self.assume(lhs, holds, state, parts);
                    self.assume(rhs, holds, state, parts);
                } else {
                    let mut other = state.clone();
                    self.assume(lhs, holds, state, parts);
                    self.assume(lhs, !holds, &mut other, parts);
                    self.assume(rhs, holds, &mut other, parts);
                    state.join(&other, &mut self.types);
                }
            }
            Expr::Binary {
                op: op @ (BinaryOp::Eq | BinaryOp::Ne),
                lhs,
                rhs,
            } if self.is_steady(lhs) && self.is_steady(rhs) => {
                let mut no = state.clone();
                self.is_past = true;
                self.narrow_equal(lhs, rhs, state, &mut no);
                self.narrow_equal(rhs, lhs, state, &mut no);
                self.is_past = false;
                if (op == BinaryOp::Eq) != holds {
                    *state = no;
                }
            }
            _ => self.narrow_truth(test, holds, state),
        }
    }

    /// Whether an expression names no local that is assigned again.
    fn is_steady(&self, id: NodeId) -> bool {
        self.tree.size(id) <= MAX_SIDE
            && self
                .tree
                .subtree(id)
                .filter(|node| self.tree.kind(*node) == NodeKind::NameExpr)
                .filter_map(|name| self.scopes.local_of(name))
                .all(|local| self.scopes.is_assigned_once(local))
    }
}
