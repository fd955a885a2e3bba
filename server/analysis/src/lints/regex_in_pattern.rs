//! `regex-in-pattern`: a pattern in the language of regular expressions, which Lua does not speak.

use pipelua_schemas::Holds;

use crate::finding::Severity;
use crate::lint::library_call::{as_literal, held_texts};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lints::bad_pattern::is_plain_search;

pub(crate) static LINT: Lint = Lint {
    code: "regex-in-pattern",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/regex-in-pattern.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for held in held_texts(cx, Holds::Pattern) {
        if is_plain_search(cx, &held) {
            continue;
        }
        let Some(regex) = regex_in(&held.text) else {
            continue;
        };
        let (message, help) = worded(&regex);
        let mut finding = cx
            .finding(Anchor::Node(held.argument), message)
            .runtime("the characters are matched as they stand, so the match is not the one that is meant")
            .help(help);
        let literal = held.literal(cx.tree);
        if let (Some(literal), Some(text)) = (literal, translated(&held.text).and_then(|text| as_literal(&text))) {
            let title = format!("write {text} as a Lua pattern");
            finding = finding.fix(FixData::new(title).replace(Anchor::Node(literal), text));
        }
        cx.report(finding);
    }
}

/// What Lua does not know.
enum Regex<'a> {
    /// `\\d`
    Escape(char),
    /// `a|b`
    Or,
    /// `{2}`
    Count(&'a str),
    /// `(?:`
    Group(&'a str),
}

const CLASSES: [(char, &str); 7] =
    [('d', "%d"), ('D', "%D"), ('s', "%s"), ('S', "%S"), ('w', "[%w_]"), ('W', "[^%w_]"), ('.', "%.")];

fn regex_in(text: &str) -> Option<Regex<'_>> {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let mut index = 0;
    let mut in_set = false;
    while index < bytes.len() {
        let rest = text.get(index..).unwrap_or_default();
        match at(index) {
            b'%' => index += 1,
            b'[' if !in_set => in_set = true,
            b']' => in_set = false,
            b'\\' => {
                let next = rest.chars().nth(1).unwrap_or(' ');
                if CLASSES.iter().any(|(class, _)| *class == next) || next == 'b' {
                    return Some(Regex::Escape(next));
                }
            }
            b'|' if !in_set && index > 1 => {
                let around = [at(index - 2), at(index - 1), at(index + 1), at(index + 2)];
                if around.iter().all(u8::is_ascii_alphabetic) && at(index - 2) != b'%' {
                    return Some(Regex::Or);
                }
            }
            b'{' if !in_set && index > 0 => {
                let is_of_item = matches!(at(index - 1), b']' | b')' | b'.') || index > 1 && at(index - 2) == b'%';
                if let Some(count) = count(rest).filter(|_| is_of_item) {
                    return Some(Regex::Count(count));
                }
            }
            b'(' if !in_set => {
                let groups = ["(?:", "(?=", "(?!", "(?<", "(?i)"];
                if let Some(group) = groups.into_iter().find(|group| rest.starts_with(group)) {
                    return Some(Regex::Group(group));
                }
            }
            _ => {}
        }
        index += 1;
    }
    None
}

/// `{2}`, `{2,}` or `{2,3}` at the start of a text.
fn count(text: &str) -> Option<&str> {
    let end = text.find('}')?;
    let inside = text.get(1..end)?;
    let is_count = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = inside.splitn(2, ',');
    let first = parts.next()?;
    (!first.is_empty() && is_count(first) && parts.next().is_none_or(is_count)).then(|| text.get(..=end))?
}

fn worded(regex: &Regex<'_>) -> (String, String) {
    match regex {
        Regex::Escape(class) => {
            let lua = CLASSES.iter().find(|(own, _)| own == class).map_or("%f[%w]", |(_, lua)| lua);
            (
                format!("`\\{class}` means nothing in a Lua pattern; there it is `{lua}`"),
                format!("write `{lua}`"),
            )
        }
        Regex::Or => (
            "`|` in a Lua pattern is the character itself".to_owned(),
            "match the alternatives one by one, with `or` between them".to_owned(),
        ),
        Regex::Count(count) => (
            format!("`{count}` in a Lua pattern repeats nothing"),
            "write the item as often as it is wanted, or compare the length of what was matched".to_owned(),
        ),
        Regex::Group(group) => (
            format!("`{group}` in a Lua pattern is a capture that begins with `?`"),
            "write `(` for a capture; a group without one does not exist".to_owned(),
        ),
    }
}

