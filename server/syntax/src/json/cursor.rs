//! The parser's way through the tokens: comments are recorded on the way and never seen by the grammar.

use super::TextRange;
use super::error::JsonErrorKind as Kind;
use super::lexer::{Token, TokenKind};
use super::parser::Parser;
use super::tree::{Comment, ValueId};

impl<'t> Parser<'t> {
    /// Whether `token` is a string with a colon behind it: the key of the next member.
    pub(super) fn is_key(&self, token: Token) -> bool {
        let next = self.tokens.get(self.at + 1..).unwrap_or_default();
        let next = next.iter().find(|token| !is_comment(token.kind));
        matches!(token.kind, TokenKind::Text { .. } | TokenKind::Word)
            && next.is_some_and(|next| next.kind == TokenKind::Colon)
    }

    /// The next token that is no comment; comments on the way are recorded.
    pub(super) fn peek(&mut self) -> Token {
        loop {
            let token = self.tokens.get(self.at).copied().unwrap_or_else(|| self.end());
            if !is_comment(token.kind) {
                return token;
            }
            self.comment(token);
            self.at += 1;
        }
    }

    pub(super) fn bump(&mut self) -> Token {
        let token = self.peek();
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    fn end(&self) -> Token {
        Token {
            kind: TokenKind::End,
            range: TextRange::empty(self.text.len() as u32),
        }
    }

    fn comment(&mut self, token: Token) {
        let whole = self.slice(token.range);
        let text = match token.kind {
            TokenKind::LineComment => whole.trim_start_matches('/'),
            TokenKind::HashComment => whole.trim_start_matches('#'),
            _ => whole.trim_start_matches("/*").trim_end_matches("*/"),
        };
        let text = text.trim().to_owned();
        match token.kind {
            TokenKind::HashComment => {
                self.error(
                    Kind::HashComment,
                    token.range,
                    "JSON has no comments; use `description`",
                );
            }
            TokenKind::BlockComment { closed: false } => {
                self.error(
                    Kind::UnterminatedComment,
                    token.range,
                    "this comment is never closed with `*/`",
                );
            }
            _ => {}
        }
        let inside = self.stack.last().map_or(ValueId(0), |frame| frame.id);
        self.json.comments.push(Comment {
            range: token.range,
            text,
            inside,
        });
    }

    /// The last token that was read and is no comment.
    pub(super) fn last_range(&self) -> TextRange {
        let read = self.tokens.get(..self.at).unwrap_or_default();
        read.iter()
            .rfind(|token| !is_comment(token.kind))
            .map(|token| token.range)
            .unwrap_or_default()
    }

    pub(super) fn end_of_last(&self) -> u32 {
        self.last_range().end
    }

    pub(super) fn slice(&self, range: TextRange) -> &'t str {
        self.text.get(range.as_usize()).unwrap_or_default()
    }
}

fn is_comment(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::LineComment | TokenKind::HashComment | TokenKind::BlockComment { .. }
    )
}
