//! A script under way: it goes on step by step, and waits where it awaits a fetch.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::Instant;

use mlua::{Function, MultiValue, Thread, Value};
use pipelua_schemas::Mode;
use rand_chacha::rand_core::Rng as _;

use super::budget::Trip;
use super::chunk::Chunk;
use super::execution::{Execution, beyond};
use super::helpers::fetch;
use super::input::{Chance, ScriptInput, Settings};
use super::outcome::{Outcome, broken, raised, shortened};
use super::state::State;
use super::{hook, prelude, probe, value};
use crate::coverage::{PROBE, Passed};
use crate::error::{ErrorClass, ScriptError, split_position};
use crate::fetch::{FetchAnswer, FetchErrorKind, FetchRequest};
use crate::result::{ScriptResult, judge};

/// A script that has begun.
pub struct Running {
    state: State,
    execution: Rc<Execution>,
    name: String,
    mode: Mode,
    thread: Option<Thread>,
    /// What it gets when it goes on; at first, what it is to run.
    next: MultiValue,
    awaits: Option<u32>,
    answers: HashMap<u32, FetchAnswer>,
    /// Bytes of bodies that were not awaited yet: they are memory too.
    held: u64,
    result: Option<Result<ScriptResult, ScriptError>>,
    /// What it asked for in vain, and its line.
    unmocked: Option<(String, Option<u32>)>,
    /// What its probes count.
    passed: Option<Rc<RefCell<Passed>>>,
}

/// Where a step has led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Its slice is over; others may run before it goes on.
    Paused,
    /// It goes on when [`Running::settle`] has brought the answer to this request.
    Awaits(u32),
    Ended,
}

impl Running {
    pub(super) fn new(
        state: State,
        execution: Rc<Execution>,
        chunk: &Chunk,
        input: &ScriptInput<'_>,
    ) -> Self {
        let mut running = Self {
            state,
            execution,
            name: chunk.name().to_owned(),
            mode: input.mode,
            thread: None,
            next: MultiValue::new(),
            awaits: None,
            answers: HashMap::new(),
            held: 0,
            result: None,
            unmocked: None,
            passed: chunk
                .points()
                .map(|points| Rc::new(RefCell::new(Passed::new(points)))),
        };
        match running.prepare(chunk, input) {
            Ok((thread, script)) => {
                running.thread = Some(thread);
                running.next = MultiValue::from_iter([Value::Function(script)]);
            }
            Err(_) => running.execution.budget.break_limit(Trip::Memory),
        }
        running
    }

    fn prepare(&self, chunk: &Chunk, input: &ScriptInput<'_>) -> mlua::Result<(Thread, Function)> {
        let State { lua, world } = &self.state;
        let context = value::to_lua(lua, &input.context, &world.null)?;
        world.globals.raw_set("context", context)?;
        let seed = match input.chance {
            Chance::Seed(seed) => seed,
            Chance::Entropy(_) => self.execution.random.borrow_mut().next_u64(),
        };
        world.seed.call::<()>(seed as i64)?;
        if let Some(passed) = &self.passed {
            world
                .globals
                .raw_set(PROBE, probe::function(lua, Rc::clone(passed))?)?;
        }
        let script = prelude::binary(lua, chunk.bytecode())?;
        script.set_environment(world.environment.clone())?;
        let thread = lua.create_thread(world.run.clone())?;
        lua.set_memory_limit(self.execution.budget.limits().memory_hard as usize)?;
        hook::arm(lua)?;
        Ok((thread, script))
    }

    /// The requests that were made since this was last asked. They run side by side.
    pub fn take_requests(&mut self) -> Vec<FetchRequest> {
        self.execution.requests.take()
    }

    /// When it runs out of time, waiting included.
    pub fn deadline(&self) -> Instant {
        self.execution.budget.deadline()
    }

    /// Whether its time is over, or it was cancelled, while it waited.
    pub fn is_over(&self) -> bool {
        self.execution.budget.look_at_the_clock(Instant::now());
        self.execution.budget.trip().is_some()
    }

