//! What is wrong with a schema file, with the place: file, line, column and JSON pointer.

use crate::locate::{Place, locate_all};

/// One thing that is wrong with a file of schemas.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{file}:{}{message}{}", place(*.line, *.column), at(.pointer))]
pub struct SchemaProblem {
    pub kind: SchemaProblemKind,
    /// Relative to the workspace, such as `hooks/before_export.json`.
    pub file: String,
    /// JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
    /// From 1.
    pub line: Option<u32>,
    /// In characters, from 1.
    pub column: Option<u32>,
    /// For people: what is wrong, and a way out.
    pub message: String,
    /// Whether the key at `pointer` is meant, and not its value.
    pub about_key: bool,
}

/// What is wrong with a document, before its place is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fault {
    pub(crate) pointer: String,
    pub(crate) message: String,
    pub(crate) about_key: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SchemaProblemKind {
    /// The text is not JSON, or holds a key twice.
    Syntax,
    /// The file has a name that no hook can have.
    Name,
    /// What the document says.
    Schema,
}

impl SchemaProblem {
    /// Faults, at the places where their pointers stand in `text`.
    pub(crate) fn of_schemas(file: &str, text: &str, faults: Vec<Fault>) -> Vec<Self> {
        let places = locate_all(text, faults.iter().map(|fault| fault.pointer.as_str()));
        let faults = faults.into_iter().zip(places);
        faults
            .map(|(fault, place)| Self {
                about_key: fault.about_key,
                ..Self::at(
                    SchemaProblemKind::Schema,
                    file,
                    place,
                    fault.pointer,
                    fault.message,
                )
            })
            .collect()
    }

    pub(crate) fn at(
        kind: SchemaProblemKind,
        file: &str,
        place: Option<Place>,
        pointer: String,
        message: String,
    ) -> Self {
        Self {
            kind,
            file: file.to_owned(),
            pointer,
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            message,
            about_key: kind == SchemaProblemKind::Syntax,
        }
    }
}

fn place(line: Option<u32>, column: Option<u32>) -> String {
    match (line, column) {
        (Some(line), Some(column)) => format!("{line}:{column}: "),
        (Some(line), None) => format!("{line}: "),
        _ => " ".to_owned(),
    }
}

fn at(pointer: &str) -> String {
    if pointer.is_empty() {
        String::new()
    } else {
        format!(" (at {pointer})")
    }
}
