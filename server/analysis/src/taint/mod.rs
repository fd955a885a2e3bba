//! Where secrets go: a forward walk over a script that follows them to what people see.
//!
//! What a helper does with a secret stands in `schemas/sandbox` (`secret`). Each function is walked once where it is
//! made, with a bit for each parameter, so that a call needs only what the walk found. The walk is linear: values
//! have a bounded number of tainted parts, states a bounded number of tainted locals, and only an outermost loop is
//! walked twice. What is not followed (other names of a table, methods, jumps backwards) counts as clean.

mod call;
mod expression;
mod state;
mod value;
mod walk;

use pipelua_schemas::SecretFlow;
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

use crate::infer::Inference;
use crate::library;
use crate::lower::Lowered;
use crate::scopes::Scopes;
use crate::ty::TyData;
use call::Summary;
use state::State;
use value::Value;
use walk::Frame;

/// A secret that arrives where people see it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Leak {
    /// The expression that brings it there.
    pub(crate) place: NodeId,
    pub(crate) sink: Sink,
    /// The call that gave it.
    pub(crate) source: NodeId,
    /// Whether it comes in a form or in parts that a run may not recognise.
    pub(crate) is_changed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Sink {
    /// `error` of a result.
    Error,
    /// `data` of a result.
    Data,
    /// A function of the sandbox, by its index there.
    Helper(u32),
}

/// All leaks of a script, in order of the text. `is_source` says which calls of a source give a secret.
pub(crate) fn leaks(
    tree: &Lowered,
    scopes: &Scopes,
    inference: &Inference,
    is_source: impl Fn(NodeId) -> bool,
) -> Vec<Leak> {
    let mut taint = Walk {
        tree,
        scopes,
        inference,
        sources: Vec::new(),
        state: State::new(),
        values: FxHashMap::default(),
        further: FxHashMap::default(),
        summaries: FxHashMap::default(),
        frames: Vec::new(),
        loops: 0,
        leaks: Vec::new(),
    };
    let calls = tree.of_kind(NodeKind::CallExpr);
    let gives_secret = |call: &NodeId| {
        taint
            .flow(*call)
            .is_some_and(|(_, flow)| flow == SecretFlow::Source)
    };
    taint.sources = calls
        .filter(gives_secret)
        .filter(|call| is_source(*call))
        .collect();
    // Most scripts have no secret.
    if taint.sources.is_empty() {
        return Vec::new();
    }
    taint.chunk();
    let mut leaks = taint.leaks;
    // One that arrives whole says more than the same in another form.
    leaks.sort_by_key(|leak| (leak.place, leak.sink, leak.is_changed, leak.source));
    leaks.dedup_by_key(|leak| (leak.place, leak.sink));
    leaks
}

struct Walk<'a> {
    tree: &'a Lowered,
    scopes: &'a Scopes,
    inference: &'a Inference,
    /// In order of the text.
    sources: Vec<NodeId>,
    state: State,
    /// By expression that was walked, if there is a secret in it.
    values: FxHashMap<NodeId, Value>,
    /// By call: what there is in the values behind the first.
    further: FxHashMap<NodeId, Value>,
    /// By `FunctionBody` that was walked.
    summaries: FxHashMap<NodeId, Summary>,
    /// Functions being walked, innermost last; the first is the chunk.
    frames: Vec<Frame>,
    /// How many loops are around, in all functions.
    loops: u32,
    leaks: Vec<Leak>,
}

impl Walk<'_> {
    /// The function of the sandbox that a call calls, and what it does with secrets.
    fn flow(&self, call: NodeId) -> Option<(u32, SecretFlow)> {
        let types = &self.inference.types;
        let callee = self.tree.child(call, 0);
        match types.get(self.inference.type_of(callee)) {
            TyData::Builtin(index) => Some((*index, library::entry(*index)?.entry.secret?)),
            _ => None,
        }
    }
}
