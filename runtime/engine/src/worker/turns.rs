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

    pub(super) fn next_fresh(&mut self) -> Option<T> {
        let job = self.fresh.pop_front()?;
        self.in_a_row = self.in_a_row.saturating_add(1);
        Some(job)
    }

    pub(super) fn next_paused(&mut self) -> Option<T> {
        self.in_a_row = 0;
        self.paused.pop_front()
    }

    pub(super) fn has_fresh(&self) -> bool {
        !self.fresh.is_empty()
    }

    pub(super) fn has_paused(&self) -> bool {
        !self.paused.is_empty()
    }

    /// Whether one that has had its slice has waited for so many others that it goes before them.
    pub(super) fn is_paused_due(&self) -> bool {
        self.in_a_row >= FRESH_IN_A_ROW && self.has_paused()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.fresh.iter().chain(&self.paused)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.fresh.iter_mut().chain(&mut self.paused)
    }

    /// Takes out what had its slice and is over.
    pub(super) fn take_paused(&mut self, is_over: impl Fn(&T) -> bool) -> Vec<T> {
        let (over, paused) = self.paused.drain(..).partition(is_over);
        self.paused = paused;
        Vec::from(over)
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> {
        self.fresh.drain(..).chain(self.paused.drain(..))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_had_its_slice_is_due_when_enough_others_have_gone() {
        let mut turns = Turns::new();
        turns.push_paused(0);
        for job in 1..=FRESH_IN_A_ROW {
            assert!(!turns.is_paused_due());
            turns.push(job);
            assert_eq!(turns.next_fresh(), Some(job));
        }
        assert!(turns.is_paused_due());
        assert_eq!(turns.next_paused(), Some(0));
        assert!(!turns.is_paused_due() && !turns.has_fresh() && !turns.has_paused());
    }

    #[test]
    fn what_is_over_is_taken_out_and_the_others_stay_in_their_order() {
        let mut turns = Turns::new();
        for job in 0..6 {
            turns.push_paused(job);
        }
        assert_eq!(turns.take_paused(|job| job % 2 == 0), [0, 2, 4]);
        assert_eq!(turns.drain().collect::<Vec<_>>(), [1, 3, 5]);
    }
}
