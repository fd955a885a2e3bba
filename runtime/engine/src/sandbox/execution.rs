//! The script that runs on this thread: where the hook and the host find its budget and its journal.

use std::cell::RefCell;
use std::rc::Rc;

use super::budget::{Budget, Tick};
use super::journal::Journal;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Execution>>> = const { RefCell::new(None) };
}

#[derive(Debug)]
pub(super) struct Execution {
    pub(super) budget: Budget,
    pub(super) journal: RefCell<Journal>,
}

impl Execution {
    /// Runs `slice` as the script of this thread.
    pub(super) fn during<R>(self: &Rc<Self>, slice: impl FnOnce() -> R) -> R {
        self.budget.start_slice();
        let outer = CURRENT.replace(Some(Rc::clone(self)));
        let result = slice();
        CURRENT.set(outer);
        self.budget.end_slice();
        result
    }
}

pub(super) fn current() -> Option<Rc<Execution>> {
    CURRENT.with_borrow(Clone::clone)
}

/// [`Budget::tick`] of the script of this thread; without one there is nothing to count.
pub(super) fn tick(instructions: u64, heap_bytes: u64) -> Tick {
    CURRENT.with_borrow(|current| match current {
        Some(execution) => execution.budget.tick(instructions, heap_bytes),
        None => Tick::GoOn,
    })
}

/// Charges the script of this thread for a library call that handles so many bytes; whether it has to stop.
pub(super) fn charge(instructions: u64, bytes: u64) -> bool {
    CURRENT.with_borrow(|current| {
        current.as_ref().is_some_and(|execution| {
            execution.budget.charge(instructions);
            execution.budget.charge_bytes(bytes);
            execution.budget.trip().is_some()
        })
    })
}
