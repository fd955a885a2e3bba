//! Types of graphs against the engine: whatever a script sees in `context` on a run is of the type said before.
//!
//! 500 graphs of scripts that nobody wrote. Each script logs what it sees; `PIPELUA_SEED` gives others.
#![allow(clippy::unwrap_used)]

#[path = "graph_types/scripts.rs"]
mod scripts;

use std::collections::BTreeMap;
use std::sync::Arc;

use pipelua_analysis::workspace::placement::placements;
use pipelua_analysis::{
    Database, FileText, PortableTable, PortableType, context_of, editor_context, file_at,
};
use pipelua_engine::fetch::FetchRequest;
use pipelua_engine::graph::{RunReport, RunRequest, run};
use pipelua_engine::sandbox::{Chance, Chunk, FixedClock, ScriptLimits, Settings, TextLimits};
use pipelua_engine::trace::TraceIds;
use pipelua_engine::worker::{Fetcher, Flight, Reply, Workers};
use pipelua_schemas::builtin;
use pipelua_tests::random::Random;
use pipelua_tests::samples::plan;
use serde_json::{Map, Value, json};

const HOOK: &str = "before_signup";
const GRAPHS: usize = 500;
const INPUTS: [&str; 3] = ["a@b.example", "casey.jones@rival.example", "nobody"];

/// A pipeline with its scripts, each of one node.
struct Graph {
    pipeline: Value,
    scripts: BTreeMap<String, String>,
}

impl Graph {
    fn random(random: &mut Random) -> Self {
        let (mut nodes, mut scripts) = (Map::new(), BTreeMap::new());
        let mut ancestors: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for at in 0..2 + random.below(4) {
            let name = format!("n{at}");
            let needs: Vec<String> = ancestors.keys().filter(|_| random.once_in(2)).cloned().collect();
            let mut above = needs.clone();
            for need in &needs {
                above.extend(ancestors[need].iter().cloned());
            }
            above.sort();
            above.dedup();
            scripts.insert(name.clone(), scripts::script(random, &above));
            let mut node = json!({ "script": name, "needs": needs });
            if random.once_in(3) {
                node["onError"] = json!("allow");
            }
            if random.once_in(12) {
                node["enabled"] = json!(false);
            }
            if random.once_in(2) {
                node["config"] = config(random);
            }
            ancestors.insert(name.clone(), above);
            nodes.insert(name, node);
        }
        Self {
            pipeline: json!({ "nodes": nodes }),
            scripts,
        }
    }

    /// All of it, to be read where it failed.
    fn text(&self) -> String {
        let mut text = self.pipeline.to_string();
        for (name, script) in &self.scripts {
            text += "\n--- ";
            text += name;
            text += "\n";
            text += script;
        }
        text
    }

