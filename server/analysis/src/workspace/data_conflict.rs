//! Two nodes that put one key into `data`, where a third reads both or both end in what the host gets.

use std::collections::BTreeMap;

use pipelua_rules::pipeline::NodeSource;
use pipelua_schemas::Mode;
use pipelua_syntax::TextRange;
use rustc_hash::FxHashMap;

use super::pipeline::{CompiledPipeline, PipelineNode};
use super::placement::Node;
use super::wording::{quoted, sentence};
use crate::contexts::node_output;
use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Finding, quoted_list};
use crate::lints::pipeline_data_conflict;
use crate::ty::SharedTable;

/// All conflicts of a pipeline that runs.
pub(super) fn findings(
    db: &dyn Db,
    file: SourceFile,
    pipeline: &CompiledPipeline,
    sources: &[NodeSource],
) -> Vec<Finding> {
    if !pipeline.may_run || !pipeline.enabled {
        return Vec::new();
    }
    let is_enrichment = pipeline.mode == Some(Mode::Enrichment);
    // No two nodes meet.
    if !is_enrichment && pipeline.nodes.iter().all(|node| node.needs.len() < 2) {
        return Vec::new();
    }
    let output = |at: u32| {
        let node = pipeline.nodes.get(at as usize).filter(|node| node.enabled)?;
        Some(node_output(db, Node::new(db, file, node.name.clone())))
    };
    let mut found = Vec::new();
    for (node, source) in pipeline.nodes.iter().zip(sources) {
        let needs = node.needs.iter().copied();
        let outputs = needs.zip(source.needs.iter().copied());
        let outputs = outputs.filter_map(|(at, range)| Some((at, range, output(at)?)));
        for conflict in conflicts(&pipeline.nodes, outputs) {
            let reads = format!(
                "in `context.prev` of {} that of the later need stands",
                quoted(&node.name)
            );
            let help = "read `context.outputs` of each, or give the keys names of their own";
            found.push(finding(&conflict, &reads, help));
        }
    }
    if is_enrichment && found.is_empty() {
        let order = pipeline.graph_order.iter().copied();
        let outputs = order.filter_map(|at| Some((at, sources.get(at as usize)?.key, output(at)?)));
        for conflict in conflicts(&pipeline.nodes, outputs) {
            let help = "give the keys names of their own, or let one node need the other";
            found.push(finding(
                &conflict,
                "in the result that of the later node stands",
                help,
            ));
        }
    }
    found
}

/// Two nodes with the keys that both give, and the place of the one that is written later.
struct Conflict<'a> {
    first: &'a str,
    second: &'a str,
    keys: Vec<String>,
    range: TextRange,
}

fn conflicts<'a>(
    nodes: &'a [PipelineNode],
    outputs: impl Iterator<Item = (u32, TextRange, &'a SharedTable)>,
) -> Vec<Conflict<'a>> {
    // By key: who gave it last, and where that is told.
    let mut givers: FxHashMap<String, (u32, TextRange)> = FxHashMap::default();
    let mut found: BTreeMap<(u32, u32), Conflict<'_>> = BTreeMap::new();
    for (at, range, output) in outputs {
        for field in &output.fields {
            let Some((before, other)) = givers.insert(field.name.to_string(), (at, range)) else {
                continue;
            };
            let (Some(first), Some(second)) = (nodes.get(before as usize), nodes.get(at as usize)) else {
                continue;
            };
            // One that follows the other means to replace what that gave.
            if before == at || first.ancestors.contains(&at) || second.ancestors.contains(&before) {
                continue;
            }
            let conflict = found.entry((before, at)).or_insert_with(|| Conflict {
                first: &first.name,
                second: &second.name,
                keys: Vec::new(),
                range: if other.start > range.start { other } else { range },
            });
            conflict.keys.push(field.name.to_string());
        }
    }
    found.into_values().collect()
}

fn finding(conflict: &Conflict<'_>, runtime: &str, help: &str) -> Finding {
    let keys: Vec<&str> = conflict.keys.iter().map(String::as_str).collect();
    let message = format!(
        "{} and {} both give {}",
        quoted(conflict.first),
        quoted(conflict.second),
        quoted_list(&keys)
    );
    Finding::new(
        &pipeline_data_conflict::LINT,
        Anchor::Range(conflict.range),
        sentence(&message),
    )
    .runtime(runtime)
    .help(help)
}
