//! The layout of one file, by its kind.

use pipelua_analysis::{FileKind, FileText};
use pipelua_format::{FormatError, Style};

use crate::canonical::{canonical, located};

/// What laying out a file comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    Same,
    Changed(String),
    /// With the reason.
    LeftAlone(String),
}

/// Lays out the file at `path`, relative to its workspace.
pub(crate) fn layout(path: &str, text: &FileText, style: &Style) -> Layout {
    let FileText::Utf8(text) = text else {
        return Layout::LeftAlone("it is not UTF-8".to_owned());
    };
    let kind = FileKind::of(path);
    let new = if kind.is_lua() {
        pipelua_format::format(text, style).map_err(|error| reason(text, &error))
    } else {
        canonical(kind, text)
    };
    match new {
        Ok(new) if *new == **text => Layout::Same,
        Ok(new) => Layout::Changed(new),
        Err(reason) => Layout::LeftAlone(reason),
    }
}

fn reason(text: &str, error: &FormatError) -> String {
    match error {
        FormatError::Syntax { message, range } => located(text, *range, message),
        other => other.to_string(),
    }
}
