//! What placements say, and what an edit of a pipeline costs.

use std::sync::{Arc, Mutex};

use expect_test::{Expect, expect};
use pipelua_schemas::OnError;

use super::fixture::{file, load, world};
use super::placement::{Node, node_facts, placements};
use crate::db::{Database, Db};
use crate::inputs::{FileText, Openness};

const TWO_HOOKS: &str = r#"
--- file: scripts/geo.lua
--- file: scripts/decide.lua
--- file: pipelines/token_build.json
{ "nodes": { "where": { "script": "geo" } } }
--- file: pipelines/before_signup.json
{
  "description": "one",
  "nodes": {
    "decide": { "script": "decide", "needs": ["z", "a"], "onError": "allow" },
    "z": { "script": "geo", "config": { "blocked": ["XX"] } },
    "a": { "script": "geo", "needs": ["z"], "enabled": false }
  }
}
"#;

fn shown(db: &dyn Db, script: &str) -> String {
    let placements = placements(db, file(db, script)).iter();
    placements
        .map(|placement| {
            let facts = node_facts(db, placement.key(db)).expect("a placement is a node");
            let names = |nodes: &[Node<'_>]| {
                nodes
                    .iter()
                    .map(|node| node.name(db).to_string())
                    .collect::<Vec<_>>()
            };
            format!(
                "{}/{} #{} {:?} needs {:?} of {:?} {}\n",
                placement.hook,
                placement.node,
                placement.index,
                facts.on_error,
                names(&facts.needs),
                names(&facts.ancestors),
                facts.config,
            )
        })
        .collect::<Vec<_>>()
        .concat()
}

#[track_caller]
fn check(fixture: &str, script: &str, expect: &Expect) {
    expect.assert_eq(&shown(&world(fixture), script));
}

#[test]
fn placements_stand_by_hook_then_in_graph_order() {
    check(
        TWO_HOOKS,
        "scripts/geo.lua",
        &expect![[r#"
            before_signup/z #1 Deny needs [] of [] {"blocked":["XX"]}
            before_signup/a #2 Deny needs ["z"] of ["z"] {}
            token_build/where #0 Allow needs [] of [] {}
        "#]],
    );
    check(
        TWO_HOOKS,
        "scripts/decide.lua",
        &expect![[r#"
            before_signup/decide #0 Allow needs ["z", "a"] of ["z", "a"] {}
        "#]],
    );
}

#[test]
fn a_disabled_pipeline_is_as_if_absent() {
    check(
        "--- file: scripts/geo.lua\n--- file: pipelines/before_signup.json\n{ \"enabled\": false, \"nodes\": { \"a\": { \"script\": \"geo\" } } }",
        "scripts/geo.lua",
        &expect![""],
    );
}

#[test]
fn a_hook_of_the_team_stands_in_its_lane() {
    check(
        r#"
--- file: hooks/late_signup.json
{ "lane": "signup", "order": 9, "mode": "async", "input": { "type": "object", "properties": {} } }
--- file: hooks/another.json
{ "mode": "blocking", "input": { "type": "object", "properties": {} } }
--- file: scripts/geo.lua
--- file: pipelines/no_such_hook.json
{ "nodes": { "d": { "script": "geo" } } }
--- file: pipelines/another.json
{ "nodes": { "c": { "script": "geo" } } }
--- file: pipelines/before_signin.json
{ "nodes": { "b": { "script": "geo" } } }
--- file: pipelines/late_signup.json
{ "nodes": { "a": { "script": "geo" } } }
"#,
        "scripts/geo.lua",
        &expect![[r#"
            late_signup/a #0 Allow needs [] of [] {}
            before_signin/b #0 Deny needs [] of [] {}
            another/c #0 Deny needs [] of [] {}
            no_such_hook/d #0 Deny needs [] of [] {}
        "#]],
    );
}

#[test]
fn a_cycle_is_cut_before_it_reaches_a_type() {
    check(
        r#"
--- file: scripts/geo.lua
--- file: pipelines/before_signup.json
{ "nodes": { "a": { "script": "geo", "needs": ["b"] }, "b": { "script": "geo", "needs": ["a", "b", "no"] } } }
"#,
        "scripts/geo.lua",
        &expect![[r#"
            before_signup/b #1 Deny needs [] of [] {}
            before_signup/a #0 Deny needs ["b"] of ["b"] {}
        "#]],
    );
}

/// The queries that run when `ask` is asked again after the pipeline's text was changed by `edit`.
fn cost(edit: impl Fn(&str) -> String, ask: impl Fn(&Database)) -> Vec<String> {
    let log = Arc::new(Mutex::new(Vec::new()));
    let sink = log.clone();
    let mut db = Database::with_query_log(Arc::new(move |query| {
        let name = query.split('(').next().unwrap_or(query);
        sink.lock().unwrap().push(name.to_owned());
    }));
    load(&mut db, TWO_HOOKS);
    let path = "pipelines/before_signup.json";
    // An open document changes more often than a closed one: what rests on it learns that with its first edit.
    let opened = format!("{} ", file(&db, path).text(&db).as_str());
    db.set_text(path, FileText::Utf8(opened.into()), Openness::Open);
    ask(&db);
    let text = edit(file(&db, path).text(&db).as_str());
    db.set_text(path, FileText::Utf8(text.into()), Openness::Open);
    log.lock().unwrap().clear();
    ask(&db);
    let mut queries = log.lock().unwrap().clone();
    queries.sort();
    queries
}

fn ask_all(db: &Database) {
    for script in ["scripts/geo.lua", "scripts/decide.lua"] {
        shown(db, script);
    }
}

#[test]
fn a_description_reaches_no_placement() {
    let queries = cost(|text| text.replace("one", "another\\n description"), ask_all);
    assert_eq!(queries, ["compiled", "json", "pipeline"]);
}

#[test]
fn a_config_reaches_its_node_alone() {
    let queries = cost(|text| text.replace("XX", "YY"), ask_all);
    assert_eq!(
        queries,
        [
            "compiled",
            "json",
            // One for each node of the pipeline: all but one are found not to have changed.
            "node_facts",
            "node_facts",
            "node_facts",
            "pipeline",
            "placements_in",
        ]
    );
}

#[test]
fn a_moved_node_reaches_the_scripts_it_leaves_and_joins() {
    let queries = cost(
        |text| text.replace(r#""z": { "script": "geo""#, r#""z": { "script": "decide""#),
        |db| {
            for script in ["scripts/geo.lua", "scripts/decide.lua"] {
                placements(db, file(db, script));
            }
        },
    );
    assert_eq!(
        queries,
        [
            "compiled",
            "json",
            "pipeline",
            "placement_map",
            "placements",
            "placements",
            "placements_in"
        ]
    );
}

#[test]
fn the_error_in_force_is_the_nodes_then_the_pipelines_then_the_modes() {
    for (pipeline, node, expected) in [
        ("", "", OnError::Deny),
        (r#""onError": "allow","#, "", OnError::Allow),
        (r#""onError": "allow","#, r#", "onError": "deny""#, OnError::Deny),
    ] {
        let text = format!(r#"{{ {pipeline} "nodes": {{ "a": {{ "script": "geo"{node} }} }} }}"#);
        let db = world(&format!(
            "--- file: scripts/geo.lua\n--- file: pipelines/before_signup.json\n{text}"
        ));
        let node = Node::new(&db, file(&db, "pipelines/before_signup.json"), Arc::from("a"));
        assert_eq!(node_facts(&db, node).unwrap().on_error, expected, "{text}");
    }
}
