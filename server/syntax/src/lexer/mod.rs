//! Text to tokens and comments in one pass; white space is what lies between them.
//!
//! **Source**: Lua 5.4 manual §3.1, and its `llex.c` for what exactly is refused.

mod bytes;
mod keyword;
mod literal;
mod stray;

use crate::comment::{Comment, CommentKind};
use crate::error::RawError;
use crate::token::{TextRange, Token, TokenKind};
use bytes::{CLASS, Class, NAME};
pub(crate) use literal::long_bracket_level;

/// All tokens of a text, closed by one `Eof`.
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) errors: Vec<RawError>,
}

/// Cuts `text` into tokens; nothing is lost, whatever the text.
pub(crate) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        start: 0,
        newline: true,
        tokens: Vec::with_capacity(text.len() / 4 + 16),
        comments: Vec::new(),
        errors: Vec::new(),
    };
    lexer.run();
    Lexed {
        tokens: lexer.tokens,
        comments: lexer.comments,
        errors: lexer.errors,
    }
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Where the token being read starts.
    start: usize,
    /// Whether a newline stands before the next token.
    newline: bool,
    tokens: Vec<Token>,
    comments: Vec<Comment>,
    errors: Vec<RawError>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        self.shebang();
        while let Some(&byte) = self.bytes.get(self.at) {
            self.start = self.at;
            match CLASS[byte as usize] {
                Class::Space => self.at += 1,
                Class::Newline => {
                    self.newline = true;
                    self.at += 1;
                }
                Class::Letter => self.name(),
                Class::Symbol => self.symbol(byte),
                Class::Dash if self.byte(1) == Some(b'-') => self.comment(),
                Class::Dash => self.push(TokenKind::Minus, 1),
                Class::Quote => self.quoted(byte),
                Class::Digit => self.numeral(),
                Class::Dot => self.dots(),
                Class::LeftBracket => self.left_bracket(),
                Class::High | Class::Stray => self.stray(),
            }
        }
        self.start = self.at;
        self.push(TokenKind::Eof, 0);
    }

    /// The byte `ahead` of the current one.
    #[inline]
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Ends the token that started at `start`, `len` bytes behind `at`.
    #[inline]
    fn push(&mut self, kind: TokenKind, len: usize) {
        self.at += len;
        self.tokens.push(Token::new(
            kind,
            self.start as u32,
            (self.at - self.start) as u32,
            self.newline,
        ));
        self.newline = false;
    }

    /// Reports an error at the token that is being read.
    fn error(&mut self, message: impl Into<String>) -> &mut RawError {
        let range = TextRange::new(self.start as u32, self.at as u32);
        self.error_at(range, message)
    }

    fn error_at(&mut self, range: TextRange, message: impl Into<String>) -> &mut RawError {
        self.errors
            .push(RawError::new(self.tokens.len() as u32, range, message));
        self.errors
            .last_mut()
            .expect("an error was pushed in the line above")
    }

    #[inline]
    fn name(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| NAME[*byte as usize]) {
            self.at += 1;
        }
        if self.byte(0).is_some_and(|byte| byte >= 0x80) && self.foreign_name() {
            return;
        }
        self.push(keyword::word(&self.bytes[self.start..self.at]), 0);
    }

    #[inline]
    fn symbol(&mut self, byte: u8) {
        use TokenKind as K;
        let next = self.byte(1).unwrap_or(0);
        let (kind, len) = match (byte, next) {
            (b'=', b'=') => (K::Equal, 2),
            (b'=', _) => (K::Assign, 1),
            (b'(', _) => (K::LeftParen, 1),
            (b')', _) => (K::RightParen, 1),
            (b'{', _) => (K::LeftBrace, 1),
            (b'}', _) => (K::RightBrace, 1),
            (b']', _) => (K::RightBracket, 1),
            (b',', _) => (K::Comma, 1),
            (b';', _) => (K::Semicolon, 1),
            (b':', b':') => (K::DoubleColon, 2),
            (b':', _) => (K::Colon, 1),
            (b'+', _) => (K::Plus, 1),
            (b'*', _) => (K::Star, 1),
            (b'/', b'/') => (K::DoubleSlash, 2),
            (b'/', _) => (K::Slash, 1),
            (b'%', _) => (K::Percent, 1),
            (b'^', _) => (K::Caret, 1),
            (b'#', _) => (K::Hash, 1),
            (b'~', b'=') => (K::NotEqual, 2),
            (b'~', _) => (K::Tilde, 1),
            (b'<', b'=') => (K::LessEqual, 2),
            (b'<', b'<') => (K::ShiftLeft, 2),
            (b'<', _) => (K::Less, 1),
            (b'>', b'=') => (K::GreaterEqual, 2),
            (b'>', b'>') => (K::ShiftRight, 2),
            (b'>', _) => (K::Greater, 1),
            (b'&', b'&') => return self.foreign_operator(K::And, 2),
            (b'&', _) => (K::Ampersand, 1),
            (b'|', b'|') => return self.foreign_operator(K::Or, 2),
            (b'|', _) => (K::Pipe, 1),
            (b'!', b'=') => return self.foreign_operator(K::NotEqual, 2),
            // `!`: no other byte is of this class.
            _ => return self.foreign_operator(K::Not, 1),
        };
        self.push(kind, len);
    }

    fn dots(&mut self) {
        match (self.byte(1), self.byte(2)) {
            (Some(b'.'), Some(b'.')) => self.push(TokenKind::Ellipsis, 3),
            (Some(b'.'), _) => self.push(TokenKind::Concat, 2),
            (Some(b'0'..=b'9'), _) => self.numeral(),
            _ => self.push(TokenKind::Dot, 1),
        }
    }

    fn left_bracket(&mut self) {
        if let Some(level) = long_bracket_level(&self.bytes[self.at..]) {
            return self.long_string(level);
        }
        if self.byte(1) == Some(b'=') && self.byte(2) != Some(b'=')
            || self.bytes[self.at..].starts_with(b"[==")
        {
            let equals = self.bytes[self.at + 1..]
                .iter()
                .take_while(|byte| **byte == b'=')
                .count();
            self.error_at(
                TextRange::new(self.at as u32, (self.at + 1 + equals) as u32),
                "a long string begins with `[[` or `[=[`",
            );
        }
        self.push(TokenKind::LeftBracket, 1);
    }

    fn comment(&mut self) {
        let level = long_bracket_level(&self.bytes[self.at + 2..]);
        let kind = if let Some(level) = level {
            self.at += 2;
            if !self.skip_long_bracket(level) {
                let opening = TextRange::new(self.start as u32, (self.start + level + 4) as u32);
                let close = format!("]{}]", "=".repeat(level));
                let message = format!("this comment is never closed; end it with `{close}`");
                self.error_at(opening, message);
            }
            self.newline |= memchr::memchr2(b'\n', b'\r', &self.bytes[self.start..self.at]).is_some();
            CommentKind::Block
        } else {
            let rest = &self.bytes[self.at..];
            let len = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            self.at += len;
            if rest.starts_with(b"---") && rest.get(3) != Some(&b'-') {
                CommentKind::Doc
            } else {
                CommentKind::Line
            }
        };
        self.comments.push(Comment {
            range: TextRange::new(self.start as u32, self.at as u32),
            kind,
            token: self.tokens.len() as u32,
        });
    }
}
