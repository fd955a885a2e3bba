//! JSON as people write it by hand: a total, recovering parser that keeps the place of everything.
//!
//! Strict JSON is the language; whatever departs from it is kept and reported: comments and trailing
//! commas as [`Json::comments`] and [`Json::trailing_commas`] (they do not harm), everything else as
//! [`Json::errors`], worded for people and with an edit where one is known.

mod cursor;
mod error;
mod lexer;
mod number;
mod parser;
mod place;
mod recovery;
mod scalar;
mod string;
mod tree;

#[cfg(test)]
mod tests;

use crate::TextRange;

pub use error::{Fix, JsonError, JsonErrorKind, Related};
pub use number::Number;
pub use parser::{MAX_DEPTH, parse};
pub use place::{Part, Place, escape_token, join_pointer, split_pointer};
pub use string::quote;
pub use tree::{Comment, Items, Json, Kind, Member, Members, Value, ValueId};
