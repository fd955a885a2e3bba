//! Threads that run scripts: each has its own Lua states, and goes from script to script while others wait.
//!
//! A script stays on its thread. What it awaits is fetched elsewhere and comes back as a message, so that nothing
//! here ever blocks but for want of work.

mod shared;
#[cfg(test)]
mod tests;
mod thread;
mod turns;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use self::shared::Shared;
use self::thread::Loop;
pub use crate::fetch::Flight;
use crate::fetch::{FetchAnswer, FetchRequest};
use crate::sandbox::{Chunk, Outcome, ScriptInput, ScriptLimits};

/// Answers the fetches of scripts: a client, or the mocks of a sample.
pub trait Fetcher: fmt::Debug + Send + Sync {
    /// Sends `request` and hands its answer to `reply`, now or later. Must not block. What it gives back is dropped
    /// as soon as nobody waits for the answer any more.
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight;
}

/// Where an answer goes. One that is dropped leaves the script to its deadline.
#[derive(Debug, Clone)]
pub struct Reply {
    worker: Sender<Message>,
    job: u64,
    request: u32,
}

impl Reply {
    pub fn send(self, answer: FetchAnswer) {
        // A worker that is gone has no script any more that waits.
        let _ = self.worker.send(Message::Answer {
            job: self.job,
            request: self.request,
            answer,
        });
    }
}

/// One script to be run.
pub struct Job {
    pub chunk: Chunk,
    pub input: ScriptInput<'static>,
    pub limits: ScriptLimits,
    pub fetcher: Arc<dyn Fetcher>,
    /// Called on the worker's thread.
    pub done: Box<dyn FnOnce(Outcome) + Send>,
}

/// A job that was handed to the workers.
#[derive(Debug, Clone)]
pub struct JobHandle {
    shared: Arc<Shared>,
    ticket: Ticket,
}

impl JobHandle {
    /// Ends the script at its next step; it is told as cancelled.
    pub fn cancel(&self) {
        self.ticket.cancelled.store(true, Ordering::Relaxed);
        if let Some(thread) = self.shared.thread_of(&self.ticket.thread) {
            self.shared.tell(thread, Message::Look);
        }
    }
}

/// What is known of a job outside of the thread that works on it.
#[derive(Debug, Clone, Default)]
struct Ticket {
    cancelled: Arc<AtomicBool>,
    /// Which thread has begun it.
    thread: Arc<OnceLock<usize>>,
}

enum Message {
    /// There is a job that nobody has begun.
    Work,
    /// The thread may go on with scripts that have had a slice.
    LongTurn,
    Answer {
        job: u64,
        request: u32,
        answer: FetchAnswer,
    },
    /// Something was cancelled.
    Look,
    /// Sandboxes are wanted; dropped when they are ready.
    Warm(Sender<()>),
    Stop,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Work => "Work",
            Self::LongTurn => "LongTurn",
            Self::Answer { .. } => "Answer",
            Self::Look => "Look",
            Self::Warm(_) => "Warm",
            Self::Stop => "Stop",
        })
    }
}

/// The threads. Dropping it ends them; scripts that run are cancelled.
#[derive(Debug)]
pub struct Workers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts so many threads, at least one.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(threads: usize) -> std::io::Result<Self> {
        let (messages, inboxes): (Vec<_>, Vec<_>) = (0..threads.max(1)).map(|_| channel()).unzip();
        let shared = Arc::new(Shared::new(messages.clone()));
        let mut workers = Self {
            shared,
            threads: Vec::new(),
        };
        for (index, (messages, inbox)) in messages.into_iter().zip(inboxes).enumerate() {
            let shared = Arc::clone(&workers.shared);
            let thread = std::thread::Builder::new()
                .name(format!("scripts-{index}"))
                .spawn(move || Loop::new(index, messages, inbox, shared).run())?;
            workers.threads.push(thread);
        }
        Ok(workers)
    }

    /// Waits until each thread has its sandboxes ready.
    pub fn warm(&self) {
        let (ready, told) = channel();
        self.shared.tell_all(|| Message::Warm(ready.clone()));
        drop(ready);
        // Ends when the last thread has dropped its sender.
        while told.recv().is_ok() {}
    }

    /// Hands a job to the next thread that is free.
    pub fn submit(&self, job: Job) -> JobHandle {
        let ticket = Ticket::default();
        self.shared.submit(Box::new(job), ticket.clone());
        JobHandle {
            shared: Arc::clone(&self.shared),
            ticket,
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.shared.tell_all(|| Message::Stop);
        // A run that was cancelled may be the last that holds them: then this is one of the threads.
        let current = std::thread::current().id();
        for thread in self.threads.drain(..) {
            if thread.thread().id() != current {
                let _ = thread.join();
            }
        }
    }
}
