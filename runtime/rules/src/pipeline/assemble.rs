//! From a draft and its graph to the pipeline and the places of its parts.

use pipelua_syntax::json::{Json, Value};

use super::layers::layers;
use super::model::{Node, NodeIndex, Pipeline};
use super::read::{Draft, NodeSource, PipelineSource};
use super::validate::{Compiled, Needs};
use crate::json_value::to_value;

/// `needs` holds no cycle.
pub(super) fn assemble(stem: &str, json: &Json, draft: &Draft<'_>, needs: &Needs) -> Compiled {
    let plain: Vec<Vec<u32>> = needs
        .iter()
        .map(|needs| needs.iter().map(|(node, _)| *node).collect())
        .collect();
    let layer_of = layers(&plain);
    let mut nodes = Vec::with_capacity(draft.nodes.len());
    let mut sources = Vec::with_capacity(draft.nodes.len());
    for ((node, needs), &layer) in draft.nodes.iter().zip(needs).zip(&layer_of) {
        nodes.push(Node {
            name: node.member.name.to_owned(),
            script: node.script.map(|(slug, _)| slug.to_owned()),
            description: node.description.clone(),
            config: node
                .config
                .map_or_else(|| serde_json::Value::Object(serde_json::Map::new()), to_value),
            needs: needs.iter().map(|(need, _)| NodeIndex(*need)).collect(),
            timeout_ms: node.timeout_ms,
            on_error: node.on_error,
            enabled: node.enabled.unwrap_or(true),
            layer,
        });
        sources.push(NodeSource {
            key: node.member.key_range,
            value: node.member.value.range(),
            script: node.script.map(|(_, value)| value.range()),
            config: node.config.map(Value::range),
            needs_list: node.needs_list.map(Value::range),
            needs: needs
                .iter()
                .filter_map(|(_, position)| node.needs.get(*position))
                .map(|(_, value)| value.range())
                .collect(),
        });
    }
    let depth = layer_of.iter().max().map_or(0, |deepest| *deepest as usize + 1);
    let mut by_layer: Vec<Vec<NodeIndex>> = vec![Vec::new(); depth];
    for (index, &layer) in layer_of.iter().enumerate() {
        if let Some(layer) = by_layer.get_mut(layer as usize) {
            layer.push(NodeIndex(index as u32));
        }
    }
    for layer in &mut by_layer {
        layer.sort_by(|a, b| {
            nodes
                .get(a.usize())
                .map(|node| &node.name)
                .cmp(&nodes.get(b.usize()).map(|node| &node.name))
        });
    }
    let pipeline = Pipeline {
        hook: stem.to_owned(),
        description: draft.description.clone(),
        enabled: draft.enabled.unwrap_or(true),
        on_error: draft.on_error,
        deny_message: draft.deny_message.clone(),
        nodes,
        layers: by_layer,
    };
    let source = PipelineSource {
        root: json.root().range(),
        nodes_object: draft.nodes_object.map(Value::range),
        nodes: sources,
    };
    Compiled {
        pipeline,
        source,
        problems: Vec::new(),
    }
}
