//! The pages about what scripts can reach, and what not.

use std::fmt::Write;

use super::cell;
use crate::sandbox::{Entry, EntryKind, Removed};

pub(super) fn helpers() -> String {
    let sandbox = crate::builtin().sandbox();
    let mut out = sandbox
        .get("helpers")
        .map(|entry| entry.docs.clone() + "\n")
        .unwrap_or_default();
    let of_helpers = |entry: &&Entry| entry.path.starts_with("helpers.") || entry.path == "await";
    for entry in sandbox.entries().iter().filter(of_helpers) {
        describe(&mut out, "##", entry);
    }
    let _ = write!(
        out,
        "\n## Types\n\nThe classes that signatures name.\n\n```lua\n{}```\n",
        sandbox.types_lua()
    );
    out
}

pub(super) fn library() -> String {
    let sandbox = crate::builtin().sandbox();
    let mut out = "Scripts run on Lua 5.4. This is all of it that they can reach.\n".to_owned();
    out.push_str("\n## Globals\n");
    for entry in sandbox.globals().filter(|entry| entry.is_function()) {
        describe(&mut out, "###", entry);
    }
    for table in sandbox
        .globals()
        .filter(|entry| entry.kind == EntryKind::Table && entry.path != "helpers")
    {
        let _ = write!(out, "\n## {}\n\n{}\n", table.path, table.docs);
        for entry in sandbox.members(&table.path) {
            describe(&mut out, "###", entry);
        }
    }
    out
}

pub(super) fn removed() -> String {
    let sandbox = crate::builtin().sandbox();
    let mut out = "\
The sandbox is a list of what is allowed, so nothing else exists either. These are the names that people look for.
An assignment to any global, and reading one that does not exist, are errors.
"
    .to_owned();
    let mut table = |title: &str, wanted: &dyn Fn(&Removed) -> bool| {
        let _ = write!(out, "\n## {title}\n\n| name | why | instead |\n|---|---|---|\n");
        for removed in sandbox.all_removed().iter().filter(|removed| wanted(removed)) {
            let reason = match &removed.version {
                Some(version) => format!("{} ({version} had it)", removed.reason),
                None => removed.reason.clone(),
            };
            let _ = writeln!(
                out,
                "| `{}` | {} | {} |",
                removed.path,
                cell(&reason),
                cell(&removed.replacement)
            );
        }
    };
    table("Of Lua 5.4", &|removed| removed.version.is_none());
    table("Of other Luas", &|removed| removed.version.is_some());
    out
}

fn describe(out: &mut String, heading: &str, entry: &Entry) {
    let _ = write!(out, "\n{heading} {}\n", entry.path);
    if entry.kind != EntryKind::Table {
        out.push_str("\n```lua\n");
        for signature in std::iter::once(&entry.signature).chain(&entry.overloads) {
            let _ = writeln!(out, "{}: {signature}", entry.path);
        }
        out.push_str("```\n");
    }
    let _ = write!(out, "\n{}\n", entry.docs);
    if let Some(deprecated) = &entry.deprecated {
        let _ = write!(out, "\n**Deprecated.** {}\n", deprecated.message);
    }
    if !entry.params.is_empty() || !entry.returns.is_empty() {
        out.push('\n');
    }
    for param in &entry.params {
        let _ = writeln!(out, "- `{}`: {}", param.name, param.docs);
    }
    for returned in &entry.returns {
        let _ = writeln!(out, "- returns: {returned}");
    }
    if let Some(example) = &entry.example {
        let _ = write!(out, "\n```lua\n{example}\n```\n");
    }
    if let Some(source) = &entry.source {
        let _ = write!(out, "\nSource: {source}.\n");
    }
}
