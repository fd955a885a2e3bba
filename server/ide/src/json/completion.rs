//! What can stand at a place of a pipeline, sample, hook or manifest: keys, values, and the names of scripts and nodes.

mod toml;

use std::collections::BTreeSet;

use pipelua_analysis::workspace::hooks::hooks;
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::manifest::manifest;
use pipelua_analysis::workspace::pipeline::pipeline;
use pipelua_analysis::{Db, FileKind, SourceFile, files_of, stem};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Part, Value, split_pointer};

use super::named::pipeline_for;
use super::schema::{at as schema_at, description, keys, schema_of, type_name, values};
use crate::completion::{Completion, CompletionKind, Docs};
use crate::name_at::FilePosition;

/// What can be written at a place; nothing in Lua files.
pub(crate) fn completion(db: &dyn Db, at: FilePosition) -> Vec<Completion> {
    match at.file.kind(db) {
        FileKind::Manifest => toml::completion(db, at),
        FileKind::Pipeline | FileKind::Sample | FileKind::Hook => in_json(db, at),
        _ => Vec::new(),
    }
}

fn in_json(db: &dyn Db, at: FilePosition) -> Vec<Completion> {
    let tree = json(db, at.file);
    let place = tree.place_at(at.offset);
    let value = place.value;
    match place.part {
        Part::Key => {
            let Some(member) = value.key() else {
                return Vec::new();
            };
            let Some(object) = value.parent() else {
                return Vec::new();
            };
            in_object(db, at.file, object, member.key_range, Some(member.name))
        }
        Part::Inside if value.as_object().is_some() => {
            let cursor = TextRange::empty(at.offset);
            match value_before(db, at, value) {
                Some(hole) => in_value(db, at.file, hole, cursor),
                None => in_object(db, at.file, value, cursor, None),
            }
        }
        Part::Inside if value.as_array().is_some() => {
            let mut path = split_pointer(&value.pointer()).unwrap_or_default();
            path.push("0".to_owned());
            written(db, at.file, &path, value, TextRange::empty(at.offset))
        }
        // Blanks around a missing value stay.
        Part::Value if value.is_hole() => in_value(db, at.file, value, TextRange::empty(at.offset)),
        Part::Value => in_value(db, at.file, value, value.range()),
        Part::Inside | Part::Outside => Vec::new(),
    }
}

/// The missing value of a key whose colon stands before the cursor.
fn value_before<'a>(db: &dyn Db, at: FilePosition, object: Value<'a>) -> Option<Value<'a>> {
    let text = at.file.text(db).as_str();
    let before = text.get(..at.offset as usize)?.trim_end();
    let last = object
        .as_object()?
        .rfind(|member| member.key_range.end <= at.offset)?;
    (before.ends_with(':') && last.value.is_hole()).then_some(last.value)
}

