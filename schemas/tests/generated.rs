//! What is generated: committed pages are fresh, and the outputs say what the schemas say.
#![allow(clippy::unwrap_used, clippy::needless_raw_string_hashes)]

use std::path::Path;

use expect_test::expect_file;
use pipelua_schemas::{builtin, generate, parse_hook};
use serde_json::Value;

#[test]
fn the_reference_is_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference");
    let pages = generate::docs();
    for (file, text) in &pages {
        expect_file![folder.join(file)].assert_eq(text);
    }
    let mut written: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    written.sort();
    let mut expected: Vec<&str> = pages.iter().map(|(file, _)| *file).collect();
    expected.sort_unstable();
    assert_eq!(written, expected, "docs/reference holds nothing else");
}

#[test]
fn generated_texts_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated");
    expect_file![folder.join("stubs.lua")].assert_eq(&generate::stubs());
    expect_file![folder.join("hooks.ts")].assert_eq(&generate::typescript(&[]));
}

#[test]
fn every_hook_entry_and_limit_has_its_place_in_the_reference() {
    let pages: String = generate::docs().into_iter().map(|(_, text)| text).collect();
    for hook in builtin().hooks() {
        assert!(pages.contains(&format!("\n### {}\n", hook.name)), "{}", hook.name);
        assert!(pages.contains(&format!("](#{})", hook.name)), "{}", hook.name);
    }
    for entry in builtin()
        .sandbox()
        .entries()
        .iter()
        .filter(|entry| entry.is_function())
    {
        assert!(pages.contains(&format!("# {}\n", entry.path)), "{}", entry.path);
    }
    for removed in builtin().sandbox().all_removed() {
        assert!(
            pages.contains(&format!("| `{}` |", removed.path)),
            "{}",
            removed.path
        );
    }
    for annotation in builtin().annotations() {
        assert!(
            pages.contains(&format!("\n## {}\n", annotation.tag)),
            "{}",
            annotation.tag
        );
    }
    for limit in builtin().limits() {
        assert!(pages.contains(&format!("| `{}` |", limit.name)), "{}", limit.name);
    }
}

#[test]
fn every_entry_is_declared_in_the_stubs() {
    let stubs = generate::stubs();
    for entry in builtin().sandbox().entries() {
        let function = format!("\nfunction {}(", entry.path);
        let assigned = format!("\n{} = ", entry.path);
        assert!(
            stubs.contains(&function) || stubs.contains(&assigned),
            "{}",
            entry.path
        );
    }
}

#[test]
fn hooks_as_one_document_stand_alone() {
    let document: Value = serde_json::from_str(&generate::hooks()).unwrap();
    let hooks = document["hooks"].as_object().unwrap();
    assert_eq!(hooks.len(), builtin().hooks().len());
    for (name, hook) in hooks {
        let mut schema = hook["input"].clone();
        schema["$defs"] = document["$defs"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let example = &builtin().hook(name).unwrap().input.examples[0];
        assert!(validator.is_valid(example), "{name}");
        assert!(!validator.is_valid(&Value::Bool(true)), "{name}");
    }
}

#[test]
fn own_hooks_get_types_too() {
    let own = parse_hook(
        "before_export",
        r##"{
  "mode": "blocking",
  "$defs": { "user": { "type": "object", "properties": { "seat": { "type": "integer" } } } },
  "input": {
    "type": "object",
    "required": ["to"],
    "properties": {
      "owner": { "$ref": "../types.json#/$defs/user" },
      "guest": { "$ref": "#/$defs/user" },
      "to": { "type": "array", "items": { "enum": ["csv", "pdf"] } },
      "labels": { "type": "object", "additionalProperties": { "type": ["string", "null"] } },
      "a-b": {}
    }
  }
}"##,
    )
    .unwrap();
    let text = generate::typescript(&[own]);
    let start = text.find("export interface BeforeExportInput").unwrap();
    let end = start + text[start..].find("\n}\n").unwrap();
    expect_test::expect![[r#"
        export interface BeforeExportInput {
          /** A person who has an account. */
          owner?: User;
          guest?: {
            seat?: number;
          };
          to: ("csv" | "pdf")[];
          labels?: Record<string, string | null>;
          "a-b"?: unknown;
        }
    "#]]
    .assert_eq(&text[start..end + 3]);
    assert!(text.contains(
        "before_export: { mode: \"blocking\"; input: BeforeExportInput; output: BeforeExportOutput };"
    ));
}
