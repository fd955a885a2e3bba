use expect_test::expect;

use crate::lints::tests::{check, check_none};

const SCRIPTS: &str = r#"
--- file: scripts/a.lua
return { allowed = true, data = { score = 1, a = 1 } }
--- file: scripts/b.lua
return { allowed = true, data = { score = 2, b = 1 } }
--- file: scripts/none.lua
return { allowed = true }
"#;

fn workspace(hook: &str, nodes: &str) -> String {
    format!("--- file: pipelines/{hook}.json\n{{ \"nodes\": {{ {nodes} }} }}{SCRIPTS}")
}

#[test]
fn two_needs_with_one_key_are_found() {
    let nodes = r#""x": { "script": "a" }, "y": { "script": "b" }, "z": { "script": "none", "needs": ["y", "x"] }"#;
    check(
        &workspace("before_signup", nodes),
        &["pipeline-data-conflict"],
        expect![[r#"
            pipelines/before_signup.json 1:102-1:105 pipeline-data-conflict: `y` and `x` both give `score` | run: in `context.prev` of `z` that of the later need stands | help: read `context.outputs` of each, or give the keys names of their own
        "#]],
    );
    let nodes = r#""y": { "script": "a" }, "x": { "script": "b" }"#;
    check(
        &workspace("token_build", nodes),
        &["pipeline-data-conflict"],
        expect![[r#"
            pipelines/token_build.json 1:38-1:41 pipeline-data-conflict: `x` and `y` both give `score` | run: in the result that of the later node stands | help: give the keys names of their own, or let one node need the other
        "#]],
    );
}

#[test]
fn what_follows_replaces_on_purpose_and_what_never_meets_is_fine() {
    for nodes in [
        r#""x": { "script": "a" }, "y": { "script": "b", "needs": ["x"] }, "z": { "script": "none", "needs": ["x", "y"] }"#,
        r#""x": { "script": "a" }, "m": { "script": "none", "needs": ["x"] }, "y": { "script": "b", "needs": ["m"] }, "z": { "script": "none", "needs": ["y", "x"] }"#,
        r#""x": { "script": "a" }, "y": { "script": "b" }"#,
        r#""x": { "script": "a" }, "y": { "script": "b" }, "v": { "script": "none", "needs": ["x"] }, "w": { "script": "none", "needs": ["y"] }"#,
        r#""x": { "script": "a" }, "y": { "script": "none" }, "z": { "script": "none", "needs": ["x", "y"] }"#,
        r#""x": { "script": "a" }, "y": { "script": "b", "enabled": false }, "z": { "script": "none", "needs": ["x", "y"] }"#,
    ] {
        check_none(&workspace("before_signup", nodes), &["pipeline-data-conflict"]);
    }
    let nodes = r#""x": { "script": "a" }, "y": { "script": "b", "needs": ["x"] }"#;
    check_none(&workspace("token_build", nodes), &["pipeline-data-conflict"]);
}
