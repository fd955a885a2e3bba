//! The one canonical form of JSON: `pipelua fmt`, the views, the API and sync all write it.
//!
//! Two blanks a level, keys in the order of the file's schema and then in the author's, objects and
//! arrays on one line where that line stays under 100 columns (the outermost never), one final
//! newline. Numbers and strings keep the text they were written in. What strict JSON does not have
//! would be lost, so a text with it is refused, with the place.

mod key_order;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Json, Kind, Member, Value};

pub use key_order::KeyOrder;

use crate::suggest::shown;

/// A line of an object or array ends before this column.
pub const COLUMNS: usize = 100;

/// How one kind of file is laid out, beyond what all have in common.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout<'s> {
    order: KeyOrder<'s>,
    /// Keys of the outermost object whose values never stand on one line.
    spread: &'s [&'s str],
}

impl<'s> Layout<'s> {
    /// Keys in the order in which the JSON Schema of the file has them.
    pub fn by_schema(schema: &'s serde_json::Value) -> Self {
        Self {
            order: KeyOrder::new(schema),
            spread: &[],
        }
    }

    /// A pipeline, by its schema: each node begins a line.
    pub fn pipeline(schema: &'s serde_json::Value) -> Self {
        Self {
            order: KeyOrder::new(schema),
            spread: &["nodes"],
        }
    }
}

/// Why a text has no canonical form; it is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{message}")]
pub struct NotCanonical {
    pub range: TextRange,
    /// One sentence.
    pub message: String,
}

/// The canonical form of `text`, whose tree is `json`.
///
/// # Errors
/// The first place with an error, a comment, a trailing comma or a key written twice.
pub fn canonical(text: &str, json: &Json, layout: Layout<'_>) -> Result<String, NotCanonical> {
    if let Some(refusal) = refusals(json).into_iter().min_by_key(|refusal| refusal.range) {
        return Err(refusal);
    }
    let mut writer = Writer {
        text,
        out: String::with_capacity(text.len() + text.len() / 4),
        layout,
    };
    writer.value(json.root(), layout.order, 0, 0, true);
    writer.out.push('\n');
    Ok(writer.out)
}

fn refusals(json: &Json) -> Vec<NotCanonical> {
    let refusal = |range: TextRange, message: &str| NotCanonical {
        range,
        message: message.to_owned(),
    };
    let mut found = Vec::new();
    found.extend(
        json.errors()
            .first()
            .map(|error| refusal(error.range, &error.message)),
    );
    let comment = json.comments().first();
    found.extend(
        comment.map(|comment| refusal(comment.range, "a comment would be lost; say it in `description`")),
    );
    let comma = json.trailing_commas().first();
    found.extend(comma.map(|comma| refusal(*comma, "JSON has no comma before a closing bracket")));
    for object in json.values() {
        let mut seen = HashSet::new();
        for member in object.as_object().into_iter().flatten() {
            if !seen.insert(member.name) {
                found.push(refusal(
                    member.key_range,
                    &format!("`{}` is written twice", shown(member.name)),
                ));
            }
        }
    }
    found
}

struct Writer<'t> {
    text: &'t str,
    out: String,
    layout: Layout<'t>,
}

impl<'t> Writer<'t> {
    /// Writes `value`, whose line is `column` wide so far. The tree is at most 128 levels deep.
    fn value(&mut self, value: Value<'_>, order: KeyOrder<'_>, level: usize, column: usize, spread: bool) {
        let container = matches!(value.kind(), Kind::Object(_) | Kind::Array(_));
        if !container {
            self.out.push_str(self.slice(value.range()));
            return;
        }
        let empty = is_empty(value);
        if empty || !spread {
            // The comma that may follow counts.
            let room = COLUMNS.saturating_sub(column + 2);
            let mut line = String::new();
            if self.flat(value, order, room, &mut line) || empty {
                self.out.push_str(&line);
                return;
            }
        }
        match value.kind() {
            Kind::Object(_) => {
                self.out.push('{');
                for (at, member) in ordered(value, order).into_iter().enumerate() {
                    self.separate(at, level + 1);
                    let key = self.slice(member.key_range);
                    self.out.push_str(key);
                    self.out.push_str(": ");
                    let column = 2 * (level + 1) + key.chars().count() + 2;
                    let spread = level == 0 && self.layout.spread.contains(&member.name);
                    self.value(member.value, order.key(member.name), level + 1, column, spread);
                }
                self.end(level, '}');
            }
            Kind::Array(items) => {
                self.out.push('[');
                for (at, item) in items.enumerate() {
                    self.separate(at, level + 1);
                    self.value(item, order.items(), level + 1, 2 * (level + 1), false);
                }
                self.end(level, ']');
            }
            _ => {}
        }
    }

    /// Writes `value` on one line of at most `room` columns; whether it fits.
    fn flat(&self, value: Value<'_>, order: KeyOrder<'_>, room: usize, line: &mut String) -> bool {
        match value.kind() {
            Kind::Object(_) => {
                line.push('{');
                for (at, member) in ordered(value, order).into_iter().enumerate() {
                    line.push_str(if at == 0 { " " } else { ", " });
                    line.push_str(self.slice(member.key_range));
                    line.push_str(": ");
                    if line.len() > 4 * room || !self.flat(member.value, order.key(member.name), room, line) {
                        return false;
                    }
                }
                line.push_str(if is_empty(value) { "}" } else { " }" });
            }
            Kind::Array(items) => {
                let blank = items
                    .clone()
                    .any(|item| matches!(item.kind(), Kind::Object(_) | Kind::Array(_)));
                line.push('[');
                for (at, item) in items.enumerate() {
                    line.push_str(if at > 0 {
                        ", "
                    } else if blank {
                        " "
                    } else {
                        ""
                    });
                    if line.len() > 4 * room || !self.flat(item, order.items(), room, line) {
                        return false;
                    }
                }
                line.push_str(if blank { " ]" } else { "]" });
            }
            _ => line.push_str(self.slice(value.range())),
        }
        line.chars().count() <= room
    }

    fn separate(&mut self, at: usize, level: usize) {
        if at > 0 {
            self.out.push(',');
        }
        self.indent(level);
    }

    fn end(&mut self, level: usize, bracket: char) {
        self.indent(level);
        self.out.push(bracket);
    }

    fn indent(&mut self, level: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", level));
    }

    fn slice(&self, range: TextRange) -> &'t str {
        self.text.get(range.as_usize()).unwrap_or_default()
    }
}

fn is_empty(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Object(members) => members.len() == 0,
        Kind::Array(items) => items.len() == 0,
        _ => true,
    }
}

/// Members in the order of the schema; those that it does not know behind, as the author has them.
fn ordered<'a>(object: Value<'a>, order: KeyOrder<'_>) -> Vec<Member<'a>> {
    let mut members: Vec<Member<'a>> = object.as_object().into_iter().flatten().collect();
    if order.is_known() {
        members.sort_by_cached_key(|member| order.position(member.name));
    }
    members
}
