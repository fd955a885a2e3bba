//! Pipelines and hooks as findings: places, fixes, renames, and what the workspace around them changes.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use pipelua_rules::pipeline::ProblemKind;

use super::fixture::{file, findings, render, world};
use super::{file_findings, pointer_at, workspace_findings};
use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, lint};

const SCRIPTS: &str = "--- file: scripts/geo.lua\n--- file: scripts/decide.lua\n";

#[track_caller]
fn check(path: &str, text: &str, expect: Expect) {
    let db = world(&format!("{SCRIPTS}--- file: {path}\n{text}"));
    expect.assert_eq(&findings(&db, path));
}

#[track_caller]
fn check_pipeline(text: &str, expect: Expect) {
    check("pipelines/before_signup.json", text, expect);
}

#[test]
fn every_kind_of_problem_is_a_finding() {
    for kind in ProblemKind::ALL {
        assert!(lint(kind.code()).is_some(), "{kind:?}");
    }
}

#[test]
fn problems_stand_at_their_place() {
    check_pipeline(
        r#"{ "nodes": { "a": { "script": "geo", "needs": ["b"] }, "b": { "script": "geo", "needs": ["a"] } } }"#,
        expect![[r#"
            pipeline-cycle [1:90 "a"] these nodes wait for each other: a -> b -> a (fix)
        "#]],
    );
    check_pipeline(
        r#"{ "nodes": { "a": { "script": "goe", "needs": ["x"], "timeout": 3 }, "a": {} } }"#,
        expect![[r#"
            pipeline-unknown-script [1:31 "goe"] there is no script `goe`; did you mean `geo`? (fix)
            pipeline-unknown-need [1:48 "x"] there is no node `x`
            pipeline-unknown-key [1:54 "timeout"] `timeout` is not a key of a node; did you mean `timeoutMs`? (fix)
            pipeline-duplicate-node [1:70 "a"] node `a` is already defined; this one is never run
        "#]],
    );
    check_pipeline(
        "{ // why\n \"hook\": \"after_signup\", \"nodes\": { \"A\": { \"script\": \"geo\", \"needs\": [] } }, }",
        expect![[r#"
            pipeline-comment [1:3 // why] JSON has no comments, and formatting cannot keep this one (fix)
            pipeline-hook-mismatch [2:10 "after_signup"] this file is the pipeline of `before_signup`, not of `after_signup` (fix)
            pipeline-bad-name [2:37 "A"] `A` cannot name a node: a name has no capital letters (fix)
            pipeline-syntax [2:76 ,] JSON has no comma before a closing bracket (fix)
        "#]],
    );
    check_pipeline(
        "{ \"nodes\": { \"a\": { \"script\": \"geo\" }",
        expect![[r#"
        pipeline-syntax [1:12 {] this `{` is never closed
    "#]],
    );
    check(
        "pipelines/before_login.json",
        r#"{ "nodes": { "a": { "script": "geo" } } }"#,
        expect![[r#"
            pipeline-unknown-hook [file] `before_login` is not a hook; did you mean `before_signin`? (fix)
        "#]],
    );
    check(
        "pipelines/before_sign_up.json",
        r#"{ "nodes": { "a": { "script": "geo" } } }"#,
        expect![[r#"
            pipeline-unknown-hook [file] `before_sign_up` is not a hook; did you mean `before_signup`? (fix)
        "#]],
    );
    check_pipeline(
        r#"{ "nodes": { "a": { "script": "geo" }, "b": { "script": "decide", "needs": ["a"] } } }"#,
        expect![],
    );
}

/// Fixes and related places of the first finding of a file.
#[track_caller]
fn check_first(path: &str, text: &str, expect: Expect) {
    let db = world(&format!("{SCRIPTS}--- file: {path}\n{text}"));
    let found = workspace_findings(&db, file(&db, path));
    let first = found.first().expect("a finding");
    let slice = |anchor: &Anchor| match anchor {
        Anchor::Range(range) => &text[range.as_usize()],
        _ => "file",
    };
    let mut out = format!(
        "{}\nrun: {}\n",
        first.lint.code,
        first.runtime.as_deref().unwrap_or_default()
    );
    for (_, anchor, message) in &first.related {
        out += &[slice(anchor), ": ", message, "\n"].concat();
    }
    for fix in &first.fixes {
        let safe = if fix.safe { " (safe)" } else { "" };
        writeln!(out, "fix: {}{safe}", fix.title).unwrap();
        for edit in &fix.edits {
            writeln!(out, "  {:?} -> {:?}", slice(&edit.anchor), edit.new_text).unwrap();
        }
        for (from, to) in &fix.renames {
            writeln!(out, "  {from} -> {to}").unwrap();
        }
    }
    expect.assert_eq(&out);
}

#[test]
fn fixes_and_related_places_come_along() {
    check_first(
        "pipelines/before_signup.json",
        r#"{ "nodes": { "a": { "script": "geo", "needs": ["b"] }, "b": { "script": "geo", "needs": ["a"] } } }"#,
        expect![[r#"
            pipeline-cycle
            run: this pipeline is not run: a local run ends with exit code 2, a deploy is refused
            "b": `a` needs `b`
            fix: Remove this need
              "\"a\"" -> ""
        "#]],
    );
    check_first(
        "pipelines/before_sign_up.json",
        r#"{ "nodes": { "a": { "script": "geo" } } }"#,
        expect![[r#"
            pipeline-unknown-hook
            run: nobody calls this hook, so the pipeline never runs; a deploy refuses it
            fix: Rename the file to `before_signup.json`
              pipelines/before_sign_up.json -> pipelines/before_signup.json
        "#]],
    );
    check_first(
        "pipelines/before_signup.json",
        r#"{ "nodes": { "a": { "script": "geo" }, "b": { "script": "geo", "needs": ["a", "a"] } } }"#,
        expect![[r#"
            pipeline-duplicate-need
            run: the need counts once
            "a": first named here
            fix: Remove it (safe)
              ", \"a\"" -> ""
        "#]],
    );
    check_first(
        "hooks/Invoice-Paid.json",
        r#"{ "mode": "blocking", "input": { "type": "object" } }"#,
        expect![[r#"
            hook-bad-name
            run: the hook does not exist for a run: a deploy refuses it
            fix: Rename the file to `invoice_paid.json`
              hooks/Invoice-Paid.json -> hooks/invoice_paid.json
        "#]],
    );
    check_first(
        "hooks/invoice_paid.json",
        r#"{ "mode": "blocking" "input": { "type": "object" } }"#,
        expect![[r#"
            hook-syntax
            run: the hook does not exist for a run: a deploy refuses it and its pipeline
            fix: Insert `,`
              "" -> ","
        "#]],
    );
    check_first(
        "samples/before_sign_up/a.json",
        "{ \"context\": {} }",
        expect![[r#"
        sample-unknown-hook
        run: the sample is never run, because nothing calls this hook
        fix: Move the file to `samples/before_signup`
          samples/before_sign_up/a.json -> samples/before_signup/a.json
    "#]],
    );
}

#[test]
fn the_manifest_tightens_the_limits_of_a_graph() {
    let text = r#"{ "nodes": { "a": { "script": "geo", "timeoutMs": 3000 }, "b": { "script": "geo" }, "c": { "script": "geo", "needs": ["b"] } } }"#;
    let path = "pipelines/before_signup.json";
    let world_with = |limits: &str| {
        world(&format!(
            "{SCRIPTS}--- file: pipelua.toml\nschema = 1\n[limits]\n{limits}\n--- file: {path}\n{text}"
        ))
    };
    assert_eq!(findings(&world_with(""), path), "");
    expect![[r#"
        pipeline-value [1:51 3000] `timeoutMs` is 3000, but a script has at most 2000 milliseconds (fix)
        pipeline-too-wide [1:59 "b"] layer 0 has 2 nodes; at most 1 run side by side
        pipeline-too-deep [1:85 "c"] `c` lies 2 layers deep; a pipeline has at most 1
    "#]]
    .assert_eq(&findings(
        &world_with("layers = 1\nnodes-per-layer = 1\nscript-time = \"2s\""),
        path,
    ));
}

#[test]
fn hooks_of_a_team_are_judged() {
    check(
        "hooks/invoice_paid.json",
        r#"{ "mode": "blocking", "input": { "type": "object", "properties": { "amount": { "type": "integer" } } } }"#,
        expect![],
    );
    check(
        "hooks/invoice_paid.json",
        r#"{ "mode": "sync", "titel": "x", "input": { "type": "object", "properties": { "prev": { "type": "integer" }, "a": { "type": "text" } } } }"#,
        expect![[r#"
            hook-schema [1:11 "sync"] `sync` is no mode
            hook-schema [1:19 "titel"] `titel` is not a key of a hook; did you mean `title`?
            hook-schema [1:78 "prev"] `context.prev` is filled in by the runtime
            hook-schema [1:124 "text"] `text` is no type
        "#]],
    );
    check(
        "hooks/invoice_paid.json",
        "{ \"input\": [] }",
        expect![[r#"
            hook-schema [1:1 {] `mode` is missing
            hook-schema [1:3 "input"] a schema must be an object, such as { "type": "string" }
        "#]],
    );
    check(
        "hooks/invoice_paid.json",
        "[]",
        expect![[r#"
            hook-schema [1:1 [] a hook must be an object with `mode` and `input`
        "#]],
    );
    check(
        "hooks/invoice_paid.json",
        r#"{ "mode": "async", "mode": "blocking", "input": { "type": "object" } }"#,
        expect![[r#"
            hook-schema [1:20 "mode"] `mode` stands twice in one object
        "#]],
    );
    check(
        "hooks/invoice_paid.json",
        "{ \"mode\": \"blocking\", // why\n \"input\": { \"type\": \"object\" }, }",
        expect![[r#"
            hook-syntax [1:23 // why] JSON has no comments (fix)
            hook-syntax [2:31 ,] JSON has no comma before a closing bracket (fix)
        "#]],
    );
    check(
        "hooks/before_signup.json",
        r#"{ "mode": "async", "input": { "type": "object" } }"#,
        expect![[r#"
            hook-bad-name [file] `before_signup` is a built-in hook, which a file cannot replace
        "#]],
    );
    check(
        "hooks/InvoicePaid.json",
        "{ \"mode\": \"blocking\"",
        expect![[r#"
        hook-bad-name [file] `InvoicePaid` cannot name a hook: a name has no capital letters (fix)
        hook-syntax [1:1 {] this `{` is never closed
    "#]],
    );
    check(
        "hooks/42.json",
        r#"{ "mode": "blocking", "input": { "type": "object" } }"#,
        expect![[r#"
            hook-bad-name [file] `42` cannot name a hook: a name starts with a letter
        "#]],
    );
}

#[test]
fn a_wrong_hook_is_no_unknown_hook() {
    let db = world(&format!(
        "{SCRIPTS}--- file: hooks/invoice_paid.json\n{{ \"mode\": 1 }}\n--- file: pipelines/invoice_paid.json\n{{ \"nodes\": {{ \"a\": {{ \"script\": \"geo\" }} }} }}"
    ));
    assert_ne!(findings(&db, "hooks/invoice_paid.json"), "");
    assert_eq!(findings(&db, "pipelines/invoice_paid.json"), "");
    assert!(super::hooks::hook(&db, "invoice_paid").is_none());
}

#[test]
fn scripts_are_judged_by_path_and_use() {
    let found =
        |db: &dyn Db, file: SourceFile, has_hook_tag| render("", &file_findings(db, file, has_hook_tag));
    let db = world(
        "--- file: scripts/used.lua\n--- file: scripts/loose.lua\n--- file: scripts/off.lua\n--- file: scripts/Bad-Name.lua\n--- file: scripts/42.lua\n--- file: lib/a/b.lua\n--- file: types/a.lua\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"used\", \"enabled\": false } } }\n--- file: pipelines/after_signup.json\n{ \"enabled\": false, \"nodes\": { \"a\": { \"script\": \"off\" } } }",
    );
    let mut out = String::new();
    for path in [
        "scripts/used.lua",
        "scripts/loose.lua",
        "scripts/off.lua",
        "scripts/Bad-Name.lua",
        "scripts/42.lua",
        "lib/a/b.lua",
        "types/a.lua",
    ] {
        out += &[path, "\n", &found(&db, file(&db, path), false)].concat();
    }
    expect![[r#"
        scripts/used.lua
        scripts/loose.lua
        script-unattached [file] no pipeline uses this script, and it names no hook with `---@hook`
        scripts/off.lua
        script-unattached [file] no pipeline uses this script, and it names no hook with `---@hook`
        scripts/Bad-Name.lua
        script-bad-name [file] `Bad-Name` cannot name a script: a name has no capital letters (fix)
        scripts/42.lua
        script-bad-name [file] `42` cannot name a script: a name starts with a letter
        lib/a/b.lua
        library-unsupported [file] `lib/` is reserved: scripts cannot load other files yet, so nothing uses this one
        types/a.lua
    "#]].assert_eq(&out);
    assert_eq!(found(&db, file(&db, "scripts/loose.lua"), true), "");
    let db = world(
        "--- file: scripts/loose.lua\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"loo",
    );
    assert_eq!(
        found(&db, file(&db, "scripts/loose.lua"), false),
        "",
        "the nodes are not known"
    );
}

#[test]
fn every_cut_of_a_pipeline_and_a_hook_is_read_without_a_panic() {
    let whole = r#"{ "description": "é", "hook": "before_signup", "onError": "deny", "nodes": { "a": { "script": "geo", "config": { "x": [1, "é"] } }, "b": { "script": "decide", "needs": ["a"], "timeoutMs": 5 } } }"#;
    let hook = r#"{ "mode": "blocking", "title": "é", "input": { "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } } }"#;
    for (path, whole) in [("pipelines/before_signup.json", whole), ("hooks/own.json", hook)] {
        assert_eq!(
            findings(&world(&format!("{SCRIPTS}--- file: {path}\n{whole}")), path),
            ""
        );
        for at in (0..=whole.len()).filter(|at| whole.is_char_boundary(*at)) {
            for cut in [&whole[..at], &whole[at..]] {
                let db = world(&format!("{SCRIPTS}--- file: {path}\n{cut}"));
                let file = file(&db, path);
                for finding in workspace_findings(&db, file) {
                    assert!(finding.message.chars().count() <= 100, "{}", finding.message);
                    if let Anchor::Range(range) = finding.anchor {
                        assert!(cut.get(range.as_usize()).is_some(), "{cut}");
                        assert!(pointer_at(&db, file, range.start).is_some());
                    }
                }
            }
        }
    }
}

#[test]
fn a_hook_longer_than_its_limit_is_not_read() {
    let text = format!(
        "{{ \"mode\": \"sync\", \"title\": \"{}\" }}",
        "x".repeat(2 * 1024 * 1024)
    );
    let db = world(&format!("--- file: hooks/own.json\n{text}"));
    let found = workspace_findings(&db, file(&db, "hooks/own.json"));
    let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        messages,
        ["the file has 2097183 bytes; a hook has at most 2097152"]
    );
    assert!(crate::workspace::hooks::hook(&db, "own").is_none());
}
