//! Diagnostics that are asked for, sent unasked, told of other documents, and swept over the workspace; and what mends them.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, modern};

const PIPELINE: &str =
    r#"{ "nodes": { "geo": { "script": "geo" }, "decide": { "script": "decide", "needs": ["geo"] } } }"#;
const GEO: &str = "return { allowed = true, data = { country = \"DE\" } }\n";
const DECIDE: &str = "return { allowed = context.prev.country == \"DE\" }\n";

/// Two scripts, one of which reads what the other one gives.
fn workspace() -> Workspace {
    Workspace::new(&[
        ("pipelines/before_signup.json", PIPELINE),
        ("scripts/geo.lua", GEO),
        ("scripts/decide.lua", DECIDE),
    ])
}

/// `country` is called something else.
fn rename(editor: &mut Editor, version: i64) {
    editor.change(
        "scripts/geo.lua",
        version,
        json!([{ "text": GEO.replace("country", "land") }]),
    );
}

#[test]
fn an_unchanged_document_is_told_by_its_id() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let first = editor.pull("scripts/decide.lua");
    assert_eq!(first["kind"], "full");
    let document = editor.document("scripts/decide.lua");
    let again = json!({ "textDocument": document, "previousResultId": first["resultId"] });
    let second = editor.ask("textDocument/diagnostic", again.clone());
    assert_eq!(second["kind"], "unchanged");
    assert_eq!(second["resultId"], first["resultId"]);
    editor.open("scripts/geo.lua", GEO);
    rename(&mut editor, 2);
    let third = editor.ask("textDocument/diagnostic", again);
    assert_eq!(third["kind"], "full");
    assert_eq!(third["items"][0]["code"], "undefined-field");
}

#[test]
fn open_documents_that_changed_too_come_with_the_answer() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/decide.lua", DECIDE);
    editor.open("scripts/geo.lua", GEO);
    assert_eq!(editor.codes("scripts/decide.lua"), Vec::<String>::new());
    rename(&mut editor, 2);
    let report = editor.pull("scripts/geo.lua");
    let related = &report["relatedDocuments"][editor.uri("scripts/decide.lua")];
    assert_eq!(related["items"][0]["code"], "undefined-field", "{report}");
}

#[test]
fn a_client_is_asked_to_refresh_when_another_open_file_changed() {
    let workspace = workspace();
    let mut capabilities = modern();
    capabilities["textDocument"]["diagnostic"] = json!({});
    let mut editor = Editor::start(&workspace.path(), &capabilities);
    editor.open("scripts/decide.lua", DECIDE);
    editor.open("scripts/geo.lua", GEO);
    assert_eq!(editor.codes("scripts/decide.lua"), Vec::<String>::new());
    assert_eq!(editor.codes("scripts/geo.lua"), Vec::<String>::new());
    rename(&mut editor, 2);
    editor.wait_for("workspace/diagnostic/refresh");
    assert_eq!(editor.codes("scripts/decide.lua"), ["undefined-field"]);
}

#[test]
fn a_client_that_does_not_ask_is_told() {
    let workspace = workspace();
    let mut capabilities = modern();
    capabilities["textDocument"]["diagnostic"] = Value::Null;
    let mut editor = Editor::start(&workspace.path(), &capabilities);
    assert_eq!(editor.capabilities["diagnosticProvider"], Value::Null);
    let told = |editor: &mut Editor, path: &str, version: Value, codes: &[&str]| {
        let uri = editor.uri(path);
        loop {
            let params = editor.wait_for("textDocument/publishDiagnostics")["params"].clone();
            let items = params["diagnostics"].as_array().unwrap().clone();
            let found: Vec<&str> = items.iter().map(|item| item["code"].as_str().unwrap()).collect();
            if params["uri"] == *uri && params["version"] == version && found == codes {
                return;
            }
        }
    };
    editor.open("scripts/decide.lua", DECIDE);
    told(&mut editor, "scripts/decide.lua", json!(1), &[]);
    editor.change(
        "scripts/decide.lua",
        2,
        json!([{ "text": "oops()\nreturn { allowed = true }\n" }]),
    );
    told(&mut editor, "scripts/decide.lua", json!(2), &["undefined-global"]);
    editor.change("scripts/decide.lua", 3, json!([{ "text": DECIDE }]));
    told(&mut editor, "scripts/decide.lua", json!(3), &[]);
    editor.open("scripts/geo.lua", GEO);
    rename(&mut editor, 2);
    told(&mut editor, "scripts/decide.lua", json!(3), &["undefined-field"]);
    editor.close("scripts/decide.lua");
    told(&mut editor, "scripts/decide.lua", Value::Null, &[]);
}

