//! A fresh Lua state, and the one script that it runs before it is dropped.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mlua::{Lua, LuaOptions, MultiValue, StdLib, Thread, Value};
use pipelua_schemas::Mode;

use super::budget::{Budget, ScriptLimits, Trip, Usage};
use super::chunk::Chunk;
use super::execution::Execution;
use super::journal::Journal;
use super::prelude::{self, World};
use super::{hook, value};
use crate::error::{ErrorClass, ScriptError, split_position, text_of};
use crate::result::{ScriptResult, judge};

/// A sandbox that is ready to run one script.
pub struct State {
    lua: Lua,
    world: World,
}

/// What came of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub result: Result<ScriptResult, ScriptError>,
    pub usage: Usage,
    pub journal: Journal,
    /// The limit that ended it, if one did.
    pub trip: Option<Trip>,
}

impl State {
    /// Makes a state. It takes some tens of microseconds, so a worker keeps a few ready.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn new() -> mlua::Result<Self> {
        let libraries = StdLib::STRING | StdLib::TABLE | StdLib::MATH | StdLib::UTF8 | StdLib::COROUTINE;
        // With the option off, mlua has a `pcall` of its own, through which nothing can yield.
        let lua = Lua::new_with(libraries, LuaOptions::new().catch_rust_panics(true))?;
        // Nothing is freed while a script runs: what it allocates in total is bounded instead.
        lua.gc_stop();
        hook::install(&lua)?;
        let world = prelude::load(&lua)?;
        Ok(Self { lua, world })
    }

    #[cfg(test)]
    pub(super) fn globals(&self) -> &mlua::Table {
        &self.world.globals
    }

    /// Runs `chunk` with `context` as its own copy and `seed` for its random numbers, and takes the state with it.
    /// `cancelled` ends it at its next step.
    pub fn run(
        self,
        chunk: &Chunk,
        context: &serde_json::Value,
        mode: Mode,
        seed: i64,
        limits: ScriptLimits,
        cancelled: Arc<AtomicBool>,
    ) -> Outcome {
        let heap = self.lua.used_memory() as u64;
        let execution = Rc::new(Execution {
            budget: Budget::new(limits, heap, cancelled),
            journal: RefCell::new(Journal::default()),
        });
        let result = self.result(&execution, chunk, context, mode, seed);
        let trip = execution.budget.trip();
        let result = match trip {
            // Whatever the script made of it: a limit that was broken stays broken.
            Some(trip) => Err(broken(trip, &limits)),
            None => result,
        };
        Outcome {
            result,
            usage: execution.budget.usage(),
            journal: execution.journal.take(),
            trip,
        }
    }

    fn result(
        &self,
        execution: &Rc<Execution>,
        chunk: &Chunk,
        context: &serde_json::Value,
        mode: Mode,
        seed: i64,
    ) -> Result<ScriptResult, ScriptError> {
        let null = Value::Nil;
        let limits = execution.budget.limits();
        let thread = self
            .prepare(chunk, context, seed, &null, limits)
            .map_err(|_| broken(Trip::Memory, limits))?;
        let mut values = loop {
            let step = execution.during(|| thread.resume::<MultiValue>(()));
            if let Some(trip) = execution.budget.trip() {
                return Err(broken(trip, limits));
            }
            // A yield is the end of a slice: this worker has nobody else to run.
            match step {
                Ok(values) if thread.is_resumable() => drop(values),
                Ok(values) => break values,
                Err(_) => return Err(broken(Trip::Memory, limits)),
            }
        };
        match values.pop_front() {
            Some(Value::Boolean(true)) => judge(&values.pop_front().unwrap_or(Value::Nil), mode, &null),
            _ => Err(raised(
                &values.pop_front().unwrap_or(Value::Nil),
                chunk.name(),
                limits,
            )),
        }
    }

    fn prepare(
        &self,
        chunk: &Chunk,
        context: &serde_json::Value,
        seed: i64,
        null: &Value,
        limits: &ScriptLimits,
    ) -> mlua::Result<Thread> {
        self.world
            .globals
            .raw_set("context", value::to_lua(&self.lua, context, null)?)?;
        self.world.seed.call::<()>(seed)?;
        let script = prelude::binary(&self.lua, chunk.bytecode())?;
        script.set_environment(self.world.environment.clone())?;
        let thread = self.lua.create_thread(self.world.run.bind(script)?)?;
        self.lua.set_memory_limit(limits.memory_hard as usize)?;
        Ok(thread)
    }
}

/// What a script raised and did not catch.
fn raised(error: &Value, name: &str, limits: &ScriptLimits) -> ScriptError {
    let (message, line) = match error {
        Value::String(text) => split_position(&text.to_string_lossy(), name),
        Value::Error(error) => split_position(&text_of(error), name),
        Value::Integer(number) => (number.to_string(), None),
        Value::Number(number) => (number.to_string(), None),
        other => (
            format!("the script raised a {}, not a text", other.type_name()),
            None,
        ),
    };
    // Lua's own words when an allocation is refused; a script that raises the same is told the same.
    if message == "not enough memory" {
        return broken(Trip::Memory, limits);
    }
    ScriptError {
        class: ErrorClass::ScriptError,
        message: shortened(message),
        line,
    }
}

/// Of a message as long as a script may make it, so much is kept.
fn shortened(mut message: String) -> String {
    let most = pipelua_schemas::builtin().limits().log_line_bytes() as usize;
    if message.len() > most {
        let mut end = most;
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        message.truncate(end);
    }
    message
}

fn broken(trip: Trip, limits: &ScriptLimits) -> ScriptError {
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
        Trip::Cancelled => (
            ErrorClass::LimitTime,
            "the run ended before the script did".to_owned(),
        ),
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
