//! Types: how they are stored, shown, joined, and carried from one script to another.

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

pub(crate) use assign::{Extent, Misfit};
pub(crate) use kinds::Kinds;
pub(crate) use portable::PortableField;
pub(crate) use repr::{Field, Origin, Table, TextId};
pub(crate) use shared::SharedTable;
