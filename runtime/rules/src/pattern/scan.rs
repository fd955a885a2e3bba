//! All matches of a pattern in a text, one behind the other, as `gmatch` and `gsub` find them.

use super::Pattern;
use super::fault::MatchError;
use super::matcher::{Match, match_at};
use super::steps::Steps;

/// Where the next match is looked for. An empty match at the end of the one before it does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scan {
    at: usize,
    last_end: Option<usize>,
    finished: bool,
}

impl Scan {
    /// Begins at byte `from`, which may lie behind the text: then there is no match.
    pub fn from(from: usize) -> Self {
        Self {
            at: from,
            ..Self::default()
        }
    }

    /// Goes on behind a match that ended at byte `end`.
    pub fn after(end: usize) -> Self {
        Self {
            at: end,
            last_end: Some(end),
            finished: false,
        }
    }

    /// The next match; after the last, none for ever. An anchored pattern has one try.
    ///
    /// # Errors
    /// As [`Pattern::find`].
    pub fn next(
        &mut self,
        pattern: &Pattern,
        subject: &[u8],
        steps: &mut Steps,
    ) -> Result<Option<Match>, MatchError> {
        while !self.finished && self.at <= subject.len() {
            self.finished = pattern.is_anchored();
            let found = match_at(pattern, subject, self.at, steps)?;
            if let Some(found) = found.filter(|found| self.last_end != Some(found.end)) {
                self.at = found.end;
                self.last_end = Some(found.end);
                return Ok(Some(found));
            }
            self.at += 1;
        }
        self.finished = true;
        Ok(None)
    }
}
