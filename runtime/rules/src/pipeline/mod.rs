//! Pipelines: the model, and the one validator that checker, server, store and workbench all call.
//!
//! [`compile`] never fails: it gives a [`Pipeline`] that holds as much as the file says, whose graph
//! has no cycles and no unknown nodes, beside all that is wrong with the file.

mod assemble;
mod comments;
mod cycles;
mod fields;
mod graph;
mod known;
mod layers;
mod lookup;
mod model;
mod node_names;
mod problem;
mod read;
mod validate;

#[cfg(test)]
mod tests;

pub use known::{Known, Names};
pub use model::{Node, NodeIndex, Pipeline};
pub use problem::{Fix, Problem, ProblemKind, Related};
pub use read::{NODE_KEYS, NodeSource, PIPELINE_KEYS, PipelineSource};
pub use validate::{Compiled, GraphLimits, compile};
