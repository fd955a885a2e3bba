//! A run of a plan on worker threads, from the host's input to its report.

use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pipelua_rules::pipeline::NodeIndex;
use pipelua_rules::url::MOST_HEADERS;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Map, Value};

use super::{Plan, Schedule};
use crate::error::{ErrorClass, ScriptError};
use crate::fetch::FetchRequest;
use crate::result::ScriptResult;
use crate::sandbox::{Chance, Chunk, Clock, Outcome, ScriptInput, ScriptLimits, Settings, Trip};
use crate::trace::{Slot, TraceIds};
use crate::verdict::{Decision, NodeEnd, NodeRun, RunError};
use crate::worker::{Fetcher, Flight, Job, JobHandle, Reply, Workers};

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
    /// Under which its spans are known.
    pub ids: TraceIds,
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
    /// When it was handed to a thread, since the run began; `None` where it was not.
    pub submitted: Option<Duration>,
    /// `None` where it did not run to an end.
    pub run: Option<NodeRun>,
}

impl RunReport {
    /// The report of a run that did not begin, such as one whose input does not fit.
    pub fn of_error(plan: &Arc<Plan>, error: RunError) -> Self {
        let schedule = Schedule::new(Arc::clone(plan), Map::new());
        let ends = schedule.ends().into_iter();
        Self {
            decision: schedule.decision_of_run_error(error),
            nodes: ends
                .map(|end| NodeReport {
                    end,
                    submitted: None,
                    run: None,
                })
                .collect(),
            duration: Duration::ZERO,
        }
    }
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
) -> RunHandle {
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
            submitted: vec![None; count],
            runs: vec![None; count],
            error: None,
            done: Some(Box::new(done)),
        }),
        request,
    });
    run.advance();
    RunHandle(run)
}

/// A run that was started.
pub struct RunHandle(Arc<Run>);

impl RunHandle {
    /// Ends the run; nobody is told of it. Does nothing behind its end.
    pub fn cancel(&self) {
        let mut state = self.0.lock();
        state.done = None;
        for handle in state.handles.values() {
            handle.cancel();
        }
    }
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
    submitted: Vec<Option<Duration>>,
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
            // One without a chunk fails before others are started, which it may end.
            let mut over = Vec::new();
            for (node, error) in ready
                .iter()
                .filter_map(|node| Some((*node, self.plan.chunk(*node).err()?)))
            {
                over.extend(finish(&mut state, node, Err(error.clone())));
            }
            for node in ready {
                if let Ok(chunk) = self.plan.chunk(node)
                    && !over.contains(&node)
                {
                    let now = self.started.elapsed();
                    state.submitted[node.0 as usize] = Some(now);
                    let job = self.job(node, chunk.clone(), state.schedule.context(node), now);
                    let handle = self.workers.submit(job);
                    state.handles.insert(node, handle);
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
            .zip(std::mem::take(&mut state.submitted))
            .zip(std::mem::take(&mut state.runs))
            .map(|((end, submitted), run)| NodeReport { end, submitted, run })
            .collect();
        drop(state);
        done(RunReport {
            decision,
            nodes,
            duration: self.started.elapsed(),
        });
    }

    fn job(self: &Arc<Self>, node: NodeIndex, chunk: Chunk, context: Value, now: Duration) -> Job {
        let mut limits = self.request.limits;
        if let Some(ms) = self.plan.pipeline().node(node).timeout_ms {
            limits.wall_time = limits.wall_time.min(Duration::from_millis(ms));
        }
        limits.run_deadline = Some(self.deadline);
        let run = Arc::clone(self);
        let fetcher = Traced {
            inner: Arc::clone(&self.request.fetcher),
            ids: self.request.ids,
            script: self.plan.position(node),
        };
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
            fetcher: Arc::new(fetcher),
            done: Box::new(move |outcome| run.ended(node, now, outcome)),
        }
    }

    fn ended(self: &Arc<Self>, node: NodeIndex, submitted: Duration, outcome: Outcome) {
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
            let start = outcome.started.saturating_duration_since(self.started);
            let result = outcome.result.as_ref().ok();
            state.runs[node.0 as usize] = Some(NodeRun {
                start,
                duration: self.started.elapsed().saturating_sub(start),
                wait: start.saturating_sub(submitted),
                usage: outcome.usage,
                journal: outcome.journal,
                unknown_keys: result.map_or_else(Vec::new, |result| result.unknown_keys.clone()),
                ignored_denial: result.is_some_and(|result| result.ignored_denial),
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

/// Takes the result of a node; tells which others it ends, and ends those that run.
fn finish(
    state: &mut RunState,
    node: NodeIndex,
    result: Result<ScriptResult, ScriptError>,
) -> Vec<NodeIndex> {
    let over = state.schedule.finish(node, result);
    for cancelled in &over {
        if let Some(handle) = state.handles.remove(cancelled) {
            handle.cancel();
        }
    }
    over
}

/// Lets whoever answers a request go on with the trace.
#[derive(Debug)]
struct Traced {
    inner: Arc<dyn Fetcher>,
    ids: TraceIds,
    /// By position in graph order.
    script: usize,
}

impl Fetcher for Traced {
    fn fetch(&self, mut request: FetchRequest, reply: Reply) -> Flight {
        let is_given = |(name, _): &(String, String)| name.eq_ignore_ascii_case("traceparent");
        // At the limit of headers it would be this one that has the request refused.
        if request.headers.len() < MOST_HEADERS && !request.headers.iter().any(is_given) {
            let slot = Slot::Fetch {
                script: self.script,
                request: request.id,
            };
            let parent = self.ids.below(slot).to_string();
            request.headers.push(("traceparent".to_owned(), parent));
        }
        self.inner.fetch(request, reply)
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
