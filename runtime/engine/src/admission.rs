//! Who may run now, who waits, and who is told that there is no room: one lane, without a clock of its own.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What is done with one that asks, or whose turn it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn<T> {
    Starts(T),
    /// There is no room, or was none for too long.
    Busy(T),
}

/// So many at once, and a bounded queue behind them.
#[derive(Debug)]
pub(crate) struct Lane<T> {
    at_once: usize,
    queue_length: usize,
    patience: Duration,
    running: usize,
    /// With the time when its patience ends; the first came first.
    waiting: VecDeque<(Instant, T)>,
}

impl<T> Lane<T> {
    pub(crate) fn new(at_once: usize, queue_length: usize, patience: Duration) -> Self {
        Self {
            at_once,
            queue_length,
            patience,
            running: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Lets one in; `None` where it waits. Nobody overtakes.
    pub(crate) fn enter(&mut self, asks: T, now: Instant) -> Option<Turn<T>> {
        if self.waiting.is_empty() && self.running < self.at_once {
            self.running += 1;
            Some(Turn::Starts(asks))
        } else if self.waiting.len() < self.queue_length {
            self.waiting.push_back((now + self.patience, asks));
            None
        } else {
            Some(Turn::Busy(asks))
        }
    }

    /// One that started has ended.
    pub(crate) fn leave(&mut self) {
        self.running = self.running.saturating_sub(1);
    }

    /// The next that waits no longer.
    pub(crate) fn next(&mut self, now: Instant) -> Option<Turn<T>> {
        let is_late = self.deadline()? <= now;
        if !is_late && self.running >= self.at_once {
            return None;
        }
        let (_, first) = self.waiting.pop_front()?;
        if is_late {
            return Some(Turn::Busy(first));
        }
        self.running += 1;
        Some(Turn::Starts(first))
    }

    /// When the patience of the first that waits ends.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.waiting.front().map(|(deadline, _)| *deadline)
    }

    /// All that wait, who will not start any more.
    pub(crate) fn clear(&mut self) -> impl Iterator<Item = T> {
        std::mem::take(&mut self.waiting)
            .into_iter()
            .map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays a text: `a` asks, `-` is one that ends, a digit lets 100 ms pass so many times.
    fn play(at_once: usize, queue_length: usize, moves: &str) -> String {
        let mut lane = Lane::new(at_once, queue_length, Duration::from_millis(250));
        let mut now = Instant::now();
        let mut told = String::new();
        let mut tell = |turn: Turn<char>| match turn {
            Turn::Starts(name) => told.push(name),
            Turn::Busy(name) => told.extend(['!', name]),
        };
        for step in moves.chars() {
            match step {
                '-' => lane.leave(),
                '0'..='9' => now += Duration::from_millis(100) * step.to_digit(10).unwrap_or(0),
                name => {
                    if let Some(turn) = lane.enter(name, now) {
                        tell(turn);
                    }
                }
            }
            while let Some(turn) = lane.next(now) {
                tell(turn);
            }
        }
        told
    }

    #[test]
    fn so_many_run_at_once_and_the_others_follow_in_order() {
        assert_eq!(play(2, 9, "abcd"), "ab");
        assert_eq!(play(2, 9, "abcd-"), "abc");
        assert_eq!(play(2, 9, "abcd--e-"), "abcde");
        assert_eq!(play(1, 9, "a-b-c-"), "abc");
    }

    #[test]
    fn a_full_queue_is_busy_at_once() {
        assert_eq!(play(1, 2, "abcde"), "a!d!e");
        assert_eq!(play(1, 2, "abcd-ef"), "a!db!f");
        assert_eq!(play(1, 0, "ab-c"), "a!bc");
    }

    #[test]
    fn patience_ends_though_nobody_leaves() {
        assert_eq!(play(1, 9, "ab2"), "a");
        assert_eq!(play(1, 9, "ab3"), "a!b");
        assert_eq!(play(1, 9, "ab2c1"), "a!b");
        assert_eq!(play(1, 9, "ab2c1-"), "a!bc");
        assert_eq!(play(1, 9, "abc9d-"), "a!b!cd");
    }
}
