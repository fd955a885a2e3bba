//! Whose turn it is on a thread: what has just come goes before what has had its slice.

use std::collections::VecDeque;

/// So many that have just come go before one that has had its slice: nobody waits for ever.
const FRESH_IN_A_ROW: u32 = 8;

/// Jobs that can go on.
#[derive(Debug)]
pub(super) struct Turns<T> {
    fresh: VecDeque<T>,
    paused: VecDeque<T>,
    /// How many fresh ones went since one that has had its slice.
    in_a_row: u32,
}

impl<T> Turns<T> {
    pub(super) fn new() -> Self {
        Self {
            fresh: VecDeque::new(),
            paused: VecDeque::new(),
            in_a_row: 0,
        }
    }

    /// One that has begun, or that has what it waited for.
    pub(super) fn push(&mut self, job: T) {
        self.fresh.push_back(job);
    }

    /// One that would have gone on.
    pub(super) fn push_paused(&mut self, job: T) {
        self.paused.push_back(job);
    }

    pub(super) fn next(&mut self) -> Option<T> {
        if (self.in_a_row < FRESH_IN_A_ROW || self.paused.is_empty())
            && let Some(job) = self.fresh.pop_front()
        {
            self.in_a_row = self.in_a_row.saturating_add(1);
            return Some(job);
        }
        self.in_a_row = 0;
        self.paused.pop_front()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fresh.is_empty() && self.paused.is_empty()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.fresh.iter_mut().chain(&mut self.paused)
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> {
        self.fresh.drain(..).chain(self.paused.drain(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_just_come_goes_before_what_has_had_its_slice() {
        let mut turns = Turns::new();
        turns.push_paused("loop");
        turns.push("a");
        turns.push("b");
        let order: Vec<_> = std::iter::from_fn(|| turns.next()).collect();
        assert_eq!(order, ["a", "b", "loop"]);
        assert!(turns.is_empty());
    }

    #[test]
    fn what_has_had_its_slice_does_not_wait_for_ever() {
        let mut turns = Turns::new();
        turns.push_paused(0);
        turns.push_paused(1);
        for job in 10..40 {
            turns.push(job);
        }
        let order: Vec<_> = std::iter::from_fn(|| turns.next()).collect();
        let place = |job| order.iter().position(|other| *other == job);
        assert_eq!((place(0), place(1), order.len()), (Some(8), Some(17), 32));
    }
}
