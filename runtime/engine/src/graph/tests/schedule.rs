//! Graphs and what each node does in, decisions out; the order in which nodes end is drawn by lot.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipelua_rules::pipeline::{GraphLimits, Known, NodeIndex, compile};
use pipelua_schemas::builtin;
use pipelua_syntax::json;
use serde_json::{Map, Value, json};

use super::super::{Plan, Schedule};
use crate::error::{ErrorClass, ScriptError};
use crate::result::ScriptResult;
use crate::sandbox::{Chunk, TextLimits};
use crate::verdict::{Decision, NodeEnd, Verdict};

fn plan(hook: &str, pipeline: &Value) -> Arc<Plan> {
    let text = pipeline.to_string();
    let limits = GraphLimits {
        layers: 99,
        nodes_per_layer: 99,
        ..GraphLimits::default()
    };
    let compiled = compile(hook, &text, &json::parse(&text), Known::default(), limits);
    let chunk = Chunk::compile(
        "s",
        b"return { allowed = true }",
        TextLimits::of(builtin().limits()),
    );
    let scripts = BTreeMap::from([("s".to_owned(), chunk)]);
    Arc::new(Plan::new(
        compiled.pipeline,
        builtin().hook(hook).unwrap(),
        &scripts,
    ))
}

#[allow(clippy::unnecessary_wraps)] // what a node does is a result, this one as the others
fn allow(data: &Value) -> Result<ScriptResult, ScriptError> {
    Ok(ScriptResult {
        allowed: true,
        error: None,
        data: data.as_object().unwrap().clone(),
        unknown_keys: Vec::new(),
        ignored_denial: false,
    })
}

#[allow(clippy::unnecessary_wraps)]
fn deny(reason: Option<&str>) -> Result<ScriptResult, ScriptError> {
    Ok(ScriptResult {
        allowed: false,
        error: reason.map(str::to_owned),
        ..allow(&json!({})).unwrap()
    })
}

fn fail() -> Result<ScriptResult, ScriptError> {
    Err(ScriptError {
        class: ErrorClass::ScriptError,
        message: "boom".to_owned(),
        line: Some(3),
    })
}

/// Runs a schedule; `next` draws which of the running nodes ends.
fn run(
    plan: &Arc<Plan>,
    mut next: impl FnMut(usize) -> usize,
    outcome: impl Fn(&str) -> Result<ScriptResult, ScriptError>,
) -> (Decision, Schedule, BTreeMap<String, Value>) {
    let mut schedule = Schedule::new(Arc::clone(plan), Map::new());
    let (mut running, mut contexts) = (Vec::<NodeIndex>::new(), BTreeMap::new());
    loop {
        for node in schedule.start_ready() {
            contexts.insert(plan.pipeline().node(node).name.clone(), schedule.context(node));
            running.push(node);
        }
        if schedule.is_decided() {
            return (schedule.decision(), schedule, contexts);
        }
        let node = running.remove(next(running.len()));
        let cancelled = schedule.finish(node, outcome(&plan.pipeline().node(node).name));
        running.retain(|node| !cancelled.contains(node));
    }
}

fn first(_: usize) -> usize {
    0
}

const DIAMOND: &str = r#"{ "denyMessage": "later", "nodes": {
    "a": { "script": "s", "config": { "n": 1 } },
    "b": { "script": "s", "needs": ["a"] },
    "c": { "script": "s", "needs": ["a"] },
    "d": { "script": "s", "needs": ["c", "b"] } } }"#;

fn diamond() -> Arc<Plan> {
    plan("before_signup", &serde_json::from_str(DIAMOND).unwrap())
}

#[test]
fn data_flows_along_the_needs() {
    let (decision, _, contexts) = run(&diamond(), first, |node| allow(&json!({ "from": node, node: 1 })));
    assert_eq!(contexts["d"]["prev"], json!({ "from": "b", "c": 1, "b": 1 }));
    assert_eq!(
        contexts["d"]["outputs"],
        json!({
            "a": { "from": "a", "a": 1 }, "b": { "from": "b", "b": 1 }, "c": { "from": "c", "c": 1 },
        })
    );
    assert_eq!(contexts["a"]["config"], json!({ "n": 1 }));
    assert_eq!(
        (&contexts["a"]["hook"], &contexts["a"]["node"]),
        (&json!("before_signup"), &json!("a"))
    );
    assert_eq!(
        decision.data,
        json!({ "from": "d", "a": 1, "b": 1, "c": 1, "d": 1 })
            .as_object()
            .cloned()
    );
    assert_eq!((decision.allowed, decision.verdict), (true, Verdict::Allowed));
}

#[test]
fn the_first_denial_in_graph_order_counts() {
    let last = |count: usize| count - 1;
    let outcome = |node: &str| match node {
        "b" => deny(Some("b says no")),
        "c" => deny(None),
        _ => allow(&json!({ "x": 1 })),
    };
    for next in [first as fn(usize) -> usize, last] {
        let (decision, schedule, _) = run(&diamond(), next, outcome);
        assert_eq!((decision.allowed, decision.verdict), (false, Verdict::Denied));
        assert_eq!(decision.reason.as_deref(), Some("b says no"));
        assert_eq!((decision.data, decision.error), (None, None));
        assert_eq!(schedule.ends()[3], NodeEnd::NotReached);
    }
    let (decision, ..) = run(&diamond(), first, |node| {
        if node == "c" {
            deny(None)
        } else {
            allow(&json!({}))
        }
    });
    assert_eq!(decision.reason.as_deref(), Some("later"));
}

