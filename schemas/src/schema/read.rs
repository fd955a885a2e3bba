//! Reads the supported part of JSON Schema 2020-12, and says of everything else where it stands and what to do.
//!
//! Supported: `type`, `properties`, `required`, `items`, `additionalProperties`, `enum` and `const` of strings,
//! `oneOf`/`anyOf`, `$ref` to the file's own `$defs` and to the shared types, `minimum`, `maximum`, `minLength`,
//! `maxLength`, `minItems`, `maxItems` (all checked), and for people `title`, `description`, `examples`, `format`,
//! `deprecated`, `$comment`. A keyword that would be ignored silently is refused: who wrote it relies on it.

mod keyword;
mod object;
mod reference;
mod restrict;

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Bounds, Schema, SchemaKind};
use crate::problem::Fault;
use crate::suggest::shown;
use keyword::{ANNOTATIONS, advice};

/// Named types that every hook may refer to.
pub(crate) type Shared = Vec<Schema>;

/// How many schemas one file may expand to: `$ref`s to `$ref`s grow without bound otherwise.
const MAX_SCHEMAS: usize = 4_096;

/// How deeply schemas may nest, `$ref`s followed: all who walk over them recurse.
const MAX_DEPTH: usize = 64;

/// How many problems of one file are told; nobody reads more at once.
const MAX_PROBLEMS: usize = 200;

