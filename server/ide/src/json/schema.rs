//! The schema of a file's kind, walked along a pointer: what is said about a key, and which keys there can be.

use pipelua_analysis::FileKind;
use serde_json::Value;

/// The schema of a kind of file.
pub(super) fn schema_of(kind: FileKind) -> Option<Value> {
    let name = match kind {
        FileKind::Manifest => "manifest",
        FileKind::Pipeline => "pipeline",
        FileKind::Sample => "sample",
        FileKind::Hook => "hook",
        _ => return None,
    };
    Some(pipelua_schemas::builtin().file_schema(name)?.to_value())
}

/// All that is said about what stands at a path; several where the schema allows several forms.
pub(super) fn at<'a>(root: &'a Value, path: &[String]) -> Vec<&'a Value> {
    let mut here = forms(root, root);
    for part in path {
        here = here.iter().flat_map(|schema| step(root, schema, part)).collect();
    }
    here
}

/// The keys that an object may have, with what is said about each.
pub(super) fn keys<'a>(root: &'a Value, schema: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            (
                name.as_str(),
                forms(root, value).first().copied().unwrap_or(value),
            )
        })
        .collect()
}

/// What is said for people.
pub(super) fn description(schema: &Value) -> &str {
    let text = schema.get("description").or_else(|| schema.get("title"));
    text.and_then(Value::as_str).unwrap_or_default()
}

/// The values that there can be, where they are few: as they are written.
pub(super) fn values(schema: &Value) -> Vec<String> {
    if let Some(all) = schema.get("enum").and_then(Value::as_array) {
        return all.iter().map(ToString::to_string).collect();
    }
    if let Some(one) = schema.get("const") {
        return vec![one.to_string()];
    }
    if schema.get("type").and_then(Value::as_str) == Some("boolean") {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    Vec::new()
}

/// The kind of value, in a word.
pub(super) fn type_name(schema: &Value) -> String {
    match schema.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => {
            let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
            names.join(" or ")
        }
        _ => values(schema).join(" or "),
    }
}

fn step<'a>(root: &'a Value, schema: &'a Value, part: &str) -> Vec<&'a Value> {
    let named = schema
        .get("properties")
        .and_then(|properties| properties.get(part));
    let others = schema
        .get("additionalProperties")
        .filter(|others| others.is_object());
    let items = schema
        .get("items")
        .filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
    named
        .or(others)
        .or(items)
        .map_or_else(Vec::new, |next| forms(root, next))
}

/// References and alternatives resolved, a few levels deep.
fn forms<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    let mut open = vec![(schema, 0)];
    while let Some((schema, depth)) = open.pop() {
        if depth > 4 {
            continue;
        }
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|text| text.strip_prefix('#'))
            .and_then(|pointer| root.pointer(pointer));
        if let Some(target) = target {
            open.push((target, depth + 1));
        } else {
            found.push(schema);
        }
        for word in ["anyOf", "oneOf"] {
            let alternatives = schema.get(word).and_then(Value::as_array);
            open.extend(alternatives.into_iter().flatten().map(|next| (next, depth + 1)));
        }
    }
    found
}
