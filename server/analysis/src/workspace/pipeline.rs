//! Pipelines, compiled by the one validator that checker, runtime and store share.

use std::collections::BTreeSet;
use std::sync::Arc;

use pipelua_rules::pipeline::{
    Compiled, GraphLimits, Known, NodeIndex, NodeSource, Problem, ProblemKind, compile,
};
use pipelua_schemas::{Mode, OnError};
use pipelua_syntax::TextRange;

use super::hooks::{hook, hooks};
use super::json::{is_utf8, json};
use super::manifest::manifest;
use super::node_config;
use super::wording::{CORRECT_IT, lower_first, sentence};
use super::{data_conflict, unread_output};
use crate::db::Db;
use crate::inputs::{FileKind, SourceFile, file_at, files_of, stem};
use crate::lint::{Anchor, Finding, FixData, lint};

/// What a pipeline means for the scripts that it runs: no places, no descriptions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompiledPipeline {
    pub hook: Arc<str>,
    /// The hook's; `None` if there is no such hook.
    pub mode: Option<Mode>,
    /// A disabled pipeline is as if absent.
    pub enabled: bool,
    /// Whether nothing is wrong that forbids running it.
    pub may_run: bool,
    /// In the author's order. The graph has no cycle, and every need exists.
    pub nodes: Vec<PipelineNode>,
    /// Positions in `nodes` by layer, then by name: the order that decides which denial counts.
    pub graph_order: Vec<u32>,
}

/// One use of a script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PipelineNode {
    pub name: Arc<str>,
    /// The slug of its script, which need not exist.
    pub script: Option<Arc<str>>,
    /// An object; empty if the file has none.
    pub config: serde_json::Value,
    /// Positions of the nodes that it needs, in the order of folding.
    pub needs: Vec<u32>,
    /// Positions of all that it needs, directly or through others, in the author's order.
    pub ancestors: Vec<u32>,
    /// What an error of it does: its own `onError`, else the pipeline's, else the mode's.
    pub on_error: OnError,
    /// A disabled node is not run, but counts in layers, limits and types.
    pub enabled: bool,
    /// From 0.
    pub layer: u32,
}

/// Compiles `file` with its places. `no_eq`: places move with each edit, so comparing is wasted work.
#[salsa::tracked(returns(ref), no_eq, lru = 64)]
fn compiled(db: &dyn Db, file: SourceFile) -> Compiled {
    let hooks: BTreeSet<&str> = hooks(db).names().collect();
    let known = Known {
        hooks: Some(&hooks),
        scripts: Some(script_names(db)),
    };
    compile(
        stem(file.path(db)),
        file.text(db).as_str(),
        json(db, file),
        known,
        graph_limits(db),
    )
}

/// The limits of graphs that are in force. Apart, so that no other line of the manifest compiles a pipeline again.
#[salsa::tracked(returns(copy))]
fn graph_limits(db: &dyn Db) -> GraphLimits {
    manifest(db).limits.of_graphs()
}

/// What the pipeline of `file` means. Without places and descriptions, so that most edits stop here.
#[salsa::tracked(returns(ref))]
pub fn pipeline(db: &dyn Db, file: SourceFile) -> CompiledPipeline {
    let compiled = compiled(db, file);
    let model = &compiled.pipeline;
    let mode = hook(db, &model.hook).map(|hook| hook.mode);
    let positions = |indices: &[NodeIndex]| indices.iter().map(|index| index.0).collect::<Vec<u32>>();
    let nodes = model.indices().map(|index| {
        let node = model.node(index);
        PipelineNode {
            name: node.name.as_str().into(),
            script: node.script.as_deref().map(Arc::from),
            config: node.config.clone(),
            needs: positions(&node.needs),
            ancestors: positions(&model.ancestors(index)),
            on_error: model.on_error(index, mode.unwrap_or(Mode::Blocking)),
            enabled: node.enabled,
            layer: node.layer,
        }
    });
    CompiledPipeline {
        hook: model.hook.as_str().into(),
        mode,
        enabled: model.enabled,
        may_run: compiled.may_run() && is_utf8(db, file),
        nodes: nodes.collect(),
        graph_order: model.graph_order().map(|index| index.0).collect(),
    }
}

