//! Names to declarations, as Lua's compiler does it: locals, upvalues, globals, labels, and what it refuses there.

mod jumps;
mod labels;
mod registers;
mod resolve;
mod sure_use;
mod usage;

pub use sure_use::SureUse;

use pipelua_syntax::{NodeId, flags};

use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lower::{Lowered, Symbol, lower};

/// The scopes of `file`: who declares and who uses each name.
#[salsa::tracked(lru = 64)]
pub fn scopes(db: &dyn Db, file: SourceFile) -> Scopes {
    let tree = lower(db, file);
    let mut scopes = resolve::resolve(tree);
    if !tree.has_errors()
        && let Some(node) = registers::overflow(tree, &scopes)
    {
        let kind = ScopeErrorKind::TooManyRegisters;
        scopes.errors.push(ScopeError { node, kind });
    }
    scopes
}

/// The scopes of a tree that is in no database.
pub fn resolve_tree(tree: &Lowered) -> Scopes {
    resolve::resolve(tree)
}

/// Index into [`Scopes::locals`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LocalId(pub u32);

/// Index into [`Scopes::functions`]; 0 is the chunk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FunctionId(pub u32);

impl FunctionId {
    pub const CHUNK: Self = Self(0);
}

/// What is known of the names of a file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scopes {
    locals: Vec<Local>,
    functions: Vec<Function>,
    /// All uses of locals, by local, then in order of the text.
    uses: Vec<Use>,
    /// Those of them that assign, by local, then in order of the text.
    writes: Vec<(LocalId, NodeId)>,
    /// The same, in order of the text alone.
    writes_in_text: Vec<(NodeId, LocalId)>,
    /// All names that no local declares, in order of the text.
    globals: Vec<GlobalUse>,
    /// The same by name, then in order of the text.
    globals_by_name: Vec<GlobalUse>,
    /// Each global that the file assigns, by name, with the name where it does so first.
    first_writes: Vec<(Symbol, NodeId)>,
    /// By node: local + 1 of a name or declaration, 0 for none.
    of_node: Vec<u32>,
    /// In order of the text.
    labels: Vec<Label>,
    /// Each `goto` with its label, in order of the text.
    jumps: Vec<(NodeId, NodeId)>,
    errors: Vec<ScopeError>,
}

/// A declared name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    pub name: Symbol,
    /// `NameDef` or `Param`; the `FunctionBody` for the implicit `self`.
    pub node: NodeId,
    pub kind: LocalKind,
    pub function: FunctionId,
    /// The outer local of the same name that this one hides, if any.
    pub shadows: Option<LocalId>,
    /// The local declared last among those in scope at its declaration, of any name.
    pub before: Option<LocalId>,
    /// The node with whose end the scope ends: a block, a loop, a function.
    pub scope: NodeId,
    /// Used by a function inside the one that declares it.
    pub captured: bool,
    /// Assigned after its declaration.
    pub reassigned: bool,
    /// Assigned by a function inside the one that declares it: any call may change it.
    pub written_inside: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LocalKind {
    Local,
    Const,
    Close,
    Function,
    Parameter,
    /// The implicit `self` of `function a:b()`.
    SelfParameter,
    /// The variable of a `for`.
    Loop,
}

impl LocalKind {
    pub fn is_const(self) -> bool {
        matches!(self, Self::Const | Self::Close)
    }
}

/// A function, or the chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// `FunctionBody`, or the root.
    pub node: NodeId,
    pub parent: Option<FunctionId>,
    /// Number of locals of functions around it that it uses, `_ENV` not counted.
    pub upvalues: u32,
    /// The implicit `self` of a method, where its name occurs.
    pub self_local: Option<LocalId>,
}

/// A use of a local.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Use {
    pub local: LocalId,
    pub node: NodeId,
    pub access: Access,
}

/// A use of a global.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GlobalUse {
    pub name: Symbol,
    pub node: NodeId,
    pub access: Access,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Access {
    Read,
    Write,
}

/// A label with the jumps to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub name: Symbol,
    pub node: NodeId,
    pub gotos: Vec<NodeId>,
}

/// What Lua's compiler refuses about names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeError {
    pub node: NodeId,
    pub kind: ScopeErrorKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeErrorKind {
    /// An assignment to a `<const>` or `<close>` local.
    ConstAssign(LocalId),
    /// More than 200 locals are alive in one function.
    TooManyLocals,
    /// An expression needs more registers than the 255 that a function has.
    TooManyRegisters,
    /// A function uses more than 255 names from outside.
    TooManyUpvalues,
    /// `goto` without a label that it can see.
    UnknownLabel,
    /// The label stands in the scope of a local that the jump would enter.
    JumpIntoScope { local: LocalId },
    /// A label of this name is visible already.
    DuplicateLabel { first: NodeId },
}

