//! The one form of JSON files, by the schema of their kind; one of no kind keeps the order of its keys.

use pipelua_analysis::FileKind;
use pipelua_syntax::{Encoding, LineIndex, TextRange};

/// `text` in the one form of its kind.
///
/// # Errors
/// Why it has none, with the place: it is no JSON, or something would be lost.
pub(crate) fn canonical(kind: FileKind, text: &str) -> Result<String, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    pipelua_ide::canonical(kind, text).map_err(|refused| located(text, refused.range, &refused.message))
}

/// `message` with the line and column that it is about.
pub(crate) fn located(text: &str, range: TextRange, message: &str) -> String {
    let at = LineIndex::new(text).position(range.start, Encoding::Utf16);
    format!("line {}, column {}: {message}", at.line + 1, at.character + 1)
}
