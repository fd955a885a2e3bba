//! Operators: which operands need registers, and which stay constants.

use pipelua_syntax::NodeId;

use super::Walk;
use super::operand::{Kind, Operand};
use crate::lower::{BinaryOp, Number, UnaryOp};

impl Walk<'_> {
    pub(super) fn unary(&mut self, op: UnaryOp, x: Operand) -> Operand {
        let x = self.discharge(x);
        let folded = match (op, x.number()) {
            (UnaryOp::Neg, Some(number)) => fold(BinaryOp::Sub, Number::Integer(0), number),
            (UnaryOp::BitNot, Some(number)) => fold(BinaryOp::BitXor, number, Number::Integer(-1)),
            _ => None,
        };
        if let Some(number) = folded {
            return Operand::of(Kind::Number(number));
        }
        if op != UnaryOp::Not {
            let x = self.any_register(x);
            self.free_operand(x);
            return Operand::of(Kind::Anywhere { not: false });
        }
        let kind = match x.kind {
            Kind::Falsy => Kind::True,
            Kind::True | Kind::String { .. } | Kind::Number(_) => Kind::Falsy,
            Kind::Jump => Kind::Jump,
            _ => {
                self.take_some_register(x);
                Kind::Anywhere { not: true }
            }
        };
        Operand {
            kind,
            if_true: x.if_false,
            if_false: x.if_true,
            is_name: false,
        }
    }

    pub(super) fn binary(&mut self, op: BinaryOp, lhs: Operand, rhs: NodeId) -> Operand {
        let lhs = self.discharge(lhs);
        let lhs = match op {
            BinaryOp::And => self.go_if(lhs, true),
            BinaryOp::Or => self.go_if(lhs, false),
            BinaryOp::Concat => self.next_register(lhs),
            _ if op.is_comparison() && !matches!(op, BinaryOp::Eq | BinaryOp::Ne) => {
                if small(lhs).is_some() {
                    lhs
                } else {
                    self.any_register(lhs)
                }
            }
            BinaryOp::Eq | BinaryOp::Ne => self.constant_or_register(lhs),
            _ if lhs.number().is_some() => lhs,
            _ => self.any_register(lhs),
        };
        let rhs = self.expression(rhs);
        let rhs = self.discharge(rhs);
        match op {
            BinaryOp::And => Operand {
                if_false: rhs.if_false || lhs.if_false,
                ..rhs
            },
            BinaryOp::Or => Operand {
                if_true: rhs.if_true || lhs.if_true,
                ..rhs
            },
            BinaryOp::Concat => {
                let rhs = self.next_register(rhs);
                self.free_operand(rhs);
                lhs
            }
            BinaryOp::Eq | BinaryOp::Ne => {
                let (first, second) = if matches!(lhs.kind, Kind::Register(_)) {
                    (lhs, rhs)
                } else {
                    (rhs, lhs)
                };
                let first = self.any_register(first);
                let second = if small(second).is_some() {
                    second
                } else {
                    self.constant_or_register(second)
                };
                self.free_both(first, second);
                Operand::of(Kind::Jump)
            }
            _ if op.is_comparison() => {
                let swapped = matches!(op, BinaryOp::Gt | BinaryOp::Ge);
                let (first, second) = if swapped { (rhs, lhs) } else { (lhs, rhs) };
                if small(second).is_some() {
                    let first = self.any_register(first);
                    self.free_both(first, second);
                } else if small(first).is_some() {
                    let second = self.any_register(second);
                    self.free_both(first, second);
                } else {
                    let first = self.any_register(first);
                    let second = self.any_register(second);
                    self.free_both(first, second);
                }
                Operand::of(Kind::Jump)
            }
            _ => self.arithmetic(op, lhs, rhs),
        }
    }

    fn arithmetic(&mut self, op: BinaryOp, lhs: Operand, rhs: Operand) -> Operand {
        if let (Some(a), Some(b)) = (lhs.number(), rhs.number())
            && let Some(number) = fold(op, a, b)
        {
            return Operand::of(Kind::Number(number));
        }
        let is_integer = |x: Operand| matches!(x.number(), Some(Number::Integer(_)));
        let (first, second, takes_constant) = match op {
            BinaryOp::Add | BinaryOp::Mul if lhs.number().is_some() => (rhs, lhs, true),
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor if is_integer(lhs) => (rhs, lhs, true),
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => (lhs, rhs, is_integer(rhs)),
            BinaryOp::Shl if is_integer(lhs) && small(lhs).is_some() => (rhs, lhs, true),
            BinaryOp::Shl => (
                lhs,
                rhs,
                is_integer(rhs) && small(rhs).is_some_and(|n| (-127..=127).contains(&n)),
            ),
            BinaryOp::Shr => (lhs, rhs, is_integer(rhs) && small(rhs).is_some()),
            _ => (lhs, rhs, true),
        };
        let second = if takes_constant && second.number().is_some() {
            second
        } else {
            self.any_register(second)
        };
        let first = self.any_register(first);
        self.free_both(first, second);
        Operand::of(Kind::Anywhere { not: false })
    }

    /// A condition: goes on if it is true (or false), and jumps otherwise.
    pub(super) fn go_if(&mut self, x: Operand, wanted: bool) -> Operand {
        let mut x = self.discharge(x);
        let jumps = match x.kind {
            Kind::True | Kind::String { .. } | Kind::Number(_) if wanted => false,
            Kind::Falsy if !wanted => false,
            Kind::Jump | Kind::Anywhere { not: true } => true,
            _ => {
                self.take_some_register(x);
                true
            }
        };
        if wanted {
            (x.if_false, x.if_true) = (x.if_false || jumps, false);
        } else {
            (x.if_true, x.if_false) = (x.if_true || jumps, false);
        }
        x
    }

    /// Puts it into a register for one instruction.
    fn take_some_register(&mut self, x: Operand) {
        match x.kind {
            Kind::Register(_) => self.free_operand(x),
            _ => self.check(1),
        }
    }

    fn free_both(&mut self, a: Operand, b: Operand) {
        self.free_operand(a);
        self.free_operand(b);
    }
}

