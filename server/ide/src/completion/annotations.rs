//! In `---` comments: tags, and what stands behind each of them: types, parameters, hooks, codes.

use pipelua_analysis::Db;
use pipelua_analysis::classes::{Classes, classes};
use pipelua_analysis::lint::registry;
use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::workspace::hooks::hooks;
use pipelua_syntax::luacats::TAGS;
use pipelua_syntax::{CommentKind, NodeKind, TextRange};

use super::place::{in_comment, word_at};
use super::{Completion, CompletionKind, Docs};
use crate::name_at::FilePosition;

const TYPES: [&str; 9] = [
    "string",
    "integer",
    "number",
    "boolean",
    "table",
    "fun(): any",
    "any",
    "nil",
    "unknown",
];
const SWITCHES: [&str; 4] = ["disable-next-line", "disable-line", "disable", "enable"];

/// Nothing but in an annotation.
pub(super) fn completion(db: &dyn Db, at: FilePosition) -> Vec<Completion> {
    let parse = parse(db, at.file);
    let Some((CommentKind::Doc, comment)) = in_comment(parse, at.offset) else {
        return Vec::new();
    };
    let line = parse.text().get(comment.start as usize + 3..at.offset as usize);
    let Some(line) = line.map(str::trim_start) else {
        return Vec::new();
    };
    let word = word_at(parse.text(), at.offset);
    let Some(rest) = line.strip_prefix('@') else {
        return if line.is_empty() {
            tags(word, "@")
        } else {
            Vec::new()
        };
    };
    let Some((tag, rest)) = rest.split_once(char::is_whitespace) else {
        return tags(word, "");
    };
    // What is complete before the word that is written.
    let before = rest
        .get(..rest.len().saturating_sub((at.offset - word.start) as usize))
        .unwrap_or_default();
    let first = before.trim().is_empty();
    match tag {
        "hook" => named(hooks(db).names(), CompletionKind::Hook, word),
        "diagnostic" => diagnostic(parse.text(), at.offset, before, word),
        "param" if first => parameters(db, at, word, comment.end),
        "class" if !before.contains(':') => Vec::new(),
        "field" | "alias" | "enum" | "generic" | "operator" | "cast" if first => Vec::new(),
        "type" | "return" | "param" | "field" | "class" | "alias" | "cast" | "generic" | "vararg" | "as"
        | "config" | "data" | "overload" | "operator" | "return_overload" => types(db, at, word),
        _ => Vec::new(),
    }
}

fn named<'a>(names: impl Iterator<Item = &'a str>, kind: CompletionKind, word: TextRange) -> Vec<Completion> {
    names.map(|name| Completion::new(name, kind, word)).collect()
}

fn tags(word: TextRange, prefix: &str) -> Vec<Completion> {
    let own = pipelua_schemas::builtin().annotations();
    TAGS.into_iter()
        .map(|tag| {
            let ours = own.iter().find(|known| known.tag.strip_prefix('@') == Some(tag));
            Completion {
                detail: ours.map(|known| known.title.clone()).unwrap_or_default(),
                docs: ours.map_or(Docs::None, |known| Docs::Text(known.docs.clone())),
                new_text: format!("{prefix}{tag}"),
                ..Completion::new(format!("{prefix}{tag}"), CompletionKind::Keyword, word)
            }
        })
        .collect()
}

/// The parameters of the function below that have no annotation yet.
fn parameters(db: &dyn Db, at: FilePosition, word: TextRange, end: u32) -> Vec<Completion> {
    let (parse, tree) = (parse(db, at.file), lower(db, at.file));
    let bodies = tree.of_kind(NodeKind::FunctionBody);
    let next = bodies
        .filter(|body| parse.node_range(*body).start > end)
        .min_by_key(|body| parse.node_range(*body).start);
    let Some(body) = next else {
        return Vec::new();
    };
    let names = tree.children(tree.child(body, 0)).map(|param| tree.name(param));
    named(names, CompletionKind::Local, word)
}

fn types(db: &dyn Db, at: FilePosition, word: TextRange) -> Vec<Completion> {
    let own = Classes::read(lower(db, at.file));
    let mut names: Vec<&str> = own.names().collect();
    names.extend(classes(db).names());
    names.extend(TYPES);
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(*name));
    named(names.into_iter(), CompletionKind::Type, word)
}

/// `---@diagnostic disable: CODE`; codes have dashes, which are no part of a word.
fn diagnostic(text: &str, offset: u32, before: &str, word: TextRange) -> Vec<Completion> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let head = text.get(..offset as usize).unwrap_or_default();
    let start = head.len() - head.chars().rev().take_while(|c| is_part(*c)).count();
    let tail = text.get(offset as usize..).unwrap_or_default();
    let end = offset + tail.chars().take_while(|c| is_part(*c)).count() as u32;
    let range = TextRange::new(start as u32, end.max(word.end));
    if !before.contains(':') {
        return named(SWITCHES.into_iter(), CompletionKind::Keyword, range);
    }
    if before.contains("-- ") {
        return Vec::new();
    }
    registry()
        .iter()
        .map(|lint| Completion {
            detail: lint.severity.as_str().to_owned(),
            docs: Docs::Text(lint.page.trim().to_owned()),
            ..Completion::new(lint.code, CompletionKind::Lint, range)
        })
        .collect()
}
