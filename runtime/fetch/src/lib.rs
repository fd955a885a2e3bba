//! The network client of scripts: it asks who may be reached, reaches nobody else, and brings an answer within its limits.
//!
//! In reading order: [`FetchRules`] is what a workspace allows, [`Client`] what the engine is given; `network` is one fetch
//! from its first judgement to its last byte; `call` what is sent, `redirect` where it goes from there; `resolve`,
//! `connect`, `tls` and `line` are how a server is reached; `body` what it answers, `failure` why there is none.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod body;
mod call;
mod client;
mod connect;
mod failure;
mod line;
mod network;
mod redirect;
mod resolve;
mod rules;
#[cfg(test)]
mod tests;
mod tls;

pub use client::Client;
pub use rules::FetchRules;
