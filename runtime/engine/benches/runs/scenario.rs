//! The scenarios of `tests/bench/scenarios.json`, ready to run.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pipelua_engine::fetch::{FetchRequest, Flight};
use pipelua_engine::graph::{Plan, RunRequest};
use pipelua_engine::sandbox::{Chance, Chunk, ScriptLimits, Settings, SystemClock, TextLimits};
use pipelua_engine::trace::TraceIds;
use pipelua_engine::worker::{Fetcher, Reply};
use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::builtin;
use serde_json::{Map, Value, json};

const HOOK: &str = "before_signup";

pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) plan: Arc<Plan>,
    pub(crate) chunks: BTreeMap<String, Chunk>,
    pub(crate) texts: BTreeMap<String, String>,
    /// Scripts in the order in which they run.
    pub(crate) order: Vec<String>,
    config: Value,
}

impl Scenario {
    pub(crate) fn all() -> Vec<Self> {
        let text = include_str!("../../../../tests/bench/scenarios.json");
        let file: Value = serde_json::from_str(text).unwrap();
        let texts: BTreeMap<String, String> = serde_json::from_value(file["scripts"].clone()).unwrap();
        let scenarios = file["scenarios"].as_array().unwrap();
        scenarios
            .iter()
            .map(|scenario| Self::new(scenario, &texts))
            .collect()
    }

    pub(crate) fn of_script(name: &str, text: &str) -> Self {
        let scenario = json!({ "name": name, "nodes": { "a": { "script": "s" } } });
        Self::new(&scenario, &[("s".to_owned(), text.to_owned())].into())
    }

    fn new(scenario: &Value, texts: &BTreeMap<String, String>) -> Self {
        let items = scenario["filler"].as_u64().unwrap_or(0);
        let config = json!({ "items": (0..items).map(|index| {
            json!({ "name": format!("item {index}"), "note": "x".repeat(60), "on": index % 2 == 0 })
        }).collect::<Vec<_>>() });
        let mut nodes = scenario["nodes"].clone();
        for node in nodes.as_object_mut().unwrap().values_mut() {
            node["config"] = config.clone();
        }
        let order = nodes.as_object().unwrap().values();
        let order = order
            .map(|node| node["script"].as_str().unwrap().to_owned())
            .collect();
        let pipeline = json!({ "nodes": nodes }).to_string();
        let parsed = pipelua_syntax::json::parse(&pipeline);
        let compiled = compile(HOOK, &pipeline, &parsed, Known::default(), GraphLimits::default());
        let limits = TextLimits::of(builtin().limits());
        let compiled_scripts: BTreeMap<_, _> = texts
            .iter()
            .map(|(name, text)| (name.clone(), Chunk::compile(name, text.as_bytes(), limits)))
            .collect();
        let plan = Plan::new(
            compiled.pipeline,
            builtin().hook(HOOK).unwrap(),
            &compiled_scripts,
        );
        let chunks = compiled_scripts.into_iter();
        Self {
            name: scenario["name"].as_str().unwrap().to_owned(),
            plan: Arc::new(plan),
            chunks: chunks
                .filter_map(|(name, chunk)| Some((name, chunk.ok()?)))
                .collect(),
            texts: texts.clone(),
            order,
            config,
        }
    }

    /// The script of a scenario that has one node.
    pub(crate) fn only(&self) -> Option<&str> {
        match self.order.as_slice() {
            [script] => Some(script),
            _ => None,
        }
    }

    /// What a script without needs is given.
    pub(crate) fn context(&self) -> Value {
        let mut context = input();
        context.insert("hook".to_owned(), json!(HOOK));
        context.insert("node".to_owned(), json!("a"));
        context.insert("config".to_owned(), self.config.clone());
        context.insert("outputs".to_owned(), json!({}));
        context.insert("prev".to_owned(), json!({}));
        Value::Object(context)
    }
}

fn input() -> Map<String, Value> {
    let input = json!({ "email": "ada@example.org", "request": { "ip": "192.0.2.7", "userAgent": "bench" } });
    input.as_object().unwrap().clone()
}

#[derive(Debug)]
struct Nobody;

impl Fetcher for Nobody {
    fn fetch(&self, _: FetchRequest, _: Reply) -> Flight {
        Flight::landed()
    }
}

pub(crate) fn request(_: &Scenario) -> RunRequest {
    RunRequest {
        input: input(),
        settings: Arc::new(Settings::default()),
        clock: Arc::new(SystemClock),
        chance: Chance::Seed(1),
        fetcher: Arc::new(Nobody),
        limits: ScriptLimits::of(builtin().limits()),
        run_time: Duration::from_secs(10),
        ids: TraceIds::new([7; 32], None),
    }
}