#[test]
fn a_sweep_tells_only_news_and_waits_for_it() {
    let workspace = workspace();
    workspace.write("scripts/wrong.lua", "---@hook after_signup\n\noops()\n");
    let mut editor = Editor::start(&workspace.path(), &modern());
    let first = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = first["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{first}");
    assert_eq!(items[0]["uri"], editor.uri("scripts/wrong.lua"));
    let known = json!([{ "uri": items[0]["uri"], "value": items[0]["resultId"] }]);

    let waiting = editor.begin("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert_eq!(editor.codes("scripts/wrong.lua"), ["undefined-global"]);
    assert!(!editor.has_answer(waiting), "there was no news");
    editor.open("scripts/geo.lua", GEO);
    rename(&mut editor, 2);
    let news = editor.answer(waiting)["result"]["items"].clone();
    // The pipeline too: nobody reads the key of that name.
    let told: Vec<&str> = news
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["uri"].as_str().unwrap())
        .collect();
    let changed = ["pipelines/before_signup.json", "scripts/decide.lua"];
    assert_eq!(told, changed.map(|path| editor.uri(path)));

    // A file that is gone has nothing any more.
    std::fs::remove_file(workspace.path().join("scripts/wrong.lua")).unwrap();
    editor.changed_on_disk("scripts/wrong.lua");
    let gone = editor.ask("workspace/diagnostic", json!({ "previousResultIds": known }));
    let reports = gone["items"].as_array().unwrap();
    let report = reports
        .iter()
        .find(|report| report["uri"] == known[0]["uri"])
        .unwrap();
    assert_eq!(report["items"], json!([]));
}

#[test]
fn a_sweep_that_waits_is_answered_when_a_setting_a_folder_or_the_end_comes() {
    let workspace = workspace();
    workspace.write("scripts/wrong.lua", "---@hook after_signup\n\noops()\n");
    let mut editor = Editor::start(&workspace.path(), &modern());
    let first = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let known = json!([{ "uri": first["items"][0]["uri"], "value": first["items"][0]["resultId"] }]);
    let wait = |editor: &mut Editor| {
        let waiting = editor.begin("workspace/diagnostic", json!({ "previousResultIds": known }));
        // What is asked later is answered: the sweep found no news and waits.
        editor.pull("scripts/wrong.lua");
        waiting
    };
    let configure = |editor: &mut Editor, reports: bool| {
        let settings = json!({ "pipelua": { "diagnostics": { "workspace": reports } } });
        editor.tell(
            "workspace/didChangeConfiguration",
            json!({ "settings": settings }),
        );
    };
    let waiting = wait(&mut editor);
    configure(&mut editor, false);
    assert_eq!(editor.answer(waiting)["result"]["items"][0]["items"], json!([]));
    configure(&mut editor, true);

    let waiting = wait(&mut editor);
    let folder = json!({ "uri": editor.uri(""), "name": "test" });
    editor.tell(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [], "removed": [folder] } }),
    );
    assert_eq!(editor.answer(waiting)["result"]["items"][0]["items"], json!([]));

    let waiting = editor.begin("workspace/diagnostic", json!({ "previousResultIds": [] }));
    editor.ask("shutdown", Value::Null);
    assert_eq!(editor.answer(waiting)["result"]["items"], json!([]));
}