impl Scopes {
    pub fn locals(&self) -> impl Iterator<Item = (LocalId, &Local)> {
        (0..).map(LocalId).zip(&self.locals)
    }

    pub fn local(&self, id: LocalId) -> &Local {
        &self.locals[id.0 as usize]
    }

    /// The implicit `self` of the method with this `FunctionBody`.
    pub fn self_of(&self, body: NodeId) -> Option<LocalId> {
        let at = self
            .functions
            .binary_search_by_key(&body, |function| function.node)
            .ok()?;
        self.functions[at].self_local
    }

    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    /// The local that a name, a declaration or a parameter stands for.
    pub fn local_of(&self, node: NodeId) -> Option<LocalId> {
        self.of_node
            .get(node.index())
            .and_then(|local| local.checked_sub(1))
            .map(LocalId)
    }

    /// All uses of a local in order of the text.
    pub fn uses(&self, local: LocalId) -> &[Use] {
        let start = self.uses.partition_point(|at| at.local < local);
        let end = self.uses.partition_point(|at| at.local <= local);
        &self.uses[start..end]
    }

    pub fn reads(&self, local: LocalId) -> impl Iterator<Item = NodeId> + '_ {
        self.uses(local)
            .iter()
            .filter(|at| at.access == Access::Read)
            .map(|at| at.node)
    }

    pub fn writes(&self, local: LocalId) -> impl Iterator<Item = NodeId> + '_ {
        self.writes_from(local, NodeId::ROOT)
    }

    fn writes_from(&self, local: LocalId, start: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.writes.partition_point(|write| *write < (local, start));
        self.writes[first..]
            .iter()
            .take_while(move |(of, _)| *of == local)
            .map(|(_, node)| *node)
    }

    /// Whether something assigns to the local from `start` to before `end`.
    pub(crate) fn is_written_between(&self, local: LocalId, start: NodeId, end: NodeId) -> bool {
        self.writes_from(local, start)
            .next()
            .is_some_and(|write| write < end)
    }

    /// What is assigned from `start` to before `end`, once for each assignment.
    pub(crate) fn written_between(&self, start: NodeId, end: NodeId) -> &[(NodeId, LocalId)] {
        let first = self.writes_in_text.partition_point(|(node, _)| *node < start);
        let behind = self.writes_in_text.partition_point(|(node, _)| *node < end);
        self.writes_in_text.get(first..behind).unwrap_or_default()
    }

    /// Whether nothing assigns to the local after its declaration.
    pub fn is_assigned_once(&self, local: LocalId) -> bool {
        !self.local(local).reassigned
    }

    /// Uses of names that no local declares.
    pub fn globals(&self) -> &[GlobalUse] {
        &self.globals
    }

    /// Uses of one global, in order of the text.
    pub(crate) fn uses_of_global(&self, name: Symbol) -> &[GlobalUse] {
        let start = self.globals_by_name.partition_point(|at| at.name < name);
        let end = self.globals_by_name.partition_point(|at| at.name <= name);
        &self.globals_by_name[start..end]
    }

    /// Where the file assigns a global first.
    pub(crate) fn first_write_of_global(&self, name: Symbol) -> Option<NodeId> {
        let at = self
            .first_writes
            .binary_search_by_key(&name, |(name, _)| *name)
            .ok()?;
        self.first_writes.get(at).map(|(_, node)| *node)
    }

    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The label of this `LabelStmt`.
    pub(crate) fn label(&self, node: NodeId) -> Option<&Label> {
        let at = self.labels.binary_search_by_key(&node, |label| label.node).ok()?;
        self.labels.get(at)
    }

    /// The `LabelStmt` that a `goto` leads to.
    pub fn label_of(&self, goto: NodeId) -> Option<NodeId> {
        let at = self.jumps.binary_search_by_key(&goto, |(goto, _)| *goto).ok()?;
        self.jumps.get(at).map(|(_, label)| *label)
    }

    pub fn errors(&self) -> &[ScopeError] {
        &self.errors
    }
}

/// The attribute of a declaration.
fn declared_kind(tree: &Lowered, name: NodeId) -> LocalKind {
    if tree.has_flag(name, flags::CLOSE) {
        LocalKind::Close
    } else if tree.has_flag(name, flags::CONST) {
        LocalKind::Const
    } else {
        LocalKind::Local
    }
}

#[cfg(test)]
mod tests;