    /// Brings the answer to a request.
    pub fn settle(&mut self, request: u32, answer: FetchAnswer) {
        let answer = self.execution.discreet(request, answer);
        self.execution.answered(request, &answer);
        if let Ok(response) = &answer {
            self.held += response.body.len() as u64;
        }
        if self.held > self.execution.budget.limits().memory {
            self.execution.budget.break_limit(Trip::Memory);
        }
        self.answers.insert(request, answer);
    }

    /// Whether the answer to this request is there already.
    pub fn has_answer(&self, request: u32) -> bool {
        self.answers.contains_key(&request)
    }

    /// Goes on until the script pauses, waits or ends. What it awaits may be there already.
    pub fn step(&mut self) -> Step {
        loop {
            match self.stretch() {
                Step::Awaits(request) if self.has_answer(request) => {}
                Step::Awaits(request) if let Some(refusal) = beyond(request) => {
                    self.answers.insert(request, Err(refusal));
                }
                other => return other,
            }
        }
    }

    /// Goes on to the next place where the script yields.
    fn stretch(&mut self) -> Step {
        if self.result.is_some() || self.execution.budget.trip().is_some() {
            return Step::Ended;
        }
        if let Some(request) = self.awaits {
            let Some(answer) = self.answers.remove(&request) else {
                return Step::Awaits(request);
            };
            self.awaits = None;
            if let Ok(response) = &answer {
                self.held -= response.body.len() as u64;
            }
            if let Err(error) = &answer
                && error.kind == FetchErrorKind::Unmocked
            {
                self.unmocked = Some((error.message.clone(), self.execution.line_of(request)));
                self.execution.budget.break_limit(Trip::Unmocked);
                return Step::Ended;
            }
            if let Ok(values) = self.answered(request, &answer) {
                self.execution.budget.given(self.state.lua.used_memory() as u64);
                self.next = values;
            } else {
                self.execution.budget.break_limit(Trip::Memory);
                return Step::Ended;
            }
        }
        let Some(thread) = &self.thread else {
            return Step::Ended;
        };
        let next = std::mem::take(&mut self.next);
        let step = self.execution.during(|| thread.resume::<MultiValue>(next));
        // The hook looks every hundred instructions: what was done since is judged here.
        self.execution
            .budget
            .last_look(self.state.lua.used_memory() as u64);
        if self.execution.budget.trip().is_some() {
            // A library function that was stopped has raised, with its place in the script.
            if let Ok(values) = &step
                && let Some(Value::String(text)) = values.get(1)
            {
                let (_, line) = split_position(&text.to_string_lossy(), &self.name);
                self.execution.stops_at(line);
            }
            return Step::Ended;
        }
        match step {
            Ok(values) if thread.is_resumable() => match values.front() {
                Some(Value::Integer(request)) => {
                    let request = u32::try_from(*request).unwrap_or(u32::MAX);
                    self.awaits = Some(request);
                    Step::Awaits(request)
                }
                _ => Step::Paused,
            },
            Ok(values) => {
                self.result = Some(self.judged(values));
                Step::Ended
            }
            Err(_) => {
                self.execution.budget.break_limit(Trip::Memory);
                Step::Ended
            }
        }
    }

    /// What came of it. A script that has not ended yet is cancelled.
    pub fn finish(mut self) -> Outcome {
        self.outcome()
    }

    /// The same, with the state left to be dropped, for which nobody needs to wait.
    pub(crate) fn outcome(&mut self) -> Outcome {
        let budget = &self.execution.budget;
        if self.result.is_none() {
            budget.break_limit(Trip::Cancelled);
        }
        let trip = budget.trip();
        let result = match (trip, self.result.take()) {
            (None, Some(result)) => result,
            // Whatever the script made of it: a limit that was broken stays broken.
            (trip, _) => {
                let mut error = broken(trip.unwrap_or(Trip::Cancelled), budget.limits());
                error.line = self.execution.stopped_at();
                if let Some((message, line)) = self.unmocked.take() {
                    (error.message, error.line) = (message, line);
                } else if let Some(request) = self.awaits {
                    error.line = self.execution.line_of(request);
                }
                Err(error)
            }
        };
        let mut journal = self.execution.journal.take();
        journal.passed = self.passed.take().map(|passed| passed.take());
        Outcome {
            result: result.map_err(|error| ScriptError {
                // What is cut first may end in the half of a secret.
                message: shortened(self.execution.settings.redact(&error.message).into_owned()),
                ..error
            }),
            usage: budget.usage(),
            journal,
            started: self.execution.started,
            trip,
        }
    }

