//! What traces say of real runs, and what they never say.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use expect_test::{Expect, expect};
use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::builtin;
use pipelua_syntax::json as syntax_json;
use serde_json::{Map, Value, json};

use super::*;
use crate::fetch::{FetchError, FetchErrorKind, FetchRequest, FetchResponse};
use crate::graph::{Plan, RunReport, RunRequest, run};
use crate::sandbox::{Chance, Chunk, FixedClock, ScriptLimits, Settings, TextLimits};
use crate::worker::{Fetcher, Flight, Reply, Workers};

const SECRET: &str = "sk-live-0123456789abcdef";

/// Says back what it was asked, and keeps it.
#[derive(Debug, Default)]
struct Echo(Mutex<Vec<FetchRequest>>);

impl Fetcher for Echo {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        self.0.lock().unwrap().push(request.clone());
        let answer = if request.url.contains("down.example") {
            Err(FetchError {
                kind: FetchErrorKind::Failed,
                message: format!("no answer from {}", request.url),
            })
        } else {
            Ok(FetchResponse {
                status: 200,
                headers: request.headers.into_iter().collect(),
                body: request.body.unwrap_or_else(|| request.url.into_bytes()),
            })
        };
        reply.send(answer);
        Flight::landed()
    }
}

struct Traced {
    report: RunReport,
    trace: Trace,
    requests: Vec<FetchRequest>,
}

fn traced(pipeline: &Value, scripts: &[(&str, &str)], parent: Option<TraceParent>) -> Traced {
    let text = pipeline.to_string();
    let json = syntax_json::parse(&text);
    let compiled = compile(
        "before_signup",
        &text,
        &json,
        Known::default(),
        GraphLimits::default(),
    );
    let limits = builtin().limits();
    let chunks = scripts.iter().map(|(name, text)| {
        let chunk = Chunk::compile(name, text.as_bytes(), TextLimits::of(limits));
        ((*name).to_owned(), chunk)
    });
    let hook = builtin().hook("before_signup").unwrap();
    let plan = Arc::new(Plan::new(compiled.pipeline, hook, &chunks.collect()));
    let settings = Arc::new(Settings {
        secrets: BTreeMap::from([("API_KEY".to_owned(), Some(SECRET.to_owned()))]),
        env: BTreeMap::new(),
    });
    let input = json!({ "email": format!("a+{SECRET}@b.example"), "name": SECRET, "request": {} });
    let input: Map<String, Value> = input.as_object().unwrap().clone();
    let echo = Arc::new(Echo::default());
    let ids = TraceIds::new([7; 32], parent);
    let request = RunRequest {
        input: input.clone(),
        settings: Arc::clone(&settings),
        clock: Arc::new(FixedClock(0)),
        chance: Chance::Seed(1),
        fetcher: Arc::clone(&echo) as _,
        limits: ScriptLimits::of(limits),
        run_time: Duration::from_secs(10),
        ids,
    };
    let report = run(&Arc::new(Workers::start(2).unwrap()), &plan, request);
    let about = About {
        ids,
        input: &input,
        dropped: &[format!("/{SECRET}")],
        redaction: Redaction::of_secrets(&settings),
    };
    let trace = Trace::of(&plan, &report, about);
    let requests = echo.0.lock().unwrap().clone();
    Traced {
        report,
        trace,
        requests,
    }
}

/// The tree of spans, without what differs from run to run.
#[track_caller]
fn check(pipeline: &Value, scripts: &[(&str, &str)], expect: Expect) -> Traced {
    let traced = traced(pipeline, scripts, None);
    let mut told = String::new();
    let depth = |span: &Span| {
        let parents = std::iter::successors(span.parent, |parent| {
            traced.trace.spans.iter().find(|span| span.id == *parent)?.parent
        });
        parents.count()
    };
    for span in &traced.trace.spans {
        let indent = "  ".repeat(depth(span));
        let _ = write!(
            told,
            "{indent}{} {} {}",
            span.name,
            span.kind.as_str(),
            span.status.as_str()
        );
        for key in [
            "pipeline.verdict",
            "pipeline.error.class",
            "http.response.status_code",
            "kind",
        ] {
            if let Some(value) = span.attributes.get(key) {
                let _ = write!(told, " {value}");
            }
        }
        told.push('\n');
        for event in &span.events {
            let _ = writeln!(
                told,
                "{indent}  ! {} {}",
                event.name,
                Value::Object(event.attributes.clone())
            );
        }
    }
    expect.assert_eq(&told);
    traced
}

const FETCHING: &str = "helpers.log('hello')
local answer = helpers.trace('look up', { kind = 'geo' }, function()
  return helpers.trace('inner', function() return await(helpers.fetch('https://geo.example/a?b=c')) end)
end)
return { allowed = answer.ok }";

