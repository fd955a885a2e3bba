//! Runs samples for an editor, in the same sandbox as `pipelua test`.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Outside, SampleRules, compare, locate, run_sample_unless};
use pipelua_engine::sandbox::ChunkCache;
use pipelua_engine::worker::Workers;
use pipelua_lsp::{Runner, SampleFailure, SampleReport, SampleRequest, SampleStatus};

use crate::commands::test::execute::refusals;
use crate::commands::test::probes::Probes;
use crate::entropy::entropy;
use crate::exit::Failure;
use crate::runs::{Runs, SampleFile};

/// Threads of the sandbox: a person looks at one sample at a time.
const THREADS: usize = 2;

/// The sandbox; its threads start with the first sample.
#[derive(Default)]
pub(super) struct Sandbox {
    workers: OnceLock<Arc<Workers>>,
    /// Of one run to the next few scripts change.
    chunks: ChunkCache,
}

impl Runner for Sandbox {
    fn run_sample(&self, request: SampleRequest<'_>) -> Option<SampleReport> {
        let started = Instant::now();
        let mut path = request.sample.splitn(3, '/').skip(1);
        let hook = path.next().unwrap_or_default().to_owned();
        let name = path.next().unwrap_or_default();
        let mut report = SampleReport {
            file: request.sample.to_owned(),
            hook,
            name: name.strip_suffix(".json").unwrap_or(name).to_owned(),
            status: SampleStatus::Passed,
            duration_ns: 0,
            failures: Vec::new(),
            message: None,
        };
        match self.differences(request) {
            Ok(None) => return None,
            Ok(Some(failures)) => {
                if !failures.is_empty() {
                    report.status = SampleStatus::Failed;
                }
                report.failures = failures;
            }
            Err(message) => {
                report.status = SampleStatus::Error;
                report.message = Some(message);
            }
        }
        report.duration_ns = u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        Some(report)
    }
}

impl Sandbox {
    /// What came out otherwise than expected; `None` if it was cancelled.
    ///
    /// # Errors
    /// Why it could not be run.
    fn differences(&self, request: SampleRequest<'_>) -> Result<Option<Vec<SampleFailure>>, String> {
        let said = |failure: Failure| failure.message;
        let (runs, engine) = Runs::of(request.texts, &self.chunks).map_err(said)?;
        let files = runs.samples();
        let is_it = |file: &&SampleFile| &*file.path == request.sample;
        let file = files
            .iter()
            .find(is_it)
            .ok_or("samples lie in `samples/<hook>/<name>.json`")?;
        // What `pipelua test` refuses is refused here.
        if let Some(refusal) = refusals(&engine, file).map_err(said)?.into_iter().next() {
            return Err(refusal.message);
        }
        let hook = runs.hook(&file.hook).map_err(said)?;
        let plan = runs.plan(&hook).map_err(said)?;
        let sample = file.sample()?;
        let rules = runs.rules(&hook);
        let workers = self.workers()?;
        let run = |plan: &Arc<Plan>, rules: &SampleRules| {
            let outside = Outside::closed(entropy().map_err(said)?);
            let cancelled = request.is_cancelled;
            run_sample_unless(&workers, plan, &hook, &sample, rules, outside, cancelled)
                .map_err(|error| format!("{}: {}", error.class, error.message))
        };
        let Some(ran) = run(&plan, &rules)? else {
            return Ok(None);
        };
        let mut failures = compare(&plan, sample.expect.as_ref(), &ran);
        if !failures.is_empty() {
            let probes = Probes::of(runs.scripts());
            let probed = Arc::new(plan.with_chunks(&probes.chunks));
            let Some(probed) = run(&probed, &rules.for_probes())? else {
                return Ok(None);
            };
            locate(&mut failures, &plan, &ran, Some(&probed), &probes.points);
        }
        let failures = failures.into_iter().map(|failure| SampleFailure {
            pointer: failure.pointer,
            expected: failure.expected,
            actual: failure.actual,
            script: failure.script,
            line: failure.line,
        });
        Ok(Some(failures.collect()))
    }

    fn workers(&self) -> Result<Arc<Workers>, String> {
        if let Some(workers) = self.workers.get() {
            return Ok(Arc::clone(workers));
        }
        let workers =
            Workers::start(THREADS).map_err(|error| format!("no thread could be started: {error}"))?;
        Ok(Arc::clone(self.workers.get_or_init(|| Arc::new(workers))))
    }
}
