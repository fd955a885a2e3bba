//! Plans become pipelines: a node needs every node of the layer above, so that `prev` is what it was.

use std::collections::{BTreeMap, BTreeSet};

use pipelua_schemas::builtin;
use serde_json::{Map, Value, json};

use super::names;
use super::source::{Config, OldPlan, Source};

/// A pipeline, and what is to be said of it.
#[derive(Debug)]
pub(super) struct Pipeline {
    pub(super) event: String,
    /// `None`: no hook is called so.
    pub(super) hook: Option<&'static str>,
    pub(super) json: Value,
    /// By layer.
    pub(super) nodes: Vec<Vec<String>>,
    /// What of the plan could not be brought along.
    pub(super) left: Vec<String>,
}

/// In the order of the plans; a hook has one pipeline, the first one.
pub(super) fn pipelines(source: &Source, slugs: &BTreeMap<String, String>) -> Vec<Pipeline> {
    let mut hooks = BTreeSet::new();
    let all = source.plans.iter().map(|plan| {
        let mut pipeline = pipeline(plan, source, slugs);
        if let Some(hook) = pipeline.hook
            && !hooks.insert(hook)
        {
            pipeline.hook = None;
            let message =
                format!("`{hook}` has a pipeline already, from a row above; this one was not written");
            pipeline.left.push(message);
        }
        pipeline
    });
    all.collect()
}

fn pipeline(plan: &OldPlan, source: &Source, slugs: &BTreeMap<String, String>) -> Pipeline {
    let mut left = Vec::new();
    let mut nodes = Map::new();
    let mut taken = BTreeSet::new();
    let mut layers: Vec<Vec<String>> = Vec::new();
    for (depth, ids) in plan.layers.iter().enumerate() {
        let mut layer = Vec::new();
        for id in ids {
            let (Some(slug), Some(script)) = (slugs.get(id), source.scripts.get(id)) else {
                left.push(format!(
                    "layer {} names the script `{id}`, which is not in the table",
                    depth + 1
                ));
                continue;
            };
            let name = names::free(slug, &mut taken);
            if name != *slug {
                left.push(format!(
                    "`{slug}` stands in the plan again: that node is `{name}`, and `context.outputs.{slug}` is the first one's"
                ));
            }
            let mut node = json!({ "script": slug });
            if let Some(above) = layers.last() {
                node["needs"] = json!(above);
            }
            if let Config::Known(config) = &script.config {
                node["config"] = Value::Object(config.clone());
            }
            nodes.insert(name.clone(), node);
            layer.push(name);
        }
        if !layer.is_empty() {
            layers.push(layer);
        }
    }
    left.extend(over_limits(&layers));
    Pipeline {
        event: plan.event.clone(),
        hook: names::hook(&plan.event),
        json: json!({
            "$schema": "../.pipelua/schemas/pipeline.json",
            "onError": "allow",
            "nodes": nodes,
        }),
        nodes: layers,
        left,
    }
}

/// Of a pipeline over the limits nothing runs, and the baseline would hide it.
fn over_limits(layers: &[Vec<String>]) -> Vec<String> {
    let limits = builtin().limits();
    let (deep, wide) = (limits.layers(), limits.nodes_per_layer());
    let mut told = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        if layer.len() as u64 > wide {
            told.push(format!(
                "**it does not run**: layer {} has {} scripts, and at most {wide} run side by side; give some another layer by their `needs`",
                depth + 1,
                layer.len()
            ));
        }
    }
    if layers.len() as u64 > deep {
        told.push(format!(
            "**it does not run**: it has {} layers, and at most {deep} are run; join scripts, or let some need less",
            layers.len()
        ));
    }
    told
}
