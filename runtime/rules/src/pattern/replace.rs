//! `gsub` with a text in the place of each match, in which `%1` stands for a capture.

use super::Pattern;
use super::fault::{MatchError, PatternFault};
use super::matcher::{Capture, Match};
use super::scan::Scan;
use super::steps::Steps;

/// Why a replacement has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ReplaceError {
    #[error(transparent)]
    Match(#[from] MatchError),
    #[error("invalid use of '%' in replacement string")]
    Percent,
    /// Not an error that a script can catch.
    #[error("the result is longer than {limit} bytes")]
    TooLong { limit: usize },
}

impl From<PatternFault> for ReplaceError {
    fn from(fault: PatternFault) -> Self {
        Self::Match(fault.into())
    }
}

/// Puts `template` in the place of the first `most` matches; also tells how many there were.
///
/// # Errors
/// As [`Pattern::find`]; when the template misuses `%`; when the result is longer than `limit` bytes.
pub fn replace(
    pattern: &Pattern,
    subject: &[u8],
    template: &[u8],
    most: u64,
    limit: usize,
    steps: &mut Steps,
) -> Result<(Vec<u8>, u64), ReplaceError> {
    let mut out = Output {
        bytes: Vec::new(),
        limit,
    };
    let (mut scan, mut kept, mut count) = (Scan::default(), 0, 0);
    while count < most {
        let Some(found) = scan.next(pattern, subject, steps)? else {
            break;
        };
        out.push(&subject[kept..found.start])?;
        expand(template, subject, &found, &mut out)?;
        kept = found.end;
        count += 1;
    }
    out.push(&subject[kept..])?;
    steps.take(out.bytes.len() as u64 / 16)?;
    Ok((out.bytes, count))
}

fn expand(mut template: &[u8], subject: &[u8], found: &Match, out: &mut Output) -> Result<(), ReplaceError> {
    while let Some(at) = memchr::memchr(b'%', template) {
        out.push(&template[..at])?;
        let sign = template.get(at + 1).copied();
        match sign {
            Some(b'%') => out.push(b"%")?,
            Some(b'0') => out.push(&subject[found.start..found.end])?,
            Some(digit @ b'1'..=b'9') => match found.capture(usize::from(digit - b'1'))? {
                Capture::Text { start, end } => out.push(&subject[start..end])?,
                Capture::Position(position) => out.push(position.to_string().as_bytes())?,
            },
            _ => return Err(ReplaceError::Percent),
        }
        template = &template[at + 2..];
    }
    out.push(template)
}

struct Output {
    bytes: Vec<u8>,
    limit: usize,
}

impl Output {
    fn push(&mut self, bytes: &[u8]) -> Result<(), ReplaceError> {
        if self.bytes.len() + bytes.len() > self.limit {
            return Err(ReplaceError::TooLong { limit: self.limit });
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}
