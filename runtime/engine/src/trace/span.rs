//! One timed part of a run.

use std::time::Duration;

use serde_json::{Map, Value};

use super::ids::SpanId;

#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    pub id: SpanId,
    /// The span around it; the caller's, or none, for the run itself.
    pub parent: Option<SpanId>,
    /// Of low cardinality: `script geo_check`, never what a script was given.
    pub name: String,
    pub kind: SpanKind,
    /// Since the run began.
    pub start: Duration,
    pub duration: Duration,
    pub status: SpanStatus,
    pub attributes: Map<String, Value>,
    pub events: Vec<Event>,
}

/// Something that happened inside of a span.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// `log`, or `exception` as OpenTelemetry calls an error.
    pub name: &'static str,
    /// Since the run began.
    pub at: Duration,
    pub attributes: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpanKind {
    /// A run that somebody waits for.
    Server,
    /// A run behind the host's back.
    Consumer,
    Internal,
    /// A fetch.
    Client,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpanStatus {
    /// A denial too: it is an answer.
    Ok,
    Error,
}

impl SpanKind {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Consumer => "consumer",
            Self::Internal => "internal",
            Self::Client => "client",
        }
    }
}

impl SpanStatus {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
        }
    }

    pub(super) fn of_error(failed: bool) -> Self {
        if failed { Self::Error } else { Self::Ok }
    }
}

impl Span {
    pub fn end(&self) -> Duration {
        self.start + self.duration
    }
}
