//! What an input comes to in one version, and what of that changed.

use std::sync::Arc;

use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Outside, SampleRules, run_sample};
use pipelua_engine::worker::Workers;
use pipelua_schemas::Hook;
use serde::Serialize;
use serde_json::{Map, Value};

use super::inputs::{Input, hook_of};
use super::version::Version;
use crate::exit::Failure;

/// A decision as a host and its user see it, and what the run handed on.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub(super) struct Decided {
    pub(super) allowed: bool,
    pub(super) verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// Class of the error that ended the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<Map<String, Value>>,
}

/// An input that changes.
pub(super) struct Change {
    pub(super) file: Option<String>,
    pub(super) context: Map<String, Value>,
    pub(super) node: Option<String>,
    pub(super) old: Decided,
    pub(super) new: Decided,
}

impl Change {
    pub(super) fn new(input: &Input, old: Decided, new: Decided) -> Self {
        Self {
            file: input.file.clone(),
            context: input.sample.context.clone(),
            node: input.sample.node.clone(),
            old,
            new,
        }
    }

    /// The smallest first; of equal ones in the order of their texts.
    pub(super) fn size(&self) -> (usize, String) {
        let text = serde_json::to_string(&self.context).unwrap_or_default();
        (text.len(), text)
    }
}

/// The pipeline of a hook in one version, ready to run.
pub(super) struct Runner {
    hook: Hook,
    plan: Arc<Plan>,
    rules: SampleRules,
}

impl Runner {
    /// # Errors
    /// If the pipeline does not compile.
    pub(super) fn new(version: &Version, other: &Version, hook: &str) -> Result<Self, Failure> {
        let hook = hook_of(hook, version, other)?;
        Ok(Self {
            plan: version.runs.plan(&hook)?,
            rules: version.runs.rules(&hook),
            hook,
        })
    }

    pub(super) fn run(&self, workers: &Arc<Workers>, input: &Input) -> Decided {
        // The ids of runs are no part of what is compared: the same ones keep two versions alike.
        let outside = Outside::closed([1; 32]);
        match run_sample(
            workers,
            &self.plan,
            &self.hook,
            &input.sample,
            &self.rules,
            outside,
        ) {
            Ok(run) => {
                let decision = run.report.decision;
                Decided {
                    allowed: decision.allowed,
                    verdict: decision.verdict.as_str(),
                    reason: decision.reason,
                    error: decision.error.map(|error| error.class.as_str().to_owned()),
                    data: decision.data,
                }
            }
            // A node of that name is not in this version, perhaps.
            Err(error) => Decided {
                allowed: false,
                verdict: "notRun",
                reason: Some(error.message),
                error: Some(error.class.as_str().to_owned()),
                data: None,
            },
        }
    }
}
