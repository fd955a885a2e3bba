//! The layout of one file, by its kind.

use std::path::Path;

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

/// How a file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Language {
    Lua,
    /// In the form of its kind, if it is one of ours.
    Json(FileKind),
}

/// The language of the file at `path`, relative to its workspace, by its extension; `None` if it is neither.
pub(crate) fn language(path: &str) -> Option<Language> {
    match Path::new(path).extension()?.to_str()? {
        "lua" => Some(Language::Lua),
        "json" => Some(Language::Json(FileKind::of(path))),
        _ => None,
    }
}

/// Lays out a text.
pub(crate) fn layout(language: Language, text: &FileText, style: &Style) -> Layout {
    let FileText::Utf8(text) = text else {
        return Layout::LeftAlone("it is not UTF-8".to_owned());
    };
    let new = match language {
        Language::Lua => pipelua_format::format(text, style).map_err(|error| reason(text, &error)),
        Language::Json(kind) => canonical(kind, text),
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
