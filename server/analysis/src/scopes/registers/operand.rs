//! What an expression is before it has a register, and how it is given one.

use super::Walk;
use crate::lower::Number;

/// An expression under way.
#[derive(Clone, Copy)]
pub(super) struct Operand {
    pub(super) kind: Kind,
    /// Jumps with its value wait to be joined: out of `or`, and out of `and`.
    pub(super) if_true: bool,
    pub(super) if_false: bool,
    /// The name of a constant, which has not been read yet.
    pub(super) is_name: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Void,
    /// `nil`, `false`
    Falsy,
    True,
    String {
        is_short: bool,
    },
    Number(Number),
    /// Lies in a register.
    Register(u32),
    /// The register of a local.
    Local(u32),
    Upvalue,
    /// A field of what lies in a register, by a key that may lie in one.
    Indexed {
        table: u32,
        key: Option<u32>,
    },
    /// A field of an upvalue by a constant name: a global.
    IndexedUpvalue,
    /// A comparison.
    Jump,
    /// Can be put into any register; `not` can also be left out of a condition.
    Anywhere {
        not: bool,
    },
    /// A call whose results begin at this register.
    Call(u32),
    Vararg,
}

impl Operand {
    pub(super) fn of(kind: Kind) -> Self {
        Self {
            kind,
            if_true: false,
            if_false: false,
            is_name: false,
        }
    }

    pub(super) fn has_jumps(self) -> bool {
        self.if_true || self.if_false
    }

    /// A literal, which needs no register.
    pub(super) fn is_constant(self) -> bool {
        !self.has_jumps()
            && matches!(
                self.kind,
                Kind::Falsy | Kind::True | Kind::String { .. } | Kind::Number(_)
            )
    }

    pub(super) fn number(self) -> Option<Number> {
        match self.kind {
            Kind::Number(number) if !self.has_jumps() => Some(number),
            _ => None,
        }
    }

    /// Whether this target uses the local `assigned` as its table or key.
    pub(super) fn is_indexed_by(self, assigned: Self) -> bool {
        match (self.kind, assigned.kind) {
            (Kind::Indexed { table, key }, Kind::Local(local)) => table == local || key == Some(local),
            _ => false,
        }
    }

    pub(super) fn move_index(&mut self, assigned: Self, to: u32) {
        if let (Kind::Indexed { table, key }, Kind::Local(local)) = (&mut self.kind, assigned.kind) {
            for register in [Some(table), key.as_mut()].into_iter().flatten() {
                if *register == local {
                    *register = to;
                }
            }
        }
    }
}

impl Walk<'_> {
    /// Reads a variable: what remains is a constant, a register, or can be put anywhere.
    pub(super) fn discharge(&mut self, mut x: Operand) -> Operand {
        x.is_name = false;
        x.kind = match x.kind {
            Kind::Local(register) | Kind::Call(register) => Kind::Register(register),
            Kind::Upvalue | Kind::IndexedUpvalue | Kind::Vararg => Kind::Anywhere { not: false },
            Kind::Indexed { table, key } => {
                if let Some(key) = key {
                    self.free(key);
                }
                self.free(table);
                Kind::Anywhere { not: false }
            }
            kind => kind,
        };
        x
    }

    pub(super) fn next_register(&mut self, x: Operand) -> Operand {
        let x = self.discharge(x);
        self.free_operand(x);
        self.reserve(1);
        Operand::of(Kind::Register(self.frame.free - 1))
    }

    pub(super) fn any_register(&mut self, x: Operand) -> Operand {
        let x = self.discharge(x);
        match x.kind {
            Kind::Register(register) if !x.has_jumps() || register >= self.frame.locals => {
                Operand::of(x.kind)
            }
            _ => self.next_register(x),
        }
    }

    /// A table to be indexed: an upvalue may stay one.
    pub(super) fn any_register_or_upvalue(&mut self, x: Operand) -> Operand {
        if matches!(x.kind, Kind::Upvalue) && !x.has_jumps() {
            return x;
        }
        self.any_register(x)
    }

    /// A constant, or a register.
    pub(super) fn constant_or_register(&mut self, x: Operand) -> Operand {
        if x.is_constant() && !x.is_name {
            x
        } else {
            self.any_register(x)
        }
    }

    pub(super) fn free_operand(&mut self, x: Operand) {
        if let Kind::Register(register) = x.kind {
            self.free(register);
        }
    }

    /// Registers are freed in the order in which they were taken, so only their number counts.
    fn free(&mut self, register: u32) {
        if register >= self.frame.locals {
            self.frame.free = self.frame.free.saturating_sub(1);
        }
    }

    /// Assigns `value`; what the target itself holds is freed at the end of the statement.
    pub(super) fn store(&mut self, target: Operand, value: Operand) {
        match target.kind {
            Kind::Local(_) => {
                self.free_operand(value);
                self.discharge(value);
            }
            Kind::Upvalue => {
                let value = self.any_register(value);
                self.free_operand(value);
            }
            _ => {
                let value = self.constant_or_register(value);
                self.free_operand(value);
            }
        }
    }
}
