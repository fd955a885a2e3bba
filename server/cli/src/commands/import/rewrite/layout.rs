//! A script is written as `pipelua fmt` lays it out, so that laying it out later moves nothing that the baseline accepts.

use pipelua_format::{Style, format, style};
use pipelua_syntax::{Encoding, LineIndex, TokenKind, parse};

pub(super) struct Layout {
    pub(super) text: String,
    /// Of each word of the script, in order: where it began before, and its line now. Empty if nothing moved.
    words: Vec<(u32, u32)>,
    lines: LineIndex,
}

impl Layout {
    /// As `pipelua fmt` does it; a text that it does not take stays as it is.
    pub(super) fn of(text: String) -> Self {
        let laid_out = style(&serde_json::Map::new(), None)
            .ok()
            .and_then(|style: Style| format(&text, &style).ok());
        let Some(new) = laid_out else {
            return Self::as_it_is(text);
        };
        let (before, after) = (words(&text), words(&new));
        if before.len() != after.len() {
            return Self::as_it_is(text);
        }
        let words = before
            .iter()
            .zip(&after)
            .map(|((start, _), (_, line))| (*start, *line));
        Self {
            words: words.collect(),
            lines: LineIndex::new(&new),
            text: new,
        }
    }

    pub(super) fn as_it_is(text: String) -> Self {
        Self {
            words: Vec::new(),
            lines: LineIndex::new(&text),
            text,
        }
    }

    /// The line, from 0, of what began at `offset` before: that of its first word.
    pub(super) fn line(&self, offset: u32) -> u32 {
        let at = self.words.partition_point(|(start, _)| *start < offset);
        match self.words.get(at).or(self.words.last()) {
            Some((_, line)) => *line,
            None => self.lines.position(offset, Encoding::Utf8).line,
        }
    }
}

/// Names, keywords and values, with where they begin and their lines; a layout changes signs alone.
fn words(text: &str) -> Vec<(u32, u32)> {
    let parsed = parse(text);
    let lines = LineIndex::new(text);
    let tokens = parsed.tokens().iter().enumerate();
    tokens
        .filter(|(_, token)| {
            let kind = token.kind();
            kind.is_keyword() || matches!(kind, TokenKind::Name | TokenKind::Number | TokenKind::String)
        })
        .map(|(index, _)| {
            let start = parsed.token_range(index as u32).start;
            (start, lines.position(start, Encoding::Utf8).line)
        })
        .collect()
}
