//! The walk that resolves names. Blocks recurse (Lua allows 200 levels); expressions are runs of the arena.

use pipelua_syntax::{NodeId, NodeKind, flags};
use rustc_hash::FxHashSet;

use super::labels::Labels;
use super::{
    Access, Function, FunctionId, GlobalUse, Local, LocalId, LocalKind, ScopeError, ScopeErrorKind, Scopes,
    Use, declared_kind,
};
use crate::lower::{Lowered, Symbol};

/// `MAXVARS` of Lua's compiler: locals alive at once in one function.
const MAX_LOCALS: usize = 200;
/// `MAXUPVAL` of Lua's compiler, `_ENV` included.
const MAX_UPVALUES: u32 = 255;
/// The unnamed locals that Lua keeps for a numeric and a generic `for`.
const HIDDEN_NUMERIC: usize = 3;
const HIDDEN_GENERIC: usize = 4;

pub(super) fn resolve(tree: &Lowered) -> Scopes {
    let mut walk = Resolver::new(tree);
    walk.function(NodeId::ROOT, tree.child(NodeId::ROOT, 0), Receiver::None);
    walk.finish()
}

pub(super) struct Resolver<'a> {
    pub(super) tree: &'a Lowered,
    pub(super) scopes: Scopes,
    /// By symbol: innermost local of that name + 1.
    innermost: Vec<u32>,
    /// Locals in scope, outermost first.
    pub(super) alive: Vec<LocalId>,
    frames: Vec<Frame>,
    /// A block that was looked at for [`Self::is_last`], and its last statement that does something.
    pub(super) tail: (NodeId, NodeId),
    captured: FxHashSet<(FunctionId, LocalId)>,
}

pub(super) struct Frame {
    id: FunctionId,
    /// Length of `alive` when the function began.
    base: usize,
    /// Unnamed locals of the loops that are open.
    hidden: usize,
    /// That it has too many locals has been said.
    is_full: bool,
    uses_env: bool,
    pub(super) labels: Labels,
}

/// Whether a function has an implicit `self`, and its symbol, where the file names it.
enum Receiver {
    None,
    Implicit(Option<Symbol>),
}

impl<'a> Resolver<'a> {
    fn new(tree: &'a Lowered) -> Self {
        let scopes = Scopes {
            of_node: vec![0; tree.len()],
            ..Scopes::default()
        };
        Self {
            tree,
            scopes,
            innermost: vec![0; tree.symbols().len()],
            alive: Vec::new(),
            frames: Vec::new(),
            tail: (NodeId(u32::MAX), NodeId::ROOT),
            captured: FxHashSet::default(),
        }
    }

    fn finish(mut self) -> Scopes {
        self.scopes.uses.sort_by_key(|at| (at.local, at.node));
        let writes = self.scopes.uses.iter().filter(|at| at.access == Access::Write);
        self.scopes.writes = writes.map(|at| (at.local, at.node)).collect();
        let in_text = self.scopes.writes.iter().map(|(local, node)| (*node, *local));
        self.scopes.writes_in_text = in_text.collect();
        self.scopes.writes_in_text.sort_unstable();
        self.group_globals();
        let labels = &self.scopes.labels;
        let jumps = labels
            .iter()
            .flat_map(|label| label.gotos.iter().map(|goto| (*goto, label.node)));
        self.scopes.jumps = jumps.collect();
        self.scopes.jumps.sort_unstable();
        self.scopes.errors.sort_by_key(|error| error.node);
        self.scopes
    }

    fn group_globals(&mut self) {
        let mut by_name = self.scopes.globals.clone();
        by_name.sort_by_key(|at| at.name);
        let of_names = by_name.chunk_by(|a, b| a.name == b.name);
        let first_writes = of_names.filter_map(|uses| {
            let write = uses.iter().find(|at| at.access == Access::Write)?;
            Some((write.name, write.node))
        });
        self.scopes.first_writes = first_writes.collect();
        self.scopes.globals_by_name = by_name;
    }

