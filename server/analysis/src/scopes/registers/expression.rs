//! Expressions in the order in which the compiler meets them; chains along the left edge are a loop.

use pipelua_syntax::{NodeId, NodeKind};

use super::operand::{Kind, Operand};
use super::{Slot, Walk};
use crate::lower::{Expr, Number, TableItem};

/// Longer strings are not interned, so they cannot be the key of an instruction.
const SHORT_STRING: usize = 40;
/// `LFIELDS_PER_FLUSH`: how many values of a constructor wait in registers.
const WAITING_VALUES: u32 = 50;

impl Walk<'_> {
    pub(super) fn expression(&mut self, node: NodeId) -> Operand {
        let tree = self.tree;
        let mut chain = Vec::new();
        let mut at = node;
        loop {
            let base = match tree.expr(at) {
                Expr::Field { base, .. } | Expr::Index { base, .. } | Expr::MethodCall { base, .. } => base,
                Expr::Call { callee, .. } => callee,
                Expr::Binary { lhs, .. } => lhs,
                _ => break,
            };
            chain.push(at);
            at = base;
        }
        self.at = at;
        let mut x = self.leaf(at);
        while let Some(outer) = chain.pop() {
            self.at = outer;
            x = self.suffix(outer, x);
        }
        x
    }

    fn leaf(&mut self, node: NodeId) -> Operand {
        let tree = self.tree;
        let kind = match tree.expr(node) {
            Expr::Nil | Expr::False => Kind::Falsy,
            Expr::True => Kind::True,
            Expr::String(value) => string(tree.text(value)),
            Expr::Number(number) => Kind::Number(number),
            Expr::Vararg => Kind::Vararg,
            Expr::Function(body) => return self.closure(body),
            Expr::Name(_) => return self.name(node),
            Expr::Paren(inner) => {
                let x = self.expression(inner);
                return self.discharge(x);
            }
            Expr::Unary { op, operand } => {
                let x = self.expression(operand);
                return self.unary(op, x);
            }
            Expr::Table => return self.table(node),
            _ => Kind::Void,
        };
        Operand::of(kind)
    }

    fn name(&mut self, node: NodeId) -> Operand {
        let Some(local) = self.scopes.local_of(node) else {
            let key = string(self.tree.name(node));
            return self.index(Operand::of(Kind::Upvalue), Operand::of(key));
        };
        let is_own = self.scopes.local(local).function == self.current();
        Operand::of(match self.slots[local.0 as usize] {
            Slot::Constant(kind) => {
                return Operand {
                    is_name: true,
                    ..Operand::of(kind)
                };
            }
            Slot::Register(register) if is_own => Kind::Local(register),
            _ => Kind::Upvalue,
        })
    }

    pub(super) fn closure(&mut self, body: NodeId) -> Operand {
        if self.tree.kind(body) == NodeKind::FunctionBody {
            self.function(body, self.tree.child(body, 1));
        }
        self.next_register(Operand::of(Kind::Anywhere { not: false }))
    }

    fn suffix(&mut self, node: NodeId, base: Operand) -> Operand {
        let tree = self.tree;
        match tree.expr(node) {
            Expr::Field { .. } => {
                let table = self.any_register_or_upvalue(base);
                self.index(table, Operand::of(string(tree.name(node))))
            }
            Expr::Index { key, .. } => {
                let table = self.any_register_or_upvalue(base);
                let key = self.key(key);
                self.index(table, key)
            }
            Expr::Call { args, .. } => {
                let function = self.next_register(base);
                self.call(function, args)
            }
            Expr::MethodCall { args, .. } => {
                let x = self.any_register(base);
                self.free_operand(x);
                let function = Operand::of(Kind::Register(self.frame.free));
                self.reserve(2);
                if tree.name(node).len() > SHORT_STRING {
                    self.check(1);
                }
                self.call(function, args)
            }
            Expr::Binary { op, rhs, .. } => self.binary(op, base, rhs),
            _ => base,
        }
    }

    /// The key in brackets.
    fn key(&mut self, key: NodeId) -> Operand {
        let x = self.expression(key);
        if matches!(x.kind, Kind::Jump) || x.has_jumps() {
            self.any_register(x)
        } else {
            self.discharge(x)
        }
    }

    fn index(&mut self, table: Operand, key: Operand) -> Operand {
        let is_short = matches!(key.kind, Kind::String { is_short: true }) && !key.has_jumps();
        let table = match table.kind {
            Kind::Upvalue if is_short => return Operand::of(Kind::IndexedUpvalue),
            Kind::Register(register) | Kind::Local(register) => register,
            _ => match self.any_register(table).kind {
                Kind::Register(register) => register,
                _ => 0,
            },
        };
        let is_small = matches!(key.number(), Some(Number::Integer(0..=255)));
        let key = if is_short || is_small {
            None
        } else {
            match self.any_register(key).kind {
                Kind::Register(register) => Some(register),
                _ => None,
            }
        };
        Operand::of(Kind::Indexed { table, key })
    }

    fn call(&mut self, function: Operand, args: NodeId) -> Operand {
        let Kind::Register(base) = function.kind else {
            return function;
        };
        let (count, last) = self.list(args);
        match last.kind {
            Kind::Call(_) => {}
            Kind::Vararg => self.reserve(1),
            _ if count > 0 => {
                self.next_register(last);
            }
            _ => {}
        }
        self.frame.free = base + 1;
        Operand::of(Kind::Call(base))
    }

    fn table(&mut self, node: NodeId) -> Operand {
        let tree = self.tree;
        let table = self.frame.free;
        self.reserve(1);
        // A value without a key waits until the next item has been seen.
        let mut pending: Option<Operand> = None;
        let mut waiting = 0;
        for (_, item) in tree.table_items(node) {
            if let Some(value) = pending.take() {
                self.next_register(value);
                if waiting == WAITING_VALUES {
                    self.frame.free = table + 1;
                    waiting = 0;
                }
            }
            match item {
                TableItem::Positional { value } => {
                    pending = Some(self.expression(value));
                    waiting += 1;
                }
                TableItem::Named { name, value } => {
                    let key = Operand::of(string(tree.text(name)));
                    self.field(table, key, value, self.frame.free);
                }
                TableItem::Keyed { key, value } => {
                    let before = self.frame.free;
                    let key = self.key(key);
                    self.field(table, key, value, before);
                }
            }
        }
        match pending {
            Some(Operand {
                kind: Kind::Vararg, ..
            }) => self.reserve(1),
            Some(Operand {
                kind: Kind::Call(_), ..
            })
            | None => {}
            Some(value) => {
                self.next_register(value);
            }
        }
        self.frame.free = table + 1;
        Operand::of(Kind::Register(table))
    }

    fn field(&mut self, table: u32, key: Operand, value: NodeId, before: u32) {
        let target = self.index(Operand::of(Kind::Register(table)), key);
        let value = self.expression(value);
        self.store(target, value);
        self.frame.free = before;
    }
}

fn string(text: &str) -> Kind {
    Kind::String {
        is_short: text.len() <= SHORT_STRING,
    }
}