    /// Runs to the end, with `answer` for each request at once.
    pub fn run(mut self, mut answer: impl FnMut(&FetchRequest) -> FetchAnswer) -> Outcome {
        loop {
            let step = self.step();
            for request in self.take_requests() {
                let answered = answer(&request);
                self.settle(request.id, answered);
            }
            if step == Step::Ended {
                return self.finish();
            }
        }
    }

    /// What `await` is given: true and the response, or false, the error and its class.
    fn answered(&self, request: u32, answer: &FetchAnswer) -> mlua::Result<MultiValue> {
        let State { lua, world } = &self.state;
        match answer {
            Ok(response) => fetch::response(lua, response, &world.null),
            Err(error) => {
                let class = Value::String(lua.create_string(error.kind.class().as_str())?);
                let table = lua.create_table()?;
                table.raw_set("class", class.clone())?;
                table.raw_set("message", error.message.as_str())?;
                Ok(MultiValue::from_iter([
                    Value::Boolean(false),
                    Value::Table(table),
                    class,
                    self.execution
                        .line_of(request)
                        .map_or(Value::Nil, |line| Value::Integer(line.into())),
                ]))
            }
        }
    }

    fn judged(&self, mut values: MultiValue) -> Result<ScriptResult, ScriptError> {
        let ok = matches!(values.pop_front(), Some(Value::Boolean(true)));
        let value = values.pop_front().unwrap_or(Value::Nil);
        if !ok {
            let mut error = raised(&value, values.front(), values.get(1), &self.name);
            error.line = error.line.or(self.execution.raised_at());
            if let Value::Table(_) = &value {
                let _ = write!(error.message, ": {}", self.execution.word(&value));
            }
            return Err(error);
        }
        let result = judge(&value, self.mode, &self.state.world.null)?;
        self.without_secrets(result)
    }

    /// A secret must not reach the end user, nor other nodes.
    fn without_secrets(&self, result: ScriptResult) -> Result<ScriptResult, ScriptError> {
        let settings = &self.execution.settings;
        let in_error = result
            .error
            .as_deref()
            .and_then(|error| settings.secret_in(error));
        let leak = match in_error {
            Some(name) => Some((name, "error".to_owned())),
            None => secret_in_object(&result.data, "data", settings),
        };
        match leak {
            None => Ok(ScriptResult {
                unknown_keys: result
                    .unknown_keys
                    .iter()
                    .map(|key| settings.redact(key).into_owned())
                    .collect(),
                ..result
            }),
            Some((name, path)) => Err(ScriptError {
                class: ErrorClass::ResultInvalid,
                message: format!("`{path}` holds the secret `{name}`"),
                line: None,
            }),
        }
    }
}

fn secret_in_object<'a>(
    fields: &serde_json::Map<String, serde_json::Value>,
    path: &str,
    settings: &'a Settings,
) -> Option<(&'a str, String)> {
    fields.iter().find_map(|(key, value)| {
        let path = format!("{path}.{key}");
        match settings.secret_in(key) {
            // The key is the secret, so it is not told.
            Some(name) => Some((name, "data".to_owned())),
            None => secret_in(value, &path, settings),
        }
    })
}

/// Depth is bounded: the value was checked when it was made.
fn secret_in<'a>(value: &serde_json::Value, path: &str, settings: &'a Settings) -> Option<(&'a str, String)> {
    match value {
        serde_json::Value::String(text) => settings.secret_in(text).map(|name| (name, path.to_owned())),
        // Whole: the digits of a short one are a part of many numbers.
        serde_json::Value::Number(number) => {
            let name = settings.secret_that_is(number.as_f64()?)?;
            Some((name, path.to_owned()))
        }
        serde_json::Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| secret_in(item, &format!("{path}[{}]", index + 1), settings)),
        serde_json::Value::Object(fields) => secret_in_object(fields, path, settings),
        _ => None,
    }
}
