//! The language server: the protocol around what `pipelua-analysis` and `pipelua-ide` know.
//!
//! In reading order: [`serve`] moves messages; `backend` has a line for each method; `main_loop` alone owns the
//! workspaces and applies what changes, in order; `workers` answer questions on clones of a database; `handlers` have a
//! small function for each kind of question; `from_proto` and `to_proto` are where protocol types end.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod backend;
mod cancel;
mod capabilities;
mod disk;
mod documents;
mod from_proto;
mod handlers;
mod main_loop;
mod outgoing;
mod question;
mod runner;
mod server;
mod session;
mod snapshot;
mod to_proto;
mod told;
mod transport;
mod uri;
mod workers;
mod workspace;
mod workspace_edit;

pub use disk::Disk;
pub use runner::{Runner, SampleFailure, SampleReport, SampleRequest, SampleStatus};
pub use server::{End, serve};
