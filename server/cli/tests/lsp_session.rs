//! The language server under clients that misbehave: each message is answered as the protocol says, and the next works.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, modern};

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const INTERNAL_ERROR: i64 = -32603;
const NOT_INITIALIZED: i64 = -32002;
const REQUEST_CANCELLED: i64 = -32800;
const CONTENT_MODIFIED: i64 = -32801;
const SERVER_CANCELLED: i64 = -32802;

fn workspace() -> Workspace {
    Workspace::new(&[(
        "scripts/a.lua",
        "---@hook after_signup\n\nlocal x = 1\nprint(x)\n",
    )])
}

#[test]
fn a_session_begins_and_ends_as_the_protocol_says() {
    let workspace = workspace();
    let editor = Editor::start(&workspace.path(), &modern());
    assert_eq!(editor.capabilities["positionEncoding"], "utf-16");
    assert_eq!(editor.capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(editor.stop(), 0);
    assert_eq!(Editor::start(&workspace.path(), &modern()).exit(), 1);
    assert_eq!(Editor::start(&workspace.path(), &modern()).hang_up(), 1);
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.ask("shutdown", Value::Null);
    assert_eq!(editor.hang_up(), 0);
}

#[test]
fn the_first_encoding_that_both_know_is_taken() {
    let workspace = workspace();
    for (offered, taken) in [
        (json!(["utf-8", "utf-16"]), "utf-8"),
        (json!(["utf-32"]), "utf-32"),
        (json!(["utf-7"]), "utf-16"),
        (Value::Null, "utf-16"),
    ] {
        let mut capabilities = modern();
        capabilities["general"]["positionEncodings"] = offered;
        let editor = Editor::start(&workspace.path(), &capabilities);
        assert_eq!(editor.capabilities["positionEncoding"], taken);
    }
}

#[test]
fn requests_out_of_their_time_are_refused() {
    let workspace = workspace();
    let mut editor = Editor::spawn(&workspace.path());
    let document = editor.document("scripts/a.lua");
    let hover = json!({ "textDocument": document, "position": { "line": 0, "character": 0 } });
    assert_eq!(
        editor.ask_error("textDocument/hover", hover.clone()),
        NOT_INITIALIZED
    );
    editor.ask("initialize", json!({ "capabilities": {} }));
    assert_eq!(
        editor.ask_error("initialize", json!({ "capabilities": {} })),
        INVALID_REQUEST
    );
    editor.tell("initialized", json!({}));
    editor.ask("textDocument/hover", hover.clone());
    editor.ask("shutdown", Value::Null);
    assert_eq!(editor.ask_error("textDocument/hover", hover), INVALID_REQUEST);
    assert_eq!(editor.exit(), 0);
}

#[test]
fn malformed_messages_are_told_and_skipped() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let broken: [(&[u8], i64); 8] = [
        (b"Content-Length: 9\r\n\r\n{\"jsonrpc", PARSE_ERROR),
        (b"Content-Length: 4\r\n\r\n\xff\xfe\xfd\xfc", PARSE_ERROR),
        (b"Content-Length: 0\r\n\r\n", PARSE_ERROR),
        (b"Content-Length: 2\r\n\r\n{}", INVALID_REQUEST),
        (b"Content-Length: 2\r\n\r\n[]", INVALID_REQUEST),
        (
            b"Content-Length: 27\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":null}",
            INVALID_REQUEST,
        ),
        (b"Content-Type: text/plain\r\n\r\n", PARSE_ERROR),
        (b"Content-Length: many\r\n\r\n", PARSE_ERROR),
    ];
    for (bytes, code) in broken {
        editor.raw(bytes);
        let answer = editor.answer(-1);
        assert_eq!(
            answer["error"]["code"],
            code,
            "{:?}: {answer}",
            String::from_utf8_lossy(bytes)
        );
        assert_eq!(editor.codes("scripts/a.lua"), Vec::<String>::new());
    }
    assert_eq!(editor.stop(), 0);
}

