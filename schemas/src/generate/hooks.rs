//! All hooks and lanes as one JSON document that stands alone.

use serde_json::{Map, Value, json};

use crate::hook::builtin_files;

/// Lanes, hooks and shared types in one document; every `$ref` leads into its own `$defs`.
pub fn hooks() -> String {
    let parse = |text: &str| -> Value { serde_json::from_str(text).expect("the data is checked by a test") };
    let mut hooks = Map::new();
    for hook in crate::builtin().hooks() {
        let Some((name, text)) = builtin_files().iter().find(|(name, _)| *name == hook.name) else {
            continue;
        };
        let mut document = parse(text);
        if let Some(map) = document.as_object_mut() {
            map.shift_remove("$schema");
        }
        point_inward(&mut document);
        hooks.insert((*name).to_owned(), document);
    }
    let lanes = parse(include_str!("../../lanes.json"));
    let types = parse(include_str!("../../types.json"));
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "version": 1,
        "lanes": lanes.get("lanes"),
        "hooks": hooks,
        "$defs": types.get("$defs"),
    });
    serde_json::to_string_pretty(&document).expect("a document has string keys only") + "\n"
}

fn point_inward(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(target) if key == "$ref" => {
                        if let Some(name) = target.strip_prefix("../types.json") {
                            *target = name.to_owned();
                        }
                    }
                    value => point_inward(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(point_inward),
        _ => {}
    }
}
