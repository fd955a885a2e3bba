//! What the threads share: the jobs that none has begun, who has nothing to do, and who may go on with long scripts.
//!
//! One thread is always left that works on nothing long: a script that has just come waits for no other's slice.

use std::collections::VecDeque;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::{Job, Message, Ticket};

/// The state of all threads.
#[derive(Debug)]
pub(super) struct Shared {
    threads: Vec<Sender<Message>>,
    state: Mutex<State>,
}

struct State {
    begun_by_none: VecDeque<(Box<Job>, Ticket)>,
    /// The threads that wait for a message; the one that waits shortest is last, and has the warmest caches.
    idle: Vec<usize>,
    /// So many threads more may go on with scripts that have had a slice.
    long_turns: usize,
    /// Those that would, in the order in which they came.
    wait_for_long_turn: VecDeque<usize>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("begun_by_none", &self.begun_by_none.len())
            .field("idle", &self.idle)
            .field("long_turns", &self.long_turns)
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) fn new(threads: Vec<Sender<Message>>) -> Self {
        let long_turns = threads.len().saturating_sub(1).max(1);
        Self {
            threads,
            state: Mutex::new(State {
                begun_by_none: VecDeque::new(),
                idle: Vec::new(),
                long_turns,
                wait_for_long_turn: VecDeque::new(),
            }),
        }
    }

    /// A panic under the lock is impossible: nothing in here calls out.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a message to a thread; one that has ended takes none.
    pub(super) fn tell(&self, thread: usize, message: Message) {
        if let Some(messages) = self.threads.get(thread) {
            let _ = messages.send(message);
        }
    }

    pub(super) fn tell_all(&self, message: impl Fn() -> Message) {
        for messages in &self.threads {
            let _ = messages.send(message());
        }
    }

    /// Puts a job where the next thread that is free takes it.
    pub(super) fn submit(&self, job: Box<Job>, ticket: Ticket) {
        let mut state = self.state();
        state.begun_by_none.push_back((job, ticket));
        let idle = state.idle.pop();
        drop(state);
        if let Some(thread) = idle {
            self.tell(thread, Message::Work);
        }
    }

    /// The next job, for this thread to begin.
    pub(super) fn take(&self, thread: usize) -> Option<(Box<Job>, Ticket)> {
        let (job, ticket) = self.state().begun_by_none.pop_front()?;
        // Under the lock: whoever cancels finds the thread, or the thread finds it cancelled.
        let _ = ticket.thread.set(thread);
        Some((job, ticket))
    }

    /// The thread that has begun a job.
    pub(super) fn thread_of(&self, thread: &OnceLock<usize>) -> Option<usize> {
        let _state = self.state();
        thread.get().copied()
    }

    /// Takes note that a thread is about to wait, unless there is a job; says whether it may wait.
    pub(super) fn rests(&self, thread: usize) -> bool {
        let mut state = self.state();
        let may = state.begun_by_none.is_empty();
        if may && !state.idle.contains(&thread) {
            state.idle.push(thread);
        }
        may
    }

    /// A thread has something to do.
    pub(super) fn rises(&self, thread: usize) {
        self.state().idle.retain(|idle| *idle != thread);
    }

    /// Whether a thread may go on with long scripts now; if not, it gets a message when it may.
    pub(super) fn begin_long_turn(&self, thread: usize) -> bool {
        let mut state = self.state();
        let may = state.long_turns > 0;
        if may {
            state.long_turns -= 1;
        } else if !state.wait_for_long_turn.contains(&thread) {
            state.wait_for_long_turn.push_back(thread);
        }
        may
    }

    /// Hands the turn on to who waits longest.
    pub(super) fn end_long_turn(&self) {
        let mut state = self.state();
        let next = state.wait_for_long_turn.pop_front();
        if next.is_none() {
            state.long_turns += 1;
        }
        drop(state);
        if let Some(thread) = next {
            self.tell(thread, Message::LongTurn);
        }
    }

    /// Whether another thread waits for its turn.
    pub(super) fn is_long_turn_wanted(&self) -> bool {
        !self.state().wait_for_long_turn.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    fn shared(threads: usize) -> (Shared, Vec<Receiver<Message>>) {
        let (messages, inboxes) = (0..threads).map(|_| channel()).unzip();
        (Shared::new(messages), inboxes)
    }

    fn told(inbox: &Receiver<Message>) -> Vec<String> {
        inbox.try_iter().map(|message| format!("{message:?}")).collect()
    }

    #[test]
    fn one_thread_is_left_that_works_on_nothing_long() {
        let (shared, inboxes) = shared(3);
        assert_eq!(
            [0, 1, 2, 2].map(|thread| shared.begin_long_turn(thread)),
            [true, true, false, false]
        );
        assert!(shared.is_long_turn_wanted());
        shared.end_long_turn();
        assert_eq!(told(&inboxes[2]), ["LongTurn"]);
        assert!(!shared.is_long_turn_wanted());
        // Thread 2 has it now.
        assert!(!shared.begin_long_turn(0));
    }

    #[test]
    fn the_only_thread_works_on_what_is_long() {
        let (shared, _inboxes) = shared(1);
        assert!(shared.begin_long_turn(0));
        shared.end_long_turn();
        assert!(shared.begin_long_turn(0));
    }

    #[test]
    fn a_thread_rests_only_while_there_is_no_job_and_is_woken_once() {
        let (shared, inboxes) = shared(2);
        assert!(shared.rests(0) && shared.rests(1));
        shared.rises(1);
        assert!(shared.rests(1));
        for _ in 0..2 {
            shared.submit(crate::worker::tests::endless(), Ticket::default());
        }
        shared.submit(crate::worker::tests::endless(), Ticket::default());
        assert_eq!(
            (told(&inboxes[0]), told(&inboxes[1])),
            (vec!["Work".to_owned()], vec!["Work".to_owned()])
        );
        assert!(!shared.rests(0));
        let (_, ticket) = shared.take(0).unwrap();
        assert_eq!(shared.thread_of(&ticket.thread), Some(0));
    }
}