    fn database(&self) -> Database {
        let mut db = Database::default();
        let pipeline = (format!("pipelines/{HOOK}.json"), self.pipeline.to_string());
        let scripts = self
            .scripts
            .iter()
            .map(|(name, text)| (format!("scripts/{name}.lua"), text.clone()));
        let files = scripts.chain([pipeline]);
        db.load(files.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
        db
    }

    fn run(&self, workers: &Arc<Workers>, email: &str) -> RunReport {
        let limits = builtin().limits();
        let compiled = self.scripts.iter().map(|(name, text)| {
            let chunk = Chunk::compile(name, text.as_bytes(), TextLimits::of(limits));
            (name.clone(), chunk)
        });
        let plan = plan(
            builtin().hook(HOOK).unwrap(),
            &self.pipeline.to_string(),
            &compiled.collect(),
        );
        let input = json!({ "email": email, "request": {} });
        let request = RunRequest {
            input: input.as_object().unwrap().clone(),
            settings: Arc::new(Settings::default()),
            clock: Arc::new(FixedClock(0)),
            chance: Chance::Seed(1),
            fetcher: Arc::new(Nobody),
            limits: ScriptLimits::of(limits),
            run_time: limits.run_time(),
            ids: TraceIds::new([1; 32], None),
        };
        run(workers, &plan, request)
    }
}

fn config(random: &mut Random) -> Value {
    let mut config = Map::new();
    for (key, value) in [
        ("score", json!(3)),
        ("name", json!("x")),
        ("flag", json!(true)),
        ("part", json!({ "a": [1] })),
        ("left", json!(null)),
    ] {
        if random.once_in(2) {
            config.insert(key.to_owned(), value);
        }
    }
    Value::Object(config)
}

#[derive(Debug)]
struct Nobody;

impl Fetcher for Nobody {
    fn fetch(&self, _: FetchRequest, _: Reply) -> Flight {
        Flight::landed()
    }
}

/// Where a value is not of the type; `None` if it is.
fn mismatch(value: &Value, ty: &PortableType, path: &str) -> Option<String> {
    let fits = match ty {
        PortableType::Unknown | PortableType::Any => true,
        PortableType::Nil => value.is_null(),
        PortableType::Boolean(None) => value.is_boolean(),
        PortableType::Boolean(Some(known)) => value == &json!(known),
        PortableType::Integer => value.is_i64(),
        PortableType::Number => value.is_number(),
        PortableType::String(None) => value.is_string(),
        PortableType::String(Some(text)) => value.as_str() == Some(text),
        PortableType::Function => false,
        PortableType::AnyTable => value.is_object() || value.is_array(),
        PortableType::Array(items) => {
            let all = value
                .as_array()
                .map(|all| all.iter().find_map(|one| mismatch(one, items, path)));
            match all {
                Some(found) => return found.map(|found| format!("[] {found}")),
                None => is_empty(value),
            }
        }
        PortableType::Map(values) => {
            let all = value
                .as_object()
                .map(|all| all.values().find_map(|one| mismatch(one, values, path)));
            match all {
                Some(found) => return found,
                None => is_empty(value),
            }
        }
        PortableType::Table(table) => return table_mismatch(value, table, path),
        PortableType::Union(members) => members
            .iter()
            .any(|member| mismatch(value, member, path).is_none()),
    };
    (!fits).then(|| format!("{path}: {value} is no {ty:?}"))
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

fn table_mismatch(value: &Value, table: &PortableTable, path: &str) -> Option<String> {
    let none = Map::new();
    let object = match value {
        Value::Object(object) => object,
        // An empty table has no kind, and a list is a table whose keys were never named.
        Value::Array(items) if items.is_empty() || table.open => &none,
        _ => return Some(format!("{path}: {value} is no table")),
    };
    for field in &table.fields {
        let path = format!("{path}.{}", field.name);
        let found = match object.get(&*field.name) {
            Some(value) => mismatch(value, &field.ty, &path),
            None if field.optional => None,
            None => mismatch(&Value::Null, &field.ty, &path).map(|_| format!("{path} is missing")),
        };
        if found.is_some() {
            return found;
        }
    }
    let extra = object.keys().find(|key| table.field(key).is_none());
    extra
        .filter(|_| !table.open)
        .map(|key| format!("{path}.{key} is there and was not foreseen"))
}

/// How much was looked at, so that the test cannot pass by seeing nothing.
#[derive(Default, Debug)]
struct Seen {
    contexts: usize,
    /// Fields of outputs whose type says something.
    known: usize,
    unknown: usize,
}

impl Seen {
    fn count(&mut self, ty: &PortableType) {
        match ty {
            PortableType::Table(table) => table.fields.iter().for_each(|field| self.count(&field.ty)),
            PortableType::Unknown => self.unknown += 1,
            _ => self.known += 1,
        }
    }
}

#[test]
fn every_value_of_context_is_of_its_type() {
    let mut random = Random::of_run("graph_types");
    let workers = Arc::new(Workers::start(2).unwrap());
    let mut seen = Seen::default();
    for number in 0..GRAPHS {
        let graph = Graph::random(&mut random);
        let db = graph.database();
        for email in INPUTS {
            let report = graph.run(&workers, email);
            for (name, node) in graph.scripts.keys().zip(&report.nodes) {
                let Some(line) = node.run.as_ref().and_then(|run| run.journal.lines.first()) else {
                    continue;
                };
                // What is too long to be logged is not looked at.
                let Ok(observed) = serde_json::from_str::<Value>(&line.message) else {
                    continue;
                };
                let file = file_at(&db, &format!("scripts/{name}.lua")).unwrap();
                let placement = &placements(&db, file)[0];
                let exact = context_of(&db, placement.key(&db)).context(&db);
                let shared = editor_context(&db, file).context(&db);
                for context in [exact, shared] {
                    let fields = &context.placements[0].fields;
                    for part in ["prev", "outputs", "config", "node", "hook"] {
                        let ty = &fields.field(part).unwrap().ty;
                        if let Some(found) = mismatch(&observed[part], ty, part) {
                            panic!("graph {number}, {name}, {email}: {found}\n{}", graph.text());
                        }
                    }
                }
                seen.contexts += 1;
                seen.count(&exact.placements[0].fields.field("outputs").unwrap().ty);
            }
        }
    }
    eprintln!("{seen:?}");
    assert!(seen.contexts > 2_000, "{seen:?}");
    assert!(2 * seen.known > seen.unknown, "{seen:?}");
}
