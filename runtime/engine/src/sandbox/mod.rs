//! Runs one script in a Lua state of its own, which nothing outlives.

mod arguments;
mod budget;
mod cache;
mod chunk;
mod execution;
mod helpers;
mod hook;
mod host;
mod input;
pub(crate) mod journal;
mod missing;
mod outcome;
mod patterns;
mod prelude;
mod probe;
mod readings;
mod running;
mod state;
pub(crate) mod value;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::hostile::hostile_scripts;

pub use budget::{ScriptLimits, Trip, Usage};
pub use cache::ChunkCache;
pub use chunk::{Chunk, TextLimits};
pub use input::{Chance, Clock, FixedClock, ScriptInput, Settings, SystemClock};
pub use journal::{CustomSpan, FetchCall, FetchEnd, Journal, LogLine, Metric, MetricKind};
pub use outcome::Outcome;
pub use running::{Running, Step};
pub use state::State;
