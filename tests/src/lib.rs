//! Whole-product tests live in `tests/`; this library holds what they share.

pub mod generate;
pub mod judge;
pub mod random;
pub mod scripts;
pub mod tricky;
pub mod workspaces;