#[test]
fn a_run_is_a_tree_of_spans() {
    let pipeline = json!({ "nodes": {
        "a": { "script": "fetching" }, "b": { "script": "failing", "onError": "allow" },
        "c": { "script": "denying", "needs": ["a", "b"] }, "d": { "script": "fetching", "needs": ["c"] },
    } });
    let scripts = [
        ("fetching", FETCHING),
        ("failing", "\nerror('broken')"),
        ("denying", "return { allowed = false, error = 'no' }"),
    ];
    let traced = check(
        &pipeline,
        &scripts,
        expect![[r#"
        pipeline before_signup server ok "denied"
          layer 0 internal ok
            script fetching internal ok "allowed"
              ! log {"log.severity":"info","log.message":"hello"}
              look up internal ok "geo"
                inner internal ok
                  fetch GET client ok 200
            script failing internal error "error" "script.error"
              ! exception {"exception.type":"script.error","exception.message":"broken","code.line.number":2}
          layer 1 internal ok
            script denying internal ok "denied"
    "#]],
    );
    assert_valid(&traced);
}

/// Ids that the OpenTelemetry specification calls valid, parents that exist, times that lie inside.
fn assert_valid(traced: &Traced) {
    let spans = &traced.trace.spans;
    let ids: HashSet<SpanId> = spans.iter().map(|span| span.id).collect();
    assert_eq!(ids.len(), spans.len(), "each span has an id of its own");
    assert!(traced.trace.id.to_string().chars().any(|c| c != '0'));
    assert_eq!(traced.trace.id.to_string().len(), 32);
    for span in spans {
        assert_eq!(span.id.to_string().len(), 16);
        if let Some(parent) = span.parent.and_then(|id| spans.iter().find(|span| span.id == id)) {
            assert!(
                span.start >= parent.start,
                "{} starts inside of {}",
                span.name,
                parent.name
            );
            assert!(
                span.end() <= parent.end(),
                "{} ends inside of {}",
                span.name,
                parent.name
            );
        } else {
            assert!(span.name.starts_with("pipeline "), "{} has a parent", span.name);
        }
        for event in &span.events {
            assert!(
                event.at >= span.start && event.at <= span.end(),
                "{}: {}",
                span.name,
                event.name
            );
        }
    }
}

#[test]
fn a_cancelled_node_and_a_missing_script_are_told() {
    let pipeline = json!({ "onError": "deny", "nodes": {
        "a": { "script": "nowhere" }, "b": { "script": "waiting" },
    } });
    let scripts = [("waiting", "while true do end")];
    let traced = traced(&pipeline, &scripts, None);
    assert_valid(&traced);
    let names: Vec<&str> = traced.trace.spans.iter().map(|span| span.name.as_str()).collect();
    // Nothing is started: the first in graph order ends the run before.
    assert_eq!(names, ["pipeline before_signup"]);
    let run = &traced.trace.spans[0];
    assert_eq!(run.attributes["error.type"], "script.missing");
    assert_eq!(run.status, SpanStatus::Error);
}

#[test]
fn a_request_carries_the_id_of_its_span() {
    let parent = TraceParent::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").unwrap();
    let pipeline = json!({ "nodes": { "a": { "script": "fetching" } } });
    let traced = traced(&pipeline, &[("fetching", FETCHING)], Some(parent));
    assert_eq!(traced.trace.id.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(
        traced.trace.spans[0].parent.unwrap().to_string(),
        "00f067aa0ba902b7"
    );
    let span = traced
        .trace
        .spans
        .iter()
        .find(|span| span.kind == SpanKind::Client)
        .unwrap();
    let header = format!("00-4bf92f3577b34da6a3ce929d0e0e4736-{}-01", span.id);
    assert_eq!(traced.requests[0].headers, [("traceparent".to_owned(), header)]);
    assert_eq!(span.attributes["url.full"], "https://geo.example/a");
}

#[test]
fn an_invalid_parent_is_none() {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for header in [
        String::new(),
        format!("00-{trace}-00f067aa0ba902b7"),
        format!("00-{trace}-00f067aa0ba902b7-01-more"),
        format!("ff-{trace}-00f067aa0ba902b7-01"),
        format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
        format!("00-{trace}-{}-01", "0".repeat(16)),
        format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()),
        format!("00-{trace}é-00f067aa0ba902b7-01"),
        format!("00-{trace}-00f067aa0ba902bé-01"),
    ] {
        assert_eq!(TraceParent::parse(&header), None, "{header}");
    }
    let of_the_future = format!("01-{trace}-00f067aa0ba902b7-00-more");
    let parent = TraceParent::parse(&of_the_future).unwrap();
    assert_eq!(parent.to_string(), format!("00-{trace}-00f067aa0ba902b7-00"));
}

/// A secret in every place from which something is told.
#[test]
fn no_secret_is_told_from_any_of_thirty_places() {
    let places = [
        "helpers.log(s)",
        "helpers.log.warn('a', { [s] = s, list = { s } })",
        "helpers.log.error(s .. s)",
        "print('x' .. s .. 'y')",
        "helpers.log(('x'):rep(8180) .. s)",
        "helpers.metrics.count(s, 1, { [s] = s })",
        "helpers.metrics.gauge('g', 1, { tag = s })",
        "helpers.trace(s, { [s] = s }, function() return 1 end)",
        "helpers.trace('t', { a = { b = s } }, function() return helpers.trace(s, function() end) end)",
        "pcall(helpers.trace, s, function() error(s) end)",
        "await(helpers.fetch('https://a.example/' .. s .. '?k=' .. s))",
        "await(helpers.fetch('https://' .. s .. '.example/'))",
        "await(helpers.fetch('https://a.example/', { method = 'POST', headers = { authorization = s }, body = { k = s } }))",
        "pcall(await, helpers.fetch('https://down.example/' .. s))",
        "local _, e = pcall(await, helpers.fetch('https://down.example/' .. s)) helpers.log(e)",
        "await(helpers.fetch('https://down.example/' .. s))",
        "error(s)",
        "error({ message = s })",
        "error(setmetatable({}, { __tostring = function() return s end }))",
        "assert(false, s)",
        "local t = { [s] = 1 } return t.x.y[s]",
        "helpers.log(string.format('%q', s))",
        "string.format(s .. '%y')",
        "return ('x'):rep(s)",
        "local x = {} ; x[s] = nil ; x[s]()",
        "tonumber(s, 99)",
        "helpers.date.parse(s)",
        "helpers.json.decode(s)",
        "helpers.ip.within(s, s)",
        "string.find('x', s .. '[')",
        "coroutine.wrap(function() error(s) end)()",
        "xpcall(function() error(s) end, function(e) helpers.log(e) end)",
        "return { allowed = false, error = 'no: ' .. s }",
        "return { allowed = true, data = { k = s } }",
        "return { allowed = true, data = { [s] = { s } } }",
        "return { allowed = true, [s] = s }",
        "context[s].x = 1",
        "return { allowed = s }",
        "_ENV_[s] = 1",
        "undefined_name = s",
    ];
    assert!(places.len() >= 30);
    for place in places {
        let text = format!("local s = helpers.secret('API_KEY')\n{place}\nreturn {{ allowed = true }}")
            .replace("return { allowed = true }\nreturn", "return");
        // What stands behind a `return` is no Lua.
        let text = match place.rfind("return ") {
            Some(0) => format!("local s = helpers.secret('API_KEY')\n{place}"),
            _ => text,
        };
        let pipeline = json!({ "nodes": { "a": { "script": "a" } } });
        let Traced { report, trace, .. } = traced(&pipeline, &[("a", &text)], None);
        let told = format!("{report:?} {trace:?}");
        assert!(!told.contains(SECRET), "{place}\n{told}");
        assert!(
            told.contains("***") || report.decision.verdict.as_str() != "x",
            "{place}"
        );
        // No part of it that one could guess the rest from.
        assert!(!told.contains(&SECRET[..12]), "{place}\n{told}");
    }
}

#[test]
fn keys_and_addresses_are_hidden_on_request() {
    let settings = Settings::default();
    let redaction = Redaction {
        settings: &settings,
        keys: &["password".to_owned()],
        hash_emails: true,
    };
    let shown = redaction.json(&json!({
        "Password": { "x": 1 }, "email": "Ann@b.example", "text": "from ann@b.example, twice (ann@b.example).", "no": "a@b and @c.d",
    }));
    expect![[r#"{"Password":"***","email":"email:8ff94cc2d3c242e3","text":"from email:8ff94cc2d3c242e3, twice (email:8ff94cc2d3c242e3).","no":"a@b and @c.d"}"#]]
        .assert_eq(&shown.to_string());
}

#[test]
fn what_is_cut_is_still_json_and_fits() {
    let value = json!({ "a": "x".repeat(50), "b": [1, "two\n\"", { "c": ["é".repeat(20), null] }], "z": { "y": 1.5 } });
    let whole = value.to_string().len();
    for most in 0..whole + 10 {
        let cut = truncate(&value, most);
        let text = cut.to_string();
        assert!(text.len() <= most.max(4), "{most}: {text}");
        assert_eq!(cut == value, most >= whole, "{most}: {text}");
    }
    expect![[r#"{"a":"xxxxxxxxxxxxxxxxx...","...":true}"#]].assert_eq(&truncate(&value, 40).to_string());
}
