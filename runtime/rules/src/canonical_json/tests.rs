//! Texts in, canonical texts out; and what must hold for every text.
#![allow(clippy::needless_raw_string_hashes)] // expect-test writes them

use expect_test::{Expect, expect};
use pipelua_syntax::json::{Kind, Value, parse};

use super::{COLUMNS, Layout, canonical};
use crate::json_value::to_value;

fn schema() -> serde_json::Value {
    pipelua_schemas::builtin()
        .file_schema("pipeline")
        .unwrap()
        .to_value()
}

#[track_caller]
#[allow(clippy::needless_pass_by_value)] // `expect![..]` makes a value
fn check(text: &str, expect: Expect) {
    let schema = schema();
    let formatted = match canonical(text, &parse(text), Layout::pipeline(&schema)) {
        Ok(formatted) => formatted,
        Err(refusal) => format!("refused at {:?}: {refusal}", &text[refusal.range.as_usize()]),
    };
    expect.assert_eq(&formatted);
}

#[test]
fn a_pipeline_has_the_form_of_the_documents() {
    check(
        r#"{"nodes":{"email":{"script":"disposable_email"},"geo":{"timeoutMs":800,"onError":"allow","script":"geo_check","config":{"blocked":["XX"]}},
        "decide":{"needs":["email","geo"],"script":"final_decision"}},"denyMessage":"This is not possible at the moment.","onError":"deny",
        "description":"Keeps throw-away addresses and embargoed countries out.","$schema":"../.pipelua/schemas/pipeline.json"}"#,
        expect![[r#"
            {
              "$schema": "../.pipelua/schemas/pipeline.json",
              "description": "Keeps throw-away addresses and embargoed countries out.",
              "onError": "deny",
              "denyMessage": "This is not possible at the moment.",
              "nodes": {
                "email": { "script": "disposable_email" },
                "geo": {
                  "script": "geo_check",
                  "config": { "blocked": ["XX"] },
                  "timeoutMs": 800,
                  "onError": "allow"
                },
                "decide": { "script": "final_decision", "needs": ["email", "geo"] }
              }
            }
        "#]],
    );
}

