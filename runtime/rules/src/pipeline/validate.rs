//! The validator: names looked up, cycles cut, layers made and measured.

use pipelua_syntax::json::Json;

use super::assemble::assemble;
use super::comments::comments;
use super::known::Known;
use super::model::Pipeline;
use super::problem::Problem;
use super::read::{Draft, PipelineSource, read_draft};

/// What is made of a pipeline's file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compiled {
    pub pipeline: Pipeline,
    pub source: PipelineSource,
    /// In the order of the file.
    pub problems: Vec<Problem>,
}

impl Compiled {
    /// Whether the pipeline may run.
    pub fn may_run(&self) -> bool {
        self.problems
            .iter()
            .all(|problem| !problem.kind.forbids_running())
    }
}

/// The limits of a graph, as the manifest has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GraphLimits {
    pub layers: u64,
    pub nodes_per_layer: u64,
    /// The longest time that a node may set as its own.
    pub script_time_ms: u64,
}

impl Default for GraphLimits {
    fn default() -> Self {
        let limits = pipelua_schemas::builtin().limits();
        Self {
            layers: limits.layers(),
            nodes_per_layer: limits.nodes_per_layer(),
            script_time_ms: limits.script_time().as_millis() as u64,
        }
    }
}

/// Makes a pipeline of `text` and says all that is wrong with it. `stem` is the name of its file
/// without `.json`, `json` the tree of `text`.
///
/// While the text is no JSON, nothing is concluded from what is absent: the missing part may be what
/// could not be read.
pub fn compile(stem: &str, text: &str, json: &Json, known: Known<'_>, limits: GraphLimits) -> Compiled {
    let mut problems = Vec::new();
    let draft = read_draft(json, limits.script_time_ms, &mut problems);
    let mut validator = Validator {
        draft: &draft,
        known,
        limits,
        broken: !json.errors().is_empty(),
        offers: 50,
        problems,
    };
    validator.hook(stem, json.root());
    for node in &draft.nodes {
        validator.script(node);
    }
    validator.node_names();
    let needs = validator.needs();
    let needs = validator.without_cycles(needs);
    let compiled = assemble(stem, json, &draft, &needs);
    validator.graph(&compiled);
    let mut problems = validator.problems;
    problems.extend(comments(text, json, draft.nodes_object));
    problems.sort_by_key(|a| (a.range, a.kind));
    Compiled { problems, ..compiled }
}

pub(super) struct Validator<'a> {
    pub(super) draft: &'a Draft<'a>,
    pub(super) known: Known<'a>,
    pub(super) limits: GraphLimits,
    /// The text is no JSON, so what is absent may only be unreadable.
    pub(super) broken: bool,
    /// How many more nearest matches are looked for: each costs a walk over all names.
    pub(super) offers: u32,
    pub(super) problems: Vec<Problem>,
}

/// For each node its needs: the node, and the position in the draft's list.
pub(super) type Needs = Vec<Vec<(u32, usize)>>;
