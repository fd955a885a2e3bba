//! `helpers.env` and `helpers.secret`: what the manifest names, with the values that are at hand.

use std::collections::BTreeMap;

use mlua::{Lua, Value};

use super::super::arguments::{Answer, Arguments, Problem};
use super::super::execution::Execution;
use super::{one, text};

pub(super) fn env(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    value(lua, &execution.settings.env, "env", given)
}

pub(super) fn secret(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    value(lua, &execution.settings.secrets, "secret", given)
}

fn value(
    lua: &Lua,
    values: &BTreeMap<String, Option<String>>,
    what: &str,
    given: &mut Arguments<'_>,
) -> Answer {
    let name = given.word(lua, 1, what)?;
    match values.get(&name) {
        Some(Some(value)) => text(lua, value),
        Some(None) => {
            let table = if what == "env" { "env" } else { "secrets" };
            Err(Problem::Raise(format!(
                "`{name}` has no value here: write it under [{table}] in pipelua.local.toml, or in the sample"
            )))
        }
        None => Ok(one(Value::Nil)),
    }
}
