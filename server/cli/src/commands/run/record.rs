//! `--record`: what went over the network, written as the mocks of a new sample, without secrets.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use pipelua_analysis::FileKind;
use pipelua_engine::fetch::{FetchAnswer, FetchErrorKind, FetchRequest, FetchResponse};
use pipelua_engine::sample::Sample;
use pipelua_engine::sandbox::Settings;
use pipelua_engine::trace::Redaction;
use pipelua_engine::verdict::Decision;
use pipelua_engine::worker::{Fetcher, Flight, Reply};
use pipelua_fetch::Client;
use serde_json::{Map, Value, json};

use crate::atomic_write::create;
use crate::canonical::canonical;
use crate::exit::Failure;
use crate::terminal::Terminal;

/// A network client that keeps what it brought.
#[derive(Debug)]
pub(super) struct Recorder {
    client: Client,
    calls: Arc<Mutex<Vec<Call>>>,
}

/// A request and what came of it.
#[derive(Debug)]
pub(super) struct Call {
    request: FetchRequest,
    answer: FetchAnswer,
}

impl Recorder {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            calls: Arc::default(),
        }
    }

    /// All so far, in the order of their answers.
    pub(super) fn take(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Fetcher for Recorder {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        let (calls, kept) = (Arc::clone(&self.calls), request.clone());
        self.client.send(request, move |answer| {
            calls.lock().unwrap_or_else(PoisonError::into_inner).push(Call {
                request: kept,
                answer: answer.clone(),
            });
            reply.send(answer);
        })
    }
}

/// # Errors
/// When something is there already.
pub(super) fn refuse_to_overwrite(file: &Path) -> Result<(), Failure> {
    if file.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("`{}` is there already", file.display()))
            .help("A recording never overwrites a file: choose another name."));
    }
    Ok(())
}

/// Writes the sample and says so.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(file: &Path, text: &str, terminal: &Terminal) -> Result<(), Failure> {
    let shown = file.display();
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::to(format_args!("make the folder of `{shown}`"), error))?;
    }
    let is_new =
        create(file, text.as_bytes()).map_err(|error| Failure::to(format_args!("write `{shown}`"), error))?;
    if !is_new {
        refuse_to_overwrite(file)?;
    }
    crate::commands::tell_note(
        &format!("wrote `{shown}`; say in its `expect` what must stay so"),
        terminal,
    );
    Ok(())
}

/// What a secret stands for in a sample: it is not the secret, and long enough for what looks at it.
const STAND_IN: &str = "recorded-without-value";

/// The sample of what was sent and fetched. Secrets are not in it: `***` stands in their place, which in the URL of a
/// mock fits anything.
pub(super) fn sample(given: &Sample, decision: &Decision, calls: &[Call], secrets: &[String]) -> String {
    let with_value = given
        .secrets
        .iter()
        .map(|(name, value)| (name.clone(), Some(value.clone())));
    let settings = Settings {
        secrets: with_value.collect(),
        ..Settings::default()
    };
    let hidden = Redaction::of_secrets(&settings);
    let mut fetch: Vec<Value> = given.fetch.iter().map(|mock| json!(mock)).collect();
    fetch.extend(calls.iter().filter_map(|call| mock(call, &hidden)));
    let mut expect = Map::new();
    expect.insert("verdict".to_owned(), json!(decision.verdict.as_str()));
    if let Some(reason) = &decision.reason {
        expect.insert("reason".to_owned(), json!(hidden.text(reason)));
    }
    if let Some(error) = &decision.error {
        expect.insert("errorClass".to_owned(), json!(error.class.as_str()));
    }
    let mut sample = Map::new();
    sample.insert("description".to_owned(), json!("Recorded"));
    sample.insert(
        "context".to_owned(),
        hidden.json(&Value::Object(given.context.clone())),
    );
    if let Some(node) = &given.node {
        sample.insert("node".to_owned(), json!(node));
    }
    if !given.outputs.is_empty() {
        sample.insert("outputs".to_owned(), json!(given.outputs));
    }
    let stand_ins: Map<String, Value> = secrets
        .iter()
        .filter(|name| given.secrets.contains_key(*name))
        .map(|name| (name.clone(), json!(STAND_IN)))
        .collect();
    if !stand_ins.is_empty() {
        sample.insert("secrets".to_owned(), Value::Object(stand_ins));
    }
    if !given.env.is_empty() {
        sample.insert("env".to_owned(), json!(given.env));
    }
    sample.insert("now".to_owned(), json!(given.now));
    sample.insert("seed".to_owned(), json!(given.seed));
    if !fetch.is_empty() {
        sample.insert("fetch".to_owned(), Value::Array(fetch));
    }
    sample.insert("expect".to_owned(), Value::Object(expect));
    let text = Value::Object(sample).to_string();
    canonical(FileKind::Sample, &text).unwrap_or(text)
}

