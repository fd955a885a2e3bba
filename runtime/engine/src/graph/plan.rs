//! A pipeline that is ready to run: its graph, and the chunk of each node.

use std::collections::BTreeMap;

use pipelua_rules::pipeline::{NodeIndex, Pipeline};
use pipelua_schemas::{Hook, Mode};
use serde_json::{Map, Value};

use crate::error::{ErrorClass, ScriptError};
use crate::sandbox::Chunk;

/// A compiled pipeline with its scripts. It is immutable, and shared by all runs.
#[derive(Debug, Clone)]
pub struct Plan {
    pipeline: Pipeline,
    mode: Mode,
    /// By node: its chunk, or why there is none.
    chunks: Vec<Result<Chunk, ScriptError>>,
    /// Position in graph order, by node.
    positions: Vec<usize>,
    /// The node that is run alone.
    only: Option<NodeIndex>,
    /// What the others are taken to have given then.
    outputs: BTreeMap<String, Map<String, Value>>,
}

impl Plan {
    /// Puts a pipeline and its scripts together. A script that is missing or does not compile is an error of its
    /// nodes when they run, not of the plan.
    pub fn new(
        pipeline: Pipeline,
        hook: &Hook,
        scripts: &BTreeMap<String, Result<Chunk, ScriptError>>,
    ) -> Self {
        let chunks = pipeline
            .nodes()
            .iter()
            .map(|node| {
                let script = node.script.as_deref().unwrap_or_default();
                scripts.get(script).cloned().unwrap_or_else(|| {
                    Err(ScriptError {
                        class: ErrorClass::ScriptMissing,
                        message: format!("there is no script `{script}`"),
                        line: None,
                    })
                })
            })
            .collect();
        let mut positions = vec![0; pipeline.nodes().len()];
        for (position, node) in pipeline.graph_order().enumerate() {
            positions[node.0 as usize] = position;
        }
        Self {
            pipeline,
            mode: hook.mode,
            chunks,
            positions,
            only: None,
            outputs: BTreeMap::new(),
        }
    }

    /// The plan of one node alone, as if those before it had given `outputs`; `None` if there is no such node.
    pub fn only(&self, node: &str, outputs: &BTreeMap<String, Map<String, Value>>) -> Option<Self> {
        let node = self.pipeline.find(node)?;
        Some(Self {
            only: Some(node),
            outputs: outputs.clone(),
            ..self.clone()
        })
    }

    /// The same plan with other chunks for the scripts that are named.
    #[must_use]
    pub fn with_chunks(&self, scripts: &BTreeMap<String, Chunk>) -> Self {
        let mut plan = self.clone();
        for (node, chunk) in plan.pipeline.nodes().iter().zip(&mut plan.chunks) {
            let other = node.script.as_ref().and_then(|script| scripts.get(script));
            if let (Some(other), Ok(chunk)) = (other, chunk) {
                chunk.clone_from(other);
            }
        }
        plan
    }

    /// What a node is taken to have given without being run.
    pub(crate) fn given(&self, node: NodeIndex) -> Option<Map<String, Value>> {
        let only = self.only.filter(|only| *only != node)?;
        let name = &self.pipeline.node(node).name;
        let is_before = self.pipeline.is_ancestor(node, only);
        Some(
            is_before
                .then(|| self.outputs.get(name).cloned())
                .flatten()
                .unwrap_or_default(),
        )
    }

    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// # Errors
    /// Why the node's script cannot run.
    pub fn chunk(&self, node: NodeIndex) -> Result<&Chunk, &ScriptError> {
        self.chunks[node.0 as usize].as_ref()
    }

    /// The place of a node in graph order, which decides whose end counts.
    pub(crate) fn position(&self, node: NodeIndex) -> usize {
        self.positions[node.0 as usize]
    }
}
