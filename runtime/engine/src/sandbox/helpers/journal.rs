//! `helpers.log` and `helpers.metrics`: what a script tells about itself.

use std::collections::BTreeMap;

use mlua::{Lua, MultiValue, Value};

use super::super::arguments::{Answer, Arguments, Problem};
use super::super::execution::Execution;
use super::super::journal::{Metric, MetricKind};
use super::super::value::type_name;

pub(super) fn log(execution: &Execution, level: &'static str, given: &mut Arguments<'_>) -> MultiValue {
    let mut words = Vec::new();
    while let Some(value) = given.next() {
        words.push(execution.word(&value));
    }
    let message = words.join(" ");
    execution.log(level, &message);
    MultiValue::new()
}

pub(super) fn count(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    let name = given.word(lua, 1, "count")?;
    let value = given.number(2, "count")?.unwrap_or(1.0);
    note(execution, MetricKind::Count, name, value, given)
}

pub(super) fn gauge(lua: &Lua, execution: &Execution, given: &mut Arguments<'_>) -> Answer {
    let name = given.word(lua, 1, "gauge")?;
    let Some(value) = given.number(2, "gauge")? else {
        return Err(Problem::Raise(
            "bad argument #2 to 'gauge' (number expected, got nil)".to_owned(),
        ));
    };
    note(execution, MetricKind::Gauge, name, value, given)
}

fn note(
    execution: &Execution,
    kind: MetricKind,
    name: String,
    value: f64,
    given: &mut Arguments<'_>,
) -> Answer {
    let tags = match given.next() {
        None | Some(Value::Nil) => BTreeMap::new(),
        Some(Value::Table(table)) => execution.tags(&table),
        Some(other) => {
            let got = type_name(&other);
            return Err(Problem::Raise(format!(
                "the tags of a metric are a table, not a {got}"
            )));
        }
    };
    execution.note(Metric {
        name,
        kind,
        value,
        tags,
        at: execution.started.elapsed(),
    });
    Ok(MultiValue::new())
}
