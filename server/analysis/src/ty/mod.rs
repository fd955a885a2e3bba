//! Types: how they are stored, shown, joined, and carried from one script to another.

#[allow(dead_code, reason = "the findings that ask it follow")]
mod assign;
mod display;
mod kinds;
mod merge;
mod portable;
mod repr;
mod shared;
mod union;

pub use portable::{PortableTable, PortableType};
pub use repr::{Ty, TyData, Types};

#[allow(unused_imports, reason = "the findings that ask it follow")]
pub(crate) use assign::{Extent, Misfit, Why};
pub(crate) use kinds::Kinds;
pub(crate) use portable::PortableField;
pub(crate) use repr::{Field, Origin, Table, TextId};
pub(crate) use shared::SharedTable;
