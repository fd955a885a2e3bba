//! What the prelude hands to the host, taken one by one, and what can be wrong with it in Lua's words.

use mlua::{Lua, LuaString, MultiValue, Value};
use pipelua_rules::pattern::{MatchError, ReplaceError, Steps};

use super::budget::{Budget, Trip};
use super::value::type_name;

pub(super) type Answer = Result<MultiValue, Problem>;

/// Why the host has no answer.
pub(super) enum Problem {
    /// To be raised in the script.
    Raise(String),
    /// The script ends here.
    Stop(Trip),
    /// Lua had no memory left.
    Memory,
}

impl From<mlua::Error> for Problem {
    fn from(_: mlua::Error) -> Self {
        // The host calls back nothing and checks every type, so all that can fail is an allocation.
        Self::Memory
    }
}

impl From<MatchError> for Problem {
    fn from(error: MatchError) -> Self {
        match error {
            MatchError::OutOfSteps => Self::Stop(Trip::Instructions),
            other => Self::Raise(other.to_string()),
        }
    }
}

impl From<ReplaceError> for Problem {
    fn from(error: ReplaceError) -> Self {
        match error {
            ReplaceError::TooLong { .. } => Self::Stop(Trip::LongString),
            ReplaceError::Match(error) => error.into(),
            other => Self::Raise(other.to_string()),
        }
    }
}

/// The arguments of a call, taken from the front.
pub(super) struct Arguments<'a> {
    pub(super) values: MultiValue,
    pub(super) budget: &'a Budget,
}

impl Arguments<'_> {
    pub(super) fn next(&mut self) -> Option<Value> {
        self.values.pop_front()
    }

    /// A string, or a number as one, for argument `position` of the function `name`.
    pub(super) fn text(&mut self, lua: &Lua, position: usize, name: &str) -> Result<LuaString, Problem> {
        let value = self.next();
        text_of(lua, value, || {
            format!("bad argument #{position} to '{name}' (string expected")
        })
    }

    /// A text of our own: a name, an address. It is copied, and charged for that.
    pub(super) fn word(&mut self, lua: &Lua, position: usize, name: &str) -> Result<String, Problem> {
        let text = self.text(lua, position, name)?;
        self.budget.charge_bytes(text.as_bytes().len() as u64);
        match self.budget.trip() {
            Some(trip) => Err(Problem::Stop(trip)),
            None => Ok(text.to_string_lossy()),
        }
    }

    /// The text with which `gsub` replaces.
    pub(super) fn replacement(&mut self, lua: &Lua) -> Result<LuaString, Problem> {
        let value = self.next();
        text_of(lua, value, || {
            "bad argument #3 to 'gsub' (string/function/table expected".to_owned()
        })
    }

    /// An integer, or a text or float that is one; `None` for nil.
    pub(super) fn integer(&mut self, position: usize, name: &str) -> Result<Option<i64>, Problem> {
        let wrong =
            |problem: &str| Problem::Raise(format!("bad argument #{position} to '{name}' ({problem})"));
        match self.next() {
            None | Some(Value::Nil) => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(Value::Number(number)) => match exact(number) {
                Some(number) => Ok(Some(number)),
                None => Err(wrong("number has no integer representation")),
            },
            Some(Value::String(text)) => match text.to_string_lossy().trim().parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(wrong("number expected, got string")),
            },
            Some(other) => Err(wrong(&format!("number expected, got {}", type_name(&other)))),
        }
    }

    /// A text that may be left out.
    pub(super) fn option(
        &mut self,
        lua: &Lua,
        position: usize,
        name: &str,
    ) -> Result<Option<String>, Problem> {
        match self.values.front() {
            None | Some(Value::Nil) => {
                self.values.pop_front();
                Ok(None)
            }
            Some(_) => Ok(Some(self.word(lua, position, name)?)),
        }
    }

    /// A number; `None` for nil.
    pub(super) fn number(&mut self, position: usize, name: &str) -> Result<Option<f64>, Problem> {
        match self.next() {
            None | Some(Value::Nil) => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(number as f64)),
            Some(Value::Number(number)) => Ok(Some(number)),
            Some(other) => Err(Problem::Raise(format!(
                "bad argument #{position} to '{name}' (number expected, got {})",
                type_name(&other)
            ))),
        }
    }

    pub(super) fn is_true(&mut self) -> bool {
        !matches!(self.next(), None | Some(Value::Nil | Value::Boolean(false)))
    }

    /// A count that the prelude worked out; what is none is more than there can be.
    pub(super) fn count(&mut self) -> u64 {
        match self.next() {
            Some(Value::Integer(count)) => count.max(0) as u64,
            _ => u64::MAX,
        }
    }

    /// The number of something that the prelude was told before.
    pub(super) fn index(&mut self) -> Option<usize> {
        usize::try_from(self.next()?.as_integer()?).ok()
    }

    pub(super) fn name(&mut self) -> String {
        match self.next() {
            Some(Value::String(name)) => name.to_string_lossy(),
            other => format!("[{}]", other.map_or("nil", |value| type_name(&value))),
        }
    }

    /// Runs a match on the steps that are left, and charges those that it takes.
    pub(super) fn metered<T, E: Into<Problem>>(
        &self,
        work: impl FnOnce(&mut Steps) -> Result<T, E>,
    ) -> Result<T, Problem> {
        let mut steps = Steps::new(self.budget.left());
        let result = work(&mut steps);
        self.budget.charge(steps.taken());
        result.map_err(E::into)
    }
}

fn text_of(lua: &Lua, value: Option<Value>, problem: impl FnOnce() -> String) -> Result<LuaString, Problem> {
    match value {
        Some(Value::String(text)) => Ok(text),
        Some(number @ (Value::Integer(_) | Value::Number(_))) => {
            let text = lua.coerce_string(number)?;
            text.ok_or(Problem::Memory)
        }
        other => {
            let got = other.map_or("no value", |value| type_name(&value));
            Err(Problem::Raise(format!("{}, got {got})", problem())))
        }
    }
}

/// The integer that a float is, if it is one.
pub(super) fn exact(number: f64) -> Option<i64> {
    let limit = 9_223_372_036_854_775_808.0;
    (number.fract() == 0.0 && (-limit..limit).contains(&number)).then_some(number as i64)
}
