//! What is wrong with a JSON text, worded for the person who wrote it.

use super::TextRange;

/// One departure from JSON, with its place and, where known, the edit that ends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JsonError {
    pub kind: JsonErrorKind,
    pub range: TextRange,
    /// One sentence, at most 100 characters.
    pub message: String,
    /// Another place that explains this one, such as the bracket that is never closed.
    pub related: Option<Related>,
    pub fix: Option<Fix>,
}

/// A second place and what it has to do with the first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Related {
    pub range: TextRange,
    pub message: String,
}

/// An edit with the name that a person is offered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<(TextRange, String)>,
}

/// The kinds of errors, for tests and for those who treat one specially.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonErrorKind {
    Empty,
    MissingComma,
    ExtraComma,
    MissingColon,
    MissingValue,
    MissingKey,
    UnquotedKey,
    UnquotedText,
    WrongQuotes,
    UnterminatedString,
    ControlCharacter,
    BadEscape,
    LoneSurrogate,
    BadNumber,
    UnknownWord,
    NeverClosed,
    Unexpected,
    TrailingText,
    TooDeep,
    UnterminatedComment,
    HashComment,
    TooLong,
}

impl JsonError {
    pub(super) fn new(kind: JsonErrorKind, range: TextRange, message: impl Into<String>) -> Self {
        Self {
            kind,
            range,
            message: message.into(),
            related: None,
            fix: None,
        }
    }

    pub(super) fn related(mut self, range: TextRange, message: impl Into<String>) -> Self {
        self.related = Some(Related {
            range,
            message: message.into(),
        });
        self
    }

    pub(super) fn fix(
        mut self,
        title: impl Into<String>,
        range: TextRange,
        new_text: impl Into<String>,
    ) -> Self {
        self.fix = Some(Fix {
            title: title.into(),
            edits: vec![(range, new_text.into())],
        });
        self
    }
}

/// A piece of the author's text as a message quotes it: on one line and at most 24 characters long.
/// An empty one is `""`.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 24;
    if text.is_empty() {
        return "\"\"".to_owned();
    }
    let mut out: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() || c == '`' { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push_str("..");
    }
    out
}
