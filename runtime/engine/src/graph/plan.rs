//! A pipeline that is ready to run: its graph, and the chunk of each node.

use std::collections::BTreeMap;

use pipelua_rules::pipeline::{NodeIndex, Pipeline};
use pipelua_schemas::{Hook, Mode};

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
        }
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
    pub(super) fn position(&self, node: NodeIndex) -> usize {
        self.positions[node.0 as usize]
    }
}
