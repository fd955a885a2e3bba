//! TOML with places: a document, and the JSON pointer of each of its keys.

use pipelua_syntax::TextRange;
use pipelua_syntax::json::join_pointer;
use toml_edit::{Document, Item, TableLike, Value};

/// One key of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TomlPlace {
    /// As of JSON (RFC 6901).
    pub(crate) pointer: String,
    pub(crate) key: TextRange,
    /// The value; for a table its header.
    pub(crate) value: TextRange,
}

/// Why a text is no TOML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TomlSyntaxError {
    pub(crate) message: String,
    pub(crate) range: TextRange,
}

/// Reads `text`; the parser gives up at its first error.
pub(crate) fn parse(text: &str) -> Result<Document<&str>, TomlSyntaxError> {
    Document::parse(text).map_err(|error| TomlSyntaxError {
        message: error.message().lines().next().unwrap_or_default().to_owned(),
        range: error.span().map_or(TextRange::empty(0), to_range),
    })
}

/// All keys, in the order of the text.
pub(crate) fn places(document: &Document<&str>) -> Vec<TomlPlace> {
    let mut places = Vec::new();
    collect(document.as_table(), "", &mut places);
    places.sort_by_key(|place| (place.key.start, place.pointer.len()));
    places
}

/// Recursion is bounded: the parser refuses more than 80 levels.
fn collect(table: &dyn TableLike, pointer: &str, places: &mut Vec<TomlPlace>) {
    for (name, item) in table.iter() {
        let pointer = join_pointer(pointer, name);
        let value = item.span().map(to_range).unwrap_or_default();
        let key = key_range(table, name).unwrap_or(value);
        places.push(TomlPlace {
            pointer: pointer.clone(),
            key,
            value,
        });
        collect_item(item, &pointer, places);
    }
}

fn collect_item(item: &Item, pointer: &str, places: &mut Vec<TomlPlace>) {
    if let Some(table) = item.as_table_like() {
        collect(table, pointer, places);
    }
    for (index, table) in item.as_array_of_tables().into_iter().flatten().enumerate() {
        collect(table, &join_pointer(pointer, &index.to_string()), places);
    }
    for (index, value) in item.as_array().into_iter().flatten().enumerate() {
        collect_value(value, &join_pointer(pointer, &index.to_string()), places);
    }
}

fn collect_value(value: &Value, pointer: &str, places: &mut Vec<TomlPlace>) {
    let range = value.span().map(to_range).unwrap_or_default();
    places.push(TomlPlace {
        pointer: pointer.to_owned(),
        key: range,
        value: range,
    });
    if let Some(table) = value.as_inline_table() {
        collect(table, pointer, places);
    }
    for (index, value) in value.as_array().into_iter().flatten().enumerate() {
        collect_value(value, &join_pointer(pointer, &index.to_string()), places);
    }
}

/// The pointer of the innermost key or value at `offset`; empty between them.
pub(crate) fn pointer_at(places: &[TomlPlace], offset: u32) -> String {
    let at = |place: &&TomlPlace| place.key.touches(offset) || place.value.touches(offset);
    let innermost = places.iter().filter(at).max_by_key(|place| place.pointer.len());
    innermost.map_or_else(String::new, |place| place.pointer.clone())
}

/// The place of the key `name`.
pub(crate) fn key_range(table: &dyn TableLike, name: &str) -> Option<TextRange> {
    Some(to_range(table.key(name)?.span()?))
}

pub(crate) fn to_range(span: std::ops::Range<usize>) -> TextRange {
    TextRange::new(span.start as u32, span.end as u32)
}
