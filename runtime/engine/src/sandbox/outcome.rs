//! What came of a script, and how each way to end is told.

use std::time::Instant;

use mlua::Value;

use super::budget::{ScriptLimits, Trip, Usage};
use super::journal::{Journal, front};
use super::value::type_name;
use crate::error::{ErrorClass, ScriptError, split_position, text_of};
use crate::result::ScriptResult;

/// What came of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub result: Result<ScriptResult, ScriptError>,
    pub usage: Usage,
    pub journal: Journal,
    /// The moment from which the journal counts.
    pub started: Instant,
    /// The limit that ended it, if one did.
    pub trip: Option<Trip>,
}

/// What a script raised and did not catch; `class` is that of a fetch without an answer, `asked_at` its line.
pub(super) fn raised(
    error: &Value,
    class: Option<&Value>,
    asked_at: Option<&Value>,
    name: &str,
) -> ScriptError {
    let (message, line) = match error {
        Value::String(text) => split_position(&text.to_string_lossy(), name),
        Value::Error(error) => split_position(&text_of(error), name),
        Value::Integer(number) => (number.to_string(), None),
        Value::Number(number) => (number.to_string(), None),
        other => (
            format!("the script raised a {}, not a text", type_name(other)),
            None,
        ),
    };
    let class = class
        .and_then(|class| class.as_string())
        .map(mlua::LuaString::to_string_lossy);
    ScriptError {
        class: match class.as_deref() {
            Some("fetch.refused") => ErrorClass::FetchRefused,
            Some("fetch.failed") => ErrorClass::FetchFailed,
            _ => ErrorClass::ScriptError,
        },
        message,
        line: line.or_else(|| u32::try_from(asked_at?.as_integer()?).ok()),
    }
}

/// Of a message as long as a script may make it, so much is kept.
pub(super) fn shortened(mut message: String) -> String {
    let most = pipelua_schemas::builtin().limits().log_line_bytes();
    message.truncate(front(&message, most).len());
    message
}

pub(super) fn broken(trip: Trip, limits: &ScriptLimits) -> ScriptError {
    let (class, message) = match trip {
        Trip::Instructions => (
            ErrorClass::LimitInstructions,
            format!("the script did more than {} instructions", limits.instructions),
        ),
        Trip::CpuTime => (
            ErrorClass::LimitTime,
            format!(
                "the script computed for more than {} ms",
                limits.cpu_time.as_millis()
            ),
        ),
        Trip::WallTime => (
            ErrorClass::LimitTime,
            format!("the script took more than {} ms", limits.wall_time.as_millis()),
        ),
        Trip::RunTime => (
            ErrorClass::LimitTime,
            "the run was over before the script was".to_owned(),
        ),
        Trip::Cancelled => (
            ErrorClass::LimitTime,
            "the run ended before the script did".to_owned(),
        ),
        Trip::Unmocked => (ErrorClass::FetchUnmocked, "a fetch had no mock".to_owned()),
        Trip::Memory => (
            ErrorClass::LimitMemory,
            format!("the script used more than {} bytes of memory", limits.memory),
        ),
        Trip::LongString => (
            ErrorClass::LimitMemory,
            format!(
                "the script made a string of more than {} bytes",
                limits.string_bytes
            ),
        ),
        Trip::Coroutines => (
            ErrorClass::LimitMemory,
            format!("the script made more than {} coroutines", limits.coroutines),
        ),
    };
    ScriptError {
        class,
        message,
        line: None,
    }
}
