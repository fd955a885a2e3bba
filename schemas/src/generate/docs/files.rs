//! The page about the files that people write, key by key, from their schemas.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::cell;
use crate::file_schema::Audience;

const OWN_HOOKS: &str = "
Types are written in a part of JSON Schema 2020-12: `type`, `properties`, `required`, `additionalProperties`, `items`,
`enum` and `const` of strings, `oneOf`, `anyOf`, `minimum`, `maximum`, `minLength`, `maxLength`, `minItems`, `maxItems`,
and `$ref` to `#/$defs/..` of the same file or to `../types.json#/$defs/..` for the shared types. For people there are
`title`, `description`, `examples`, `format`, `deprecated` and `$comment`. Any other keyword is refused, because it would
be ignored. In `input`, an object with `properties` holds no other keys: the runtime drops them.
";

pub(super) fn page() -> String {
    let mut out = "Every key of the files that people write.\n".to_owned();
    for schema in crate::builtin().file_schemas() {
        if schema.audience != Audience::People || schema.name == "types" {
            continue;
        }
        let document = schema.to_value();
        let title = text(&document, "title");
        let _ = write!(out, "\n## {title}\n\n{}\n", text(&document, "description"));
        if schema.name == "hook" {
            out.push_str(OWN_HOOKS);
        }
        out.push_str("\n| key | value | |\n|---|---|---|\n");
        let mut page = Page {
            document: &document,
            out: &mut out,
        };
        page.rows("", &document, 0);
    }
    out
}

struct Page<'a> {
    document: &'a Value,
    out: &'a mut String,
}

impl Page<'_> {
    fn rows(&mut self, prefix: &str, schema: &Value, depth: usize) {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let empty = Map::new();
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty)
        {
            let optional = if required.contains(&name.as_str()) {
                ""
            } else {
                "?"
            };
            let property = self.followed(property);
            let shown = format!("{prefix}{name}");
            self.row(&format!("{shown}{optional}"), &property);
            self.inside(&shown, &property, depth);
        }
    }

    /// The rows of what a value holds in turn. Types of hooks hold themselves, so the depth is bounded.
    fn inside(&mut self, prefix: &str, schema: &Value, depth: usize) {
        if depth > 3
            || schema
                .get("properties")
                .is_some_and(|inner| inner.get("$ref").is_some())
        {
            return;
        }
        self.rows(&format!("{prefix}."), schema, depth + 1);
        for (key, suffix) in [("additionalProperties", ".<name>"), ("items", "[]")] {
            let Some(inner) = schema.get(key).filter(|inner| inner.is_object()) else {
                continue;
            };
            let inner = self.followed(inner);
            if inner
                .get("properties")
                .is_some_and(|inner| inner.get("$ref").is_none())
            {
                let prefix = format!("{prefix}{suffix}");
                self.row(&prefix, &inner);
                self.rows(&format!("{prefix}."), &inner, depth + 1);
            }
        }
    }

    fn row(&mut self, key: &str, schema: &Value) {
        let _ = writeln!(
            self.out,
            "| `{key}` | {} | {} |",
            cell(&self.kind(schema)),
            cell(text(schema, "description"))
        );
    }

    /// The schema behind a reference, with what is said beside the reference.
    fn followed(&self, schema: &Value) -> Value {
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| target.strip_prefix('#'));
        let Some(mut found) = target.and_then(|pointer| self.document.pointer(pointer)).cloned() else {
            return schema.clone();
        };
        if let (Some(found), Some(beside)) = (found.as_object_mut(), schema.as_object()) {
            for (key, value) in beside.iter().filter(|(key, _)| *key != "$ref") {
                found.insert(key.clone(), value.clone());
            }
        }
        found
    }

    /// The values that there are, in a few words.
    fn kind(&self, schema: &Value) -> String {
        let schema = self.followed(schema);
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values
                .iter()
                .map(|value| format!("`{value}`"))
                .collect::<Vec<_>>()
                .join(", ");
        }
        if let Some(value) = schema.get("const") {
            return format!("`{value}`");
        }
        if let Some(members) = schema.get("anyOf").and_then(Value::as_array) {
            return members
                .iter()
                .map(|member| self.kind(member))
                .collect::<Vec<_>>()
                .join(" or ");
        }
        match schema.get("type") {
            Some(Value::String(name)) if name == "array" => match schema.get("items") {
                Some(items) => format!("list of {}", self.kind(items)),
                None => "list".to_owned(),
            },
            Some(Value::String(name)) => name.clone(),
            Some(Value::Array(names)) => names
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join(" or "),
            _ => "any value".to_owned(),
        }
    }
}

fn text<'a>(schema: &'a Value, key: &str) -> &'a str {
    schema.get(key).and_then(Value::as_str).unwrap_or_default()
}
