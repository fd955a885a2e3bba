//! Scripts as many people would write them: nothing is found in them, and each runs with whatever its hook may give it.
//!
//! `corpus/correct/HOOK.lua` holds scripts of one hook, each behind a line `--=== NAME`.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pipelua_analysis::{Database, FileText, Severity, diagnostics, file_at};
use pipelua_engine::fetch::{FetchAnswer, FetchError, FetchErrorKind, FetchResponse};
use pipelua_engine::sandbox::{
    Chance, Chunk, FixedClock, ScriptInput, ScriptLimits, Settings, State, TextLimits,
};
use pipelua_engine::{ScriptError, ScriptResult};
use pipelua_schemas::{Hook, Schema, SchemaKind, builtin};
use pipelua_tests::random::Random;
use serde_json::{Map, Value, json};

const MANIFEST: &str = "schema = 1\nname = \"corpus\"\n\n[secrets]\nSIGNING_KEY = \"Signs what is sent\"\n\n[env]\nREGION = \"Where this runs\"\nLIMIT = \"A number\"\n";

/// Values of texts, the plain ones first.
const TEXTS: [&str; 9] = [
    "ada@acme.example",
    "Ada Lovelace",
    "",
    "x",
    "GRACE+list@Sub.Acme.Example",
    "203.0.113.7",
    "2001:db8::1",
    "Zoë Ünïcode 日本 (100%) [a-z]*",
    "https://app.acme.example/a?b=c&d=%20",
];

struct Script {
    hook: &'static Hook,
    name: String,
    text: String,
}

fn scripts() -> Vec<Script> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/correct");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let hook = file.file_stem().unwrap().to_str().unwrap();
        let hook = builtin()
            .hook(hook)
            .unwrap_or_else(|| panic!("{hook} is no hook"));
        let text = fs::read_to_string(&file).unwrap();
        for part in text.split("--=== ").skip(1) {
            let (name, text) = part.split_once('\n').unwrap();
            all.push(Script {
                hook,
                name: name.trim().to_owned(),
                text: text.to_owned(),
            });
        }
    }
    all
}

/// What is found in a script that a node of its hook uses, from warnings on.
fn found(script: &Script) -> Vec<String> {
    let pipeline = "{ \"nodes\": { \"script\": { \"script\": \"script\" } } }\n";
    let mut db = Database::default();
    db.load([
        ("pipelua.toml".into(), FileText::Utf8(MANIFEST.into())),
        (
            format!("pipelines/{}.json", script.hook.name).as_str().into(),
            FileText::Utf8(pipeline.into()),
        ),
        (
            "scripts/script.lua".into(),
            FileText::Utf8(script.text.as_str().into()),
        ),
    ]);
    let file = file_at(&db, "scripts/script.lua").unwrap();
    let all = diagnostics(&db, file).list.iter();
    all.filter(|finding| finding.severity <= Severity::Warning)
        .map(|finding| {
            let start = finding.range.map_or(0, |range| range.start as usize);
            let line = script.text[..start].matches('\n').count() + 1;
            format!(
                "{}/{}:{line} {}: {}",
                script.hook.name, script.name, finding.code, finding.message
            )
        })
        .collect()
}

/// How a fetch is answered.
#[derive(Clone, Copy, Debug)]
enum Network {
    Json,
    Trouble,
    Down,
}

fn answer(network: Network) -> FetchAnswer {
    let body = match network {
        Network::Json => json!({
            "id": "42", "name": "Acme", "score": 12, "country": "DE", "ok": true, "allowed": true, "plan": "team",
            "items": [{ "id": "a", "value": 1 }, { "id": "b", "value": 2 }], "tags": ["x", "y"], "risk": { "level": 3 },
        })
        .to_string(),
        Network::Trouble => "<html>out of order</html>".to_owned(),
        Network::Down => {
            return Err(FetchError {
                kind: FetchErrorKind::Failed,
                message: "no answer".to_owned(),
            });
        }
    };
    let is_json = matches!(network, Network::Json);
    let kind = if is_json { "application/json" } else { "text/html" };
    Ok(FetchResponse {
        status: if is_json { 200 } else { 503 },
        headers: [("content-type".to_owned(), kind.to_owned())].into(),
        body: body.into_bytes(),
    })
}

fn run(
    script: &Script,
    chunk: &Chunk,
    context: &Value,
    network: Network,
) -> Result<ScriptResult, ScriptError> {
    let settings = Settings {
        secrets: [("SIGNING_KEY".to_owned(), Some("a-key-for-tests-1".to_owned()))].into(),
        env: [("REGION", "eu"), ("LIMIT", "50")]
            .map(|(name, value)| (name.to_owned(), Some(value.to_owned())))
            .into(),
    };
    let input = ScriptInput {
        context: Cow::Borrowed(context),
        mode: script.hook.mode,
        settings: Arc::new(settings),
        clock: Arc::new(FixedClock(1_769_903_999_000)),
        chance: Chance::Seed(1),
    };
    let limits = ScriptLimits::of(builtin().limits());
    let cancelled = Arc::new(AtomicBool::new(false));
    let running = State::new().unwrap().start(chunk, &input, limits, cancelled);
    running.run(|_| answer(network)).result
}

/// A context of the hook: all there may be, only what there must be, or a mixture.
fn context(hook: &Hook, random: &mut Random, optional: Optional) -> Value {
    let mut all = match value(&hook.input, random, optional) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let ours = json!({ "hook": hook.name, "node": "script", "config": {}, "outputs": {}, "prev": {} });
    if let Value::Object(ours) = ours {
        all.extend(ours);
    }
    Value::Object(all)
}