/// `None` where nothing came back that a mock could say.
fn mock(call: &Call, hidden: &Redaction<'_>) -> Option<Value> {
    let mut mock = Map::new();
    mock.insert("method".to_owned(), json!(call.request.method));
    mock.insert("url".to_owned(), json!(hidden.text(&call.request.url)));
    mock.insert("times".to_owned(), json!(1));
    let answer = match &call.answer {
        Ok(answer) => answer,
        // The rules come before mocks, and refuse it again.
        Err(error) if error.kind == FetchErrorKind::Refused => return None,
        Err(error) => {
            let how = match error.kind {
                FetchErrorKind::Dns => "dns",
                FetchErrorKind::Tls => "tls",
                FetchErrorKind::Timeout => "timeout",
                FetchErrorKind::Size => "size",
                _ => "refused",
            };
            mock.insert("error".to_owned(), json!(how));
            return Some(Value::Object(mock));
        }
    };
    mock.insert("status".to_owned(), json!(answer.status));
    let is_json = content_type(answer).is_some_and(|kind| kind.contains("json"));
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(json) if is_json => {
            mock.insert("json".to_owned(), hidden.json(&json));
        }
        _ => {
            let text = String::from_utf8_lossy(&answer.body);
            mock.insert("text".to_owned(), json!(hidden.text(&text)));
        }
    }
    if let Some(kind) = content_type(answer).filter(|_| !is_json) {
        mock.insert("headers".to_owned(), json!({ "content-type": kind }));
    }
    Some(Value::Object(mock))
}

fn content_type(answer: &FetchResponse) -> Option<&str> {
    answer.headers.get("content-type").map(String::as_str)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use expect_test::expect;
    use pipelua_engine::fetch::{FetchError, FetchErrorKind};
    use pipelua_engine::verdict::Verdict;

    use super::*;

    fn call(url: &str, answer: FetchAnswer) -> Call {
        Call {
            request: FetchRequest {
                id: 0,
                url: url.to_owned(),
                method: "GET".to_owned(),
                headers: vec![("authorization".to_owned(), "sk-0123456789".to_owned())],
                body: None,
                timeout: std::time::Duration::from_secs(3),
            },
            answer,
        }
    }

    fn response(kind: &str, body: &str) -> FetchResponse {
        FetchResponse {
            status: 200,
            headers: BTreeMap::from([
                ("content-type".to_owned(), kind.to_owned()),
                ("set-cookie".to_owned(), "session=1".to_owned()),
            ]),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_recording_is_a_sample_without_secrets() {
        let context = json!({ "email": "a@b.example", "request": {} });
        let mut given = Sample::of_context(context.as_object().unwrap().clone(), 1_769_903_999_000, 7);
        given.secrets.insert("KEY".to_owned(), "sk-0123456789".to_owned());
        let failed = |kind| {
            Err(FetchError {
                kind,
                message: "no answer".to_owned(),
            })
        };
        let calls = [
            call(
                "https://a.example/?k=sk-0123456789",
                Ok(response("application/json", r#"{ "you": "sk-0123456789" }"#)),
            ),
            call(
                "https://b.example/",
                Ok(response("text/plain", "sk-0123456789 it was")),
            ),
            call("https://c.example/", failed(FetchErrorKind::Failed)),
            call("https://d.example/", failed(FetchErrorKind::Dns)),
            call("https://e.example/", failed(FetchErrorKind::Timeout)),
        ];
        let names = ["KEY".to_owned(), "UNUSED".to_owned()];
        let decision = Decision {
            allowed: false,
            verdict: Verdict::Denied,
            reason: Some("no".to_owned()),
            error: None,
            data: None,
            node_errors: 0,
        };
        let text = sample(&given, &decision, &calls, &names);
        expect![[r#"
            {
              "description": "Recorded",
              "context": { "email": "a@b.example", "request": {} },
              "secrets": { "KEY": "recorded-without-value" },
              "now": "2026-01-31T23:59:59Z",
              "seed": 7,
              "fetch": [
                {
                  "method": "GET",
                  "url": "https://a.example/?k=***",
                  "status": 200,
                  "json": { "you": "***" },
                  "times": 1
                },
                {
                  "method": "GET",
                  "url": "https://b.example/",
                  "status": 200,
                  "headers": { "content-type": "text/plain" },
                  "text": "*** it was",
                  "times": 1
                },
                { "method": "GET", "url": "https://c.example/", "error": "refused", "times": 1 },
                { "method": "GET", "url": "https://d.example/", "error": "dns", "times": 1 },
                { "method": "GET", "url": "https://e.example/", "error": "timeout", "times": 1 }
              ],
              "expect": { "verdict": "denied", "reason": "no" }
            }
        "#]]
        .assert_eq(&text);
        assert!(Sample::parse(&text).is_ok());
    }
}
