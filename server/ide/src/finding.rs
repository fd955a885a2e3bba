//! A finding as editors and reports need it: its places counted in lines and characters, free of its database.

use pipelua_analysis::Severity;
use serde::Serialize;

/// One finding. The order of the fields is that of the JSON output.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Relative to the workspace, with `/`.
    pub file: String,
    pub code: &'static str,
    #[serde(serialize_with = "as_str")]
    pub severity: Severity,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    pub url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<&'static str>,
    pub fingerprint: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub placements: Vec<Placement>,
    /// `null` for the file as a whole.
    pub range: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    pub related: Vec<Related>,
    pub fixes: Vec<Fix>,
}

#[derive(Debug, Serialize)]
pub struct Placement {
    pub hook: String,
    pub node: String,
}

#[derive(Debug, Serialize)]
pub struct Related {
    pub file: String,
    pub range: Range,
    pub message: String,
}

#[derive(Debug, Serialize)]
pub struct Fix {
    pub id: String,
    pub title: String,
    pub safe: bool,
    pub preferred: bool,
    pub edits: Vec<Edit>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    pub file: String,
    pub range: Range,
    pub new_text: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rename {
    pub from: String,
    pub to: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Range {
    pub start: Position,
    pub end: Position,
}

/// A place in a text, all from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Position {
    pub line: u32,
    /// Units of the encoding that was asked for, from the start of the line.
    pub character: u32,
    /// Bytes from the start of the file.
    pub byte: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for this form
fn as_str<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.as_str())
}
