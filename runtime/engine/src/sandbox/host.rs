//! The one function through which the prelude asks the host: patterns, charges, and what ends a script.
//!
//! It never raises: it answers `true, ...`, or `false` and the problem, which the prelude raises where the
//! script called. One function for all is quicker to make in each new state than one for each.

use mlua::{Function, IntoLuaMulti, Lua, MultiValue, Value};

use super::arguments::{Answer, Arguments, Problem};
use super::budget::{BYTES, Budget, CALL, Trip};
use super::execution::{self, Execution};
use super::{helpers, missing, patterns};

/// What a script reads that catches it; it changes nothing.
const STOPPED: &str = "a limit is broken";

pub(super) fn function(lua: &Lua) -> mlua::Result<Function> {
    lua.create_function(|lua, arguments: MultiValue| {
        let Some(execution) = execution::current() else {
            return (false, "no script runs").into_lua_multi(lua);
        };
        let budget = &execution.budget;
        budget.charge(CALL);
        let answer = ask(lua, &execution, arguments);
        budget.heap(lua.used_memory() as u64);
        match answer {
            // What was asked for may have cost more than is left; then it is not done.
            Ok(_) if budget.trip().is_some() => (false, STOPPED).into_lua_multi(lua),
            Ok(mut values) => {
                values.push_front(Value::Boolean(true));
                Ok(values)
            }
            Err(Problem::Raise(text)) => (false, text).into_lua_multi(lua),
            Err(Problem::Stop(trip)) => stop(lua, budget, trip),
            Err(Problem::Memory) => stop(lua, budget, Trip::Memory),
        }
    })
}

fn stop(lua: &Lua, budget: &Budget, trip: Trip) -> mlua::Result<MultiValue> {
    budget.break_limit(trip);
    (false, STOPPED).into_lua_multi(lua)
}

fn ask(lua: &Lua, execution: &Execution, mut values: MultiValue) -> Answer {
    let budget = &execution.budget;
    let Some(Value::String(what)) = values.pop_front() else {
        return Err(Problem::Raise("the host was asked for nothing".to_owned()));
    };
    let mut given = Arguments { values, budget };
    match &*what.as_bytes() {
        b"find" => patterns::find(lua, &mut given, true),
        b"match" => patterns::find(lua, &mut given, false),
        b"gmatch" => patterns::scan_start(lua, &mut given),
        b"scan" => patterns::scan(lua, &mut given),
        b"gsub" => patterns::gsub(lua, &mut given),
        b"bytes" => {
            budget.charge_bytes(given.count());
            Ok(MultiValue::new())
        }
        b"elements" => {
            budget.charge(given.count());
            Ok(MultiValue::new())
        }
        b"keys" => keys(lua, &mut given),
        b"sort" => {
            let size = given.count();
            let rounds = u64::from(size.max(1).ilog2()) + 1;
            budget.charge(size.saturating_mul(rounds));
            budget.charge((given.count() / BYTES).saturating_mul(rounds));
            Ok(MultiValue::new())
        }
        b"span" => {
            let (around, name) = (given.index(), given.name());
            let span = execution.start_span(around, &name, given.next());
            let span = span.map_or(Value::Nil, |span| Value::Integer(span as i64));
            Ok(MultiValue::from_iter([span]))
        }
        b"span_end" => {
            if let Some(span) = given.index() {
                execution.end_span(span, given.is_true());
            }
            Ok(MultiValue::new())
        }
        b"undefined" => Err(Problem::Raise(missing::undefined(&given.name()))),
        b"write" => Err(Problem::Raise(missing::write(&given.name()))),
        b"stop" => Err(Problem::Stop(match given.name().as_str() {
            "string" => Trip::LongString,
            "coroutines" => Trip::Coroutines,
            _ => Trip::Memory,
        })),
        path => helpers::call(lua, execution, path, &mut given).unwrap_or_else(|| {
            Err(Problem::Raise(
                "the host was asked for what it does not know".to_owned(),
            ))
        }),
    }
}

/// The keys of a table in order: numbers, then texts, then all others as they come. `nil` where stock Lua has that order by
/// itself, because there is no text or nothing beside it.
fn keys(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let Some(Value::Table(table)) = given.next() else {
        return Err(Problem::Raise("the keys of a table were asked for".to_owned()));
    };
    let (mut numbers, mut texts, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for pair in table.pairs::<Value, Value>() {
        let (key, _) = pair.map_err(|_| Problem::Memory)?;
        match key {
            Value::Integer(number) => numbers.push((number as f64, key)),
            Value::Number(number) => numbers.push((number, key)),
            Value::String(text) => texts.push(text),
            other => others.push(other),
        }
    }
    let count = numbers.len() + texts.len() + others.len();
    given.budget.charge(count as u64);
    if count < 2 || texts.is_empty() {
        return Ok(MultiValue::from_iter([Value::Nil]));
    }
    numbers.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    texts.sort_by_cached_key(|text| text.as_bytes().to_vec());
    let numbers = numbers.into_iter().map(|(_, key)| key);
    let keys = numbers.chain(texts.into_iter().map(Value::String)).chain(others);
    let list = lua.create_sequence_from(keys).map_err(|_| Problem::Memory)?;
    Ok(MultiValue::from_iter([Value::Table(list)]))
}
