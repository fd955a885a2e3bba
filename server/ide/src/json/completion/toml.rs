//! Completion in the manifest: tables, keys of a table, values. Read line by line, because TOML being typed is no TOML.

use pipelua_analysis::Db;
use pipelua_analysis::FileKind;
use pipelua_analysis::lint::registry;
use pipelua_syntax::TextRange;

use super::{Completion, CompletionKind, Docs};
use crate::json::schema::{at as schema_at, description, keys, schema_of, type_name, values};
use crate::name_at::FilePosition;

pub(super) fn completion(db: &dyn Db, at: FilePosition) -> Vec<Completion> {
    let text = at.file.text(db).as_str();
    let offset = at.offset.min(text.len() as u32);
    let Some(before) = text.get(..offset as usize) else {
        return Vec::new();
    };
    let Some(schema) = schema_of(FileKind::Manifest) else {
        return Vec::new();
    };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let table = table_of(before);
    if let Some(typed) = line.trim_start().strip_prefix('[') {
        let range = TextRange::new(offset - typed.len() as u32, offset);
        return schema_at(&schema, &[])
            .into_iter()
            .flat_map(|root| keys(&schema, root))
            .filter(|(_, said)| type_name(said) == "object")
            .map(|(name, said)| Completion {
                detail: "table".to_owned(),
                docs: Docs::text(description(said).to_owned()),
                ..Completion::new(name, CompletionKind::Key, range)
            })
            .collect();
    }
    if let Some((key, typed)) = line.split_once('=') {
        let typed = typed.trim_start();
        let mut path = table;
        path.push(key.trim().trim_matches('"').to_owned());
        let rest = text.get(offset as usize..).unwrap_or_default();
        let closes = typed.starts_with('"') && rest.starts_with('"');
        let range = TextRange::new(offset - typed.len() as u32, offset + u32::from(closes));
        let mut found: Vec<Completion> = Vec::new();
        for value in schema_at(&schema, &path).into_iter().flat_map(values) {
            if found.iter().all(|known| known.new_text != value) {
                let label = value.trim_matches('"').to_owned();
                found.push(Completion {
                    new_text: value,
                    ..Completion::new(label, CompletionKind::Value, range)
                });
            }
        }
        return found;
    }
    let typed = line.trim_start();
    let range = TextRange::new(offset - typed.len() as u32, offset);
    let key = |name: &str, kind, detail: String, docs: String| Completion {
        detail,
        docs: Docs::text(docs),
        new_text: format!("{name} = "),
        ..Completion::new(name, kind, range)
    };
    if table == ["lints"] {
        let codes = registry().iter();
        return codes
            .map(|lint| {
                let severity = lint.severity.as_str().to_owned();
                key(
                    lint.code,
                    CompletionKind::Lint,
                    severity,
                    lint.page.trim().to_owned(),
                )
            })
            .collect();
    }
    schema_at(&schema, &table)
        .into_iter()
        .flat_map(|here| keys(&schema, here))
        .filter(|(_, said)| !table.is_empty() || type_name(said) != "object")
        .map(|(name, said)| {
            key(
                name,
                CompletionKind::Key,
                type_name(said),
                description(said).to_owned(),
            )
        })
        .collect()
}

/// The table whose header stands last before the cursor.
fn table_of(before: &str) -> Vec<String> {
    let mut lines: Vec<&str> = before.lines().collect();
    if !before.ends_with('\n') {
        lines.pop();
    }
    let header = lines.iter().rev().find_map(|line| {
        line.trim()
            .strip_prefix('[')?
            .split_once(']')
            .map(|(name, _)| name)
    });
    header
        .map(|name| {
            name.split('.')
                .map(|part| part.trim().trim_matches('"').to_owned())
                .collect()
        })
        .unwrap_or_default()
}
