//! Counts the registers that Lua's compiler would use: a function has 255, and an expression that needs more is
//! refused.
//!
//! A walk in the order of the compiler that keeps its one number, the first free register. It is exact but for
//! functions with more than 256 constants. Most scripts are far from the limit and are not walked at all.
//!
//! **Source**: `lparser.c` and `lcode.c` of Lua 5.4; the tests hold it against that compiler.

mod expression;
mod operand;
mod operator;

use operand::{Kind, Operand};
use pipelua_syntax::{NodeId, NodeKind, flags};

use super::{FunctionId, LocalId, Scopes};
use crate::lower::Lowered;

/// `MAXREGS` of the compiler: it refuses to reach it.
const MAX_REGISTERS: u32 = 255;

/// Where the compiler gives up, if it does. `tree` has no errors.
pub(super) fn overflow(tree: &Lowered, scopes: &Scopes) -> Option<NodeId> {
    if !may_overflow(tree, scopes) {
        return None;
    }
    let mut walk = Walk {
        tree,
        scopes,
        slots: vec![Slot::None; scopes.locals.len()],
        frame: Frame::default(),
        at: NodeId::ROOT,
        overflow: None,
    };
    walk.function(NodeId::ROOT, tree.child(NodeId::ROOT, 0));
    walk.overflow
}

/// Each register stands for a local or for a node of the statement under way.
fn may_overflow(tree: &Lowered, scopes: &Scopes) -> bool {
    const SLACK: usize = 16;
    let room = (MAX_REGISTERS as usize - SLACK).saturating_sub(scopes.locals.len());
    let size = |id: NodeId| tree.size(id) as usize;
    tree.ids().any(|id| match tree.kind(id) {
        NodeKind::LocalStmt | NodeKind::AssignStmt | NodeKind::CallStmt | NodeKind::ReturnStmt => {
            size(id) > room
        }
        NodeKind::IfClause | NodeKind::WhileStmt => size(tree.child(id, 0)) > room,
        NodeKind::RepeatStmt | NodeKind::NumericForStmt | NodeKind::GenericForStmt => {
            size(tree.child(id, 1)) > room
        }
        NodeKind::ParamList => size(id) > room,
        _ => false,
    })
}

/// Where a local lives.
#[derive(Clone, Copy)]
enum Slot {
    None,
    Register(u32),
    /// `<const>` with a literal: nowhere.
    Constant(Kind),
}

/// A function being compiled.
#[derive(Clone, Copy, Default)]
struct Frame {
    function: u32,
    /// The first free register.
    free: u32,
    /// How many of the used ones are locals.
    locals: u32,
}

struct Walk<'a> {
    tree: &'a Lowered,
    scopes: &'a Scopes,
    slots: Vec<Slot>,
    frame: Frame,
    /// What is being compiled, for the place of the error.
    at: NodeId,
    overflow: Option<NodeId>,
}

