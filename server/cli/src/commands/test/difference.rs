//! What was expected and what came, as lines: short values in a sentence, long ones as a diff.

use pipelua_engine::sample::Failure;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// A longer value has a line of its own.
const SHORT: usize = 40;

/// A line of a difference.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Said(String),
    Expected(String),
    Got(String),
    Same(String),
}

/// What the failure is about, without `/expect`: `data/country`.
pub(super) fn what(failure: &Failure) -> &str {
    let what = failure.pointer.trim_start_matches("/expect");
    match what.trim_start_matches('/') {
        "" => "the run",
        what => what,
    }
}

pub(super) fn lines(failure: &Failure) -> Vec<Line> {
    let (what, expected) = (what(failure), expected(failure));
    if what.starts_with("logs/") {
        return logs(what, &expected, &failure.actual);
    }
    let got = match &failure.actual {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if failure.pointer.is_empty() || what == "the run" || what == "context" => {
            text.clone()
        }
        other => other.to_string(),
    };
    if !is_big(&failure.expected) && !is_big(&failure.actual) {
        let sentence = format!("{what}: expected {expected}, got {got}");
        let is_short = expected.chars().count().max(got.chars().count()) <= SHORT;
        if is_short || what == "the run" || what == "context" {
            return vec![Line::Said(sentence)];
        }
        return vec![
            Line::Said(format!("{what}:")),
            Line::Expected(expected),
            Line::Got(got),
        ];
    }
    let mut lines = vec![Line::Said(format!("{what}:"))];
    let (left, right) = (pretty(&failure.expected), pretty(&failure.actual));
    let diff = TextDiff::from_lines(&left, &right);
    for group in diff.grouped_ops(2) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = change.value().trim_end_matches('\n').to_owned();
            lines.push(match change.tag() {
                ChangeTag::Delete => Line::Expected(text),
                ChangeTag::Insert => Line::Got(text),
                ChangeTag::Equal => Line::Same(text),
            });
        }
    }
    lines
}

/// The first line, for where there is room for one only.
pub(super) fn headline(failure: &Failure) -> String {
    let got = match &failure.actual {
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    };
    format!("{}: expected {}, got {got}", what(failure), expected(failure))
}

fn expected(failure: &Failure) -> String {
    let pointer = failure.pointer.as_str();
    if pointer.starts_with("/expect/logs/") {
        return log(&failure.expected);
    }
    match &failure.expected {
        Value::Null if pointer == "/expect/errorClass" => "no error".to_owned(),
        Value::Null => "nothing".to_owned(),
        Value::String(text) if pointer == "/expect" || pointer == "/context" => text.clone(),
        Value::Object(fields) if fields.len() == 1 => match (fields.get("contains"), fields.get("matches")) {
            (Some(Value::String(_)), _) => format!("a text that contains {}", fields["contains"]),
            (_, Some(Value::String(_))) => format!("a text that matches {}", fields["matches"]),
            _ => failure.expected.to_string(),
        },
        other => other.to_string(),
    }
}

fn log(expected: &Value) -> String {
    let part = |key: &str, how: &str| expected.get(key).map(|text| format!("{how} {text}"));
    let level = expected.get("level").and_then(Value::as_str);
    let parts = [part("contains", "contains"), part("matches", "matches")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let line = level.map_or_else(|| "a line".to_owned(), |level| format!("a line of level {level}"));
    if parts.is_empty() {
        line
    } else {
        format!("{line} that {}", parts.join(" and "))
    }
}

fn logs(what: &str, expected: &str, logged: &Value) -> Vec<Line> {
    let logged: Vec<&str> = logged
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let seen = if logged.is_empty() {
        "nothing was logged"
    } else {
        "logged was"
    };
    let mut lines = vec![Line::Said(format!("{what}: expected {expected}; {seen}"))];
    lines.extend(logged.into_iter().map(|line| Line::Got(line.to_owned())));
    lines
}

/// Whether a value has parts, and is too long for a sentence.
fn is_big(value: &Value) -> bool {
    let has_parts = value.as_object().is_some_and(|fields| !fields.is_empty())
        || value.as_array().is_some_and(|items| !items.is_empty());
    has_parts && value.to_string().len() > SHORT
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
