//! `helpers.fetch`: takes down a request, and turns its answer into Lua. Sending is up to the host.

use std::time::Duration;

use mlua::{Lua, MultiValue, Table, Value};
use pipelua_rules::url::MOST_HEADERS;
use pipelua_schemas::builtin;

use super::super::arguments::{Answer, Arguments, Problem};
use super::super::execution::Execution;
use super::super::hook;
use super::super::value::{to_lua, type_name};
use super::one;
use crate::fetch::{FetchRequest, FetchResponse};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Notes the request and gives its number. Only arguments of a wrong type are an error here; whether it may be sent
/// is told by `await`.
pub(super) fn fetch(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    let span = given.index();
    let url = given.word(lua, 1, "fetch")?;
    let limits = builtin().limits();
    let mut request = FetchRequest {
        id: 0,
        url,
        method: "GET".to_owned(),
        headers: Vec::new(),
        body: None,
        timeout: limits.fetch_time(),
    };
    match given.next() {
        None | Some(Value::Nil) => {}
        Some(Value::Table(options)) => read_options(&options, execution, &mut request)?,
        Some(other) => {
            return Err(raise(format!(
                "the options of a fetch are a table, not a {}",
                type_name(&other)
            )));
        }
    }
    let bytes = request.body.as_ref().map_or(0, Vec::len);
    given.budget.charge_bytes(bytes as u64);
    Ok(one(Value::Integer(
        execution.request(span, request, hook::line_of_caller(lua)).into(),
    )))
}

fn read_options(options: &Table, execution: &Execution, request: &mut FetchRequest) -> Result<(), Problem> {
    match options.raw_get::<Value>("method")? {
        Value::Nil => {}
        Value::String(method) => {
            let method = method.to_string_lossy().to_ascii_uppercase();
            if !METHODS.contains(&method.as_str()) {
                return Err(raise(format!(
                    "`method` of a fetch is one of {}",
                    METHODS.join(", ")
                )));
            }
            request.method = method;
        }
        other => return Err(wrong("method", "a string", &other)),
    }
    match options.raw_get::<Value>("headers")? {
        Value::Nil => {}
        Value::Table(headers) => {
            for pair in headers.pairs::<Value, Value>() {
                // One too many, so that whoever judges them sees that they are.
                if request.headers.len() > MOST_HEADERS || execution.budget.trip().is_some() {
                    break;
                }
                let (Value::String(name), Value::String(value)) = pair? else {
                    return Err(raise(
                        "`headers` of a fetch has strings as keys and values".to_owned(),
                    ));
                };
                let bytes = name.as_bytes().len() + value.as_bytes().len();
                execution.budget.charge_bytes(bytes as u64);
                request
                    .headers
                    .push((name.to_string_lossy(), value.to_string_lossy()));
            }
            request.headers.sort();
        }
        other => return Err(wrong("headers", "a table", &other)),
    }
    match options.raw_get::<Value>("body")? {
        Value::Nil => {}
        Value::String(body) => request.body = Some(body.as_bytes().to_vec()),
        body @ Value::Table(_) => {
            let json = execution
                .json(&body, "body")
                .map_err(|invalid| raise(format!("no JSON can hold the body of a fetch: {invalid}")))?;
            let is_named = |name: &str| name.eq_ignore_ascii_case("content-type");
            if !request.headers.iter().any(|(name, _)| is_named(name)) {
                request
                    .headers
                    .push(("content-type".to_owned(), "application/json".to_owned()));
            }
            request.body = Some(json.to_string().into_bytes());
        }
        other => return Err(wrong("body", "a string or a table", &other)),
    }
    match options.raw_get::<Value>("timeoutMs")? {
        Value::Nil => {}
        Value::Integer(ms) if ms > 0 => {
            request.timeout = request.timeout.min(Duration::from_millis(ms as u64));
        }
        other => return Err(wrong("timeoutMs", "an integer over 0", &other)),
    }
    Ok(())
}

fn wrong(option: &str, expected: &str, got: &Value) -> Problem {
    raise(format!(
        "`{option}` of a fetch is {expected}, not a {}",
        type_name(got)
    ))
}

fn raise(message: String) -> Problem {
    Problem::Raise(message)
}

/// What `await` gives: `{ status, ok, headers, body, json }`.
pub(in crate::sandbox) fn response(
    lua: &Lua,
    response: &FetchResponse,
    null: &Value,
) -> mlua::Result<MultiValue> {
    let table = lua.create_table()?;
    let headers = lua.create_table()?;
    for (name, value) in &response.headers {
        headers.raw_set(name.as_str(), value.as_str())?;
    }
    let decoded = json_body(response);
    table.raw_set("status", response.status)?;
    table.raw_set("ok", (200..300).contains(&response.status))?;
    table.raw_set("headers", headers)?;
    table.raw_set("json", decoded.is_some())?;
    match decoded {
        Some(json) => table.raw_set("body", to_lua(lua, &json, null)?)?,
        None => table.raw_set("body", lua.create_string(&response.body)?)?,
    }
    Ok(MultiValue::from_iter([Value::Boolean(true), Value::Table(table)]))
}

/// The body, where it says that it is JSON, is, and is not larger than what is decoded.
fn json_body(response: &FetchResponse) -> Option<serde_json::Value> {
    let limits = builtin().limits();
    let kind = response.headers.get("content-type")?.to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_json = kind == "application/json" || kind.ends_with("+json");
    if !is_json || response.body.len() as u64 > limits.json_bytes() {
        return None;
    }
    let json = serde_json::from_slice(&response.body).ok()?;
    (super::json::values_in(&json) <= limits.json_values()).then_some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_methods_are_those_of_the_schemas() {
        let methods = METHODS.map(|method| format!("\"{method}\"")).join(" | ");
        let field = format!("---@field method? {methods} ");
        assert!(builtin().sandbox().types_lua().contains(&field), "{field}");
    }
}
