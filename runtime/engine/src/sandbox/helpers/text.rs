//! `helpers.equal`, `helpers.matches` and `helpers.uuid`.

use mlua::{Lua, Value};
use rand_chacha::rand_core::Rng as _;
use subtle::ConstantTimeEq as _;

use super::super::arguments::{Answer, Arguments};
use super::super::execution::Execution;
use super::super::patterns;
use super::one;

pub(super) fn equal(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let (left, right) = (given.text(lua, 1, "equal")?, given.text(lua, 2, "equal")?);
    let (left, right) = (left.as_bytes(), right.as_bytes());
    given.budget.charge_bytes((left.len() + right.len()) as u64);
    Ok(one(Value::Boolean(left.ct_eq(&right).into())))
}

pub(super) fn matches(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let (subject, pattern) = (given.text(lua, 1, "matches")?, given.text(lua, 2, "matches")?);
    let pattern = patterns::parsed(&pattern.as_bytes(), true, given.budget)?;
    let found = given.metered(|steps| pattern.find(&subject.as_bytes(), 0, steps))?;
    Ok(one(Value::Boolean(found.is_some())))
}

pub(super) fn uuid(lua: &Lua, execution: &Execution) -> Answer {
    let mut bytes = [0; 16];
    execution.random.borrow_mut().fill_bytes(&mut bytes);
    super::text(
        lua,
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string(),
    )
}
