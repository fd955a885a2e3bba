//! The values of single keys: what each must be, said in one sentence where it is not.

use pipelua_schemas::OnError;
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Member, Value, quote};

use super::problem::{Fix, Problem, ProblemKind};
use crate::listing::all_of;
use crate::suggest::{did_you_mean, nearest, shown};

/// Reads one key; a hole gives nothing, because the syntax error already says so.
pub(super) fn string(member: Member<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    read(member, "a string", Value::as_str, problems).map(str::to_owned)
}

pub(super) fn boolean(member: Member<'_>, problems: &mut Vec<Problem>) -> Option<bool> {
    read(member, "`true` or `false`", Value::as_bool, problems)
}

pub(super) fn on_error(member: Member<'_>, problems: &mut Vec<Problem>) -> Option<OnError> {
    const WORDS: [OnError; 2] = [OnError::Deny, OnError::Allow];
    let word = read(member, "`\"deny\"` or `\"allow\"`", Value::as_str, problems)?;
    let found = WORDS.into_iter().find(|known| known.as_str() == word);
    if found.is_none() {
        let message = format!("`onError` is `deny` or `allow`, not `{}`", shown(word));
        let mut problem = value_problem(member.value, message);
        if let Some(near) = nearest(word, WORDS.map(OnError::as_str)) {
            problem = problem.fix(Fix::edit(
                format!("Write `{near}`"),
                false,
                member.value.range(),
                quote(near),
            ));
        }
        problems.push(problem);
    }
    found
}

pub(super) fn timeout_ms(member: Member<'_>, most: u64, problems: &mut Vec<Problem>) -> Option<u64> {
    let number = read(
        member,
        "a whole number of milliseconds",
        Value::as_number,
        problems,
    )?;
    let Some(value) = number
        .as_i64()
        .and_then(|value| u64::try_from(value).ok())
        .filter(|&value| value > 0)
    else {
        let message = format!(
            "`timeoutMs` is a whole number from 1, not `{}`",
            shown(number.text())
        );
        problems.push(value_problem(member.value, message));
        return None;
    };
    if value > most {
        let message = format!("`timeoutMs` is {value}, but a script has at most {most} milliseconds");
        let fix = Fix::edit(
            format!("Write {most}"),
            false,
            member.value.range(),
            most.to_string(),
        );
        problems.push(value_problem(member.value, message).fix(fix));
        return None;
    }
    Some(value)
}

/// A value of which `cast` knows the type; `what` completes "`key` is ..".
pub(super) fn read<'a, T>(
    member: Member<'a>,
    what: &str,
    cast: impl FnOnce(Value<'a>) -> Option<T>,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let found = cast(member.value);
    if found.is_none() && !member.value.is_hole() {
        let message = format!(
            "`{}` is {what}, not {}",
            shown(member.name),
            member.value.kind_name()
        );
        problems.push(value_problem(member.value, message));
    }
    found
}

pub(super) fn value_problem(value: Value<'_>, message: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Value, value.pointer(), value.range(), message)
}

/// A key that `owner` (such as `a node`) does not have.
pub(super) fn unknown_key(member: Member<'_>, owner: &str, known: &[&str]) -> Problem {
    let near = nearest(member.name, known.iter().copied());
    let message = format!(
        "`{}` is not a key of {owner}{}",
        shown(member.name),
        did_you_mean(near)
    );
    let siblings = member.value.parent().and_then(Value::as_object);
    let is_taken = |key: &str| siblings.into_iter().flatten().any(|member| member.name == key);
    let pointer = member.value.pointer();
    let problem = Problem::new(ProblemKind::UnknownKey, pointer, member.key_range, message);
    match near {
        Some(near) if is_taken(near) => problem.help(format!("remove it; `{near}` is there already")),
        Some(near) => {
            let title = format!("Rename it to `{near}`");
            problem.help(format!("rename it to `{near}`")).fix(Fix::edit(
                title,
                false,
                member.key_range,
                quote(near),
            ))
        }
        None => {
            let keys = all_of(known.iter().copied().filter(|key| *key != "$schema"));
            problem.help(format!("remove it; the keys of {owner} are {keys}"))
        }
    }
}

/// What goes when `this` is taken out of a list: itself and the comma that goes with it.
pub(super) fn removal(previous: Option<TextRange>, this: TextRange, next: Option<TextRange>) -> TextRange {
    match (previous, next) {
        (_, Some(next)) => TextRange::new(this.start, next.start),
        (Some(previous), None) => TextRange::new(previous.end, this.end),
        (None, None) => this,
    }
}

/// What goes when `item` is taken out of its array.
pub(super) fn removal_of_item(item: Value<'_>) -> TextRange {
    let beside = |at: Option<usize>| Some(item.parent()?.at(at?)?.range());
    let at = item.index();
    removal(
        beside(at.and_then(|at| at.checked_sub(1))),
        item.range(),
        beside(at.map(|at| at + 1)),
    )
}
