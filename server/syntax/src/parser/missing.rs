//! What is not there: values, names, arguments, keywords; each reported with the edit that puts it there.

use super::Parser;
use crate::token::{TokenIndex, TokenKind as K};

/// How far a line is read to see whether it is an assignment.
const LOOKAHEAD: u32 = 64;

impl Parser<'_> {
    /// A value is missing here; nothing is read.
    pub(super) fn missing_expression(&mut self) {
        let before = self.tokens[self.previous() as usize];
        let error = if self.pos > 0 && (self.newline() || self.at(K::Eof)) {
            self.missing_here(format!(
                "a value is missing after {}",
                self.shown_token(self.previous())
            ))
        } else if matches!(before.kind(), K::Comma | K::Assign) {
            self.unexpected(format!("a value is missing before {}", self.shown()))
        } else {
            self.unexpected(format!("{} is no value; one is missing here", self.shown()))
        };
        self.report(error);
        self.hole();
    }

    pub(super) fn missing_field_name(&mut self, separator: TokenIndex) {
        let message = format!("a name is missing after {}", self.shown_token(separator));
        let error = self.missing_here(message);
        self.report(error);
    }

    pub(super) fn missing_arguments(&mut self, name: TokenIndex) {
        let message = format!(
            "the call of {} has no arguments; write `()`",
            self.shown_token(name)
        );
        let error = self.missing_here(message);
        let at = self.behind_previous();
        self.report(error.edit(at, "()"));
    }

    /// `t.end`: reads a keyword that directly follows its `.` or `:` as the name it was meant to be.
    pub(super) fn keyword_as_name(&mut self, separator: TokenIndex) -> bool {
        let (dot, word) = (self.range(separator), self.range(self.pos));
        if !self.kind().is_keyword() || dot.end != word.start {
            return false;
        }
        let text = self.token_text(self.pos);
        let error = self.unexpected(format!(
            "`{text}` is a keyword; as a field it is written `[\"{text}\"]`"
        ));
        let field = self.tokens[separator as usize].kind() == K::Dot;
        self.report(if field {
            error.edit(dot.cover(word), format!("[\"{text}\"]"))
        } else {
            error
        });
        self.bump();
        true
    }

    /// Whether an assignment starts at the current name or suffix, which then is no part of the expression above it.
    pub(super) fn starts_assignment(&self) -> bool {
        let mut depth = 0u32;
        for ahead in 0..LOOKAHEAD {
            let kind = self.peek(ahead);
            match kind {
                K::LeftParen | K::LeftBracket | K::LeftBrace => depth += 1,
                K::RightParen | K::RightBracket | K::RightBrace if depth > 0 => depth -= 1,
                K::Eof => return false,
                _ if depth > 0 => {}
                K::Assign => return true,
                K::Dot | K::Colon | K::String => {}
                K::Name if ahead == 0 => {}
                K::Name if matches!(self.peek(ahead - 1), K::Dot | K::Colon) => {}
                K::Name if self.peek(ahead - 1) == K::Comma && self.brackets.is_empty() => {}
                K::Comma if self.brackets.is_empty() => {}
                _ => return false,
            }
        }
        false
    }

    /// Whether the name on this new line is not called, so that it is no method of what stands above.
    pub(super) fn is_no_method_call(&self) -> bool {
        !matches!(self.peek(1), K::LeftParen | K::String | K::LeftBrace)
    }

    /// Steps over `keyword`, or reports that it is missing `after` something.
    pub(super) fn expect_keyword(&mut self, keyword: K, after: &str) {
        if self.eat(keyword) {
            return;
        }
        let keyword = keyword.text();
        let error = self.missing_here(format!("`{keyword}` is missing after {after}"));
        let at = self.behind_previous();
        self.report(error.edit(at, format!(" {keyword}")));
    }
}
