//! A team's own hooks: what is read, and what a wrong file is told, with line and pointer.
#![allow(
    clippy::unwrap_used,
    clippy::needless_raw_string_hashes,
    clippy::needless_pass_by_value
)]

use expect_test::{Expect, expect};
use pipelua_schemas::{Mode, SchemaKind, SchemaProblemKind, parse_hook};

#[track_caller]
fn check(text: &str, expected: Expect) {
    let problems = parse_hook("before_export", text).expect_err("this file is wrong");
    let lines: Vec<String> = problems.iter().map(|problem| format!("{problem}\n")).collect();
    expected.assert_eq(&lines.concat());
}

/// The same for one schema, as the property `x` of the input on line 2.
#[track_caller]
fn check_schema(schema: &str, expected: Expect) {
    check(
        &format!(
            "{{ \"mode\": \"blocking\", \"input\": {{ \"type\": \"object\", \"properties\": {{\n\"x\": {schema} }} }} }}"
        ),
        expected,
    );
}

const GOOD: &str = r##"{
  "$schema": "../.pipelua/schemas/hook.json",
  "name": "before_export",
  "lane": "reports",
  "order": 2,
  "mode": "blocking",
  "title": "Before an export",
  "description": "Runs before a report leaves the house.",
  "hookVersion": 3,
  "$defs": {
    "report": { "type": "object", "description": "A report.", "required": ["id"],
      "properties": { "id": { "type": "string" }, "rows": { "type": "integer", "minimum": 0 } } }
  },
  "input": {
    "type": "object",
    "required": ["user", "report", "format"],
    "properties": {
      "user": { "$ref": "../types.json#/$defs/user" },
      "request": { "$ref": "../.pipelua/schemas/types.json#/$defs/request" },
      "report": { "$ref": "#/$defs/report", "description": "What is exported." },
      "format": { "enum": ["csv", "pdf"] },
      "to": { "oneOf": [{ "type": "string", "format": "email" }, { "type": "array", "items": { "type": "string" }, "minItems": 1 }] },
      "labels": { "type": "object", "additionalProperties": { "type": "string", "maxLength": 10 } },
      "note": { "type": ["string", "null"], "deprecated": true },
      "extra": {}
    }
  },
  "output": { "type": "object", "properties": { "watermark": { "type": "boolean" } } }
}"##;

