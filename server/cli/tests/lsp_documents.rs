//! Documents and files in every state: never opened, closed, huge, gone, replaced by folders, in other workspaces.
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, codes, modern};

/// Every request about a place, so that none is forgotten.
fn everything(editor: &mut Editor, path: &str, line: u64, character: u64) -> Vec<(String, Value)> {
    let document = editor.document(path);
    let position = json!({ "line": line, "character": character });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": position });
    let params = json!({
        "textDocument": document, "position": position, "positions": [position], "range": range,
        "options": { "tabSize": 2, "insertSpaces": true }, "context": { "includeDeclaration": true, "diagnostics": [], "triggerKind": 1, "isRetrigger": false },
        "previousResultId": "0",
    });
    [
        "hover",
        "definition",
        "references",
        "prepareRename",
        "linkedEditingRange",
        "signatureHelp",
        "inlayHint",
        "typeDefinition",
        "documentLink",
        "prepareCallHierarchy",
        "documentHighlight",
        "documentSymbol",
        "foldingRange",
        "selectionRange",
        "semanticTokens/full",
        "semanticTokens/full/delta",
        "semanticTokens/range",
        "formatting",
        "rangeFormatting",
        "completion",
        "codeAction",
        "diagnostic",
    ]
    .iter()
    .map(|method| {
        let id = editor.begin(&format!("textDocument/{method}"), params.clone());
        let answer = editor.answer(id);
        // What cannot be renamed is told so.
        let is_refused = *method == "prepareRename" && answer["error"]["code"] == -32803;
        assert!(is_refused || answer.get("error").is_none(), "{method}: {answer}");
        ((*method).to_owned(), answer["result"].clone())
    })
    .collect()
}

#[track_caller]
fn offers_nothing(editor: &mut Editor, path: &str) {
    for (method, answer) in everything(editor, path, 0, 3) {
        let is_nothing = answer.is_null() || (method == "diagnostic" && answer["items"] == json!([]));
        assert!(is_nothing, "{method}: {answer}");
    }
}

