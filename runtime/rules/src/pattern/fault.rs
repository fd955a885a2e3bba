//! What can be wrong with a pattern, in the words that Lua has for it.

/// A pattern that Lua refuses, should a match come so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PatternFault {
    #[error("malformed pattern (ends with '%')")]
    EndsWithPercent,
    #[error("malformed pattern (missing ']')")]
    MissingBracket,
    #[error("malformed pattern (missing arguments to '%b')")]
    MissingBalance,
    #[error("missing '[' after '%f' in pattern")]
    MissingFrontierSet,
    #[error("invalid capture index %{0}")]
    CaptureIndex(u8),
    #[error("invalid pattern capture")]
    NothingToClose,
    #[error("unfinished capture")]
    UnfinishedCapture,
    #[error("too many captures")]
    TooManyCaptures,
}

/// Why a match has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum MatchError {
    #[error(transparent)]
    Fault(#[from] PatternFault),
    #[error("pattern too complex")]
    TooComplex,
    /// Not an error that a script can catch: its budget is spent.
    #[error("the match took more steps than were left")]
    OutOfSteps,
}
