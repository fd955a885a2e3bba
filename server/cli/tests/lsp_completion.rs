//! Completion over the protocol: what a client is sent follows from what it can do.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, modern};

const SCRIPT: &str = "---@hook before_signup\nlocal mail = context.email\nhelpers.lo\nif context.request.\n";

fn editor(item: &Value) -> (Workspace, Editor) {
    let workspace = Workspace::new(&[("scripts/a.lua", SCRIPT)]);
    let mut capabilities = modern();
    capabilities["textDocument"]["completion"] = json!({ "completionItem": item });
    let editor = Editor::start(&workspace.path(), &capabilities);
    (workspace, editor)
}

fn complete(editor: &mut Editor, line: u64, character: u64) -> Vec<Value> {
    let document = editor.document("scripts/a.lua");
    let position = json!({ "line": line, "character": character });
    let found = editor.ask(
        "textDocument/completion",
        json!({ "textDocument": document, "position": position }),
    );
    // A list without `isIncomplete` is complete.
    found.as_array().unwrap().clone()
}

fn labelled(items: &[Value], label: &str) -> Value {
    let found = items.iter().find(|item| item["label"] == label);
    found.unwrap_or_else(|| panic!("{label} among {items:?}")).clone()
}

#[test]
fn a_client_that_knows_little_gets_plain_text() {
    let (_workspace, mut editor) = editor(&json!({}));
    let items = complete(&mut editor, 2, 10);
    let log = labelled(&items, "log");
    assert_eq!(log["textEdit"]["newText"], "log");
    assert_eq!(log["textEdit"]["range"]["start"]["character"], 8);
    assert!(log.get("insertTextFormat").is_none() && log.get("labelDetails").is_none());
    assert!(log.get("commitCharacters").is_none() && log.get("documentation").is_none());
    assert_eq!(log["detail"], "(value, ...)");
}

#[test]
fn a_client_that_knows_more_gets_snippets_and_a_choice_of_ranges() {
    let (_workspace, mut editor) = editor(&json!({
        "snippetSupport": true, "insertReplaceSupport": true, "labelDetailsSupport": true, "commitCharactersSupport": true,
    }));
    let items = complete(&mut editor, 2, 9);
    let log = labelled(&items, "log");
    assert_eq!(log["textEdit"]["newText"], "log(${1:value})$0");
    assert_eq!(log["insertTextFormat"], 2);
    assert_eq!(log["textEdit"]["insert"]["end"]["character"], 9);
    assert_eq!(log["textEdit"]["replace"]["end"]["character"], 10);
    assert_eq!(log["labelDetails"]["detail"], "(value, ...)");
    let items = complete(&mut editor, 3, 19);
    assert_eq!(items[0]["label"], "ip");
    assert_eq!(items[0]["commitCharacters"][0], ".");
}

#[test]
fn documentation_comes_when_it_is_asked_for() {
    let (_workspace, mut editor) = editor(&json!({}));
    let items = complete(&mut editor, 2, 10);
    let log = labelled(&items, "log");
    let log = editor.ask("completionItem/resolve", log);
    let docs = log["documentation"]["value"].as_str().unwrap();
    assert!(docs.contains("helpers.log"), "{docs}");
    let items = complete(&mut editor, 3, 19);
    let ip = editor.ask("completionItem/resolve", labelled(&items, "ip"));
    assert!(
        ip["documentation"]["value"].as_str().unwrap().contains("In "),
        "{ip}"
    );
}
