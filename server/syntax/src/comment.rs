//! Comments: not part of the tree, but each knows which token it stands before.

use crate::token::{TextRange, TokenIndex};

/// One comment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    /// From the `--`; without the newline at the end.
    pub range: TextRange,
    pub kind: CommentKind,
    /// The token that follows it; the number of tokens for a comment at the end of the file.
    pub token: TokenIndex,
}

/// How a comment is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CommentKind {
    /// `-- to the end of the line`
    Line,
    /// `--- to the end of the line`, with exactly three dashes
    Doc,
    /// `--[[ long ]]`
    Block,
}
