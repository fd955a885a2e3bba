//! What holds for any input of the runtime: the same for fuzzing, for the corpus that is kept, and for generated samples.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mlua::Lua;
use pipelua_engine::ErrorClass;
use pipelua_engine::fetch::{FetchAnswer, FetchError, FetchErrorKind, FetchRequest};
use pipelua_engine::input::fit;
use pipelua_engine::sandbox::{
    Chance, Chunk, FixedClock, Outcome, ScriptInput, ScriptLimits, Settings, State, TextLimits,
};
use pipelua_rules::pattern::{MatchError, Pattern, Steps};
use pipelua_schemas::{Mode, builtin};
use serde_json::{Value, json};

/// Any text as a script ends, within its limits or by one of them.
///
/// # Panics
/// If it does not hold.
pub fn script(text: &[u8]) {
    let limits = builtin().limits();
    let Ok(chunk) = Chunk::compile("fuzz", text, TextLimits::of(limits)) else {
        return;
    };
    let outcome = run(
        &chunk,
        &json!({ "email": "a@b.example", "prev": {}, "outputs": {} }),
    );
    let within = outcome.usage.instructions <= limits.instructions();
    match &outcome.result {
        Ok(_) => assert!(within && outcome.trip.is_none(), "{:?}", outcome.usage),
        Err(error) => {
            let is_limit =
                error.class.as_str().starts_with("limit.") || error.class == ErrorClass::FetchUnmocked;
            assert!(
                is_limit || outcome.trip.is_none(),
                "{error:?} hides {:?}",
                outcome.trip
            );
            assert!(error.message.len() as u64 <= limits.log_line_bytes());
        }
    }
}

/// Any JSON fits its hook or is refused, and is what a script finds in its context.
///
/// # Panics
/// If it does not hold.
pub fn context(text: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        return;
    };
    for hook in builtin().hooks() {
        if let Ok(fitted) = fit(hook, value.clone()) {
            let again = fit(hook, Value::Object(fitted.input.clone())).expect("what fits fits again");
            assert_eq!((again.input, again.dropped.len()), (fitted.input, 0));
        }
    }
    let script = "return { allowed = true, data = { v = context.v } }";
    let chunk =
        Chunk::compile("fuzz", script.as_bytes(), TextLimits::of(builtin().limits())).expect("it compiles");
    let outcome = run(&chunk, &json!({ "v": value }));
    if let Ok(result) = outcome.result {
        let given = plain(&value);
        assert_eq!(result.data.get("v").unwrap_or(&Value::Null), &given, "of {value}");
    }
}

/// A pattern, a line end and a subject: ours finds what stock Lua finds, where it has the steps.
///
/// # Panics
/// If it does not hold.
pub fn pattern(text: &[u8]) {
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let (pattern, subject) = (&text[..end], text.get(end + 1..).unwrap_or_default());
    let mut steps = Steps::new(100_000);
    let ours = match Pattern::new(pattern).find(subject, 0, &mut steps) {
        Err(MatchError::OutOfSteps) => return,
        Ok(found) => Some(found.map(|found| (found.start + 1, found.end))),
        Err(_) => None,
    };
    let lua = Lua::new();
    let find: mlua::Function = lua.load("return string.find").eval().expect("Lua has it");
    let arguments = (lua.create_string(subject), lua.create_string(pattern));
    let (Ok(subject), Ok(pattern)) = arguments else {
        return;
    };
    let stock = find
        .call::<(Option<usize>, Option<usize>)>((subject, pattern))
        .ok();
    // A capture that is never closed is a fault of both, found by ours when the captures are read.
    if let Some(ours) = ours
        && let Some((start, end)) = stock
    {
        assert_eq!(ours, start.zip(end));
    }
}

fn run(chunk: &Chunk, context: &Value) -> Outcome {
    let input = ScriptInput {
        context: Cow::Borrowed(context),
        mode: Mode::Blocking,
        settings: Arc::new(Settings::default()),
        clock: Arc::new(FixedClock(0)),
        chance: Chance::Seed(1),
    };
    let limits = ScriptLimits::of(builtin().limits());
    let state = State::new().expect("there is memory");
    state
        .start(chunk, &input, limits, Arc::new(AtomicBool::new(false)))
        .run(nobody)
}

fn nobody(_: &FetchRequest) -> FetchAnswer {
    Err(FetchError {
        kind: FetchErrorKind::Unmocked,
        message: "nobody answers".to_owned(),
    })
}

/// The value as a script gives it back: absent keys for nulls, floats for what is no integer of Lua, keys sorted, an
/// empty list as an empty object, and of a list what JSON's null does not cut.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.as_i64().is_none() => json!(number.as_f64()),
        Value::Array(items) if items.is_empty() => json!({}),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().filter(|(_, field)| !field.is_null()).collect();
            fields.sort_by_key(|(key, _)| key.as_str());
            Value::Object(
                fields
                    .into_iter()
                    .map(|(key, field)| (key.clone(), plain(field)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}
