//! What the schemas say, in other languages. Each function is deterministic, so that its output can be committed.

mod docs;
mod hooks;
mod stubs;
mod typescript;

pub use docs::docs;
pub use hooks::hooks;
pub use stubs::stubs;
pub use typescript::typescript;

/// The first line of what nobody should edit.
const GENERATED: &str = "Generated from the schemas of pipelua; edits would be lost.";
