//! Threads that run scripts: each has its own Lua states, and goes from script to script while others wait.
//!
//! A script stays on its thread. What it awaits is fetched elsewhere and comes back as a message, so that nothing
//! here ever blocks but for want of work.

#[cfg(test)]
mod tests;
mod thread;
mod turns;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

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

/// A job that was handed to a worker.
#[derive(Debug, Clone)]
pub struct JobHandle {
    worker: Sender<Message>,
    cancelled: Arc<AtomicBool>,
}

impl JobHandle {
    /// Ends the script at its next step; it is told as cancelled.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        let _ = self.worker.send(Message::Look);
    }
}

enum Message {
    Start {
        job: Box<Job>,
        cancelled: Arc<AtomicBool>,
    },
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
            Self::Start { .. } => "Start",
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
    workers: Vec<Worker>,
}

#[derive(Debug)]
struct Worker {
    messages: Sender<Message>,
    /// Scripts that were handed to it and have not ended.
    load: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Workers {
    /// Starts so many threads, at least one.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(threads: usize) -> std::io::Result<Self> {
        let workers = (0..threads.max(1))
            .map(|index| {
                let (messages, inbox) = channel();
                let load = Arc::new(AtomicUsize::new(0));
                let thread = std::thread::Builder::new()
                    .name(format!("scripts-{index}"))
                    .spawn({
                        let (messages, load) = (messages.clone(), Arc::clone(&load));
                        move || Loop::new(messages, inbox, load).run()
                    })?;
                Ok(Worker {
                    messages,
                    load,
                    thread: Some(thread),
                })
            })
            .collect::<std::io::Result<_>>()?;
        Ok(Self { workers })
    }

    /// Waits until each thread has its sandboxes ready.
    pub fn warm(&self) {
        let (ready, told) = channel();
        for worker in &self.workers {
            let _ = worker.messages.send(Message::Warm(ready.clone()));
        }
        drop(ready);
        // Ends when the last thread has dropped its sender.
        while told.recv().is_ok() {}
    }

    /// Hands a job to the thread that has the fewest.
    pub fn submit(&self, job: Job) -> JobHandle {
        let worker = self
            .workers
            .iter()
            .min_by_key(|worker| worker.load.load(Ordering::Relaxed))
            .expect("there is at least one");
        worker.load.fetch_add(1, Ordering::Relaxed);
        let cancelled = Arc::new(AtomicBool::new(false));
        let handle = JobHandle {
            worker: worker.messages.clone(),
            cancelled: Arc::clone(&cancelled),
        };
        let _ = worker.messages.send(Message::Start {
            job: Box::new(job),
            cancelled,
        });
        handle
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in &self.workers {
            let _ = worker.messages.send(Message::Stop);
        }
        for worker in &mut self.workers {
            // A run that was cancelled may be the last that holds them: then this is one of the threads.
            let current = std::thread::current().id();
            if let Some(thread) = worker
                .thread
                .take()
                .filter(|thread| thread.thread().id() != current)
            {
                let _ = thread.join();
            }
        }
    }
}
