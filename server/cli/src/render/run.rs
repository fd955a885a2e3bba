//! What came of a run: for people as a waterfall, for machines as `schemas/files/run.schema.json` says.

mod bars;
pub(crate) mod errors;
mod figures;
pub(crate) mod json;
pub(crate) mod text;
mod waterfall;
