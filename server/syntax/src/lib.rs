//! Text to tree, tokens, comments and positions, total on any text: Lua 5.4 with LuaCATS comments, and JSON.
//!
//! In reading order: [`token`] and [`tree`] are what a parse is made of.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod json;
pub mod token;
pub mod tree;

pub use token::{TextRange, TokenIndex};
pub use tree::{Node, NodeId, NodeKind, flags};
