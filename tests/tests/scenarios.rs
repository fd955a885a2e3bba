//! The eleven scenarios that must work: the samples of the workspace `scenarios`, and what no sample can say.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pipelua_engine::fetch::{FetchRequest, FetchResponse, Flight};
use pipelua_engine::graph::{Plan, RunReport, RunRequest, run, start};
use pipelua_engine::sandbox::{Chance, Chunk, ScriptLimits, Settings, SystemClock, TextLimits};
use pipelua_engine::trace::{Span, SpanStatus, TraceIds};
use pipelua_engine::verdict::{NodeEnd, Verdict};
use pipelua_engine::worker::{Fetcher, Reply, Workers};
use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::builtin;
use pipelua_tests::samples::{Bench, Scripts, plan};
use serde_json::{Map, Value, json};

#[test]
fn every_sample_comes_to_what_it_expects() {
    let bench = Bench::load("scenarios");
    let cases = bench.cases();
    for case in &cases {
        assert!(case.sample.expect.is_some(), "{} expects nothing", case.title);
        let run = bench.run(case);
        assert_eq!(bench.differences(case, &run), Vec::<String>::new());
    }
    assert!(cases.len() > 20, "{} samples", cases.len());
}

/// Keeps what is sent, and hands out the replies so that the test answers when it likes.
#[derive(Debug, Default)]
struct Held {
    requests: Mutex<Vec<(FetchRequest, Reply)>>,
}

impl Fetcher for Held {
    fn fetch(&self, request: FetchRequest, reply: Reply) -> Flight {
        self.requests.lock().unwrap().push((request, reply));
        Flight::landed()
    }
}

fn request(input: &Value, fetcher: Arc<dyn Fetcher>, secrets: &[(&str, &str)]) -> RunRequest {
    let limits = builtin().limits();
    let Value::Object(input) = input.clone() else {
        panic!("an input is an object")
    };
    let secrets = secrets
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())));
    RunRequest {
        input,
        settings: Arc::new(Settings {
            secrets: secrets.collect(),
            env: BTreeMap::new(),
        }),
        clock: Arc::new(SystemClock),
        chance: Chance::Seed(1),
        fetcher,
        limits: ScriptLimits::of(limits),
        run_time: limits.run_time(),
        ids: TraceIds::new([1; 32], None),
    }
}

/// Waits until so many requests were made.
fn wait_for(held: &Held, count: usize) {
    while held.requests.lock().unwrap().len() < count {
        std::thread::yield_now();
    }
}

fn answer(held: &Held, body: &Value) {
    let (_, reply) = held.requests.lock().unwrap().pop().unwrap();
    reply.send(Ok(FetchResponse {
        status: 200,
        headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
        body: body.to_string().into_bytes(),
    }));
}

#[test]
fn asynchronous_work_does_not_keep_the_caller() {
    let bench = Bench::load("scenarios");
    let case = bench.case("after_signup/sent");
    let held = Arc::new(Held::default());
    let (sender, receiver) = channel();
    let input = Value::Object(case.sample.context.clone());
    start(
        &bench.workers,
        &case.plan,
        request(&input, Arc::clone(&held) as _, &[]),
        move |report| sender.send(report).unwrap(),
    );
    // The caller goes on while nobody has answered the script yet.
    assert!(receiver.try_recv().is_err());
    wait_for(&held, 1);
    assert!(receiver.try_recv().is_err());
    answer(&held, &json!({}));
    let report = receiver.recv_timeout(Duration::from_secs(5)).unwrap();
    assert_eq!(report.decision.verdict, Verdict::Allowed);
    assert_eq!(report.decision.data, json!({ "sent": true }).as_object().cloned());
}

