//! Reads the supported part of JSON Schema 2020-12, and says of everything else where it stands and what to do.
//!
//! Supported: `type`, `properties`, `required`, `items`, `additionalProperties`, `enum` and `const` of strings,
//! `oneOf`/`anyOf`, `$ref` to the file's own `$defs` and to the shared types, `minimum`, `maximum`, `minLength`,
//! `maxLength`, `minItems`, `maxItems` (all checked), and for people `title`, `description`, `examples`, `format`,
//! `deprecated`, `$comment`. A keyword that would be ignored silently is refused: who wrote it relies on it.

mod keyword;

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use super::{Bounds, Field, Schema, SchemaKind};
use keyword::{ANNOTATIONS, advice};

/// Named types that every hook may refer to.
pub(crate) type Shared = Vec<(String, Schema)>;

/// How many schemas one file may expand to: `$ref`s to `$ref`s grow without bound otherwise.
const MAX_SCHEMAS: usize = 4_096;

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
    pub(crate) problems: Vec<(String, String)>,
    seen: HashSet<(String, String)>,
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
        let mut schema = self.body(pointer, map);
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
                let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
                if names.is_empty() {
                    self.report(
                        &format!("{pointer}/type"),
                        "name at least one type, such as \"string\"".to_owned(),
                    );
                }
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
                    "`{name}` is no type; use object, array, string, integer, number, boolean or null"
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

    fn object(&mut self, pointer: &str, map: &Map<String, Value>) -> SchemaKind {
        let mut fields = Vec::new();
        match map.get("properties") {
            Some(Value::Object(properties)) => {
                for (name, value) in properties {
                    let schema = self.schema(&format!("{pointer}/properties/{}", escape(name)), value);
                    fields.push(Field {
                        name: name.clone(),
                        required: false,
                        schema,
                    });
                }
            }
            Some(_) => self.report(
                &format!("{pointer}/properties"),
                "`properties` must be an object".to_owned(),
            ),
            None => {}
        }
        match map.get("required") {
            Some(Value::Array(names)) => {
                for (index, name) in names.iter().enumerate() {
                    let field = fields
                        .iter_mut()
                        .find(|field| Some(field.name.as_str()) == name.as_str());
                    if let Some(field) = field {
                        field.required = true;
                    } else {
                        let message =
                            format!("`required` names {name}, which is not in `properties`; add it there");
                        self.report(&format!("{pointer}/required/{index}"), message);
                    }
                }
            }
            Some(_) => self.report(
                &format!("{pointer}/required"),
                "`required` must be a list of names".to_owned(),
            ),
            None => {}
        }
        let (additional, open) = match map.get("additionalProperties") {
            None => (None, !(self.closed && map.contains_key("properties"))),
            Some(Value::Bool(open)) => (None, *open),
            Some(value) => (
                Some(Box::new(
                    self.schema(&format!("{pointer}/additionalProperties"), value),
                )),
                true,
            ),
        };
        SchemaKind::Object {
            fields,
            additional,
            open,
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

    /// The one or more strings that `enum` or `const` allow.
    fn one_of(&mut self, pointer: &str, map: &Map<String, Value>) -> Vec<String> {
        let one = map.get("const").map(|value| (format!("{pointer}/const"), value));
        let (listed, is_list) = match map.get("enum") {
            Some(Value::Array(values)) => (values.as_slice(), true),
            Some(_) => (&[][..], true),
            None => (&[][..], false),
        };
        if is_list && listed.is_empty() {
            self.report(
                &format!("{pointer}/enum"),
                "`enum` must be a list of at least one string".to_owned(),
            );
        }
        let listed = listed
            .iter()
            .enumerate()
            .map(|(index, value)| (format!("{pointer}/enum/{index}"), value));
        let mut strings: Vec<String> = Vec::new();
        for (place, value) in one.into_iter().chain(listed) {
            match value {
                Value::String(text) if strings.contains(text) => {
                    self.report(&place, format!("{value} stands here twice; remove one"));
                }
                Value::String(text) => strings.push(text.clone()),
                _ => self.report(
                    &place,
                    "only strings can be listed; for other values give their type".to_owned(),
                ),
            }
        }
        strings
    }

    fn bounds(&mut self, pointer: &str, map: &Map<String, Value>) -> Bounds {
        let mut number = |key: &str| -> Option<Number> {
            let value = map.get(key)?;
            if !value.is_number() {
                self.report(&format!("{pointer}/{key}"), format!("`{key}` must be a number"));
            }
            value.as_number().cloned()
        };
        let (minimum, maximum) = (number("minimum"), number("maximum"));
        let mut count = |key: &str| -> Option<u64> {
            let value = map.get(key)?;
            if value.as_u64().is_none() {
                self.report(
                    &format!("{pointer}/{key}"),
                    format!("`{key}` must be a whole number, 0 or more"),
                );
            }
            value.as_u64()
        };
        Bounds {
            minimum,
            maximum,
            min_length: count("minLength"),
            max_length: count("maxLength"),
            min_items: count("minItems"),
            max_items: count("maxItems"),
        }
    }

    fn reference(&mut self, pointer: &str, target: &Value) -> Schema {
        let Some(target) = self.text(pointer, target) else {
            return Schema::new(SchemaKind::Any);
        };
        if let Some(name) = target.strip_prefix("#/$defs/") {
            return self.local_type(pointer, name);
        }
        // The second form is what an editor can follow in a team's workspace.
        let shared = ["../types.json#/$defs/", "../.pipelua/schemas/types.json#/$defs/"];
        let Some(name) = shared.iter().find_map(|prefix| target.strip_prefix(prefix)) else {
            let message = format!(
                "`{target}` cannot be followed; refer to `#/$defs/..` of this file or `../types.json#/$defs/..`"
            );
            self.report(pointer, message);
            return Schema::new(SchemaKind::Any);
        };
        if let Some((_, schema)) = self.shared.iter().find(|(known, _)| known == name) {
            return schema.clone();
        }
        let known = self
            .shared
            .iter()
            .map(|(known, _)| format!("`{known}`"))
            .collect::<Vec<_>>()
            .join(", ");
        self.report(
            pointer,
            format!("there is no shared type `{name}`; there are {known}"),
        );
        Schema::new(SchemaKind::Any)
    }

    fn local_type(&mut self, pointer: &str, name: &str) -> Schema {
        let Some((name, value)) = self.local.and_then(|local| local.get_key_value(name)) else {
            self.report(
                pointer,
                format!("there is no `{name}` in the `$defs` of this file; add it"),
            );
            return Schema::new(SchemaKind::Any);
        };
        if self.reading.contains(name) {
            self.report(
                pointer,
                format!("`{name}` contains itself; describe the inner value without `$ref`"),
            );
            return Schema::new(SchemaKind::Any);
        }
        self.reading.push(name.clone());
        let schema = self.schema(&format!("/$defs/{}", escape(name)), value);
        self.reading.pop();
        Schema {
            type_name: Some(name.clone()),
            ..schema
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
                            format!("the example does not fit its own schema: {}", problem.message),
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
                self.report(&format!("{pointer}/{}", escape(key)), advice(key, place));
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
        // A type that is referred to twice is read twice, its problems are reported once.
        if self.seen.insert((pointer.to_owned(), message.clone())) {
            self.problems.push((pointer.to_owned(), message));
        }
    }
}

pub(crate) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
