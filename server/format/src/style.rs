//! How Lua is laid out here: `stylua.toml` beside the manifest, else `[format]` in it, else two blanks and 100 columns.

use serde_json::{Map, Value};
use stylua_lib::{Config, LineEndings, LuaVersion};
pub use stylua_lib::{IndentType, QuoteStyle};

/// How Lua is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style(Config);

/// Why a `stylua.toml` cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`stylua.toml` cannot be used: {reason}")]
pub struct StyleError {
    reason: String,
}

/// What a workspace's manifest says about layout; `None` where it says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    pub indent_width: Option<u8>,
    pub indent_type: Option<IndentType>,
    pub column_width: Option<u16>,
    pub quote_style: Option<QuoteStyle>,
}

/// The style of a workspace, from its manifest and the text of the `stylua.toml` beside that.
/// A `stylua.toml` stands alone: what it leaves out is as StyLua has it.
///
/// # Errors
/// If `stylua.toml` is no TOML or has a key or value that StyLua does not know.
pub fn style(options: Options, stylua_toml: Option<&str>) -> Result<Style, StyleError> {
    match stylua_toml {
        Some(text) => from_stylua_toml(text),
        None => Ok(from_options(options)),
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

fn from_options(options: Options) -> Style {
    let mut config = Style::default().0;
    if let Some(width) = options.indent_width {
        config.indent_width = width.into();
    }
    if let Some(indent) = options.indent_type {
        config.indent_type = indent;
    }
    if let Some(width) = options.column_width {
        config.column_width = width.into();
    }
    if let Some(quotes) = options.quote_style {
        config.quote_style = quotes;
    }
    Style(config)
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
