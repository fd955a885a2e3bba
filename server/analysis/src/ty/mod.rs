//! Types: how they are stored, shown, joined, and carried from one script to another.

mod assign;
mod declared;
mod display;
mod kinds;
mod merge;
mod portable;
mod repr;
mod shared;
mod union;

pub(crate) use declared::{Class, Function};
pub use portable::{PortableField, PortableTable, PortableType};
pub use repr::{Origin, Ty, TyData, Types};

pub(crate) use assign::{Extent, Misfit, Why};
pub(crate) use kinds::Kinds;
pub(crate) use repr::{Field, Table, TextId};
pub(crate) use shared::SharedTable;
