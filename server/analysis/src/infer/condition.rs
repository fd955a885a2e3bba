//! Conditions: evaluating one splits what is known in two.

use pipelua_syntax::{NodeId, NodeKind};

use super::paths::Path;
use super::state::State;
use super::{Infer, Ty};
use crate::context::PlacementSet;
use crate::lower::{BinaryOp, Expr, UnaryOp};
use crate::ty::{Kinds, TyData, Types};

impl Infer<'_> {
    /// Evaluates a condition: `self.state` is then what holds where it is true, the result where it is false.
    pub(super) fn condition(&mut self, id: NodeId) -> State {
        // The left edge of a chain of `and`, `or`, `not` and parentheses, outermost first.
        let mut edge = Vec::new();
        let mut at = id;
        loop {
            let (step, inner) = match self.tree.expr(at) {
                Expr::Paren(inner) => (Step::Paren, inner),
                Expr::Unary {
                    op: UnaryOp::Not,
                    operand,
                } => (Step::Not, operand),
                Expr::Binary {
                    op: op @ (BinaryOp::And | BinaryOp::Or),
                    lhs,
                    rhs,
                } => (Step::Logical { op, rhs }, lhs),
                _ => break,
            };
            edge.push((at, step));
            at = inner;
        }
        let mut no = self.atom(at);
        let mut ty = self.recorded(at);
        while let Some((node, step)) = edge.pop() {
            match step {
                Step::Paren => {}
                Step::Not => {
                    std::mem::swap(&mut self.state, &mut no);
                    ty = self.types.negate(ty);
                }
                Step::Logical { op, rhs } => ty = self.logical(op, ty, rhs, &mut no),
            }
            self.record(node, ty);
        }
        no
    }

    /// The right side of `and` or `or`, with the left side's outcomes in `self.state` (true) and `no`.
    fn logical(&mut self, op: BinaryOp, left: Ty, rhs: NodeId, no: &mut State) -> Ty {
        if op == BinaryOp::And {
            let right_no = self.condition(rhs);
            no.join(&right_no, &mut self.types);
            let falsy = self.types.falsy(left);
            let right = self.recorded(rhs);
            self.types.join(falsy, right)
        } else {
            let mut yes = std::mem::replace(&mut self.state, no.clone());
            *no = self.condition(rhs);
            yes.join(&self.state, &mut self.types);
            self.state = yes;
            let truthy = self.types.truthy(left);
            let right = self.recorded(rhs);
            self.types.join(truthy, right)
        }
    }

    /// A condition without `and`, `or`, `not` at its top.
    fn atom(&mut self, id: NodeId) -> State {
        self.step_of_test();
        let ty = self.expression(id);
        let mut no = self.state.clone();
        if let Expr::Binary {
            op: op @ (BinaryOp::Eq | BinaryOp::Ne),
            lhs,
            rhs,
        } = self.tree.expr(id)
        {
            let mut yes = self.state.clone();
            self.narrow_equal(lhs, rhs, &mut yes, &mut no);
            self.narrow_equal(rhs, lhs, &mut yes, &mut no);
            self.assume_choice(lhs, rhs, &mut yes, &mut no);
            if op == BinaryOp::Ne {
                std::mem::swap(&mut yes, &mut no);
            }
            self.state = yes;
            return no;
        }
        if let Some(local) = self.scopes.local_of(id) {
            let (truthy, falsy) = (self.types.truthy(ty), self.types.falsy(ty));
            let mut yes = self.state.clone();
            self.narrow_local(&mut yes, local, truthy);
            self.narrow_local(&mut no, local, falsy);
            self.assume_alias(id, &mut yes, &mut no);
            self.state = yes;
        }
        if matches!(self.tree.kind(id), NodeKind::FieldExpr | NodeKind::IndexExpr) {
            let mut yes = self.state.clone();
            self.narrow_place(id, &mut yes, Types::truthy);
            self.narrow_place(id, &mut no, Types::falsy);
            self.state = yes;
        }
        if let Some(path) = self.context_path(id) {
            let mut yes = self.state.clone();
            self.narrow_path(&path, &mut yes, Types::truthy);
            self.narrow_path(&path, &mut no, Types::falsy);
            self.state = yes;
        }
        if self.is_always_true(id) {
            no.reachable = false;
        } else if matches!(self.tree.kind(id), NodeKind::FalseExpr | NodeKind::NilExpr) {
            self.state.reachable = false;
        }
        no
    }

    /// What `subject == value` says in each outcome.
    pub(super) fn narrow_equal(&mut self, subject: NodeId, value: NodeId, yes: &mut State, no: &mut State) {
        let subject = self.tree.skip_parens(subject);
        let value_ty = self.recorded(value);
        if let Some(local) = self
            .scopes
            .local_of(subject)
            .filter(|_| self.types.is_unit(value_ty))
        {
            let ty = self.local_type(local);
            let other = self.types.without(ty, value_ty);
            self.narrow_local(no, local, other);
            // Of a test that cannot hold by its types, nothing is learned: it may be a precaution.
            let same = self.types.only(ty, value_ty);
            if same != Ty::NEVER {
                self.narrow_local(yes, local, same);
            }
        }
        if self.types.is_unit(value_ty) {
            let place = self.aliased_place(subject);
            let was_past = self.is_past;
            self.is_past |= place != subject;
            self.narrow_place(place, yes, |types, ty| types.only(ty, value_ty));
            self.narrow_place(place, no, |types, ty| types.without(ty, value_ty));
            self.is_past = was_past;
        }
        if let Some(path) = self.context_path(subject) {
            self.narrow_path_equal(&path, value_ty, yes, no);
        }
        let Some(text) = self.types.as_string_literal(value_ty) else {
            return;
        };
        if let Some(asked) = self.asked_type(subject) {
            let kinds = Kinds::named(text);
            if let Some(local) = self.scopes.local_of(asked) {
                let ty = self.local_type(local);
                let (same, other) = self.types.split_by_kind(ty, kinds);
                self.narrow_local(yes, local, same);
                self.narrow_local(no, local, other);
            }
            // `local kind = type(x.y)` was asked before.
            let is_alias = self.scopes.local_of(subject).is_some();
            let was_past = self.is_past;
            self.is_past |= is_alias;
            self.narrow_place_kind(asked, kinds, yes, no);
            self.is_past = was_past;
            if let Some(path) = self.context_path(asked) {
                self.narrow_path(&path, yes, |types, ty| types.split_by_kind(ty, kinds).0);
                self.narrow_path(&path, no, |types, ty| types.split_by_kind(ty, kinds).1);
            }
            return;
        }
        if let Some(asked) = self.asked(subject, "math.type") {
            let is_integer = text == "integer";
            if let Some(local) = self.scopes.local_of(asked) {
                let ty = self.local_type(local);
                let (same, other) = self.types.split_by_subtype(ty, is_integer);
                self.narrow_local(yes, local, same);
                self.narrow_local(no, local, other);
            }
            self.narrow_place(asked, yes, |types, ty| types.split_by_subtype(ty, is_integer).0);
            self.narrow_place(asked, no, |types, ty| types.split_by_subtype(ty, is_integer).1);
            return;
        }
        let Some(tag) = self.placement_tag(subject) else {
            return;
        };
        let mut same = PlacementSet::EMPTY;
        for (at, placement) in self.context.placements.iter().enumerate() {
            let name = match tag {
                PlacementTag::Hook => Some(&*placement.hook),
                PlacementTag::Node => placement.node.as_deref(),
            };
            if name == Some(text) {
                same.insert(at);
            }
        }
        yes.placements = yes.placements.and(same);
        no.placements = no.placements.without(same);
    }

    /// What `path == value` says in each outcome.
    fn narrow_path_equal(&mut self, path: &Path, value: Ty, yes: &mut State, no: &mut State) {
        if self.types.is_unit(value) {
            self.narrow_path(path, yes, |types, ty| types.only(ty, value));
            self.narrow_path(path, no, |types, ty| types.without(ty, value));
        } else if !self.types.is_dynamic(value) && !self.types.may_be_nil(value) {
            self.narrow_path(path, yes, Types::non_nil);
        }
    }

    /// Whether an expression is `context.hook` or `context.node`, directly or through a local that never changes.
    fn placement_tag(&self, id: NodeId) -> Option<PlacementTag> {
        let id = self.tree.skip_parens(id);
        if self.scopes.local_of(id).is_some() {
            let value = self.constant_value(id)?;
            return match self.tree.kind(value) {
                NodeKind::FieldExpr | NodeKind::IndexExpr => self.placement_tag(value),
                _ => None,
            };
        }
        let (base, name) = match self.tree.expr(id) {
            Expr::Field { base, name } => (base, name?),
            Expr::Index { base, key } => (base, self.tree.string_key(key)?),
            _ => return None,
        };
        let is_context = matches!(
            self.types.get(self.recorded(base)),
            TyData::Context { path, .. } if path.is_empty()
        );
        match self.tree.text(name) {
            "hook" if is_context => Some(PlacementTag::Hook),
            "node" if is_context => Some(PlacementTag::Node),
            _ => None,
        }
    }
}

/// A step up the left edge of a condition.
enum Step {
    Paren,
    Not,
    Logical { op: BinaryOp, rhs: NodeId },
}

#[derive(Clone, Copy)]
enum PlacementTag {
    Hook,
    Node,
}
