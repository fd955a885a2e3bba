use expect_test::expect;

use crate::lints::tests::{check, check_none};

fn workspace(hook: &str, reader: &str) -> String {
    format!(
        r#"--- file: pipelines/{hook}.json
{{ "nodes": {{ "x": {{ "script": "a" }}, "z": {{ "script": "reader", "needs": ["x"] }} }} }}
--- file: scripts/a.lua
return {{ allowed = true, data = {{ score = 1 }} }}
--- file: scripts/reader.lua
{reader}
"#
    )
}

#[test]
fn data_that_no_node_reads_is_found() {
    check(
        &workspace("before_signup", "return { allowed = context.prev.other == nil }"),
        &["pipeline-unread-output"],
        expect![[r#"
            pipelines/before_signup.json 1:14-1:17 pipeline-unread-output: `x` gives `score`, which no node behind it reads | run: it stands in the trace and in what the host is handed, and decides nothing | help: read it in a node that needs this one, or leave it out of `data`
        "#]],
    );
}

#[test]
fn what_is_read_or_may_be_read_is_fine() {
    for reader in [
        "return { allowed = context.prev.score > 1 }",
        "return { allowed = context.outputs.x.score > 1 }",
        "return { allowed = context[\"prev\"][\"score\"] > 1 }",
        "local prev = context.prev return { allowed = prev ~= nil }",
        "helpers.log(context.prev) return { allowed = true }",
        "helpers.log(context.outputs.x) return { allowed = true }",
        "for k in pairs(context.outputs) do helpers.log(k) end return { allowed = true }",
        "local c = context return { allowed = c ~= nil }",
    ] {
        check_none(&workspace("before_signup", reader), &["pipeline-unread-output"]);
    }
    check_none(&workspace("token_build", "return { allowed = true }"), &["pipeline-unread-output"]);
}