/// Keys that the object does not have yet; `own` is the key being written.
fn in_object(
    db: &dyn Db,
    file: SourceFile,
    object: Value<'_>,
    range: TextRange,
    own: Option<&str>,
) -> Vec<Completion> {
    let Some(schema) = schema_of(file.kind(db)) else {
        return Vec::new();
    };
    let path = split_pointer(&object.pointer()).unwrap_or_default();
    let taken: BTreeSet<&str> = object
        .as_object()
        .into_iter()
        .flatten()
        .map(|member| member.name)
        .collect();
    let is_free = |name: &str| own == Some(name) || !taken.contains(name);
    let has_colon = own.is_some() && {
        let text = file.text(db).as_str();
        text.get(range.end as usize..)
            .is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    let key = |label: &str, kind, detail: String, docs: String| Completion {
        detail,
        docs: Docs::text(docs),
        new_text: if has_colon {
            format!("\"{label}\"")
        } else {
            format!("\"{label}\": ")
        },
        ..Completion::new(label, kind, range)
    };
    let mut found: Vec<Completion> = schema_at(&schema, &path)
        .into_iter()
        .flat_map(|here| keys(&schema, here))
        .filter(|(name, _)| is_free(name))
        .map(|(name, said)| {
            key(
                name,
                CompletionKind::Key,
                type_name(said),
                description(said).to_owned(),
            )
        })
        .collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match (file.kind(db), path.as_slice()) {
        (FileKind::Sample, ["outputs"] | ["expect", "nodes"]) => {
            let nodes = nodes(db, file).into_iter().filter(|(name, _)| is_free(name));
            found.extend(nodes.map(|(name, script)| key(&name, CompletionKind::Node, script, String::new())));
        }
        (FileKind::Sample, [section @ ("secrets" | "env")]) => {
            let manifest = manifest(db);
            let names = if *section == "secrets" {
                &manifest.secrets
            } else {
                &manifest.env
            };
            let free = names.iter().filter(|(name, _)| is_free(name));
            found.extend(
                free.map(|(name, about)| key(name, CompletionKind::Name, String::new(), about.to_owned())),
            );
        }
        _ => {}
    }
    found
}

fn in_value(db: &dyn Db, file: SourceFile, value: Value<'_>, range: TextRange) -> Vec<Completion> {
    let path = split_pointer(&value.pointer()).unwrap_or_default();
    written(db, file, &path, value, range)
}

/// Values at a path. `near` is the value, or the array that it will be in.
fn written(
    db: &dyn Db,
    file: SourceFile,
    path: &[String],
    near: Value<'_>,
    range: TextRange,
) -> Vec<Completion> {
    let string = |label: &str, kind, detail: String| Completion {
        detail,
        new_text: format!("\"{label}\""),
        ..Completion::new(label, kind, range)
    };
    let path_of: Vec<&str> = path.iter().map(String::as_str).collect();
    match (file.kind(db), path_of.as_slice()) {
        (FileKind::Pipeline, ["nodes", _, "script"]) => files_of(db, FileKind::Script)
            .map(|script| string(stem(script.path(db)), CompletionKind::Script, String::new()))
            .collect(),
        (FileKind::Pipeline, ["nodes", own, "needs", _]) => {
            let array = if near.as_array().is_some() {
                Some(near)
            } else {
                near.parent()
            };
            let taken: Vec<&str> = array
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter(|item| item.id() != near.id())
                .filter_map(Value::as_str)
                .collect();
            nodes(db, file)
                .into_iter()
                .filter(|(name, _)| name != own && !taken.contains(&name.as_str()))
                .map(|(name, script)| string(&name, CompletionKind::Node, script))
                .collect()
        }
        (FileKind::Sample, ["node"]) => nodes(db, file)
            .into_iter()
            .map(|(name, script)| string(&name, CompletionKind::Node, script))
            .collect(),
        (FileKind::Pipeline | FileKind::Sample, ["hook"]) => hooks(db)
            .names()
            .map(|name| string(name, CompletionKind::Hook, String::new()))
            .collect(),
        _ => {
            let Some(schema) = schema_of(file.kind(db)) else {
                return Vec::new();
            };
            let mut found: Vec<Completion> = Vec::new();
            for text in schema_at(&schema, path).into_iter().flat_map(values) {
                if found.iter().all(|known| known.new_text != text) {
                    let label = text.trim_matches('"').to_owned();
                    found.push(Completion {
                        new_text: text,
                        ..Completion::new(label, CompletionKind::Value, range)
                    });
                }
            }
            found
        }
    }
}

/// The nodes of the pipeline that a file belongs to, each with its script.
fn nodes(db: &dyn Db, file: SourceFile) -> Vec<(String, String)> {
    let Some(file) = pipeline_for(db, file) else {
        return Vec::new();
    };
    pipeline(db, file)
        .nodes
        .iter()
        .map(|node| {
            (
                node.name.to_string(),
                node.script.as_deref().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;
