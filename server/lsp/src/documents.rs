//! Open documents: a rope for each, edited in place, so that a keystroke in a long text costs what the keystroke is.

use pipelua_syntax::{Encoding, MAX_TEXT_BYTES, Position};
use ropey::{Rope, RopeSlice};
use tower_lsp_server::lsp_types::{TextDocumentContentChangeEvent, Uri};

/// A document that the client has open: its text there counts, not the file.
#[derive(Debug)]
pub(crate) struct Document {
    /// As the client writes it.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    rope: Rope,
}

impl Document {
    pub(crate) fn new(uri: Uri, version: i32, text: &str) -> Self {
        Self {
            uri,
            version,
            rope: Rope::from_str(text),
        }
    }

    /// Applies the changes of one notification, each to the text that the one before it left.
    pub(crate) fn apply(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        self.version = version;
        for change in changes {
            let Some(range) = change.range else {
                self.rope = Rope::from_str(&change.text);
                continue;
            };
            let at = |position: tower_lsp_server::lsp_types::Position| {
                let position = Position {
                    line: position.line,
                    character: position.character,
                };
                char_at(&self.rope, position, encoding)
            };
            let (start, end) = (at(range.start), at(range.end));
            let (start, end) = (start.min(end), start.max(end));
            self.rope.remove(start..end);
            if self.rope.len_bytes() + change.text.len() <= 2 * MAX_TEXT_BYTES {
                self.rope.insert(start, &change.text);
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from(&self.rope)
    }
}

/// The character at a place, clamped to its line and to the text; inside a character: that character.
fn char_at(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return rope.len_chars();
    }
    let start = rope.line_to_char(line);
    let text = without_newline(rope.line(line));
    let character = position.character as usize;
    let inside = match encoding {
        Encoding::Utf32 => character.min(text.len_chars()),
        Encoding::Utf16 => text.utf16_cu_to_char(character.min(text.len_utf16_cu())),
        Encoding::Utf8 => text.byte_to_char(character.min(text.len_bytes())),
    };
    start + inside
}

fn without_newline(line: RopeSlice<'_>) -> RopeSlice<'_> {
    let mut end = line.len_chars();
    if end > 0 && line.char(end - 1) == '\n' {
        end -= 1;
    }
    if end > 0 && line.char(end - 1) == '\r' {
        end -= 1;
    }
    line.slice(..end)
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use tower_lsp_server::lsp_types::{Position as LspPosition, Range};

    use super::*;

    #[track_caller]
    fn check(encoding: Encoding, text: &str, changes: &[(u32, u32, u32, u32, &str)], expected: &str) {
        let mut document = Document::new(Uri::from_str("file:///a.lua").unwrap(), 1, text);
        let changes = changes
            .iter()
            .map(|(line, from, to_line, to, text)| TextDocumentContentChangeEvent {
                range: Some(Range::new(
                    LspPosition::new(*line, *from),
                    LspPosition::new(*to_line, *to),
                )),
                range_length: None,
                text: (*text).to_owned(),
            })
            .collect();
        document.apply(2, changes, encoding);
        assert_eq!(document.text(), expected);
    }

    #[test]
    fn changes_follow_each_other() {
        check(
            Encoding::Utf16,
            "ab\ncd\n",
            &[(0, 0, 0, 0, "x\n"), (1, 1, 2, 1, "-")],
            "x\na-d\n",
        );
    }

    #[test]
    fn each_encoding_counts_its_own_units() {
        check(Encoding::Utf16, "a😀b", &[(0, 3, 0, 4, "c")], "a😀c");
        check(Encoding::Utf8, "a😀b", &[(0, 5, 0, 6, "c")], "a😀c");
        check(Encoding::Utf32, "a😀b", &[(0, 2, 0, 3, "c")], "a😀c");
    }

    #[test]
    fn a_place_behind_a_line_is_its_end_and_behind_the_text_the_end() {
        check(Encoding::Utf16, "ab\r\ncd", &[(0, 99, 0, 99, "x")], "abx\r\ncd");
        check(Encoding::Utf16, "ab\r\ncd", &[(9, 0, 9, 0, "x")], "ab\r\ncdx");
    }

    #[test]
    fn lines_end_where_the_protocol_says_and_nowhere_else() {
        check(
            Encoding::Utf16,
            "a\u{2028}b\u{85}c\rd",
            &[(1, 0, 1, 0, "x")],
            "a\u{2028}b\u{85}c\rxd",
        );
    }
}
