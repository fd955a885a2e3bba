//! Correct scripts get no findings: many ways to build a result, to test `context`, to hand on data.
//!
//! Each file of `tests/correct` holds scripts, each behind a line `--- NAME`.

use std::sync::Arc;

use pipelua_analysis::{Database, FileText, Severity, diagnostics, files};

/// The scripts of a file with their names.
fn scripts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = text.split("\n--- ").skip(1);
    parts.map(|part| part.split_once('\n').expect("a name, then a script"))
}

/// What is found in a workspace of these pipelines (their hooks, then their nodes) and scripts, hints aside.
fn found(pipelines: &[(&str, &str)], scripts: &[(&str, &str)]) -> String {
    let mut texts: Vec<(Arc<str>, FileText)> = Vec::new();
    let mut add =
        |path: String, text: String| texts.push((path.into(), FileText::Utf8(text.as_str().into())));
    add("pipelua.toml".into(), "schema = 1\nname = \"a\"\n".into());
    for (hook, nodes) in pipelines {
        add(
            format!("pipelines/{hook}.json"),
            format!("{{ \"nodes\": {{ {nodes} }} }}"),
        );
    }
    for (name, text) in scripts {
        add(format!("scripts/{name}.lua"), (*text).into());
    }
    let mut db = Database::default();
    db.load(texts);
    let mut lines = Vec::new();
    for (path, file) in files(&db).iter() {
        let all = &diagnostics(&db, *file).list;
        for finding in all.iter().filter(|finding| finding.severity != Severity::Hint) {
            lines.push(format!("{path}: {}: {}", finding.code, finding.message));
        }
    }
    lines.join("\n")
}

#[track_caller]
fn check(text: &str, found: impl Fn(&str) -> String) {
    let all = scripts(text).map(|(name, script)| (name, found(script)));
    let wrong: Vec<String> = all
        .filter(|(_, found)| !found.is_empty())
        .map(|(name, found)| format!("{name}\n{found}"))
        .collect();
    assert!(scripts(text).count() > 10, "the file holds scripts");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

const SCRIPT: &str = r#""a": { "script": "a" }"#;

#[test]
fn results_made_in_any_way_are_accepted() {
    check(include_str!("correct/one_hook.lua"), |script| {
        found(&[("before_signup", SCRIPT)], &[("a", script)])
    });
}

#[test]
fn scripts_of_many_styles_are_accepted() {
    check(include_str!("correct/styles.lua"), |script| {
        found(&[("before_signup", SCRIPT)], &[("a", script)])
    });
}

#[test]
fn harder_parts_of_the_language_are_accepted() {
    check(include_str!("correct/harder.lua"), |script| {
        found(&[("before_signup", SCRIPT)], &[("a", script)])
    });
}

#[test]
fn tests_of_the_hook_are_followed() {
    check(include_str!("correct/two_hooks.lua"), |script| {
        let hooks = ["after_signup", "client_access_change"].map(|hook| (hook, SCRIPT));
        found(&hooks, &[("a", script)])
    });
}

#[test]
fn tests_of_what_is_there_are_followed() {
    check(include_str!("correct/guards.lua"), |script| {
        let hooks = ["after_signin", "before_signout", "after_signup"].map(|hook| (hook, SCRIPT));
        found(&hooks, &[("a", script)])
    });
}

#[test]
fn keys_handed_on_in_any_way_are_known_behind() {
    let nodes = r#""a": { "script": "a" }, "b": { "script": "b", "needs": ["a"] }"#;
    let reader = "return { allowed = context.prev.x ~= nil and context.outputs.a.x ~= nil }\n";
    check(include_str!("correct/outputs.lua"), |script| {
        found(&[("before_signup", nodes)], &[("a", script), ("b", reader)])
    });
}

#[test]
fn a_wrong_script_would_be_seen() {
    let found = found(
        &[("before_signup", SCRIPT)],
        &[("a", "return { alowed = context.nme }\n")],
    );
    assert_eq!(found.lines().count(), 2, "{found}");
}
