//! `format-string`: the verbs of a format do not fit what they are given.

use pipelua_schemas::Holds;
use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::lint::library_call::{HeldText, held_texts};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::ty::{Ty, TyData};

pub(crate) static LINT: Lint = Lint {
    code: "format-string",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/format-string.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for held in held_texts(cx, Holds::Format) {
        // The values stand behind the format.
        let Some(at) = held.arguments.iter().position(|argument| *argument == held.argument) else {
            continue;
        };
        let values = held.arguments.get(at + 1..).unwrap_or_default();
        let Some((anchor, message, help)) = fault(cx, &held, values) else {
            continue;
        };
        let finding = cx
            .finding(Anchor::Node(anchor), message)
            .runtime(cx.raises("`format`"))
            .help(help);
        cx.report(finding);
    }
}

/// The first thing that is wrong, where, and what to do.
fn fault(cx: &LuaContext<'_>, held: &HeldText, values: &[NodeId]) -> Option<(NodeId, String, String)> {
    for (index, verb) in verbs(&held.text).enumerate() {
        let letter = match verb {
            Verb::Refused(text) => {
                return Some((
                    held.argument,
                    format!("`{text}` is no verb of a format"),
                    "write `%%` for a percent sign; `%s`, `%d` and `%.2f` are the usual verbs".to_owned(),
                ));
            }
            Verb::Takes(letter) => letter,
        };
        let is_last_known = !held.has_open_end(cx.tree);
        let Some(value) = values.get(index) else {
            return is_last_known.then(|| {
                (
                    held.argument,
                    format!("the format has more verbs than the {} it is given", count(values.len())),
                    "give a value for each verb, or write `%%` for a percent sign".to_owned(),
                )
            });
        };
        if index + 1 == values.len() && !is_last_known {
            return None;
        }
        if let Some(what) = misfit(cx, *value, letter) {
            return Some((
                *value,
                format!("`%{letter}` takes {}, and this is {what}", takes(letter)),
                "use `%s`, which takes anything, or make the value fit".to_owned(),
            ));
        }
    }
    None
}

fn count(values: usize) -> String {
    match values {
        1 => "1 value".to_owned(),
        values => format!("{values} values"),
    }
}

enum Verb<'a> {
    /// Takes a value, by its letter.
    Takes(char),
    Refused(&'a str),
}

/// The verbs of a format in order, `%%` left out.
///
/// **Source**: Lua 5.4 manual, section 6.4, `string.format`; the sandbox refuses `%p`.
fn verbs(format: &str) -> impl Iterator<Item = Verb<'_>> {
    let mut rest = format;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find('%')?;
            let verb = rest.get(at..)?;
            if verb.starts_with("%%") {
                rest = verb.get(2..)?;
                continue;
            }
            let flags = verb.len() - verb[1..].trim_start_matches(['-', '+', ' ', '#', '0']).len();
            let digits = |from: usize| {
                let tail = verb.get(from..).unwrap_or_default();
                from + tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len()
            };
            let width = digits(flags);
            let precision = if verb[width..].starts_with('.') { digits(width + 1) } else { width };
            let letter = verb[precision..].chars().next();
            let end = precision + letter.map_or(0, char::len_utf8);
            rest = &verb[end..];
            let is_short = width - flags <= 2 && precision - width <= 3;
            return Some(match letter {
                Some(letter) if is_short && "aAcdeEfgGioqsuxX".contains(letter) => Verb::Takes(letter),
                _ => Verb::Refused(&verb[..end]),
            });
        }
    })
}

fn takes(letter: char) -> &'static str {
    match letter {
        'q' => "a string, a number, a boolean or nil",
        'a' | 'A' | 'e' | 'E' | 'f' | 'g' | 'G' => "a number",
        _ => "an integer",
    }
}

