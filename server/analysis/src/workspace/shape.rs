//! Holds a JSON file with places against the schema of its kind, which stands in `schemas/` alone.
//!
//! Understood is what the schemas of our own files use; what a schema cannot say is checked by those who call.

use std::collections::HashSet;

use pipelua_rules::json_value::to_value;
use pipelua_rules::listing::{all_of, any_of, choice};
use pipelua_rules::suggest::{did_you_mean, nearest};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Kind, Member, Value};
use serde_json::Value as Schema;

use super::wording::{quoted, sentence};

/// What does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Misfit {
    pub(crate) kind: MisfitKind,
    pub(crate) range: TextRange,
    /// One sentence of at most 100 characters.
    pub(crate) message: String,
    /// What to do, in the imperative.
    pub(crate) help: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum MisfitKind {
    /// A key that does not exist, and the one that is most likely meant, if that is free.
    UnknownKey(Option<String>),
    /// A value, or the absence of one.
    Value,
}

/// All that does not fit, in the order of the file. Recursion is bounded: JSON is read 128 levels deep.
pub(crate) fn misfits(root: &Schema, value: Value<'_>, title: &str) -> Vec<Misfit> {
    let mut shape = Shape {
        root,
        title,
        misfits: Vec::new(),
    };
    shape.value(root, value, "");
    shape.misfits
}

struct Shape<'a> {
    root: &'a Schema,
    /// What the whole is called: `a sample`.
    title: &'a str,
    misfits: Vec<Misfit>,
}

impl Shape<'_> {
    fn value(&mut self, schema: &Schema, value: Value<'_>, name: &str) {
        let schema = self.resolve(schema);
        if value.is_hole() {
            return;
        }
        if let Some(branches) = schema.get("anyOf").and_then(Schema::as_array) {
            return self.any_of(branches, value, name);
        }
        if let Some(fault) = wrong_type(schema, value) {
            return self.report(value, name, &fault);
        }
        match value.kind() {
            Kind::Object(members) => self.object(schema, value, members, name),
            Kind::Array(items) => {
                let Some(of) = schema.get("items") else { return };
                for (index, item) in items.enumerate() {
                    self.value(of, item, &format!("{name}[{index}]"));
                }
            }
            _ => {}
        }
    }

    fn object<'j>(
        &mut self,
        schema: &Schema,
        value: Value<'j>,
        members: impl Iterator<Item = Member<'j>> + Clone,
        name: &str,
    ) {
        let required = schema
            .get("required")
            .and_then(Schema::as_array)
            .into_iter()
            .flatten();
        for key in required.filter_map(Schema::as_str) {
            if !members.clone().any(|member| member.name == key) {
                let message = format!("{} has no `{key}`, which it needs", self.owner(name));
                self.misfits.push(Misfit {
                    kind: MisfitKind::Value,
                    range: value.key().map_or_else(|| first_byte(value), |key| key.key_range),
                    message: sentence(&message),
                    help: format!("add `\"{key}\"`"),
                });
            }
        }
        self.duplicates(members.clone());
        let known = schema.get("properties").and_then(Schema::as_object);
        let additional = schema.get("additionalProperties");
        for member in members.clone().filter(|member| !member.name.is_empty()) {
            if let Some(schema) = known.and_then(|known| known.get(member.name)) {
                self.value(schema, member.value, &join(name, member.name));
            } else if additional.and_then(Schema::as_bool) == Some(false) {
                let keys = known.into_iter().flatten().map(|(key, _)| key.as_str());
                self.unknown_key(member, members.clone(), keys, name);
            } else if let Some(schema) = additional.filter(|schema| schema.is_object()) {
                self.value(schema, member.value, &join(name, member.name));
            }
        }
    }

    fn duplicates<'j>(&mut self, members: impl Iterator<Item = Member<'j>>) {
        let mut seen = HashSet::new();
        for member in members.filter(|member| !member.name.is_empty()) {
            if !seen.insert(member.name) {
                self.misfits.push(Misfit {
                    kind: MisfitKind::Value,
                    range: member.key_range,
                    message: format!("{} is written twice; the last one counts", quoted(member.name)),
                    help: "remove one of the two".to_owned(),
                });
            }
        }
    }

    fn unknown_key<'j, 'k>(
        &mut self,
        member: Member<'_>,
        members: impl Iterator<Item = Member<'j>> + Clone,
        keys: impl Iterator<Item = &'k str> + Clone,
        name: &str,
    ) {
        let near = nearest(member.name, keys.clone());
        let is_free = |key: &str| !members.clone().any(|member| member.name == key);
        let owner = self.owner(name);
        let message = format!(
            "{} is not a key of {owner}{}",
            quoted(member.name),
            did_you_mean(near)
        );
        let (meant, help) = match near {
            Some(near) if is_free(near) => (Some(near.to_owned()), format!("rename it to `{near}`")),
            Some(near) => (None, format!("remove it; `{near}` is there already")),
            None => {
                let free = keys.filter(|key| *key != "$schema" && is_free(key));
                let others = choice(free).map(|keys| format!("; {owner} may also have {keys}"));
                (None, format!("remove it{}", others.unwrap_or_default()))
            }
        };
        self.misfits.push(Misfit {
            kind: MisfitKind::UnknownKey(meant),
            range: member.key_range,
            message: sentence(&message),
            help,
        });
    }

    /// The misfits of the one branch that is meant, if that can be told; else one about the whole.
    fn any_of(&mut self, branches: &[Schema], value: Value<'_>, name: &str) {
        let before = self.misfits.len();
        let mut of_same_type = 0;
        for branch in branches {
            self.misfits.truncate(before);
            let branch = self.resolve(branch);
            if wrong_type(branch, value).is_some() {
                continue;
            }
            self.value(branch, value, name);
            if self.misfits.len() == before {
                return;
            }
            of_same_type += 1;
        }
        if of_same_type != 1 {
            self.misfits.truncate(before);
            let described: Vec<String> = branches
                .iter()
                .map(|branch| describe(self.resolve(branch)))
                .collect();
            self.report(value, name, &described.join(" or "));
        }
    }

    fn report(&mut self, value: Value<'_>, name: &str, expected: &str) {
        let shown = match value.kind() {
            Kind::String(text) => quoted(text),
            Kind::Number(number) => number.text().to_owned(),
            _ => value.kind_name().to_owned(),
        };
        self.misfits.push(Misfit {
            kind: MisfitKind::Value,
            range: value.range(),
            message: sentence(&format!("{} cannot be {shown}", self.owner(name))),
            help: format!("write {expected}"),
        });
    }

    fn owner(&self, name: &str) -> String {
        if name.is_empty() {
            self.title.to_owned()
        } else {
            quoted(name)
        }
    }

    /// What a `$ref` into `$defs` leads to.
    fn resolve<'s>(&self, schema: &'s Schema) -> &'s Schema
    where
        Self: 's,
    {
        let Some(reference) = schema.get("$ref").and_then(Schema::as_str) else {
            return schema;
        };
        reference
            .strip_prefix('#')
            .and_then(|pointer| self.root.pointer(pointer))
            .unwrap_or(schema)
    }
}