#[derive(Clone, Copy)]
enum Optional {
    All,
    None,
    Some,
}

fn value(schema: &Schema, random: &mut Random, optional: Optional) -> Value {
    match &schema.kind {
        SchemaKind::Any => json!({ "sub": "usr_1", "n": 1 }),
        SchemaKind::Null => Value::Null,
        SchemaKind::Boolean => json!(random.once_in(2)),
        SchemaKind::Integer | SchemaKind::Number => {
            json!([0, 1_769_903_999_000_u64, 1_769_990_000_000_u64, 7][random.below(4)])
        }
        SchemaKind::String { one_of, .. } if !one_of.is_empty() => json!(one_of[random.below(one_of.len())]),
        SchemaKind::String { .. } => match optional {
            Optional::All => json!(TEXTS[random.below(2)]),
            _ => json!(TEXTS[random.below(TEXTS.len())]),
        },
        SchemaKind::Array(items) => {
            let count = random.below(4);
            (0..count).map(|_| value(items, random, optional)).collect()
        }
        SchemaKind::Object { fields, open, .. } => {
            let mut all = Map::new();
            for field in fields {
                let is_there = match optional {
                    _ if field.required => true,
                    Optional::All => true,
                    Optional::None => false,
                    Optional::Some => random.once_in(2),
                };
                if is_there {
                    all.insert(field.name.clone(), value(&field.schema, random, optional));
                }
            }
            if *open && fields.is_empty() && !matches!(optional, Optional::None) {
                all.insert("sub".to_owned(), json!("usr_1"));
            }
            Value::Object(all)
        }
        SchemaKind::Union(members) => value(&members[random.below(members.len())], random, optional),
    }
}

#[test]
fn nothing_is_found_in_them() {
    let scripts = scripts();
    let found: Vec<String> = scripts.iter().flat_map(found).collect();
    assert!(
        found.is_empty(),
        "{} findings:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn there_are_enough_and_at_every_hook() {
    let scripts = scripts();
    assert!(scripts.len() >= 200, "only {}", scripts.len());
    let names: BTreeSet<(&str, &str)> = scripts
        .iter()
        .map(|script| (&*script.hook.name, &*script.name))
        .collect();
    assert_eq!(names.len(), scripts.len(), "a name stands twice");
    for hook in builtin().hooks() {
        assert!(
            scripts.iter().any(|script| script.hook.name == hook.name),
            "{}",
            hook.name
        );
    }
}

/// Runs scripts with contexts of every kind, and each with every network, until one fails.
fn failures(scripts: &[Script], test: &str) -> Vec<String> {
    let mut random = Random::of_run(test);
    let mut failed = Vec::new();
    for script in scripts {
        let title = format!("{}/{}", script.hook.name, script.name);
        let limits = TextLimits::of(builtin().limits());
        let chunk = match Chunk::compile(&script.name, script.text.as_bytes(), limits) {
            Ok(chunk) => chunk,
            Err(error) => {
                failed.push(format!("{title}: {error:?}"));
                continue;
            }
        };
        let kinds = [
            Optional::All,
            Optional::None,
            Optional::Some,
            Optional::Some,
            Optional::Some,
        ];
        'contexts: for optional in kinds {
            let context = context(script.hook, &mut random, optional);
            for network in [Network::Json, Network::Trouble, Network::Down] {
                if let Err(error) = run(script, &chunk, &context, network) {
                    let line = error.line.unwrap_or(0);
                    failed.push(format!(
                        "{title}:{line} {} of {context} with {network:?}",
                        error.message
                    ));
                    break 'contexts;
                }
            }
        }
    }
    failed
}

#[test]
fn each_of_them_runs_whatever_its_hook_gives_it() {
    let failed = failures(&scripts(), "correct corpus");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Scripts that end in an error of their own where something is missing.
const RAISE_ON_PURPOSE: [&str; 2] = ["assert_with_message", "error_ends_a_branch"];

/// Those of the workspace of correct scripts, which name their hooks themselves.
#[test]
fn scripts_of_the_correct_workspace_run_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workspaces/correct/scripts");
    let script = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let hook = text.split_once("---@hook ").unwrap().1.lines().next().unwrap();
        Script {
            hook: builtin().hook(hook.trim()).unwrap(),
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            text,
        }
    };
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let scripts = paths.map(script);
    let scripts: Vec<Script> = scripts
        .filter(|script| !RAISE_ON_PURPOSE.contains(&script.name.as_str()))
        .collect();
    assert!(scripts.len() > 70);
    let failed = failures(&scripts, "correct workspace");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The runs can fail: what is wrong with a script is seen.
#[test]
fn a_script_that_is_wrong_would_be_seen() {
    let hook = builtin().hook("before_signup").unwrap();
    for (text, part) in [
        ("return { allowed = #context.name > 0 }\n", "length"),
        (
            "local a = await(helpers.fetch(\"https://a.example/\"))\nreturn { allowed = a.ok }\n",
            "no answer",
        ),
        ("return { allowed = 1 }\n", "allowed"),
    ] {
        let script = Script {
            hook,
            name: "wrong".to_owned(),
            text: text.to_owned(),
        };
        let failed = failures(&[script], "wrong scripts");
        assert!(failed.len() == 1 && failed[0].contains(part), "{failed:?}");
    }
}
