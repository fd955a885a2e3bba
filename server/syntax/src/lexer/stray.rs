//! What is no token of Lua: operators and comments of other languages, typographic characters, foreign letters.

use super::Lexer;
use crate::comment::{Comment, CommentKind};
use crate::token::{TextRange, TokenKind};

impl Lexer<'_> {
    /// A first line such as `#!/usr/bin/lua` is read as a comment, and is an error: scripts are no programs.
    pub(super) fn shebang(&mut self) {
        if self.byte(0) != Some(b'#') || self.byte(1) != Some(b'!') {
            return;
        }
        let start = self.at;
        let rest = &self.bytes[start..];
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let range = TextRange::new(start as u32, self.at as u32);
        let error = self.error_at(range, "a script has no `#!` line");
        error.help = Some("remove it".to_owned());
        error.edit = Some((range, String::new()));
        self.comments.push(Comment {
            range,
            kind: CommentKind::Line,
            token: 0,
        });
    }

    /// An operator of another language, read as Lua's own.
    pub(super) fn foreign_operator(&mut self, kind: TokenKind, len: usize) {
        let written = &self.text[self.at..self.at + len];
        let lua = kind.text();
        let message = format!("`{written}` is not Lua; write `{lua}`");
        let glued = |byte: Option<&u8>| byte.is_some_and(|byte| super::NAME[*byte as usize]);
        let word = kind.is_keyword();
        let before = if word && self.at > 0 && glued(self.bytes.get(self.at - 1)) {
            " "
        } else {
            ""
        };
        let after = if word && glued(self.bytes.get(self.at + len)) {
            " "
        } else {
            ""
        };
        let range = TextRange::new(self.at as u32, (self.at + len) as u32);
        let edit = format!("{before}{lua}{after}");
        self.error_at(range, message).edit = Some((range, edit));
        self.push(kind, len);
    }

    /// The rest of a name that goes on in letters which Lua does not know; false if none follow.
    pub(super) fn foreign_name(&mut self) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let rest = &self.text[self.at..];
        let len = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if len == 0 {
            return false;
        }
        self.at += len;
        self.error("names in Lua have ASCII letters, digits and `_` only");
        self.push(TokenKind::Name, 0);
        true
    }

    /// Characters that begin no token.
    pub(super) fn stray(&mut self) {
        let rest = &self.text[self.at..];
        let first = rest.chars().next().unwrap_or('\0');
        if first.is_alphabetic() && self.foreign_name() {
            return;
        }
        if first.is_whitespace() || matches!(first, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}') {
            return self.invisible(first);
        }
        // A run of the same character is one slip.
        let len = rest
            .chars()
            .take_while(|c| *c == first)
            .map(char::len_utf8)
            .sum::<usize>();
        self.at += len;
        let range = TextRange::new(self.start as u32, self.at as u32);
        let replacement = match first {
            '“' | '”' | '„' | '«' | '»' => Some("\""),
            '‘' | '’' | '‚' => Some("'"),
            '–' | '—' | '−' => Some("-"),
            '…' => Some("..."),
            '≠' => Some("~="),
            '≤' => Some("<="),
            '≥' => Some(">="),
            '×' => Some("*"),
            '÷' => Some("/"),
            _ => None,
        };
        if let Some(replacement) = replacement {
            let error = self.error_at(range, format!("`{first}` is not Lua; write `{replacement}`"));
            error.edit = Some((range, replacement.to_owned()));
        } else if first == '`' {
            self.error_at(range, "a backtick has no meaning in Lua");
        } else if first.is_control() {
            self.error_at(
                range,
                format!("the character U+{:04X} has no meaning in Lua", u32::from(first)),
            );
        } else {
            self.error_at(range, format!("`{first}` has no meaning in Lua"));
        }
        self.push(TokenKind::Stray, 0);
    }

    /// Blanks that Lua does not take for blanks; they are dropped, so that the line still reads.
    fn invisible(&mut self, first: char) {
        let rest = &self.text[self.at..];
        let len = rest
            .chars()
            .take_while(|c| *c == first)
            .map(char::len_utf8)
            .sum::<usize>();
        let range = TextRange::new(self.at as u32, (self.at + len) as u32);
        self.at += len;
        let message = format!(
            "the invisible character U+{:04X} is no blank for Lua",
            u32::from(first)
        );
        let blank = if first.is_whitespace() { " " } else { "" };
        self.error_at(range, message).edit = Some((range, blank.to_owned()));
    }
}
