//! `traceparent`, by which a trace goes on from one service to the next.
//!
//! **Source.** W3C Trace Context, 3.2.

use std::fmt;

use super::ids::{SpanId, TraceId};

/// Whose span a run is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceParent {
    pub(super) trace: TraceId,
    pub(super) span: SpanId,
    pub(super) sampled: bool,
}

/// Of the flags, the one that says that the caller keeps its part.
const SAMPLED: u8 = 1;

impl TraceParent {
    /// Reads a header; `None` for what the specification calls invalid, which starts a trace of its own.
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split('-');
        let [version] = bytes(parts.next()?)?;
        let trace = bytes(parts.next()?)?;
        let span = bytes(parts.next()?)?;
        let [flags] = bytes(parts.next()?)?;
        let is_of_known_length = parts.next().is_none();
        let is_valid = version != 0xff
            && (is_of_known_length || version > 0)
            && trace.iter().any(|byte| *byte != 0)
            && span.iter().any(|byte| *byte != 0);
        is_valid.then_some(Self {
            trace: TraceId(trace),
            span: SpanId(span),
            sampled: flags & SAMPLED != 0,
        })
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "00-{}-{}-{:02x}",
            self.trace,
            self.span,
            u8::from(self.sampled)
        )
    }
}

/// Lower-case hex of exactly `N` bytes.
fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    if hex.len() != 2 * N {
        return None;
    }
    let digit = |at: usize| match hex.as_bytes()[at] {
        digit @ b'0'..=b'9' => Some(digit - b'0'),
        letter @ b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = digit(2 * index)? << 4 | digit(2 * index + 1)?;
    }
    Some(bytes)
}
