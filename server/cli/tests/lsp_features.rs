//! A journey through the protocol for each feature: places are counted as agreed, and lead where they should.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, modern};

const PIPELINE: &str =
    r#"{ "nodes": { "geo": { "script": "geo" }, "decide": { "script": "decide", "needs": ["geo"] } } }"#;

fn workspace() -> Workspace {
    Workspace::new(&[
        ("pipelines/before_signup.json", PIPELINE),
        (
            "scripts/geo.lua",
            "return { allowed = true, data = { country = \"DE\" } }\n",
        ),
        (
            "scripts/decide.lua",
            "return { allowed = context.prev.country == \"DE\" }\n",
        ),
    ])
}

fn at(editor: &Editor, path: &str, line: u64, character: u64) -> Value {
    json!({ "textDocument": editor.document(path), "position": { "line": line, "character": character } })
}

fn place(range: &Value) -> [u64; 4] {
    let number = |end: &str, part: &str| range[end][part].as_u64().unwrap();
    [
        number("start", "line"),
        number("start", "character"),
        number("end", "line"),
        number("end", "character"),
    ]
}

#[test]
fn places_are_counted_in_the_encoding_that_was_agreed_on() {
    for (encoding, start) in [("utf-8", 23), ("utf-16", 21), ("utf-32", 20)] {
        let workspace = workspace();
        let mut capabilities = modern();
        capabilities["general"]["positionEncodings"] = json!([encoding]);
        let mut editor = Editor::start(&workspace.path(), &capabilities);
        editor.open(
            "scripts/geo.lua",
            "local s = \"😀\" local name = s\nprint(name)\n",
        );
        let hover = editor.ask("textDocument/hover", at(&editor, "scripts/geo.lua", 0, start + 2));
        assert_eq!(place(&hover["range"])[1], start, "{encoding}: {hover}");
        let found = editor.ask("textDocument/definition", at(&editor, "scripts/geo.lua", 1, 8));
        assert_eq!(place(&found[0]["range"])[1], start, "{encoding}: {found}");
    }
}

#[test]
fn a_definition_leads_to_another_file() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let found = editor.ask(
        "textDocument/definition",
        at(&editor, "scripts/decide.lua", 0, 35),
    );
    assert_eq!(found[0]["uri"], editor.uri("scripts/geo.lua"));
    assert_eq!(place(&found[0]["range"]), [0, 34, 0, 41]);
    let found = editor.ask(
        "textDocument/definition",
        at(&editor, "pipelines/before_signup.json", 0, 35),
    );
    assert_eq!(found[0]["uri"], editor.uri("scripts/geo.lua"));
    let references = json!({
        "textDocument": editor.document("pipelines/before_signup.json"), "position": { "line": 0, "character": 15 },
        "context": { "includeDeclaration": true },
    });
    assert_eq!(
        editor
            .ask("textDocument/references", references)
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn semantic_tokens_come_whole_by_difference_and_by_range() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/geo.lua", "local a = 1\nlocal b = 2\nprint(a, b)\n");
    let document = json!({ "textDocument": editor.document("scripts/geo.lua") });
    let whole = editor.ask("textDocument/semanticTokens/full", document.clone());
    let mut data: Vec<Value> = whole["data"].as_array().unwrap().clone();
    let edit = json!([{ "range": { "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 0 } }, "text": "local c = a\n" }]);
    editor.change("scripts/geo.lua", 2, edit);
    let mut since = document.clone();
    since["previousResultId"] = whole["resultId"].clone();
    let delta = editor.ask("textDocument/semanticTokens/full/delta", since.clone());
    for edit in delta["edits"].as_array().unwrap() {
        let start = edit["start"].as_u64().unwrap() as usize;
        let end = start + edit["deleteCount"].as_u64().unwrap() as usize;
        data.splice(start..end, edit["data"].as_array().unwrap().iter().cloned());
    }
    let again = editor.ask("textDocument/semanticTokens/full", document.clone());
    assert_eq!(Value::from(data), again["data"]);
    // An id that is not the last one gets everything.
    assert!(editor.ask("textDocument/semanticTokens/full/delta", since)["data"].is_array());
    let mut part = document;
    part["range"] = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 2, "character": 0 } });
    let part = editor.ask("textDocument/semanticTokens/range", part);
    assert_eq!(part["data"].as_array().unwrap().len(), 10);
}

#[test]
fn formatting_is_that_of_fmt_and_a_broken_text_is_left_alone() {
    let workspace = workspace();
    workspace.write("stylua.toml", "indent_type = \"Spaces\"\nindent_width = 8\n");
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/geo.lua", "if a then\nreturn b end\n");
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let ask = json!({ "textDocument": editor.document("scripts/geo.lua"), "options": options });
    let edits = editor.ask("textDocument/formatting", ask.clone());
    assert_eq!(edits[0]["newText"], "        return b\nend\n");
    editor.change("scripts/geo.lua", 2, json!([{ "text": "if a then\n" }]));
    assert_eq!(editor.ask("textDocument/formatting", ask), json!([]));
}

#[test]
fn completion_knows_scripts_and_nodes() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let text = r#"{ "nodes": { "geo": { "script": "" } } }"#;
    editor.open("pipelines/before_signup.json", text);
    let items = editor.ask(
        "textDocument/completion",
        at(&editor, "pipelines/before_signup.json", 0, 33),
    );
    let labels: Vec<&str> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["decide", "geo"]);
    assert_eq!(items[1]["textEdit"]["newText"], "\"geo\"");
    assert_eq!(place(&items[1]["textEdit"]["range"]), [0, 32, 0, 34]);
}

