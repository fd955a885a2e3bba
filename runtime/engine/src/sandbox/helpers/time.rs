//! `helpers.date`: times as text, always in UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, fmt::strtime};
use mlua::{Lua, Value};

use super::super::arguments::{Answer, Arguments, Problem};
use super::super::execution::Execution;
use super::{one, text};

/// How long a format may be, in bytes.
const MOST_FORMAT: usize = 256;
/// A byte of a format makes at most about so many of a date: `%255Y`.
const WIDEST: usize = 64;

pub(super) fn date(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    let ms = given
        .integer(1, "date")?
        .unwrap_or_else(|| execution.clock.now_ms());
    let format = given.option(lua, 2, "date")?;
    let Ok(time) = Timestamp::from_millisecond(ms) else {
        return Err(Problem::Raise(format!(
            "{ms} ms since 1970 is no time of the years -9999 to 9999"
        )));
    };
    let Some(format) = format else {
        return text(lua, time.to_string());
    };
    if format.len() > MOST_FORMAT {
        return Err(Problem::Raise(format!(
            "a date format has at most {MOST_FORMAT} bytes; this one has {}",
            format.len()
        )));
    }
    given.budget.charge_bytes((format.len() * WIDEST) as u64);
    match strtime::format(&format, &time.to_zoned(TimeZone::UTC)) {
        Ok(date) => text(lua, date),
        Err(error) => Err(Problem::Raise(format!("the date format cannot be used: {error}"))),
    }
}

/// A time in ISO 8601 with its offset, or a date, which is its midnight in UTC.
pub(super) fn parse(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let written = given.word(lua, 1, "parse")?;
    let written = written.trim();
    let time = match written.parse::<Timestamp>() {
        Ok(time) => Some(time),
        Err(_) if written.contains(['T', 't', ':']) => None,
        Err(_) => written
            .parse::<Date>()
            .ok()
            .and_then(|date| DateTime::from(date).to_zoned(TimeZone::UTC).ok())
            .map(|zoned| zoned.timestamp()),
    };
    Ok(one(time.map_or(Value::Nil, |time| {
        Value::Integer(time.as_millisecond())
    })))
}
