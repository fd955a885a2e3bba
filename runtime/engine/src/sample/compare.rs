//! Holds what came of a sample against what it expects.

use pipelua_syntax::json::join_pointer;
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::expect::{DataMatch, Expect, ExpectedClass, ExpectedText};
use super::run::SampleRun;
use crate::error::ErrorClass;
use crate::graph::Plan;
use crate::sandbox::LogLine;
use crate::verdict::{NodeEnd, Verdict};

/// One thing that is not as expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// JSON pointer into the sample, to the expectation.
    pub pointer: String,
    pub expected: Value,
    pub actual: Value,
    /// The script that it came from; see [`super::locate`].
    pub script: Option<String>,
    /// The line of that script, from 1.
    pub line: Option<u32>,
}

/// All that is not as expected, in the order of `expect`. Without `expect` a sample fails only by an error.
pub fn compare(plan: &Plan, expect: Option<&Expect>, run: &SampleRun) -> Vec<Failure> {
    let mut failures = Failures(Vec::new());
    let decision = &run.report.decision;
    let verdict = decision.verdict.as_str();
    if let Some(error) = &decision.error
        && error.class == ErrorClass::InputInvalid
        && !expect.is_some_and(Expect::is_of_invalid_input)
    {
        failures.0.push(Failure {
            pointer: "/context".to_owned(),
            expected: json!("a context that fits the hook"),
            actual: json!(error.message),
            script: None,
            line: None,
        });
        return failures.0;
    }
    let Some(expect) = expect else {
        if decision.verdict == Verdict::Error {
            failures.add(
                "",
                json!("no error"),
                json!(decision.error.as_ref().map(|error| &error.message)),
            );
        }
        return failures.0;
    };
    if let Some(expected) = &expect.verdict
        && expected != verdict
    {
        failures.add("/verdict", json!(expected), json!(verdict));
    }
    if let Some(expected) = &expect.reason {
        let reason = decision.reason.as_deref();
        if !reason.is_some_and(|reason| expected.fits(reason)) {
            failures.add("/reason", expected_text(expected), json!(reason));
        }
    }
    let class = first_error(run);
    match &expect.error_class {
        ExpectedClass::None if class.is_some() => failures.add("/errorClass", Value::Null, json!(class)),
        ExpectedClass::Class(expected) if class != Some(expected) => {
            failures.add("/errorClass", json!(expected), json!(class));
        }
        _ => {}
    }
    if let Some(expected) = &expect.data {
        let nothing = Map::new();
        let data = decision.data.as_ref().unwrap_or(&nothing);
        compare_data(expected, data, expect.data_match, &mut failures);
    }
    for (name, expected) in &expect.nodes {
        let status = plan.pipeline().find(name).map(|node| {
            let end = run.report.nodes.get(node.0 as usize).map(|node| &node.end);
            end.map_or("notReached", NodeEnd::status)
        });
        if status != Some(expected.as_str()) {
            failures.add(&format!("/nodes/{name}"), json!(expected), json!(status));
        }
    }
    if let Some(expected) = expect.fetched
        && expected != run.fetched
    {
        failures.add("/fetched", json!(expected), json!(run.fetched));
    }
    // In graph order: in which order nodes of a layer come to log differs from run to run.
    let nodes = plan.pipeline().graph_order();
    let lines: Vec<&LogLine> = nodes
        .filter_map(|node| run.report.nodes.get(node.0 as usize)?.run.as_ref())
        .flat_map(|run| &run.journal.lines)
        .collect();
    let mut rest = lines.iter();
    for (index, expected) in expect.logs.iter().enumerate() {
        if !rest.any(|line| expected.fits(line.level, &line.message)) {
            let shown: Vec<String> = lines
                .iter()
                .map(|line| format!("{}: {}", line.level, line.message))
                .collect();
            let keys = [
                ("level", &expected.level),
                ("contains", &expected.contains),
                ("matches", &expected.matches),
            ];
            let expected = keys
                .iter()
                .filter_map(|(key, text)| Some(((*key).to_owned(), json!(text.as_ref()?))));
            let expected = Value::Object(expected.collect());
            failures.add(&format!("/logs/{index}"), expected, json!(shown));
            break;
        }
    }
    failures.0
}

/// The class of the error that ended the run, else of the first node in the author's order that failed.
fn first_error(run: &SampleRun) -> Option<&'static str> {
    let of_run = run
        .report
        .decision
        .error
        .as_ref()
        .map(|error| error.class.as_str());
    of_run.or_else(|| {
        run.report.nodes.iter().find_map(|node| match &node.end {
            NodeEnd::Error(error) => Some(error.class.as_str()),
            _ => None,
        })
    })
}

fn compare_data(
    expected: &Map<String, Value>,
    data: &Map<String, Value>,
    how: DataMatch,
    failures: &mut Failures,
) {
    let mut paths = Vec::new();
    differences(
        &Value::Object(expected.clone()),
        Some(&Value::Object(data.clone())),
        how,
        "/data",
        &mut paths,
    );
    failures.0.extend(paths);
}

/// Depth is bounded: both are JSON that this process has read or made.
fn differences(
    expected: &Value,
    actual: Option<&Value>,
    how: DataMatch,
    pointer: &str,
    out: &mut Vec<Failure>,
) {
    match (expected, actual) {
        (Value::Object(_), Some(Value::String(text)))
            if ExpectedText::deserialize(expected).is_ok_and(|expected| expected.fits(text)) => {}
        (Value::Object(expected), Some(Value::Object(actual))) => {
            for (key, value) in expected {
                differences(value, actual.get(key), how, &join_pointer(pointer, key), out);
            }
            if how == DataMatch::Exact {
                for (key, value) in actual.iter().filter(|(key, _)| !expected.contains_key(*key)) {
                    out.push(failure(&join_pointer(pointer, key), Value::Null, value.clone()));
                }
            }
        }
        // An empty table of Lua is an object.
        (Value::Array(expected), Some(Value::Object(actual))) if expected.is_empty() && actual.is_empty() => {
        }
        (Value::Array(expected), Some(Value::Array(actual))) if expected.len() == actual.len() => {
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                differences(expected, Some(actual), how, &format!("{pointer}/{index}"), out);
            }
        }
        (Value::Number(left), Some(Value::Number(right)))
            if left.as_f64() == right.as_f64() && !(left.is_i64() && right.is_i64() && left != right) => {}
        // A JSON null is an absent key.
        (Value::Null, None) => {}
        (expected, Some(actual)) if expected == actual => {}
        (expected, actual) => out.push(failure(
            pointer,
            expected.clone(),
            actual.cloned().unwrap_or_default(),
        )),
    }
}

fn failure(pointer: &str, expected: Value, actual: Value) -> Failure {
    Failure {
        pointer: format!("/expect{pointer}"),
        expected,
        actual,
        script: None,
        line: None,
    }
}

fn expected_text(expected: &ExpectedText) -> Value {
    use ExpectedText::{Contains, Exact, Matches};
    match expected {
        Exact(text) => json!(text),
        Contains { contains } => json!({ "contains": contains }),
        Matches { matches } => json!({ "matches": matches }),
    }
}

struct Failures(Vec<Failure>);

impl Failures {
    fn add(&mut self, pointer: &str, expected: Value, actual: Value) {
        self.0.push(failure(pointer, expected, actual));
    }
}
