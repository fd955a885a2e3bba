//! `pattern-dot`: a dot in the pattern of a domain, which matches any character.

use pipelua_rules::pattern::{Class, Item, Pattern, Repeat};
use pipelua_rules::suggest::shown;
use pipelua_schemas::Holds;

use crate::finding::Severity;
use crate::lint::library_call::{as_literal, held_texts};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lints::bad_pattern::{is_plain_search, pattern_of};

/// Last parts of host names that people write in scripts, beside those of two letters.
const ENDINGS: [&str; 18] = [
    "app", "biz", "cloud", "com", "dev", "edu", "example", "gov", "info", "int", "invalid", "local", "mil", "net",
    "online", "org", "test", "xyz",
];

pub(crate) static LINT: Lint = Lint {
    code: "pattern-dot",
    severity: Severity::Info,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/pattern-dot.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for held in held_texts(cx, Holds::Pattern) {
        if is_plain_search(cx, &held) {
            continue;
        }
        let dots = dots(&pattern_of(&held));
        if dots.is_empty() {
            continue;
        }
        let message = format!("`.` in the pattern `{}` matches any character", shown(&held.text));
        let mut finding = cx
            .finding(Anchor::Node(held.argument), message)
            .runtime("other hosts match too: with `x` in the place of the dot, say")
            .help("write `%.` for a dot");
        let mut text = held.text.clone();
        for at in dots.iter().rev() {
            text.insert(*at, '%');
        }
        if let (Some(literal), Some(new_text)) = (held.literal(cx.tree), as_literal(&text)) {
            finding = finding.fix(FixData::new("write `%.`").replace(Anchor::Node(literal), new_text));
        }
        cx.report(finding);
    }
}

/// Where the dots are, in bytes, if the end of the pattern reads as that of a host name.
fn dots(pattern: &Pattern) -> Vec<usize> {
    let items = pattern.items();
    let letter = |item: &Item| match item {
        Item::Single { class: Class::Byte(byte), repeat: Repeat::Once } if byte.is_ascii_alphanumeric() || *byte == b'-' => {
            Some(*byte)
        }
        _ => None,
    };
    let is_dot = |item: &Item| matches!(item, Item::Single { class: Class::Any, repeat: Repeat::Once });
    let end = items
        .iter()
        .rposition(|item| !matches!(item, Item::End | Item::Close { .. }))
        .map_or(0, |last| last + 1);
    let from = items[..end].iter().rposition(|item| letter(item).is_none() && !is_dot(item));
    let host = &items[from.map_or(0, |at| at + 1)..end];
    let first = end - host.len();
    let Some(last_dot) = host.iter().rposition(is_dot) else {
        return Vec::new();
    };
    let ending: Option<Vec<u8>> = host[last_dot + 1..].iter().map(letter).collect();
    let ending = ending.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let is_country = ending.len() == 2 && ending.bytes().all(|byte| byte.is_ascii_lowercase());
    let labels = host[..last_dot].iter().rev().take_while(|item| letter(item).is_some());
    let is_host = (ENDINGS.contains(&ending.as_str()) || is_country) && labels.count() >= 2;
    let at = |index: usize| pattern.offset(first + index);
    let dots = host.iter().enumerate().filter(|(_, item)| is_dot(item));
    if is_host { dots.filter_map(|(index, _)| at(index)).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_dot_of_a_host_name_is_found() {
        check(r#"local mail = context.email
local a = mail:match("@rival.example$")
local b = mail:find("^(.+)@(mail.example.co.uk)$")
local c = mail:find("@%w+.corp.com")
return { allowed = not (a or b or c) }
"#, &["pattern-dot"], expect![[r#"
    2:22-2:39 pattern-dot: `.` in the pattern `@rival.example$` matches any character | run: other hosts match too: with `x` in the place of the dot, say | help: write `%.` for a dot | fix: Write `%.`
    3:21-3:50 pattern-dot: `.` in the pattern `^(.+)@(mail.example.co.uk)$` matches any character | run: other hosts match too: with `x` in the place of the dot, say | help: write `%.` for a dot | fix: Write `%.`
    4:21-4:36 pattern-dot: `.` in the pattern `@%w+.corp.com` matches any character | run: other hosts match too: with `x` in the place of the dot, say | help: write `%.` for a dot | fix: Write `%.`
"#]]);
        check_fix(r#"return { allowed = not context.email:match("@mail.rival.example$") }
"#, "pattern-dot", expect![[r#"
    return { allowed = not context.email:match("@mail%.rival%.example$") }
"#]]);
    }

    #[test]
    fn any_character_may_be_meant_elsewhere() {
        check_none(r#"local mail = context.email
local a = mail:match("@rival%.example$")
local b = mail:match("^.+@.+$")
local c = mail:find("rival.example", 1, true)
local d = mail:find("a.b")
local e = mail:gsub("user.name", "")
local f = mail:match("^a.-com$")
local g = mail == "rival.example"
return { allowed = not (a or b or c or d or e or f or g) }
"#, &["pattern-dot"]);
    }
}
