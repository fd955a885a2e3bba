//! The front door of a service: so many runs at once, asynchronous ones apart, a short queue, and `busy` beyond it.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use pipelua_schemas::{Limits, Mode};

use crate::admission::{Lane, Turn};
use crate::error::ErrorClass;
use crate::graph::{Plan, RunReport, RunRequest, start};
use crate::verdict::RunError;
use crate::worker::Workers;

#[cfg(test)]
mod tests;

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EngineLimits {
    pub runs: usize,
    /// Beside the others, so that neither waits for the other.
    pub async_runs: usize,
    /// For each of the two.
    pub queue_length: usize,
    pub queue_time: Duration,
}

impl EngineLimits {
    pub fn of(limits: &Limits) -> Self {
        Self {
            runs: limits.concurrent_runs() as usize,
            async_runs: limits.concurrent_async_runs() as usize,
            queue_length: limits.queue_length() as usize,
            queue_time: limits.queue_time(),
        }
    }
}

/// Runs plans as room allows. Dropping it tells all that wait that there is none; what runs goes on to its end.
#[derive(Debug)]
pub struct Engine {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(workers: Arc<Workers>, limits: EngineLimits) -> io::Result<Self> {
        let lane = |at_once| Lane::new(at_once, limits.queue_length, limits.queue_time);
        let shared = Arc::new(Shared {
            workers,
            limits,
            state: Mutex::new(State {
                runs: lane(limits.runs),
                async_runs: lane(limits.async_runs),
                stopped: false,
            }),
            changed: Condvar::new(),
        });
        let thread = thread::Builder::new().name("queue".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || shared.serve_queue()
        })?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Runs `plan` now, soon, or not at all; `done` is called once, on whatever thread that is known.
    pub fn run(&self, plan: &Arc<Plan>, request: RunRequest, done: impl FnOnce(RunReport) + Send + 'static) {
        let asked = Asked {
            plan: Arc::clone(plan),
            request,
            done: Box::new(done),
        };
        let mode = plan.mode();
        let mut state = self.shared.lock();
        let turn = state.lane(mode).enter(asked, Instant::now());
        drop(state);
        match turn {
            Some(turn) => self.shared.tell(turn),
            // The thread may have to wake earlier than it meant to.
            None => self.shared.changed.notify_one(),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

/// A run that was asked for.
struct Asked {
    plan: Arc<Plan>,
    request: RunRequest,
    done: Box<dyn FnOnce(RunReport) + Send>,
}

struct Shared {
    workers: Arc<Workers>,
    limits: EngineLimits,
    state: Mutex<State>,
    /// One that waits has come, one that ran has gone, or all is over.
    changed: Condvar,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// A place among those that run. Whatever becomes of the run, it is free again when this is gone, and the host is told.
struct Place {
    shared: Arc<Shared>,
    plan: Arc<Plan>,
    done: Option<Box<dyn FnOnce(RunReport) + Send>>,
}

impl Place {
    fn leave(mut self, report: RunReport) {
        let done = self.done.take();
        // First, so that a host that asks again at once finds it free.
        drop(self);
        if let Some(done) = done {
            done(report);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.lock().lane(self.plan.mode()).leave();
        self.shared.changed.notify_one();
        if let Some(done) = self.done.take() {
            let error = RunError {
                class: ErrorClass::ScriptError,
                message: "the engine failed at this run".to_owned(),
                node: None,
                line: None,
            };
            let report = RunReport::of_error(&self.plan, error);
            // This may be the unwinding of a panic, in which a second one would end the process.
            let _ = catch_unwind(AssertUnwindSafe(|| done(report)));
        }
    }
}

struct State {
    runs: Lane<Asked>,
    async_runs: Lane<Asked>,
    stopped: bool,
}

impl State {
    fn lane(&mut self, mode: Mode) -> &mut Lane<Asked> {
        match mode {
            Mode::Async => &mut self.async_runs,
            Mode::Blocking | Mode::Enrichment => &mut self.runs,
        }
    }
}

impl Shared {
    /// Starts those whose turn it is, and tells those who have waited too long. Only this thread does: a run may end
    /// while it is started, and one that started the next from there would go as deep as the queue is long.
    fn serve_queue(self: Arc<Self>) {
        let mut state = self.lock();
        while !state.stopped {
            let now = Instant::now();
            let turn = state.runs.next(now).or_else(|| state.async_runs.next(now));
            state = if let Some(turn) = turn {
                drop(state);
                self.tell(turn);
                self.lock()
            } else {
                let deadlines = [state.runs.deadline(), state.async_runs.deadline()];
                match deadlines.into_iter().flatten().min() {
                    Some(deadline) => {
                        let patience = deadline.saturating_duration_since(now);
                        let woken = self.changed.wait_timeout(state, patience);
                        woken.unwrap_or_else(PoisonError::into_inner).0
                    }
                    None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                }
            };
        }
        let left: Vec<Asked> = state.runs.clear().collect();
        let left = left
            .into_iter()
            .chain(state.async_runs.clear().collect::<Vec<_>>());
        drop(state);
        left.for_each(|asked| self.tell(Turn::Busy(asked)));
    }

    fn tell(self: &Arc<Self>, turn: Turn<Asked>) {
        // What the host does with a report must not end the queue of the others.
        let _ = catch_unwind(AssertUnwindSafe(|| match turn {
            Turn::Starts(asked) => {
                let place = Place {
                    shared: Arc::clone(self),
                    plan: Arc::clone(&asked.plan),
                    done: Some(asked.done),
                };
                start(&self.workers, &asked.plan, asked.request, move |report| {
                    place.leave(report);
                });
            }
            Turn::Busy(asked) => {
                let error = RunError {
                    class: ErrorClass::Busy,
                    message: "too many runs are under way or waiting".to_owned(),
                    node: None,
                    line: None,
                };
                (asked.done)(RunReport::of_error(&asked.plan, error));
            }
        }));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