/// A number that fits into the instruction itself.
fn small(x: Operand) -> Option<i64> {
    let value = match x.number()? {
        Number::Integer(value) => value,
        Number::Float(value) => exact(value)?,
    };
    (-127..=128).contains(&value).then_some(value)
}

fn exact(value: f64) -> Option<i64> {
    let fits =
        value.fract() == 0.0 && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value);
    fits.then_some(value as i64)
}

/// What the compiler computes itself: no division by zero, and no result that is NaN or a zero of floats.
fn fold(op: BinaryOp, a: Number, b: Number) -> Option<Number> {
    let integers = match (a, b) {
        (Number::Integer(a), Number::Integer(b)) => Some((a, b)),
        _ => None,
    };
    let bits = || Some((to_integer(a)?, to_integer(b)?));
    let result = match op {
        BinaryOp::BitAnd => bits().map(|(a, b)| a & b),
        BinaryOp::BitOr => bits().map(|(a, b)| a | b),
        BinaryOp::BitXor => bits().map(|(a, b)| a ^ b),
        BinaryOp::Shl => bits().map(|(a, b)| shift_left(a, b)),
        BinaryOp::Shr => bits().map(|(a, b)| shift_left(a, b.wrapping_neg())),
        BinaryOp::Add => integers.map(|(a, b)| a.wrapping_add(b)),
        BinaryOp::Sub => integers.map(|(a, b)| a.wrapping_sub(b)),
        BinaryOp::Mul => integers.map(|(a, b)| a.wrapping_mul(b)),
        BinaryOp::IDiv => integers.and_then(|(a, b)| Some(floor_divided(a, b)?.0)),
        BinaryOp::Mod => integers.and_then(|(a, b)| Some(floor_divided(a, b)?.1)),
        _ => None,
    };
    if let Some(result) = result {
        return Some(Number::Integer(result));
    }
    let (a, b) = (to_float(a), to_float(b));
    let result = match op {
        BinaryOp::Add => a + b,
        // The negation of a float: no zero is in sight of 0 - x but for x = 0, which is not folded either way.
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Pow => a.powf(b),
        BinaryOp::Div if b != 0.0 => a / b,
        BinaryOp::IDiv if b != 0.0 => (a / b).floor(),
        BinaryOp::Mod if b != 0.0 => a - (a / b).floor() * b,
        _ => return None,
    };
    (!result.is_nan() && result != 0.0).then_some(Number::Float(result))
}

fn to_integer(number: Number) -> Option<i64> {
    match number {
        Number::Integer(value) => Some(value),
        Number::Float(value) => exact(value),
    }
}

fn to_float(number: Number) -> f64 {
    match number {
        #[allow(clippy::cast_precision_loss)]
        Number::Integer(value) => value as f64,
        Number::Float(value) => value,
    }
}

fn shift_left(value: i64, by: i64) -> i64 {
    let bits = value.cast_unsigned();
    let shifted = match by {
        0..=63 => bits << by,
        -63..=-1 => bits >> -by,
        _ => 0,
    };
    shifted.cast_signed()
}

/// Quotient and rest, rounded down.
fn floor_divided(a: i64, b: i64) -> Option<(i64, i64)> {
    if b == 0 {
        return None;
    }
    let (quotient, rest) = (a.wrapping_div(b), a.wrapping_rem(b));
    let below = rest != 0 && (rest < 0) != (b < 0);
    Some(if below {
        (quotient - 1, rest + b)
    } else {
        (quotient, rest)
    })
}
