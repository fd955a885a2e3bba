//! What is built in, from `schemas/`: signatures, docs, an example; and why something is not there.

use std::fmt::Write as _;

use pipelua_schemas::{Entry, EntryKind};

use super::{code, join};

/// The entry at a dotted path, or why there is none.
pub(super) fn markdown(path: &str) -> Option<String> {
    let sandbox = pipelua_schemas::builtin().sandbox();
    if let Some(entry) = sandbox.get(path) {
        return Some(of_entry(entry));
    }
    let removed = sandbox.removed_around(path)?;
    Some(join([
        format!("`{path}` does not exist in the sandbox: {}", removed.reason),
        removed.replacement.clone(),
    ]))
}

fn of_entry(entry: &Entry) -> String {
    let kind = match entry.kind {
        EntryKind::Function if entry.is_async => "async function",
        EntryKind::Function => "function",
        EntryKind::Table => "table",
        EntryKind::Value => "value",
    };
    let mut head = format!("({kind}) {}: {}", entry.path, entry.signature);
    for overload in &entry.overloads {
        let _ = write!(head, "\n-- or {overload}");
    }
    let deprecated = entry
        .deprecated
        .as_ref()
        .map(|deprecated| format!("**Deprecated:** {}", deprecated.message));
    let mut parts = String::new();
    for param in &entry.params {
        let _ = writeln!(parts, "- `{}`: {}", param.name, param.docs);
    }
    for returned in &entry.returns {
        let _ = writeln!(parts, "- returns {returned}");
    }
    join([
        code(&head),
        deprecated.unwrap_or_default(),
        entry.docs.trim().to_owned(),
        parts.trim_end().to_owned(),
        entry
            .example
            .as_ref()
            .map(|example| code(example.trim_end()))
            .unwrap_or_default(),
    ])
}