#[test]
fn nodes_begin_lines_even_if_short() {
    check(
        r#"{"nodes":{"a":{"script":"a"}}}"#,
        expect![[r#"
        {
          "nodes": {
            "a": { "script": "a" }
          }
        }
    "#]],
    );
    check(
        r#"{"nodes":{}}"#,
        expect![[r#"
        {
          "nodes": {}
        }
    "#]],
    );
    check(
        "{}",
        expect![[r#"
        {}
    "#]],
    );
}

#[test]
fn unknown_keys_come_last_as_the_author_has_them() {
    check(
        r#"{"z":1,"a":{"z":1,"a":2},"nodes":{"n":{"x":1,"script":"a"}},"b":2,"hook":"h"}"#,
        expect![[r#"
            {
              "hook": "h",
              "nodes": {
                "n": { "script": "a", "x": 1 }
              },
              "z": 1,
              "a": { "z": 1, "a": 2 },
              "b": 2
            }
        "#]],
    );
}

#[test]
fn lines_end_before_the_limit() {
    let text = |length: usize| format!(r#"{{"hook":{{"a":"{}"}},"nodes":{{}}}}"#, "x".repeat(length));
    let lines = |length: usize| {
        let text = text(length);
        let out = canonical(&text, &parse(&text), Layout::default()).unwrap();
        (
            out.lines().count(),
            out.lines().map(|line| line.chars().count()).max().unwrap_or(0),
        )
    };
    assert_eq!(lines(77), (4, COLUMNS - 1), "99 columns with the comma stay");
    assert_eq!(lines(78).0, 6, "100 do not");
}

#[test]
fn width_counts_characters() {
    check(
        r#"{"description":{"a":"ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"}}"#,
        expect![[r#"
            {
              "description": { "a": "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé" }
            }
        "#]],
    );
}

#[test]
fn arrays_of_scalars_and_of_objects() {
    check(
        r#"{"hook":[1,"two",null,[],{}],"enabled":[[1,2],[3]],"onError":[{"a":1},{"b":[true]}],"nodes":{"a":{"config":{"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaa","aaaaaaaaaaaaaaaaaaaaaaaaaaa","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]}}}}"#,
        expect![[r#"
            {
              "hook": [ 1, "two", null, [], {} ],
              "enabled": [ [1, 2], [3] ],
              "onError": [ { "a": 1 }, { "b": [true] } ],
              "nodes": {
                "a": {
                  "config": {
                    "long": [
                      "aaaaaaaaaaaaaaaaaaaaaaaaaaa",
                      "aaaaaaaaaaaaaaaaaaaaaaaaaaa",
                      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                    ]
                  }
                }
              }
            }
        "#]],
    );
    check(
        "[1,2]",
        expect![[r#"
        [
          1,
          2
        ]
    "#]],
    );
    check(
        " 1.0 ",
        expect![[r#"
        1.0
    "#]],
    );
}

#[test]
fn numbers_and_strings_keep_their_text() {
    check(
        r#"{"hook":[1.0,1e5,-0,1E+2,"\u0041\/é"],"nodes":{"\u0061":{}}}"#,
        expect![[r#"
            {
              "hook": [1.0, 1e5, -0, 1E+2, "\u0041\/é"],
              "nodes": {
                "\u0061": {}
              }
            }
        "#]],
    );
}

#[test]
fn what_would_be_lost_is_refused() {
    check(
        "{ // why\n}",
        expect![[r#"refused at "// why": a comment would be lost; say it in `description`"#]],
    );
    check(
        "{\"a\": [1,]}",
        expect![[r#"refused at ",": JSON has no comma before a closing bracket"#]],
    );
    check(
        "{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}}",
        expect![[r#"refused at "\"c\"": `c` is written twice"#]],
    );
    check(
        "{\"a\": }",
        expect![[r#"refused at ":": the value of `a` is missing"#]],
    );
    check(
        "",
        expect![[r#"refused at "": the file is empty; a JSON value is expected"#]],
    );
    check(
        "{\"a\": 1, \"a\": 2} // first is the duplicate",
        expect![[r#"refused at "\"a\"": `a` is written twice"#]],
    );
}

#[test]
fn bom_and_carriage_returns_do_not_stay() {
    check(
        "\u{feff}{\r\n\"hook\": \"a\"\r\n}\r\n",
        expect![[r#"
        {
          "hook": "a"
        }
    "#]],
    );
}

/// A fixed sequence that looks random.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn blanks(&mut self) -> &'static str {
        ["", "", " ", "\n", "\r\n\t ", "    "][self.roll(6)]
    }

    fn json(&mut self, depth: usize) -> String {
        const SCALARS: [&str; 14] = [
            "1",
            "1.0",
            "-0",
            "1e5",
            "1E-2",
            "true",
            "false",
            "null",
            "\"\"",
            "\"\\u00e9\\n\"",
            "\"a/b\"",
            "\"日本語\"",
            "12345678901234567890",
            "\"a long text that takes quite some room on its line, so that things break\"",
        ];
        const KEYS: [&str; 9] = [
            "nodes",
            "script",
            "config",
            "hook",
            "a",
            "日",
            "\\u0062",
            "enabled",
            "a longer key than most",
        ];
        let (open, close) = match self.roll(if depth == 0 { 1 } else { 3 }) {
            0 => return SCALARS[self.roll(SCALARS.len())].to_owned(),
            1 => ("{", "}"),
            _ => ("[", "]"),
        };
        let mut keys = KEYS.to_vec();
        let items: Vec<String> = (0..self.roll(6))
            .map(|_| {
                let value = self.json(depth - 1);
                let (before, between, after) = (self.blanks(), self.blanks(), self.blanks());
                if open == "[" {
                    return format!("{before}{value}{after}");
                }
                let key = keys.remove(self.roll(keys.len()));
                format!("{before}\"{key}\"{between}:{between}{value}{after}")
            })
            .collect();
        format!("{open}{}{}{close}", items.join(","), self.blanks())
    }
}

fn scalars(text: &str, value: Value<'_>, out: &mut Vec<String>) {
    match value.kind() {
        Kind::Array(items) => items.for_each(|item| scalars(text, item, out)),
        Kind::Object(members) => members.for_each(|member| {
            out.push(text[member.key_range.as_usize()].to_owned());
            scalars(text, member.value, out);
        }),
        _ => out.push(text[value.range().as_usize()].to_owned()),
    }
}

#[test]
fn the_form_is_final_and_says_the_same() {
    let schema = schema();
    let mut dice = Dice(5);
    for _ in 0..4_000 {
        let text = dice.json(5);
        let json = parse(&text);
        assert!(json.is_strict(), "{text}: {:?}", json.errors());
        for layout in [
            Layout::default(),
            Layout::by_schema(&schema),
            Layout::pipeline(&schema),
        ] {
            let once = canonical(&text, &json, layout).unwrap();
            let again = parse(&once);
            assert_eq!(canonical(&once, &again, layout).as_ref(), Ok(&once), "{text}");
            assert_eq!(to_value(again.root()), to_value(json.root()), "{text}");
            let (mut before, mut after) = (Vec::new(), Vec::new());
            scalars(&text, json.root(), &mut before);
            scalars(&once, again.root(), &mut after);
            before.sort();
            after.sort();
            assert_eq!(before, after, "every number, string and key keeps its text");
            assert!(once.ends_with('\n') && !once.ends_with("\n\n") && !once.contains('\r'));
            assert!(
                once.lines().all(|line| line.trim_end() == line),
                "no blanks at the ends of lines"
            );
        }
    }
}

#[test]
fn members_only_move_within_their_object() {
    let text =
        r#"{"config": {"script": 1, "needs": 2}, "nodes": {"b": {"enabled": true, "script": "x"}, "a": {}}}"#;
    let schema = schema();
    let out = canonical(text, &parse(text), Layout::pipeline(&schema)).unwrap();
    let json = parse(&out);
    let names = |pointer: &str| -> Vec<&str> {
        json.get(pointer)
            .unwrap()
            .as_object()
            .unwrap()
            .map(|member| member.name)
            .collect()
    };
    assert_eq!(names("/nodes"), ["b", "a"], "nodes keep the author's order");
    assert_eq!(names("/nodes/b"), ["script", "enabled"]);
    assert_eq!(names("/config"), ["script", "needs"]);
}

#[test]
fn deep_texts_are_formatted_quickly() {
    let text = format!("{}{}", "[".repeat(120), "]".repeat(120));
    assert!(canonical(&text, &parse(&text), Layout::default()).is_ok());
    let wide = format!("[{}]", vec!["{\"a\": [1, 2, {\"b\": []}]}"; 20_000].join(","));
    let out = canonical(&wide, &parse(&wide), Layout::default()).unwrap();
    assert_eq!(out.lines().count(), 20_002);
}
