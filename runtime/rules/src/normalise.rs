//! The form of a source text that is measured, hashed, compared, stored and run: no byte order mark,
//! lines ended by LF alone.

use std::borrow::Cow;

/// `text` without a byte order mark at its start and with each CR LF as LF. A lone CR stays.
pub fn normalise(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.contains("\r\n") {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// From offsets of a normalised text back to the text as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OffsetMap {
    /// Bytes dropped at the start.
    dropped: u32,
    /// Offsets, in the normalised text, of each LF that was CR LF.
    newlines: Vec<u32>,
}

impl OffsetMap {
    /// The map for [`normalise`] of `text`.
    pub fn new(text: &str) -> Self {
        let plain = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let newlines = plain
            .match_indices("\r\n")
            .enumerate()
            .map(|(before, (at, _))| (at - before) as u32);
        Self {
            dropped: (text.len() - plain.len()) as u32,
            newlines: newlines.collect(),
        }
    }

    /// The place of `offset` in the text as written; an LF that was CR LF is at its CR.
    pub fn original(&self, offset: u32) -> u32 {
        let before = self.newlines.partition_point(|&newline| newline < offset);
        self.dropped + offset + before as u32
    }
}

#[cfg(test)]
mod tests {
    use super::{OffsetMap, normalise};

    #[test]
    fn bom_and_carriage_returns_go() {
        for (written, expected) in [
            ("", ""),
            ("a\nb", "a\nb"),
            ("\u{feff}a\r\nb\r\n", "a\nb\n"),
            ("a\rb\r\r\n", "a\rb\r\n"),
            ("a\u{feff}", "a\u{feff}"),
            ("\u{feff}\u{feff}a", "\u{feff}a"),
        ] {
            assert_eq!(normalise(written), expected, "{written:?}");
        }
    }

    #[test]
    fn every_offset_leads_back_to_the_same_character() {
        for written in ["", "\u{feff}é\r\nb\r\n\r\nc\rd", "\r\n", "a\nb", "\u{feff}"] {
            let (plain, map) = (normalise(written), OffsetMap::new(written));
            for (at, c) in plain.char_indices() {
                let original = map.original(at as u32) as usize;
                let found = written[original..].chars().next().unwrap();
                assert!(found == c || (c == '\n' && found == '\r'), "{written:?} at {at}");
            }
            assert_eq!(
                map.original(plain.len() as u32) as usize,
                written.len(),
                "{written:?}: the end"
            );
        }
    }
}
