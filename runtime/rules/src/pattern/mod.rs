//! Lua patterns: one parser for checker and runtime, and a matcher that counts its steps.
//!
//! Stock Lua reads a pattern while it matches, so what is malformed raises only when the match comes
//! there. The parser keeps that: a fault is the last item of its pattern. Captures are opened and closed
//! by their place in the pattern alone, so which are open where is known before any text is.
//!
//! **Source**: Lua 5.4 manual, section 6.4.1.

mod class;
mod fault;
mod item;
mod matcher;
mod parse;
mod replace;
mod scan;
mod steps;

#[cfg(test)]
mod tests;

pub use class::Set;
pub use fault::{MatchError, PatternFault};
pub use item::{Class, Item, Repeat};
pub use matcher::{Capture, Match};
pub use replace::{ReplaceError, replace};
pub use scan::Scan;
pub use steps::Steps;

/// How many captures a pattern may have.
pub const MAX_CAPTURES: usize = 32;

/// A parsed pattern; there is always one, whatever the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    items: Vec<Item>,
    /// The first byte of each item in the pattern's text.
    offsets: Vec<u32>,
    anchored: bool,
    captures: u8,
    /// A bit for each capture that is never closed.
    unclosed: u32,
}

impl Pattern {
    /// Parses what `find`, `match` and `gsub` take, where a leading `^` binds the match to its start.
    pub fn new(text: &[u8]) -> Self {
        match text {
            [b'^', rest @ ..] => parse::parse(rest, 1, true),
            _ => parse::parse(text, 0, false),
        }
    }

    /// Parses what `gmatch` takes, where a leading `^` is a character like others.
    pub fn for_gmatch(text: &[u8]) -> Self {
        parse::parse(text, 0, false)
    }

    /// Whether `text` means itself, so that a plain search finds the same.
    pub fn is_plain(text: &[u8]) -> bool {
        !text.iter().any(|byte| b"^$*+?.([%-".contains(byte))
    }

    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Where an item begins, in bytes of the pattern's text.
    pub fn offset(&self, item: usize) -> Option<usize> {
        self.offsets.get(item).map(|offset| *offset as usize)
    }

    pub fn is_anchored(&self) -> bool {
        self.anchored
    }

    /// How many captures a match of this has, not counting the whole of it.
    pub fn capture_count(&self) -> usize {
        usize::from(self.captures)
    }

    /// What is malformed, and at which byte of the pattern's text.
    pub fn fault(&self) -> Option<(usize, PatternFault)> {
        if let (Some(Item::Fault(fault)), Some(offset)) = (self.items.last(), self.offsets.last()) {
            return Some((*offset as usize, *fault));
        }
        if self.unclosed == 0 {
            return None;
        }
        let slot = self.unclosed.trailing_zeros();
        let item = self
            .items
            .iter()
            .position(|item| matches!(item, Item::Open { slot: at, .. } if u32::from(*at) == slot));
        Some((
            item.and_then(|item| self.offset(item)).unwrap_or_default(),
            PatternFault::UnfinishedCapture,
        ))
    }

    /// The first match that begins at byte `from` of `subject` or behind it.
    ///
    /// # Errors
    /// When the pattern is malformed where the match comes, nests too deeply, or takes more steps than are left.
    pub fn find(&self, subject: &[u8], from: usize, steps: &mut Steps) -> Result<Option<Match>, MatchError> {
        for start in from..=subject.len() {
            if let Some(found) = matcher::match_at(self, subject, start, steps)? {
                return Ok(Some(found));
            }
            if self.anchored {
                break;
            }
        }
        Ok(None)
    }
}
