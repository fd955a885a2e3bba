//! `--update`: writes into failing samples what came, under the keys of `expect` that are there.

use std::path::Path;

use pipelua_engine::sample::Failure as Difference;
use pipelua_engine::sandbox::Settings;
use pipelua_syntax::json::parse;
use serde_json::{Value, json};

use super::difference::what;
use super::execute::{Bench, End, Tested};
use super::rewrite::{below, remove, set};
use crate::exit::Failure;
use crate::runs::SampleFile;

/// What became of one sample.
pub(super) struct Update<'a> {
    pub(super) file: &'a SampleFile,
    pub(super) done: Done,
}

pub(super) enum Done {
    /// In words: what was there, and what is now.
    Changed(Vec<String>),
    Left(String),
}

/// Rewrites the samples that failed. Those that pass then count as passed.
///
/// # Errors
/// If a file cannot be written.
pub(super) fn update<'a>(
    bench: &Bench<'a>,
    tested: &mut [Tested<'a>],
    root: &Path,
) -> Result<Vec<Update<'a>>, Failure> {
    let mut updates = Vec::new();
    for tested in tested {
        let file = tested.file;
        let End::Ran { failures, .. } = &mut tested.end else {
            let why = "it cannot be run; mend it first".to_owned();
            updates.push(Update {
                file,
                done: Done::Left(why),
            });
            continue;
        };
        if failures.is_empty() {
            continue;
        }
        let done = match rewritten(&file.text, failures) {
            Err(why) => Done::Left(why),
            Ok((text, _)) if !bench.passes(file, &text) => Done::Left(format!(
                "it would fail again with what came; look at `{}`",
                file.path
            )),
            Ok((text, changes)) => {
                let path = root.join(&*file.path);
                let written = crate::atomic_write::replace(&path, text.as_bytes());
                written.map_err(|error| Failure::to(format_args!("write `{}`", path.display()), error))?;
                failures.clear();
                Done::Changed(changes)
            }
        };
        updates.push(Update { file, done });
    }
    Ok(updates)
}

/// The new text and what changes in it, or why it is left as it is.
fn rewritten(text: &str, failures: &[Difference]) -> Result<(String, Vec<String>), String> {
    let parsed = parse(text);
    let secrets = parsed
        .get("/secrets")
        .and_then(pipelua_syntax::json::Value::as_object)
        .into_iter()
        .flatten()
        .map(|member| (member.name.to_string(), member.value.as_str().map(str::to_owned)));
    let settings = Settings {
        secrets: secrets.collect(),
        ..Settings::default()
    };
    let mut new = text.to_owned();
    let mut changes = Vec::new();
    for failure in failures {
        let change = change_of(text, failure)?;
        let edited = match &change.value {
            Some(value) => set(&new, &change.pointer, value),
            None => remove(&new, &change.pointer),
        };
        new = edited.ok_or_else(|| format!("there is no place for `{}`", what(failure)))?;
        let now = change
            .value
            .as_ref()
            .map_or("removed".to_owned(), Value::to_string);
        if settings.redact(&now) != now {
            return Err(format!(
                "`{}` holds a secret, which is not written",
                what(failure)
            ));
        }
        let was = match parse(text).range_of(&change.pointer) {
            Some(range) => text[range.as_usize()]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            None => "nothing".to_owned(),
        };
        changes.push(format!(
            "{}: {was} -> {now}",
            change.pointer.trim_start_matches("/expect/")
        ));
    }
    if let Some(key) = CHECKED.into_iter().find(|key| is_emptied(text, &new, key)) {
        return Err(format!(
            "`{key}` would check nothing any more; take it out if that is right"
        ));
    }
    Ok((new, changes))
}

/// Keys that check each thing that is in them.
const CHECKED: [&str; 3] = ["data", "nodes", "logs"];

