//! Runs samples, each against what it expects; one that is wrong itself is refused with its place.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use pipelua_engine::coverage::Passed;
use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{
    Expect, Failure as Difference, Outside, Sample, SampleRules, SampleRun, compare, locate, run_sample,
};
use pipelua_engine::worker::Workers;
use pipelua_ide::Positions;
use pipelua_schemas::Hook;
use pipelua_syntax::Encoding;

use super::probes::Probes;
use crate::commands::check::codes::Codes;
use crate::commands::check::engine::Engine;
use crate::exit::Failure;
use crate::report::{Range, Severity};
use crate::runs::{Runs, SampleFile};

/// What came of one sample.
pub(super) struct Tested<'a> {
    pub(super) file: &'a SampleFile,
    pub(super) end: End,
    pub(super) duration: Duration,
    /// By script: what its probes counted, where that was asked for.
    pub(super) passed: Vec<(String, Passed)>,
}

pub(super) enum End {
    Ran {
        plan: Arc<Plan>,
        run: Box<SampleRun>,
        /// None of them: it passed.
        failures: Vec<Difference>,
    },
    /// It could not be run.
    Refused(Vec<Refusal>),
}

/// Why a sample is not run.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    pub(super) help: Option<String>,
    /// The file that it speaks of, where that is not the sample.
    pub(super) file: Option<String>,
    /// JSON pointer of the place; empty for the file as a whole.
    pub(super) pointer: String,
    pub(super) range: Option<Range>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Passed,
    Failed,
    Error,
}

impl Tested<'_> {
    pub(super) fn status(&self) -> Status {
        match &self.end {
            End::Ran { failures, .. } if failures.is_empty() => Status::Passed,
            End::Ran { .. } => Status::Failed,
            End::Refused(_) => Status::Error,
        }
    }
}

impl Status {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Error => "error",
        }
    }
}

impl Refusal {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            file: None,
            pointer: String::new(),
            range: None,
        }
    }

    fn of(failure: &Failure) -> Self {
        Self {
            help: failure.help.clone(),
            ..Self::new(failure.message.clone())
        }
    }

    /// Why nothing of a hook can be run, with the place in its pipeline.
    fn of_hook(failure: &Failure, runs: &Runs, hook: &Hook) -> Self {
        let refusal = Self::of(failure);
        let Some((path, problem)) = runs.misfit(hook) else {
            return refusal;
        };
        let mut positions = Positions::new(runs.text(&path).unwrap_or_default(), Encoding::Utf16);
        Self {
            help: problem.help.or(refusal.help),
            range: Some(positions.range(problem.range)),
            pointer: problem.pointer,
            file: Some(path),
            message: refusal.message,
        }
    }
}

/// What is wrong with the sample itself, as `check` finds it.
pub(crate) fn refusals(engine: &Engine, file: &SampleFile) -> Result<Vec<Refusal>, Failure> {
    let codes = Codes::new(&["sample-*".to_owned()], &[])?;
    let is_of_misfit = || {
        let sample = file.sample().ok();
        let expect = sample.and_then(|sample| sample.expect);
        expect.as_ref().is_some_and(Expect::is_of_invalid_input)
    };
    let mut refusals = Vec::new();
    for source in engine.files(|path| path == &*file.path) {
        for finding in engine.check(source, &codes, false).findings {
            // A key that is not known was meant to check something.
            let counts = finding.severity == Severity::Error || finding.code == "sample-unknown-key";
            if counts && !(finding.code == "sample-context" && is_of_misfit()) {
                refusals.push(Refusal {
                    message: finding.message,
                    help: finding.help,
                    file: None,
                    pointer: finding.pointer.unwrap_or_default(),
                    range: finding.range,
                });
            }
        }
    }
    Ok(refusals)
}

/// What all samples of a hook share.
struct Ready {
    plan: Arc<Plan>,
    probed: OnceLock<Arc<Plan>>,
    hook: Hook,
    rules: SampleRules,
}

/// A workspace whose samples are run.
pub(super) struct Bench<'a> {
    workers: Arc<Workers>,
    hooks: BTreeMap<&'a str, Result<Ready, Box<Refusal>>>,
    runs: &'a Runs,
    probes: OnceLock<Probes>,
    count: bool,
}

