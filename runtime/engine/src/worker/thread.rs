//! What one thread of the workers does: it goes from script to script, and waits for messages when there is none.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::shared::Shared;
use super::turns::Turns;
use super::{Fetcher, Job, Message, Reply, Ticket};
use crate::error::{ErrorClass, ScriptError};
use crate::fetch::{FetchAnswer, FetchError, FetchErrorKind, Flight};
use crate::sandbox::{Journal, Outcome, Running, State, Step, Usage};

/// States that a thread keeps ready, so that a script need not wait for one.
const WARM: usize = 4;
/// How long one thread goes on with long scripts while others would.
const LONG_TURN: Duration = Duration::from_millis(2);

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
    index: usize,
    messages: Sender<Message>,
    inbox: Receiver<Message>,
    shared: Arc<Shared>,
    warm: Vec<State>,
    next_job: u64,
    ready: Turns<(u64, Active)>,
    waiting: HashMap<u64, Active>,
    /// Since when it may go on with long scripts.
    long_turn: Option<Instant>,
    stopped: bool,
}

impl Loop {
    pub(super) fn new(
        index: usize,
        messages: Sender<Message>,
        inbox: Receiver<Message>,
        shared: Arc<Shared>,
    ) -> Self {
        Self {
            index,
            messages,
            inbox,
            shared,
            warm: Vec::new(),
            next_job: 0,
            ready: Turns::new(),
            waiting: HashMap::new(),
            long_turn: None,
            stopped: false,
        }
    }

    pub(super) fn run(mut self) {
        while !self.stopped {
            while let Ok(message) = self.inbox.try_recv() {
                self.take(message);
            }
            if let Some((job, active)) = self.next() {
                self.step(job, active);
            } else if !self.stopped && !self.warm_one() && self.shared.rests(self.index) {
                self.wait();
            }
            self.pass_long_turn();
        }
        while let Some((job, ticket)) = self.shared.take(self.index) {
            self.start(*job, ticket);
        }
        for (_, active) in self.ready.drain().chain(self.waiting.drain()) {
            end(active);
        }
        self.pass_long_turn();
    }

    /// Who is next: what has just come, what nobody has begun, and then what has had its slice.
    fn next(&mut self) -> Option<(u64, Active)> {
        if self.ready.is_paused_due() && self.has_long_turn() {
            return self.ready.next_paused();
        }
        while !self.ready.has_fresh()
            && let Some((job, ticket)) = self.shared.take(self.index)
        {
            self.start(*job, ticket);
        }
        if let Some(next) = self.ready.next_fresh() {
            return Some(next);
        }
        if self.ready.has_paused() && self.has_long_turn() {
            return self.ready.next_paused();
        }
        None
    }

    fn has_long_turn(&mut self) -> bool {
        if self.long_turn.is_none() && self.shared.begin_long_turn(self.index) {
            self.long_turn = Some(Instant::now());
        }
        self.long_turn.is_some()
    }

    /// Ends its turn with long scripts when it has none any more, or had its share.
    fn pass_long_turn(&mut self) {
        let Some(since) = self.long_turn else { return };
        let has_more = self.ready.has_paused() && !self.stopped;
        if !has_more || since.elapsed() > LONG_TURN && self.shared.is_long_turn_wanted() {
            self.long_turn = None;
            self.shared.end_long_turn();
        }
    }

    /// Makes a sandbox ready while there is nothing else to do; whether it did.
    fn warm_one(&mut self) -> bool {
        if self.warm.len() >= WARM {
            return false;
        }
        match State::new() {
            Ok(state) => self.warm.push(state),
            Err(_) => return false,
        }
        true
    }

    /// Waits for a message, or for a deadline.
    fn wait(&mut self) {
        let ready = self.ready.iter().map(|(_, active)| active);
        let deadline = ready
            .chain(self.waiting.values())
            .map(|active| active.running.deadline())
            .min();
        let patience = deadline.map_or(Duration::from_secs(3600), |at| {
            at.saturating_duration_since(Instant::now())
        });
        let message = self.inbox.recv_timeout(patience);
        self.shared.rises(self.index);
        match message {
            Ok(message) => self.take(message),
            Err(RecvTimeoutError::Timeout) => self.look(),
            Err(RecvTimeoutError::Disconnected) => self.stopped = true,
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            // Whoever is woken takes what it finds.
            Message::Work => {}
            Message::LongTurn => self.long_turn = Some(Instant::now()),
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
                while self.warm_one() {}
                drop(ready);
            }
            Message::Stop => self.stopped = true,
        }
    }

    /// Ends the scripts that wait beyond their time, or for nothing any more.
    fn look(&mut self) {
        for (_, active) in self.ready.take_paused(|(_, active)| active.running.is_over()) {
            end(active);
        }
        let over: Vec<u64> = self
            .waiting
            .iter()
            .filter(|(_, active)| active.running.is_over())
            .map(|(job, _)| *job)
            .collect();
        for job in over {
            if let Some(active) = self.waiting.remove(&job) {
                end(active);
            }
        }
    }

    fn start(&mut self, job: Job, ticket: Ticket) {
        let state = self.warm.pop().map_or_else(State::new, Ok);
        let Ok(state) = state else {
            let outcome = failed(ErrorClass::LimitMemory, "there is no memory for a sandbox");
            tell(job.done, outcome);
            return;
        };
        let running = guarded(|| state.start(&job.chunk, &job.input, job.limits, ticket.cancelled));
        let Ok(running) = running else {
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
            Step::Ended => end(active),
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
fn end(mut active: Active) {
    // Stopping a flight is up to whoever answers fetches.
    let _ = guarded(|| drop(active.flights));
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