#[test]
fn a_manifest_that_cannot_be_used_says_why() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    for (text, said) in [
        ("schema = \n", "TOML"),
        ("schema = 99\nname = \"x\"\n", "is newer than this Pipelua"),
    ] {
        editor.open("pipelua.toml", text);
        let items = editor.pull("pipelua.toml")["items"].clone();
        assert_eq!(items[0]["severity"], 1, "{items}");
        assert!(items[0]["message"].as_str().unwrap().contains(said), "{items}");
        editor.close("pipelua.toml");
    }
    assert_eq!(editor.codes("pipelua.toml"), Vec::<String>::new());
}

#[test]
fn a_sweep_comes_in_parts_where_the_client_takes_parts() {
    let workspace = workspace();
    for number in 0..200 {
        workspace.write(
            &format!("scripts/wrong_{number}.lua"),
            "---@hook after_signup\n\noops()\n",
        );
    }
    let mut editor = Editor::start(&workspace.path(), &modern());
    let params = json!({ "previousResultIds": [], "partialResultToken": "parts" });
    let rest = editor.ask("workspace/diagnostic", params);
    assert_eq!(rest["items"], json!([]));
    let mut told = 0;
    while told < 200 {
        let part = editor.wait_for("$/progress");
        assert_eq!(part["params"]["token"], "parts");
        told += part["params"]["value"]["items"].as_array().unwrap().len();
    }
    assert_eq!(told, 200);
}

#[test]
fn the_setting_keeps_closed_files_out_of_a_sweep() {
    let workspace = workspace();
    workspace.write("scripts/wrong.lua", "---@hook after_signup\n\noops()\n");
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.wait_for("workspace/configuration");
    editor.tell(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "pipelua": { "diagnostics": { "workspace": false } } } }),
    );
    let waiting = editor.begin("workspace/diagnostic", json!({ "previousResultIds": [] }));
    editor.pull("scripts/wrong.lua");
    assert!(!editor.has_answer(waiting));
}

/// The text with the edits of one document applied.
fn applied(text: &str, edits: &Value) -> String {
    let offset = |text: &str, at: &Value| {
        let line = at["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + at["character"].as_u64().unwrap() as usize
    };
    let mut edits: Vec<Value> = edits.as_array().unwrap().clone();
    edits.sort_by_key(|edit| offset(text, &edit["range"]["start"]));
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        let range = offset(&text, &edit["range"]["start"])..offset(&text, &edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn fixes_are_offered_resolved_and_applied() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let text = "local unused = 1\nprin(2)\nreturn { allowed = true }\n";
    editor.open("scripts/geo.lua", text);
    let document = editor.document("scripts/geo.lua");
    let range = json!({ "start": { "line": 1, "character": 2 }, "end": { "line": 1, "character": 2 } });
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } }),
    );
    let actions = actions.as_array().unwrap().clone();
    let titles: Vec<&str> = actions
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect();
    assert_eq!(
        titles,
        [
            "Write `print`",
            "Suppress `undefined-global` here, with a reason",
            "Apply all safe fixes"
        ]
    );
    let mut results = Vec::new();
    for action in &actions {
        assert_eq!(action.get("edit"), None);
        let resolved = editor.ask("codeAction/resolve", action.clone());
        let change = &resolved["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"]["version"], 1);
        results.push(applied(text, &change["edits"]));
    }
    assert_eq!(results[0], text.replace("prin(", "print("));
    assert_eq!(
        results[1],
        text.replace(
            "prin(",
            "---@diagnostic disable-next-line: undefined-global -- say why\nprin("
        )
    );
    assert_eq!(results[2], text.replace("unused", "_unused"));
    editor.change("scripts/geo.lua", 2, json!([{ "text": results[1] }]));
    assert_eq!(
        editor.codes("scripts/geo.lua"),
        ["unused-local", "suppression-without-reason"]
    );

    let only = json!({ "diagnostics": [], "only": ["source.fixAll"] });
    let all = editor.ask(
        "textDocument/codeAction",
        json!({ "textDocument": document, "range": range, "context": only }),
    );
    assert_eq!(all.as_array().unwrap().len(), 1);
    assert_eq!(all[0]["kind"], "source.fixAll");
}