/// What a value is, in words, if `%letter` refuses it for certain.
fn misfit(cx: &LuaContext<'_>, value: NodeId, letter: char) -> Option<String> {
    let types = &cx.inference.types;
    let ty = cx.inference.type_of(value);
    let members = types.members(&ty);
    let is_refused = |member: &Ty| match (letter, types.get(*member)) {
        ('s', _) => false,
        (_, TyData::Table(_) | TyData::AnyTable | TyData::Array(_) | TyData::Map(..)) => true,
        ('q', data) => matches!(data, TyData::Closure(_) | TyData::AnyFunction),
        (_, TyData::Nil | TyData::Boolean(_) | TyData::Closure(_) | TyData::AnyFunction) => true,
        (_, TyData::String(Some(text))) => !types.text(*text).bytes().any(|byte| byte.is_ascii_digit()),
        ('c' | 'd' | 'i' | 'o' | 'u' | 'x' | 'X', TyData::Number(Some(bits))) => f64::from_bits(*bits).fract() != 0.0,
        _ => false,
    };
    if members.is_empty() || !members.iter().all(is_refused) {
        return None;
    }
    let shown = types.display(ty);
    Some(if shown.len() <= 30 { format!("`{shown}`") } else { "something else".to_owned() })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn what_format_refuses_is_found() {
        check(r#"local f, name = string.format, context.email
local a = f("%s and %s", name)
local b = ("%d"):format(name ~= "x")
local c = f("%d items", 1.5)
local d = f("%y", 1)
local e = f("100%", 1)
local g = f("%x", "abc")
local h = f("%.2f", {})
local i = f("%q", {})
local j = f("%p", name)
local k = f("%123d", 1)
local l = f("%s")
return { allowed = a and b and c and d and e and g and h and i and j and k and l and true or false }
"#, &["format-string"], expect![[r#"
    2:13-2:24 format-string: the format has more verbs than the 1 value it is given | run: `format` raises script.error; before_signup then denies (onError: deny) | help: give a value for each verb, or write `%%` for a percent sign
    3:25-3:36 format-string: `%d` takes an integer, and this is `boolean` | run: `format` raises script.error; before_signup then denies (onError: deny) | help: use `%s`, which takes anything, or make the value fit
    4:25-4:28 format-string: `%d` takes an integer, and this is `1.5` | run: `format` raises script.error; before_signup then denies (onError: deny) | help: use `%s`, which takes anything, or make the value fit
    5:13-5:17 format-string: `%y` is no verb of a format | run: `format` raises script.error; before_signup then denies (onError: deny) | help: write `%%` for a percent sign; `%s`, `%d` and `%.2f` are the usual verbs
    6:13-6:19 format-string: `%` is no verb of a format | run: `format` raises script.error; before_signup then denies (onError: deny) | help: write `%%` for a percent sign; `%s`, `%d` and `%.2f` are the usual verbs
    7:19-7:24 format-string: `%x` takes an integer, and this is `"abc"` | run: `format` raises script.error; before_signup then denies (onError: deny) | help: use `%s`, which takes anything, or make the value fit
    8:21-8:23 format-string: `%f` takes a number, and this is `{}` | run: `format` raises script.error; before_signup then denies (onError: deny) | help: use `%s`, which takes anything, or make the value fit
    9:19-9:21 format-string: `%q` takes a string, a number, a boolean or nil, and this is `{}` | run: `format` raises script.error; before_signup then denies (onError: deny) | help: use `%s`, which takes anything, or make the value fit
    10:13-10:17 format-string: `%p` is no verb of a format | run: `format` raises script.error; before_signup then denies (onError: deny) | help: write `%%` for a percent sign; `%s`, `%d` and `%.2f` are the usual verbs
    11:13-11:20 format-string: `%123d` is no verb of a format | run: `format` raises script.error; before_signup then denies (onError: deny) | help: write `%%` for a percent sign; `%s`, `%d` and `%.2f` are the usual verbs
    12:13-12:17 format-string: the format has more verbs than the 0 values it is given | run: `format` raises script.error; before_signup then denies (onError: deny) | help: give a value for each verb, or write `%%` for a percent sign
"#]]);
    }

    #[test]
    fn what_format_takes_is_fine() {
        check_none(r#"local f, name = string.format, context.email
local function two() return 1, 2 end
local a = f("%s%%, %5.2f, %-10s|%+d %05d", name, 1, true, 2, "3")
local b = f("%d", 2.0) .. f("%d", "10") .. f("%s %s", two()) .. f("%s %s", name, two())
local c = f(name, 1) .. f("%q", nil) .. f("%i %u %c %o %x %X %e %g %a", 1, 2, 3, 4, 5, 6, 7, 8, 9)
local d = f("%s", nil, 1) .. ("%%"):format()
local e = f("%d", context.request.ip or 1)
return { allowed = a and b and c and d and e and true or false }
"#, &["format-string"]);
    }
}
