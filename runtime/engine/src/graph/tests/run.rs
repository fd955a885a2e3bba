//! Real scripts on real threads.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::builtin;
use pipelua_syntax::json as syntax_json;
use serde_json::{Value, json};

use super::super::{Plan, RunReport, RunRequest, run};
use crate::error::ErrorClass;
use crate::fetch::{FetchRequest, FetchResponse};
use crate::sandbox::{Chance, Chunk, FixedClock, ScriptLimits, Settings, TextLimits};
use crate::trace::TraceIds;
use crate::verdict::{NodeEnd, Verdict};
use crate::worker::{Fetcher, Flight, Reply, Workers};

/// Answers `https://hang.example` never and everything else with its URL, on a thread of its own.
#[derive(Debug)]
struct Echo;

impl Fetcher for Echo {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        if request.url == "https://hang.example" {
            return Flight::landed();
        }
        std::thread::spawn(move || {
            reply.send(Ok(FetchResponse {
                status: 200,
                headers: BTreeMap::new(),
                body: request.url.into_bytes(),
            }));
        });
        Flight::landed()
    }
}

fn run_on(
    threads: usize,
    hook: &str,
    pipeline: &Value,
    scripts: &[(&str, &str)],
    run_time: Duration,
) -> RunReport {
    run_with(Arc::new(Echo), threads, hook, pipeline, scripts, run_time)
}

fn run_with(
    fetcher: Arc<dyn Fetcher>,
    threads: usize,
    hook: &str,
    pipeline: &Value,
    scripts: &[(&str, &str)],
    run_time: Duration,
) -> RunReport {
    let text = pipeline.to_string();
    let compiled = compile(
        hook,
        &text,
        &syntax_json::parse(&text),
        Known::default(),
        GraphLimits::default(),
    );
    let limits = builtin().limits();
    let scripts = scripts
        .iter()
        .map(|(name, text)| {
            (
                (*name).to_owned(),
                Chunk::compile(name, text.as_bytes(), TextLimits::of(limits)),
            )
        })
        .collect();
    let plan = Arc::new(Plan::new(
        compiled.pipeline,
        builtin().hook(hook).unwrap(),
        &scripts,
    ));
    let request = RunRequest {
        input: json!({ "email": "a@b.example", "request": {} })
            .as_object()
            .unwrap()
            .clone(),
        settings: Arc::new(Settings::default()),
        clock: Arc::new(FixedClock(0)),
        chance: Chance::Seed(1),
        fetcher,
        limits: ScriptLimits::of(limits),
        run_time,
        ids: TraceIds::new([1; 32], None),
    };
    run(&Arc::new(Workers::start(threads).unwrap()), &plan, request)
}

fn run_plain(pipeline: &Value, scripts: &[(&str, &str)]) -> RunReport {
    run_on(2, "before_signup", pipeline, scripts, Duration::from_secs(10))
}

#[test]
fn a_diamond_of_scripts_decides() {
    let pipeline = json!({ "nodes": {
        "a": { "script": "base" },
        "b": { "script": "add", "needs": ["a"], "config": { "by": 50 } },
        "c": { "script": "grade", "needs": ["a"] },
        "d": { "script": "decide", "needs": ["b", "c"] },
    } });
    let scripts = [
        ("base", "return { allowed = true, data = { score = 100 } }"),
        (
            "add",
            "return { allowed = true, data = { sum = context.prev.score + context.config.by } }",
        ),
        (
            "grade",
            "return { allowed = true, data = { grade = context.prev.score > 90 and 'trusted' or 'new' } }",
        ),
        (
            "decide",
            "return { allowed = context.outputs.b.sum == 150 and context.prev.grade == 'trusted', data = { node = context.node } }",
        ),
    ];
    for threads in [1, 2, 4] {
        let report = run_on(
            threads,
            "before_signup",
            &pipeline,
            &scripts,
            Duration::from_secs(10),
        );
        assert_eq!(report.decision.verdict, Verdict::Allowed);
        let data = Value::Object(report.decision.data.unwrap());
        assert_eq!(
            data,
            json!({ "score": 100, "sum": 150, "grade": "trusted", "node": "d" })
        );
        assert!(
            report
                .nodes
                .iter()
                .all(|node| node.run.as_ref().is_some_and(|run| run.usage.instructions > 0))
        );
    }
}

#[test]
fn fetches_of_two_nodes_are_under_way_at_once() {
    let pipeline = json!({ "nodes": { "a": { "script": "s" }, "b": { "script": "s" }, "c": { "script": "t", "needs": ["a", "b"] } } });
    let report = run_on(
        1,
        "before_signup",
        &pipeline,
        &[
            (
                "s",
                "local r = await(helpers.fetch('https://' .. context.node .. '.example')) return { allowed = true, data = { [context.node] = r.body } }",
            ),
            (
                "t",
                "return { allowed = context.prev.a == 'https://a.example' and context.prev.b == 'https://b.example' }",
            ),
        ],
        Duration::from_secs(10),
    );
    assert_eq!(report.decision.verdict, Verdict::Allowed, "{report:?}");
}

#[test]
fn an_endless_script_does_not_keep_its_neighbours() {
    let pipeline = json!({ "nodes": {
        "bad": { "script": "loop", "onError": "allow" },
        "good": { "script": "ok" },
    } });
    let report = run_plain(
        &pipeline,
        &[
            ("loop", "while true do end"),
            ("ok", "return { allowed = true, data = { x = 1 } }"),
        ],
    );
    assert_eq!(
        (report.decision.verdict, report.decision.node_errors),
        (Verdict::Allowed, 1)
    );
    assert!(
        matches!(&report.nodes[0].end, NodeEnd::Error(error) if error.class == ErrorClass::LimitInstructions)
    );
}

