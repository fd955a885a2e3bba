//! Runs pipeline scripts: what a script may use, what it is given, what it returns, and what went wrong.
//!
//! In reading order: [`sandbox`] runs one script in a Lua state of its own; [`result`] judges what it returned;
//! [`error`] is the third way in which it can end; [`fetch`] is what it asks of the network. [`graph`] runs the nodes of a pipeline, on the threads of
//! [`worker`]; [`engine`] lets in as many runs as there is room for; [`input`] is what a host sends, [`verdict`] what a run came to, [`trace`] what it did and when. It knows no HTTP and no SQL.
#![cfg_attr(test, allow(clippy::unwrap_used))]
// Lua counts in signed numbers, Rust in unsigned ones; what comes from a script is clamped before it is cast.
#![allow(
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss
)]

mod admission;
pub mod coverage;
pub mod engine;
pub mod error;
pub mod fetch;
pub mod graph;
pub mod input;
pub mod result;
pub mod sample;
pub mod sandbox;
pub mod trace;
pub mod verdict;
pub mod worker;

pub use error::{ErrorClass, ScriptError};
pub use result::ScriptResult;
