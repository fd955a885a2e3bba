//! What a run decided, and what became of its nodes: plain data for hosts, operators and traces.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::error::{ErrorClass, ScriptError};
use crate::sandbox::{Journal, Usage};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    Allowed,
    Denied,
    /// A third thing: what it does to the decision is up to `onError`.
    Error,
}

/// What a run came to. A host reads `allowed` and nothing else to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub allowed: bool,
    pub verdict: Verdict,
    /// For the end user: of a denial the script's `error`, else the pipeline's `denyMessage`.
    pub reason: Option<String>,
    /// For operators: the first error that ended the run in graph order, or the run's own.
    pub error: Option<RunError>,
    /// The `data` of all nodes that allowed, folded in graph order; `None` where the run did not allow.
    pub data: Option<Map<String, Value>>,
    /// How many nodes failed, whatever came of it.
    pub node_errors: usize,
}

/// An error and the node that it happened in; the run's own has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunError {
    pub class: ErrorClass,
    pub message: String,
    pub node: Option<String>,
    pub line: Option<u32>,
}

/// What became of one node.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeEnd {
    Allowed {
        data: Map<String, Value>,
    },
    Denied {
        reason: Option<String>,
    },
    Error(ScriptError),
    /// It had begun when another node ended the run.
    Cancelled,
    NotReached,
    Disabled,
}

/// How a node ran, where it did.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeRun {
    /// When its script began, since the run did.
    pub start: Duration,
    pub duration: Duration,
    /// How long it had waited for a thread before.
    pub wait: Duration,
    pub usage: Usage,
    pub journal: Journal,
    /// Keys of its result that mean nothing, sorted.
    pub unknown_keys: Vec<String>,
    /// It said `allowed = false` where nothing can be denied any more.
    pub ignored_denial: bool,
}

impl Verdict {
    /// The name in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Error => "error",
        }
    }
}

impl NodeEnd {
    /// The status of the node, as files and messages have it.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Allowed { .. } => "allowed",
            Self::Denied { .. } => "denied",
            Self::Error(_) => "error",
            Self::Cancelled => "cancelled",
            Self::NotReached => "notReached",
            Self::Disabled => "disabled",
        }
    }
}
