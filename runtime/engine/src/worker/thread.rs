//! What one thread of the workers does: it goes from script to script, and waits for messages when there is none.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use super::turns::Turns;
use super::{Fetcher, Job, Message, Reply};
use crate::error::{ErrorClass, ScriptError};
use crate::fetch::{FetchAnswer, FetchError, FetchErrorKind, Flight};
use crate::sandbox::{Journal, Outcome, Running, State, Step, Usage};

/// States that a thread keeps ready, so that a script need not wait for one.
const WARM: usize = 4;

type Done = Box<dyn FnOnce(Outcome) + Send>;

struct Active {
    running: Running,
    fetcher: Arc<dyn Fetcher>,
    /// What has not been answered, by the number of its request.
    flights: HashMap<u32, Flight>,
    done: Done,
}

impl Active {
    fn settle(&mut self, request: u32, answer: FetchAnswer) {
        self.flights.remove(&request);
        self.running.settle(request, answer);
    }
}

/// What one thread does.
pub(super) struct Loop {
    messages: Sender<Message>,
    inbox: Receiver<Message>,
    load: Arc<AtomicUsize>,
    warm: Vec<State>,
    next_job: u64,
    ready: Turns<(u64, Active)>,
    waiting: HashMap<u64, Active>,
    stopped: bool,
}

impl Loop {
    pub(super) fn new(messages: Sender<Message>, inbox: Receiver<Message>, load: Arc<AtomicUsize>) -> Self {
        Self {
            messages,
            inbox,
            load,
            warm: Vec::new(),
            next_job: 0,
            ready: Turns::new(),
            waiting: HashMap::new(),
            stopped: false,
        }
    }

    pub(super) fn run(mut self) {
        while !self.stopped {
            while self.ready.is_empty() && self.warm.len() < WARM {
                match self.inbox.try_recv() {
                    Ok(message) => self.take(message),
                    Err(TryRecvError::Disconnected) => return,
                    Err(TryRecvError::Empty) => match State::new() {
                        Ok(state) => self.warm.push(state),
                        Err(_) => break,
                    },
                }
            }
            self.receive();
            if let Some((job, active)) = self.ready.next() {
                self.step(job, active);
            }
        }
        for (_, active) in self.ready.drain().chain(self.waiting.drain()) {
            end(active, &self.load);
        }
    }

    /// Takes all messages that are there; without anything to run it waits for one, or for a deadline.
    fn receive(&mut self) {
        while let Ok(message) = self.inbox.try_recv() {
            self.take(message);
        }
        if !self.ready.is_empty() || self.stopped {
            return;
        }
        let deadline = self
            .waiting
            .values()
            .map(|active| active.running.deadline())
            .min();
        let patience = deadline.map_or(Duration::from_secs(3600), |at| {
            at.saturating_duration_since(Instant::now())
        });
        match self.inbox.recv_timeout(patience) {
            Ok(message) => self.take(message),
            Err(RecvTimeoutError::Timeout) => self.look(),
            Err(RecvTimeoutError::Disconnected) => self.stopped = true,
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Start { job, cancelled } => self.start(*job, cancelled),
            Message::Answer { job, request, answer } => {
                if let Some(mut active) = self.waiting.remove(&job) {
                    active.settle(request, answer);
                    self.ready.push((job, active));
                } else if let Some((_, active)) = self.ready.iter_mut().find(|(id, _)| *id == job) {
                    active.settle(request, answer);
                }
            }
            Message::Look => self.look(),
            Message::Warm(ready) => {
                while self.warm.len() < WARM
                    && let Ok(state) = State::new()
                {
                    self.warm.push(state);
                }
                drop(ready);
            }
            Message::Stop => self.stopped = true,
        }
    }

    /// Ends the scripts that wait beyond their time, or for nothing any more.
    fn look(&mut self) {
        let over: Vec<u64> = self
            .waiting
            .iter()
            .filter(|(_, active)| active.running.is_over())
            .map(|(job, _)| *job)
            .collect();
        for job in over {
            if let Some(active) = self.waiting.remove(&job) {
                end(active, &self.load);
            }
        }
    }

    fn start(&mut self, job: Job, cancelled: Arc<AtomicBool>) {
        let state = self.warm.pop().map_or_else(State::new, Ok);
        let Ok(state) = state else {
            let outcome = failed(ErrorClass::LimitMemory, "there is no memory for a sandbox");
            self.load.fetch_sub(1, Ordering::Relaxed);
            tell(job.done, outcome);
            return;
        };
        let running = guarded(|| state.start(&job.chunk, &job.input, job.limits, cancelled));
        let Ok(running) = running else {
            self.load.fetch_sub(1, Ordering::Relaxed);
            tell(job.done, engine_failed());
            return;
        };
        let active = Active {
            running,
            fetcher: job.fetcher,
            flights: HashMap::new(),
            done: job.done,
        };
        self.ready.push((self.next_job, active));
        self.next_job += 1;
    }

    fn step(&mut self, job: u64, mut active: Active) {
        let Ok(step) = guarded(|| active.running.step()) else {
            self.load.fetch_sub(1, Ordering::Relaxed);
            tell(active.done, engine_failed());
            return;
        };
        for request in active.running.take_requests() {
            let id = request.id;
            let reply = Reply {
                worker: self.messages.clone(),
                job,
                request: id,
            };
            if let Ok(flight) = guarded(|| active.fetcher.fetch(request, reply)) {
                active.flights.insert(id, flight);
            } else {
                let error = FetchError {
                    kind: FetchErrorKind::Failed,
                    message: "the client failed at this request".to_owned(),
                };
                active.running.settle(id, Err(error));
            }
        }
        match step {
            Step::Ended => end(active, &self.load),
            Step::Paused => self.ready.push_paused((job, active)),
            Step::Awaits(request) if active.running.has_answer(request) => {
                self.ready.push((job, active));
            }
            Step::Awaits(_) => {
                self.waiting.insert(job, active);
            }
        }
    }
}

/// Tells what came of a script. What it asked for and did not await goes with it: nothing outlives its run.
fn end(mut active: Active, load: &AtomicUsize) {
    // Stopping a flight is up to whoever answers fetches.
    let _ = guarded(|| drop(active.flights));
    load.fetch_sub(1, Ordering::Relaxed);
    let outcome = guarded(|| active.running.outcome());
    tell(active.done, outcome.unwrap_or_else(|_| engine_failed()));
    // The state goes last: it takes as long as a short script.
    drop(active.running);
}

/// What a host does with an outcome must not end the scripts of others.
fn tell(done: Done, outcome: Outcome) {
    let _ = guarded(|| done(outcome));
}

/// A panic ends one script, and never its thread.
fn guarded<R>(work: impl FnOnce() -> R) -> std::thread::Result<R> {
    catch_unwind(AssertUnwindSafe(work))
}

fn engine_failed() -> Outcome {
    failed(ErrorClass::ScriptError, "the engine failed at this script")
}

fn failed(class: ErrorClass, message: &str) -> Outcome {
    Outcome {
        result: Err(ScriptError {
            class,
            message: message.to_owned(),
            line: None,
        }),
        usage: Usage::default(),
        journal: Journal::default(),
        started: Instant::now(),
        trip: None,
    }
}
