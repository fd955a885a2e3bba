//! Types of one script under one context: a forward walk that follows the flow of control.
//!
//! Each function body is walked once, in order of the text; calls of local functions read what their walk found.
//! What a walk learns of the whole file (who calls what, and where) is known to the next walk.
//! Facts split at conditions and join where paths meet. Expressions are never followed by recursion along their
//! left edge, so chains of any length are loops; blocks and brackets recurse within Lua's own 200 levels.

mod access;
mod alias;
mod annotated;
mod annotated_call;
mod arguments;
mod budget;
mod call;
mod callback;
mod condition;
mod correlate;
mod declared;
mod declared_class;
mod declared_write;
mod enum_member;
mod exits;
mod expression;
mod function;
mod iterate;
mod key_write;
mod lessons;
mod loops;
mod metatable;
mod mismatch;
mod parameters;
mod paths;
mod places;
mod positions;
mod presence;
mod problem;
mod reach;
mod signature;
mod state;
mod statement;
mod table;
mod table_use;
mod tables;
mod uses;
mod values;
mod writes;

use std::rc::Rc;

use pipelua_syntax::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};

pub use exits::{Exit, ExitKind};
pub use mismatch::{Mismatch, Place};
pub use problem::{ArgumentFault, Problem, ProblemKind};
pub use uses::{Fault, Use};

use crate::annotated::{self as notes, Annotated};
use crate::context::{Context, ContextKey, PlacementSet};
use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lower::{Lowered, lower};
use crate::scopes::{LocalId, Scopes, scopes};
use crate::ty::{Ty, Types};
use correlate::Group;
use function::Frame;
use lessons::{Lessons, MAX_WALKS};
use state::State;
use values::Rows;

/// The types of `file` where `context` is this; one inference serves all nodes with equal contexts.
#[salsa::tracked(lru = 64)]
pub fn infer<'db>(db: &'db dyn Db, file: SourceFile, context: ContextKey<'db>) -> Inference {
    infer_tree(
        lower(db, file),
        scopes(db, file),
        notes::annotated(db, file),
        context.context(db),
    )
}

/// What is known of the expressions and exits of a script.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inference {
    pub types: Types,
    of_node: Vec<Ty>,
    /// The ways out of the chunk, in order of the text.
    pub exits: Vec<Exit>,
    /// First statements that no run reaches.
    pub unreachable: Vec<NodeId>,
    pub problems: Vec<Problem>,
    /// By `FunctionBody`, or the root: functions that took more work than their budget, of which nothing is said.
    pub spent: Vec<NodeId>,
    /// `FunctionBody`s whose end is reached, of those that are looked into.
    pub falls_off: Vec<NodeId>,
}

impl Inference {
    /// The type of an expression; `unknown` for anything else.
    pub fn type_of(&self, node: NodeId) -> Ty {
        self.of_node.get(node.index()).copied().unwrap_or(Ty::UNKNOWN)
    }

    /// The type of an expression, as a person reads it.
    pub fn display(&self, node: NodeId) -> String {
        self.types.display(self.type_of(node))
    }
}

pub(crate) fn infer_tree(tree: &Lowered, scopes: &Scopes, notes: &Annotated, context: &Context) -> Inference {
    let mut lessons = Lessons::default();
    for _ in 1..MAX_WALKS {
        let mut infer = Infer::new(tree, scopes, notes, context, lessons);
        infer.chunk();
        infer.learn_callers();
        infer.learn_parameters();
        if !infer.lessons.are_new {
            return infer.finish();
        }
        lessons = infer.lessons;
        lessons.are_new = false;
        lessons.types = infer.types;
        lessons.walks += 1;
    }
    let mut infer = Infer::new(tree, scopes, notes, context, lessons);
    infer.chunk();
    infer.finish()
}