impl<'a> Bench<'a> {
    /// `count`: whether each sample runs with probes too, and not only those that fail.
    pub(super) fn new(
        runs: &'a Runs,
        samples: &[&'a SampleFile],
        workers: Arc<Workers>,
        count: bool,
    ) -> Self {
        let mut hooks = BTreeMap::new();
        for sample in samples {
            hooks.entry(sample.hook.as_str()).or_insert_with(|| {
                let hook = runs
                    .hook(&sample.hook)
                    .map_err(|failure| Box::new(Refusal::of(&failure)))?;
                let plan = runs.plan(&hook);
                Ok(Ready {
                    plan: plan.map_err(|failure| Box::new(Refusal::of_hook(&failure, runs, &hook)))?,
                    probed: OnceLock::new(),
                    rules: runs.rules(&hook),
                    hook,
                })
            });
        }
        Self {
            workers,
            hooks,
            runs,
            probes: OnceLock::new(),
            count,
        }
    }

    /// Whether a hook cannot be run at all.
    pub(super) fn is_incomplete(&self) -> bool {
        self.hooks.values().any(Result::is_err)
    }

    pub(super) fn probes(&self) -> &Probes {
        self.probes.get_or_init(|| Probes::of(self.runs.scripts()))
    }

    pub(super) fn test(&self, file: &'a SampleFile, refusals: Vec<Refusal>) -> Tested<'a> {
        let started = Instant::now();
        // Without its pipeline nothing of the hook runs, whatever the sample says.
        let of_hook = self
            .hooks
            .get(file.hook.as_str())
            .and_then(|ready| ready.as_ref().err());
        let refusals = of_hook.map_or(refusals, |refusal| vec![Refusal::clone(refusal)]);
        let mut tested = Tested {
            file,
            end: End::Refused(refusals),
            duration: Duration::ZERO,
            passed: Vec::new(),
        };
        let is_refused = matches!(&tested.end, End::Refused(refusals) if !refusals.is_empty());
        if is_refused {
            return tested;
        }
        let sample = match file.sample() {
            Ok(sample) => sample,
            Err(message) => {
                tested.end = End::Refused(vec![Refusal::new(message)]);
                return tested;
            }
        };
        (tested.end, tested.passed) = self.run(file, &sample, started, &mut tested.duration);
        tested
    }

    /// Whether the sample passes with another text.
    pub(super) fn passes(&self, file: &SampleFile, text: &str) -> bool {
        let Ok(sample) = Sample::parse(text) else {
            return false;
        };
        let (end, _) = self.run(file, &sample, Instant::now(), &mut Duration::default());
        matches!(end, End::Ran { failures, .. } if failures.is_empty())
    }

    fn run(
        &self,
        file: &SampleFile,
        sample: &Sample,
        started: Instant,
        duration: &mut Duration,
    ) -> (End, Vec<(String, Passed)>) {
        let ready = match self.hooks.get(file.hook.as_str()) {
            Some(Ok(ready)) => ready,
            Some(Err(refusal)) => {
                return (End::Refused(vec![Refusal::clone(refusal)]), Vec::new());
            }
            None => return (End::Refused(Vec::new()), Vec::new()),
        };
        let run = |plan: &Arc<Plan>, rules: &SampleRules| {
            let outside = Outside::closed(ids_of(&file.path));
            run_sample(&self.workers, plan, &ready.hook, sample, rules, outside)
        };
        let ran = run(&ready.plan, &ready.rules);
        *duration = started.elapsed();
        let ran = match ran {
            Ok(ran) => ran,
            Err(error) => {
                let refusal = Refusal::new(format!("{}: {}", error.class, error.message));
                return (End::Refused(vec![refusal]), Vec::new());
            }
        };
        let mut failures = compare(&ready.plan, sample.expect.as_ref(), &ran);
        let mut passed = Vec::new();
        if self.count || !failures.is_empty() {
            let probes = self.probes();
            let plan = ready
                .probed
                .get_or_init(|| Arc::new(ready.plan.with_chunks(&probes.chunks)));
            let probed = run(plan, &ready.rules.for_probes()).ok();
            locate(&mut failures, &ready.plan, &ran, probed.as_ref(), &probes.points);
            if let (true, Some(probed)) = (self.count, probed) {
                let nodes = ready.plan.pipeline().nodes().iter().zip(probed.report.nodes);
                passed.extend(
                    nodes.filter_map(|(node, report)| {
                        Some((node.script.clone()?, report.run?.journal.passed?))
                    }),
                );
            }
        }
        let end = End::Ran {
            plan: Arc::clone(&ready.plan),
            run: Box::new(ran),
            failures,
        };
        (end, passed)
    }
}

/// Bytes for the ids of a run that are the same each time, so that two reports can be compared.
fn ids_of(path: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (index, part) in bytes.chunks_mut(8).enumerate() {
        let mut hasher = DefaultHasher::new();
        (index, path).hash(&mut hasher);
        part.copy_from_slice(&hasher.finish().to_le_bytes());
    }
    bytes
}
