//! What a match may cost: a step for each character that is compared and each way that is tried.

use super::fault::MatchError;

/// The steps that are left, and those that were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    left: u64,
    taken: u64,
}

impl Steps {
    pub const fn new(limit: u64) -> Self {
        Self {
            left: limit,
            taken: 0,
        }
    }

    /// How many were taken since [`Steps::new`]; at most its limit.
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    /// # Errors
    /// [`MatchError::OutOfSteps`] when fewer than `count` are left; then all are taken.
    #[inline]
    pub(super) fn take(&mut self, count: u64) -> Result<(), MatchError> {
        if count > self.left {
            self.taken += self.left;
            self.left = 0;
            return Err(MatchError::OutOfSteps);
        }
        self.left -= count;
        self.taken += count;
        Ok(())
    }
}
