//! A client of the language server over the real binary: it sends, waits with a hang guard, and answers like an editor.
#![allow(dead_code)] // each test file uses its part

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Nothing takes this long; a test that waits longer has found a hang.
const HANG: Duration = Duration::from_secs(60);

pub(crate) struct Editor {
    process: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    root: PathBuf,
    next_id: i64,
    /// Answers that came while another one was waited for.
    answers: HashMap<i64, Value>,
    /// Notifications and requests of the server, in order.
    pub(crate) heard: Vec<Value>,
    pub(crate) capabilities: Value,
}

/// What an editor of today can do.
pub(crate) fn modern() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "workspace": {
            "configuration": true, "workspaceFolders": true,
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["rename"] },
            "diagnostics": { "refreshSupport": true },
        },
        "window": { "workDoneProgress": true },
        "textDocument": {
            "diagnostic": { "relatedDocumentSupport": true },
            "hover": { "contentFormat": ["markdown"] },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "resolveSupport": { "properties": ["edit"] },
            },
        },
    })
}

/// The codes in a report, but for the hint that no pipeline uses the script.
pub(crate) fn codes(report: &Value) -> Vec<String> {
    let items = report["items"].as_array().cloned().unwrap_or_default();
    let codes = items.iter().map(|item| item["code"].as_str().unwrap().to_owned());
    codes.filter(|code| code != "script-unattached").collect()
}

impl Editor {
    /// Starts the binary; nothing is said yet.
    pub(crate) fn spawn(root: &Path) -> Self {
        let mut process = super::command(root, &["lsp", "--stdio"])
            .env("PIPELUA_TEST_HOOKS", "1")
            .stdin(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let input = process.stdin.take();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            loop {
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    if output.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    if let Some(bytes) = line.strip_prefix("Content-Length: ") {
                        length = bytes.trim().parse().unwrap();
                    }
                    if line.trim().is_empty() {
                        break;
                    }
                }
                let mut body = vec![0; length];
                output.read_exact(&mut body).unwrap();
                let message = serde_json::from_slice(&body).unwrap();
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            process,
            input,
            messages,
            root: root.to_owned(),
            next_id: 0,
            answers: HashMap::new(),
            heard: Vec::new(),
            capabilities: Value::Null,
        }
    }

    /// Starts the binary in `root` and says hello as a client with these capabilities.
    pub(crate) fn start(root: &Path, capabilities: &Value) -> Self {
        let mut editor = Self::spawn(root);
        let folder = json!([{ "uri": editor.uri(""), "name": "test" }]);
        let answer = editor.ask(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folder }),
        );
        editor.capabilities = answer["capabilities"].clone();
        editor.tell("initialized", json!({}));
        editor
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        let path = self.root.join(path);
        let mut uri = "file://".to_owned();
        for byte in path.to_str().unwrap().trim_end_matches('/').bytes() {
            if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
                uri.push(byte as char);
            } else {
                uri.extend(format!("%{byte:02X}").chars());
            }
        }
        uri
    }

    pub(crate) fn document(&self, path: &str) -> Value {
        json!({ "uri": self.uri(path) })
    }

    // Sending

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and does not wait; its id.
    pub(crate) fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        id
    }

    pub(crate) fn cancel(&mut self, id: i64) {
        self.tell("$/cancelRequest", json!({ "id": id }));
    }

    // Waiting

    /// The whole answer, with its `result` or `error`.
    #[track_caller]
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            self.hear();
        }
    }

    /// The answer, if it has come already.
    pub(crate) fn has_answer(&self, id: i64) -> bool {
        self.answers.contains_key(&id)
    }

    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The code of the error that a request ends with.
    #[track_caller]
    pub(crate) fn ask_error(&mut self, method: &str, params: Value) -> i64 {
        let id = self.begin(method, params);
        let answer = self.answer(id);
        answer["error"]["code"]
            .as_i64()
            .unwrap_or_else(|| panic!("{method}: {answer}"))
    }

    /// The next notification or request of this kind, past or to come.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.heard.iter().position(|message| message["method"] == method) {
                return self.heard.remove(at);
            }
            self.hear();
        }
    }

    /// Takes one message.
    #[track_caller]
    pub(crate) fn hear(&mut self) {
        let message = self
            .messages
            .recv_timeout(HANG)
            .expect("the server says something");
        if message.get("method").is_none() {
            let id = message["id"].as_i64().unwrap_or(-1);
            self.answers.insert(id, message);
            return;
        }
        if let Some(id) = message.get("id") {
            let result = match message["method"].as_str() {
                Some("workspace/configuration") => json!([null]),
                _ => Value::Null,
            };
            let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
            self.send(&answer);
        }
        self.heard.push(message);
    }

    // Documents

    pub(crate) fn open(&mut self, path: &str, text: &str) {
        let document = json!({ "uri": self.uri(path), "languageId": "lua", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, path: &str, version: i64, changes: Value) {
        let document = json!({ "uri": self.uri(path), "version": version });
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        );
    }

    pub(crate) fn close(&mut self, path: &str) {
        let document = self.document(path);
        self.tell("textDocument/didClose", json!({ "textDocument": document }));
    }

    pub(crate) fn changed_on_disk(&mut self, path: &str) {
        let uri = self.uri(path);
        self.tell(
            "workspace/didChangeWatchedFiles",
            json!({ "changes": [{ "uri": uri, "type": 2 }] }),
        );
    }

    #[track_caller]
    pub(crate) fn pull(&mut self, path: &str) -> Value {
        let document = self.document(path);
        self.ask("textDocument/diagnostic", json!({ "textDocument": document }))
    }

    /// The codes of what a file has, but for the hint that no pipeline uses it.
    #[track_caller]
    pub(crate) fn codes(&mut self, path: &str) -> Vec<String> {
        codes(&self.pull(path))
    }

    /// The text that the server has.
    #[track_caller]
    pub(crate) fn text(&mut self, path: &str) -> Option<String> {
        let document = self.document(path);
        let text = self.ask("pipelua/test/text", document);
        text["text"].as_str().map(str::to_owned)
    }

    // The end

    /// Says goodbye as the protocol asks for; the exit code.
    #[track_caller]
    pub(crate) fn stop(mut self) -> i32 {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.wait()
    }

    /// Closes the stream without a word; the exit code.
    pub(crate) fn hang_up(mut self) -> i32 {
        self.input = None;
        self.wait()
    }

    pub(crate) fn exit(mut self) -> i32 {
        self.tell("exit", Value::Null);
        self.wait()
    }

    fn wait(&mut self) -> i32 {
        self.process.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