#[test]
fn an_error_does_what_on_error_says() {
    let with = |hook: &str, on_error: &str| {
        let mut pipeline: Value = serde_json::from_str(DIAMOND).unwrap();
        pipeline["nodes"]["b"]["onError"] = json!(on_error);
        run(&plan(hook, &pipeline), first, |node| {
            if node == "b" {
                fail()
            } else {
                allow(&json!({ node: 1 }))
            }
        })
    };
    let (decision, ..) = with("before_signup", "deny");
    assert_eq!(
        (decision.allowed, decision.verdict, decision.reason.as_deref()),
        (false, Verdict::Error, Some("later"))
    );
    let error = decision.error.unwrap();
    assert_eq!(
        (error.message.as_str(), error.node.as_deref(), error.line),
        ("boom", Some("b"), Some(3))
    );

    let (decision, _, contexts) = with("before_signup", "allow");
    assert_eq!(
        (decision.allowed, decision.verdict, decision.node_errors),
        (true, Verdict::Allowed, 1)
    );
    assert_eq!(decision.error, None);
    assert_eq!(contexts["d"]["prev"], json!({ "c": 1 }));
    assert_eq!(contexts["d"]["outputs"]["b"], json!({}));

    let (decision, schedule, _) = with("after_signup", "deny");
    assert_eq!((decision.allowed, decision.verdict), (true, Verdict::Error));
    assert_eq!(schedule.ends()[3], NodeEnd::NotReached);
}

#[test]
fn a_disabled_node_gives_nothing_and_stops_nobody() {
    let mut pipeline: Value = serde_json::from_str(DIAMOND).unwrap();
    pipeline["nodes"]["b"]["enabled"] = json!(false);
    let (decision, schedule, contexts) = run(&plan("before_signup", &pipeline), first, |node| {
        allow(&json!({ node: 1 }))
    });
    assert!(decision.allowed);
    assert_eq!(schedule.ends()[1], NodeEnd::Disabled);
    assert_eq!(contexts["d"]["outputs"]["b"], json!({}));
    assert_eq!(contexts["d"]["prev"], json!({ "c": 1 }));
}

/// xorshift64*
struct Lot(u64);

impl Lot {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end.max(1)
    }
}

#[test]
fn what_stands_before_a_disabled_node_is_done_before_what_stands_behind_it() {
    let plan = plan(
        "before_signup",
        &json!({ "nodes": {
            "a": { "script": "s" },
            "b": { "script": "s", "needs": ["a"], "enabled": false },
            "c": { "script": "s", "needs": ["b"] },
        } }),
    );
    let (_, _, contexts) = run(&plan, first, |_| allow(&json!({ "seen": true })));
    assert_eq!(
        contexts["c"]["outputs"],
        json!({ "a": { "seen": true }, "b": {} })
    );
    assert_eq!(contexts["c"]["prev"], json!({}));
}

#[test]
fn the_decision_does_not_depend_on_timing() {
    let mut lot = Lot(0x9e37_79b9_7f4a_7c15);
    let mut verdicts = BTreeMap::new();
    for case in 0..1000 {
        let count = 1 + lot.below(12);
        let mut nodes = Map::new();
        for index in 0..count {
            let needs: Vec<String> = (0..index)
                .filter(|_| lot.below(4) == 0)
                .map(|need| format!("n{need}"))
                .collect();
            // Names in another order than the author's.
            let on_error = if lot.below(2) == 0 { "deny" } else { "allow" };
            nodes.insert(
                format!("n{index}"),
                json!({ "script": "s", "needs": needs, "onError": on_error, "enabled": lot.below(10) > 0 }),
            );
        }
        let hook = ["before_signup", "after_signup", "token_build"][lot.below(3)];
        let plan = plan(hook, &json!({ "denyMessage": "later", "nodes": nodes }));
        let does: BTreeMap<String, usize> = (0..count)
            .map(|index| (format!("n{index}"), lot.below(14)))
            .collect();
        let outcome = |node: &str| match does[node] {
            0 if hook != "after_signup" => deny(Some(node)),
            1 => fail(),
            _ => allow(&json!({ "last": node, node: does[node] })),
        };
        let decisions: Vec<Decision> = (0..5)
            .map(|_| run(&plan, |count| lot.below(count), outcome).0)
            .collect();
        for decision in &decisions {
            assert_eq!(decision, &decisions[0], "case {case}");
        }
        *verdicts.entry(format!("{:?}", decisions[0].verdict)).or_insert(0) += 1;
    }
    assert!(
        verdicts.len() == 3 && verdicts.values().all(|count| *count > 100),
        "{verdicts:?}"
    );
}