#[test]
fn a_denial_cancels_what_comes_after_it() {
    let pipeline = json!({ "nodes": { "a": { "script": "no" }, "b": { "script": "wait" } } });
    let report = run_plain(
        &pipeline,
        &[
            ("no", "return { allowed = false, error = 'no' }"),
            (
                "wait",
                "await(helpers.fetch('https://hang.example')) return { allowed = true }",
            ),
        ],
    );
    assert_eq!(
        (report.decision.verdict, report.decision.reason.as_deref()),
        (Verdict::Denied, Some("no"))
    );
    assert_eq!(report.nodes[1].end, NodeEnd::Cancelled);
}

#[test]
fn a_script_that_waits_too_long_is_out_of_time() {
    let pipeline = json!({ "nodes": { "a": { "script": "wait", "timeoutMs": 30 } } });
    let script = [(
        "wait",
        "pcall(await, helpers.fetch('https://hang.example')) return { allowed = true }",
    )];
    let report = run_plain(&pipeline, &script);
    let error = report.decision.error.unwrap();
    assert_eq!(
        (report.decision.allowed, error.class, error.node.as_deref()),
        (false, ErrorClass::LimitTime, Some("a"))
    );

    let pipeline = json!({ "nodes": { "a": { "script": "wait", "onError": "allow" } } });
    let report = run_on(1, "before_signup", &pipeline, &script, Duration::from_millis(30));
    let error = report.decision.error.unwrap();
    assert_eq!(
        (report.decision.allowed, error.class, error.node),
        (false, ErrorClass::LimitTime, None)
    );
}

#[test]
fn a_script_that_is_missing_or_does_not_compile_is_an_error_of_its_node() {
    let pipeline =
        json!({ "nodes": { "a": { "script": "gone", "onError": "allow" }, "b": { "script": "broken" } } });
    let report = run_plain(&pipeline, &[("broken", "return {")]);
    assert!(
        matches!(&report.nodes[0].end, NodeEnd::Error(error) if error.class == ErrorClass::ScriptMissing)
    );
    let error = report.decision.error.unwrap();
    assert_eq!(
        (error.class, error.line, report.decision.verdict),
        (ErrorClass::ScriptError, Some(1), Verdict::Error)
    );
}

#[test]
fn no_two_nodes_have_the_same_chance() {
    let pipeline = json!({ "nodes": { "a": { "script": "id" }, "b": { "script": "id" } } });
    let script = [(
        "id",
        "return { allowed = true, data = { [context.node] = helpers.uuid() } }",
    )];
    let data = run_plain(&pipeline, &script).decision.data.unwrap();
    assert_ne!(data["a"], data["b"]);
    assert_eq!(run_plain(&pipeline, &script).decision.data.unwrap(), data);
}

#[test]
fn an_answer_that_is_there_before_it_is_awaited_is_taken() {
    let pipeline = json!({ "nodes": { "a": { "script": "two" } } });
    let report = run_plain(
        &pipeline,
        &[(
            "two",
            "local a, b = helpers.fetch('https://a.example'), helpers.fetch('https://b.example')
            local r = await(helpers.all({ a, b }))
            return { allowed = r[1].body .. r[2].body == 'https://a.examplehttps://b.example' }",
        )],
    );
    assert_eq!(report.decision.verdict, Verdict::Allowed, "{report:?}");
}

/// Answers with the number of headers that came.
#[derive(Debug)]
struct Counting;

impl Fetcher for Counting {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        let judged = pipelua_rules::url::judge_headers(&request.headers);
        let traced = request.headers.iter().any(|(name, _)| name == "traceparent");
        reply.send(Ok(FetchResponse {
            status: 200,
            headers: BTreeMap::new(),
            body: format!("{} {traced} {}", request.headers.len(), judged.is_ok()).into_bytes(),
        }));
        Flight::landed()
    }
}

#[test]
fn the_trace_takes_no_header_from_a_script() {
    let script = "
        local headers = {}
        for i = 1, context.config.count do headers['x-' .. i] = 'y' end
        local answer = await(helpers.fetch('https://a.example', { headers = headers }))
        return { allowed = true, data = { [context.node] = answer.body } }";
    let pipeline = json!({ "nodes": {
        "few": { "script": "s", "config": { "count": 63 } },
        "most": { "script": "s", "config": { "count": 64 } },
        "many": { "script": "s", "config": { "count": 200 } },
    } });
    let report = run_with(
        Arc::new(Counting),
        2,
        "before_signup",
        &pipeline,
        &[("s", script)],
        Duration::from_secs(10),
    );
    let data = Value::Object(report.decision.data.unwrap());
    assert_eq!(
        data,
        json!({ "few": "64 true true", "many": "65 false false", "most": "64 false true" })
    );
}

#[test]
fn whoever_slows_a_run_does_not_open_it() {
    let waits = "await(helpers.fetch('https://hang.example')) return { allowed = true }";
    let denies = "return { allowed = false }";
    let allowed = |nodes: Value| {
        let pipeline = json!({ "onError": "allow", "nodes": nodes });
        let scripts = [("waits", waits), ("denies", denies)];
        let report = run_on(2, "before_signup", &pipeline, &scripts, Duration::from_millis(60));
        let error = report.decision.error.clone().unwrap();
        assert_eq!((error.class, error.node), (ErrorClass::LimitTime, None));
        report.decision.allowed
    };
    // A denial that is known, and a node that denies when it fails.
    assert!(!allowed(
        json!({ "a": { "script": "waits" }, "b": { "script": "denies" } })
    ));
    assert!(!allowed(json!({ "a": { "script": "waits", "onError": "deny" } })));
    assert!(allowed(json!({ "a": { "script": "waits" } })));
}
