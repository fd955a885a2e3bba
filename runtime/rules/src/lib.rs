//! What checker and runtime must judge alike, pure: pipelines, names, canonical JSON, patterns, URLs, code size.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod canonical_json;
pub mod code_size;
pub mod json_value;
pub mod normalise;
pub mod pattern;
pub mod pipeline;
pub mod url;

// They stand with the schemas, which need them too.
pub use pipelua_schemas::{listing, names, suggest};
