//! Expressions: the type of each, in the order in which they are evaluated.

use pipelua_syntax::NodeId;

use super::uses::Use;
use super::{Infer, Ty};
use crate::lower::{BinaryOp, Expr, Number, UnaryOp};
use crate::ty::TyData;

impl Infer<'_> {
    /// The type of an expression (of its first value), recorded for it and all of its parts.
    pub(super) fn expression(&mut self, id: NodeId) -> Ty {
        // Down the left edge, then up: chains may be of any length.
        let mut edge = Vec::new();
        let mut at = id;
        loop {
            match self.tree.expr(at) {
                Expr::Field { base: left, .. }
                | Expr::Index { base: left, .. }
                | Expr::Call { callee: left, .. }
                | Expr::MethodCall { base: left, .. } => {
                    edge.push(at);
                    at = left;
                }
                Expr::Binary { op, lhs, .. } if !matches!(op, BinaryOp::And | BinaryOp::Or) => {
                    edge.push(at);
                    at = lhs;
                }
                _ => break,
            }
        }
        let mut ty = self.leaf(at);
        ty = self.asserted(at, ty);
        self.record(at, ty);
        while let Some(node) = edge.pop() {
            ty = self.extend(node, ty);
            ty = self.asserted(node, ty);
            self.record(node, ty);
        }
        ty
    }

    /// An expression that does not begin with another one.
    fn leaf(&mut self, id: NodeId) -> Ty {
        self.step(1);
        match self.tree.expr(id) {
            Expr::Nil => Ty::NIL,
            Expr::True => Ty::TRUE,
            Expr::False => Ty::FALSE,
            Expr::Number(Number::Integer(value)) => self.types.intern(TyData::Integer(Some(value))),
            Expr::Number(Number::Float(value)) => self.types.intern(TyData::Number(Some(value.to_bits()))),
            Expr::String(_) => match self.tree.symbol(id) {
                Some(value) => self.types.string_literal(self.tree.text(value)),
                // It is no text.
                None => Ty::STRING,
            },
            Expr::Function(body) => self.function(body),
            Expr::Name(_) => self.name(id),
            Expr::Paren(inner) => self.expression(inner),
            Expr::Unary { op, operand } => self.unary(op, operand),
            Expr::Binary {
                op: BinaryOp::And | BinaryOp::Or,
                ..
            } => {
                let no = self.condition(id);
                self.state.join(&no, &mut self.types);
                self.recorded(id)
            }
            Expr::Table => self.table(id),
            Expr::Vararg => self.vararg(),
            _ => Ty::UNKNOWN,
        }
    }

    /// What follows the expression on its left, whose type is `left`.
    fn extend(&mut self, id: NodeId, left: Ty) -> Ty {
        self.step(1);
        match self.tree.expr(id) {
            Expr::Field {
                base,
                name: Some(name),
            } => {
                let left = self.used(base, left, Use::Index);
                let ty = self.field(id, base, left, name);
                let ty = self.member_of_class(id, base, name, ty);
                let ty = self.member_of_metatable(base, name, ty);
                self.with_place(id, ty)
            }
            Expr::Index { base, key } => {
                let key_ty = self.expression(key);
                let left = self.used(base, left, Use::Index);
                match self.tree.string_key(key) {
                    Some(name) => {
                        let ty = self.field(id, base, left, name);
                        self.with_place(id, ty)
                    }
                    None => self.index(left, key_ty),
                }
            }
            Expr::Call { args, .. } => self.call(id, left, None, args),
            Expr::MethodCall { base, name, args } => {
                let left = self.used(base, left, Use::Index);
                let callee = match name {
                    Some(name) => {
                        let ty = self.field(id, base, left, name);
                        let ty = self.member_of_class(id, base, name, ty);
                        self.member_of_metatable(base, name, ty)
                    }
                    None => Ty::UNKNOWN,
                };
                self.call(id, callee, Some(left), args)
            }
            Expr::Binary { op, lhs, rhs } => {
                let right = self.expression(rhs);
                let [left, right] = self.used_by(op, [lhs, rhs], [left, right]);
                self.binary(op, left, right)
            }
            _ => Ty::UNKNOWN,
        }
    }

    fn name(&mut self, id: NodeId) -> Ty {
        match self.scopes.local_of(id) {
            Some(local) => {
                let ty = self.local_type(local);
                self.use_of_path(id, ty);
                self.with_fact_of_alias(id, ty)
            }
            None => self.global(id),
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: NodeId) -> Ty {
        let ty = self.expression(operand);
        let ty = match op {
            UnaryOp::Not => ty,
            UnaryOp::Neg => self.used(operand, ty, Use::Arithmetic),
            UnaryOp::BitNot => self.used(operand, ty, Use::Bitwise),
            UnaryOp::Len => self.used(operand, ty, Use::Length),
        };
        match op {
            UnaryOp::Not => self.types.negate(ty),
            UnaryOp::Neg => match self.types.get(ty) {
                TyData::Integer(Some(value)) => {
                    let negative = value.wrapping_neg();
                    self.types.intern(TyData::Integer(Some(negative)))
                }
                TyData::Integer(None) => Ty::INTEGER,
                TyData::Number(_) => Ty::NUMBER,
                _ => Ty::UNKNOWN,
            },
            UnaryOp::Len | UnaryOp::BitNot => Ty::INTEGER,
        }
    }

    fn binary(&self, op: BinaryOp, left: Ty, right: Ty) -> Ty {
        let (left, right) = (self.types.widen(left), self.types.widen(right));
        if op.is_comparison() {
            return Ty::BOOLEAN;
        }
        let numeric = |ty| ty == Ty::INTEGER || ty == Ty::NUMBER;
        match op {
            BinaryOp::Concat if [left, right].iter().all(|ty| *ty == Ty::STRING || numeric(*ty)) => {
                Ty::STRING
            }
            BinaryOp::Div | BinaryOp::Pow if numeric(left) && numeric(right) => Ty::NUMBER,
            _ if op.is_arithmetic() && left == Ty::INTEGER && right == Ty::INTEGER => Ty::INTEGER,
            _ if op.is_arithmetic() && numeric(left) && numeric(right) => Ty::NUMBER,
            _ if op.is_bitwise() && numeric(left) && numeric(right) => Ty::INTEGER,
            // A metamethod may give anything.
            _ => Ty::UNKNOWN,
        }
    }
}
