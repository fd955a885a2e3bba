//! Reads what narrows a type: the strings allowed, bounds of numbers and lengths.

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

use super::Reader;
use crate::schema::Bounds;
use crate::suggest::shown;

impl Reader<'_> {
    /// The one or more strings that `enum` or `const` allow.
    pub(super) fn one_of(&mut self, pointer: &str, map: &Map<String, Value>) -> Vec<String> {
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
        let mut seen: HashSet<&str> = HashSet::new();
        for (place, value) in one.into_iter().chain(listed) {
            match value {
                Value::String(text) if seen.insert(text) => strings.push(text.clone()),
                Value::String(text) => {
                    self.report(&place, format!("`{}` stands here twice; remove one", shown(text)));
                }
                _ => self.report(
                    &place,
                    "only strings can be listed; for other values give their type".to_owned(),
                ),
            }
        }
        strings
    }

    pub(super) fn bounds(&mut self, pointer: &str, map: &Map<String, Value>) -> Bounds {
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
}
