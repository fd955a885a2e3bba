//! Whole-product tests live in `tests/`; this library holds what they share.

pub mod checked;
pub mod court;
pub mod fuzz;
pub mod generate;
pub mod judge;
pub mod mutations;
pub mod random;
pub mod samples;
pub mod scripts;
pub mod tricky;
pub mod workspaces;
