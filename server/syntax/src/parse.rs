//! The result of a parse, and the ways to walk it.

use std::sync::Arc;

use crate::comment::Comment;
use crate::error::SyntaxError;
use crate::token::{TextRange, Token, TokenIndex, TokenKind};
use crate::tree::{Node, NodeId, NodeKind};
use crate::{lexer, parser};

/// Larger texts are not read: every offset and length fits its bits in a token.
pub const MAX_TEXT_BYTES: usize = 16 << 20;

/// Parses `text`. There is always a tree; a text over [`MAX_TEXT_BYTES`] has an empty one and one error.
pub fn parse(text: impl Into<Arc<str>>) -> Parse {
    let text = text.into();
    if text.len() > MAX_TEXT_BYTES {
        return too_large(text);
    }
    let lexed = lexer::lex(&text);
    let (nodes, mut errors) = parser::parse_tokens(&text, &lexed);
    crate::habits::reword(&text, &mut errors);
    Parse {
        text,
        tokens: lexed.tokens,
        nodes,
        comments: lexed.comments,
        errors,
    }
}

/// The tokens of `text` without a tree: for measurements, and for those who need no more.
pub fn tokenise(text: &str) -> Vec<Token> {
    if text.len() > MAX_TEXT_BYTES {
        return Vec::new();
    }
    let mut tokens = lexer::lex(text).tokens;
    tokens.pop();
    tokens
}

/// Text, tokens, comments, tree and errors of one Lua file.
#[derive(Clone, Debug)]
pub struct Parse {
    text: Arc<str>,
    /// Closed by an `Eof`, which [`Parse::tokens`] leaves out.
    tokens: Vec<Token>,
    nodes: Vec<Node>,
    comments: Vec<Comment>,
    errors: Vec<SyntaxError>,
}

impl Parse {
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    pub fn tokens(&self) -> &[Token] {
        self.tokens.split_last().map_or(&[], |(_, tokens)| tokens)
    }

    /// The kind of a token; `Eof` behind the last one.
    pub fn token_kind(&self, i: TokenIndex) -> TokenKind {
        self.tokens
            .get(i as usize)
            .map_or(TokenKind::Eof, |token| token.kind())
    }

    pub fn token_text(&self, i: TokenIndex) -> &str {
        &self.text[self.token_range(i).as_usize()]
    }

    /// The range of a token; empty at the end of the text behind the last one.
    pub fn token_range(&self, i: TokenIndex) -> TextRange {
        self.tokens
            .get(i as usize)
            .map_or(TextRange::empty(self.text.len() as u32), |token| token.range())
    }

    /// The whole tree in preorder.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of `id`; the root for an id of another tree.
    pub fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.index()).unwrap_or(&self.nodes[0])
    }

    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = id.0 + self.nodes.get(id.index()).map_or(0, |node| node.size);
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            let child = NodeId(next);
            next += self.nodes.get(child.index()).filter(|_| child.0 < end)?.size;
            Some(child)
        })
    }

    pub fn child(&self, id: NodeId, n: usize) -> Option<NodeId> {
        self.children(id).nth(n)
    }

    /// From the node's first token to its last. A node without tokens is empty, at the end of the token before it.
    pub fn node_range(&self, id: NodeId) -> TextRange {
        let node = self.node(id);
        if node.first < node.end {
            return TextRange::new(
                self.token_range(node.first).start,
                self.token_range(node.end - 1).end,
            );
        }
        TextRange::empty(
            node.first
                .checked_sub(1)
                .map_or(0, |before| self.token_range(before).end),
        )
    }

    /// The text of the node's main token, see [`NodeKind`].
    pub fn main_text(&self, id: NodeId) -> &str {
        self.token_text(self.node(id).main)
    }

    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// In the order of their places.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The innermost node that touches `offset`; of two neighbours the second.
    pub fn node_at(&self, offset: u32) -> NodeId {
        let mut at = NodeId::ROOT;
        while let Some(inner) = self
            .children(at)
            .filter(|child| self.node_range(*child).touches(offset))
            .last()
        {
            at = inner;
        }
        at
    }

    /// The nodes around `id` from the root down, `id` itself last.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = (id.index() < self.nodes.len()).then_some(NodeId::ROOT);
        std::iter::from_fn(move || {
            let current = next?;
            let holds = |child: &NodeId| child.0 <= id.0 && id.0 < child.0 + self.node(*child).size;
            next = self.children(current).find(holds);
            Some(current)
        })
    }
}

fn too_large(text: Arc<str>) -> Parse {
    let leaf = |kind, size| Node {
        kind,
        flags: 0,
        size,
        first: 0,
        end: 0,
        main: 0,
    };
    let error = SyntaxError {
        range: TextRange::empty(0),
        message: "this file is larger than 16 MiB and is not read".to_owned(),
        help: None,
        edit: None,
        node: NodeId::ROOT,
    };
    let end = Token::new(TokenKind::Eof, 0, 0, true);
    let nodes = vec![leaf(NodeKind::Chunk, 2), leaf(NodeKind::Block, 1)];
    Parse {
        text,
        tokens: vec![end],
        nodes,
        comments: Vec::new(),
        errors: vec![error],
    }
}
