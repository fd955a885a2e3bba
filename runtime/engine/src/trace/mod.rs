//! Traces: what a run did and when, as spans in the sense of OpenTelemetry.
//!
//! Nothing is measured here: a trace is made from the report of a run when somebody wants it.

mod ids;
mod parent;
mod record;
mod redaction;
mod span;
mod truncate;

#[cfg(test)]
mod tests;

pub(crate) use ids::Slot;
pub use ids::{SpanId, TraceId, TraceIds};
pub use parent::TraceParent;
pub use record::{About, Trace};
pub use redaction::Redaction;
pub use span::{Event, Span, SpanKind, SpanStatus};
pub use truncate::truncate;
