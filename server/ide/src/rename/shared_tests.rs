//! Scripts, nodes, secrets and settings: renamed in all files that name them.

use expect_test::{Expect, expect};

use super::tests::renamed;
use crate::fixture;

#[track_caller]
fn check(text: &str, new_name: &str, expected: Expect) {
    let (db, at) = fixture::position(text);
    expected.assert_eq(&renamed(&db, at, new_name));
}

const SCRIPTS: &str = "--- file: scripts/geo.lua\nreturn { allowed = true, data = { country = 1 } }\n--- file: scripts/decide.lua\nlocal outputs = context.outputs\nprint(outputs.geo.country, outputs[\"geo\"])\n";

#[test]
fn a_script_is_renamed_with_its_file_in_all_pipelines() {
    let pipelines = "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"geo\": { \"script\": \"ge$0o\" } } }\n--- file: pipelines/before_signin.json\n{ \"nodes\": { \"b\": { \"script\": \"geo\" } } }\n";
    check(
        &format!("{SCRIPTS}{pipelines}"),
        "land",
        expect![[r#"
        --- pipelines/before_signin.json
        { "nodes": { "b": { "script": "land" } } }
        --- pipelines/before_signup.json
        { "nodes": { "geo": { "script": "land" } } }
        move scripts/geo.lua to scripts/land.lua
    "#]],
    );
    check(
        &format!("{SCRIPTS}{pipelines}"),
        "decide",
        expect![[r#"
        script `decide` is there already
          scripts/decide.lua:1:1 
    "#]],
    );
    check(
        &format!("{SCRIPTS}{pipelines}"),
        "Land",
        expect![[r#"
            `Land` is no name here: a name has no capital letters
        "#]],
    );
}

#[test]
fn a_node_is_renamed_in_its_pipeline_samples_and_scripts() {
    let files = "--- file: samples/before_signup/a.json\n{ \"node\": \"decide\", \"outputs\": { \"geo\": {} }, \"expect\": { \"nodes\": { \"geo\": \"allowed\" } } }\n--- file: samples/before_signin/a.json\n{ \"node\": \"geo\" }\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"ge$0o\": { \"script\": \"geo\" }, \"decide\": { \"script\": \"decide\", \"needs\": [\"geo\"] } } }\n";
    check(
        &format!("{SCRIPTS}{files}"),
        "land",
        expect![[r#"
        --- pipelines/before_signup.json
        { "nodes": { "land": { "script": "geo" }, "decide": { "script": "decide", "needs": ["land"] } } }
        --- samples/before_signup/a.json
        { "node": "decide", "outputs": { "land": {} }, "expect": { "nodes": { "land": "allowed" } } }
        --- scripts/decide.lua
        local outputs = context.outputs
        print(outputs.land.country, outputs["land"])
    "#]],
    );
    check(
        &format!("{SCRIPTS}{files}"),
        "decide",
        expect![[r#"
        node `decide` is there already
          pipelines/before_signup.json:1:42 "decide"
    "#]],
    );
}

#[test]
fn a_node_whose_name_is_computed_or_shared_keeps_it() {
    let pipeline = "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"ge$0o\": { \"script\": \"geo\" }, \"decide\": { \"script\": \"decide\", \"needs\": [\"geo\"] } } }\n";
    check(
        &format!("{pipeline}--- file: scripts/decide.lua\nprint(context.outputs[name])\n"),
        "land",
        expect![[r#"
            `geo` keeps its name: which node is read is computed here
              scripts/decide.lua:1:23 name
        "#]],
    );
    check(
        &format!("{pipeline}--- file: scripts/geo.lua\nif context.node == \"geo\" then end\n"),
        "land",
        expect![[r#"
            `geo` keeps its name: this asks for the name of its own node
              scripts/geo.lua:1:12 node
        "#]],
    );
    check(
        &format!(
            "{pipeline}{SCRIPTS}--- file: pipelines/before_signin.json\n{{ \"nodes\": {{ \"geo\": {{}}, \"b\": {{ \"script\": \"decide\", \"needs\": [\"geo\"] }} }} }}\n"
        ),
        "land",
        expect![[r#"
            `geo` keeps its name: a script reads this node and another one by one name
              pipelines/before_signin.json:1:14 "geo"
        "#]],
    );
}

#[test]
fn a_secret_is_renamed_in_manifest_samples_and_scripts() {
    let files = "--- file: pipelua.toml\nschema = 1\n[secrets]\nA_KEY = \"x\"\n--- file: samples/before_signup/a.json\n{ \"secrets\": { \"A_KEY\": \"x\" } }\n";
    check(
        &format!("{files}--- file: scripts/a.lua\nlocal s = helpers.secret(\"A_$0KEY\")\n"),
        "B_KEY",
        expect![[r#"
            --- pipelua.toml
            schema = 1
            [secrets]
            B_KEY = "x"
            --- samples/before_signup/a.json
            { "secrets": { "B_KEY": "x" } }
            local s = helpers.secret("B_KEY")
            asks: The value of `A_KEY` has its name in the store and in pipelua.local.toml, too
        "#]],
    );
    check(
        &format!("{files}--- file: scripts/a.lua\nlocal s = helpers.secret(\"A_$0KEY\")\n"),
        "B-KEY",
        expect![[r#"
            `B-KEY` is no name: use letters, digits and `_`, not beginning with a digit
        "#]],
    );
    check(
        &format!(
            "{files}--- file: scripts/a.lua\nlocal s = helpers.secret(\"A_$0KEY\")\n--- file: scripts/b.lua\nlocal s = helpers.secret(name)\n"
        ),
        "B_KEY",
        expect![[r#"
            `A_KEY` keeps its name: the name is computed here
              scripts/b.lua:1:11 helpers.secret(name)
        "#]],
    );
}

#[test]
fn hooks_and_lints_keep_their_names() {
    check(
        "--- file: pipelines/before_signup.json\n{ \"hook\": \"before_$0signup\", \"nodes\": {} }\n",
        "x",
        expect![[r#"
            hook `before_signup` has its name from the host
        "#]],
    );
}

#[test]
fn half_typed_files_are_left_alone() {
    check(
        "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"ge$0o\" }, \"b\n",
        "x",
        expect![[r#"
            `geo` keeps its name: this file has a syntax error
              pipelines/before_signup.json:1:12 {
        "#]],
    );
}