#[test]
fn documents_that_were_never_opened_are_those_of_the_disk() {
    let workspace = Workspace::new(&[("scripts/a.lua", "oops()\n")]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    assert_eq!(editor.codes("scripts/a.lua"), ["undefined-global"]);
    editor.change("scripts/a.lua", 2, json!([{ "text": "print(1)\n" }]));
    editor.close("scripts/a.lua");
    assert_eq!(editor.text("scripts/a.lua").unwrap(), "oops()\n");
    offers_nothing(&mut editor, "scripts/none.lua");
    offers_nothing(&mut editor, "README.md");
}

#[test]
fn an_open_document_wins_over_the_disk_until_it_is_closed() {
    let workspace = Workspace::new(&[("scripts/a.lua", "on_disk()\n")]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/a.lua", "in_editor()\n");
    workspace.write("scripts/a.lua", "changed()\n");
    editor.changed_on_disk("scripts/a.lua");
    assert_eq!(editor.text("scripts/a.lua").unwrap(), "in_editor()\n");
    editor.close("scripts/a.lua");
    assert_eq!(editor.text("scripts/a.lua").unwrap(), "changed()\n");
    editor.open("scripts/new.lua", "unwritten()\n");
    assert_eq!(editor.codes("scripts/new.lua"), ["undefined-global"]);
    editor.close("scripts/new.lua");
    offers_nothing(&mut editor, "scripts/new.lua");
}

#[test]
fn changes_on_the_disk_are_taken_when_they_are_told() {
    let workspace = Workspace::new(&[("scripts/a.lua", "one()\n")]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    let registered = editor.wait_for("client/registerCapability");
    assert_eq!(
        registered["params"]["registrations"][0]["method"],
        "workspace/didChangeWatchedFiles"
    );
    workspace.write("scripts/a.lua", "two()\n");
    workspace.write("scripts/b.lua", "three()\n");
    editor.changed_on_disk("scripts/a.lua");
    editor.changed_on_disk("scripts/b.lua");
    assert_eq!(editor.text("scripts/a.lua").unwrap(), "two()\n");
    assert_eq!(editor.text("scripts/b.lua").unwrap(), "three()\n");
    fs::remove_dir_all(workspace.path().join("scripts")).unwrap();
    editor.changed_on_disk("scripts");
    assert_eq!(editor.text("scripts/b.lua"), None);
}

#[test]
fn files_that_become_folders_and_workspaces_that_vanish_are_survived() {
    let workspace = Workspace::new(&[("scripts/a.lua", "one()\n"), ("scripts/b.lua", "two()\n")]);
    let root = workspace.path();
    let mut editor = Editor::start(&root, &modern());
    editor.open("scripts/b.lua", "two()\n");
    fs::remove_file(root.join("scripts/a.lua")).unwrap();
    fs::create_dir_all(root.join("scripts/a.lua/deep")).unwrap();
    editor.changed_on_disk("scripts/a.lua");
    offers_nothing(&mut editor, "scripts/a.lua");
    fs::remove_dir_all(&root).unwrap();
    assert_eq!(editor.codes("scripts/b.lua"), ["undefined-global"]);
    editor.changed_on_disk("pipelua.toml");
    offers_nothing(&mut editor, "scripts/b.lua");
    editor.close("scripts/b.lua");
    fs::create_dir_all(&root).unwrap();
    assert_eq!(editor.stop(), 0);
}

#[test]
fn outside_a_workspace_nothing_is_offered_until_there_is_a_manifest() {
    let folder = Workspace::empty();
    folder.write("scripts/a.lua", "oops()\n");
    let mut editor = Editor::start(&folder.path(), &modern());
    let said = editor.wait_for("window/logMessage");
    assert!(
        said["params"]["message"]
            .as_str()
            .unwrap()
            .contains("no `pipelua.toml`")
    );
    editor.open("scripts/a.lua", "oops()\n");
    offers_nothing(&mut editor, "scripts/a.lua");
    folder.write("pipelua.toml", "schema = 1\nname = \"x\"\n");
    editor.changed_on_disk("pipelua.toml");
    assert_eq!(editor.codes("scripts/a.lua"), ["undefined-global"]);
}

#[test]
fn a_saved_manifest_counts_for_clients_that_watch_no_files() {
    let folder = Workspace::empty();
    let mut editor = Editor::start(&folder.path(), &json!({}));
    assert_eq!(editor.capabilities["textDocumentSync"]["save"], true);
    editor.open("scripts/a.lua", "oops()\n");
    editor.open("pipelua.toml", "schema = 1\nname = \"x\"\n");
    offers_nothing(&mut editor, "scripts/a.lua");
    folder.write("pipelua.toml", "schema = 1\nname = \"x\"\n");
    let document = editor.document("pipelua.toml");
    editor.tell("textDocument/didSave", json!({ "textDocument": document }));
    assert_eq!(editor.codes("scripts/a.lua"), ["undefined-global"]);
}

#[test]
fn a_workspace_goes_with_a_folder_around_it() {
    let outer = Workspace::new(&[]);
    outer.write("deep/inner/pipelua.toml", "schema = 1\nname = \"inner\"\n");
    outer.write("deep/inner/scripts/a.lua", "oops()\n");
    let mut editor = Editor::start(&outer.path(), &modern());
    editor.open("deep/inner/scripts/a.lua", "oops()\n");
    assert_eq!(editor.codes("deep/inner/scripts/a.lua"), ["undefined-global"]);
    fs::remove_dir_all(outer.path().join("deep")).unwrap();
    editor.changed_on_disk("deep");
    offers_nothing(&mut editor, "deep/inner/scripts/a.lua");
}

#[test]
fn a_folder_that_comes_with_its_manifest_brings_its_workspace() {
    let outer = Workspace::empty();
    let mut editor = Editor::start(&outer.path(), &modern());
    editor.open("inner/scripts/a.lua", "oops()\n");
    offers_nothing(&mut editor, "inner/scripts/a.lua");
    outer.write("inner/pipelua.toml", "schema = 1\nname = \"inner\"\n");
    editor.changed_on_disk("inner");
    assert_eq!(editor.codes("inner/scripts/a.lua"), ["undefined-global"]);
}

#[test]
fn the_nearest_manifest_owns_a_file() {
    let outer = Workspace::new(&[("scripts/a.lua", "oops()\n")]);
    outer.write(
        "inner/pipelua.toml",
        "schema = 1\nname = \"inner\"\n[lints]\nundefined-global = \"off\"\n",
    );
    outer.write("inner/scripts/a.lua", "oops()\n");
    let mut editor = Editor::start(&outer.path(), &modern());
    // Workspaces below a folder are looked for in the background.
    let said = editor.wait_for("window/logMessage");
    assert!(
        said["params"]["message"].as_str().unwrap().contains("/inner"),
        "{said}"
    );
    assert_eq!(editor.codes("scripts/a.lua"), ["undefined-global"]);
    assert_eq!(editor.codes("inner/scripts/a.lua"), Vec::<String>::new());
    // A folder that is opened later, and one that is closed again.
    let other = Workspace::new(&[("scripts/b.lua", "oops()\n")]);
    let uri = format!("file://{}", other.path().display());
    let folder = json!([{ "uri": uri, "name": "other" }]);
    editor.tell(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": folder, "removed": [] } }),
    );
    let pull = json!({ "textDocument": { "uri": format!("{uri}/scripts/b.lua") } });
    let report = editor.ask("textDocument/diagnostic", pull.clone());
    assert_eq!(codes(&report), ["undefined-global"]);
    editor.tell(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [], "removed": folder } }),
    );
    assert_eq!(editor.ask("textDocument/diagnostic", pull)["items"], json!([]));
}

