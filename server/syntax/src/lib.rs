//! Text to tree, tokens, comments and positions, total on any text: Lua 5.4 with LuaCATS comments, and JSON.
//!
//! In reading order: [`parse()`] is the door; [`token`], [`comment`] and [`tree`] are what a [`Parse`] is made of;
//! [`error`] is what Lua refuses, worded for people; [`string_value`] and [`number_value`] say what literals mean;
//! [`LineIndex`] counts lines; [`luacats`] reads the annotations in comments; [`json`] reads JSON with ranges.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod comment;
pub mod error;
mod habits;
pub mod json;
mod lexer;
pub mod line_index;
pub mod luacats;
mod number;
mod parse;
mod parser;
mod string;
pub mod token;
pub mod tree;

pub use comment::{Comment, CommentKind};
pub use error::SyntaxError;
pub use line_index::{Encoding, LineIndex, Position};
pub use number::{Number, number_value};
pub use parse::{MAX_TEXT_BYTES, Parse, parse, tokenise};
pub use parser::NESTING_LIMIT;
pub use string::{EscapeError, string_value};
pub use token::{TextRange, Token, TokenIndex, TokenKind};
pub use tree::{Node, NodeId, NodeKind, flags};