/// With the classes of Lua, if escapes are all that is wrong.
fn translated(text: &str) -> Option<String> {
    let (mut out, mut in_set) = (String::new(), false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => {
                out.push(c);
                out.extend(chars.next());
                continue;
            }
            '[' => in_set = true,
            ']' => in_set = false,
            '\\' => {
                let next = chars.next()?;
                let (_, lua) = CLASSES.iter().find(|(class, _)| *class == next)?;
                match (next, in_set) {
                    ('w', true) => out.push_str("%w_"),
                    ('W', true) => return None,
                    _ => out.push_str(lua),
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    (out != text && regex_in(&out).is_none()).then_some(out)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn regular_expressions_are_found() {
        check(r#"local mail = context.email
local a = mail:match("^\\d+$")
local b = mail:match("rival\\.example")
local c = mail:find("gmail|yahoo")
local d = mail:match("^%a{2}")
local e = mail:match("[0-9]{2,4}")
local f = mail:match("(?:a)")
local g = mail:match("\\bword")
return { allowed = not (a or b or c or d or e or f or g) }
"#, &["regex-in-pattern"], expect![[r#"
    2:22-2:30 regex-in-pattern: `\d` means nothing in a Lua pattern; there it is `%d` | run: the characters are matched as they stand, so the match is not the one that is meant | help: write `%d` | fix: Write "^%d+$" as a Lua pattern
    3:22-3:39 regex-in-pattern: `\.` means nothing in a Lua pattern; there it is `%.` | run: the characters are matched as they stand, so the match is not the one that is meant | help: write `%.` | fix: Write "rival%.example" as a Lua pattern
    4:21-4:34 regex-in-pattern: `|` in a Lua pattern is the character itself | run: the characters are matched as they stand, so the match is not the one that is meant | help: match the alternatives one by one, with `or` between them
    5:22-5:30 regex-in-pattern: `{2}` in a Lua pattern repeats nothing | run: the characters are matched as they stand, so the match is not the one that is meant | help: write the item as often as it is wanted, or compare the length of what was matched
    6:22-6:34 regex-in-pattern: `{2,4}` in a Lua pattern repeats nothing | run: the characters are matched as they stand, so the match is not the one that is meant | help: write the item as often as it is wanted, or compare the length of what was matched
    7:22-7:29 regex-in-pattern: `(?:` in a Lua pattern is a capture that begins with `?` | run: the characters are matched as they stand, so the match is not the one that is meant | help: write `(` for a capture; a group without one does not exist
    8:22-8:31 regex-in-pattern: `\b` means nothing in a Lua pattern; there it is `%f[%w]` | run: the characters are matched as they stand, so the match is not the one that is meant | help: write `%f[%w]`
"#]]);
        check_fix(r#"return { allowed = context.email:match("^[\\w.]+@\\w+\\.com$") ~= nil }
"#, "regex-in-pattern", expect![[r#"
    return { allowed = context.email:match("^[%w_.]+@[%w_]+%.com$") ~= nil }
"#]]);
    }

    #[test]
    fn the_same_characters_may_be_meant() {
        check_none(r#"local text = context.email
local a = text:gsub("{0}", "x"):gsub("{name}", "y")
local b = text:match("([^|]+)|([^|]+)")
local c = text:gsub("\\", "/")
local d = text:match("a | b")
local e = text:find("gmail|yahoo", 1, true)
local f = text:match("^%(?%d+%)?$")
local g = text:match("%a|%d")
return { allowed = a and b and c and d and e and f and g and true or false }
"#, &["regex-in-pattern"]);
    }
}
