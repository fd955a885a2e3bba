//! Renaming over the protocol: what is asked for is written in one transaction, or refused with the places.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, modern};

fn at(editor: &Editor, path: &str, line: u64, character: u64) -> Value {
    json!({ "textDocument": editor.document(path), "position": { "line": line, "character": character } })
}

fn to(mut at: Value, new_name: &str) -> Value {
    at["newName"] = json!(new_name);
    at
}

#[test]
fn a_local_is_renamed_for_the_version_that_is_open() {
    let workspace = Workspace::new(&[("scripts/a.lua", "return nil\n")]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/a.lua", "local s = \"😀\" local name = s\nprint(name)\n");
    let prepared = editor.ask("textDocument/prepareRename", at(&editor, "scripts/a.lua", 1, 8));
    assert_eq!(prepared["placeholder"], "name");
    assert_eq!(prepared["range"]["start"], json!({ "line": 1, "character": 6 }));
    let edit = editor.ask(
        "textDocument/rename",
        to(at(&editor, "scripts/a.lua", 1, 8), "title"),
    );
    let change = &edit["documentChanges"][0];
    assert_eq!(
        change["textDocument"],
        json!({ "uri": editor.uri("scripts/a.lua"), "version": 1 })
    );
    assert_eq!(
        change["edits"][0]["range"]["start"],
        json!({ "line": 0, "character": 21 })
    );
    assert_eq!(change["edits"][1]["newText"], "title");
    assert_eq!(edit["changeAnnotations"], Value::Null);
}

#[test]
fn a_client_that_takes_no_versions_gets_changes() {
    let workspace = Workspace::new(&[("scripts/a.lua", "local a = 1\nprint(a)\n")]);
    let mut editor = Editor::start(&workspace.path(), &json!({}));
    let edit = editor.ask("textDocument/rename", to(at(&editor, "scripts/a.lua", 0, 6), "b"));
    let changes = &edit["changes"][editor.uri("scripts/a.lua")];
    assert_eq!(changes.as_array().unwrap().len(), 2);
}

#[test]
fn a_refusal_names_its_place() {
    let workspace = Workspace::new(&[("scripts/a.lua", "local a = 1\nlocal b = 2\nprint(a, b)\n")]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    let id = editor.begin("textDocument/rename", to(at(&editor, "scripts/a.lua", 0, 6), "b"));
    let answer = editor.answer(id);
    assert_eq!(answer["error"]["code"], -32803);
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.ends_with("\nscripts/a.lua:3:7"), "{message}");
    let nothing = editor.ask("textDocument/prepareRename", at(&editor, "scripts/a.lua", 0, 10));
    assert_eq!(nothing, Value::Null);
}

#[test]
fn a_key_of_data_is_renamed_across_files_with_a_note() {
    let workspace = Workspace::new(&[
        (
            "pipelines/token_build.json",
            r#"{ "nodes": { "geo": { "script": "geo" }, "last": { "script": "last", "needs": ["geo"] } } }"#,
        ),
        (
            "scripts/geo.lua",
            "return { allowed = true, data = { country = \"DE\" } }\n",
        ),
        (
            "scripts/last.lua",
            "return { allowed = context.prev.country ~= nil }\n",
        ),
        (
            "samples/token_build/a.json",
            r#"{ "node": "last", "outputs": { "geo": { "country": "DE" } }, "context": {} }"#,
        ),
    ]);
    let mut capabilities = modern();
    capabilities["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = json!({});
    let mut editor = Editor::start(&workspace.path(), &capabilities);
    editor.open(
        "scripts/last.lua",
        "return { allowed = context.prev.country ~= nil }\n",
    );
    let edit = editor.ask(
        "textDocument/rename",
        to(at(&editor, "scripts/last.lua", 0, 35), "land"),
    );
    let changes = edit["documentChanges"].as_array().unwrap();
    let uris: Vec<&Value> = changes
        .iter()
        .map(|change| &change["textDocument"]["uri"])
        .collect();
    let expected = [
        "samples/token_build/a.json",
        "scripts/geo.lua",
        "scripts/last.lua",
    ];
    assert_eq!(
        uris,
        expected
            .map(|path| json!(editor.uri(path)))
            .iter()
            .collect::<Vec<_>>()
    );
    assert_eq!(changes[2]["textDocument"]["version"], 1);
    assert_eq!(changes[0]["edits"][0]["annotationId"], "asks");
    assert_eq!(edit["changeAnnotations"]["asks"]["needsConfirmation"], true);
}

const GEO: &str = r#"{ "nodes": { "geo": { "script": "geo" } } }"#;

#[test]
fn a_script_is_renamed_with_its_file_as_far_as_the_editor_can() {
    let workspace = Workspace::new(&[
        ("pipelines/before_signup.json", GEO),
        ("scripts/geo.lua", "return nil\n"),
    ]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    let ask = to(at(&editor, "pipelines/before_signup.json", 0, 34), "land");
    let edit = editor.ask("textDocument/rename", ask.clone());
    let moved = json!({ "kind": "rename", "oldUri": editor.uri("scripts/geo.lua"), "newUri": editor.uri("scripts/land.lua") });
    assert_eq!(edit["documentChanges"][0]["edits"][0]["newText"], "land");
    assert_eq!(edit["documentChanges"][1], moved);
    let mut editor = Editor::start(&workspace.path(), &json!({}));
    assert_eq!(editor.ask_error("textDocument/rename", ask), -32803);
}

#[test]
fn a_file_that_is_about_to_be_renamed_is_renamed_in_pipelines() {
    let workspace = Workspace::new(&[
        ("pipelines/before_signup.json", GEO),
        ("scripts/geo.lua", "return nil\n"),
    ]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    let will = &editor.capabilities["workspace"]["fileOperations"]["willRename"];
    assert_eq!(will["filters"][0]["pattern"]["glob"], "**/scripts/*.lua");
    let files = |editor: &Editor, to: &str| json!({ "files": [{ "oldUri": editor.uri("scripts/geo.lua"), "newUri": editor.uri(to) }] });
    let ask = files(&editor, "scripts/land.lua");
    let edit = editor.ask("workspace/willRenameFiles", ask);
    let changes = edit["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{edit}");
    assert_eq!(
        changes[0]["textDocument"]["uri"],
        editor.uri("pipelines/before_signup.json")
    );
    let ask = files(&editor, "elsewhere/land.lua");
    assert_eq!(editor.ask("workspace/willRenameFiles", ask), Value::Null);
}

#[test]
fn a_local_can_be_typed_in_all_places_at_once() {
    let workspace = Workspace::new(&[("scripts/a.lua", "local a = 1\nprint(a)\n")]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    let linked = editor.ask(
        "textDocument/linkedEditingRange",
        at(&editor, "scripts/a.lua", 1, 6),
    );
    assert_eq!(linked["ranges"].as_array().unwrap().len(), 2);
    let nothing = editor.ask(
        "textDocument/linkedEditingRange",
        at(&editor, "scripts/a.lua", 0, 9),
    );
    assert_eq!(nothing, Value::Null);
}
