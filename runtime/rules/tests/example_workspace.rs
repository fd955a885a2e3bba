//! The example workspace, which people copy from, held against the rules.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pipelua_rules::canonical_json::{Layout, canonical};
use pipelua_rules::code_size::CodeSize;
use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_syntax::json::parse;

fn acme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/workspaces/acme")
}

/// Stem and text of each file of this folder, folders inside it included.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut open = vec![acme().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is part of the example") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let stem = path
                    .file_stem()
                    .expect("a file has a name")
                    .to_string_lossy()
                    .into_owned();
                found.push((stem, std::fs::read_to_string(&path).expect("a readable file")));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds .{extension} files");
    found
}

#[test]
fn its_pipelines_compile() {
    let scripts: BTreeSet<String> = files("scripts", "lua")
        .into_iter()
        .map(|(stem, _)| stem)
        .collect();
    let mut hooks: BTreeSet<String> = files("hooks", "json").into_iter().map(|(stem, _)| stem).collect();
    hooks.extend(
        pipelua_schemas::builtin()
            .hooks()
            .iter()
            .map(|hook| hook.name.clone()),
    );
    let known = Known {
        hooks: Some(&hooks),
        scripts: Some(&scripts),
    };
    for (stem, text) in files("pipelines", "json") {
        let compiled = compile(&stem, &text, &parse(&text), known, GraphLimits::default());
        assert_eq!(compiled.problems, [], "{stem}");
        assert!(!compiled.pipeline.nodes().is_empty());
    }
}

#[test]
fn its_json_is_canonical() {
    for (folder, name) in [
        ("pipelines", "pipeline"),
        ("samples", "sample"),
        ("hooks", "hook"),
    ] {
        let schema = pipelua_schemas::builtin()
            .file_schema(name)
            .expect("a kind of file")
            .to_value();
        let layout = if name == "pipeline" {
            Layout::pipeline(&schema)
        } else {
            Layout::by_schema(&schema)
        };
        for (stem, text) in files(folder, "json") {
            assert_eq!(
                canonical(&text, &parse(&text), layout).as_ref(),
                Ok(&text),
                "{folder}/{stem}"
            );
        }
    }
}

#[test]
fn its_scripts_fit() {
    let limits = pipelua_schemas::builtin().limits();
    for (stem, text) in files("scripts", "lua") {
        let size = CodeSize::of(&pipelua_syntax::parse(text.as_str()));
        assert_eq!(
            size.judge(limits.script_bytes(), limits.source_bytes()),
            Ok(()),
            "{stem}"
        );
        assert!(size.code > 0 && size.code < size.written, "{stem}: {size:?}");
    }
}