impl Walk<'_> {
    fn function(&mut self, node: NodeId, block: NodeId) {
        let functions = &self.scopes.functions;
        let id = functions
            .binary_search_by_key(&node, |function| function.node)
            .unwrap_or(0);
        let outer = std::mem::replace(
            &mut self.frame,
            Frame {
                function: id as u32,
                ..Frame::default()
            },
        );
        if node != NodeId::ROOT {
            if self.takes_self(node) {
                if let Some(local) = self.scopes.functions[id].self_local {
                    self.slots[local.0 as usize] = Slot::Register(0);
                }
                self.frame.locals = 1;
            }
            for param in self.tree.children(self.tree.child(node, 0)) {
                self.declare(param);
            }
            self.reserve(self.frame.locals);
        }
        self.statements(block);
        self.frame = outer;
    }

    fn takes_self(&self, body: NodeId) -> bool {
        let statement = self.tree.parent(body).unwrap_or(NodeId::ROOT);
        self.tree.kind(statement) == NodeKind::FunctionStmt
            && self.tree.has_flag(self.tree.child(statement, 0), flags::METHOD)
    }

    fn block(&mut self, block: NodeId) {
        let before = self.frame.locals;
        self.statements(block);
        self.leave(before);
    }

    fn leave(&mut self, locals: u32) {
        self.frame.locals = locals;
        self.frame.free = locals;
    }

    fn statements(&mut self, block: NodeId) {
        let tree = self.tree;
        for statement in tree.children(block) {
            if self.overflow.is_some() {
                return;
            }
            self.at = statement;
            self.statement(statement);
            self.frame.free = self.frame.locals;
        }
    }

    fn statement(&mut self, id: NodeId) {
        use NodeKind as K;
        let tree = self.tree;
        match tree.kind(id) {
            K::LocalStmt => self.local(id),
            K::LocalFunctionStmt => {
                self.declare(tree.child(id, 0));
                self.closure(tree.child(id, 1));
            }
            K::FunctionStmt => {
                let target = self.expression(tree.child(id, 0));
                let value = self.closure(tree.child(id, 1));
                self.store(target, value);
            }
            K::AssignStmt => self.assignment(id),
            K::CallStmt => {
                self.expression(tree.child(id, 0));
            }
            K::ReturnStmt => self.return_values(tree.child(id, 0)),
            K::DoStmt => self.block(tree.child(id, 0)),
            K::WhileStmt => {
                let condition = self.expression(tree.child(id, 0));
                self.go_if(condition, true);
                self.block(tree.child(id, 1));
            }
            K::RepeatStmt => {
                let before = self.frame.locals;
                self.statements(tree.child(id, 0));
                let condition = self.expression(tree.child(id, 1));
                self.go_if(condition, true);
                self.leave(before);
            }
            K::IfStmt => {
                for clause in tree.children(id) {
                    self.clause(clause);
                }
            }
            K::NumericForStmt => self.numeric_for(id),
            K::GenericForStmt => self.generic_for(id),
            _ => {}
        }
    }

    fn clause(&mut self, clause: NodeId) {
        let tree = self.tree;
        if tree.kind(clause) == NodeKind::ElseClause {
            return self.block(tree.child(clause, 0));
        }
        let block = tree.child(clause, 1);
        let condition = self.expression(tree.child(clause, 0));
        let breaks = tree.kind(tree.child(block, 0)) == NodeKind::BreakStmt;
        self.go_if(condition, !breaks);
        self.block(block);
    }

    fn local(&mut self, id: NodeId) {
        let tree = self.tree;
        let names = tree.child(id, 0);
        let count = tree.children(names).count();
        let (values, last) = self.list(tree.child(id, 1));
        let last_name = tree.children(names).last().unwrap_or(names);
        let mut declared = count;
        if count == values && tree.has_flag(last_name, flags::CONST) && last.is_constant() {
            if let Some(local) = self.scopes.local_of(last_name) {
                self.slots[local.0 as usize] = Slot::Constant(last.kind);
            }
            declared -= 1;
        } else {
            self.adjust(count, values, last);
        }
        for name in tree.children(names).take(declared) {
            self.declare(name);
        }
    }

    /// The next local in the next register.
    fn declare(&mut self, name: NodeId) {
        if let Some(LocalId(local)) = self.scopes.local_of(name) {
            self.slots[local as usize] = Slot::Register(self.frame.locals);
        }
        self.frame.locals += 1;
    }

    fn assignment(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut targets: Vec<Operand> = Vec::new();
        for node in tree.children(tree.child(id, 0)) {
            let target = self.expression(node);
            // A local that an earlier target indexes, or is indexed by, is kept in a register of its own.
            if targets.iter().any(|earlier| earlier.is_indexed_by(target)) {
                for earlier in &mut targets {
                    earlier.move_index(target, self.frame.free);
                }
                self.reserve(1);
            }
            targets.push(target);
        }
        let (values, last) = self.list(tree.child(id, 1));
        let Some(target) = targets.last() else { return };
        if values == targets.len() {
            let value = match last.kind {
                Kind::Call(_) | Kind::Vararg => self.discharge(last),
                _ => last,
            };
            self.store(*target, value);
        } else {
            self.adjust(targets.len(), values, last);
        }
        // The other targets take what lies in registers already.
    }

    fn return_values(&mut self, list: NodeId) {
        let (count, last) = self.list(list);
        match last.kind {
            Kind::Call(_) => {}
            Kind::Vararg => self.reserve(1),
            _ if count == 1 => {
                self.any_register(last);
            }
            _ if count > 1 => {
                self.next_register(last);
            }
            _ => {}
        }
    }

    fn numeric_for(&mut self, id: NodeId) {
        let tree = self.tree;
        let before = self.frame.locals;
        let mut count = 0;
        for value in tree.children(tree.child(id, 1)) {
            let value = self.expression(value);
            self.next_register(value);
            count += 1;
        }
        if count == 2 {
            self.reserve(1);
        }
        self.frame.locals += 3;
        self.declare(tree.child(id, 0));
        self.reserve(1);
        self.block(tree.child(id, 2));
        self.leave(before);
    }

    fn generic_for(&mut self, id: NodeId) {
        const HIDDEN: usize = 4;
        let tree = self.tree;
        let before = self.frame.locals;
        let (values, last) = self.list(tree.child(id, 1));
        self.adjust(HIDDEN, values, last);
        self.frame.locals += HIDDEN as u32;
        // The call of the iterator.
        self.check(3);
        let names = tree.child(id, 0);
        for name in tree.children(names) {
            self.declare(name);
        }
        self.reserve(tree.children(names).count() as u32);
        self.block(tree.child(id, 2));
        self.leave(before);
    }

    /// A list of expressions, all but the last in registers.
    fn list(&mut self, list: NodeId) -> (usize, Operand) {
        let tree = self.tree;
        let mut count = 0;
        let mut last = Operand::of(Kind::Void);
        for value in tree.children(list) {
            if count > 0 {
                self.next_register(last);
            }
            last = self.expression(value);
            count += 1;
        }
        (count, last)
    }

    /// Makes `count` registers of `values` values.
    fn adjust(&mut self, count: usize, values: usize, last: Operand) {
        match last.kind {
            Kind::Call(_) | Kind::Void => {}
            Kind::Vararg => self.reserve(1),
            _ => {
                self.next_register(last);
            }
        }
        if count > values {
            self.reserve((count - values) as u32);
        } else {
            self.frame.free = self.frame.free.saturating_sub((values - count) as u32);
        }
    }

    fn current(&self) -> FunctionId {
        FunctionId(self.frame.function)
    }

    fn check(&mut self, count: u32) {
        if self.frame.free + count >= MAX_REGISTERS {
            self.overflow.get_or_insert(self.at);
        }
    }

    fn reserve(&mut self, count: u32) {
        self.check(count);
        self.frame.free += count;
    }
}
