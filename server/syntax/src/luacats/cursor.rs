//! Walks the tokens of one annotation and collects its errors.

use super::lexer::{Kind, token};
use super::tree::{DocError, Name};
use crate::token::TextRange;

pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    at: usize,
    end: usize,
    /// Brackets that are open: inside them newlines are blanks.
    pub(super) brackets: u32,
    /// Types inside each other.
    pub(super) depth: u32,
    pub(super) errors: Vec<DocError>,
    ahead: (Kind, TextRange),
    /// End of the token that was read last.
    before: u32,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, start: usize, end: usize) -> Self {
        let ahead = token(text, start, end);
        Self {
            text,
            at: start,
            end,
            brackets: 0,
            depth: 0,
            errors: Vec::new(),
            ahead,
            before: start as u32,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.ahead.0
    }

    pub(super) fn range(&self) -> TextRange {
        self.ahead.1
    }

    pub(super) fn token_text(&self) -> &'t str {
        &self.text[self.ahead.1.as_usize()]
    }

    pub(super) fn at_symbol(&self, symbol: u8) -> bool {
        self.ahead.0 == Kind::Symbol(symbol)
    }

    /// The token behind the current one.
    pub(super) fn next_kind(&self) -> Kind {
        self.read(self.ahead.1.end as usize).0
    }

    /// The token two behind the current one.
    pub(super) fn third_kind(&self) -> Kind {
        let second = self.read(self.ahead.1.end as usize);
        self.read(second.1.end as usize).0
    }

    /// Whether a newline or the end is next.
    pub(super) fn at_end(&self) -> bool {
        matches!(self.ahead.0, Kind::End | Kind::Newline)
    }

    pub(super) fn bump(&mut self) {
        self.before = self.ahead.1.end;
        self.at = self.ahead.1.end as usize;
        self.ahead = self.read(self.at);
    }

    pub(super) fn eat(&mut self, symbol: u8) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.bump();
        }
        found
    }

    /// Steps over an opening bracket; newlines behind it are blanks.
    pub(super) fn open(&mut self) {
        self.brackets += 1;
        self.bump();
    }

    /// Steps over the bracket that closes, or reports it missing.
    pub(super) fn close(&mut self, symbol: u8) {
        if self.at_symbol(symbol) {
            self.brackets -= 1;
            return self.bump();
        }
        self.error_here(format!("`{}` is missing here", char::from(symbol)));
        self.brackets -= 1;
        if self.brackets == 0 {
            // What stood on the next line was read as a blank.
            self.ahead = self.read(self.at);
        }
    }

    pub(super) fn name(&mut self) -> Option<Name> {
        if self.kind() != Kind::Name {
            return None;
        }
        let name = Name {
            text: self.token_text().to_owned(),
            range: self.range(),
        };
        self.bump();
        Some(name)
    }

    /// From `start` to the end of the token that was read last.
    pub(super) fn since(&self, start: u32) -> TextRange {
        TextRange::new(start, self.before.max(start))
    }

    /// Reports an error at the current token; at most one for each place.
    pub(super) fn error_here(&mut self, message: impl Into<String>) {
        let range = if self.at_end() {
            TextRange::empty(self.before)
        } else {
            self.range()
        };
        self.error(range, message);
    }

    pub(super) fn error(&mut self, range: TextRange, message: impl Into<String>) {
        if self.errors.last().is_none_or(|last| last.range != range) {
            self.errors.push(DocError {
                range,
                message: message.into(),
            });
        }
    }

    /// The rest of the line as a description, without `#`, `@` or `--` before it and blanks around it.
    pub(super) fn description(&mut self) -> Option<TextRange> {
        if self.at_end() {
            return None;
        }
        let start = self.range().start as usize;
        let line = self.text[start..self.end].lines().next().unwrap_or("");
        self.skip_to(start + line.len());
        let text = line.trim_start_matches(['#', '@', '-']).trim();
        let offset = start + line.len() - line.trim_start_matches(['#', '@', '-']).trim_start().len();
        (!text.is_empty()).then(|| TextRange::new(offset as u32, (offset + text.len()) as u32))
    }

    /// Steps over a newline.
    pub(super) fn newline(&mut self) -> bool {
        let found = self.kind() == Kind::Newline;
        if found {
            self.at = self.ahead.1.end as usize;
            self.ahead = self.read(self.at);
        }
        found
    }

    fn skip_to(&mut self, at: usize) {
        self.at = at;
        self.before = at as u32;
        self.ahead = self.read(at);
    }

    fn read(&self, at: usize) -> (Kind, TextRange) {
        let mut found = token(self.text, at, self.end);
        while found.0 == Kind::Newline && self.brackets > 0 {
            found = token(self.text, found.1.end as usize, self.end);
        }
        found
    }
}
