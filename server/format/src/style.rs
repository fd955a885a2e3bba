//! How Lua is laid out here: `stylua.toml` beside the manifest, else its `[format]`, else two blanks and 100 columns.

use serde_json::{Map, Value};
use stylua_lib::{Config, IndentType, LineEndings, LuaVersion};

/// How Lua is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style(Config);

/// Why a `stylua.toml` cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`stylua.toml` cannot be used: {reason}")]
pub struct StyleError {
    reason: String,
}

/// The style of a workspace, from the valid keys of `[format]` in its manifest and the text of the `stylua.toml`
/// beside that. A `stylua.toml` stands alone: what it leaves out is as StyLua has it.
///
/// # Errors
/// If `stylua.toml` is no TOML or has a key or value that StyLua does not know.
pub fn style(format: &Map<String, Value>, stylua_toml: Option<&str>) -> Result<Style, StyleError> {
    match stylua_toml {
        Some(text) => from_stylua_toml(text),
        None => Ok(from_manifest(format)),
    }
}

impl Default for Style {
    fn default() -> Self {
        let mut config = Config::new();
        config.column_width = 100;
        config.indent_type = IndentType::Spaces;
        config.indent_width = 2;
        Self(config)
    }
}

impl Style {
    /// StyLua's own form of it, with what is not up to a workspace.
    pub(crate) fn config(&self) -> Config {
        let mut config = self.0;
        config.syntax = LuaVersion::Lua54;
        config.line_endings = LineEndings::Unix;
        config
    }
}

fn from_stylua_toml(text: &str) -> Result<Style, StyleError> {
    let wrong = |reason: String| StyleError { reason };
    let table = table(text).map_err(wrong)?;
    serde_json::from_value(Value::Object(table))
        .map(Style)
        .map_err(|error| wrong(error.to_string()))
}

fn from_manifest(format: &Map<String, Value>) -> Style {
    let default = Style::default().0;
    let mut config = default;
    let mut good = Map::new();
    for (key, value) in format {
        let mut tried = good.clone();
        tried.insert(key.replace('-', "_"), stylua_value(value));
        if let Ok(understood) = read_over(default, tried.clone()) {
            config = understood;
            good = tried;
        }
    }
    Style(config)
}

/// StyLua writes `AutoPreferDouble` where the manifest writes `auto-prefer-double`.
fn stylua_value(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.split('-').map(capitalised).collect()),
        other => other.clone(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The default with `changes` laid over it.
fn read_over(default: Config, mut changes: Map<String, Value>) -> Result<Config, serde_json::Error> {
    changes
        .entry("column_width")
        .or_insert_with(|| default.column_width.into());
    changes
        .entry("indent_width")
        .or_insert_with(|| default.indent_width.into());
    changes.entry("indent_type").or_insert_with(|| "Spaces".into());
    serde_json::from_value(Value::Object(changes))
}

fn table(text: &str) -> Result<Map<String, Value>, String> {
    let document: toml_edit::DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    Ok(as_map(document.as_table()))
}

fn as_map(table: &dyn toml_edit::TableLike) -> Map<String, Value> {
    table
        .iter()
        .filter_map(|(key, item)| Some((key.to_owned(), as_value(item)?)))
        .collect()
}

/// Only what a style may hold: strings, numbers, booleans and tables of them.
fn as_value(item: &toml_edit::Item) -> Option<Value> {
    if let Some(table) = item.as_table_like() {
        return Some(Value::Object(as_map(table)));
    }
    let value = item.as_value()?;
    value
        .as_str()
        .map(Value::from)
        .or_else(|| value.as_integer().map(Value::from))
        .or_else(|| value.as_bool().map(Value::from))
}
