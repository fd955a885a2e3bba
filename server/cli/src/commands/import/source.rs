//! What a script table holds, as it was found: scripts, plans and names of secrets, of a dump in JSON or an SQLite file.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::sqlite;
use crate::exit::Failure;

pub(super) const SCRIPTS: &str = "pipeline_scripts";
pub(super) const PLANS: &str = "pipeline_execution_plan";
pub(super) const SECRETS: &str = "pipeline_secrets";
/// The tables, and the columns of each that are read.
pub(super) const TABLES: [(&str, &[&str]); 3] = [
    (SCRIPTS, &["id", "name", "code", "config"]),
    (PLANS, &["trigger_event", "node_order"]),
    (SECRETS, &["name"]),
];

/// How an SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

const BOM: &[u8] = "\u{feff}".as_bytes();

#[derive(Debug, Default)]
pub(super) struct Source {
    /// By id; ids are unique.
    pub(super) scripts: BTreeMap<String, OldScript>,
    pub(super) plans: Vec<OldPlan>,
    pub(super) secrets: Vec<String>,
}

#[derive(Debug)]
pub(super) struct OldScript {
    pub(super) name: String,
    pub(super) code: String,
    pub(super) config: Config,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Config {
    None,
    Known(Map<String, Value>),
    /// No JSON object: the text as it was found.
    Unreadable(String),
}

#[derive(Debug)]
pub(super) struct OldPlan {
    pub(super) event: String,
    /// Ids of scripts, layer by layer.
    pub(super) layers: Vec<Vec<String>>,
}

impl Source {
    /// # Errors
    /// If the file is neither, or a table or a column that is needed is missing or makes no sense.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let bytes =
            std::fs::read(path).map_err(|error| Failure::to(format_args!("read `{shown}`"), error))?;
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(
                Failure::new(format!("`{shown}` is UTF-16, and a dump is read as UTF-8"))
                    .help("Save it as UTF-8."),
            );
        }
        let tables = if bytes.starts_with(SQLITE) {
            sqlite::tables(path)?
        } else {
            serde_json::from_slice(bytes.strip_prefix(BOM).unwrap_or(&bytes)).map_err(|error| {
                Failure::new(format!("`{shown}` is neither an SQLite file nor JSON: {error}")).help(format!(
                    "A dump is an object with the keys `{SCRIPTS}`, `{PLANS}` and `{SECRETS}`, each a list of rows."
                ))
            })?
        };
        Self::of(&tables).map_err(|message| {
            Failure::new(format!("`{shown}` cannot be imported: {message}")).help("Nothing was written.")
        })
    }

    /// The tables as a JSON dump has them.
    fn of(tables: &Value) -> Result<Self, String> {
        let mut source = Self::default();
        for (index, row) in rows(tables, SCRIPTS)?.iter().enumerate() {
            let place = format!("row {} of `{SCRIPTS}`", index + 1);
            let id = text_of(row, "id").ok_or_else(|| format!("{place} has no `id`"))?;
            let code = match row.get("code") {
                Some(Value::String(code)) => code.clone(),
                _ => return Err(format!("script `{id}` has no text as its `code`")),
            };
            let script = OldScript {
                name: text_of(row, "name").unwrap_or_else(|| id.clone()),
                code,
                config: config(row.get("config")),
            };
            if source.scripts.insert(id.clone(), script).is_some() {
                return Err(format!("the id `{id}` stands in `{SCRIPTS}` twice"));
            }
        }
        for (index, row) in rows(tables, PLANS)?.iter().enumerate() {
            let place = format!("row {} of `{PLANS}`", index + 1);
            let event =
                text_of(row, "trigger_event").ok_or_else(|| format!("{place} has no `trigger_event`"))?;
            let layers = layers(row.get("node_order"))
                .ok_or_else(|| format!("`node_order` of `{event}` is no list of lists of script ids"))?;
            source.plans.push(OldPlan { event, layers });
        }
        // The order of rows says nothing; of two of one event the first is meant.
        source.plans.sort_by(|a, b| a.event.cmp(&b.event));
        // Who keeps no secrets may have no such table.
        if tables.get(SECRETS).is_some() {
            for (index, row) in rows(tables, SECRETS)?.iter().enumerate() {
                let name = match row {
                    Value::String(name) => Some(name.clone()),
                    row => text_of(row, "name"),
                };
                source
                    .secrets
                    .push(name.ok_or_else(|| format!("row {} of `{SECRETS}` has no `name`", index + 1))?);
            }
        }
        source.secrets.sort();
        source.secrets.dedup();
        Ok(source)
    }
}

fn rows<'a>(tables: &'a Value, name: &str) -> Result<&'a Vec<Value>, String> {
    match tables.get(name) {
        Some(Value::Array(rows)) => Ok(rows),
        Some(_) => Err(format!("`{name}` is no list of rows")),
        None => Err(format!("it has no table `{name}`")),
    }
}

/// A text, or a number as one: ids are either.
fn text_of(row: &Value, column: &str) -> Option<String> {
    match row.get(column)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// JSON, or a text that holds JSON, as a column of a database does.
fn json(value: Option<&Value>) -> Option<Value> {
    match value {
        Some(Value::String(text)) => serde_json::from_str(text).ok(),
        other => other.cloned(),
    }
}

fn config(value: Option<&Value>) -> Config {
    match (json(value), value) {
        (Some(Value::Object(fields)), _) if !fields.is_empty() => Config::Known(fields),
        (Some(Value::Null | Value::Object(_)), _) | (None, None) => Config::None,
        (_, Some(Value::String(text))) if text.trim().is_empty() => Config::None,
        (_, Some(Value::String(text))) => Config::Unreadable(text.clone()),
        (_, value) => Config::Unreadable(value.map(Value::to_string).unwrap_or_default()),
    }
}

fn layers(value: Option<&Value>) -> Option<Vec<Vec<String>>> {
    let layers = json(value)?;
    let id = |id: &Value| match id {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let layer = |layer: &Value| layer.as_array()?.iter().map(id).collect::<Option<Vec<_>>>();
    let layers = layers.as_array()?.iter().map(layer).collect::<Option<Vec<_>>>()?;
    Some(layers.into_iter().filter(|layer| !layer.is_empty()).collect())
}