/// The file of the pipeline of `hook`.
pub fn pipeline_of(db: &dyn Db, hook: &str) -> Option<SourceFile> {
    file_at(db, &format!("pipelines/{hook}.json"))
}

/// Where the parts of the node at `index` stand in `file`.
pub fn node_source(db: &dyn Db, file: SourceFile, index: u32) -> Option<&NodeSource> {
    compiled(db, file).source.nodes.get(index as usize)
}

/// Where the name of the node at `index` stands in `file`, with its quotes.
pub fn node_range(db: &dyn Db, file: SourceFile, index: u32) -> Option<TextRange> {
    Some(node_source(db, file, index)?.key)
}

/// What the pipeline is for, in the author's words.
pub fn pipeline_description(db: &dyn Db, file: SourceFile) -> Option<&str> {
    compiled(db, file).pipeline.description.as_deref()
}

/// Slugs of all scripts, which a pipeline may name. Depends on paths alone.
#[salsa::tracked(returns(ref))]
pub(super) fn script_names(db: &dyn Db) -> BTreeSet<Arc<str>> {
    files_of(db, FileKind::Script)
        .map(|file| Arc::from(stem(file.path(db))))
        .collect()
}

/// What is wrong with a pipeline. `no_eq`: findings hold places.
#[salsa::tracked(returns(ref), no_eq)]
pub(super) fn pipeline_findings(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let compiled = compiled(db, file);
    let problems = compiled.problems.iter();
    let mut findings: Vec<Finding> = problems
        .filter_map(|problem| finding(db, file, problem))
        .collect();
    let (pipeline, sources) = (pipeline(db, file), &compiled.source.nodes);
    findings.extend(node_config::findings(db, file, &pipeline.nodes, sources));
    findings.extend(data_conflict::findings(db, file, pipeline, sources));
    findings.extend(unread_output::findings(db, file, pipeline, sources));
    findings
}

fn finding(db: &dyn Db, file: SourceFile, problem: &Problem) -> Option<Finding> {
    let anchor = if problem.pointer.is_empty() && problem.kind == ProblemKind::UnknownHook {
        Anchor::File
    } else {
        Anchor::Range(problem.range)
    };
    let mut finding = Finding::new(lint(problem.kind.code())?, anchor, sentence(&problem.message));
    finding.runtime = Some(runtime(problem.kind).to_owned());
    let title = || problem.fixes.first().map(|fix| lower_first(&fix.title));
    finding.help = problem
        .help
        .clone()
        .or_else(title)
        .or_else(|| Some(CORRECT_IT.to_owned()));
    for related in &problem.related {
        finding = finding.related(file, Anchor::Range(related.range), related.message.clone());
    }
    for fix in &problem.fixes {
        let mut data = FixData::new(&fix.title);
        data.safe = fix.safe;
        for (range, new_text) in &fix.edits {
            data = data.replace(Anchor::Range(*range), new_text);
        }
        if let Some(stem) = &fix.rename_stem {
            data.renames
                .push((file.path(db).to_string(), format!("pipelines/{stem}.json")));
        }
        finding = finding.fix(data);
    }
    Some(finding)
}

/// What a run does with a pipeline that has such a problem.
fn runtime(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::UnknownKey => "the key is ignored, so it changes nothing",
        ProblemKind::DuplicateNeed => "the need counts once",
        ProblemKind::Comment => "nothing, but the next tool that writes the file drops the comment",
        ProblemKind::UnknownHook => "nobody calls this hook, so the pipeline never runs; a deploy refuses it",
        _ => "this pipeline is not run: a local run ends with exit code 2, a deploy is refused",
    }
}