#[test]
fn all_safe_fixes_in_an_editor_are_those_of_the_command_line() {
    let texts = [
        "local a, b = 1, 2\nlocal function f(x, ...) local c = 1 end\nf(a)\nprin(1)\nreturn { allowed = true }\n",
        "\u{feff}local a = 1\r\n---@diagnostic disable-next-line: unused-label\r\nlocal b = 2\r\n::left::\r\nreturn { allowed = true }\r\n",
        "::a::\n::b::\n::c::\n::d::\nlocal x <const> = 1\ntotal = 1\nreturn { allowed = total == 1 }\n",
        "local 漢 = 1\nlocal s = '漢字' local unused = 2 -- é\nlocal function g(a, b, c) return a end\nreturn { allowed = g(s) ~= nil }\n",
        "local x = = 1\nlocal unused = 2\nlocal function f(a) end\nf()\n",
    ];
    let workspace = workspace();
    let mut changed = 0;
    for text in texts {
        workspace.write("scripts/geo.lua", text);
        let mut editor = Editor::start(&workspace.path(), &modern());
        editor.open("scripts/geo.lua", text);
        let document = editor.document("scripts/geo.lua");
        let start = json!({ "line": 0, "character": 0 });
        let asked = editor.ask(
            "textDocument/codeAction",
            json!({
                "textDocument": document, "range": { "start": start, "end": start },
                "context": { "diagnostics": [], "only": ["source.fixAll"] },
            }),
        );
        let of_editor = match asked.as_array().and_then(|actions| actions.first()) {
            None => text.to_owned(),
            Some(action) => {
                let resolved = editor.ask("codeAction/resolve", action.clone());
                applied(text, &resolved["edit"]["documentChanges"][0]["edits"])
            }
        };
        workspace.run(&["check", "--fix", "scripts/geo.lua"]);
        assert_eq!(workspace.read("scripts/geo.lua"), of_editor);
        changed += usize::from(of_editor != text);
    }
    assert!(changed >= 4, "{changed}");
}

#[test]
fn a_fix_may_rename_a_file() {
    let workspace = workspace();
    workspace.write("scripts/Bad.lua", "---@hook after_signup\n\nprint(1)\n");
    let mut editor = Editor::start(&workspace.path(), &modern());
    let start = json!({ "line": 0, "character": 0 });
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({
            "textDocument": editor.document("scripts/Bad.lua"), "range": { "start": start, "end": start },
            "context": { "diagnostics": [] },
        }),
    );
    let rename = actions.as_array().unwrap()[0].clone();
    let resolved = editor.ask("codeAction/resolve", rename);
    let operation = &resolved["edit"]["documentChanges"][0];
    assert_eq!(operation["kind"], "rename", "{resolved}");
    assert_eq!(operation["oldUri"], editor.uri("scripts/Bad.lua"));
    assert_eq!(operation["newUri"], editor.uri("scripts/bad.lua"));
}

#[test]
fn an_older_client_is_given_the_edit_at_once() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &json!({}));
    editor.open("scripts/geo.lua", "prin(2)\nreturn { allowed = true }\n");
    let document = editor.document("scripts/geo.lua");
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 1 } });
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } }),
    );
    let edits = &actions[0]["edit"]["changes"][editor.uri("scripts/geo.lua")];
    assert_eq!(edits[0]["newText"], "print");
}
