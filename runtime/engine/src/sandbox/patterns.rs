//! `find`, `match`, `gmatch` and `gsub` on the metered matcher.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use mlua::{IntoLua, Lua, MultiValue, Value};
use pipelua_rules::pattern::{Capture, Match, Pattern, PatternFault, Scan, replace};

use super::arguments::{Answer, Arguments, Problem};
use super::budget::Budget;

/// How many parsed patterns a thread keeps.
const KEPT: usize = 64;
/// How long a pattern may be that is kept, in bytes: what a script leaves behind is bounded.
const KEPT_BYTES: usize = 256;

type Parsed = HashMap<Vec<u8>, Rc<Pattern>>;

thread_local! {
    static ANCHORED: RefCell<Parsed> = RefCell::new(HashMap::new());
    static FREE: RefCell<Parsed> = RefCell::new(HashMap::new());
}

/// `find` when `places` are wanted, else `match`.
pub(super) fn find(lua: &Lua, given: &mut Arguments<'_>, places: bool) -> Answer {
    let name = if places { "find" } else { "match" };
    let (subject, text) = (given.text(lua, 1, name)?, given.text(lua, 2, name)?);
    let (init, plain) = (given.integer(3, name)?.unwrap_or(1), given.is_true());
    let (subject, text) = (subject.as_bytes(), text.as_bytes());
    let Some(from) = start(init, subject.len()) else {
        return Ok(MultiValue::from_iter([Value::Nil]));
    };
    if places && (plain || Pattern::is_plain(&text)) {
        given.budget.charge_bytes((subject.len() - from) as u64);
        let found = memchr::memmem::find(&subject[from..], &text).map(|at| at + from);
        return Ok(match found {
            Some(at) => MultiValue::from_iter([position(at + 1), position(at + text.len())]),
            None => MultiValue::from_iter([Value::Nil]),
        });
    }
    let pattern = parsed(&text, true, given.budget)?;
    let Some(found) = given.metered(|steps| pattern.find(&subject, from, steps))? else {
        return Ok(MultiValue::from_iter([Value::Nil]));
    };
    let mut values = MultiValue::new();
    if places {
        values.extend([position(found.start + 1), position(found.end)]);
    }
    if !places || pattern.capture_count() > 0 {
        push_captures(lua, &found, &subject, &mut values)?;
    }
    Ok(values)
}

/// Judges the arguments of `gmatch` and tells where it starts.
pub(super) fn scan_start(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let (subject, _) = (given.text(lua, 1, "gmatch")?, given.text(lua, 2, "gmatch")?);
    let init = given.integer(3, "gmatch")?.unwrap_or(1);
    let length = subject.as_bytes().len();
    Ok(MultiValue::from_iter([position(
        start(init, length).unwrap_or(length + 1),
    )]))
}

/// The next match of `gmatch` (when `free`) or `gsub`: where it starts and ends, counted from 0, and its captures.
pub(super) fn scan(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let (subject, text) = (given.text(lua, 1, "gmatch")?, given.text(lua, 2, "gmatch")?);
    let at = given.integer(3, "gmatch")?.unwrap_or(0).max(0) as usize;
    let (after, free) = (given.is_true(), given.is_true());
    let subject = subject.as_bytes();
    let pattern = parsed(&text.as_bytes(), !free, given.budget)?;
    let mut scan = if after { Scan::after(at) } else { Scan::from(at) };
    let Some(found) = given.metered(|steps| scan.next(&pattern, &subject, steps))? else {
        return Ok(MultiValue::new());
    };
    let mut values = MultiValue::from_iter([position(found.start), position(found.end)]);
    push_captures(lua, &found, &subject, &mut values)?;
    Ok(values)
}

/// `gsub` with a text.
pub(super) fn gsub(lua: &Lua, given: &mut Arguments<'_>) -> Answer {
    let (subject, text) = (given.text(lua, 1, "gsub")?, given.text(lua, 2, "gsub")?);
    let template = given.replacement(lua)?;
    let most = given
        .integer(4, "gsub")?
        .map_or(u64::MAX, |most| most.max(0) as u64);
    let pattern = parsed(&text.as_bytes(), true, given.budget)?;
    let limit = given.budget.limits().string_bytes as usize;
    let (result, count) = given.metered(|steps| {
        replace(
            &pattern,
            &subject.as_bytes(),
            &template.as_bytes(),
            most,
            limit,
            steps,
        )
    })?;
    Ok(MultiValue::from_iter([
        Value::String(lua.create_string(result)?),
        Value::Integer(count as i64),
    ]))
}

/// The byte, from 0, at which a search from `init` begins; `None` is behind the text.
fn start(init: i64, length: usize) -> Option<usize> {
    let from = match init {
        1.. => init as usize - 1,
        0 => 0,
        _ => length.saturating_sub(init.unsigned_abs() as usize),
    };
    (from <= length).then_some(from)
}

fn position(at: usize) -> Value {
    Value::Integer(at as i64)
}

fn push_captures(lua: &Lua, found: &Match, subject: &[u8], values: &mut MultiValue) -> Result<(), Problem> {
    for index in 0..found.value_count() {
        values.push_back(match found.capture(index).map_err(fault)? {
            Capture::Text { start, end } => lua.create_string(&subject[start..end])?.into_lua(lua)?,
            Capture::Position(at) => position(at),
        });
    }
    Ok(())
}

fn fault(fault: PatternFault) -> Problem {
    Problem::Raise(fault.to_string())
}

/// The parsed pattern; parsing a long one is charged like a match.
pub(super) fn parsed(text: &[u8], may_anchor: bool, budget: &Budget) -> Result<Rc<Pattern>, Problem> {
    let parse = || {
        if may_anchor {
            Pattern::new(text)
        } else {
            Pattern::for_gmatch(text)
        }
    };
    if text.len() > KEPT_BYTES {
        budget.charge(text.len() as u64);
        return match budget.trip() {
            Some(trip) => Err(Problem::Stop(trip)),
            None => Ok(Rc::new(parse())),
        };
    }
    Ok(kept(text, may_anchor, parse))
}

fn kept(text: &[u8], may_anchor: bool, parse: impl FnOnce() -> Pattern) -> Rc<Pattern> {
    let kept = if may_anchor { &ANCHORED } else { &FREE };
    kept.with_borrow_mut(|kept| {
        if let Some(pattern) = kept.get(text) {
            return Rc::clone(pattern);
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let pattern = Rc::new(parse());
        kept.insert(text.to_vec(), Rc::clone(&pattern));
        pattern
    })
}

/// How much text of patterns this thread keeps.
#[cfg(test)]
pub(super) fn kept_bytes() -> usize {
    let bytes = |kept: &RefCell<Parsed>| kept.borrow().keys().map(Vec::len).sum::<usize>();
    ANCHORED.with(bytes) + FREE.with(bytes)
}
