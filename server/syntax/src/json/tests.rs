//! Texts in, trees and errors out; and the promises that hold for every text.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::{Json, Kind, Part, TextRange, Value, parse, quote, split_pointer};

#[track_caller]
#[allow(clippy::needless_pass_by_value)] // `expect![..]` makes a value
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&render(text));
}

/// The tree on one line, then one line for each error, comment and trailing comma.
fn render(text: &str) -> String {
    let json = parse(text);
    let mut out = shape(json.root());
    for error in json.errors() {
        let _ = write!(
            out,
            "\n{:?} {:?}: {}",
            error.range,
            slice(text, error.range),
            error.message
        );
        if let Some(related) = &error.related {
            let _ = write!(out, " ({:?}: {})", related.range, related.message);
        }
        if let Some(fix) = &error.fix {
            let mut edits = fix.edits.clone();
            edits.reverse();
            let mut fixed = text.to_owned();
            for (range, new) in edits {
                fixed.replace_range(range.as_usize(), &new);
            }
            let _ = write!(out, "\n  {} -> {fixed}", fix.title);
        }
    }
    for comment in json.comments() {
        let _ = write!(
            out,
            "\ncomment {:?} in {:?}: {}",
            comment.range,
            json.value(comment.inside).pointer(),
            comment.text
        );
    }
    for comma in json.trailing_commas() {
        let _ = write!(out, "\ntrailing comma {comma:?}");
    }
    out
}

