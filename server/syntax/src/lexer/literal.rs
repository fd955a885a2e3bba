//! Numerals, strings in quotes and long brackets: where they end, and what is wrong inside them.

use super::bytes::STRING_STOP;
use super::{Lexer, NAME};
use crate::string::{self, EscapeError};
use crate::token::{TextRange, TokenKind};

/// Number of `=` of the long bracket that opens at the start of `bytes`.
pub(crate) fn long_bracket_level(bytes: &[u8]) -> Option<usize> {
    if bytes.first() != Some(&b'[') {
        return None;
    }
    let level = bytes[1..].iter().take_while(|byte| **byte == b'=').count();
    (bytes.get(1 + level) == Some(&b'[')).then_some(level)
}

impl Lexer<'_> {
    /// **Source**: `read_numeral` of `llex.c`: it takes all that looks like a numeral and judges afterwards.
    pub(super) fn numeral(&mut self) {
        let first = self.at;
        let hex = self.bytes[first] == b'0' && matches!(self.byte(1), Some(b'x' | b'X'));
        if hex {
            self.at += 2;
        }
        let mut plain = !hex;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'e' | b'E' if !hex => self.exponent(),
                b'p' | b'P' if hex => self.exponent(),
                b'0'..=b'9' => {
                    self.at += 1;
                    continue;
                }
                b'.' => self.at += 1,
                _ if byte.is_ascii_hexdigit() => self.at += 1,
                _ => break,
            }
            plain = false;
        }
        let digits_end = self.at;
        while self.byte(0).is_some_and(|byte| NAME[byte as usize]) {
            self.at += 1;
        }
        let text = &self.text[first..self.at];
        if (!plain || digits_end != self.at) && crate::number::number_value(text).is_none() {
            self.bad_numeral(first);
        }
        self.push(TokenKind::Number, 0);
    }

    fn exponent(&mut self) {
        self.at += 1;
        if matches!(self.byte(0), Some(b'+' | b'-')) {
            self.at += 1;
        }
    }

    fn bad_numeral(&mut self, first: usize) {
        let text = &self.text[first..self.at];
        let shown: String = text.chars().take(30).collect();
        // `1..x` and `3and` are read as one numeral by Lua; a blank is all they lack.
        let dots = text.find("..").filter(|at| *at > 0);
        let letters = text
            .find(|c: char| !c.is_ascii_digit())
            .filter(|_| dots.is_none());
        let blank = dots.or_else(|| {
            letters.filter(|at| super::keyword::word(&text.as_bytes()[*at..]) != TokenKind::Name)
        });
        let message = format!("`{shown}` is no number");
        if let Some(blank) = blank {
            let at = TextRange::empty((first + blank) as u32);
            let error = self.error(message);
            error.help = Some("put a blank behind the number".to_owned());
            error.edit = Some((at, " ".to_owned()));
        } else {
            self.error(message);
        }
    }

    pub(super) fn quoted(&mut self, quote: u8) {
        self.at += 1;
        let mut escapes = false;
        loop {
            while self.byte(0).is_some_and(|byte| !STRING_STOP[byte as usize]) {
                self.at += 1;
            }
            match self.byte(0) {
                Some(byte) if byte == quote => {
                    self.at += 1;
                    break;
                }
                Some(b'"' | b'\'') => self.at += 1,
                Some(b'\\') => {
                    escapes = true;
                    self.at = string::skip_escape(self.bytes, self.at);
                }
                _ => return self.unterminated(quote, escapes),
            }
        }
        if escapes {
            self.check_escapes();
        }
        self.push(TokenKind::String, 0);
    }

    /// The string ends with its line: what follows on the next line is most likely meant to be code.
    fn unterminated(&mut self, quote: u8, escapes: bool) {
        let quote = char::from(quote);
        let end = TextRange::empty(self.at as u32);
        let error = self.error(format!(
            "this string is not closed on its line; `{quote}` is missing"
        ));
        error.edit = Some((end, quote.to_string()));
        if escapes {
            self.check_escapes();
        }
        self.push(TokenKind::String, 0);
    }

    fn check_escapes(&mut self) {
        let token = &self.text[self.start..self.at];
        let mut found = Vec::new();
        string::check_escapes(token, |error| found.push(error));
        for EscapeError { range, message } in found {
            let start = self.start as u32;
            self.error_at(TextRange::new(start + range.start, start + range.end), message);
        }
    }

    pub(super) fn long_string(&mut self, level: usize) {
        if !self.skip_long_bracket(level) {
            let opening = TextRange::new(self.start as u32, (self.start + level + 2) as u32);
            let close = format!("]{}]", "=".repeat(level.min(40)));
            self.error_at(
                opening,
                format!("this long string is never closed; end it with `{close}`"),
            );
        }
        self.push(TokenKind::String, 0);
    }

    /// Moves behind the long bracket that opens here; to the end of the text, and false, if it never closes.
    pub(super) fn skip_long_bracket(&mut self, level: usize) -> bool {
        self.at += level + 2;
        while let Some(found) = memchr::memchr(b']', &self.bytes[self.at..]) {
            self.at += found + 1;
            let equals = self.bytes[self.at..]
                .iter()
                .take(level + 1)
                .take_while(|byte| **byte == b'=')
                .count();
            if equals == level && self.byte(level) == Some(b']') {
                self.at += level + 1;
                return true;
            }
            self.at += equals.min(level);
        }
        self.at = self.bytes.len();
        false
    }
}