    /// `node` is a `FunctionBody`, or the root.
    fn function(&mut self, node: NodeId, block: NodeId, receiver: Receiver) {
        let id = FunctionId(self.scopes.functions.len() as u32);
        let parent = self.frames.last().map(|frame| frame.id);
        self.scopes.functions.push(Function {
            node,
            parent,
            upvalues: 0,
            self_local: None,
        });
        let base = self.alive.len();
        self.frames.push(Frame {
            id,
            base,
            hidden: 0,
            is_full: false,
            uses_env: false,
            labels: Labels::default(),
        });
        self.open_labels();
        match receiver {
            Receiver::Implicit(Some(name)) => {
                let local = self.declare(node, name, LocalKind::SelfParameter, node);
                self.scopes.functions[id.0 as usize].self_local = Some(local);
            }
            Receiver::Implicit(None) => self.frame().hidden += 1,
            Receiver::None => {}
        }
        if node != NodeId::ROOT {
            for param in self.tree.children(self.tree.child(node, 0)) {
                if let Some(name) = self.tree.symbol(param) {
                    self.declare(param, name, LocalKind::Parameter, node);
                }
            }
        }
        self.statements(block);
        self.close_labels(base);
        self.leave_scope(base);
        self.frames.pop();
    }

    fn block(&mut self, block: NodeId) {
        let before = self.alive.len();
        self.open_labels();
        self.statements(block);
        self.close_labels(before);
        self.leave_scope(before);
    }

    fn statements(&mut self, block: NodeId) {
        let tree = self.tree;
        for statement in tree.children(block) {
            self.statement(statement, block);
        }
    }

    fn statement(&mut self, id: NodeId, block: NodeId) {
        use NodeKind as K;
        let tree = self.tree;
        match tree.kind(id) {
            K::LocalStmt => {
                self.expression(tree.child(id, 1));
                for name in tree.children(tree.child(id, 0)) {
                    if let Some(symbol) = tree.symbol(name) {
                        self.declare(name, symbol, declared_kind(tree, name), block);
                    }
                }
            }
            K::LocalFunctionStmt => {
                let name = tree.child(id, 0);
                if let Some(symbol) = tree.symbol(name) {
                    self.declare(name, symbol, LocalKind::Function, block);
                }
                self.function_body(tree.child(id, 1), Receiver::None);
            }
            K::FunctionStmt => {
                let target = tree.child(id, 0);
                if tree.kind(target) == K::NameExpr {
                    self.name(target, Access::Write);
                } else {
                    self.expression(target);
                }
                let method = tree.has_flag(target, flags::METHOD) && tree.kind(target) == K::FieldExpr;
                let receiver = if method {
                    Receiver::Implicit(tree.symbols().find("self"))
                } else {
                    Receiver::None
                };
                self.function_body(tree.child(id, 1), receiver);
            }
            K::AssignStmt => {
                self.expression(tree.child(id, 1));
                for target in tree.children(tree.child(id, 0)) {
                    if tree.kind(target) == K::NameExpr {
                        self.name(target, Access::Write);
                    } else {
                        self.expression(target);
                    }
                }
            }
            K::DoStmt => self.block(tree.child(id, 0)),
            K::WhileStmt => {
                self.expression(tree.child(id, 0));
                self.block(tree.child(id, 1));
            }
            K::RepeatStmt => {
                let before = self.alive.len();
                self.open_labels();
                self.statements(tree.child(id, 0));
                self.expression(tree.child(id, 1));
                self.close_labels(before);
                self.leave_scope(before);
            }
            K::IfStmt => {
                for clause in tree.children(id) {
                    if tree.kind(clause) == K::ElseClause {
                        self.block(tree.child(clause, 0));
                    } else {
                        self.expression(tree.child(clause, 0));
                        self.block(tree.child(clause, 1));
                    }
                }
            }
            K::NumericForStmt => {
                self.expression(tree.child(id, 1));
                self.for_loop(id, std::iter::once(tree.child(id, 0)), HIDDEN_NUMERIC);
            }
            K::GenericForStmt => {
                self.expression(tree.child(id, 1));
                self.for_loop(id, tree.children(tree.child(id, 0)), HIDDEN_GENERIC);
            }
            K::GotoStmt => self.goto(id),
            K::LabelStmt => self.label(id, block),
            _ => self.expression(id),
        }
    }

    fn for_loop(&mut self, id: NodeId, names: impl Iterator<Item = NodeId>, hidden: usize) {
        let before = self.alive.len();
        self.frame().hidden += hidden;
        self.open_labels();
        for name in names {
            if let Some(symbol) = self.tree.symbol(name) {
                self.declare(name, symbol, LocalKind::Loop, id);
            }
        }
        self.block(self.tree.child(id, 2));
        self.close_labels(before);
        self.leave_scope(before);
        self.frame().hidden -= hidden;
    }