#[test]
fn a_hook_of_a_team_is_read_like_a_built_in_one() {
    let hook = parse_hook("before_export", GOOD).unwrap();
    assert_eq!(
        (hook.lane.as_str(), hook.order, hook.mode, hook.version),
        ("reports", 2, Mode::Blocking, 3)
    );
    let types: Vec<String> = hook
        .input
        .fields()
        .iter()
        .map(|field| {
            format!(
                "{}{}: {}",
                field.name,
                if field.required { "" } else { "?" },
                field.schema.summary()
            )
        })
        .collect();
    expect![[r#"
        user: user
        request?: request
        report: report
        format: "csv" or "pdf"
        to?: string or list of string
        labels?: object
        note?: string or null
        extra?: any value"#]]
    .assert_eq(&types.join("\n"));
    assert_eq!(
        hook.input.field("report").unwrap().schema.description,
        "What is exported."
    );
    assert!(hook.input.field("note").unwrap().schema.deprecated);
    assert!(matches!(hook.input.kind, SchemaKind::Object { open: false, .. }));
    assert!(matches!(hook.output.kind, SchemaKind::Object { open: true, .. }));
    assert_eq!(
        parse_hook(
            "before_export",
            &format!("\u{feff}{}", GOOD.replace('\n', "\r\n"))
        )
        .unwrap(),
        hook
    );
}

#[test]
fn a_value_is_held_against_every_keyword() {
    let hook = parse_hook("before_export", GOOD).unwrap();
    let value = serde_json::json!({
        "user": { "id": "u" }, "report": { "id": "r", "rows": -1 }, "format": "xls", "to": [],
        "labels": { "a/b": "longer than ten", "1": 1 }, "note": null, "extra": [null]
    });
    let problems: Vec<String> = hook
        .input
        .validate(&value)
        .iter()
        .map(|problem| format!("{}: {}", problem.pointer, problem.message))
        .collect();
    expect![[r#"
        /report/rows: `report.rows` must be 0 or more; this is -1
        /format: `format` must be "csv" or "pdf"; this is "xls"
        /to: `to` must have 1 item or more; this has 0
        /labels/a~1b: `labels.a/b` must have 10 characters or fewer; this has 15
        /labels/1: `labels.1` must be a string; this is a number"#]]
    .assert_eq(&problems.join("\n"));
}

#[test]
fn the_least_hook_needs_mode_and_input() {
    let hook = parse_hook(
        "x",
        r#"{ "mode": "async", "input": { "type": "object", "properties": {} } }"#,
    )
    .unwrap();
    assert_eq!(
        (hook.lane.as_str(), hook.title.as_str(), hook.version),
        ("own", "x", 1)
    );
    check(
        "{}",
        expect![[r#"
            hooks/before_export.json:1:1: `mode` is missing; a hook needs `mode` and `input`
            hooks/before_export.json:1:1: `input` is missing; a hook needs `mode` and `input`
        "#]],
    );
}

#[test]
fn text_that_is_not_json_has_its_line() {
    check(
        "",
        expect![[r#"
        hooks/before_export.json:1:1: this is not JSON: the text ends too early
    "#]],
    );
    check(
        "{\n  \"mode\": \"blocking\",\n  \"é\" \"x\"\n}",
        expect![[r#"
        hooks/before_export.json:3:7: this is not JSON: expected `:`
    "#]],
    );
    check(
        "{ \"mode\": \"blocking\",\n}",
        expect![[r#"
        hooks/before_export.json:2:1: this is not JSON: trailing comma
    "#]],
    );
    check(
        "[1, 2",
        expect![[r#"
        hooks/before_export.json:1:6: this is not JSON: the text ends too early
    "#]],
    );
    check(
        "// a comment\n{}",
        expect![[r#"
        hooks/before_export.json:1:1: this is not JSON: a value is expected here, and comments are not allowed
    "#]],
    );
    check(
        &"[".repeat(1000),
        expect![[r#"
        hooks/before_export.json:1:128: this is not JSON: it nests too deeply
    "#]],
    );
    check(
        "[]",
        expect![[r#"
        hooks/before_export.json:1:1: a hook must be an object with `mode` and `input`
    "#]],
    );
}

#[test]
fn keys_of_the_document_are_known() {
    check(
        "{\n  \"mode\": \"blocking\",\n  \"desciption\": \"x\",\n  \"onError\": \"deny\",\n  \"input\": { \"type\": \"object\" }\n}",
        expect![[r#"
            hooks/before_export.json:3:3: `desciption` is not a key of a hook; did you mean `description`? (at /desciption)
            hooks/before_export.json:4:3: `onError` is not a key of a hook; remove it (at /onError)
        "#]],
    );
    check(
        "{\n  \"name\": \"other\",\n  \"mode\": \"async\",\n  \"mode\": \"blocking\",\n  \"input\": {}\n}",
        expect![[r#"
            hooks/before_export.json:4:3: `mode` stands twice in one object; remove one (at /mode)
        "#]],
    );
    check(
        "{\n  \"name\": \"other\",\n  \"lane\": \"My Lane\",\n  \"order\": 0,\n  \"mode\": \"sync\",\n  \"title\": 5,\n  \"hookVersion\": \"1\",\n  \"$defs\": [],\n  \"input\": { \"type\": \"string\" },\n  \"output\": { \"type\": \"array\" }\n}",
        expect![[r#"
            hooks/before_export.json:2:3: the name must be that of the file, `before_export`; this is `other` (at /name)
            hooks/before_export.json:3:3: `My Lane` cannot name a lane: a name has no capital letters; use `a-z`, `0-9` and `_`, starting with a letter, at most 64 characters (at /lane)
            hooks/before_export.json:4:3: `order` must be a whole number from 1; this is 0 (at /order)
            hooks/before_export.json:5:3: `sync` is no mode; use `blocking`, `async` or `enrichment` (at /mode)
            hooks/before_export.json:6:3: `title` must be a string (at /title)
            hooks/before_export.json:7:3: `hookVersion` must be a whole number from 1; this is "1" (at /hookVersion)
            hooks/before_export.json:8:3: `$defs` must be an object with a schema for each name (at /$defs)
            hooks/before_export.json:9:3: `input` is what `context` holds, so it must have "type": "object" (at /input)
            hooks/before_export.json:10:3: `output` is the type of a result's `data`, so it must have "type": "object" (at /output)
        "#]],
    );
}

#[test]
fn the_name_must_be_free_and_a_slug() {
    let own = r#"{ "mode": "async", "input": { "type": "object" } }"#;
    for name in ["before_signup", "Before", "2nd", "a-b", ""] {
        let problems = parse_hook(name, own).expect_err("this name is wrong");
        let kinds: Vec<SchemaProblemKind> = problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(kinds, [SchemaProblemKind::Name], "{name}");
    }
    let problems = parse_hook("before_signup", own).expect_err("it is built in");
    expect!["hooks/before_signup.json:1:1: `before_signup` is a built-in hook; choose another name"]
        .assert_eq(&problems.first().unwrap().to_string());
}

#[test]
fn names_of_the_runtime_are_taken() {
    check(
        "{ \"mode\": \"async\", \"input\": { \"type\": \"object\", \"properties\": {\n  \"prev\": {},\n  \"hook\": {}\n} } }",
        expect![[r#"
            hooks/before_export.json:2:3: `context.prev` is filled in by the runtime; choose another name (at /input/properties/prev)
            hooks/before_export.json:3:3: `context.hook` is filled in by the runtime; choose another name (at /input/properties/hook)
        "#]],
    );
}

#[test]
fn types_are_those_of_json() {
    check_schema(
        "5",
        expect![[r#"
            hooks/before_export.json:2:1: a schema must be an object, such as { "type": "string" } (at /input/properties/x)
        "#]],
    );
    check_schema(
        "false",
        expect![[r#"
            hooks/before_export.json:2:1: a schema must be an object, such as { "type": "string" } (at /input/properties/x)
        "#]],
    );
    check_schema(
        r#"{ "type": "str" }"#,
        expect![[r#"
        hooks/before_export.json:2:8: `str` is no type; use object, array, string, integer, number, boolean or null (at /input/properties/x/type)
    "#]],
    );
    check_schema(
        r#"{ "type": 1 }"#,
        expect![[r#"
            hooks/before_export.json:2:8: `type` must be a name such as "string", or a list of names (at /input/properties/x/type)
        "#]],
    );
    check_schema(
        r#"{ "type": [] }"#,
        expect![[r#"
            hooks/before_export.json:2:8: name at least one type, such as "string" (at /input/properties/x/type)
        "#]],
    );
    check_schema(
        r#"{ "type": ["string", 5, "string"] }"#,
        expect![[r#"
        hooks/before_export.json:2:27: a type is a name such as "string" (at /input/properties/x/type/1)
        hooks/before_export.json:2:30: `string` stands here twice; remove one (at /input/properties/x/type/2)
    "#]],
    );
    check_schema(
        r#"{ "properties": { "a": {} } }"#,
        expect![[r#"
            hooks/before_export.json:2:1: say what this is: add "type": "object" (at /input/properties/x)
        "#]],
    );
    check_schema(
        r#"{ "items": {} }"#,
        expect![[r#"
            hooks/before_export.json:2:1: say what this is: add "type": "array" (at /input/properties/x)
        "#]],
    );
    check_schema(
        r#"{ "oneOf": [] }"#,
        expect![[r#"
        hooks/before_export.json:2:8: this must be a list of at least one schema (at /input/properties/x/oneOf)
    "#]],
    );
    check_schema(
        r#"{ "type": "object", "required": "a" }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `required` must be a list of names (at /input/properties/x/required)
    "#]],
    );
    check_schema(
        r#"{ "type": "object", "properties": { "a": {} }, "required": ["a", "b"] }"#,
        expect![[r#"
            hooks/before_export.json:2:71: `required` names `b`, which is not in `properties`; add it there (at /input/properties/x/required/1)
        "#]],
    );
    check_schema(
        r#"{ "type": "object", "properties": [] }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `properties` must be an object (at /input/properties/x/properties)
    "#]],
    );
}

#[test]
fn what_is_not_supported_names_a_way_out() {
    check_schema(
        r#"{ "allOf": [{ "type": "string" }] }"#,
        expect![[r#"
        hooks/before_export.json:2:8: `allOf` is not supported; write all properties into one object (at /input/properties/x/allOf)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "pattern": "^a" }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `pattern` is not supported; check it in a script with `helpers.matches` (at /input/properties/x/pattern)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "default": "a" }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `default` is not supported; say it in `description` (at /input/properties/x/default)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "minimum": 1 }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `minimum` has no meaning beside type `string`; remove it (at /input/properties/x/minimum)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "minLenght": 1 }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `minLenght` is not a keyword; did you mean `minLength`? (at /input/properties/x/minLenght)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "x-internal": 1 }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `x-internal` is not a keyword that is understood; remove it (at /input/properties/x/x-internal)
    "#]],
    );
    check_schema(
        r#"{ "type": "object", "properties": {}, "patternProperties": {} }"#,
        expect![[r#"
            hooks/before_export.json:2:44: `patternProperties` is not supported; use `additionalProperties` with a schema (at /input/properties/x/patternProperties)
        "#]],
    );
    check_schema(
        r#"{ "type": "array", "uniqueItems": true }"#,
        expect![[r#"
        hooks/before_export.json:2:25: `uniqueItems` is not supported; check it in a script (at /input/properties/x/uniqueItems)
    "#]],
    );
    check_schema(
        r#"{ "type": "integer", "exclusiveMinimum": 0 }"#,
        expect![[r#"
        hooks/before_export.json:2:27: `exclusiveMinimum` is not supported; use `minimum` (at /input/properties/x/exclusiveMinimum)
    "#]],
    );
    check_schema(
        r#"{ "enum": ["a", 1, "a"] }"#,
        expect![[r#"
            hooks/before_export.json:2:22: only strings can be listed; for other values give their type (at /input/properties/x/enum/1)
            hooks/before_export.json:2:25: `a` stands here twice; remove one (at /input/properties/x/enum/2)
        "#]],
    );
    check_schema(
        r#"{ "enum": [] }"#,
        expect![[r#"
        hooks/before_export.json:2:8: `enum` must be a list of at least one string (at /input/properties/x/enum)
    "#]],
    );
    check_schema(
        r#"{ "const": true }"#,
        expect![[r#"
        hooks/before_export.json:2:8: only strings can be listed; for other values give their type (at /input/properties/x/const)
    "#]],
    );
    check_schema(
        r#"{ "type": "integer", "minimum": "1" }"#,
        expect![[r#"
        hooks/before_export.json:2:27: `minimum` must be a number (at /input/properties/x/minimum)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "minLength": -1 }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `minLength` must be a whole number, 0 or more (at /input/properties/x/minLength)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "description": 5 }"#,
        expect![[r#"
        hooks/before_export.json:2:26: this must be a string (at /input/properties/x/description)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "examples": "a" }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `examples` must be a list of values (at /input/properties/x/examples)
    "#]],
    );
    check_schema(
        r#"{ "type": "string", "examples": ["a", 5] }"#,
        expect![[r#"
            hooks/before_export.json:2:44: the example does not fit its own schema; the value must be a string; this is a number (at /input/properties/x/examples/1)
        "#]],
    );
    check_schema(
        r#"{ "type": "string", "deprecated": "yes" }"#,
        expect![[r#"
        hooks/before_export.json:2:26: `deprecated` must be true or false (at /input/properties/x/deprecated)
    "#]],
    );
}

#[test]
fn references_lead_somewhere() {
    check_schema(
        r##"{ "$ref": "#/$defs/nothing" }"##,
        expect![[r#"
        hooks/before_export.json:2:8: there is no `nothing` in the `$defs` of this file; add it (at /input/properties/x/$ref)
    "#]],
    );
    check_schema(
        r#"{ "$ref": "../types.json#/$defs/usr" }"#,
        expect![[r#"
        hooks/before_export.json:2:8: there is no shared type `usr`; there are `request`, `user`, `session`, `apikey` and `client` (at /input/properties/x/$ref)
    "#]],
    );
    check_schema(
        r#"{ "$ref": "https://example.org/x.json" }"#,
        expect![[r#"
        hooks/before_export.json:2:8: refer to `#/$defs/..` of this file or to `../types.json#/$defs/..`, nothing else (at /input/properties/x/$ref)
    "#]],
    );
    check_schema(
        r#"{ "$ref": 5 }"#,
        expect![[r#"
        hooks/before_export.json:2:8: this must be a string (at /input/properties/x/$ref)
    "#]],
    );
    check_schema(
        r#"{ "$ref": "../types.json#/$defs/user", "required": ["email"] }"#,
        expect![[r#"
            hooks/before_export.json:2:45: `required` has no meaning beside `$ref`; remove it (at /input/properties/x/required)
        "#]],
    );
    check(
        "{ \"mode\": \"async\", \"input\": { \"type\": \"object\" },\n\"$defs\": { \"tree\": { \"type\": \"object\", \"properties\": {\n  \"left\": { \"$ref\": \"#/$defs/tree\" } } },\n  \"unused\": { \"type\": \"strin\" } } }",
        expect![[r#"
            hooks/before_export.json:3:13: `tree` contains itself; describe the inner value without `$ref` (at /$defs/tree/properties/left/$ref)
            hooks/before_export.json:4:15: `strin` is no type; use object, array, string, integer, number, boolean or null (at /$defs/unused/type)
        "#]],
    );
}

#[test]
fn references_cannot_grow_without_bound() {
    let mut defs = vec![r#""a0": { "type": "string" }"#.to_owned()];
    for level in 1..8 {
        let member = format!(r##"{{ "$ref": "#/$defs/a{}" }}"##, level - 1);
        defs.push(format!(
            r#""a{level}": {{ "oneOf": [{}] }}"#,
            vec![member; 10].join(", ")
        ));
    }
    let text = format!(
        r##"{{ "mode": "async", "$defs": {{ {} }}, "input": {{ "type": "object", "properties": {{ "x": {{ "$ref": "#/$defs/a7" }} }} }} }}"##,
        defs.join(", ")
    );
    let problems = parse_hook("before_export", &text).expect_err("it is too large");
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("4096 schemas")),
        "{problems:?}"
    );
    assert!(problems.len() < 100, "{}", problems.len());
}

/// A hook whose input has one field `x` of this schema.
fn hook_of(schema: &str, defs: &str) -> String {
    format!(
        r##"{{ "mode": "async", "$defs": {{ {defs} }}, "input": {{ "type": "object", "properties": {{ "x": {schema} }} }} }}"##
    )
}

/// Fails where `work` takes steps by the square: every file here is so large that it would never end.
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
fn references_cannot_nest_without_bound() {
    for (inner, count) in [
        ("{ref}", 4_000),
        (r#"{ "type": "array", "items": {ref} }"#, 1_000),
    ] {
        let defs: Vec<String> = (0..count)
            .map(|at| {
                let next = format!(r##"{{ "$ref": "#/$defs/d{}" }}"##, at + 1);
                format!(r#""d{at}": {}"#, inner.replace("{ref}", &next))
            })
            .collect();
        let defs = format!(r#"{}, "d{count}": {{ "type": "string" }}"#, defs.join(", "));
        let text = hook_of(r##"{ "$ref": "#/$defs/d0" }"##, &defs);
        let problems = parse_hook("before_export", &text).expect_err("it is too deep");
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.contains("deeper than 64")),
            "{problems:?}"
        );
        assert!(
            problems
                .iter()
                .all(|problem| !problem.message.starts_with("`input`")),
            "what was not read to its end is no fault of the input: {problems:?}"
        );
    }
    let fits = hook_of(
        &format!(
            "{}{{}}{}",
            r#"{ "type": "array", "items": "#.repeat(50),
            "}".repeat(50)
        ),
        "",
    );
    assert!(parse_hook("before_export", &fits).is_ok());
}

#[test]
fn broken_text_may_nest_as_it_likes() {
    ends(|| {
        let text = "{\"a\":".repeat(200_000);
        let problems = parse_hook("before_export", &text).expect_err("it is no document");
        assert_eq!(problems.len(), 1);
    });
}

#[test]
fn many_names_and_many_problems_take_linear_time() {
    ends(|| {
        let listed: Vec<String> = (0..100_000).map(|at| format!(r#""x{at}""#)).collect();
        let listed = listed.join(", ");
        let text = hook_of(&format!(r#"{{ "type": "string", "enum": [{listed}] }}"#), "");
        assert!(parse_hook("before_export", &text).is_ok());
        let text = hook_of(
            &format!(r#"{{ "type": "object", "required": [{listed}], "properties": {{}} }}"#),
            "",
        );
        let problems = parse_hook("before_export", &text).expect_err("the names are unknown");
        assert_eq!(problems.len(), 200);
        let keys = listed.replace(',', ": 1,");
        let text = hook_of(&format!(r#"{{ "type": "string", {keys}: 1 }}"#), "");
        let problems = parse_hook("before_export", &text).expect_err("the keywords are unknown");
        assert_eq!(problems.len(), 200);
        assert!(problems.windows(2).all(|pair| pair[0].column <= pair[1].column));
    });
}

#[test]
fn what_the_author_wrote_is_quoted_in_short() {
    let long = "x".repeat(300);
    let text = format!(
        r##"{{ "mode": "{long}", "lane": "L", "order": {nines}, "{long}": 1, "name": "{long}",
            "input": {{ "type": "object", "properties": {{
                "a": {{ "type": "{long}" }}, "b": {{ "{long}": 1 }}, "c": {{ "enum": ["{long}", "{long}"] }},
                "d": {{ "$ref": "#/$defs/{long}" }}, "e": {{ "$ref": "../types.json#/$defs/{long}" }},
                "f": {{ "$ref": "#/$defs/{long}e" }}, "g": {{ "type": "string", "minimum": "{long}" }},
                "h": {{ "type": "object", "required": ["{long}"] }},
                "i": {{ "enum": ["a"], "examples": ["{long}"] }}
            }} }},
            "$defs": {{ "{long}e": {{ "$ref": "#/$defs/{long}e" }} }} }}"##,
        nines = "9".repeat(300)
    );
    let problems = parse_hook("before_export", &text).expect_err("all of it is wrong");
    assert!(problems.len() >= 13, "{problems:?}");
    let twice = format!(r#"{{ "mode": "async", "input": {{ "{long}": 1, "{long}": 2 }} }}"#);
    let twice = parse_hook("before_export", &twice).expect_err("a key stands twice");
    for problem in problems.iter().chain(&twice) {
        let first = problem.message.split("; ").next().unwrap_or_default();
        assert!(first.chars().count() <= 100, "{}", problem.message);
        assert!(problem.message.chars().count() <= 200, "{}", problem.message);
    }
}

#[test]
fn any_cut_of_a_hook_is_read_or_refused_with_a_place() {
    for end in 0..GOOD.len() {
        let problems = parse_hook("before_export", &GOOD[..end]).expect_err("a cut is no document");
        assert!(
            problems.iter().all(|problem| problem.line.is_some()),
            "{problems:?}"
        );
    }
}
