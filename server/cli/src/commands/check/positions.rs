//! Byte ranges of analysis as the places that reports name.

use pipelua_syntax::{Encoding, LineIndex, TextRange};

use crate::report::{Position, Range};

/// The lines of one text, counted when the first range is asked for.
pub(crate) struct Positions<'a> {
    text: &'a str,
    index: Option<LineIndex>,
}

impl<'a> Positions<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, index: None }
    }

    pub(crate) fn range(&mut self, range: TextRange) -> Range {
        let text = self.text;
        let index = self.index.get_or_insert_with(|| LineIndex::new(text));
        let position = |byte: u32| {
            let byte = byte.min(text.len() as u32);
            let at = index.position(byte, Encoding::Utf16);
            Position {
                line: at.line,
                character: at.character,
                byte,
            }
        };
        Range {
            start: position(range.start),
            end: position(range.end),
        }
    }
}