#[test]
fn a_secret_goes_into_a_header_and_nowhere_else() {
    let bench = Bench::load("scenarios");
    let case = bench.case("apikey_before_exchange/good");
    let held = Arc::new(Held::default());
    let (sender, receiver) = channel();
    let input = Value::Object(case.sample.context.clone());
    let secret = "made-up-token-1234";
    start(
        &bench.workers,
        &case.plan,
        request(&input, Arc::clone(&held) as _, &[("REPUTATION_TOKEN", secret)]),
        move |report| sender.send(report).unwrap(),
    );
    wait_for(&held, 1);
    let headers = held.requests.lock().unwrap()[0].0.headers.clone();
    let expected = ("authorization".to_owned(), format!("Bearer {secret}"));
    let lower = headers
        .iter()
        .map(|(name, value)| (name.to_lowercase(), value.clone()));
    assert!(lower.clone().any(|header| header == expected), "{headers:?}");
    answer(&held, &json!({ "score": 10 }));
    let report = receiver.recv_timeout(Duration::from_secs(5)).unwrap();
    assert_eq!(report.decision.verdict, Verdict::Allowed);
    assert!(!format!("{report:?}").contains(secret));
    assert!(!format!("{:?}", bench.run(&case)).contains("made-up-token"));
}

fn scripts(texts: &[(&str, String)]) -> Scripts {
    let limits = TextLimits::of(builtin().limits());
    let compiled = texts.iter().map(|(name, text)| {
        let chunk = Chunk::compile(name, text.as_bytes(), limits);
        ((*name).to_owned(), chunk)
    });
    compiled.collect()
}

fn run_plan(plan: &Arc<Plan>) -> RunReport {
    let workers = Arc::new(Workers::start(2).unwrap());
    let input = json!({ "email": "a@b.example", "request": {} });
    run(&workers, plan, request(&input, Arc::new(Held::default()), &[]))
}

#[test]
fn a_faulty_script_does_what_on_error_says() {
    let faulty = [
        ("syntax_error", "return { allowed = ".to_owned(), "script.error"),
        (
            "endless_loop",
            "while true do end".to_owned(),
            "limit.instructions",
        ),
        ("no_return", "local x = 1".to_owned(), "result.invalid"),
        (
            "oversize",
            format!("return {{ allowed = '{}' }}", "x".repeat(5200)),
            "limit.size",
        ),
    ];
    let hook = builtin().hook("before_signup").unwrap();
    for (name, text, class) in faulty {
        let scripts = scripts(&[
            (name, text),
            (
                "after",
                "return { allowed = true, data = { seen = next(context.outputs.first) == nil } }".to_owned(),
            ),
        ]);
        for on_error in ["deny", "allow"] {
            let pipeline = format!(
                r#"{{ "onError": "{on_error}", "denyMessage": "Not now.", "nodes": {{
                "first": {{ "script": "{name}" }}, "second": {{ "script": "after", "needs": ["first"] }} }} }}"#
            );
            let report = run_plan(&plan(hook, &pipeline, &scripts));
            let decision = &report.decision;
            let NodeEnd::Error(error) = &report.nodes[0].end else {
                panic!("{name} under {on_error}: {:?}", report.nodes[0].end)
            };
            assert_eq!(error.class.as_str(), class, "{name}: {}", error.message);
            assert_eq!(decision.node_errors, 1);
            if on_error == "deny" {
                assert_eq!(
                    (decision.allowed, decision.verdict),
                    (false, Verdict::Error),
                    "{name}"
                );
                assert_eq!(decision.reason.as_deref(), Some("Not now."));
                assert_eq!(
                    decision.error.as_ref().map(|error| error.class.as_str()),
                    Some(class)
                );
                assert_eq!(decision.data, None);
                assert_eq!(report.nodes[1].end, NodeEnd::NotReached);
            } else {
                assert_eq!(
                    (decision.allowed, decision.verdict),
                    (true, Verdict::Allowed),
                    "{name}"
                );
                assert_eq!((&decision.reason, &decision.error), (&None, &None));
                assert_eq!(decision.data, json!({ "seen": true }).as_object().cloned());
            }
        }
    }
}

/// A pipeline of so many layers of so many nodes; each node needs the first of the layer before it.
fn grid(layers: usize, width: usize) -> String {
    let mut nodes = Map::new();
    for layer in 0..layers {
        for index in 0..width {
            let mut node = json!({ "script": "pass" });
            if layer > 0 {
                node["needs"] = json!([format!("n{}_0", layer - 1)]);
            }
            nodes.insert(format!("n{layer}_{index}"), node);
        }
    }
    json!({ "nodes": nodes }).to_string()
}

