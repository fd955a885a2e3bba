//! Runs a sample: its hook's pipeline, or one node of it alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use pipelua_rules::url::HostPattern;
use pipelua_schemas::Hook;
use serde_json::{Map, Value};

use super::mock::Mocks;
use super::model::{NOW, Sample};
use crate::error::ErrorClass;
use crate::graph::{Plan, RunReport, RunRequest, start};
use crate::input::{Fitted, fit};
use crate::sandbox::{Chance, FixedClock, ScriptLimits, Settings};
use crate::trace::{About, Redaction, Trace, TraceIds};
use crate::verdict::RunError;
use crate::worker::{Fetcher, Workers};

/// What holds for all samples of a workspace.
#[derive(Debug, Clone)]
pub struct SampleRules {
    /// Names under `[secrets]` and `[env]` of the manifest.
    pub secrets: Vec<String>,
    pub env: Vec<String>,
    pub allow_hosts: Option<Vec<HostPattern>>,
    /// For one fetch, a mocked one too.
    pub fetch_time: Duration,
    pub fetch_bytes: u64,
    pub limits: ScriptLimits,
    pub run_time: Duration,
}

impl SampleRules {
    /// The same with room for probes, which cost as what they count does.
    #[must_use]
    pub fn for_probes(&self) -> Self {
        let limits = self.limits;
        Self {
            limits: ScriptLimits {
                instructions: limits.instructions.saturating_mul(20),
                memory: limits.memory.saturating_mul(4),
                memory_hard: limits.memory_hard.saturating_mul(4),
                cpu_time: limits.cpu_time.saturating_mul(20),
                ..limits
            },
            ..self.clone()
        }
    }
}

/// What a run has beside the workspace and the sample.
#[derive(Debug, Clone)]
pub struct Outside {
    pub ids: TraceIds,
    /// Answers what no mock answers; without it such a fetch ends its script.
    pub network: Option<Arc<dyn Fetcher>>,
}

impl Outside {
    /// No network; `entropy` is for the ids of this one run.
    pub fn closed(entropy: [u8; 32]) -> Self {
        Self {
            ids: TraceIds::new(entropy, None),
            network: None,
        }
    }
}

/// What came of a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleRun {
    pub report: RunReport,
    /// How many requests mocks answered.
    pub fetched: u64,
    /// Fields of its context that the hook does not know, as JSON pointers.
    pub dropped: Vec<String>,
    pub trace: Trace,
}

/// Runs a sample on the plan of its hook. A context that does not fit is an error of the run.
///
/// # Errors
/// When its `node` or `now` cannot be used.
pub fn run_sample(
    workers: &Arc<Workers>,
    plan: &Arc<Plan>,
    hook: &Hook,
    sample: &Sample,
    rules: &SampleRules,
    outside: Outside,
) -> Result<SampleRun, RunError> {
    let run = run_sample_unless(workers, plan, hook, sample, rules, outside, &|| false)?;
    Ok(run.expect("nobody cancels it"))
}

/// As [`run_sample`], but ends early, with `None`, when `is_cancelled` says so; it is asked every few milliseconds.
///
/// # Errors
/// As [`run_sample`].
pub fn run_sample_unless(
    workers: &Arc<Workers>,
    plan: &Arc<Plan>,
    hook: &Hook,
    sample: &Sample,
    rules: &SampleRules,
    outside: Outside,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<Option<SampleRun>, RunError> {
    let invalid = |message: String| RunError {
        class: ErrorClass::InputInvalid,
        message,
        node: sample.node.clone(),
        line: None,
    };
    let now = sample.now.as_deref().unwrap_or(NOW);
    let Ok(now) = now.parse::<jiff::Timestamp>() else {
        return Err(invalid(format!("`now` is no time in ISO 8601: {now}")));
    };
    let alone = match &sample.node {
        None => None,
        Some(name) => match plan.only(name, &sample.outputs) {
            Some(only) => Some(Arc::new(only)),
            None => return Err(invalid(format!("the pipeline has no node `{name}`"))),
        },
    };
    let plan = alone.as_ref().unwrap_or(plan);
    let settings = Arc::new(Settings {
        secrets: values(&rules.secrets, &sample.secrets),
        env: values(&rules.env, &sample.env),
    });
    let ids = outside.ids;
    let mocks = Arc::new(Mocks::new(
        sample.fetch.clone(),
        rules.allow_hosts.clone(),
        (rules.fetch_time, rules.fetch_bytes),
        outside.network,
    ));
    let finish = |report: RunReport, input: &Map<String, Value>, dropped: Vec<String>| {
        let redaction = Redaction::of_secrets(&settings);
        let about = About {
            ids,
            input,
            dropped: &dropped,
            redaction,
        };
        SampleRun {
            trace: Trace::of(plan, &report, about),
            report,
            fetched: mocks.answered(),
            dropped,
        }
    };
    let fitted = match fit(hook, Value::Object(sample.context.clone())) {
        // Where nothing runs nothing is checked.
        Err(_) if plan.pipeline().nodes().is_empty() => Fitted::unchecked(sample.context.clone()),
        Ok(fitted) => fitted,
        Err(error) => {
            return Ok(Some(finish(
                RunReport::of_error(plan, error),
                &sample.context,
                Vec::new(),
            )));
        }
    };
    let request = RunRequest {
        input: fitted.input.clone(),
        settings: Arc::clone(&settings),
        clock: Arc::new(FixedClock(now.as_millisecond())),
        chance: Chance::Seed(sample.seed.cast_unsigned()),
        fetcher: Arc::clone(&mocks) as _,
        limits: rules.limits,
        run_time: rules.run_time,
        ids,
    };
    let (sender, receiver) = channel();
    let handle = start(workers, plan, request, move |report| {
        // Whoever waits may have cancelled.
        let _ = sender.send(report);
    });
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(report) => return Ok(Some(finish(report, &fitted.input, fitted.dropped))),
            Err(RecvTimeoutError::Timeout) if !is_cancelled() => {}
            Err(_) => {
                handle.cancel();
                return Ok(None);
            }
        }
    }
}

/// How often it is asked whether a run is still wanted.
const LOOK: Duration = Duration::from_millis(10);

/// All names of the manifest, with the values that the sample gives.
fn values(names: &[String], given: &BTreeMap<String, String>) -> BTreeMap<String, Option<String>> {
    let declared = names.iter().map(|name| (name.clone(), None));
    let given = given
        .iter()
        .map(|(name, value)| (name.clone(), Some(value.clone())));
    declared.chain(given).collect()
}
