//! Random incremental edits against a model, in each encoding: the server's text never differs, and what it says at the
//! end is what a fresh server says of the same text.
//!
//! `PIPELUA_GATES=full` makes 10,000 edits in each encoding; without it, 600.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Workspace;
use support::editor::{Editor, modern};

const FILE: &str = "scripts/storm.lua";

fn edits() -> usize {
    let full = std::env::var("PIPELUA_GATES").is_ok_and(|value| value == "full");
    if full { 10_000 } else { 600 }
}

/// How the characters of a line are counted.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Units {
    Utf8,
    Utf16,
    Utf32,
}

impl Units {
    fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn of(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// The model: a text, and the slow and plain way to find a place in it.
struct Model {
    text: String,
    units: Units,
}

impl Model {
    /// Line and character of a byte, counted from the start.
    fn position(&self, offset: usize) -> Value {
        let (mut line, mut character) = (0, 0);
        for (at, c) in self.text[..offset].char_indices() {
            let is_first_of_pair = c == '\r' && self.text[at + 1..].starts_with('\n');
            if matches!(c, '\n' | '\r') && !is_first_of_pair {
                (line, character) = (line + 1, 0);
            } else if !is_first_of_pair {
                character += self.units.of(c);
            }
        }
        json!({ "line": line, "character": character })
    }

    /// A random place that is not within a `\r\n`.
    fn place(&self, random: &mut Random) -> usize {
        let mut at = random.below(self.text.len() + 1);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let within = at > 0 && self.text[..at].ends_with('\r') && self.text[at..].starts_with('\n');
        if within { at - 1 } else { at }
    }

    /// One change of a notification, applied here and told there.
    fn change(&mut self, random: &mut Random) -> Value {
        const PIECES: [&str; 22] = [
            "local x = 1\n",
            "\r\n",
            "\n",
            "\r",
            "😀",
            "é",
            "𝒳",
            "\u{2028}",
            "\u{85}",
            "-- c\n",
            "end\n",
            "\"",
            "[[",
            "]]",
            "function f(a)\r\n",
            " ",
            "",
            "context.email",
            "---@hook before_signup\n",
            "if x then\n",
            "return { allowed = true }\n",
            "\t",
        ];
        if random.below(200) == 0 {
            self.text = PIECES
                .iter()
                .cycle()
                .skip(random.below(22))
                .take(random.below(60))
                .copied()
                .collect();
            return json!({ "text": self.text });
        }
        let (a, b) = (self.place(random), self.place(random));
        let near = random.below(3) > 0;
        let start = a.min(b);
        let mut end = if near { start } else { a.max(b).min(start + 40) };
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        if self.text[..end].ends_with('\r') && self.text[end..].starts_with('\n') {
            end += 1;
        }
        let mut piece = String::new();
        for _ in 0..random.below(3) {
            piece.push_str(PIECES[random.below(PIECES.len())]);
        }
        let range = json!({ "start": self.position(start), "end": self.position(end) });
        self.text.replace_range(start..end, &piece);
        json!({ "range": range, "text": piece })
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn start(workspace: &Workspace, units: Units) -> Editor {
    let mut capabilities = modern();
    capabilities["general"]["positionEncodings"] = json!([units.name()]);
    let editor = Editor::start(&workspace.path(), &capabilities);
    assert_eq!(editor.capabilities["positionEncoding"], units.name());
    editor
}

/// All that a server says of the file, but for ids that count.
fn answers(editor: &mut Editor) -> Vec<Value> {
    let document = editor.document(FILE);
    let mut all = Vec::new();
    for method in [
        "diagnostic",
        "documentSymbol",
        "foldingRange",
        "semanticTokens/full",
        "formatting",
    ] {
        let mut answer = editor.ask(
            &format!("textDocument/{method}"),
            json!({ "textDocument": document, "options": { "tabSize": 2, "insertSpaces": true } }),
        );
        if method == "semanticTokens/full" {
            answer["resultId"] = Value::Null;
        }
        all.push(answer);
    }
    for line in [0, 3, 17, 1_000_000] {
        let at = json!({ "textDocument": document, "position": { "line": line, "character": 7 } });
        for method in ["hover", "documentHighlight", "definition"] {
            all.push(editor.ask(&format!("textDocument/{method}"), at.clone()));
        }
    }
    all
}

#[track_caller]
fn storm(units: Units, seed: u64) {
    let workspace = Workspace::new(&[]);
    let mut editor = start(&workspace, units);
    let mut random = Random(seed);
    let mut model = Model {
        text: "local a = 1\r\nprint(a) -- 😀\n".to_owned(),
        units,
    };
    editor.open(FILE, &model.text);
    let mut version = 1;
    let mut done = 0;
    let mut asked: Vec<(i64, i64, String)> = Vec::new();
    let mut answered = 0;
    while done < edits() {
        let changes: Vec<Value> = (0..=random.below(4)).map(|_| model.change(&mut random)).collect();
        done += changes.len();
        version += 1;
        editor.change(FILE, version, Value::from(changes));
        // Some questions are asked between edits: they are answered for this very text, or not at all.
        if random.below(8) == 0 {
            let document = editor.document(FILE);
            let id = editor.begin("pipelua/test/text", document);
            asked.push((id, version, model.text.clone()));
        }
        if random.below(40) == 0 {
            assert_eq!(
                editor.text(FILE).as_deref(),
                Some(model.text.as_str()),
                "seed {seed}, version {version}"
            );
            for (id, version, text) in asked.drain(..) {
                let answer = editor.answer(id);
                if answer["error"]["code"] == -32801 {
                    continue;
                }
                assert_eq!(answer["result"]["version"], version);
                assert_eq!(answer["result"]["text"], text);
                answered += 1;
            }
        }
        if model.text.len() > 20_000 {
            model.text = String::from("local a = 1\n");
            version += 1;
            editor.change(FILE, version, json!([{ "text": model.text }]));
        }
    }
    assert_eq!(
        editor.text(FILE).as_deref(),
        Some(model.text.as_str()),
        "seed {seed}"
    );
    assert!(answered > 0, "no question between edits was answered");
    let storm_answers = answers(&mut editor);
    assert_eq!(editor.stop(), 0);

    let mut fresh = start(&workspace, units);
    fresh.open(FILE, &model.text);
    assert_eq!(storm_answers, answers(&mut fresh), "seed {seed}");
}

#[test]
fn utf_8_edits_arrive_as_they_were_made() {
    storm(Units::Utf8, 0x9E37_79B9_7F4A_7C15);
}

#[test]
fn utf_16_edits_arrive_as_they_were_made() {
    storm(Units::Utf16, 0xD1B5_4A32_D192_ED03);
}

#[test]
fn utf_32_edits_arrive_as_they_were_made() {
    storm(Units::Utf32, 0xA076_1D64_78BD_642F);
}
