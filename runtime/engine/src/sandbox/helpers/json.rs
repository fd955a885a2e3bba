//! `helpers.json`: JSON text to and from Lua values.

use mlua::{Lua, Value};
use pipelua_schemas::builtin;

use super::super::arguments::{Answer, Arguments, Problem};
use super::super::execution::Execution;
use super::super::value::to_lua;
use super::{one, text};

pub(super) fn encode(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    let value = given.next().unwrap_or(Value::Nil);
    match execution.json(&value, "value") {
        Ok(json) => text(lua, json.to_string()),
        Err(invalid) => Err(Problem::Raise(format!("no JSON can hold this: {invalid}"))),
    }
}

pub(super) fn decode(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    let written = given.text(lua, 1, "decode")?;
    let bytes = written.as_bytes();
    let limits = builtin().limits();
    if bytes.len() as u64 > limits.json_bytes() {
        return Err(Problem::Raise(format!(
            "the text has {} bytes; JSON is read up to {}",
            bytes.len(),
            limits.json_bytes()
        )));
    }
    given.budget.charge_bytes(bytes.len() as u64);
    let json: serde_json::Value = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::Raise(format!("the text is not JSON: {error}")))?;
    let count = values_in(&json);
    if count > limits.json_values() {
        return Err(Problem::Raise(format!(
            "the JSON has {count} values; up to {} are read",
            limits.json_values()
        )));
    }
    given.budget.charge(count);
    Ok(one(to_lua(lua, &json, &execution.null)?))
}

pub(super) fn values_in(json: &serde_json::Value) -> u64 {
    1 + match json {
        serde_json::Value::Array(items) => items.iter().map(values_in).sum(),
        serde_json::Value::Object(fields) => fields.values().map(values_in).sum(),
        _ => 0,
    }
}
