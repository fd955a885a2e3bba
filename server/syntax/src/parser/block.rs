//! Blocks: statements until something ends them, and the judgement of what does.

use super::Parser;
use super::build::Mark;
use crate::error::RawError;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::{NodeKind, flags};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Chunk,
    Function,
    /// The clause of an `if`.
    If,
    Else,
    /// `do`, `while`, `for`
    Do,
    Repeat,
}

impl BlockKind {
    pub(super) fn takes(self, closer: K) -> bool {
        match closer {
            K::End => !matches!(self, Self::Chunk | Self::Repeat),
            K::Else | K::Elseif => matches!(self, Self::If | Self::Else),
            K::Until => self == Self::Repeat,
            _ => false,
        }
    }
}

/// A block that is being read.
pub(super) struct OpenBlock {
    pub(super) kind: BlockKind,
    /// The keyword that its `end` closes.
    pub(super) opener: TokenIndex,
    /// Number of brackets that are open around it.
    pub(super) brackets: u32,
    /// From where on the reading of its function is a guess.
    pub(super) guess_from: Option<TokenIndex>,
}

impl Parser<'_> {
    /// The whole text; nothing ends it but the end of file.
    pub(super) fn chunk_block(&mut self) {
        self.block(BlockKind::Chunk, 0);
    }

    pub(super) fn block(&mut self, kind: BlockKind, opener: TokenIndex) {
        let head_is_damaged = self.settle_damage();
        let mark = self.mark();
        let brackets = self.brackets.len() as u32;
        self.blocks.push(OpenBlock {
            kind,
            opener,
            brackets,
            guess_from: None,
        });
        self.statements();
        let block = self.blocks.pop().expect("this block was pushed above");
        // What follows the block belongs to the same statement as what stands before it.
        self.segment_start = self.pos;
        self.fresh_error |= head_is_damaged;
        if let Some(from) = block.guess_from {
            self.damage(from, self.pos + 1);
        }
        let flags = if self.has_comment(mark.token) {
            flags::HAS_COMMENT
        } else {
            0
        };
        self.finish_with(mark, NodeKind::Block, mark.token, flags);
    }

    /// Steps over the `end` of the block whose opener is `keyword` at `opener`, or reports it missing.
    pub(super) fn close_block(&mut self, opener: TokenIndex, keyword: &str) {
        if self.unclosed > 0 {
            self.unclosed -= 1;
        } else if self.eat(K::End) {
            if self.else_if.is_some_and(|inner| inner > opener) {
                self.else_if = None;
            }
            return;
        }
        if let Some(inner) = self.else_if.filter(|inner| keyword == "if" && *inner > opener) {
            return self.report_else_if(opener, inner);
        }
        let message = format!("`end` is missing; it closes this `{keyword}`");
        self.report_unclosed_block(opener, message, Some("end"));
    }

    /// `else if` opened a second `if`, and there was one `end` for both.
    fn report_else_if(&mut self, opener: TokenIndex, inner: TokenIndex) {
        self.else_if = None;
        self.blocks_are_broken(opener);
        self.last_unclosed = Some(self.pos);
        let range = self.range(inner - 1).cover(self.range(inner));
        let error = RawError::new(
            inner,
            range,
            "`else if` opens a second `if` with an `end` of its own; write `elseif`",
        );
        self.report(error.edit(range, "elseif"));
    }

    pub(super) fn report_unclosed_block(
        &mut self,
        opener: TokenIndex,
        message: String,
        closer: Option<&str>,
    ) {
        self.blocks_are_broken(opener);
        let mut error = RawError::new(opener, self.range(opener), message);
        if let Some(closer) = closer {
            let one_line = self.same_line(opener, self.previous());
            let glue = if one_line {
                " ".to_owned()
            } else {
                format!("\n{}", self.indentation(opener))
            };
            error = error.edit(self.behind_previous(), glue + closer);
        }
        if self.last_unclosed == Some(self.pos) {
            // One `end` too few leaves every block around unclosed as well.
            self.score += 1;
            self.fresh_error = true;
            return;
        }
        self.last_unclosed = Some(self.pos);
        self.report(error);
    }

    fn statements(&mut self) {
        // The first statement of the line above, and of this line.
        let (mut above, mut line) = (self.pos, self.pos);
        let mut returned = false;
        let mut damaged = false;
        loop {
            self.segment_start = self.pos;
            if self.block_ends() {
                break;
            }
            let mark = self.mark();
            if returned {
                let error = self.unexpected("`return` must be the last statement of its block");
                self.report(error.help("remove what follows it, or put the `return` into `do .. end`"));
            }
            self.statement();
            if self.pos == mark.token && self.missing_elseif != Some(self.pos) {
                self.error_tokens();
            }
            if self.at(K::Then) && !self.newline() && self.rewind_and_split(mark) {
                self.statement();
            }
            if self.by_layout {
                self.retry_as_function(mark);
            }
            returned = self
                .nodes
                .last()
                .is_some_and(|node| node.kind == NodeKind::ReturnStmt);
            let joined = !self.tokens[mark.token as usize].newline_before();
            if !joined {
                (above, line) = (line, mark.token);
            }
            let is_guess = self.settle_damage() || damaged && joined;
            if is_guess {
                self.damage_statement(mark, line, above);
            }
            damaged = is_guess;
        }
        self.settle_damage();
    }

    /// Marks what was read since the statement, or the last block in it, began as a guess, if an error was met.
    fn settle_damage(&mut self) -> bool {
        let met = self.fresh_error;
        if met {
            self.fresh_error = false;
            self.damage(self.segment_start, self.pos);
        }
        met
    }

    /// The statement at `mark` has an error: what shares its line, or stands above it as if it went on here, was most
    /// likely meant to be part of it.
    fn damage_statement(&mut self, mark: Mark, line: TokenIndex, above: TokenIndex) {
        let is_debris = self.last_kind() == NodeKind::ErrorStmt;
        if mark.token > line {
            self.damage(line, self.pos);
        }
        if above < line && (is_debris || self.indent(line) > self.indent(above)) {
            self.damage(above, line);
        }
    }

    fn has_comment(&self, first: TokenIndex) -> bool {
        let comments = &self.lexed.comments;
        let next = comments.partition_point(|comment| comment.token < first);
        comments
            .get(next)
            .is_some_and(|comment| comment.token <= self.pos)
    }
}
