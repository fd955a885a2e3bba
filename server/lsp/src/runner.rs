//! What runs scripts for an editor. The binary hands one in: nothing here knows the sandbox.

use std::sync::Arc;

use pipelua_analysis::FileText;
use serde::Serialize;
use serde_json::Value;

/// Runs scripts of a workspace as the editor has them, saved or not.
pub trait Runner: Send + Sync {
    /// Runs one sample and holds what comes of it against what it expects; `None` if it was cancelled.
    fn run_sample(&self, request: SampleRequest<'_>) -> Option<SampleReport>;
}

/// A sample to be run.
pub struct SampleRequest<'a> {
    /// All files of the workspace, by path relative to it.
    pub texts: Vec<(Arc<str>, FileText)>,
    /// The path of the sample among them.
    pub sample: &'a str,
    /// Asked now and then while it runs.
    pub is_cancelled: &'a (dyn Fn() -> bool + Sync),
}

/// What came of a sample: an entry of `pipelua test --format json`, without the run itself.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SampleReport {
    /// Relative to the workspace, with `/`.
    pub file: String,
    pub hook: String,
    pub name: String,
    pub status: SampleStatus,
    pub duration_ns: u64,
    /// What came out otherwise.
    pub failures: Vec<SampleFailure>,
    /// Why it could not be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SampleStatus {
    Passed,
    Failed,
    /// It could not be run.
    Error,
}

/// One difference between what was expected and what came out.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SampleFailure {
    /// JSON pointer into the sample.
    pub pointer: String,
    pub expected: Value,
    pub actual: Value,
    /// The script whose error ended the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// Line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}
