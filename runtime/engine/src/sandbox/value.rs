//! Plain values in and out: JSON to Lua tables, and what a script returned to JSON, or why it is none.

use std::fmt::Write as _;

use mlua::{Lua, Table, Value};
use pipelua_schemas::builtin;
use serde_json::{Map, Number};

use super::arguments::exact;
use super::budget::{Budget, CALL};

/// Where in a result something is that JSON cannot hold, such as `data.scores[2]`, and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` {problem}")]
pub(crate) struct InvalidValue {
    pub(crate) path: String,
    pub(crate) problem: String,
}

/// A copy of `value` that belongs to `lua`. A null in an object is an absent key, elsewhere it is `null`.
pub(super) fn to_lua(lua: &Lua, value: &serde_json::Value, null: &Value) -> mlua::Result<Value> {
    // The depth of JSON that this process has read is bounded by its reader.
    Ok(match value {
        serde_json::Value::Null => null.clone(),
        serde_json::Value::Bool(value) => Value::Boolean(*value),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(text) => Value::String(lua.create_string(text)?),
        serde_json::Value::Array(items) => {
            let table = lua.create_table_with_capacity(items.len(), 0)?;
            for (index, item) in items.iter().enumerate() {
                table.raw_set(index + 1, to_lua(lua, item, null)?)?;
            }
            Value::Table(table)
        }
        serde_json::Value::Object(fields) => {
            let table = lua.create_table_with_capacity(0, fields.len())?;
            for (key, field) in fields {
                if !field.is_null() {
                    table.raw_set(key.as_str(), to_lua(lua, field, null)?)?;
                }
            }
            Value::Table(table)
        }
    })
}

/// `value` as JSON of at most so many bytes. An empty table is an object, and the keys of objects are sorted. What it
/// costs is charged to `budget`, and it ends where nothing is left.
///
/// # Errors
/// The first thing, in the order of keys, that JSON cannot hold.
pub(crate) fn to_json(
    value: &Value,
    path: &str,
    null: &Value,
    most_bytes: u64,
    budget: Option<&Budget>,
) -> Result<serde_json::Value, InvalidValue> {
    let limits = builtin().limits();
    let mut reader = Reader {
        null,
        path: path.to_owned(),
        around: Vec::new(),
        depth: limits.data_depth() as usize,
        bytes_left: most_bytes,
        bytes: most_bytes,
        budget,
    };
    reader.value(value)
}

struct Reader<'a> {
    null: &'a Value,
    path: String,
    /// The tables that the path leads through.
    around: Vec<*const std::ffi::c_void>,
    depth: usize,
    bytes_left: u64,
    bytes: u64,
    /// Charged while it reads: a few tables that hold each other may stand for a million.
    budget: Option<&'a Budget>,
}

impl Reader<'_> {
    fn invalid<T>(&self, problem: impl Into<String>) -> Result<T, InvalidValue> {
        Err(InvalidValue {
            path: self.path.clone(),
            problem: problem.into(),
        })
    }

    fn spend(&mut self, bytes: usize) -> Result<(), InvalidValue> {
        if let Some(budget) = self.budget {
            budget.charge(1);
            budget.charge_bytes(bytes as u64);
            if budget.trip().is_some() {
                return self.invalid("is where the script has to stop");
            }
        }
        match self.bytes_left.checked_sub(bytes as u64) {
            Some(left) => {
                self.bytes_left = left;
                Ok(())
            }
            None => self.invalid(format!("is where it grows over {} bytes", self.bytes)),
        }
    }

    fn value(&mut self, value: &Value) -> Result<serde_json::Value, InvalidValue> {
        if value == self.null {
            self.spend(4)?;
            return Ok(serde_json::Value::Null);
        }
        match value {
            Value::Boolean(value) => {
                self.spend(5)?;
                Ok((*value).into())
            }
            Value::Integer(number) => {
                self.spend(number.to_string().len())?;
                Ok((*number).into())
            }
            Value::Number(number) => {
                let Some(json) = Number::from_f64(*number) else {
                    let name = if number.is_nan() {
                        "not a number"
                    } else {
                        "infinite"
                    };
                    return self.invalid(format!("is {name}"));
                };
                self.spend(json.to_string().len())?;
                Ok(json.into())
            }
            Value::String(text) => {
                self.spend(text.as_bytes().len() + 2)?;
                match text.to_str() {
                    Ok(text) => Ok((*text).into()),
                    Err(_) => self.invalid("is not UTF-8"),
                }
            }
            Value::Table(table) => self.table(table),
            other => self.invalid(format!("is a {}", type_name(other))),
        }
    }

    fn table(&mut self, table: &Table) -> Result<serde_json::Value, InvalidValue> {
        if self.around.contains(&table.to_pointer()) {
            return self.invalid("contains itself");
        }
        if self.around.len() >= self.depth {
            return self.invalid(format!("is nested more than {} deep", self.depth));
        }
        if table.metatable().is_some() {
            return self.invalid("has a metatable");
        }
        if let Some(budget) = self.budget {
            budget.charge(CALL);
        }
        self.around.push(table.to_pointer());
        let length = table.raw_len();
        let json = if length > 0 {
            self.array(table, length)
        } else {
            self.object(table)
        };
        self.around.pop();
        json
    }

    fn array(&mut self, table: &Table, length: usize) -> Result<serde_json::Value, InvalidValue> {
        self.spend(length + 2)?;
        let mut items = vec![serde_json::Value::Null; length];
        let mut pairs = Vec::new();
        for pair in table.pairs::<Value, Value>() {
            let Ok((key, value)) = pair else {
                return self.invalid("cannot be read");
            };
            let index = match key {
                Value::Integer(index) if index >= 1 && index as u64 <= length as u64 => index as usize,
                other => return self.invalid(format!("mixes a list with the key {}", shown(&other))),
            };
            pairs.push((index, value));
        }
        if pairs.len() != length {
            return self.invalid("is a list with gaps");
        }
        pairs.sort_by_key(|(index, _)| *index);
        for (index, value) in pairs {
            let end = self.path.len();
            let _ = write!(self.path, "[{index}]");
            items[index - 1] = self.value(&value)?;
            self.path.truncate(end);
        }
        Ok(items.into())
    }

    fn object(&mut self, table: &Table) -> Result<serde_json::Value, InvalidValue> {
        self.spend(2)?;
        let mut pairs = Vec::new();
        for pair in table.pairs::<Value, Value>() {
            let Ok((key, value)) = pair else {
                return self.invalid("cannot be read");
            };
            match &key {
                Value::String(text) => match text.to_str() {
                    Ok(text) => pairs.push((text.to_owned(), value)),
                    Err(_) => return self.invalid("has a key that is not UTF-8"),
                },
                other => return self.invalid(format!("has the key {}, which is no text", shown(other))),
            }
        }
        pairs.sort_by(|(left, _), (right, _)| left.cmp(right));
        let mut fields = Map::new();
        for (key, value) in pairs {
            self.spend(key.len() + 4)?;
            let end = self.path.len();
            self.path.push('.');
            self.path.push_str(&key);
            let json = self.value(&value)?;
            self.path.truncate(end);
            fields.insert(key, json);
        }
        Ok(fields.into())
    }
}

fn shown(key: &Value) -> String {
    match key {
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => match exact(*number) {
            Some(integer) => format!("{integer}.0"),
            None => number.to_string(),
        },
        Value::Boolean(value) => value.to_string(),
        Value::String(text) => format!("`{}`", text.to_string_lossy()),
        other => format!("of type {}", type_name(other)),
    }
}

/// What Lua's `type` says.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "number",
        other => other.type_name(),
    }
}
