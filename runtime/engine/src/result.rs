//! What a script decided: its result in plain values, by the rules of its hook's mode.

use mlua::Value;
use pipelua_schemas::{Mode, builtin};
use serde_json::Map;

use crate::error::{ErrorClass, ScriptError};
use crate::sandbox::journal::front;
use crate::sandbox::value::{InvalidValue, to_json, type_name};

/// More unknown keys than this nobody reads.
const MOST_UNKNOWN: usize = 20;

/// A valid result.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptResult {
    /// Always true in an async hook, where nothing can be denied any more.
    pub allowed: bool,
    /// The reason for the end user, of a denial.
    pub error: Option<String>,
    pub data: Map<String, serde_json::Value>,
    /// Keys that a result does not have, sorted, some of them if there are very many; they change nothing.
    pub unknown_keys: Vec<String>,
    /// An async script said `allowed = false`, which was ignored.
    pub ignored_denial: bool,
}

impl ScriptResult {
    fn nothing() -> Self {
        Self {
            allowed: true,
            error: None,
            data: Map::new(),
            unknown_keys: Vec::new(),
            ignored_denial: false,
        }
    }
}

/// Judges what a script returned first; what it returned beside it does not count.
pub(crate) fn judge(value: &Value, mode: Mode, null: &Value) -> Result<ScriptResult, ScriptError> {
    let invalid = |message: String| ScriptError {
        class: ErrorClass::ResultInvalid,
        message,
        line: None,
    };
    let table = match value {
        Value::Nil if mode == Mode::Async => return Ok(ScriptResult::nothing()),
        Value::Table(table) if value != null => table,
        Value::Nil => {
            return Err(invalid(
                "the script returned nothing; a result is a table".to_owned(),
            ));
        }
        other => {
            return Err(invalid(format!(
                "the script returned a {}, not a table",
                type_name(other)
            )));
        }
    };
    if table.metatable().is_some() {
        return Err(invalid("the result has a metatable".to_owned()));
    }
    let limits = builtin().limits();
    let mut result = ScriptResult::nothing();
    let mut said = None;
    for pair in table.pairs::<Value, Value>() {
        let (key, value) = pair.map_err(|_| invalid("the result cannot be read".to_owned()))?;
        let key = match &key {
            Value::String(key) => key.to_string_lossy(),
            Value::Integer(index) => index.to_string(),
            other => format!("({})", type_name(other)),
        };
        match (key.as_str(), &value) {
            ("allowed", Value::Boolean(allowed)) => said = Some(*allowed),
            ("allowed", other) => {
                let message = format!("`allowed` is a {}, not a boolean", type_name(other));
                return Err(invalid(message));
            }
            ("error", Value::String(text)) if text.as_bytes().len() as u64 > limits.data_bytes() => {
                let message = format!("`error` is longer than {} bytes", limits.data_bytes());
                return Err(invalid(message));
            }
            ("error", Value::String(text)) => match text.to_str() {
                Ok(text) => result.error = Some((*text).to_owned()),
                Err(_) => return Err(invalid("`error` is not UTF-8".to_owned())),
            },
            ("error", other) => {
                return Err(invalid(format!(
                    "`error` is a {}, not a string",
                    type_name(other)
                )));
            }
            ("data", Value::Table(_)) => match to_json(&value, "data", null, limits.data_bytes(), None) {
                Ok(serde_json::Value::Object(data)) => result.data = data,
                Ok(_) => return Err(invalid("`data` is a list, not an object".to_owned())),
                Err(InvalidValue { path, problem }) => return Err(invalid(format!("`{path}` {problem}"))),
            },
            ("data", other) => {
                return Err(invalid(format!("`data` is a {}, not a table", type_name(other))));
            }
            (unknown, _) if result.unknown_keys.len() < MOST_UNKNOWN => {
                let kept = front(unknown, limits.attribute_bytes());
                result.unknown_keys.push(kept.to_owned());
            }
            _ => {}
        }
    }
    result.unknown_keys.sort_unstable();
    match (said, mode) {
        (Some(allowed), Mode::Async) => result.ignored_denial = !allowed,
        (None, Mode::Async) => {}
        (Some(allowed), Mode::Blocking | Mode::Enrichment) => result.allowed = allowed,
        (None, Mode::Blocking | Mode::Enrichment) => {
            return Err(invalid("the result has no `allowed`".to_owned()));
        }
    }
    Ok(result)
}