#[test]
fn a_folder_that_is_opened_later_loads_with_progress() {
    let workspace = workspace();
    let other = workspace_elsewhere();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let folder = json!([{ "uri": format!("file://{}", other.path().display()), "name": "other" }]);
    editor.tell(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": folder, "removed": [] } }),
    );
    let created = editor.wait_for("window/workDoneProgress/create");
    for kind in ["begin", "end"] {
        let progress = editor.wait_for("$/progress");
        assert_eq!(progress["params"]["token"], created["params"]["token"]);
        assert_eq!(progress["params"]["value"]["kind"], kind);
    }
}

fn workspace_elsewhere() -> Workspace {
    Workspace::new(&[("scripts/a.lua", "print(1)\n")])
}

#[test]
fn a_call_shows_its_signature_with_the_parameter_that_is_written() {
    let workspace = workspace();
    let mut capabilities = modern();
    capabilities["textDocument"]["signatureHelp"] =
        json!({ "signatureInformation": { "parameterInformation": { "labelOffsetSupport": true } } });
    let mut editor = Editor::start(&workspace.path(), &capabilities);
    editor.open("scripts/geo.lua", "local x = string.rep(\"ü\", ");
    let help = editor.ask(
        "textDocument/signatureHelp",
        at(&editor, "scripts/geo.lua", 0, 26),
    );
    assert_eq!(help["activeParameter"], 1, "{help}");
    let signature = &help["signatures"][0];
    let label = signature["label"].as_str().unwrap();
    let offsets = &signature["parameters"][1]["label"];
    let number = |at: usize| offsets[at].as_u64().unwrap() as usize;
    assert!(label[number(0)..number(1)].starts_with("n: "), "{help}");
    // A client that knows no offsets gets the text.
    let mut editor = Editor::start(&workspace.path(), &json!({}));
    editor.open("scripts/geo.lua", "string.rep(");
    let help = editor.ask(
        "textDocument/signatureHelp",
        at(&editor, "scripts/geo.lua", 0, 11),
    );
    assert_eq!(help["signatures"][0]["parameters"][0]["label"], "s: string");
}

#[test]
fn names_of_the_workspace_are_found() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/decide.lua", "local function geo_distance() end\n");
    let found = editor.ask("workspace/symbol", json!({ "query": "geo" }));
    let shown: Vec<(&str, u64, &str)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["name"].as_str().unwrap(),
                it["kind"].as_u64().unwrap(),
                it["containerName"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("geo", 19, "pipelines/before_signup.json"),
        ("geo", 1, "scripts/geo.lua"),
        ("geo_distance", 12, "scripts/decide.lua"),
    ];
    assert_eq!(shown, expected);
    assert_eq!(place(&found[2]["location"]["range"]), [0, 15, 0, 27]);
}

#[test]
fn a_pipeline_links_to_its_scripts() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let document = json!({ "textDocument": editor.document("pipelines/before_signup.json") });
    let links = editor.ask("textDocument/documentLink", document);
    assert_eq!(links[0]["target"], editor.uri("scripts/geo.lua"));
    assert_eq!(place(&links[0]["range"]), [0, 33, 0, 36]);
}

#[test]
fn a_value_leads_to_its_type() {
    let workspace = workspace();
    workspace.write("types/x.lua", "---@class Geo\n---@field name string\n");
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/geo.lua", "---@type Geo\nlocal geo = f()\nprint(geo)\n");
    let found = editor.ask(
        "textDocument/typeDefinition",
        at(&editor, "scripts/geo.lua", 2, 7),
    );
    assert_eq!(found[0]["uri"], editor.uri("types/x.lua"));
    assert_eq!(place(&found[0]["range"]), [0, 10, 0, 13]);
}

