//! Types: how they are stored, shown, joined, and carried from one script to another.

mod display;
mod portable;
mod repr;
mod union;

pub use portable::{PortableField, PortableTable, PortableType};
pub use repr::{Field, Origin, Table, TextId, Ty, TyData, Types};