/// Reads schemas of one file and collects what is wrong.
pub(crate) struct Reader<'a> {
    shared: &'a Shared,
    /// The file's own `$defs`.
    local: Option<&'a Map<String, Value>>,
    /// Whether an object with named properties refuses others: the runtime drops from a hook's input what is unknown.
    closed: bool,
    /// Names of the `$defs` being read, to find one that contains itself.
    reading: Vec<String>,
    count: usize,
    depth: usize,
    pub(crate) problems: Vec<Fault>,
    seen: HashSet<Fault>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(shared: &'a Shared, local: Option<&'a Map<String, Value>>) -> Self {
        let (reading, problems, seen) = (Vec::new(), Vec::new(), HashSet::new());
        Self {
            shared,
            local,
            closed: false,
            reading,
            count: 0,
            depth: 0,
            problems,
            seen,
        }
    }

    /// Reads a schema of which the host fills the value: keys that it does not name never arrive.
    pub(crate) fn input(&mut self, pointer: &str, value: &Value) -> Schema {
        self.closed = true;
        let schema = self.schema(pointer, value);
        self.closed = false;
        schema
    }

    /// Reads a schema; there is always one, `Any` where nothing better is known.
    pub(crate) fn schema(&mut self, pointer: &str, value: &Value) -> Schema {
        self.count += 1;
        if self.count > MAX_SCHEMAS {
            self.report(
                pointer,
                format!("this file expands to more than {MAX_SCHEMAS} schemas; use fewer `$ref`s"),
            );
            return Schema::new(SchemaKind::Any);
        }
        let map = match value {
            Value::Object(map) => map,
            Value::Bool(true) => return Schema::new(SchemaKind::Any),
            _ => {
                self.report(
                    pointer,
                    "a schema must be an object, such as { \"type\": \"string\" }".to_owned(),
                );
                return Schema::new(SchemaKind::Any);
            }
        };
        if self.depth == MAX_DEPTH {
            let message = format!("this nests deeper than {MAX_DEPTH} schemas; make it flatter");
            self.report(pointer, message);
            return Schema::new(SchemaKind::Any);
        }
        self.depth += 1;
        let mut schema = self.body(pointer, map);
        self.depth -= 1;
        self.annotations(pointer, map, &mut schema);
        schema
    }

    fn body(&mut self, pointer: &str, map: &Map<String, Value>) -> Schema {
        if let Some(target) = map.get("$ref") {
            self.only(pointer, map, "`$ref`", &["$ref"]);
            return self.reference(&format!("{pointer}/$ref"), target);
        }
        if let Some((keyword, members)) = ["oneOf", "anyOf"]
            .iter()
            .find_map(|key| Some((*key, map.get(*key)?)))
        {
            self.only(pointer, map, &format!("`{keyword}`"), &[keyword]);
            return Schema::new(self.union(&format!("{pointer}/{keyword}"), members));
        }
        match map.get("type") {
            Some(Value::String(name)) => self.typed(pointer, map, name),
            Some(Value::Array(names)) => {
                let names = self.type_names(&format!("{pointer}/type"), names);
                let members = names.iter().map(|name| self.typed(pointer, map, name)).collect();
                Schema::new(SchemaKind::Union(members))
            }
            Some(_) => {
                let message = "`type` must be a name such as \"string\", or a list of names".to_owned();
                self.report(&format!("{pointer}/type"), message);
                Schema::new(SchemaKind::Any)
            }
            None if map.contains_key("enum") || map.contains_key("const") => {
                self.typed(pointer, map, "string")
            }
            None => {
                for (keywords, name) in [
                    (
                        ["properties", "required", "additionalProperties"].as_slice(),
                        "object",
                    ),
                    (&["items"], "array"),
                ] {
                    if keywords.iter().any(|keyword| map.contains_key(*keyword)) {
                        self.report(pointer, format!("say what this is: add \"type\": \"{name}\""));
                        return self.typed(pointer, map, name);
                    }
                }
                self.only(pointer, map, "a schema without `type`", &[]);
                Schema::new(SchemaKind::Any)
            }
        }
    }

    /// The names in a list of types.
    fn type_names<'v>(&mut self, pointer: &str, names: &'v [Value]) -> Vec<&'v str> {
        if names.is_empty() {
            self.report(pointer, "name at least one type, such as \"string\"".to_owned());
        }
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let place = format!("{pointer}/{index}");
            match name.as_str() {
                None => self.report(&place, "a type is a name such as \"string\"".to_owned()),
                Some(name) if found.contains(&name) => {
                    let message = format!("`{}` stands here twice; remove one", shown(name));
                    self.report(&place, message);
                }
                // The seven types and one that is wrong.
                Some(name) if found.len() < 8 => found.push(name),
                Some(_) => {}
            }
        }
        found
    }

    fn typed(&mut self, pointer: &str, map: &Map<String, Value>, name: &str) -> Schema {
        let several = map.get("type").is_some_and(Value::is_array);
        let keywords: &[&str] = match name {
            "object" => &["type", "properties", "required", "additionalProperties"],
            "array" => &["type", "items", "minItems", "maxItems"],
            "string" => &["type", "enum", "const", "format", "minLength", "maxLength"],
            "integer" | "number" => &["type", "minimum", "maximum"],
            "boolean" | "null" => &["type"],
            _ => {
                let message = format!(
                    "`{}` is no type; use object, array, string, integer, number, boolean or null",
                    shown(name)
                );
                self.report(&format!("{pointer}/type"), message);
                return Schema::new(SchemaKind::Any);
            }
        };
        if several {
            let all = [
                "type",
                "properties",
                "required",
                "additionalProperties",
                "items",
                "enum",
                "const",
                "format",
            ];
            self.only(pointer, map, "a list of types", &all);
        } else {
            self.only(pointer, map, &format!("type `{name}`"), keywords);
        }
        let kind = match name {
            "object" => self.object(pointer, map),
            "array" => {
                let item = map
                    .get("items")
                    .map(|items| self.schema(&format!("{pointer}/items"), items));
                SchemaKind::Array(Box::new(item.unwrap_or_else(|| Schema::new(SchemaKind::Any))))
            }
            "string" => {
                let format = map
                    .get("format")
                    .and_then(|format| self.text(&format!("{pointer}/format"), format));
                SchemaKind::String {
                    one_of: self.one_of(pointer, map),
                    format,
                }
            }
            "integer" => SchemaKind::Integer,
            "number" => SchemaKind::Number,
            "boolean" => SchemaKind::Boolean,
            _ => SchemaKind::Null,
        };
        let bounds = if several {
            Bounds::default()
        } else {
            self.bounds(pointer, map)
        };
        Schema {
            bounds,
            ..Schema::new(kind)
        }
    }

    fn union(&mut self, pointer: &str, members: &Value) -> SchemaKind {
        match members.as_array() {
            Some(members) if !members.is_empty() => SchemaKind::Union(
                members
                    .iter()
                    .enumerate()
                    .map(|(index, member)| self.schema(&format!("{pointer}/{index}"), member))
                    .collect(),
            ),
            _ => {
                self.report(pointer, "this must be a list of at least one schema".to_owned());
                SchemaKind::Any
            }
        }
    }

    /// What is said for people; beside a `$ref` it replaces what the type says itself.
    fn annotations(&mut self, pointer: &str, map: &Map<String, Value>, schema: &mut Schema) {
        if let Some(title) = map.get("title") {
            schema.title = self.text(&format!("{pointer}/title"), title);
        }
        if let Some(description) = map.get("description") {
            schema.description = self
                .text(&format!("{pointer}/description"), description)
                .unwrap_or_default();
        }
        match map.get("deprecated") {
            Some(Value::Bool(deprecated)) => schema.deprecated = *deprecated,
            Some(_) => self.report(
                &format!("{pointer}/deprecated"),
                "`deprecated` must be true or false".to_owned(),
            ),
            None => {}
        }
        match map.get("examples") {
            Some(Value::Array(examples)) => {
                for (index, example) in examples.iter().enumerate() {
                    for problem in schema.validate(example) {
                        let pointer = format!("{pointer}/examples/{index}{}", problem.pointer);
                        self.report(
                            &pointer,
                            format!("the example does not fit its own schema; {}", problem.message),
                        );
                    }
                }
                schema.examples.clone_from(examples);
            }
            Some(_) => self.report(
                &format!("{pointer}/examples"),
                "`examples` must be a list of values".to_owned(),
            ),
            None => {}
        }
    }

    /// Reports every keyword that has no meaning here.
    fn only(&mut self, pointer: &str, map: &Map<String, Value>, place: &str, allowed: &[&str]) {
        for key in map.keys() {
            if !allowed.contains(&key.as_str()) && !ANNOTATIONS.contains(&key.as_str()) {
                self.fault(&format!("{pointer}/{}", escape(key)), advice(key, place), true);
            }
        }
    }

    fn text(&mut self, pointer: &str, value: &Value) -> Option<String> {
        if !value.is_string() {
            self.report(pointer, "this must be a string".to_owned());
        }
        value.as_str().map(str::to_owned)
    }

    fn report(&mut self, pointer: &str, message: String) {
        self.fault(pointer, message, false);
    }

    fn fault(&mut self, pointer: &str, message: String, about_key: bool) {
        let fault = Fault {
            pointer: pointer.to_owned(),
            message,
            about_key,
        };
        // A type that is referred to twice is read twice, its problems are reported once.
        if self.problems.len() < MAX_PROBLEMS && self.seen.insert(fault.clone()) {
            self.problems.push(fault);
        }
    }
}

pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