fn shape(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Hole => "?".to_owned(),
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(number) => number.text().to_owned(),
        Kind::String(text) => quote(text),
        Kind::Array(items) => format!("[{}]", items.map(shape).collect::<Vec<_>>().join(", ")),
        Kind::Object(members) => {
            let members: Vec<_> = members
                .map(|m| format!("{}: {}", quote(m.name), shape(m.value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

fn slice(text: &str, range: TextRange) -> &str {
    text.get(range.as_usize())
        .expect("ranges lie inside the text, on characters")
}

const PIPELINE: &str = r#"{
  "description": "Keeps throw-away addresses out.",
  "nodes": {
    "email": { "script": "disposable_email" },
    "decide": { "script": "final", "needs": ["email"], "config": { "limit": 1.50 } }
  }
}
"#;

#[test]
fn valid_text_has_no_errors() {
    check(
        PIPELINE,
        expect![[
            r#"{"description": "Keeps throw-away addresses out.", "nodes": {"email": {"script": "disposable_email"}, "decide": {"script": "final", "needs": ["email"], "config": {"limit": 1.50}}}}"#
        ]],
    );
    for text in [
        "0",
        "-0",
        "1e5",
        "1E-5",
        "-1.25e+10",
        "true",
        "false",
        "null",
        "\"\"",
        "[]",
        "{}",
        "\u{feff} [1]\r\n",
    ] {
        assert!(parse(text).is_strict(), "{text}: {:?}", parse(text).errors());
    }
}

#[test]
fn an_empty_text_is_a_hole() {
    check(
        "",
        expect![[r#"
        ?
        0..0 "": the file is empty; a JSON value is expected"#]],
    );
    check(
        " \n ",
        expect![[r#"
        ?
        0..0 "": the file is empty; a JSON value is expected"#]],
    );
    check(
        "// nothing",
        expect![[r#"
        ?
        0..0 "": the file is empty; a JSON value is expected
        comment 0..10 in "": nothing"#]],
    );
}

#[test]
fn comments_and_trailing_commas_are_no_errors() {
    check(
        "{ // why\n \"a\": [1, 2,], /* more */ }",
        expect![[r#"
        {"a": [1, 2]}
        comment 2..8 in "": why
        comment 24..34 in "": more
        trailing comma 20..21
        trailing comma 22..23"#]],
    );
    check(
        "// first\n{}\n// last",
        expect![[r#"
        {}
        comment 0..8 in "": first
        comment 12..19 in "": last"#]],
    );
    check(
        "[1, // one\n 2 /* two */]",
        expect![[r#"
        [1, 2]
        comment 4..10 in "": one
        comment 14..23 in "": two"#]],
    );
    check(
        "{} /* open",
        expect![[r#"
        {}
        3..10 "/* open": this comment is never closed with `*/`
        comment 3..10 in "": open"#]],
    );
    check(
        "# no\n{}",
        expect![[r##"
        {}
        0..4 "# no": JSON has no comments; use `description`
        comment 0..4 in "": no"##]],
    );
}

#[test]
fn duplicate_keys_are_kept_in_order() {
    check(
        r#"{"a": 1, "b": 2, "a": 3}"#,
        expect![[r#"{"a": 1, "b": 2, "a": 3}"#]],
    );
    assert_eq!(
        parse(r#"{"a": 1, "a": 3}"#).get("/a").and_then(Value::as_i64),
        Some(3)
    );
}

#[test]
fn a_missing_comma_is_inserted() {
    check(
        "{\"a\": 1\n \"b\": 2}",
        expect![[r#"
        {"a": 1, "b": 2}
        6..7 "1": a comma is missing behind this
          Insert `,` -> {"a": 1,
         "b": 2}"#]],
    );
    check(
        "[1 2 \"x\" {}]",
        expect![[r#"
        [1, 2, "x", {}]
        1..2 "1": a comma is missing behind this
          Insert `,` -> [1, 2 "x" {}]
        3..4 "2": a comma is missing behind this
          Insert `,` -> [1 2, "x" {}]
        5..8 "\"x\"": a comma is missing behind this
          Insert `,` -> [1 2 "x", {}]"#]],
    );
}

#[test]
fn a_superfluous_comma_is_removed() {
    check(
        "[,1,,2]",
        expect![[r#"
        [1, 2]
        1..2 ",": there is nothing before this comma
          Remove the comma -> [1,,2]
        4..5 ",": there is nothing before this comma
          Remove the comma -> [,1,2]"#]],
    );
    check(
        "{,}",
        expect![[r#"
        {}
        1..2 ",": there is nothing before this comma
          Remove the comma -> {}"#]],
    );
}

#[test]
fn a_missing_colon_is_inserted() {
    check(
        "{\"a\" 1, \"b\" {}}",
        expect![[r#"
        {"a": 1, "b": {}}
        1..4 "\"a\"": a colon is missing behind `a`
          Insert `:` -> {"a": 1, "b" {}}
        8..11 "\"b\"": a colon is missing behind `b`
          Insert `:` -> {"a" 1, "b": {}}"#]],
    );
    check(
        "{\"a\" = 1}",
        expect![[r#"
        {"a": 1}
        5..6 "=": write `:` between key and value, not `=`
          Write `:` -> {"a" : 1}"#]],
    );
}

#[test]
fn half_typed_members_keep_their_neighbours() {
    check(
        "{\"scr\n \"nodes\": {\"a\": 1}}",
        expect![[r#"
        {"scr": ?, "nodes": {"a": 1}}
        1..5 "\"scr": the closing `"` is missing on this line
          Close the string -> {"scr"
         "nodes": {"a": 1}}
        1..5 "\"scr": the value of `scr` is missing"#]],
    );
    check(
        "{\"scr\"\n \"nodes\": {}}",
        expect![[r#"
        {"scr": ?, "nodes": {}}
        1..6 "\"scr\"": the value of `scr` is missing"#]],
    );
    check(
        "{\"script\": \n \"nodes\": {}}",
        expect![[r#"
        {"script": ?, "nodes": {}}
        9..10 ":": the value of `script` is missing"#]],
    );
    check(
        "{\"script\": , \"nodes\": {}}",
        expect![[r#"
        {"script": ?, "nodes": {}}
        9..10 ":": the value of `script` is missing"#]],
    );
    check(
        "{\"script\": }",
        expect![[r#"
        {"script": ?}
        9..10 ":": the value of `script` is missing"#]],
    );
    check(
        "{\"script\": \"ema }",
        expect![[r#"
        {"script": "ema"}
        11..15 "\"ema": the closing `"` is missing on this line
          Close the string -> {"script": "ema" }"#]],
    );
    check(
        "{\"needs\": [\"ema], \"x\": 1}",
        expect![[r#"
            {"needs": ["ema"], "x": 1}
            11..15 "\"ema": the closing `"` is missing on this line
              Close the string -> {"needs": ["ema"], "x": 1}"#]],
    );
    check(
        "{\"scr \"nodes\": 1}",
        expect![[r#"
        {"scr": ?, "nodes": 1}
        1..5 "\"scr": the closing `"` is missing on this line
          Close the string -> {"scr" "nodes": 1}
        1..5 "\"scr": the value of `scr` is missing"#]],
    );
    check(
        "{\"needs\": [\"a\", \"\n}",
        expect![[r#"
        {"needs": ["a", ""]}
        16..17 "\"": the closing `"` is missing on this line
          Close the string -> {"needs": ["a", ""
        }
        18..19 "}": a `]` is missing before this `}` (10..11: this `[` is never closed)
          Insert `]` -> {"needs": ["a", "]
        }"#]],
    );
    check(
        "{\"a\": {\"script\": \"x\"}, \"",
        expect![[r#"
            {"a": {"script": "x"}, "": ?}
            0..1 "{": this `{` is never closed (24..24: the text ends here)
            23..24 "\"": the closing `"` is missing on this line
              Close the string -> {"a": {"script": "x"}, ""
            23..24 "\"": the value of `""` is missing"#]],
    );
    check(
        "{\"a\": {\"b\":",
        expect![[r#"
        {"a": {"b": ?}}
        6..7 "{": this `{` is never closed (11..11: the text ends here)
        10..11 ":": the value of `b` is missing"#]],
    );
    check(
        "{ : 1, {}, [2] }",
        expect![[r#"
        {"": 1, "": {}, "": [2]}
        2..3 ":": a key in double quotes is missing here
        7..8 "{": a key in double quotes is missing here
        11..12 "[": a key in double quotes is missing here"#]],
    );
}

#[test]
fn quotes_are_named() {
    check(
        "{'a': 'it\\'s \"b\"'}",
        expect![[r#"
        {"a": "it's \"b\""}
        1..4 "'a'": strings stand in double quotes, not in single ones
          Use double quotes -> {"a": 'it\'s "b"'}
        6..17 "'it\\'s \"b\"'": strings stand in double quotes, not in single ones
          Use double quotes -> {'a': "it's \"b\""}"#]],
    );
    check(
        "[`a`, “b”, „c“]",
        expect![[r#"
        ["a", "b", "c"]
        1..4 "`a`": strings stand in double quotes, not in backticks
          Use double quotes -> ["a", “b”, „c“]
        6..13 "“b”": strings stand in plain double quotes, not in typographic ones
          Use double quotes -> [`a`, "b", „c“]
        15..22 "„c“": strings stand in plain double quotes, not in typographic ones
          Use double quotes -> [`a`, “b”, "c"]"#]],
    );
    check(
        "{script: email_check, 1: 2}",
        expect![[r#"
        {"script": "email_check", "1": 2}
        1..7 "script": the key `script` needs double quotes
          Put it in double quotes -> {"script": email_check, 1: 2}
        9..20 "email_check": the text `email_check` needs double quotes
          Put it in double quotes -> {script: "email_check", 1: 2}
        22..23 "1": the key `1` needs double quotes
          Put it in double quotes -> {script: email_check, "1": 2}"#]],
    );
    check(
        "[\"abc\n]",
        expect![[r#"
        ["abc"]
        1..5 "\"abc": the closing `"` is missing on this line
          Close the string -> ["abc"
        ]"#]],
    );
}

#[test]
fn words_of_other_languages_are_translated() {
    check(
        "[True, nil, None, undefined, FALSE, NaN, -Infinity]",
        expect![[r#"
        [true, null, null, null, false, ?, ?]
        1..5 "True": in JSON `True` is written `true`
          Write `true` -> [true, nil, None, undefined, FALSE, NaN, -Infinity]
        7..10 "nil": in JSON `nil` is written `null`
          Write `null` -> [True, null, None, undefined, FALSE, NaN, -Infinity]
        12..16 "None": in JSON `None` is written `null`
          Write `null` -> [True, nil, null, undefined, FALSE, NaN, -Infinity]
        18..27 "undefined": in JSON `undefined` is written `null`
          Write `null` -> [True, nil, None, null, FALSE, NaN, -Infinity]
        29..34 "FALSE": in JSON `FALSE` is written `false`
          Write `false` -> [True, nil, None, undefined, false, NaN, -Infinity]
        36..39 "NaN": JSON has no `NaN`; use a number or `null`
        41..50 "-Infinity": JSON has no `-Infinity`; use a number or `null`"#]],
    );
}

#[test]
fn numbers_are_read_strictly() {
    check(
        "[01, +1, .5, 1., 0x1F, 1_000, 1e, --1, 1.2.3, 1e999, 00]",
        expect![[r#"
            [1, 1, 0.5, 1.0, 31, 1000, ?, ?, ?, ?, 0]
            1..3 "01": a number does not start with 0: write `1`, not `01`
              Write `1` -> [1, +1, .5, 1., 0x1F, 1_000, 1e, --1, 1.2.3, 1e999, 00]
            5..7 "+1": a number has no plus sign: write `1`, not `+1`
              Write `1` -> [01, 1, .5, 1., 0x1F, 1_000, 1e, --1, 1.2.3, 1e999, 00]
            9..11 ".5": a number starts with a digit: write `0.5`, not `.5`
              Write `0.5` -> [01, +1, 0.5, 1., 0x1F, 1_000, 1e, --1, 1.2.3, 1e999, 00]
            13..15 "1.": a number ends in a digit: write `1.0`, not `1.`
              Write `1.0` -> [01, +1, .5, 1.0, 0x1F, 1_000, 1e, --1, 1.2.3, 1e999, 00]
            17..21 "0x1F": JSON has no hexadecimal numbers: write `31`, not `0x1F`
              Write `31` -> [01, +1, .5, 1., 31, 1_000, 1e, --1, 1.2.3, 1e999, 00]
            23..28 "1_000": a number has digits only: write `1000`, not `1_000`
              Write `1000` -> [01, +1, .5, 1., 0x1F, 1000, 1e, --1, 1.2.3, 1e999, 00]
            30..32 "1e": `1e` is not a number
            34..37 "--1": `--1` is not a number
            39..44 "1.2.3": `1.2.3` is not a number
            46..51 "1e999": `1e999` is larger than any number that can be held
            53..55 "00": a number does not start with 0: write `0`, not `00`
              Write `0` -> [01, +1, .5, 1., 0x1F, 1_000, 1e, --1, 1.2.3, 1e999, 0]"#]],
    );
}

#[test]
fn long_numbers_have_short_messages() {
    for text in [
        "123456789_".repeat(9),
        format!("{}.", "9".repeat(99)),
        format!("0{}", "7".repeat(99)),
    ] {
        assert_eq!(check_total(&text).errors().len(), 1, "{text}");
    }
}

#[test]
fn escapes_are_read_strictly() {
    check(
        r#"["\u00e9\n\/\"\\", "\ud83d\ude00"]"#,
        expect![[r#"["é\n/\"\\", "😀"]"#]],
    );
    check(
        r#"["\d", "\u12", "\ud800", "\ud800\u0041", "\udc00x", "a\"#,
        expect![[r#"
            ["\\d", "�", "�", "�A", "�x", "a\\"]
            0..1 "[": this `[` is never closed (55..55: the text ends here)
            2..4 "\\d": `\d` is not an escape of JSON
              Write the backslash twice -> ["\\d", "\u12", "\ud800", "\ud800\u0041", "\udc00x", "a\
            8..12 "\\u12": `\u` needs four hexadecimal digits
            16..22 "\\ud800": `\ud800` is half a character; its other half is missing
            26..32 "\\ud800": `\ud800` is half a character; its other half is missing
            42..48 "\\udc00": `\udc00` is half a character; its other half is missing
            52..55 "\"a\\": the closing `"` is missing on this line
              Close the string -> ["\d", "\u12", "\ud800", "\ud800\u0041", "\udc00x", "a\\""#]],
    );
    check(
        "[\"a\tb\u{1}c\"]",
        expect![[r#"
        ["a\tb\u0001c"]
        3..4 "\t": inside a string a tab is written `\t`
          Write `\t` -> ["a\tbc"]
        5..6 "\u{1}": inside a string the control character 0x01 is written `\u0001`
          Write `\u0001` -> ["a	b\u0001c"]"#]],
    );
}

#[test]
fn brackets_that_do_not_match_close_what_they_can() {
    check(
        "{\"a\": [1, 2}",
        expect![[r#"
        {"a": [1, 2]}
        11..12 "}": a `]` is missing before this `}` (6..7: this `[` is never closed)
          Insert `]` -> {"a": [1, 2]}"#]],
    );
    check(
        "[1, 2}",
        expect![[r#"
        [1, 2]
        0..1 "[": this `[` is never closed (6..6: the text ends here)
        5..6 "}": this `}` closes nothing
          Remove it -> [1, 2"#]],
    );
    check(
        "{\"a\": 1]}",
        expect![[r#"
        {"a": 1}
        7..8 "]": this `]` closes nothing
          Remove it -> {"a": 1}"#]],
    );
    check(
        "{\"a\": 1}}",
        expect![[r#"
        {"a": 1}
        8..9 "}": this `}` closes nothing"#]],
    );
    check(
        "[1, [2, {\"a\": [3",
        expect![[r#"
        [1, [2, {"a": [3]}]]
        14..15 "[": this `[` is never closed (16..16: the text ends here)"#]],
    );
}

#[test]
fn a_brace_that_is_never_closed_is_found_by_indentation() {
    check(
        "{\n  \"nodes\": {\n    \"a\": { \"script\": \"x\",\n    \"b\": { \"script\": \"y\" }\n  }\n}\n",
        expect![[r#"
            {"nodes": {"a": {"script": "x", "b": {"script": "y"}}}}
            24..25 "{": this `{` is never closed (73..73: the text ends here)"#]],
    );
}

#[test]
fn text_behind_the_value_is_reported_once() {
    check(
        "{} {} , 1\n",
        expect![[r#"
        {}
        3..9 "{} , 1": the JSON value has ended; nothing may follow it"#]],
    );
    check(
        "hello world",
        expect![[r#"
        "hello"
        0..5 "hello": the text `hello` needs double quotes
          Put it in double quotes -> "hello" world
        6..11 "world": the JSON value has ended; nothing may follow it"#]],
    );
    check(
        "@@ [1]",
        expect![[r#"
            [1]
            0..2 "@@": `@@` is not expected here
              Remove it ->  [1]"#]],
    );
}

#[test]
fn invisible_characters_are_named() {
    check(
        "[1,\u{a0}2]",
        expect![[r#"
        [1, 2]
        3..5 "\u{a0}": the invisible character U+00A0 is not expected here
          Remove it -> [1,2]"#]],
    );
}

#[test]
fn nesting_has_a_limit_and_no_recursion() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        let json = parse(&deep);
        assert_eq!(json.errors().len(), 1, "{:?}", json.errors());
        assert!(
            json.errors()
                .iter()
                .all(|error| error.message.starts_with("nested deeper than 128"))
        );
        let fits = format!("{}1{}", open.repeat(128), close.repeat(128));
        assert!(parse(&fits).is_strict());
        assert!(!parse(&"[".repeat(200_000)).is_strict());
    }
}

#[test]
fn pointers_name_places_and_back() {
    let json = parse(PIPELINE);
    for value in json.values() {
        let pointer = value.pointer();
        assert_eq!(json.get(&pointer).map(Value::id), Some(value.id()), "{pointer}");
    }
    assert_eq!(
        json.range_of("/nodes/decide/needs/0").map(|r| slice(PIPELINE, r)),
        Some("\"email\"")
    );
    assert_eq!(
        json.key_range_of("/nodes/decide").map(|r| slice(PIPELINE, r)),
        Some("\"decide\"")
    );
    assert_eq!(json.key_range_of("/nodes/decide/needs/0"), None);
    assert_eq!(json.get("/nodes/nobody").map(Value::id), None);
    assert_eq!(json.get("nodes").map(Value::id), None);
    assert_eq!(json.get("/nodes/decide/needs/00").map(Value::id), None);
    assert_eq!(json.get("/nodes/decide/needs/+0").map(Value::id), None);
    let odd = parse(r#"{"a/b": {"c~d": 1}}"#);
    assert_eq!(odd.get("/a~1b/c~0d").and_then(Value::as_i64), Some(1));
    assert_eq!(odd.value(super::ValueId(2)).pointer(), "/a~1b/c~0d");
    assert_eq!(split_pointer(""), Some(vec![]));
}

/// `|` is the cursor.
#[track_caller]
fn check_place(marked: &str, pointer: &str, part: Part) {
    let at = marked.find('|').expect("a cursor");
    let json = parse(&marked.replacen('|', "", 1));
    let place = json.place_at(at as u32);
    assert_eq!(
        (place.pointer().as_str(), place.part),
        (pointer, part),
        "{marked}"
    );
}

#[test]
fn the_cursor_knows_where_it_is() {
    check_place("{\"a\": {\"scr|\": 1}}", "/a/scr", Part::Key);
    check_place("{\"a\": {\"script\": \"x|\"}}", "/a/script", Part::Value);
    check_place("{\"a\": {\"script\": |}}", "/a/script", Part::Value);
    check_place("{\"a\": {\"script\":|}}", "/a/script", Part::Value);
    check_place(
        "{\"a\": {\"script\": |\n \"needs\": []}}",
        "/a/script",
        Part::Value,
    );
    check_place("{\"a\": {\"script\": \"x\", |}}", "/a", Part::Inside);
    check_place("{\"a\": {|}}", "/a", Part::Inside);
    check_place("{\"a\": {}|}", "", Part::Inside);
    check_place("{\"a\": {\"needs\": [|]}}", "/a/needs", Part::Inside);
    check_place("{\"a\": {\"needs\": [\"b|\", \"c\"]}}", "/a/needs/0", Part::Value);
    check_place("{\"a\": {\"needs\": [\"b\", \"|", "/a/needs/1", Part::Value);
    check_place("{\"a\": {\"needs\": [\"b\", |", "/a/needs", Part::Inside);
    check_place("{\"a\": {\"script\": \"ema|\n}}", "/a/script", Part::Value);
    check_place("{} |", "", Part::Outside);
    check_place("|", "", Part::Value);
}

#[test]
fn numbers_know_what_they_are() {
    let json = parse("[1, 1.0, 1e3, 1.5, 9223372036854775807, 9223372036854775808, -0]");
    let read: Vec<_> = json
        .root()
        .as_array()
        .expect("an array")
        .filter_map(Value::as_number)
        .collect();
    let integers: Vec<_> = read.iter().map(|n| n.is_integer()).collect();
    assert_eq!(integers, [true, false, false, false, true, true, true]);
    let values: Vec<_> = read.iter().map(|n| n.as_i64()).collect();
    assert_eq!(
        values,
        [Some(1), Some(1), Some(1000), None, Some(i64::MAX), None, Some(0)]
    );
}

#[test]
fn quoting_and_reading_are_inverse() {
    for text in [
        "",
        "a",
        "\"\\/\u{8}\u{c}\n\r\t",
        "\u{1}\u{7f}",
        "é😀\u{2028}",
        "\\u0041",
    ] {
        let json = parse(&quote(text));
        assert!(json.is_strict(), "{text:?}: {:?}", json.errors());
        assert_eq!(json.root().as_str(), Some(text));
    }
}

/// A fixed sequence that looks random enough to shake a parser.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// The promises about every text.
fn check_total(text: &str) -> Json {
    let json = parse(text);
    for value in json.values() {
        slice(text, value.range());
        if let Some(parent) = value.parent() {
            let (inner, outer) = (value.range(), parent.range());
            assert!(
                outer.start <= inner.start && inner.end <= outer.end,
                "{text:?}: {inner:?} outside {outer:?}"
            );
        }
        for member in value.as_object().into_iter().flatten() {
            slice(text, member.key_range);
        }
    }
    let mut before = 0;
    for error in json.errors() {
        slice(text, error.range);
        assert!(error.range.start >= before, "{text:?}: errors are in order");
        before = error.range.start;
        assert!(error.message.chars().count() <= 100, "{}", error.message);
        assert!(!error.message.is_empty() && !error.message.contains('\n'));
        for (range, _) in error.fix.iter().flat_map(|fix| &fix.edits) {
            slice(text, *range);
        }
        if let Some(related) = &error.related {
            slice(text, related.range);
        }
    }
    for comment in json.comments() {
        slice(text, comment.range);
    }
    for offset in 0..=text.len() {
        json.place_at(offset as u32).pointer();
    }
    json
}

#[test]
fn every_cut_gives_a_tree() {
    for (end, _) in PIPELINE.trim_end().char_indices() {
        let json = check_total(&PIPELINE[..end]);
        assert!(!json.is_strict(), "{:?}", &PIPELINE[..end]);
    }
    for (start, _) in PIPELINE.char_indices() {
        check_total(&PIPELINE[start..]);
    }
}

#[test]
fn mutations_give_a_tree() {
    const PIECES: [&str; 26] = [
        "{", "}", "[", "]", ":", ",", "\"", "'", "“", "`", "\\", "\\u", "\\ud800", "/", "//", "/*", "*/",
        "#", "=", "1", "-", "true", "é", "\n", " ", "\u{0}",
    ];
    let mut dice = Dice(7);
    for _ in 0..20_000 {
        let mut text = PIPELINE.to_owned();
        for _ in 0..=dice.roll(4) {
            let mut at = dice.roll(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match dice.roll(3) {
                0 => text.insert_str(at, PIECES[dice.roll(PIECES.len())]),
                1 if at < text.len() => drop(text.remove(at)),
                _ => text.truncate(at),
            }
        }
        check_total(&text);
    }
    for _ in 0..20_000 {
        let text: String = (0..dice.roll(14))
            .map(|_| PIECES[dice.roll(PIECES.len())])
            .collect();
        check_total(&text);
    }
}

#[test]
fn one_fix_at_a_time_leads_to_json() {
    for text in [
        "{'a': [01, .5,, True], b = nil \"c\" 'x'}",
        "{\"a\": [1, 2}",
        "{\"a\": [\"x\n]}",
        "[“a” \"b\\d\", \"c\td\"]",
    ] {
        let mut text = text.to_owned();
        for _ in 0..20 {
            let json = parse(&text);
            let Some(fix) = json.errors().iter().find_map(|error| error.fix.clone()) else {
                break;
            };
            for (range, new) in fix.edits.iter().rev() {
                text.replace_range(range.as_usize(), new);
            }
        }
        assert!(
            parse(&text).errors().is_empty(),
            "{text}: {:?}",
            parse(&text).errors()
        );
    }
}

/// Fails where `work` takes steps by the square: every text here is so large that it would never end.
#[track_caller]
fn ends(work: impl FnOnce() + Send + 'static) {
    let (done, wait) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        work();
        let _ = done.send(());
    });
    let hang_guard = std::time::Duration::from_secs(5);
    assert!(
        wait.recv_timeout(hang_guard).is_ok(),
        "it failed, or runs on and on"
    );
}

#[test]
fn long_texts_of_one_line_take_linear_time() {
    ends(|| {
        let line = format!("[{}]", vec!["{\"a\": [1, {}, 'x'}"; 50_000].join(" "));
        assert!(parse(&line).errors().len() >= 100_000);
        let line = format!("{{{}", "\"a\": [1], /* c */".repeat(50_000));
        assert_eq!(parse(&line).comments().len(), 50_000);
    });
}

#[test]
fn quotes_that_open_again_and_again_take_linear_time() {
    ends(|| {
        for (open, again, close) in [("", "\u{201e},", "\u{201d}x"), ("\"", ",\\\"", "\"x")] {
            let text = format!("{open}{}{close}", again.repeat(500_000));
            assert!(!parse(&text).errors().is_empty());
        }
    });
}

#[test]
fn places_are_found_without_a_walk_over_all_values() {
    ends(|| {
        for (part, keyed) in [("1 ", false), ("x:1 ", true)] {
            let text = if keyed {
                format!("{{{}}}", part.repeat(100_000))
            } else {
                format!("[{}]", part.repeat(100_000))
            };
            let json = parse(&text);
            assert!(json.errors().len() >= 99_999);
            for error in json.errors() {
                assert!(!json.pointer_of(error.range.start).is_empty());
            }
        }
    });
}

#[test]
fn a_pointer_has_a_length_that_can_be_borne() {
    let long = "k".repeat(1 << 20);
    let json = parse(&format!("{{\"a\": {{\"{long}\": [1]}}}}"));
    let pointers: Vec<String> = json.values().map(Value::pointer).collect();
    assert_eq!(pointers, ["", "/a", "/a", "/a"]);
    let fits = "k".repeat(8 << 10);
    let json = parse(&format!("{{\"{fits}\": [1]}}"));
    assert_eq!(
        json.values().last().map(Value::pointer),
        Some(format!("/{fits}/0"))
    );
}
