//! Tokens that belong to no statement.

use super::Parser;
use crate::token::TokenKind as K;
use crate::tree::NodeKind;

impl Parser<'_> {
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
}