#[test]
fn unknown_methods_and_wrong_params_are_refused() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    assert_eq!(
        editor.ask_error("textDocument/unheardOf", json!({})),
        METHOD_NOT_FOUND
    );
    assert_eq!(
        editor.ask_error("textDocument/hover", json!({ "x": 1 })),
        INVALID_PARAMS
    );
    editor.tell("textDocument/unheardOf", json!({}));
    editor.tell("$/unheardOf", json!({}));
    editor.tell("textDocument/didChange", json!({ "x": 1 }));
    editor.tell("textDocument/didOpen", json!([]));
    editor.ask("textDocument/hover", json!({ "textDocument": editor.document("scripts/a.lua"), "position": { "line": 3, "character": 7 } }));
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_panic_is_an_error_and_the_next_request_works() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    for _ in 0..5 {
        let document = editor.document("scripts/a.lua");
        let id = editor.begin("pipelua/test/panic", document);
        let error = editor.answer(id)["error"].clone();
        assert_eq!(error["code"], INTERNAL_ERROR);
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .ends_with("as the test asked for")
        );
        assert_eq!(editor.codes("scripts/a.lua"), Vec::<String>::new());
    }
    editor.open("scripts/a.lua", "---@hook after_signup\n\nlocal x = = 1\n");
    assert_eq!(editor.codes("scripts/a.lua"), ["syntax-error"]);
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_cancel_is_answered_while_a_hundred_requests_wait() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let document = editor.document("scripts/a.lua");
    let stalled: Vec<i64> = (0..100)
        .map(|_| editor.begin("pipelua/test/stall", document.clone()))
        .collect();
    let last = *stalled.last().unwrap();
    editor.cancel(last);
    assert_eq!(editor.answer(last)["error"]["code"], REQUEST_CANCELLED);
    // It was answered before anything that waited in front of it.
    assert!(stalled[..99].iter().all(|id| !editor.has_answer(*id)));
    for id in &stalled[..99] {
        editor.cancel(*id);
    }
    for id in &stalled[..99] {
        assert_eq!(editor.answer(*id)["error"]["code"], REQUEST_CANCELLED);
    }
    assert_eq!(editor.codes("scripts/a.lua"), Vec::<String>::new());
    assert_eq!(editor.stop(), 0);
}

#[test]
fn a_newer_completion_ends_the_older() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    let document = editor.document("scripts/a.lua");
    let stalled: Vec<i64> = (0..8)
        .map(|_| editor.begin("pipelua/test/stall", document.clone()))
        .collect();
    let complete = |editor: &mut Editor| {
        editor.begin(
            "textDocument/completion",
            json!({ "textDocument": document, "position": { "line": 0, "character": 0 } }),
        )
    };
    let older = complete(&mut editor);
    let newer = complete(&mut editor);
    // At once: it does not wait for a worker to say so.
    assert_eq!(editor.answer(older)["error"]["code"], REQUEST_CANCELLED);
    for id in &stalled {
        editor.cancel(*id);
    }
    assert!(editor.answer(newer).get("result").is_some());
}

#[test]
fn an_edit_ends_what_was_asked_before_it() {
    let workspace = workspace();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/a.lua", "local a = 1\n");
    let document = editor.document("scripts/a.lua");
    let stalled: Vec<i64> = (0..8)
        .map(|_| editor.begin("pipelua/test/stall", document.clone()))
        .collect();
    let pulled = editor.begin("textDocument/diagnostic", json!({ "textDocument": document }));
    editor.change("scripts/a.lua", 2, json!([{ "text": "local b = 1\n" }]));
    for id in stalled {
        assert_eq!(editor.answer(id)["error"]["code"], CONTENT_MODIFIED);
    }
    let answer = editor.answer(pulled);
    assert_eq!(answer["error"]["code"], SERVER_CANCELLED);
    assert_eq!(answer["error"]["data"]["retriggerRequest"], true);
    assert_eq!(editor.text("scripts/a.lua").unwrap(), "local b = 1\n");
}

#[test]
fn an_edit_of_another_file_ends_nothing() {
    let workspace = workspace();
    workspace.write("scripts/b.lua", "---@hook after_signup\n");
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/a.lua", "---@hook after_signup\n\nundefined_a()\n");
    editor.open("scripts/b.lua", "");
    let document = editor.document("scripts/a.lua");
    let pulls: Vec<i64> = (0..20)
        .map(|version| {
            editor.change(
                "scripts/b.lua",
                2 + version,
                json!([{ "text": format!("local b = {version}\n") }]),
            );
            editor.begin("textDocument/diagnostic", json!({ "textDocument": document }))
        })
        .collect();
    for id in pulls {
        assert_eq!(
            editor.answer(id)["result"]["items"][0]["code"],
            "undefined-global"
        );
    }
}
