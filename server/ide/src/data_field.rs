//! A key of the `data` that scripts hand on: where scripts write it, where others read it through `context.prev` and
//! `context.outputs`, where samples have it; and all that keeps it from being another word.

mod at;
mod closure;
mod flow;
mod samples;
mod tags;

use pipelua_analysis::SourceFile;
use pipelua_syntax::TextRange;

use crate::definition::Target;

pub(crate) use at::data_field_at;
pub(crate) use closure::{closure, key_range, users};
pub(crate) use flow::{Handed, LostBy, flow};

/// A key of the `data` of one script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DataField {
    pub(crate) writer: SourceFile,
    pub(crate) name: String,
}

/// All that a key of `data` touches.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Closure {
    /// By path, then in order of the text; each range is that of the word alone.
    pub(crate) places: Vec<KeyPlace>,
    /// Why not all that means this key is known, or why others give it its name.
    pub(crate) obstacles: Vec<Obstacle>,
    /// Enrichment hooks whose host is given the key.
    pub(crate) enriches: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct KeyPlace {
    pub(crate) file: SourceFile,
    pub(crate) range: TextRange,
    /// A script writes it here.
    pub(crate) is_written: bool,
}

/// A reason against another name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Obstacle {
    /// A clause about the place, without a full stop.
    pub(crate) why: String,
    pub(crate) place: Option<Target>,
}
