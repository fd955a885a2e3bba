//! What a lint of Lua files may look at, and where it reports.

use std::cell::OnceCell;

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashSet;

use super::type_fault::guarded_functions;
use super::{Anchor, Finding, FixData, Lint, consequence};
use crate::annotated::{Annotated, annotated};
use crate::context::{Context, PlacementSet};
use crate::db::Db;
use crate::finding::PlacementName;
use crate::infer::Inference;
use crate::inputs::SourceFile;
use crate::lower::{Lowered, lower};
use crate::scopes::{Scopes, scopes};
use crate::workspace::wording::quoted;

/// One Lua file under one lint.
pub(crate) struct LuaContext<'db> {
    pub(crate) db: &'db dyn Db,
    pub(crate) file: SourceFile,
    pub(crate) tree: &'db Lowered,
    pub(crate) scopes: &'db Scopes,
    pub(crate) notes: &'db Annotated,
    /// The placements that it is checked for; none if nothing is known of them.
    pub(crate) context: &'db Context,
    pub(crate) inference: &'db Inference,
    lint: &'static Lint,
    findings: Vec<Finding>,
    /// What an error does to the runs of this script.
    then: String,
    /// Asked for by some findings only.
    guarded: OnceCell<FxHashSet<NodeId>>,
    /// By node, of a text with errors: what its surroundings are.
    surroundings: Vec<Surroundings>,
}

/// What is around a node of a broken text, itself included.
#[derive(Clone, Copy, Default)]
struct Surroundings {
    damaged: bool,
    /// A function with an error that belongs to no function in it.
    broken_function: bool,
}

impl<'db> LuaContext<'db> {
    pub(crate) fn new(
        db: &'db dyn Db,
        file: SourceFile,
        context: &'db Context,
        inference: &'db Inference,
    ) -> Self {
        let tree = lower(db, file);
        Self {
            db,
            file,
            tree,
            scopes: scopes(db, file),
            notes: annotated(db, file),
            context,
            inference,
            lint: &crate::lints::syntax_error::LINT,
            findings: Vec::new(),
            then: consequence(context.of(context.all())),
            guarded: OnceCell::new(),
            surroundings: surroundings(tree),
        }
    }

    /// Runs one lint.
    pub(crate) fn run(&mut self, lint: &'static Lint, check: fn(&mut Self)) {
        self.lint = lint;
        check(self);
    }

    pub(crate) fn finish(self) -> Vec<Finding> {
        self.findings
    }

    /// A finding of the running lint at `anchor`, to be completed and handed to [`Self::report`].
    pub(crate) fn finding(&self, anchor: Anchor, message: impl Into<String>) -> Finding {
        Finding::new(self.lint, anchor, message)
    }

    /// Takes a finding, unless it rests on damaged text.
    pub(crate) fn report(&mut self, finding: Finding) {
        let node = finding.anchor.node().unwrap_or(NodeId::ROOT);
        let is_missed = || finding.unless_declared && self.may_miss_declarations(node);
        if !self.is_held_back(node, finding.by_absence) && !is_missed() {
            self.findings.push(finding);
        }
    }

    /// The broken-file rule: nothing in damaged text, and nothing that rests on an absence in a function with an
    /// error, or in the chunk of a file with one.
    pub(crate) fn is_held_back(&self, node: NodeId, by_absence: bool) -> bool {
        use pipelua_syntax::flags;
        if !self.tree.has_errors() || self.lint.code == "syntax-error" {
            return false;
        }
        if self.around(node).damaged {
            return true;
        }
        by_absence
            && self
                .tree
                .has_flag(self.tree.function_of(node), flags::CONTAINS_ERROR)
    }

    /// Whether a function around `node` has an error of its own, not of a function in it: a declaration may be lost.
    fn may_miss_declarations(&self, node: NodeId) -> bool {
        self.around(node).broken_function
    }

    /// The bodies of functions whose errors `pcall` catches.
    pub(crate) fn guarded_functions(&self) -> &FxHashSet<NodeId> {
        self.guarded
            .get_or_init(|| guarded_functions(self.tree, self.scopes))
    }

    fn around(&self, node: NodeId) -> Surroundings {
        self.surroundings.get(node.index()).copied().unwrap_or_default()
    }

    /// A name as a message quotes it: short, in back-quotes.
    pub(crate) fn quoted(&self, node: NodeId) -> String {
        quoted(self.tree.name(node))
    }

    /// What a run does where it meets `what`.
    pub(crate) fn raises(&self, what: &str) -> String {
        format!("{what} raises script.error; {}", self.then)
    }

    /// What a run does with a text that Lua or the sandbox refuses.
    pub(crate) fn does_not_compile(&self) -> String {
        format!(
            "the script does not compile, which is script.error; {}",
            self.then
        )
    }

    /// Where the key stands that a field, an index or an item of a table has.
    pub(crate) fn key_anchor(&self, node: NodeId) -> Anchor {
        match self.tree.kind(node) {
            NodeKind::IndexExpr => Anchor::Node(self.tree.child(node, 1)),
            NodeKind::KeyedItem => Anchor::Node(self.tree.child(node, 0)),
            _ => Anchor::Main(node),
        }
    }

    /// Gives that key another name.
    pub(crate) fn rename_key(&self, node: NodeId, name: &str) -> FixData {
        let anchor = self.key_anchor(node);
        let new_text = match anchor {
            Anchor::Node(_) => format!("\"{name}\""),
            _ => name.to_owned(),
        };
        FixData::new(format!("rename it to `{name}`")).replace(anchor, new_text)
    }

    /// The nodes of these placements, for findings that do not hold for all.
    pub(crate) fn placement_names(&self, set: PlacementSet) -> Vec<PlacementName> {
        let placements = self.context.of(set);
        placements
            .filter_map(|placement| {
                Some(PlacementName {
                    hook: placement.hook.clone(),
                    node: placement.node.clone()?,
                })
            })
            .collect()
    }

    /// The text of a name, as written.
    pub(crate) fn name(&self, node: NodeId) -> &'db str {
        self.tree.name(node)
    }
}

/// Parents stand before their children, so that one pass tells all.
fn surroundings(tree: &Lowered) -> Vec<Surroundings> {
    if !tree.has_errors() {
        return Vec::new();
    }
    let mut all: Vec<Surroundings> = vec![Surroundings::default(); tree.len()];
    for node in tree.ids().filter(|node| tree.is_damaged(*node)) {
        let function = match tree.kind(node) {
            NodeKind::FunctionBody => node,
            _ => tree.function_of(node),
        };
        all[node.index()].damaged = true;
        all[function.index()].broken_function = true;
    }
    for node in tree.ids() {
        let around = tree
            .parent(node)
            .map_or_else(Surroundings::default, |parent| all[parent.index()]);
        all[node.index()].damaged |= around.damaged;
        all[node.index()].broken_function |= around.broken_function;
    }
    all
}
