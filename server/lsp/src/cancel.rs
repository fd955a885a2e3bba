//! Why a question need no longer be answered: a token that stops its work, and a guard that trips it.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

/// Why work stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cause {
    /// Nobody waits for the answer any more: the client cancelled, or the server ends.
    Dropped = 1,
    /// A newer question of the same kind for the same document was asked.
    Superseded = 2,
    /// The document that was asked about has changed.
    Modified = 3,
}

/// Shared by a question, its work and the main loop; the first cause counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Token(Arc<Inner>);

#[derive(Default)]
struct Inner {
    cause: AtomicU8,
    /// Stops the queries of the work that is under way.
    running: Mutex<Option<salsa::CancellationToken>>,
    /// Wakes whoever waits for the answer.
    tripped: Notify,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token({})", self.cause.load(Ordering::Relaxed))
    }
}

impl Token {
    pub(crate) fn trip(&self, cause: Cause) {
        let set = self
            .0
            .cause
            .compare_exchange(0, cause as u8, Ordering::SeqCst, Ordering::SeqCst);
        if set.is_err() {
            return;
        }
        self.0.tripped.notify_one();
        if let Some(running) = &*self.0.running.lock().unwrap_or_else(PoisonError::into_inner) {
            running.cancel();
        }
    }

    pub(crate) fn cause(&self) -> Option<Cause> {
        match self.0.cause.load(Ordering::SeqCst) {
            1 => Some(Cause::Dropped),
            2 => Some(Cause::Superseded),
            3 => Some(Cause::Modified),
            _ => None,
        }
    }

    /// Whether anybody but the main loop still holds it, untripped.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.cause().is_none() && Arc::strong_count(&self.0) > 1
    }

    /// Waits for the cause.
    pub(crate) async fn tripped(&self) -> Cause {
        loop {
            if let Some(cause) = self.cause() {
                return cause;
            }
            self.0.tripped.notified().await;
        }
    }

    /// From now on tripping stops these queries too.
    pub(crate) fn stops(&self, queries: salsa::CancellationToken) {
        let mut running = self.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        if self.cause().is_some() {
            queries.cancel();
        }
        *running = Some(queries);
    }

    /// Trips when the guard is dropped.
    pub(crate) fn guard(&self) -> DropGuard {
        DropGuard(self.clone())
    }
}

/// Held by the future that waits for an answer.
pub(crate) struct DropGuard(Token);

impl Drop for DropGuard {
    fn drop(&mut self) {
        self.0.trip(Cause::Dropped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cause_counts() {
        let token = Token::default();
        assert_eq!(token.cause(), None);
        let guard = token.guard();
        token.trip(Cause::Modified);
        drop(guard);
        assert_eq!(token.cause(), Some(Cause::Modified));
    }

    #[test]
    fn a_dropped_guard_trips() {
        let token = Token::default();
        drop(token.guard());
        assert_eq!(token.cause(), Some(Cause::Dropped));
    }
}
