//! Which statements and branches of a script run: its text with probes, and what they counted.
//!
//! A probe is a call that is put before a statement on the statement's own line. What runs with probes decides nothing:
//! it is a second run beside the one that counts, with limits that leave room for them.

mod instrument;

#[cfg(test)]
mod tests;

pub use instrument::{Instrumented, instrument};

/// The global through which a probe calls the host; it is there only in states that run a text with probes.
pub(crate) const PROBE: &str = "_pipelua_probe";

/// A place in a script that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub kind: PointKind,
    /// From 1.
    pub line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointKind {
    Statement,
    Return,
    /// One way on from an `if` or a loop: those of one `block` belong together.
    Branch {
        block: u32,
        branch: u32,
    },
}

/// What the probes of one run of a script counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Passed {
    /// How often, by point.
    pub counts: Vec<u64>,
    /// The `return` whose values are those of the script.
    pub returned: Option<usize>,
}

impl Passed {
    pub(crate) fn new(points: usize) -> Self {
        Self {
            counts: vec![0; points],
            returned: None,
        }
    }

    /// Adds another run of the same script.
    pub fn add(&mut self, other: &Self) {
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            *sum += count;
        }
    }
}
