//! `--format json`: all samples as one object, as `schemas/files/test.schema.json` describes it.

use pipelua_engine::sample::Failure as Difference;
use serde_json::{Value, json};

use super::execute::{End, Refusal, Status, Tested};
use super::text::count;
use crate::render::run::json::Run;

/// Version of the format; adding a field does not raise it.
const VERSION: u32 = 1;

pub(super) fn json(tested: &[Tested<'_>]) -> String {
    let samples: Vec<Value> = tested.iter().map(sample).collect();
    let report = json!({
        "version": VERSION,
        "samples": samples,
        "summary": {
            "passed": count(tested, Status::Passed),
            "failed": count(tested, Status::Failed),
            "error": count(tested, Status::Error),
        },
    });
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn sample(tested: &Tested<'_>) -> Value {
    let (failures, run): (Vec<Value>, Value) = match &tested.end {
        End::Ran { failures, run, plan } => {
            let run = serde_json::to_value(Run::new(plan, run)).unwrap_or_default();
            (failures.iter().map(failure).collect(), run)
        }
        End::Refused(refusals) => (refusals.iter().map(refusal).collect(), Value::Null),
    };
    json!({
        "file": &*tested.file.path,
        "hook": tested.file.hook,
        "name": tested.file.name,
        "status": tested.status().as_str(),
        "durationNs": u64::try_from(tested.duration.as_nanos()).unwrap_or(u64::MAX),
        "failures": failures,
        "run": run,
    })
}

fn failure(failure: &Difference) -> Value {
    let mut shown = json!({
        "pointer": failure.pointer,
        "expected": failure.expected,
        "actual": failure.actual,
    });
    if let Some(script) = &failure.script {
        shown["script"] = json!(script);
    }
    if let Some(line) = failure.line {
        shown["line"] = json!(line);
    }
    shown
}

/// The sample itself cannot be run.
fn refusal(refusal: &Refusal) -> Value {
    let expected = if refusal.file.is_some() {
        "a pipeline that compiles"
    } else {
        "a sample that can be run"
    };
    let mut shown = json!({
        "pointer": refusal.pointer,
        "expected": expected,
        "actual": refusal.message,
    });
    if let Some(help) = &refusal.help {
        shown["help"] = json!(help);
    }
    if let Some(file) = &refusal.file {
        shown["file"] = json!(file);
    }
    if let Some(range) = &refusal.range {
        shown["range"] = json!(range);
    }
    shown
}