#[test]
fn eleven_layers_or_six_nodes_in_one_are_refused_and_the_largest_plan_runs() {
    let refused = |text: &str| {
        let json = pipelua_syntax::json::parse(text);
        let compiled = compile(
            "before_signup",
            text,
            &json,
            Known::default(),
            GraphLimits::default(),
        );
        let mut problems = compiled.problems.iter();
        problems
            .find(|problem| problem.kind.forbids_running())
            .map(|problem| problem.message.clone())
    };
    assert!(
        refused(&grid(11, 1)).is_some_and(|message| message.contains("at most 10")),
        "{:?}",
        refused(&grid(11, 1))
    );
    assert!(
        refused(&grid(1, 6)).is_some_and(|message| message.contains('5')),
        "{:?}",
        refused(&grid(1, 6))
    );
    assert_eq!(refused(&grid(10, 5)), None);
    let pass = "return { allowed = true, data = { [context.node] = true } }".to_owned();
    let plan = plan(
        builtin().hook("before_signup").unwrap(),
        &grid(10, 5),
        &scripts(&[("pass", pass)]),
    );
    let report = run_plan(&plan);
    assert_eq!(report.decision.verdict, Verdict::Allowed);
    assert_eq!(report.decision.data.unwrap().len(), 50);
}

fn named<'a>(spans: &'a [Span], start: &str) -> Vec<&'a Span> {
    spans.iter().filter(|span| span.name.starts_with(start)).collect()
}

#[test]
fn three_two_and_one_nodes_give_six_script_spans_in_three_layers() {
    let bench = Bench::load("scenarios");
    for (title, verdict) in [
        ("before_signout/allowed", "allowed"),
        ("before_signout/denied", "denied"),
    ] {
        let run = bench.run(&bench.case(title));
        let spans = &run.trace.spans;
        let root = &spans[0];
        assert_eq!(root.name, "pipeline before_signout");
        assert_eq!(root.attributes["pipeline.verdict"], json!(verdict));
        assert!(
            spans.iter().all(|span| span.status == SpanStatus::Ok),
            "a denial is no error"
        );
        let (layers, scripts) = (named(spans, "layer "), named(spans, "script "));
        assert_eq!((layers.len(), scripts.len()), (3, 6));
        for (index, layer) in layers.iter().enumerate() {
            assert_eq!(layer.parent, Some(root.id));
            let inside = scripts.iter().filter(|script| script.parent == Some(layer.id));
            assert_eq!(inside.count(), 3 - index);
        }
        // Two levels are kept; the third ran, as the data of the nodes says, without a span.
        let outer = named(spans, "outer");
        let inner = named(spans, "inner");
        assert_eq!(
            (outer.len(), inner.len(), named(spans, "too deep").len()),
            (6, 6, 0)
        );
        for (outer, inner) in outer.iter().zip(&inner) {
            assert_eq!(inner.parent, Some(outer.id));
            let script = scripts
                .iter()
                .find(|script| outer.parent == Some(script.id))
                .unwrap();
            assert_eq!(outer.attributes["step"], script.attributes["pipeline.node"]);
            assert_eq!(inner.attributes["depth"], json!("2"));
            assert!(script.start <= outer.start && outer.end() <= script.end());
        }
    }
}

#[test]
fn nodes_of_a_layer_run_side_by_side() {
    // Each waits for an answer that comes only when both have asked: one after the other they would wait for ever.
    let text =
        "return { allowed = await(helpers.fetch('https://a.example/' .. context.node)).ok }".to_owned();
    let pipeline = r#"{ "nodes": { "a": { "script": "ask" }, "b": { "script": "ask" } } }"#;
    let plan = plan(
        builtin().hook("before_signup").unwrap(),
        pipeline,
        &scripts(&[("ask", text)]),
    );
    let workers = Arc::new(Workers::start(1).unwrap());
    let held = Arc::new(Held::default());
    let (sender, receiver) = channel();
    let input = json!({ "email": "a@b.example", "request": {} });
    start(
        &workers,
        &plan,
        request(&input, Arc::clone(&held) as _, &[]),
        move |report| sender.send(report).unwrap(),
    );
    wait_for(&held, 2);
    answer(&held, &json!({}));
    answer(&held, &json!({}));
    let report = receiver.recv_timeout(Duration::from_secs(5)).unwrap();
    assert_eq!(report.decision.verdict, Verdict::Allowed);
}
