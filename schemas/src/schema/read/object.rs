//! Reads objects: their fields, which are required, and whether there may be others.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Reader, escape};
use crate::schema::{Field, SchemaKind};
use crate::suggest::shown;

impl Reader<'_> {
    pub(super) fn object(&mut self, pointer: &str, map: &Map<String, Value>) -> SchemaKind {
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
                let places: HashMap<String, usize> = fields
                    .iter()
                    .enumerate()
                    .map(|(at, field)| (field.name.clone(), at))
                    .collect();
                for (index, name) in names.iter().enumerate() {
                    let field = name.as_str().and_then(|name| places.get(name));
                    if let Some(field) = field.and_then(|at| fields.get_mut(*at)) {
                        field.required = true;
                    } else {
                        let name = shown(name.as_str().unwrap_or(&name.to_string()));
                        let message =
                            format!("`required` names `{name}`, which is not in `properties`; add it there");
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
}
