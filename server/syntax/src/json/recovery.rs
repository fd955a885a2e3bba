//! What the parser does where the text departs from JSON: report it once and keep the structure.

use super::error::{JsonErrorKind as Kind, shown};
use super::lexer::{Token, TokenKind};
use super::parser::{Expect, MAX_DEPTH, Parser};
use super::tree::Data;
use super::{JsonError, TextRange};

impl Parser<'_> {
    pub(super) fn extra_comma(&mut self, token: Token) {
        self.bump();
        let error = JsonError::new(
            Kind::ExtraComma,
            token.range,
            "there is nothing before this comma",
        );
        self.json
            .errors
            .push(error.fix("Remove the comma", token.range, ""));
    }

    /// The key that was read has no value; a hole stands for it right behind what was read.
    pub(super) fn missing_value(&mut self) {
        let range = self.last_range();
        let message = if self.has_key() {
            format!("the value of `{}` is missing", shown(&self.key_name()))
        } else {
            "a value is missing behind this".to_owned()
        };
        self.error(Kind::MissingValue, range, message);
        let at = self.end_of_last();
        let next = self.peek().range.start;
        self.add(
            TextRange::new(at, at.max(self.end_of_blanks(at, next))),
            Data::Hole,
        );
        self.expect(Expect::Comma);
    }

    /// Behind a colon the cursor stands after a blank: the hole reaches to the end of that line.
    fn end_of_blanks(&self, from: u32, to: u32) -> u32 {
        let gap = self.slice(TextRange::new(from, to));
        from + gap.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count() as u32
    }

    pub(super) fn close_or_skip(&mut self, token: Token) {
        let wants = match token.kind {
            TokenKind::RightBrace => true,
            TokenKind::RightBracket => false,
            TokenKind::End => return self.close_all(token),
            _ => return self.skip(token),
        };
        if !self.stack.iter().any(|frame| frame.object == wants) {
            return self.skip(token);
        }
        while let Some(frame) = self.stack.pop() {
            if frame.object == wants {
                self.bump();
                if let Some(comma) = frame.comma {
                    self.json.trailing_commas.push(comma);
                }
                self.note_slant(frame.opening, token.range);
                self.finish(frame.id, token.range.end, false);
                return;
            }
            let (open, close) = if frame.object { ('{', '}') } else { ('[', ']') };
            let message = format!("a `{close}` is missing before this `{}`", self.slice(token.range));
            let error = JsonError::new(Kind::NeverClosed, token.range, message)
                .related(frame.opening, format!("this `{open}` is never closed"))
                .fix(
                    format!("Insert `{close}`"),
                    TextRange::empty(self.end_of_last()),
                    close,
                );
            self.json.errors.push(error);
            self.finish(frame.id, self.end_of_last(), true);
        }
    }

    fn close_all(&mut self, end: Token) {
        let opening = self
            .slanted
            .or_else(|| self.stack.last().map(|frame| frame.opening));
        if let Some(opening) = opening {
            let message = format!("this `{}` is never closed", self.slice(opening));
            let end = TextRange::empty(self.end_of_last());
            let error = JsonError::new(Kind::NeverClosed, opening, message);
            self.json.errors.push(error.related(end, "the text ends here"));
        }
        while let Some(frame) = self.stack.pop() {
            self.finish(frame.id, end.range.start, true);
        }
    }

    /// Remembers an opening bracket that a wrongly indented one closes: when brackets are missing at
    /// the end of the text, this is where.
    fn note_slant(&mut self, opening: TextRange, closing: TextRange) {
        let before = |range: TextRange| self.text.get(..range.start as usize).unwrap_or_default();
        // First the blanks alone: texts of one long line are common, and looking for its start at
        // each bracket would be quadratic.
        let closed = before(closing);
        let indent = closed.trim_end_matches([' ', '\t']).len();
        if self.slanted.is_some()
            || !closed
                .get(..indent)
                .is_some_and(|text| text.ends_with(['\n', '\r']))
        {
            return;
        }
        let opened = before(opening).rsplit(['\n', '\r']).next().unwrap_or_default();
        let blanks = opened.len() - opened.trim_start().len();
        if opened.get(..blanks) != closed.get(indent..) {
            self.slanted = Some(opening);
        }
    }

    /// Passes over tokens that fit nowhere, as one error.
    pub(super) fn skip(&mut self, first: Token) {
        self.bump();
        let mut range = first.range;
        while matches!(self.peek().kind, TokenKind::Unknown) && self.peek().range.start == range.end {
            range.end = self.bump().range.end;
        }
        let message = match first.kind {
            TokenKind::RightBrace | TokenKind::RightBracket => {
                format!("this `{}` closes nothing", self.slice(range))
            }
            _ => match self.slice(range).chars().next() {
                Some(c)
                    if c.is_whitespace()
                        || c.is_control()
                        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}') =>
                {
                    format!("the invisible character U+{:04X} is not expected here", c as u32)
                }
                _ => format!("`{}` is not expected here", shown(self.slice(range))),
            },
        };
        let error = JsonError::new(Kind::Unexpected, range, message);
        self.json.errors.push(error.fix("Remove it", range, ""));
    }

    pub(super) fn too_deep(&mut self, token: Token) {
        let mut depth = 0_usize;
        let mut end = token.range.end;
        loop {
            match self.peek().kind {
                TokenKind::LeftBrace | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightBrace | TokenKind::RightBracket => depth -= 1,
                TokenKind::End => break,
                _ => {}
            }
            end = self.bump().range.end;
            if depth == 0 {
                break;
            }
        }
        let message = format!("nested deeper than {MAX_DEPTH} levels; what follows is not read");
        self.error(Kind::TooDeep, token.range, message);
        self.add(TextRange::new(token.range.start, end), Data::Hole);
        self.expect(Expect::Comma);
    }
}
