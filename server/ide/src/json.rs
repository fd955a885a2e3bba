//! Pipelines, samples, hooks and the manifest: what a name in them means, and what can stand there.

pub(crate) mod completion;
pub(crate) mod definition;
pub(crate) mod hover;
mod named;
mod schema;

pub(crate) use named::{Named, Place, named, place_at};