/// Whether what stood under a key of `expect` is gone.
fn is_emptied(old: &str, new: &str, key: &str) -> bool {
    let count = |text: &str| {
        let value = parse(text);
        let value = value.get(&below("/expect", key))?;
        let fields = value.as_object().map(Iterator::count);
        fields.or_else(|| value.as_array().map(Iterator::count))
    };
    count(old).is_some_and(|count| count > 0) && count(new) == Some(0)
}

struct Change {
    pointer: String,
    /// `None`: the key goes.
    value: Option<Value>,
}

fn change_of(text: &str, failure: &Difference) -> Result<Change, String> {
    let pointer = failure.pointer.clone();
    let Some(inside) = pointer.strip_prefix("/expect/") else {
        return Err(match pointer.as_str() {
            "/expect" => "the run ends in an error, and there is no `expect` to rewrite".to_owned(),
            _ => "its context does not fit the hook; mend it first".to_owned(),
        });
    };
    if inside.starts_with("logs/") {
        return Ok(Change {
            pointer: below("/expect", "logs"),
            value: Some(logs(&failure.actual)),
        });
    }
    let is_item = parse(text)
        .get(&pointer)
        .is_some_and(|value| value.index().is_some());
    let keeps_null = inside == "errorClass" || is_item;
    Ok(Change {
        value: (keeps_null || !failure.actual.is_null()).then(|| failure.actual.clone()),
        pointer,
    })
}

/// `level: message` as an expectation of each line.
fn logs(lines: &Value) -> Value {
    let lines = lines.as_array().into_iter().flatten().filter_map(Value::as_str);
    let lines = lines.filter_map(|line| line.split_once(": "));
    lines
        .map(|(level, message)| json!({ "level": level, "contains": message }))
        .collect()
}

#[cfg(test)]
mod tests {
    use pipelua_engine::sample::Failure;
    use serde_json::{Value, json};

    use super::rewritten;

    fn failure(pointer: &str, actual: Value) -> Failure {
        Failure {
            pointer: pointer.to_owned(),
            expected: json!("x"),
            actual,
            script: None,
            line: None,
        }
    }

    #[test]
    fn a_secret_is_never_written() {
        let text = r#"{ "context": {}, "secrets": { "KEY": "made-up" }, "expect": { "reason": "x" } }"#;
        let refused = rewritten(text, &[failure("/expect/reason", json!("it is made-up"))]);
        assert_eq!(
            refused.unwrap_err(),
            "`reason` holds a secret, which is not written"
        );
        let text = r#"{ "context": {}, "secrets": { "KEY": "a\"b" }, "expect": { "reason": "x" } }"#;
        let refused = rewritten(text, &[failure("/expect/reason", json!("it is a\"b"))]);
        assert!(refused.is_err(), "{refused:?}");
    }

    #[test]
    fn without_expect_nothing_is_invented() {
        let refused = rewritten(r#"{ "context": {} }"#, &[failure("/expect", json!("no"))]);
        assert!(refused.unwrap_err().contains("no `expect`"));
    }

    #[test]
    fn an_exact_expectation_takes_what_is_new() {
        let text = r#"{ "expect": { "data": { "a": 1 }, "dataMatch": "exact" } }"#;
        let (text, changes) = rewritten(text, &[failure("/expect/data/b", json!([true]))]).unwrap();
        assert_eq!(
            text,
            r#"{ "expect": { "data": { "a": 1, "b": [true] }, "dataMatch": "exact" } }"#
        );
        assert_eq!(changes, ["data/b: nothing -> [true]"]);
    }

    #[test]
    fn logs_are_rewritten_as_a_whole() {
        let text = r#"{ "expect": { "logs": [{ "contains": "x" }] } }"#;
        let (text, _) = rewritten(text, &[failure("/expect/logs/0", json!(["info: a: b"]))]).unwrap();
        assert_eq!(
            text,
            r#"{ "expect": { "logs": [{ "level": "info", "contains": "a: b" }] } }"#
        );
    }
}
