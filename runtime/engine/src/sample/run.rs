//! Runs a sample: its hook's pipeline, or one node of it alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pipelua_rules::url::HostPattern;
use pipelua_schemas::Hook;
use serde_json::Value;

use super::mock::Mocks;
use super::model::Sample;
use crate::error::ErrorClass;
use crate::graph::{Plan, RunReport, RunRequest, run};
use crate::input::fit;
use crate::sandbox::{Chance, Clock, FixedClock, ScriptLimits, Settings, SystemClock};
use crate::verdict::RunError;
use crate::worker::Workers;

/// What holds for all samples of a workspace.
#[derive(Debug, Clone)]
pub struct SampleRules {
    /// Names under `[secrets]` and `[env]` of the manifest.
    pub secrets: Vec<String>,
    pub env: Vec<String>,
    pub allow_hosts: Option<Vec<HostPattern>>,
    pub limits: ScriptLimits,
    pub run_time: Duration,
}

/// What came of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRun {
    pub report: RunReport,
    /// How many requests mocks answered.
    pub fetched: u64,
    /// Fields of its context that the hook does not know, as JSON pointers.
    pub dropped: Vec<String>,
}

/// Runs a sample on the plan of its hook.
///
/// # Errors
/// When its context does not fit the hook, or its `node` or `now` cannot be used.
pub fn run_sample(
    workers: &Arc<Workers>,
    plan: &Arc<Plan>,
    hook: &Hook,
    sample: &Sample,
    rules: &SampleRules,
) -> Result<SampleRun, RunError> {
    let fitted = fit(hook, Value::Object(sample.context.clone()))?;
    let invalid = |message: String| RunError {
        class: ErrorClass::InputInvalid,
        message,
        node: sample.node.clone(),
        line: None,
    };
    let clock: Arc<dyn Clock> = match &sample.now {
        None => Arc::new(SystemClock),
        Some(now) => match now.parse::<jiff::Timestamp>() {
            Ok(now) => Arc::new(FixedClock(now.as_millisecond())),
            Err(_) => return Err(invalid(format!("`now` is no time in ISO 8601: {now}"))),
        },
    };
    let mocks = Arc::new(Mocks::new(sample.fetch.clone(), rules.allow_hosts.clone()));
    let request = RunRequest {
        input: fitted.input,
        settings: Arc::new(Settings {
            secrets: values(&rules.secrets, &sample.secrets),
            env: values(&rules.env, &sample.env),
        }),
        clock,
        chance: Chance::Seed(sample.seed.cast_unsigned()),
        fetcher: Arc::clone(&mocks) as _,
        limits: rules.limits,
        run_time: rules.run_time,
    };
    let report = match &sample.node {
        None => run(workers, plan, request),
        Some(name) => {
            let Some(only) = plan.only(name, &sample.outputs) else {
                return Err(invalid(format!("the pipeline has no node `{name}`")));
            };
            run(workers, &Arc::new(only), request)
        }
    };
    Ok(SampleRun {
        report,
        fetched: mocks.answered(),
        dropped: fitted.dropped,
    })
}

/// All names of the manifest, with the values that the sample gives.
fn values(names: &[String], given: &BTreeMap<String, String>) -> BTreeMap<String, Option<String>> {
    let declared = names.iter().map(|name| (name.clone(), None));
    let given = given
        .iter()
        .map(|(name, value)| (name.clone(), Some(value.clone())));
    declared.chain(given).collect()
}