/// The walk over one file.
struct Infer<'a> {
    tree: &'a Lowered,
    scopes: &'a Scopes,
    notes: &'a Annotated,
    context: &'a Context,
    /// Locals with declared types.
    typed: FxHashMap<LocalId, Ty>,
    /// Those of them that nobody saw to be of that type: parameters, and those that got something else.
    doubtful: FxHashSet<LocalId>,
    /// Types with their tables as others may change them.
    opened: FxHashMap<Ty, Ty>,
    /// Types of annotations that were read.
    resolved: declared::Resolved,
    class_locals: annotated::ClassLocals,
    /// Aliases without generic names, once read.
    aliases: FxHashMap<String, Ty>,
    /// Parts of declared types read so far, counted so that the work has a bound.
    type_steps: usize,
    types: Types,
    of_node: Vec<Ty>,
    state: State,
    /// Functions being walked, innermost last; the first is the chunk.
    frames: Vec<Frame>,
    /// By `FunctionBody`: what a call gives, once walked.
    returns: FxHashMap<NodeId, Rows>,
    /// By call: what it gives, if that is more than one value or row.
    rows: FxHashMap<NodeId, Rows>,
    /// Locals that one call filled.
    correlated: FxHashMap<LocalId, Rc<Group>>,
    /// By entry of the sandbox.
    expected: FxHashMap<u32, Rc<Vec<arguments::Way>>>,
    /// By `FunctionBody` of a callback: what it is called with.
    expected_parameters: FxHashMap<NodeId, Vec<Ty>>,
    keys_written: places::KeysWritten,
    /// By `FunctionBody`: what a call of it may write, where that is known.
    keys_of_function: FxHashMap<NodeId, Option<Rc<places::KeysWritten>>>,
    /// A test made before is followed through a local: a path may have been written since.
    is_past: bool,
    /// Types of locals for the functions that capture them: of those that are never assigned again.
    constants: FxHashMap<LocalId, Ty>,
    /// What the file gives to tables of the host.
    writes: writes::Writes,
    own_writes: paths::OwnWrites,
    tables: tables::Tables,
    metatables: metatable::Metatables,
    lessons: Lessons,
    /// Whether this walk asks calls for the types of parameters.
    learns_parameters: bool,
    only_called: parameters::OnlyCalled,
    /// By `FunctionBody`: what the calls met so far gave.
    call_sites: FxHashMap<NodeId, Vec<Ty>>,
    /// By `FunctionBody`: the placements of the calls met so far.
    callers: FxHashMap<NodeId, PlacementSet>,
    exits: Vec<Exit>,
    unreachable: Vec<NodeId>,
    falls_off: Vec<NodeId>,
    problems: Vec<Problem>,
    /// How many trial walks are under way, which report nothing.
    trials: u32,
    /// Expressions walked so far, and facts copied where ways part, counted so that the work has a bound.
    steps: usize,
    /// By `FunctionBody`, or the root: functions whose budget was spent.
    spent: FxHashSet<NodeId>,
}

impl<'a> Infer<'a> {
    fn new(
        tree: &'a Lowered,
        scopes: &'a Scopes,
        notes: &'a Annotated,
        context: &'a Context,
        mut lessons: Lessons,
    ) -> Self {
        let learns_parameters = lessons.walks == 0;
        let only_called = if learns_parameters {
            parameters::OnlyCalled::of(tree, scopes)
        } else {
            parameters::OnlyCalled::default()
        };
        Self {
            tree,
            scopes,
            notes,
            context,
            typed: FxHashMap::default(),
            doubtful: FxHashSet::default(),
            opened: FxHashMap::default(),
            resolved: declared::Resolved::default(),
            class_locals: annotated::ClassLocals::of(tree, scopes, notes),
            aliases: FxHashMap::default(),
            type_steps: 0,
            types: std::mem::take(&mut lessons.types),
            of_node: vec![Ty::UNKNOWN; tree.len()],
            state: State::new(context.all()),
            frames: Vec::new(),
            returns: FxHashMap::default(),
            rows: FxHashMap::default(),
            correlated: FxHashMap::default(),
            expected: FxHashMap::default(),
            expected_parameters: FxHashMap::default(),
            keys_written: places::KeysWritten::of(tree),
            keys_of_function: FxHashMap::default(),
            is_past: false,
            constants: FxHashMap::default(),
            writes: writes::Writes::default(),
            own_writes: paths::OwnWrites::of(tree, scopes),
            tables: tables::Tables::new(tree, scopes),
            metatables: metatable::Metatables::of(tree, scopes),
            lessons,
            learns_parameters,
            only_called,
            call_sites: FxHashMap::default(),
            callers: FxHashMap::default(),
            exits: Vec::new(),
            unreachable: Vec::new(),
            falls_off: Vec::new(),
            problems: Vec::new(),
            trials: 0,
            steps: 0,
            spent: FxHashSet::default(),
        }
    }

    fn finish(mut self) -> Inference {
        let writes = &self.writes;
        self.problems.retain(|problem| !writes.excuse(problem));
        self.problems.sort_by_key(|problem| problem.node);
        self.problems.dedup();
        let spent = self.forget_spent();
        Inference {
            types: self.types,
            of_node: self.of_node,
            exits: self.exits,
            unreachable: self.unreachable,
            problems: self.problems,
            spent,
            falls_off: self.falls_off,
        }
    }

    fn record(&mut self, node: NodeId, ty: Ty) -> Ty {
        if let Some(slot) = self.of_node.get_mut(node.index()) {
            *slot = ty;
        }
        ty
    }

    /// The type found for an expression that was walked already.
    fn recorded(&self, node: NodeId) -> Ty {
        self.of_node.get(node.index()).copied().unwrap_or(Ty::UNKNOWN)
    }

    fn problem(&mut self, node: NodeId, kind: ProblemKind) {
        if self.trials == 0 && self.state.reachable {
            self.problems.push(Problem { node, kind });
        }
    }
}

#[cfg(test)]
mod annotated_tests;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
