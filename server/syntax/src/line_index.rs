//! Offsets to lines and characters and back, in the three encodings of the language server protocol.
//!
//! **Source**: LSP 3.17, "Position": a line ends at `\n`, `\r\n` or `\r`.

/// How the characters of a line are counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

/// A place in a text; both counts start at 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

/// Where the lines of one text start, and which of its characters are not one byte long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineIndex {
    /// Offsets of the first byte of each line; the first is 0.
    starts: Vec<u32>,
    /// Offset behind the last byte of each line, its newline left out.
    ends: Vec<u32>,
    wide: Vec<WideChar>,
}

/// A character of more than one byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct WideChar {
    offset: u32,
    utf8: u8,
    utf16: u8,
}

impl WideChar {
    fn len(self, encoding: Encoding) -> u32 {
        u32::from(match encoding {
            Encoding::Utf8 => self.utf8,
            Encoding::Utf16 => self.utf16,
            Encoding::Utf32 => 1,
        })
    }
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut index = Self {
            starts: vec![0],
            ends: Vec::new(),
            wide: Vec::new(),
        };
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let second_of_pair = bytes[at] == b'\n' && at > 0 && bytes[at - 1] == b'\r';
            if second_of_pair {
                *index.starts.last_mut().expect("there is a first line") = at as u32 + 1;
            } else {
                index.ends.push(at as u32);
                index.starts.push(at as u32 + 1);
            }
        }
        index.ends.push(text.len() as u32);
        if !text.is_ascii() {
            let wide = text.char_indices().filter(|(_, c)| !c.is_ascii());
            index.wide = wide
                .map(|(offset, c)| WideChar {
                    offset: offset as u32,
                    utf8: c.len_utf8() as u8,
                    utf16: c.len_utf16() as u8,
                })
                .collect();
        }
        index
    }

    /// Number of lines; an empty text has one.
    pub fn lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The bytes of a line without its newline; of the last line for one that does not exist.
    pub fn line_range(&self, line: u32) -> crate::TextRange {
        let line = (line as usize).min(self.starts.len() - 1);
        crate::TextRange::new(self.starts[line], self.ends[line])
    }

    /// The place of `offset`. Behind the end: the end; inside a character: its start; inside a newline: before it.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let offset = offset.min(self.ends[line]);
        let mut character = offset - self.starts[line];
        for wide in self.wide_of_line(line) {
            if wide.offset >= offset {
                break;
            }
            let bytes_before = u32::from(wide.utf8).min(offset - wide.offset);
            let whole = bytes_before == u32::from(wide.utf8);
            character = character - bytes_before + if whole { wide.len(encoding) } else { 0 };
        }
        Position {
            line: line as u32,
            character,
        }
    }

    /// The offset of a place, clamped to its line and to the text; inside a character: its start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        let Some((&start, &end)) = self
            .starts
            .get(position.line as usize)
            .zip(self.ends.get(position.line as usize))
        else {
            return self.ends.last().copied().unwrap_or(0);
        };
        let mut offset = start;
        let mut left = position.character;
        for wide in self.wide_of_line(position.line as usize) {
            let plain = wide.offset - offset;
            if left <= plain {
                break;
            }
            left -= plain;
            offset = wide.offset;
            let len = wide.len(encoding);
            if left < len {
                return offset;
            }
            left -= len;
            offset += u32::from(wide.utf8);
        }
        offset.saturating_add(left).min(end)
    }

    fn wide_of_line(&self, line: usize) -> impl Iterator<Item = WideChar> + '_ {
        let first = self.wide.partition_point(|wide| wide.offset < self.starts[line]);
        let end = self.ends[line];
        self.wide[first..]
            .iter()
            .copied()
            .take_while(move |wide| wide.offset < end)
    }
}

#[cfg(test)]
mod tests;
