//! The same scripts in bare mlua: a state for each, no limits, no helpers but the one they use.

use std::time::{Duration, Instant};

use mlua::chunk::ChunkMode;
use mlua::{Lua, LuaOptions, StdLib, Table, Value as LuaValue};
use serde_json::{Value, json};

use crate::scenario::Scenario;

pub(crate) fn times(scenario: &Scenario, rounds: usize) -> Vec<Duration> {
    let bytecode: Vec<Vec<u8>> = scenario
        .order
        .iter()
        .map(|script| {
            Lua::new()
                .load(scenario.texts[script].as_str())
                .into_function()
                .unwrap()
                .dump(true)
        })
        .collect();
    let mut times = Vec::new();
    for _ in 0..rounds {
        let begin = Instant::now();
        let mut context = scenario.context();
        for script in &bytecode {
            let result = run(script, &context);
            assert_eq!(result["allowed"], true);
            if let (Some(prev), Some(data)) = (context["prev"].as_object_mut(), result["data"].as_object()) {
                prev.extend(data.clone());
            }
        }
        times.push(begin.elapsed());
    }
    times
}

fn run(script: &[u8], context: &Value) -> Value {
    let libraries = StdLib::STRING | StdLib::TABLE | StdLib::MATH | StdLib::UTF8 | StdLib::COROUTINE;
    let lua = Lua::new_with(libraries, LuaOptions::new()).unwrap();
    let globals = lua.globals();
    globals.set("context", to_lua(&lua, context)).unwrap();
    let helpers = lua.create_table().unwrap();
    let find = globals
        .get::<Table>("string")
        .unwrap()
        .get::<mlua::Function>("find")
        .unwrap();
    helpers.set("matches", find).unwrap();
    globals.set("helpers", helpers).unwrap();
    let result = lua.load(script).set_mode(ChunkMode::Binary).eval().unwrap();
    to_json(&result)
}

fn to_lua(lua: &Lua, value: &Value) -> LuaValue {
    match value {
        Value::Null => LuaValue::Nil,
        Value::Bool(value) => LuaValue::Boolean(*value),
        Value::Number(number) => LuaValue::Number(number.as_f64().unwrap()),
        Value::String(text) => LuaValue::String(lua.create_string(text).unwrap()),
        Value::Array(items) => {
            let items = items.iter().map(|item| to_lua(lua, item));
            LuaValue::Table(lua.create_sequence_from(items).unwrap())
        }
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, field)| (key.as_str(), to_lua(lua, field)));
            LuaValue::Table(lua.create_table_from(fields).unwrap())
        }
    }
}

fn to_json(value: &LuaValue) -> Value {
    match value {
        LuaValue::Boolean(value) => json!(value),
        LuaValue::Integer(number) => json!(number),
        LuaValue::Number(number) => json!(number),
        LuaValue::String(text) => json!(&*text.to_str().unwrap()),
        LuaValue::Table(table) => {
            let pairs = table.pairs::<String, LuaValue>().flatten();
            Value::Object(pairs.map(|(key, value)| (key, to_json(&value))).collect())
        }
        _ => Value::Null,
    }
}
