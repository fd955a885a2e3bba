//! A run of a plan on worker threads, from the host's input to its report.

use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pipelua_rules::pipeline::NodeIndex;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Map, Value};

use super::{Plan, Schedule};
use crate::error::ErrorClass;
use crate::sandbox::{Chance, Clock, Outcome, ScriptInput, ScriptLimits, Settings, Trip};
use crate::verdict::{Decision, NodeEnd, NodeRun, RunError};
use crate::worker::{Fetcher, Job, JobHandle, Workers};

/// What one run depends on, beside its plan.
#[derive(Debug, Clone)]
pub struct RunRequest {
    /// What the host sent, made to fit the hook by [`crate::input::fit`].
    pub input: Map<String, Value>,
    pub settings: Arc<Settings>,
    pub clock: Arc<dyn Clock>,
    pub chance: Chance,
    pub fetcher: Arc<dyn Fetcher>,
    /// Of each script.
    pub limits: ScriptLimits,
    /// Of all nodes together.
    pub run_time: Duration,
}

/// All that is known of a run when it ends.
#[derive(Debug, Clone, PartialEq)]
pub struct RunReport {
    pub decision: Decision,
    /// In the author's order of the nodes.
    pub nodes: Vec<NodeReport>,
    pub duration: Duration,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NodeReport {
    pub end: NodeEnd,
    /// `None` where it did not run to an end.
    pub run: Option<NodeRun>,
}

/// Runs `plan` and waits for its report.
pub fn run(workers: &Arc<Workers>, plan: &Arc<Plan>, request: RunRequest) -> RunReport {
    let (sender, receiver) = channel();
    start(workers, plan, request, move |report| {
        // Whoever waits is still there: this is the only end of a run.
        let _ = sender.send(report);
    });
    receiver.recv().expect("each run ends with one report")
}

/// Runs `plan`; `done` is called once, with its report, on a thread of `workers` or on this one.
pub fn start(
    workers: &Arc<Workers>,
    plan: &Arc<Plan>,
    request: RunRequest,
    done: impl FnOnce(RunReport) + Send + 'static,
) {
    let count = plan.pipeline().nodes().len();
    let started = Instant::now();
    let run = Arc::new(Run {
        workers: Arc::clone(workers),
        plan: Arc::clone(plan),
        deadline: started + request.run_time,
        started,
        state: Mutex::new(RunState {
            schedule: Schedule::new(Arc::clone(plan), request.input.clone()),
            handles: HashMap::new(),
            runs: vec![None; count],
            error: None,
            done: Some(Box::new(done)),
        }),
        request,
    });
    run.advance();
}

struct Run {
    workers: Arc<Workers>,
    plan: Arc<Plan>,
    request: RunRequest,
    started: Instant,
    deadline: Instant,
    state: Mutex<RunState>,
}

struct RunState {
    schedule: Schedule,
    /// Of the nodes that run.
    handles: HashMap<NodeIndex, JobHandle>,
    runs: Vec<Option<NodeRun>>,
    /// What ended the run itself.
    error: Option<RunError>,
    /// Taken when the report is made.
    done: Option<Box<dyn FnOnce(RunReport) + Send>>,
}

impl Run {
    /// Starts what may start; makes the report when the decision is made.
    fn advance(self: &Arc<Self>) {
        let mut state = self.lock();
        loop {
            let ready = state.schedule.start_ready();
            if ready.is_empty() {
                break;
            }
            for node in ready {
                match self.plan.chunk(node) {
                    Ok(chunk) => {
                        let job = self.job(node, chunk.clone(), state.schedule.context(node));
                        let handle = self.workers.submit(job);
                        state.handles.insert(node, handle);
                    }
                    Err(error) => {
                        let error = error.clone();
                        finish(&mut state, node, Err(error));
                    }
                }
            }
        }
        if state.error.is_none() && !state.schedule.is_decided() {
            return;
        }
        let Some(done) = state.done.take() else {
            return;
        };
        let decision = match state.error.take() {
            Some(error) => state.schedule.decision_of_run_error(error),
            None => state.schedule.decision(),
        };
        for handle in state.handles.values() {
            handle.cancel();
        }
        let ends = state.schedule.ends();
        let nodes = ends
            .into_iter()
            .zip(state.runs.drain(..))
            .map(|(end, run)| NodeReport { end, run })
            .collect();
        drop(state);
        done(RunReport {
            decision,
            nodes,
            duration: self.started.elapsed(),
        });
    }

    fn job(self: &Arc<Self>, node: NodeIndex, chunk: crate::sandbox::Chunk, context: Value) -> Job {
        let mut limits = self.request.limits;
        if let Some(ms) = self.plan.pipeline().node(node).timeout_ms {
            limits.wall_time = limits.wall_time.min(Duration::from_millis(ms));
        }
        limits.run_deadline = Some(self.deadline);
        let (run, start) = (Arc::clone(self), self.started.elapsed());
        Job {
            chunk,
            input: ScriptInput {
                context: std::borrow::Cow::Owned(context),
                mode: self.plan.mode(),
                settings: Arc::clone(&self.request.settings),
                clock: Arc::clone(&self.request.clock),
                chance: chance_of(self.request.chance, self.plan.position(node)),
            },
            limits,
            fetcher: Arc::clone(&self.request.fetcher),
            done: Box::new(move |outcome| run.ended(node, start, outcome)),
        }
    }

    fn ended(self: &Arc<Self>, node: NodeIndex, start: Duration, outcome: Outcome) {
        let mut state = self.lock();
        if state.done.is_none() {
            // The decision is made; this is one that was cancelled.
            return;
        }
        state.handles.remove(&node);
        if outcome.trip == Some(Trip::Cancelled) {
            return;
        }
        if outcome.trip == Some(Trip::RunTime) {
            state.error.get_or_insert_with(|| RunError {
                class: ErrorClass::LimitTime,
                message: format!("the run took more than {} ms", self.request.run_time.as_millis()),
                node: None,
                line: None,
            });
        } else {
            state.runs[node.0 as usize] = Some(NodeRun {
                start,
                duration: self.started.elapsed().saturating_sub(start),
                usage: outcome.usage,
                journal: outcome.journal,
            });
            finish(&mut state, node, outcome.result);
        }
        drop(state);
        self.advance();
    }

    fn lock(&self) -> MutexGuard<'_, RunState> {
        // A panic elsewhere must not keep a run from its end.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn finish(
    state: &mut RunState,
    node: NodeIndex,
    result: Result<crate::result::ScriptResult, crate::error::ScriptError>,
) {
    for cancelled in state.schedule.finish(node, result) {
        if let Some(handle) = state.handles.remove(&cancelled) {
            handle.cancel();
        }
    }
}

/// Numbers of its own for each node, so that no two make the same UUID.
fn chance_of(run: Chance, position: usize) -> Chance {
    match run {
        Chance::Seed(seed) => Chance::Seed(seed.wrapping_add(position as u64)),
        Chance::Entropy(bytes) => {
            let mut random = ChaCha12Rng::from_seed(bytes);
            random.set_stream(position as u64 + 1);
            let mut own = [0; 32];
            random.fill_bytes(&mut own);
            Chance::Entropy(own)
        }
    }
}
