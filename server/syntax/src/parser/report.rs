//! Reporting errors: at most one a line, because the second is nearly always a consequence of the first.

use super::Parser;
use crate::error::RawError;
use crate::token::{TextRange, TokenIndex};

impl Parser<'_> {
    pub(super) fn report(&mut self, error: RawError) {
        self.score += 1;
        self.fresh_error = true;
        let silent = self.is_on_line_of_last_error(error.token);
        self.last_error = Some(error.token);
        if !silent {
            self.errors.push(RawError {
                met_at: self.pos,
                ..error
            });
        }
    }

    /// Reports an error at the current token.
    pub(super) fn error_here(&mut self, message: impl Into<String>) {
        let error = self.unexpected(message);
        self.report(error);
    }

    /// An error at the current token; at the end of the text, at the last one.
    pub(super) fn unexpected(&self, message: impl Into<String>) -> RawError {
        if self.at(crate::TokenKind::Eof) {
            return RawError::new(self.previous(), self.range(self.previous()), message);
        }
        RawError::new(self.pos, self.range(self.pos), message)
    }

    /// An error behind the token that was read last: something is missing there.
    pub(super) fn missing_here(&self, message: impl Into<String>) -> RawError {
        let before = self.previous();
        RawError::new(before, self.range(before), message)
    }

    /// The empty range behind the token that was read last.
    pub(super) fn behind_previous(&self) -> TextRange {
        TextRange::empty(if self.pos == 0 {
            0
        } else {
            self.range(self.previous()).end
        })
    }

    /// Marks tokens whose reading is a guess.
    pub(super) fn damage(&mut self, first: TokenIndex, end: TokenIndex) {
        if first < end {
            self.damage.push((first, end));
        }
    }

    /// The lexer's errors count: what follows an unclosed string on its line follows from it.
    fn is_on_line_of_last_error(&mut self, token: TokenIndex) -> bool {
        let lexical = &self.lexed.errors;
        let before = lexical.partition_point(|error| error.token <= token);
        let last_lexical = before.checked_sub(1).map(|at| lexical[at].token);
        [self.last_error, last_lexical]
            .into_iter()
            .flatten()
            .any(|last| self.same_line(last, token))
    }
}
