//! What the global `helpers` does, one file for each family; `schemas/sandbox/helpers.json` documents it.

mod base64;
mod digest;
pub(super) mod fetch;
mod ip;
mod journal;
mod json;
mod settings;
mod text;
mod time;

use mlua::{Lua, MultiValue, Value};

use super::arguments::{Answer, Arguments};
use super::execution::Execution;

/// Calls the helper of this path; `None` if there is no such.
pub(super) fn call(
    lua: &Lua,
    execution: &Execution,
    path: &[u8],
    given: &mut Arguments<'_>,
) -> Option<Answer> {
    Some(match path {
        b"helpers.log" => Ok(journal::log(execution, "info", given)),
        b"helpers.log.warn" => Ok(journal::log(execution, "warn", given)),
        b"helpers.log.error" => Ok(journal::log(execution, "error", given)),
        b"helpers.metrics.count" => journal::count(lua, execution, given),
        b"helpers.metrics.gauge" => journal::gauge(lua, execution, given),
        b"helpers.now" => Ok(one(Value::Integer(execution.clock.now_ms()))),
        b"helpers.date" => time::date(lua, execution, given),
        b"helpers.date.parse" => time::parse(lua, given),
        b"helpers.hash" => digest::hash(lua, given),
        b"helpers.hmac" => digest::hmac(lua, given),
        b"helpers.equal" => text::equal(lua, given),
        b"helpers.matches" => text::matches(lua, given),
        b"helpers.uuid" => text::uuid(lua, execution),
        b"helpers.fetch" => fetch::fetch(lua, execution, given),
        b"helpers.env" => settings::env(lua, execution, given),
        b"helpers.secret" => settings::secret(lua, execution, given),
        b"helpers.ip.within" => ip::within(lua, given),
        b"helpers.json.encode" => json::encode(lua, execution, given),
        b"helpers.json.decode" => json::decode(lua, execution, given),
        b"helpers.base64.encode" => base64::encode(lua, given),
        b"helpers.base64.decode" => base64::decode(lua, given),
        _ => return None,
    })
}

fn one(value: Value) -> MultiValue {
    MultiValue::from_iter([value])
}

fn text(lua: &Lua, text: impl AsRef<[u8]>) -> Answer {
    Ok(one(Value::String(lua.create_string(text)?)))
}
