//! Runs one script in a Lua state of its own, which nothing outlives.

mod arguments;
mod budget;
mod chunk;
mod execution;
mod hook;
mod host;
mod journal;
mod missing;
mod patterns;
mod prelude;
mod state;
pub(crate) mod value;

#[cfg(test)]
mod tests;

pub use budget::{ScriptLimits, Trip, Usage};
pub use chunk::Chunk;
pub use journal::{Journal, LogLine};
pub use state::{Outcome, State};
