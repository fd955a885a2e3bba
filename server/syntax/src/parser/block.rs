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
    brackets: u32,
    /// From where on the reading of its function is a guess.
    guess_from: Option<TokenIndex>,
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
            return;
        }
        let message = format!("`end` is missing; it closes this `{keyword}`");
        self.report_unclosed_block(opener, message, "end");
    }

    pub(super) fn report_unclosed_block(&mut self, opener: TokenIndex, message: String, closer: &str) {
        self.blocks_are_broken(opener);
        let one_line = self.same_line(opener, self.previous());
        let glue = if one_line {
            " ".to_owned()
        } else {
            format!("\n{}", " ".repeat(self.indent(opener) as usize))
        };
        let error =
            RawError::new(opener, self.range(opener), message).edit(self.behind_previous(), glue + closer);
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

    /// Whether the innermost block ends here. If not although something that ends blocks stands here, that is an error.
    fn block_ends(&mut self) -> bool {
        match self.kind() {
            K::Eof => true,
            _ if self.unclosed > 0 => true,
            kind @ (K::End | K::Else | K::Elseif | K::Until) => self.closer_ends_block(kind),
            kind @ (K::RightParen | K::RightBrace | K::RightBracket | K::Comma) => {
                self.bracket_ends_block(kind)
            }
            _ if self.missing_elseif == Some(self.pos) => true,
            _ => self.by_layout && self.dedent_ends_block(),
        }
    }

    fn closer_ends_block(&mut self, closer: K) -> bool {
        if self.by_layout
            && let Some(ends) = self.layout_ends_block(closer)
        {
            return ends;
        }
        let Some(innermost) = self.blocks.last() else {
            return true;
        };
        if innermost.kind.takes(closer) {
            return true;
        }
        // An outer block wants it, so the inner ones lack their ends. `else` and `until` do not reach out of a function.
        let reach = if closer == K::End {
            BlockKind::Chunk
        } else {
            BlockKind::Function
        };
        let wanted = self
            .blocks
            .iter()
            .rev()
            .take_while(|block| block.kind != reach)
            .any(|block| block.kind.takes(closer));
        if !wanted {
            self.report_stray_closer(closer);
        }
        wanted
    }

    pub(super) fn report_stray_closer(&mut self, closer: K) {
        let message = match closer {
            K::End => "this `end` closes nothing",
            K::Until => "this `until` has no `repeat`",
            K::Else => "this `else` has no `if`",
            _ => "this `elseif` has no `if`",
        };
        let range = self.range(self.pos);
        let error = self.unexpected(message);
        self.report(if closer == K::End {
            error.edit(range, "")
        } else {
            error
        });
        self.blocks_are_broken(self.pos);
    }

    /// A closing bracket or comma where a statement belongs ends a function that stands in brackets.
    fn bracket_ends_block(&mut self, bracket: K) -> bool {
        let function = self
            .blocks
            .iter()
            .rposition(|block| block.kind == BlockKind::Function);
        let Some(function) = function else {
            return false;
        };
        let block = &self.blocks[function];
        let opener = block.opener;
        let around = (block.brackets as usize)
            .checked_sub(1)
            .and_then(|at| self.brackets.get(at))
            .copied();
        let between_functions = self.by_layout && self.newline();
        let wanted =
            around == Some(bracket) || bracket == K::Comma && (around.is_some() || between_functions);
        if !wanted {
            return false;
        }
        let ends = if self.newline() {
            self.indent(self.pos) <= self.indent(opener)
        } else {
            self.peek(1) != K::End && self.same_line(opener, self.pos)
        };
        if ends {
            self.unclosed = (self.blocks.len() - function) as u32;
        }
        ends
    }

    /// Says that blocks do not match: from `opener` on, the rest of the function around is a guess.
    pub(super) fn blocks_are_broken(&mut self, opener: TokenIndex) {
        self.blocks_broken = true;
        let function = self
            .blocks
            .iter()
            .rposition(|block| block.kind == BlockKind::Function)
            .unwrap_or(0);
        if let Some(block) = self.blocks.get_mut(function) {
            let from = if block.kind == BlockKind::Function {
                block.opener
            } else {
                opener
            };
            block.guess_from = Some(block.guess_from.map_or(from, |before| before.min(from)));
        }
    }

    /// Makes tokens that belong to no statement a statement of their own: at least one, at most to the line's end.
    pub(super) fn error_tokens(&mut self) {
        if self.at(K::Eof) {
            return;
        }
        let mark = self.mark();
        let message = match self.kind() {
            K::RightParen | K::RightBrace | K::RightBracket => {
                format!("this {} closes nothing", self.shown())
            }
            _ => format!("{} has no place here", self.shown()),
        };
        if !self.at(K::End) {
            self.error_here(message);
        }
        self.bump();
        while !self.newline() && self.is_debris() {
            self.bump();
        }
        self.finish(mark, NodeKind::ErrorStmt, mark.token);
    }

    /// Tokens that begin neither statement nor expression and end no block.
    fn is_debris(&self) -> bool {
        use K::{Assign, Colon, Comma, Dot, Else, Elseif, End, Eof, LeftBracket, Semicolon, Then, Until};
        match self.kind() {
            Assign | Colon | Comma | Dot | LeftBracket | Then => true,
            Eof | End | Else | Elseif | Until | Semicolon | K::DoubleColon => false,
            K::RightParen | K::RightBrace | K::RightBracket => !self.brackets.contains(&self.kind()),
            kind => !kind.is_keyword() && !self.starts_expression(),
        }
    }

    fn has_comment(&self, first: TokenIndex) -> bool {
        let comments = &self.lexed.comments;
        let next = comments.partition_point(|comment| comment.token < first);
        comments
            .get(next)
            .is_some_and(|comment| comment.token <= self.pos)
    }

    /// In a text whose blocks do not match: reads a statement again as a function, if indentation says so.
    fn retry_as_function(&mut self, mark: Mark) {
        while let Some(open) = self.function_in_disguise(mark) {
            if !self.rewind_as_function(mark, open) {
                return;
            }
            self.statement();
        }
    }

    /// The parameters at the end of the statement that began at `mark`, if a body seems to follow.
    fn function_in_disguise(&mut self, mark: Mark) -> Option<TokenIndex> {
        if self.at(K::Eof) || self.tokens[self.previous() as usize].kind() != K::RightParen {
            return None;
        }
        let open = self.parameters_before().filter(|open| *open > mark.token)?;
        if !self.body_follows(self.previous()) {
            return None;
        }
        let before = self.tokens[open as usize - 1].kind();
        let is_call_statement = self.last_kind() == NodeKind::CallStmt
            && before == K::Name
            && self.missing_function_target(mark, open);
        let is_value = matches!(before, K::Assign | K::Comma | K::Return);
        (is_call_statement || is_value).then_some(open)
    }

    /// Whether only names, dots and colons stand between `mark` and the `(` at `open`.
    fn missing_function_target(&self, mark: Mark, open: TokenIndex) -> bool {
        let target = self.tokens.get(mark.token as usize..open as usize).unwrap_or(&[]);
        target.len() < 64
            && target
                .iter()
                .all(|token| matches!(token.kind(), K::Name | K::Dot | K::Colon))
    }
}
