//! Byte ranges of analysis as the places that reports and editors name.

use pipelua_syntax::{Encoding, LineIndex, TextRange};

use crate::finding::{Position, Range};

/// The lines of one text, counted when the first range is asked for.
pub struct Positions<'a> {
    text: &'a str,
    encoding: Encoding,
    index: Option<LineIndex>,
}

impl<'a> Positions<'a> {
    pub fn new(text: &'a str, encoding: Encoding) -> Self {
        Self {
            text,
            encoding,
            index: None,
        }
    }

    /// Where the range begins and ends; behind the text: its end.
    pub fn range(&mut self, range: TextRange) -> Range {
        let (text, encoding) = (self.text, self.encoding);
        let index = self.index.get_or_insert_with(|| LineIndex::new(text));
        let position = |byte: u32| {
            let byte = byte.min(text.len() as u32);
            let at = index.position(byte, encoding);
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
