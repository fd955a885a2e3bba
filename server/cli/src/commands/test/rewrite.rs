//! Edits of a sample's text that leave everything else as its author wrote it.

use pipelua_syntax::json::{Json, escape_token, parse, quote, split_pointer};
use serde_json::Value;

/// A longer value begins a line for each of its parts.
const ONE_LINE: usize = 72;

/// Puts `value` in the place of the value at `pointer`, or adds it to the object around it. `None` if there is neither.
pub(super) fn set(text: &str, pointer: &str, value: &Value) -> Option<String> {
    let json = parse(text);
    if let Some(range) = json.range_of(pointer) {
        let indent = indent_at(text, range.start as usize);
        return Some(replaced(text, range.as_usize(), &layout(value, indent)));
    }
    let (parent, key) = pointer.rsplit_once('/')?;
    let key = split_pointer(&format!("/{key}"))?.pop()?;
    add(text, &json, parent, &key, value)
}

fn add(text: &str, json: &Json, parent: &str, key: &str, value: &Value) -> Option<String> {
    let object = json.get(parent)?;
    let mut members = object.as_object()?;
    let key = quote(key);
    let Some(last) = members.next_back() else {
        let indent = indent_at(text, object.range().start as usize);
        let new = format!("{{ {key}: {} }}", layout(value, indent));
        return Some(replaced(text, object.range().as_usize(), &new));
    };
    let start = last.key_range.start as usize;
    let indent = indent_at(text, start);
    let begins_line = text[..start].ends_with(indent) && text[..start - indent.len()].ends_with('\n');
    let gap = if begins_line {
        format!(",\n{indent}")
    } else {
        ", ".to_owned()
    };
    let end = last.range().end as usize;
    let new = format!("{gap}{key}: {}", layout(value, indent));
    Some(replaced(text, end..end, &new))
}

/// Takes away the member that `pointer` leads to, with one comma.
pub(super) fn remove(text: &str, pointer: &str) -> Option<String> {
    let json = parse(text);
    let value = json.get(pointer)?;
    let object = value.parent()?;
    let members: Vec<_> = object.as_object()?.collect();
    let index = members
        .iter()
        .position(|member| member.value.id() == value.id())?;
    let own = members.get(index)?.range();
    let range = match (index.checked_sub(1), members.get(index + 1)) {
        (Some(before), _) => members[before].range().end..own.end,
        (None, Some(next)) => own.start..next.key_range.start,
        (None, None) => object.range().start + 1..object.range().end - 1,
    };
    Some(replaced(text, range.start as usize..range.end as usize, ""))
}

/// `pointer` and one more key.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", escape_token(key))
}

fn replaced(text: &str, range: std::ops::Range<usize>, new: &str) -> String {
    let mut out = text.to_owned();
    out.replace_range(range, new);
    out
}

/// The blanks at the beginning of the line of `offset`.
fn indent_at(text: &str, offset: usize) -> &str {
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

fn layout(value: &Value, indent: &str) -> String {
    let short = inline(value);
    if short.len() <= ONE_LINE || !(value.is_object() || value.is_array()) {
        return short;
    }
    let pretty = serde_json::to_string_pretty(value).unwrap_or(short);
    pretty.replace('\n', &format!("\n{indent}"))
}

/// On one line, with blanks as the canonical form has them. Depth is bounded: this process read or made the value.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{}: {}", quote(key), inline(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{remove, set};

    #[test]
    fn only_the_value_is_replaced() {
        let text = "{\n  \"expect\": { \"verdict\" :  \"allowed\", \"n\": [1,2] } }\n";
        assert_eq!(
            set(text, "/expect/verdict", &json!("denied")).unwrap(),
            "{\n  \"expect\": { \"verdict\" :  \"denied\", \"n\": [1,2] } }\n"
        );
    }

    #[test]
    fn a_member_is_added_as_its_neighbours_stand() {
        assert_eq!(
            set("{ \"a\": 1 }", "/b", &json!([1])).unwrap(),
            "{ \"a\": 1, \"b\": [1] }"
        );
        assert_eq!(
            set("{}", "/b", &json!({"c": 1})).unwrap(),
            "{ \"b\": { \"c\": 1 } }"
        );
        assert_eq!(
            set("{\n  \"a\": 1\n}", "/x~1y", &json!(null)).unwrap(),
            "{\n  \"a\": 1,\n  \"x/y\": null\n}"
        );
    }

    #[test]
    fn a_member_goes_with_its_comma() {
        let text = "{ \"a\": 1, \"b\": 2, \"c\": 3 }";
        assert_eq!(remove(text, "/a").unwrap(), "{ \"b\": 2, \"c\": 3 }");
        assert_eq!(remove(text, "/b").unwrap(), "{ \"a\": 1, \"c\": 3 }");
        assert_eq!(remove(text, "/c").unwrap(), "{ \"a\": 1, \"b\": 2 }");
        assert_eq!(remove("{ \"a\": 1 }", "/a").unwrap(), "{}");
    }

    #[test]
    fn what_is_not_there_is_left() {
        assert_eq!(set("{}", "/a/b", &json!(1)), None);
        assert_eq!(remove("[1]", "/0"), None);
    }
}