    /// Resolves the names of a subtree that declares none of its own, functions in it apart.
    fn expression(&mut self, id: NodeId) {
        let mut at = id.0;
        let end =
            id.0.saturating_add(self.tree.size(id))
                .min(self.tree.len() as u32);
        while at < end {
            let node = NodeId(at);
            match self.tree.kind(node) {
                NodeKind::NameExpr => self.name(node, Access::Read),
                NodeKind::FunctionBody => {
                    self.function_body(node, Receiver::None);
                    at += self.tree.size(node);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn function_body(&mut self, body: NodeId, receiver: Receiver) {
        if self.tree.kind(body) == NodeKind::FunctionBody {
            self.function(body, self.tree.child(body, 1), receiver);
        }
    }

    fn name(&mut self, node: NodeId, access: Access) {
        let Some(name) = self.tree.symbol(node) else {
            return;
        };
        let Some(local) = self.innermost[name.index()].checked_sub(1).map(LocalId) else {
            self.capture_env(node);
            self.scopes.globals.push(GlobalUse { name, node, access });
            return;
        };
        self.scopes.of_node[node.index()] = local.0 + 1;
        self.scopes.uses.push(Use { local, node, access });
        self.capture(local, node);
        let function = self.frame().id;
        let is_outer = self.scopes.local(local).function != function;
        if access == Access::Write {
            let local = &mut self.scopes.locals[local.0 as usize];
            local.reassigned = true;
            local.written_inside |= is_outer;
        }
        if access == Access::Write && self.scopes.local(local).kind.is_const() {
            self.error(node, ScopeErrorKind::ConstAssign(local));
        }
    }

    /// Counts `local` as an upvalue of each function between its own and the current one.
    fn capture(&mut self, local: LocalId, node: NodeId) {
        let owner = self.scopes.local(local).function;
        let mut at = self.frames.len();
        while at > 0 && self.frames[at - 1].id != owner {
            at -= 1;
            let function = self.frames[at].id;
            if !self.captured.insert((function, local)) {
                break;
            }
            self.scopes.locals[local.0 as usize].captured = true;
            self.scopes.functions[function.0 as usize].upvalues += 1;
            self.check_upvalues(at, node);
        }
    }

    fn capture_env(&mut self, node: NodeId) {
        for at in (0..self.frames.len()).rev() {
            if self.frames[at].uses_env {
                break;
            }
            self.frames[at].uses_env = true;
            self.check_upvalues(at, node);
        }
    }

    fn check_upvalues(&mut self, frame: usize, node: NodeId) {
        let frame = &self.frames[frame];
        let used = self.scopes.function(frame.id).upvalues + u32::from(frame.uses_env);
        if used == MAX_UPVALUES + 1 {
            self.error(node, ScopeErrorKind::TooManyUpvalues);
        }
    }

    fn declare(&mut self, node: NodeId, name: Symbol, kind: LocalKind, scope: NodeId) -> LocalId {
        let id = LocalId(self.scopes.locals.len() as u32);
        let slot = &mut self.innermost[name.index()];
        let shadows = slot.checked_sub(1).map(LocalId);
        *slot = id.0 + 1;
        if kind != LocalKind::SelfParameter {
            self.scopes.of_node[node.index()] = id.0 + 1;
        }
        let frame = self.frame();
        let (function, base, hidden) = (frame.id, frame.base, frame.hidden);
        self.scopes.locals.push(Local {
            name,
            node,
            kind,
            function,
            shadows,
            before: self.alive.last().copied(),
            scope,
            captured: false,
            reassigned: false,
            written_inside: false,
        });
        self.alive.push(id);
        if self.alive.len() - base + hidden > MAX_LOCALS && !self.frame().is_full {
            self.frame().is_full = true;
            self.error(node, ScopeErrorKind::TooManyLocals);
        }
        id
    }

    fn leave_scope(&mut self, before: usize) {
        for id in self.alive.drain(before..).rev() {
            let local = &self.scopes.locals[id.0 as usize];
            self.innermost[local.name.index()] = local.shadows.map_or(0, |outer| outer.0 + 1);
        }
    }

    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames
            .last_mut()
            .expect("a function is open while its statements are walked")
    }

    pub(super) fn error(&mut self, node: NodeId, kind: ScopeErrorKind) {
        self.scopes.errors.push(ScopeError { node, kind });
    }
}
