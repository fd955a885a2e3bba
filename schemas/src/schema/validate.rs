//! Holds a value against a schema and says, for people, what does not fit.

use serde_json::{Map, Number, Value};

use super::{Field, Schema, SchemaKind};
use crate::suggest::{shown, shown_up_to};

/// One thing about a value that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// JSON pointer into the value (RFC 6901).
    pub pointer: String,
    /// One sentence that names the place.
    pub message: String,
    pub kind: ProblemKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// A required field is absent (or null).
    Missing,
    /// A field that the schema does not know. The runtime drops it, so that a newer host locks nobody out.
    Unknown,
    WrongType,
    /// A string that is none of those allowed.
    NotAllowed,
    OutOfBounds,
}

impl Schema {
    /// What of `value` does not fit, in the order of the value. A null in an object is an absent key.
    pub fn validate(&self, value: &Value) -> Vec<Problem> {
        let mut check = Check::default();
        check.value(self, value);
        check.problems
    }

    /// Whether `value` is of the JSON type that this schema starts with.
    fn has_type_of(&self, value: &Value) -> bool {
        match &self.kind {
            SchemaKind::Any => true,
            SchemaKind::Null => value.is_null(),
            SchemaKind::Boolean => value.is_boolean(),
            SchemaKind::Integer => value.as_number().is_some_and(is_integer),
            SchemaKind::Number => value.is_number(),
            SchemaKind::String { .. } => value.is_string(),
            SchemaKind::Array(_) => value.is_array(),
            SchemaKind::Object { .. } => value.is_object(),
            SchemaKind::Union(members) => members.iter().any(|member| member.has_type_of(value)),
        }
    }
}

#[derive(Default)]
struct Check {
    pointer: String,
    /// The same for people, such as `request.ip` or `scopes[0]`: counted from 0, as the pointer is.
    place: String,
    problems: Vec<Problem>,
}