/// What should stand there, if the value by itself is of the wrong type or out of bounds.
fn wrong_type(schema: &Schema, value: Value<'_>) -> Option<String> {
    if let Some(allowed) = schema.get("enum").and_then(Schema::as_array) {
        return (!allowed.contains(&to_value(value))).then(|| describe(schema));
    }
    let fits = match schema.get("type").and_then(Schema::as_str) {
        Some("string") => value.as_str().is_some(),
        Some("boolean") => value.as_bool().is_some(),
        Some("object") => value.as_object().is_some(),
        Some("array") => value.as_array().is_some(),
        Some("number") => value.as_number().is_some(),
        Some("integer") => value.as_i64().is_some_and(|number| {
            let bound = |key| schema.get(key).and_then(Schema::as_i64);
            bound("minimum").is_none_or(|least| least <= number)
                && bound("maximum").is_none_or(|most| number <= most)
        }),
        _ => true,
    };
    (!fits).then(|| describe(schema))
}

/// What a schema takes, in words.
fn describe(schema: &Schema) -> String {
    if let Some(allowed) = schema.get("enum").and_then(Schema::as_array) {
        let words: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        return any_of(words.iter().map(String::as_str));
    }
    let bound = |key| schema.get(key).and_then(Schema::as_i64);
    match schema.get("type").and_then(Schema::as_str) {
        Some("string") => "a string".to_owned(),
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("array") => "a list".to_owned(),
        Some("number") => "a number".to_owned(),
        Some("integer") => match (bound("minimum"), bound("maximum")) {
            (Some(least), Some(most)) => format!("a whole number from {least} to {most}"),
            (Some(least), None) => format!("a whole number from {least}"),
            _ => "a whole number".to_owned(),
        },
        Some("object") => {
            let required = schema
                .get("required")
                .and_then(Schema::as_array)
                .into_iter()
                .flatten();
            let keys: Vec<&str> = required.filter_map(Schema::as_str).collect();
            if keys.is_empty() {
                "an object".to_owned()
            } else {
                format!("an object with {}", all_of(keys))
            }
        }
        _ => "another value".to_owned(),
    }
}

fn first_byte(value: Value<'_>) -> TextRange {
    let range = value.range();
    TextRange::new(range.start, range.end.min(range.start + 1))
}

fn join(name: &str, key: &str) -> String {
    if name.is_empty() {
        key.to_owned()
    } else {
        format!("{name}.{key}")
    }
}
