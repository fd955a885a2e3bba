//! Where the tables go that scripts hand to each other: what of a script is `context.prev`, an output of a node, or the
//! `data` that it gives; which keys of them it names, and where it loses sight of them.
//!
//! It follows names and not types, so that it is right of code that no run reaches and of code that is half typed: a
//! table that goes anywhere else than to a local, a local function or a result is lost.

mod forward;
mod mixed;
mod values;

use pipelua_analysis::lower::{Lowered, Symbol};
use pipelua_analysis::scopes::{LocalId, Scopes};
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// A table that scripts hand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Handed {
    Context,
    /// `context.outputs`
    Outputs,
    /// `context.outputs.<node>`; `None` where the node is not named.
    Output(Option<Symbol>),
    Prev,
    /// What the script returns.
    Result,
    /// The `data` in it.
    Data,
}

/// A key of such a table, by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct KeyOf {
    pub(crate) table: Handed,
    pub(crate) key: Symbol,
    /// What carries the key: a `FieldExpr`, a `NamedItem`, or the `StringExpr` in brackets.
    pub(crate) node: NodeId,
}

/// A place behind which it is not known which keys are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Lost {
    pub(crate) table: Handed,
    pub(crate) node: NodeId,
    pub(crate) by: LostBy,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LostBy {
    /// A key that is computed.
    Key,
    /// It goes somewhere as a whole.
    Whole,
    /// It comes from somewhere.
    Source,
    /// A node whose name is computed.
    Node,
    /// It may be another table as well.
    Mixed,
}

/// What one script does with those tables.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Flow {
    /// In order of the text.
    pub(crate) keys: Vec<KeyOf>,
    pub(crate) lost: Vec<Lost>,
}

/// What `wanted` is read of must be one of these tables for sure; of other keys that is not asked.
pub(crate) fn flow(tree: &Lowered, scopes: &Scopes, wanted: &str) -> Flow {
    let functions = scopes.locals().filter(|(_, local)| !local.reassigned);
    let named = functions.filter_map(|(id, _)| Some((scopes.function_in(tree, id)?, id)));
    let mut walk = Walk {
        tree,
        scopes,
        returns: FxHashMap::default(),
        named: named.collect(),
        open: Vec::new(),
        seen: FxHashSet::default(),
        valued: FxHashSet::default(),
        valued_locals: FxHashSet::default(),
        read: FxHashSet::default(),
        left: FxHashSet::default(),
        flow: Flow::default(),
    };
    for statement in tree.of_kind(NodeKind::ReturnStmt) {
        let function = tree.function_of(statement);
        walk.returns.entry(function).or_default().push(statement);
    }
    for global in scopes.globals() {
        if tree.text(global.name) == "context" {
            walk.goes(global.node, Handed::Context);
        }
    }
    walk.results();
    walk.follow();
    let mut known = mixed::Known::default();
    for key in walk.flow.keys.clone() {
        let is_chosen = matches!(key.table, Handed::Prev | Handed::Output(_) | Handed::Data);
        if is_chosen && tree.text(key.key) == wanted && walk.is_mixed(&key, &mut known) {
            walk.lose(key.table, key.node, LostBy::Mixed);
        }
    }
    let flow = &mut walk.flow;
    flow.keys.sort_by_key(|key| key.node);
    flow.keys.dedup();
    flow.lost.sort_by_key(|lost| lost.node);
    flow.lost.dedup();
    walk.flow
}

struct Walk<'a> {
    tree: &'a Lowered,
    scopes: &'a Scopes,
    /// The `return`s of each `FunctionBody`, and of the root.
    returns: FxHashMap<NodeId, Vec<NodeId>>,
    /// The local that each `FunctionBody` surely is.
    named: FxHashMap<NodeId, LocalId>,
    /// Expressions that are such a table, to be followed.
    open: Vec<(NodeId, Handed)>,
    seen: FxHashSet<(NodeId, Handed)>,
    /// Expressions whose value was looked for.
    valued: FxHashSet<(NodeId, Handed)>,
    valued_locals: FxHashSet<(LocalId, Handed)>,
    /// Locals that hold such a table, and functions that return one.
    read: FxHashSet<(LocalId, Handed)>,
    left: FxHashSet<(LocalId, Handed)>,
    flow: Flow,
}

impl Walk<'_> {
    /// The value of `expression` is this table.
    fn goes(&mut self, expression: NodeId, table: Handed) {
        if self.seen.insert((expression, table)) {
            self.open.push((expression, table));
        }
    }

    fn key(&mut self, table: Handed, key: Symbol, node: NodeId) {
        self.flow.keys.push(KeyOf { table, key, node });
    }

    fn lose(&mut self, table: Handed, node: NodeId, by: LostBy) {
        self.flow.lost.push(Lost { table, node, by });
    }

    /// The body of the local function that a name surely is.
    fn function_named(&self, name: NodeId) -> Option<NodeId> {
        let local = self.scopes.local_of(self.tree.skip_parens(name))?;
        if self.scopes.local(local).reassigned {
            return None;
        }
        self.scopes.function_in(self.tree, local)
    }
}
