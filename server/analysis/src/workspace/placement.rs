//! Placements: which nodes use a script, and what a node is to the scripts around it.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipelua_schemas::{Mode, OnError};

use super::hooks::hooks;
use super::pipeline::{CompiledPipeline, PipelineNode, pipeline};
use crate::db::Db;
use crate::finding::PlacementName;
use crate::inputs::{FileKind, SourceFile, file_at, files_of, stem};

/// A node that uses a script.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Placement {
    pub hook: Arc<str>,
    pub node: Arc<str>,
    pub pipeline: SourceFile,
    /// Position of the node in [`CompiledPipeline::nodes`].
    pub index: u32,
}

/// A node as a key of queries: the file of its pipeline and its name.
#[salsa::interned(debug)]
pub struct Node<'db> {
    #[returns(copy)]
    pub pipeline: SourceFile,
    pub name: Arc<str>,
}

/// What a node is to its script and to the nodes around it; no places.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct NodeFacts<'db> {
    pub hook: Arc<str>,
    /// The hook's; `None` if there is no such hook.
    pub mode: Option<Mode>,
    /// The file of its script, if there is one.
    pub script: Option<SourceFile>,
    /// The nodes that it needs, in the order in which `prev` is folded.
    pub needs: Vec<Node<'db>>,
    /// All that it needs, directly or through others, in the author's order: the keys of `outputs`.
    pub ancestors: Vec<Node<'db>>,
    /// An object; empty if the file has none.
    pub config: serde_json::Value,
    /// What an error of it does.
    pub on_error: OnError,
    /// A disabled node is not run and gives an empty output.
    pub enabled: bool,
}

/// The nodes that use `script`, by hook (lane, then order), then in graph order. A disabled node counts, a
/// disabled pipeline does not. A projection: an edit of a pipeline touches the scripts whose placements change.
#[salsa::tracked(returns(ref))]
pub fn placements(db: &dyn Db, script: SourceFile) -> Vec<Placement> {
    placement_map(db)
        .get(stem(script.path(db)))
        .cloned()
        .unwrap_or_default()
}

/// All placements by the slug of the script: one walk over the pipelines for all scripts together.
#[salsa::tracked(returns(ref))]
fn placement_map(db: &dyn Db) -> BTreeMap<Arc<str>, Vec<Placement>> {
    let hooks = hooks(db);
    let mut files: Vec<SourceFile> = files_of(db, FileKind::Pipeline).collect();
    files.sort_by_key(|file| hooks.position(stem(file.path(db))));
    let mut map: BTreeMap<Arc<str>, Vec<Placement>> = BTreeMap::new();
    for file in files {
        for placement in placements_in(db, file) {
            map.entry(placement.0.clone())
                .or_default()
                .push(placement.1.clone());
        }
    }
    map
}

/// The placements that one pipeline makes, each with its script's slug; an edit that adds none stops here.
#[salsa::tracked(returns(ref))]
fn placements_in(db: &dyn Db, file: SourceFile) -> Vec<(Arc<str>, Placement)> {
    let pipeline = pipeline(db, file);
    if !pipeline.enabled {
        return Vec::new();
    }
    let placement = |&index: &u32| {
        let node = pipeline.nodes.get(index as usize)?;
        let placement = Placement {
            hook: pipeline.hook.clone(),
            node: node.name.clone(),
            pipeline: file,
            index,
        };
        Some((node.script.clone()?, placement))
    };
    pipeline.graph_order.iter().filter_map(placement).collect()
}

/// What `node` is to its script and its neighbours; `None` if its pipeline has no such node any more.
#[salsa::tracked(returns(as_ref))]
pub fn node_facts<'db>(db: &'db dyn Db, node: Node<'db>) -> Option<NodeFacts<'db>> {
    let file = node.pipeline(db);
    let pipeline = pipeline(db, file);
    let found = pipeline.node(node.name(db))?;
    let nodes = |indices: &[u32]| {
        let names = indices
            .iter()
            .filter_map(|&index| pipeline.nodes.get(index as usize));
        names
            .map(|neighbour| Node::new(db, file, neighbour.name.clone()))
            .collect()
    };
    Some(NodeFacts {
        hook: pipeline.hook.clone(),
        mode: pipeline.mode,
        script: found.script.as_deref().and_then(|slug| script_of(db, slug)),
        needs: nodes(&found.needs),
        ancestors: nodes(&found.ancestors),
        config: found.config.clone(),
        on_error: found.on_error,
        enabled: found.enabled,
    })
}

/// The file of the script of this name.
pub fn script_of(db: &dyn Db, slug: &str) -> Option<SourceFile> {
    file_at(db, &format!("scripts/{slug}.lua"))
}

impl Placement {
    /// The node as a key of queries.
    pub fn key<'db>(&self, db: &'db dyn Db) -> Node<'db> {
        Node::new(db, self.pipeline, self.node.clone())
    }

    pub fn name(&self) -> PlacementName {
        PlacementName {
            hook: self.hook.clone(),
            node: self.node.clone(),
        }
    }
}

impl CompiledPipeline {
    pub fn node(&self, name: &str) -> Option<&PipelineNode> {
        self.nodes.iter().find(|node| &*node.name == name)
    }
}
