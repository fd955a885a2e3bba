//! What is offered at each place of a file.

use expect_test::{Expect, expect};

use super::*;
use crate::fixture;

#[track_caller]
fn check(text: &str, expected: Expect) {
    let (db, at) = fixture::position(text);
    let shown: Vec<String> = completion(&db, at)
        .iter()
        .map(|item| {
            assert!(item.range.touches(at.offset), "{item:?}");
            let old = &at.file.text(&db).as_str()[item.range.as_usize()];
            format!("{:?} {} ({old} -> {})\n", item.kind, item.label, item.new_text)
        })
        .collect();
    expected.assert_eq(&shown.concat());
}

const SCRIPTS: &str = "--- file: scripts/geo.lua\nreturn nil\n--- file: scripts/email.lua\nreturn nil\n";

#[test]
fn scripts_are_offered_by_name() {
    check(
        &format!(
            "{SCRIPTS}--- file: pipelines/before_signup.json\n{{ \"nodes\": {{ \"a\": {{ \"script\": \"g$0\" }} }} }}\n"
        ),
        expect![[r#"
            Script email ("g" -> "email")
            Script geo ("g" -> "geo")
        "#]],
    );
    check(
        &format!(
            "{SCRIPTS}--- file: pipelines/before_signup.json\n{{ \"nodes\": {{ \"a\": {{ \"script\": $0 }} }} }}\n"
        ),
        expect![[r#"
            Script email ( -> "email")
            Script geo ( -> "geo")
        "#]],
    );
}

#[test]
fn needs_offer_other_nodes_that_are_not_there_yet() {
    let pipeline = |needs: &str| {
        format!(
            "--- file: pipelines/before_signup.json\n{{ \"nodes\": {{ \"a\": {{ \"script\": \"x\" }}, \"b\": {{}}, \"c\": {{ \"needs\": [{needs}] }} }} }}\n"
        )
    };
    check(
        &pipeline("\"$0\""),
        expect![[r#"
        Node a ("" -> "a")
        Node b ("" -> "b")
    "#]],
    );
    check(
        &pipeline("\"a\", $0"),
        expect![[r#"
        Node b ( -> "b")
    "#]],
    );
}

#[test]
fn keys_are_those_of_the_schema_that_are_missing() {
    check(
        "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"x\", \"$0\" } } }\n",
        expect![[r#"
            Key description ("" -> "description": )
            Key config ("" -> "config": )
            Key needs ("" -> "needs": )
            Key timeoutMs ("" -> "timeoutMs": )
            Key onError ("" -> "onError": )
            Key enabled ("" -> "enabled": )
        "#]],
    );
    check(
        "--- file: pipelines/before_signup.json\n{ \"nodes\": {}, $0 }\n",
        expect![[r#"
            Key $schema ( -> "$schema": )
            Key description ( -> "description": )
            Key hook ( -> "hook": )
            Key enabled ( -> "enabled": )
            Key onError ( -> "onError": )
            Key denyMessage ( -> "denyMessage": )
        "#]],
    );
}

#[test]
fn values_are_those_of_the_schema() {
    check(
        "--- file: pipelines/before_signup.json\n{ \"onError\": \"$0\" }\n",
        expect![[r#"
            Value deny ("" -> "deny")
            Value allow ("" -> "allow")
        "#]],
    );
    check(
        "--- file: pipelines/before_signup.json\n{ \"enabled\": $0 }\n",
        expect![[r#"
            Value true ( -> true)
            Value false ( -> false)
        "#]],
    );
}

#[test]
fn samples_offer_nodes_and_declared_names() {
    let workspace = "--- file: pipelua.toml\nschema = 1\n[secrets]\nA_KEY = \"x\"\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": {} } }\n--- file: samples/before_signup/x.json\n";
    check(
        &format!("{workspace}{{ \"node\": \"$0\" }}\n"),
        expect![[r#"
        Node a ("" -> "a")
    "#]],
    );
    check(
        &format!("{workspace}{{ \"secrets\": {{ \"$0\" }} }}\n"),
        expect![[r#"
            Name A_KEY ("" -> "A_KEY": )
        "#]],
    );
    check(
        &format!("{workspace}{{ \"outputs\": {{ $0 }} }}\n"),
        expect![[r#"
            Node a ( -> "a": )
        "#]],
    );
}

#[test]
fn the_manifest_offers_tables_keys_and_values() {
    check(
        "--- file: pipelua.toml\nschema = 1\n[$0\n",
        expect![[r#"
        Key secrets ( -> secrets)
        Key env ( -> env)
        Key fetch ( -> fetch)
        Key limits ( -> limits)
        Key check ( -> check)
        Key lints ( -> lints)
        Key format ( -> format)
        Key remotes ( -> remotes)
    "#]],
    );
    check(
        "--- file: pipelua.toml\nschema = 1\n[check]\nfail$0\n",
        expect![[r#"
            Key fail-on (fail -> fail-on = )
            Key baseline (fail -> baseline = )
        "#]],
    );
    check(
        "--- file: pipelua.toml\nschema = 1\n[check]\nfail-on = \"$0\"\n",
        expect![[r#"
            Value error ("" -> "error")
            Value warning ("" -> "warning")
            Value info ("" -> "info")
            Value hint ("" -> "hint")
            Value never ("" -> "never")
        "#]],
    );
}

#[test]
fn half_typed_files_are_completed_too() {
    check(
        "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"x\", \"ne$0\n",
        expect![[r#"
            Key description ("ne -> "description": )
            Key config ("ne -> "config": )
            Key needs ("ne -> "needs": )
            Key timeoutMs ("ne -> "timeoutMs": )
            Key onError ("ne -> "onError": )
            Key enabled ("ne -> "enabled": )
        "#]],
    );
    check("--- file: pipelines/before_signup.json\n$0\n", expect![[""]]);
}
