//! Threads that answer questions: two lanes, so that what a person waits for never waits for a sweep.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use pipelua_analysis::Database;
use salsa::{Cancelled, Database as _};

use crate::cancel::Token;
use crate::question::{Failure, Work};
use crate::session::Session;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// Stack of each thread: Lua allows 200 levels, which unoptimised builds need room for.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// A question that panics in a query that another one computes is asked again this often.
const TRIES: u32 = 3;

/// Which queue a question waits in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lane {
    /// A person waits.
    Editor,
    /// Sweeps. At least one thread is always left to the editor.
    Background,
}

/// A question with all that its work needs.
pub(crate) struct Job {
    pub(crate) lane: Lane,
    pub(crate) token: Token,
    pub(crate) workspace: Arc<Workspace>,
    pub(crate) path: Option<Arc<str>>,
    pub(crate) session: Session,
    pub(crate) work: Box<dyn Work>,
    pub(crate) tries: u32,
}

#[derive(Default)]
struct Queues {
    editor: VecDeque<Job>,
    background: VecDeque<Job>,
    sweeping: usize,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queues: Mutex<Queues>,
    woken: Condvar,
}

/// A handle to the threads; they end with it.
pub(crate) struct Workers {
    shared: Arc<Shared>,
}

impl Workers {
    pub(crate) fn start() -> Self {
        let shared = Arc::<Shared>::default();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let threads = cores.clamp(2, 4);
        for number in 0..threads {
            let shared = shared.clone();
            let spawned = std::thread::Builder::new()
                .name(format!("worker-{number}"))
                .stack_size(STACK_BYTES)
                .spawn(move || work(&shared, threads - 1));
            if let Err(error) = spawned {
                assert!(number > 0, "no thread could be started: {error}");
            }
        }
        Self { shared }
    }

    pub(crate) fn add(&self, job: Job) {
        let mut queues = self.shared.lock();
        match job.lane {
            Lane::Editor => queues.editor.push_back(job),
            Lane::Background => queues.background.push_back(job),
        }
        drop(queues);
        // One that sweeps its fill would go back to sleep, so all are asked.
        self.shared.woken.notify_all();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.woken.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job; waits for one. `None` at the end.
    fn next(&self, most_sweeping: usize) -> Option<Job> {
        let mut queues = self.lock();
        loop {
            if queues.closed {
                return None;
            }
            if let Some(job) = queues.editor.pop_front() {
                return Some(job);
            }
            if queues.sweeping < most_sweeping
                && let Some(job) = queues.background.pop_front()
            {
                queues.sweeping += 1;
                return Some(job);
            }
            queues = self.woken.wait(queues).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn work(shared: &Shared, most_sweeping: usize) {
    while let Some(mut job) = shared.next(most_sweeping) {
        let is_done = attempt(&mut job);
        let mut queues = shared.lock();
        if job.lane == Lane::Background {
            queues.sweeping -= 1;
        }
        if !is_done {
            match job.lane {
                Lane::Editor => queues.editor.push_front(job),
                Lane::Background => queues.background.push_front(job),
            }
        }
        drop(queues);
        shared.woken.notify_all();
    }
}

/// Whether the job is answered, one way or the other.
fn attempt(job: &mut Job) -> bool {
    let snapshot = {
        let state = job.workspace.lock();
        // Under the lock: a write trips the tokens that it concerns before it begins.
        if let Some(cause) = job.token.cause() {
            drop(state);
            job.work.refuse(Failure::Cancelled(cause));
            return true;
        }
        Snapshot {
            db: Database::clone(&state.db),
            open: state.open.clone(),
            workspace: job.workspace.clone(),
            session: job.session,
            token: job.token.clone(),
            path: job.path.clone(),
        }
    };
    job.token.stops(snapshot.db.cancellation_token());
    let work = &mut job.work;
    let caught = catch_unwind(AssertUnwindSafe(|| {
        Cancelled::catch(AssertUnwindSafe(|| work.compute(snapshot)))
    }));
    let failure = match caught {
        Ok(Ok(())) => return true,
        Ok(Err(Cancelled::PropagatedPanic)) => {
            job.tries += 1;
            if job.tries < TRIES && job.token.cause().is_none() {
                return false;
            }
            match job.token.cause() {
                Some(cause) => Failure::Cancelled(cause),
                None => Failure::Panicked("another question did".to_owned()),
            }
        }
        Ok(Err(_)) => match job.token.cause() {
            Some(cause) => Failure::Cancelled(cause),
            // A write to another file: the question is still the same.
            None => return false,
        },
        Err(payload) => Failure::Panicked(said(&*payload)),
    };
    job.work.refuse(failure);
    true
}

/// What a panic said.
fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
