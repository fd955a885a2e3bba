//! Types: how they are stored, shown, joined, and carried from one script to another.

mod display;
mod portable;
mod repr;
mod shared;
mod union;

pub(crate) use portable::{PortableField, PortableTable, PortableType};
pub(crate) use repr::{Field, Origin, Table, TextId, Ty, TyData, Types};
pub(crate) use shared::SharedTable;