#[test]
fn a_document_below_no_open_folder_brings_its_workspace() {
    let here = Workspace::empty();
    let there = Workspace::new(&[("scripts/a.lua", "oops()\n")]);
    let mut editor = Editor::start(&here.path(), &modern());
    let uri = format!("file://{}/scripts/a.lua", there.path().display());
    editor.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": uri, "languageId": "lua", "version": 1, "text": "oops()\n" } }),
    );
    let pull = json!({ "textDocument": { "uri": uri } });
    let report = editor.ask("textDocument/diagnostic", pull.clone());
    assert_eq!(codes(&report), ["undefined-global"]);
    // It goes with the document: nobody has a folder of it open.
    editor.tell("textDocument/didClose", pull.clone());
    assert_eq!(editor.ask("textDocument/diagnostic", pull)["items"], json!([]));
}

#[test]
fn places_beyond_the_text_and_odd_documents_are_answered() {
    let workspace = Workspace::new(&[("scripts/a.lua", "local a = 1\n")]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    for text in [
        "",
        "\r",
        "\u{feff}local a = 1",
        "😀",
        "--[[",
        "a.",
        "local x <const> = {",
    ] {
        editor.open("scripts/a.lua", text);
        for (line, character) in [(0, 0), (0, 4_000_000_000_u64), (4_000_000_000, 0), (1, 1)] {
            everything(&mut editor, "scripts/a.lua", line, character);
        }
        editor.close("scripts/a.lua");
    }
    for uri in [
        "untitled:Untitled-1",
        "git:/x/a.lua",
        "file:///",
        "file:///%FF",
        "file://host/a.lua",
    ] {
        editor.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": "lua", "version": 1, "text": "x" } }),
        );
        let hover = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } });
        assert_eq!(editor.ask("textDocument/hover", hover), Value::Null, "{uri}");
    }
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_document_of_five_mebibytes_is_survived() {
    let workspace = Workspace::new(&[]);
    let mut editor = Editor::start(&workspace.path(), &modern());
    let line = "local value = { \"some text to make it long\", 1, 2, 3 } -- and a comment\n";
    let text = format!("do\n{}end\n", line.repeat(5 * 1024 * 1024 / line.len()));
    editor.open("scripts/huge.lua", &text);
    editor.change(
        "scripts/huge.lua",
        2,
        json!([{ "range": { "start": { "line": 40_000, "character": 0 }, "end": { "line": 40_000, "character": 5 } }, "text": "loc" }]),
    );
    assert!(editor.text("scripts/huge.lua").unwrap().contains("\nloc value"));
    assert!(
        editor
            .codes("scripts/huge.lua")
            .contains(&"script-too-large".to_owned())
    );
    editor.close("scripts/huge.lua");
    assert_eq!(editor.stop(), 0);
}
