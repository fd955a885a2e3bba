//! Lines and indentation: what an author meant, where the tokens alone do not say.

use super::Parser;
use super::block::BlockKind;
use crate::token::{Token, TokenIndex, TokenKind};

/// The line of each token, and the column of the first token of that line.
pub(super) struct Layout {
    lines: Vec<u32>,
    indents: Vec<u32>,
}

impl Layout {
    /// Linear: only the white space before the first token of each line is looked at.
    fn new(text: &str, tokens: &[Token]) -> Self {
        let mut layout = Self {
            lines: Vec::with_capacity(tokens.len()),
            indents: Vec::with_capacity(tokens.len()),
        };
        let bytes = text.as_bytes();
        let byte_order_mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let (mut line, mut indent, mut end_before) = (0, 0, byte_order_mark);
        for token in tokens {
            if token.newline_before() {
                let start = token.start() as usize;
                let gap = &bytes[end_before..start];
                let line_start = memchr::memrchr2(b'\n', b'\r', gap).map_or(0, |at| at + 1);
                line += 1;
                indent = column(&gap[line_start..]);
            }
            layout.lines.push(line);
            layout.indents.push(indent);
            end_before = token.end() as usize;
        }
        layout
    }
}

/// The column behind this much white space; tabs reach to every fourth.
fn column(blanks: &[u8]) -> u32 {
    blanks.iter().fold(0, |column, byte| {
        if *byte == b'\t' {
            (column / 4 + 1) * 4
        } else {
            column + 1
        }
    })
}

impl Parser<'_> {
    /// The column of the first token on the line of `token`.
    pub(super) fn indent(&mut self, token: TokenIndex) -> u32 {
        self.layout().indents.get(token as usize).copied().unwrap_or(0)
    }

    /// The white space before the first token on the line of `token`.
    pub(super) fn indentation(&self, token: TokenIndex) -> &str {
        let line = self.tokens[..=token as usize]
            .iter()
            .rev()
            .find(|token| token.newline_before());
        let before = &self.text[..line.map_or(0, |token| token.start() as usize)];
        let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let blanks = before[line_start..].len() - before[line_start..].trim_start().len();
        &before[line_start..line_start + blanks]
    }

    pub(super) fn same_line(&mut self, a: TokenIndex, b: TokenIndex) -> bool {
        let lines = &self.layout().lines;
        lines.get(a as usize) == lines.get(b as usize)
    }

    /// The same, give or take the blank that a deleted token leaves behind.
    pub(super) fn nearly_dedented_to(&mut self, token: TokenIndex) -> bool {
        self.newline() && self.indent(self.pos) <= self.indent(token) + 1
    }

    /// Whether the current token begins a line that is not indented deeper than the line of `token`.
    pub(super) fn dedented_to(&mut self, token: TokenIndex) -> bool {
        self.newline() && self.indent(self.pos) <= self.indent(token)
    }

    fn layout(&mut self) -> &Layout {
        self.layout
            .get_or_insert_with(|| Layout::new(self.text, self.tokens))
    }
}

/// Blocks by indentation, once the tokens have been found not to match.
impl Parser<'_> {
    /// Whether a closer ends the innermost block, by its column; `None` where that says nothing.
    pub(super) fn layout_ends_block(&mut self, closer: TokenKind) -> Option<bool> {
        let column = self.indent(self.pos);
        let innermost = self.blocks.last()?;
        let (kind, opener) = (innermost.kind, innermost.opener);
        if kind == BlockKind::Chunk || self.same_line(opener, self.pos) {
            return None;
        }
        let anchor = self.indent(opener);
        if !self.newline() {
            let deeper = closer == TokenKind::End && column > anchor;
            return deeper.then(|| self.stray_by_layout(closer));
        }
        if anchor == column && kind.takes(closer) {
            return Some(true);
        }
        if let Some(outer) = self.block_anchored_at(column, closer, 0) {
            self.unclosed = (self.blocks.len() - 1 - outer) as u32;
            return Some(true);
        }
        if anchor.abs_diff(column) <= 1 && kind.takes(closer) {
            return Some(true);
        }
        if column < anchor {
            let outer = self.block_anchored_at(column, closer, 1)?;
            self.unclosed = (self.blocks.len() - 1 - outer) as u32;
            return Some(true);
        }
        (closer == TokenKind::End).then(|| self.stray_by_layout(closer))
    }

    fn stray_by_layout(&mut self, closer: TokenKind) -> bool {
        self.report_stray_closer(closer);
        false
    }

    /// The innermost block but one that takes `closer` and whose line is indented as far, give or take `slack`.
    fn block_anchored_at(&mut self, column: u32, closer: TokenKind, slack: u32) -> Option<usize> {
        let candidates: Vec<(usize, TokenIndex)> = self
            .blocks
            .iter()
            .enumerate()
            .rev()
            .skip(1)
            .filter(|(_, block)| block.kind.takes(closer))
            .map(|(at, block)| (at, block.opener))
            .collect();
        candidates
            .into_iter()
            .find(|(_, opener)| self.indent(*opener).abs_diff(column) <= slack)
            .map(|(at, _)| at)
    }

    /// Whether a statement here is indented like one of an outer block.
    pub(super) fn dedent_ends_block(&mut self) -> bool {
        if !self.newline() {
            return false;
        }
        let column = self.indent(self.pos);
        let mut closed = 0;
        while let Some((kind, opener)) = self
            .blocks
            .iter()
            .nth_back(closed)
            .map(|block| (block.kind, block.opener))
        {
            if kind == BlockKind::Chunk || self.indent(opener) < column || self.same_line(opener, self.pos) {
                break;
            }
            closed += 1;
        }
        self.unclosed = closed as u32;
        closed > 0
    }
}