impl Check {
    fn value(&mut self, schema: &Schema, value: &Value) {
        if let SchemaKind::Union(members) = &schema.kind {
            return self.union(schema, members, value);
        }
        if !schema.has_type_of(value) {
            let message = format!(
                "{} must be {}; this is {}",
                self.name(),
                article(&wanted(schema)),
                kind_of(value)
            );
            return self.report(ProblemKind::WrongType, message);
        }
        match (&schema.kind, value) {
            (SchemaKind::String { one_of, .. }, Value::String(text))
                if !one_of.is_empty() && !one_of.contains(text) =>
            {
                let message = format!(
                    "{} must be {}; this is {:?}",
                    self.name(),
                    wanted(schema),
                    shown(text)
                );
                self.report(ProblemKind::NotAllowed, message);
            }
            (SchemaKind::Array(item), Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.item(index, |check| check.value(item, value));
                }
            }
            (
                SchemaKind::Object {
                    fields,
                    additional,
                    open,
                },
                Value::Object(map),
            ) => {
                self.object(fields, additional.as_deref(), *open, map);
            }
            _ => {}
        }
        self.bounds(schema, value);
    }

    /// The problems of the one member that is meant, if that can be told; else one about the whole.
    fn union(&mut self, schema: &Schema, members: &[Schema], value: &Value) {
        let mut meant = None;
        let mut same_type = 0;
        for member in members.iter().filter(|member| member.has_type_of(value)) {
            let mut check = Check {
                pointer: self.pointer.clone(),
                place: self.place.clone(),
                problems: Vec::new(),
            };
            check.value(member, value);
            if check.problems.is_empty() {
                return;
            }
            same_type += 1;
            meant = Some(check.problems);
        }
        match meant {
            Some(problems) if same_type == 1 => self.problems.extend(problems),
            Some(_) if value.is_string() => {
                let message = format!(
                    "{} must be {}; this is {:?}",
                    self.name(),
                    wanted(schema),
                    shown(value.as_str().unwrap_or_default())
                );
                self.report(ProblemKind::NotAllowed, message);
            }
            _ => {
                let message = format!(
                    "{} must be {}; this {} fits none",
                    self.name(),
                    wanted(schema),
                    bare_kind_of(value)
                );
                self.report(ProblemKind::WrongType, message);
            }
        }
    }

    fn object(
        &mut self,
        fields: &[Field],
        additional: Option<&Schema>,
        open: bool,
        map: &Map<String, Value>,
    ) {
        for field in fields.iter().filter(|field| field.required) {
            let absent = match map.get(&field.name) {
                None => true,
                Some(value) => value.is_null() && !field.schema.has_type_of(value),
            };
            if absent {
                self.member(&field.name, |check| {
                    let message = format!("{} is missing", check.name());
                    check.report(ProblemKind::Missing, message);
                });
            }
        }
        for (key, value) in map {
            let known = fields
                .iter()
                .find(|field| field.name == *key)
                .map(|field| &field.schema);
            let Some(schema) = known.or(additional) else {
                if !open {
                    self.member(key, |check| {
                        let message = format!("{} is not known here", check.name());
                        check.report(ProblemKind::Unknown, message);
                    });
                }
                continue;
            };
            if value.is_null() && !schema.has_type_of(value) {
                continue; // an absent key; a required one is reported above
            }
            self.member(key, |check| check.value(schema, value));
        }
    }

    fn bounds(&mut self, schema: &Schema, value: &Value) {
        let bounds = &schema.bounds;
        let message = match value {
            Value::Number(number) => {
                let below = bounds.minimum.as_ref().filter(|minimum| less(number, minimum));
                let above = bounds.maximum.as_ref().filter(|maximum| less(maximum, number));
                below
                    .map(|minimum| format!("must be {minimum} or more; this is {number}"))
                    .or_else(|| above.map(|maximum| format!("must be {maximum} or less; this is {number}")))
            }
            Value::String(text) => {
                let length = text.chars().count() as u64;
                outside(length, bounds.min_length, bounds.max_length, "character")
            }
            Value::Array(items) => outside(items.len() as u64, bounds.min_items, bounds.max_items, "item"),
            _ => None,
        };
        if let Some(message) = message {
            let message = format!("{} {message}", self.name());
            self.report(ProblemKind::OutOfBounds, message);
        }
    }

    fn member(&mut self, key: &str, check: impl FnOnce(&mut Self)) {
        let dot = if self.place.is_empty() { "" } else { "." };
        self.inside(
            &key.replace('~', "~0").replace('/', "~1"),
            &format!("{dot}{key}"),
            check,
        );
    }

    fn item(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.inside(&index.to_string(), &format!("[{index}]"), check);
    }

    fn inside(&mut self, segment: &str, place: &str, check: impl FnOnce(&mut Self)) {
        let lengths = (self.pointer.len(), self.place.len());
        self.pointer.push('/');
        self.pointer.push_str(segment);
        self.place.push_str(place);
        check(self);
        self.pointer.truncate(lengths.0);
        self.place.truncate(lengths.1);
    }

    fn name(&self) -> String {
        if self.place.is_empty() {
            "the value".to_owned()
        } else {
            format!("`{}`", shown_up_to(30, &self.place))
        }
    }

    fn report(&mut self, kind: ProblemKind, message: String) {
        self.problems.push(Problem {
            pointer: self.pointer.clone(),
            message,
            kind,
        });
    }
}

fn outside(count: u64, minimum: Option<u64>, maximum: Option<u64>, unit: &str) -> Option<String> {
    let counted = |bound: u64| format!("{bound} {unit}{}", if bound == 1 { "" } else { "s" });
    if let Some(minimum) = minimum.filter(|minimum| count < *minimum) {
        return Some(format!(
            "must have {} or more; this has {count}",
            counted(minimum)
        ));
    }
    let maximum = maximum.filter(|maximum| count > *maximum)?;
    Some(format!(
        "must have {} or fewer; this has {count}",
        counted(maximum)
    ))
}

/// A whole number, as JSON Schema has it: `3.0` is one.
fn is_integer(number: &Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|value| value.fract() == 0.0)
}

fn less(a: &Number, b: &Number) -> bool {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a < b,
        _ => a.as_f64() < b.as_f64(),
    }
}

/// The type in so many words that a sentence holds them.
fn wanted(schema: &Schema) -> String {
    shown_up_to(50, &schema.summary())
}

fn article(summary: &str) -> String {
    let word = |start: &str| summary.starts_with(start);
    if word("any") || word("null") || word("\"") {
        summary.to_owned()
    } else if summary.starts_with(['a', 'e', 'i', 'o']) {
        format!("an {summary}")
    } else {
        format!("a {summary}")
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn bare_kind_of(value: &Value) -> &'static str {
    let kind = kind_of(value);
    kind.split_once(' ').map_or(kind, |(_, bare)| bare)
}
