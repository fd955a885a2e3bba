//! Syntax errors: a place, a sentence for people and, where it is known, the edit that ends them.

use crate::token::{TextRange, TokenIndex};
use crate::tree::NodeId;

/// One place that Lua refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub range: TextRange,
    /// One sentence of at most 100 characters.
    pub message: String,
    /// What to do about it, in the imperative.
    pub help: Option<String>,
    /// Replace this range by this text.
    pub edit: Option<(TextRange, String)>,
    /// The innermost node that the error belongs to; it has [`crate::flags::ERROR`].
    pub node: NodeId,
}

/// An error while the tree is still growing: it knows its token, not yet its node.
#[derive(Clone, Debug)]
pub(crate) struct RawError {
    pub(crate) token: TokenIndex,
    /// The token that the parser had come to.
    pub(crate) met_at: TokenIndex,
    pub(crate) range: TextRange,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) edit: Option<(TextRange, String)>,
}

impl RawError {
    pub(crate) fn new(token: TokenIndex, range: TextRange, message: impl Into<String>) -> Self {
        Self {
            token,
            met_at: token,
            range,
            message: message.into(),
            help: None,
            edit: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn edit(mut self, range: TextRange, text: impl Into<String>) -> Self {
        self.edit = Some((range, text.into()));
        self
    }

    pub(crate) fn at_node(self, node: NodeId) -> SyntaxError {
        let Self {
            range,
            message,
            help,
            edit,
            ..
        } = self;
        SyntaxError {
            range,
            message,
            help,
            edit,
            node,
        }
    }
}
