//! JSON cut to a size, so that it is still JSON.

use serde_json::{Map, Value};

/// What stands where something was left out.
const LEFT_OUT: &str = "...";

/// As much of `value` as is written in `most` bytes. Where something is missing, `...` says so: at the end of a
/// string, as the last item of a list, as the last key of an object.
pub fn truncate(value: &Value, most: usize) -> Value {
    if value.to_string().len() <= most {
        return value.clone();
    }
    let mut room = most;
    cut(value, &mut room).unwrap_or(Value::Null)
}

/// Takes what `value` needs from `room`; `None` when not even a part of it fits. Depth is bounded: values were
/// parsed or made by a script, and neither goes deeper than 128.
fn cut(value: &Value, room: &mut usize) -> Option<Value> {
    match value {
        Value::String(text) => cut_text(text, room).map(Value::String),
        Value::Array(items) => {
            let mut kept = Vec::new();
            take(room, 2)?;
            let mark = 3 + LEFT_OUT.len();
            for item in items {
                let Some(mut inner) = room.checked_sub(1 + mark) else {
                    break;
                };
                let Some(item) = cut(item, &mut inner) else { break };
                *room = inner + mark;
                kept.push(item);
            }
            if kept.len() < items.len() {
                take(room, mark)?;
                kept.push(Value::String(LEFT_OUT.to_owned()));
            }
            Some(Value::Array(kept))
        }
        Value::Object(fields) => {
            let mut kept = Map::new();
            take(room, 2)?;
            // A comma, `"...":true`.
            let mark = 8 + LEFT_OUT.len();
            for (key, field) in fields {
                let before = 2 + written(key) + mark;
                let Some(mut inner) = room.checked_sub(before) else {
                    break;
                };
                let Some(field) = cut(field, &mut inner) else {
                    break;
                };
                *room = inner + mark;
                kept.insert(key.clone(), field);
            }
            if kept.len() < fields.len() {
                take(room, mark)?;
                kept.insert(LEFT_OUT.to_owned(), Value::Bool(true));
            }
            Some(Value::Object(kept))
        }
        other => {
            take(room, other.to_string().len())?;
            Some(other.clone())
        }
    }
}

fn cut_text(text: &str, room: &mut usize) -> Option<String> {
    let whole = written(text);
    if take(room, whole).is_some() {
        return Some(text.to_owned());
    }
    let mut left = room.checked_sub(2 + LEFT_OUT.len())?;
    let mut kept = String::new();
    let mut buffer = [0; 4];
    for c in text.chars() {
        // Without its quotation marks.
        let Some(rest) = left.checked_sub(written(c.encode_utf8(&mut buffer)) - 2) else {
            break;
        };
        left = rest;
        kept.push(c);
    }
    kept.push_str(LEFT_OUT);
    *room = left;
    Some(kept)
}

fn take(room: &mut usize, bytes: usize) -> Option<()> {
    *room = room.checked_sub(bytes)?;
    Some(())
}

/// How many bytes a string takes in JSON.
fn written(text: &str) -> usize {
    if text
        .bytes()
        .all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
    {
        return text.len() + 2;
    }
    serde_json::to_string(text).map_or(usize::MAX, |json| json.len())
}
