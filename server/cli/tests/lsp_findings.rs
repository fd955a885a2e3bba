//! The editor says what `check` says: of the example workspaces and of mutated scripts, byte for byte.
//!
//! `PIPELUA_GATES=full` takes 500 mutated scripts; without it, a sample.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::editor::{Editor, modern};
use support::{Workspace, repository, run};

/// What `check` reports, by file, as the editor is told it.
fn checked(root: &Path) -> BTreeMap<String, Vec<Value>> {
    let run = run(root, &["check", "--format", "json"], None, &[]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for finding in document["findings"].as_array().unwrap() {
        let file = finding["file"].as_str().unwrap().to_owned();
        files.entry(file).or_default().push(as_told(finding));
    }
    files
}

/// One finding of `check` in the words of the protocol.
fn as_told(finding: &Value) -> Value {
    let place = |range: &Value| match range {
        Value::Null => json!([0, 0, 0, 0]),
        range => json!([
            range["start"]["line"],
            range["start"]["character"],
            range["end"]["line"],
            range["end"]["character"]
        ]),
    };
    let mut message = finding["message"].as_str().unwrap().to_owned();
    for (label, key) in [("run", "runtime"), ("fix", "help")] {
        if let Some(text) = finding[key].as_str() {
            message = format!("{message}\n{label}: {text}");
        }
    }
    let related: Vec<Value> = finding["related"]
        .as_array()
        .unwrap()
        .iter()
        .map(|related| json!([related["file"], place(&related["range"]), related["message"]]))
        .collect();
    json!({
        "place": place(&finding["range"]), "code": finding["code"], "severity": finding["severity"],
        "message": message, "url": finding["url"], "tags": finding.get("tags").cloned().unwrap_or(json!([])),
        "related": related,
    })
}

/// One diagnostic of the editor in the same words.
fn told(editor: &Editor, item: &Value) -> Value {
    let place = |range: &Value| {
        json!([
            range["start"]["line"],
            range["start"]["character"],
            range["end"]["line"],
            range["end"]["character"]
        ])
    };
    let root = editor.uri("") + "/";
    let related: Vec<Value> = item["relatedInformation"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|related| {
            let uri = related["location"]["uri"].as_str().unwrap();
            json!([
                uri.strip_prefix(&root).unwrap(),
                place(&related["location"]["range"]),
                related["message"]
            ])
        })
        .collect();
    let tags: Vec<&str> = item["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| {
            if *tag == json!(1) {
                "unnecessary"
            } else {
                "deprecated"
            }
        })
        .collect();
    let severity = ["error", "warning", "info", "hint"][item["severity"].as_u64().unwrap() as usize - 1];
    json!({
        "place": place(&item["range"]), "code": item["code"], "severity": severity,
        "message": item["message"], "url": item["codeDescription"]["href"], "tags": tags, "related": related,
    })
}

/// Opens every file of a workspace in the editor; what each was said to have, and the sweep of the workspace.
#[track_caller]
fn compare(root: &Path) {
    let checked = checked(root);
    let mut editor = Editor::start(root, &modern());
    let mut seen = 0;
    for (file, findings) in &checked {
        let pulled = editor.pull(file);
        let items: Vec<Value> = pulled["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| told(&editor, item))
            .collect();
        assert_eq!(&items, findings, "{file}");
        seen += items.len();
    }
    let swept = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let root_uri = editor.uri("") + "/";
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for report in swept["items"].as_array().unwrap() {
        let uri = report["uri"].as_str().unwrap().strip_prefix(&root_uri).unwrap();
        let items = report["items"].as_array().unwrap();
        files.insert(
            uri.to_owned(),
            items.iter().map(|item| told(&editor, item)).collect(),
        );
    }
    assert_eq!(files, checked);
    assert!(seen > 0, "nothing was compared");
    assert_eq!(editor.stop(), 0);
}

#[test]
fn faulty_has_the_same_findings_in_the_editor() {
    compare(&repository().join("tests/workspaces/faulty"));
}

#[test]
fn mutated_scripts_have_the_same_findings_in_the_editor() {
    let full = std::env::var("PIPELUA_GATES").is_ok_and(|value| value == "full");
    let count = if full { 500 } else { 60 };
    let acme = repository().join("tests/workspaces/acme");
    let workspace = Workspace::empty();
    let mut scripts = Vec::new();
    for folder in ["pipelines", "hooks", "types", "scripts", "."] {
        for entry in fs::read_dir(acme.join(folder)).into_iter().flatten().flatten() {
            if entry.path().is_file() {
                let text = fs::read_to_string(entry.path()).unwrap();
                let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
                if folder == "scripts" {
                    scripts.push(text.clone());
                }
                workspace.write(&path, text);
            }
        }
    }
    scripts.sort();
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    for number in 0..count {
        let text = &scripts[number % scripts.len()];
        workspace.write(&format!("scripts/mutated_{number}.lua"), mutated(text, &mut seed));
    }
    compare(&workspace.path());
}

/// A few slips of a hand.
fn mutated(text: &str, seed: &mut u64) -> String {
    let mut text = text.to_owned();
    for _ in 0..=below(seed, 3) {
        let mut at = below(seed, text.len().max(1));
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let noise = [
            " end ", "(", "\"", "é", "😀", "x = ", ".", "\r\n", "--[[", "local ", "os.", "]]",
        ];
        match below(seed, 3) {
            0 => text.insert_str(at, noise[below(seed, noise.len())]),
            1 => {
                let rest: String = text[at..].chars().skip(1 + below(seed, 8)).collect();
                text.replace_range(at.., &rest);
            }
            _ => {
                let piece: String = text[at..].chars().take(below(seed, 20)).collect();
                text.insert_str(at, &piece);
            }
        }
    }
    text
}

fn below(seed: &mut u64, limit: usize) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed % limit as u64) as usize
}