#[test]
fn calls_are_followed_in_both_directions() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open(
        "scripts/geo.lua",
        "local function f() end\nlocal function g() f() end\ng()\n",
    );
    let items = editor.ask(
        "textDocument/prepareCallHierarchy",
        at(&editor, "scripts/geo.lua", 1, 15),
    );
    assert_eq!(items[0]["name"], "g");
    let item = json!({ "item": items[0] });
    let incoming = editor.ask("callHierarchy/incomingCalls", item.clone());
    assert_eq!(incoming[0]["from"]["name"], "geo");
    assert_eq!(place(&incoming[0]["fromRanges"][0]), [2, 0, 2, 1]);
    let outgoing = editor.ask("callHierarchy/outgoingCalls", item);
    assert_eq!(outgoing[0]["to"]["name"], "f");
    let item = json!({ "item": incoming[0]["from"] });
    assert_eq!(
        editor.ask("callHierarchy/outgoingCalls", item)[0]["to"]["name"],
        "g"
    );
}

#[test]
fn hints_are_resolved_inserted_and_switched_off() {
    let workspace = workspace();
    let mut capabilities = modern();
    capabilities["workspace"]["configuration"] = json!(false);
    capabilities["textDocument"]["inlayHint"] =
        json!({ "resolveSupport": { "properties": ["tooltip", "textEdits"] } });
    let mut editor = Editor::start(&workspace.path(), &capabilities);
    assert_eq!(editor.capabilities["inlayHintProvider"]["resolveProvider"], true);
    editor.open("scripts/geo.lua", "local s = string.rep(\"ü\", 3)\n");
    let mut ask = json!({ "textDocument": editor.document("scripts/geo.lua") });
    ask["range"] = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } });
    let hints = editor.ask("textDocument/inlayHint", ask.clone());
    assert_eq!(hints[1]["label"], "n:");
    assert_eq!(hints[1]["position"]["character"], 26);
    assert_eq!(hints[1]["tooltip"], Value::Null);
    let whole = editor.ask("inlayHint/resolve", hints[1].clone());
    assert!(whole["tooltip"]["value"].is_string(), "{whole}");
    let set = |editor: &mut Editor, hints: Value| {
        let settings = json!({ "settings": { "pipelua": { "inlayHints": hints } } });
        editor.tell("workspace/didChangeConfiguration", settings);
    };
    set(
        &mut editor,
        json!({ "parameterNames": false, "localTypes": true }),
    );
    let hints = editor.ask("textDocument/inlayHint", ask.clone());
    assert_eq!(hints[0]["label"], ": string");
    let whole = editor.ask("inlayHint/resolve", hints[0].clone());
    assert_eq!(whole["textEdits"][0]["newText"], "---@type string\n");
    set(&mut editor, json!({ "enable": false }));
    assert_eq!(editor.ask("textDocument/inlayHint", ask), json!([]));
}

#[test]
fn what_is_selected_is_extracted_and_a_local_is_inlined() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let text = "local limit = 3\nreturn { allowed = #context.email > limit }\n";
    editor.open("scripts/decide.lua", text);
    let asked = |editor: &mut Editor, only: &str, start: [u64; 2], end: [u64; 2]| {
        let position = |[line, character]: [u64; 2]| json!({ "line": line, "character": character });
        let document = editor.document("scripts/decide.lua");
        let range = json!({ "start": position(start), "end": position(end) });
        let actions = editor.ask(
            "textDocument/codeAction",
            json!({ "textDocument": document, "range": range, "context": { "diagnostics": [], "only": [only] } }),
        );
        let shown = actions.as_array().unwrap().iter().map(|action| {
            let title = action["title"].as_str().unwrap();
            let kind = action["kind"].as_str().unwrap();
            let edits = action["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
            let texts: Vec<&str> = edits
                .iter()
                .map(|edit| edit["newText"].as_str().unwrap())
                .collect();
            format!("{kind}: {title} {texts:?}")
        });
        shown.collect::<Vec<_>>()
    };
    assert_eq!(
        asked(&mut editor, "refactor", [1, 19], [1, 33]),
        [r#"refactor.extract: Extract into local `value` ["local value = #context.email\n", "value"]"#]
    );
    assert_eq!(
        asked(&mut editor, "refactor.inline", [0, 8], [0, 8]),
        [r#"refactor.inline: Inline `limit` ["", "3"]"#]
    );
    assert_eq!(asked(&mut editor, "refactor.extract", [0, 8], [0, 8]), [""; 0]);
}
