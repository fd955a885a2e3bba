//! Growing the tree in postorder: a parent follows its children, so wrapping what was just read costs nothing.

use super::Parser;
use crate::token::TokenIndex;
use crate::tree::{Node, NodeKind};

/// Where a node begins: in the arena and in the tokens.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub(super) nodes: u32,
    pub(super) token: TokenIndex,
}

impl Parser<'_> {
    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark {
            nodes: self.nodes.len() as u32,
            token: self.pos,
        }
    }

    /// Makes everything since `mark` a node.
    #[inline]
    pub(super) fn finish(&mut self, mark: Mark, kind: NodeKind, main: TokenIndex) {
        self.finish_with(mark, kind, main, 0);
    }

    #[inline]
    pub(super) fn finish_with(&mut self, mark: Mark, kind: NodeKind, main: TokenIndex, flags: u8) {
        let size = self.nodes.len() as u32 - mark.nodes + 1;
        self.nodes.push(Node {
            kind,
            flags,
            size,
            first: mark.token,
            end: self.pos,
            main,
        });
    }

    /// Makes the current token a node.
    #[inline]
    pub(super) fn leaf(&mut self, kind: NodeKind) {
        let first = self.pos;
        self.bump();
        self.nodes.push(Node {
            kind,
            flags: 0,
            size: 1,
            first,
            end: first + 1,
            main: first,
        });
    }

    /// Something required is not here.
    pub(super) fn hole(&mut self) {
        let at = self.pos;
        self.nodes.push(Node {
            kind: NodeKind::Hole,
            flags: 0,
            size: 1,
            first: at,
            end: at,
            main: at,
        });
    }

    /// The kind of the node that was finished last.
    pub(super) fn last_kind(&self) -> NodeKind {
        self.nodes.last().map_or(NodeKind::Hole, |node| node.kind)
    }

    /// The last token that was read.
    pub(super) fn previous(&self) -> TokenIndex {
        self.pos.saturating_sub(1)
    }
}
