//! What an edit costs, to the query: white space stops at the tree, a body at its file, data at its dependants.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use expect_test::{Expect, expect};
use pipelua_analysis::{Database, FileKind, FileText, Openness, diagnostics, files};

const MANIFEST: &str = "schema = 1\nname = \"events\"\n";
const PIPELINE: &str = r#"{
  "nodes": {
    "first": { "script": "first" },
    "second": { "script": "second", "needs": ["first"] },
    "third": { "script": "third", "needs": ["second"] }
  }
}
"#;
const FIRST: &str = "--- First.\nlocal score = #context.email\nif score > 3 then\n  helpers.log(score)\nend\nreturn { allowed = true, data = { score = score } }\n";
const SECOND: &str = "--- Second.\nlocal score = context.prev.score\nreturn { allowed = score ~= nil, data = { fine = true } }\n";
const THIRD: &str = "--- Third.\nreturn { allowed = context.prev.fine }\n";
const ALONE: &str = "---@hook before_signin\n--- Alone.\nreturn { allowed = #context.email > 0 }\n";

struct World {
    db: Database,
    log: Arc<Mutex<Vec<String>>>,
}

impl World {
    fn new() -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let sink = log.clone();
        let mut db = Database::with_query_log(Arc::new(move |query| {
            sink.lock()
                .expect("nobody panics while holding it")
                .push(query.to_owned());
        }));
        let texts = [
            ("pipelua.toml", MANIFEST),
            ("pipelines/before_signup.json", PIPELINE),
            ("scripts/first.lua", FIRST),
            ("scripts/second.lua", SECOND),
            ("scripts/third.lua", THIRD),
            ("scripts/alone.lua", ALONE),
        ];
        db.load(texts.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
        let mut world = Self { db, log };
        // As in an editor: the file that is edited is open before the edit.
        world.edit("scripts/first.lua", FIRST);
        let codes = world.codes();
        assert_eq!(codes, Vec::<String>::new(), "the fixture is clean");
        world
    }

    fn codes(&self) -> Vec<String> {
        let mut codes = Vec::new();
        for (path, file) in files(&self.db).iter() {
            if FileKind::of(path) != FileKind::Other {
                codes.extend(
                    diagnostics(&self.db, *file)
                        .list
                        .iter()
                        .map(|found| format!("{path}: {}", found.code)),
                );
            }
        }
        codes
    }

    fn edit(&mut self, path: &str, text: &str) {
        self.db
            .set_text(path, FileText::Utf8(text.into()), Openness::Open);
    }

    /// The queries executed to bring everything up to date, with how often each.
    fn cost(&mut self) -> String {
        self.log.lock().expect("nobody panics while holding it").clear();
        self.codes();
        let mut names: Vec<String> = self
            .log
            .lock()
            .expect("nobody panics while holding it")
            .iter()
            .filter_map(|query| Some(query.split_once('(')?.0.to_owned()))
            .collect();
        names.sort();
        let mut out = String::new();
        for chunk in names.chunk_by(|a, b| a == b) {
            let _ = writeln!(out, "{} x{}", chunk[0], chunk.len());
        }
        out
    }
}

#[track_caller]
fn check(path: &str, edits: &[&str], expect: Expect) {
    let mut world = World::new();
    let mut out = String::new();
    for edit in edits {
        world.edit(path, edit);
        out = world.cost();
    }
    expect.assert_eq(&out);
}

#[test]
fn nothing_is_computed_twice_without_an_edit() {
    let mut world = World::new();
    assert_eq!(world.cost(), "");
}

#[test]
fn a_blank_line_stops_at_the_tree() {
    check(
        "scripts/first.lua",
        &[&FIRST.replace("return", "\n\n  return")],
        expect![[r#"
            diagnostics x1
            lower x1
            parse x1
            suppressions x1
        "#]],
    );
}

#[test]
fn a_plain_comment_stops_at_the_tree() {
    check(
        "scripts/first.lua",
        &[&FIRST.replace("  helpers", "  -- why\n  helpers")],
        expect![[r#"
            diagnostics x1
            lower x1
            parse x1
            suppressions x1
        "#]],
    );
}

#[test]
fn an_edit_in_a_body_stays_in_its_file() {
    check(
        "scripts/first.lua",
        &[&FIRST.replace("score > 3", "score > 4")],
        expect![[r#"
            annotated x1
            declared_config x1
            diagnostics x1
            findings x1
            infer x1
            lower x1
            node_output x1
            parse x1
            scopes x1
            suppressions x1
        "#]],
    );
}

#[test]
fn a_changed_data_key_reaches_exactly_its_dependants() {
    check(
        "scripts/first.lua",
        &[&FIRST.replace("{ score = score }", "{ points = score }")],
        expect![[r#"
            annotated x1
            context_of x2
            declared_config x1
            diagnostics x3
            editor_context x2
            findings x4
            infer x3
            lower x1
            node_output x3
            parse x1
            pipeline_findings x1
            scopes x1
            suppressions x1
        "#]],
    );
}

#[test]
fn a_changed_value_of_the_same_type_reaches_nobody() {
    check(
        "scripts/first.lua",
        &[&FIRST.replace("#context.email", "#context.email + 1")],
        expect![[r#"
            annotated x1
            declared_config x1
            diagnostics x1
            findings x1
            infer x1
            lower x1
            node_output x1
            parse x1
            scopes x1
            suppressions x1
        "#]],
    );
}

#[test]
fn a_description_of_a_pipeline_reaches_no_script() {
    let described = PIPELINE.replacen("{\n", "{\n  \"description\": \"What it is for.\",\n", 1);
    check(
        "pipelines/before_signup.json",
        &[PIPELINE, &described],
        expect![[r"
            compiled x1
            findings x1
            json x1
            pipeline x1
            pipeline_findings x1
        "]],
    );
}

#[test]
fn a_level_in_the_manifest_compiles_no_pipeline() {
    check(
        "pipelua.toml",
        &[
            MANIFEST,
            "schema = 1\nname = \"events\"\n\n[lints]\nunused-local = \"error\"\n",
        ],
        expect![[r#"
            diagnostics x6
            findings x1
            graph_limits x1
            manifest x1
            manifest_source x1
        "#]],
    );
}

#[test]
fn a_class_reaches_the_scripts_that_name_it() {
    const TEAM: &str =
        "---@meta\n\n---@class Score\n---@field points integer\n\n---@class Other\n---@field name string\n";
    let mut world = World::new();
    world.edit("types/team.lua", TEAM);
    let named = FIRST.replace("local score", "---@type Score?\nlocal last = nil\nlocal score");
    world.edit(
        "scripts/first.lua",
        &named.replace("helpers.log(score)", "helpers.log(score, last)"),
    );
    world.cost();
    world.edit("types/team.lua", &TEAM.replace("name string", "name integer"));
    let of_another_class = world.cost();
    assert!(!of_another_class.contains("infer"), "{of_another_class}");
    world.edit("types/team.lua", &TEAM.replace("points integer", "points number"));
    let of_its_class = world.cost();
    assert!(of_its_class.contains("infer x1"), "{of_its_class}");
}
