//! `bad-pattern`: a Lua pattern that is malformed.

use pipelua_rules::pattern::{Pattern, PatternFault};
use pipelua_rules::suggest::shown;
use pipelua_schemas::Holds;

use crate::finding::Severity;
use crate::lint::library_call::{HeldText, as_literal, held_texts};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::ty::Ty;

pub(crate) static LINT: Lint = Lint {
    code: "bad-pattern",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/bad-pattern.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for held in held_texts(cx, Holds::Pattern) {
        if is_plain_search(cx, &held) {
            continue;
        }
        let Some((at, fault)) = pattern_of(&held).fault() else {
            continue;
        };
        let (what, help) = worded(fault);
        let message = format!("the pattern `{}` is malformed: {what}", shown(&held.text));
        let mut finding = cx
            .finding(Anchor::Node(held.argument), message)
            .runtime(cx.raises("a match that comes there"))
            .help(help);
        if let Some(fix) = escaped(cx, &held, at, fault) {
            finding = finding.fix(fix);
        }
        cx.report(finding);
    }
}

/// The pattern as the function reads it.
pub(super) fn pattern_of(held: &HeldText) -> Pattern {
    if held.name() == "gmatch" {
        Pattern::for_gmatch(held.text.as_bytes())
    } else {
        Pattern::new(held.text.as_bytes())
    }
}

/// Whether `find` takes the text as it stands, or may.
pub(super) fn is_plain_search(cx: &LuaContext<'_>, held: &HeldText) -> bool {
    if held.name() != "find" {
        return false;
    }
    match held.arguments.get(3) {
        Some(plain) => {
            let ty = cx.inference.type_of(*plain);
            let mut members = cx.inference.types.members(&ty).iter();
            members.any(|member| !matches!(*member, Ty::NIL | Ty::FALSE))
        }
        None => held.arguments.len() == 3 && held.has_open_end(cx.tree),
    }
}

fn worded(fault: PatternFault) -> (&'static str, &'static str) {
    use PatternFault as F;
    match fault {
        F::EndsWithPercent => ("it ends with `%`", "write `%%` for a percent sign"),
        F::MissingBracket => ("a `[` is not closed", "close the set with `]`, or write `%[` for a bracket"),
        F::MissingBalance => ("`%b` needs two characters behind it", "write `%b()` for what stands in brackets"),
        F::MissingFrontierSet => ("`%f` needs a set behind it", "write `%f[%w]` for the start of a word"),
        F::CaptureIndex(_) => (
            "it repeats a capture that is not there",
            "write `%1` for the first capture, once it is closed",
        ),
        F::NothingToClose => ("a `)` closes nothing", "write `%)` for a bracket"),
        F::UnfinishedCapture => ("a `(` is not closed", "close the capture with `)`, or write `%(` for a bracket"),
        F::TooManyCaptures => ("it has more than 32 captures", "match the text in two steps"),
    }
}

/// Means the character itself.
fn escaped(cx: &LuaContext<'_>, held: &HeldText, at: usize, fault: PatternFault) -> Option<FixData> {
    use PatternFault as F;
    if !matches!(
        fault,
        F::EndsWithPercent | F::MissingBracket | F::NothingToClose | F::UnfinishedCapture
    ) {
        return None;
    }
    let literal = held.literal(cx.tree)?;
    let (before, after) = (held.text.get(..at)?, held.text.get(at..)?);
    let text = format!("{before}%{after}");
    // One bracket more may not be all that is wrong.
    if Pattern::new(text.as_bytes()).fault().is_some() {
        return None;
    }
    let char = after.chars().next()?;
    Some(FixData::new(format!("write `%{char}`")).replace(Anchor::Node(literal), as_literal(&text)?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn what_no_match_can_read_is_found() {
        check(r#"local name = context.email
local OPEN = "[a-z"
local a = name:find("%")
local b = string.match(name, OPEN)
local c = name:gsub("(.", "")
local d = name:match("a)")
local e = name:find("%bx")
local f = name:find("%fx")
local g = name:find("(a)%2")
for w in name:gmatch("^[") do helpers.log(w) end
local h = name:find(("("):rep(33))
local i = name:find("(", 1, false)
return { allowed = a and b and c and d and e and f and g and h and i and true or false }
"#, &["bad-pattern"], expect![[r#"
    3:21-3:24 bad-pattern: the pattern `%` is malformed: it ends with `%` | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: write `%%` for a percent sign | fix: Write `%%`
    4:30-4:34 bad-pattern: the pattern `[a-z` is malformed: a `[` is not closed | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: close the set with `]`, or write `%[` for a bracket
    5:21-5:25 bad-pattern: the pattern `(.` is malformed: a `(` is not closed | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: close the capture with `)`, or write `%(` for a bracket | fix: Write `%(`
    6:22-6:26 bad-pattern: the pattern `a)` is malformed: a `)` closes nothing | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: write `%)` for a bracket | fix: Write `%)`
    7:21-7:26 bad-pattern: the pattern `%bx` is malformed: `%b` needs two characters behind it | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: write `%b()` for what stands in brackets
    8:21-8:26 bad-pattern: the pattern `%fx` is malformed: `%f` needs a set behind it | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: write `%f[%w]` for the start of a word
    9:21-9:28 bad-pattern: the pattern `(a)%2` is malformed: it repeats a capture that is not there | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: write `%1` for the first capture, once it is closed
    10:22-10:26 bad-pattern: the pattern `^[` is malformed: a `[` is not closed | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: close the set with `]`, or write `%[` for a bracket | fix: Write `%[`
    12:21-12:24 bad-pattern: the pattern `(` is malformed: a `(` is not closed | run: a match that comes there raises script.error; before_signup then denies (onError: deny) | help: close the capture with `)`, or write `%(` for a bracket | fix: Write `%(`
"#]]);
        check_fix(r#"local at = context.email:find("(", 1)
return { allowed = at == nil }
"#, "bad-pattern", expect![[r#"
    local at = context.email:find("%(", 1)
    return { allowed = at == nil }
"#]]);
    }

    #[test]
    fn what_is_searched_as_it_stands_is_fine() {
        check_none(r#"local name, other = context.email, context.name or "%"
local a = name:find("(", 1, true)
local b = name:find("[", 1, other ~= "")
local c = name:match("^[^]]+%]$")
local d = name:gsub("%%", "%%%%")
local e = name:gsub("x", "(")
local f = name:find(other)
local g = helpers.matches and name:find("[%]]")
return { allowed = a and b and c and d and e and f and g and true or false }
"#, &["bad-pattern"]);
    }
}
