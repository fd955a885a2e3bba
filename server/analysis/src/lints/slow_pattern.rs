//! `slow-pattern`: a pattern whose matches take more steps than a script may.

use pipelua_rules::pattern::{Class, Item, Pattern, Repeat, Steps};
use pipelua_rules::suggest::shown;
use pipelua_schemas::Holds;

use crate::finding::Severity;
use crate::lint::library_call::held_texts;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lints::bad_pattern::{is_plain_search, pattern_of};
use crate::lints::instruction_budget::limit_in_force;

pub(crate) static LINT: Lint = Lint {
    code: "slow-pattern",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/slow-pattern.md"),
    check: Check::Lua(check),
};

/// Bytes of the text that a pattern is held against.
const LENGTH: usize = 1024;
/// Shorter ones, which tell how the steps grow: four times as many for twice the text is what every search for something
/// that is not there takes, and is not told.
const SHORT: [usize; 2] = [48, 96];
const GROWTH: u64 = 6;

fn check(cx: &mut LuaContext<'_>) {
    for held in held_texts(cx, Holds::Pattern) {
        let limit = limit_in_force(cx.db);
        if is_plain_search(cx, &held) || !is_slow(&pattern_of(&held), limit) {
            continue;
        }
        let message = format!("the pattern `{}` may take very many steps", shown(&held.text));
        let finding = cx
            .finding(Anchor::Node(held.argument), message)
            .runtime(format!(
                "a text of 1 KiB that nearly matches takes over {limit} instructions, which is limit.instructions"
            ))
            .help("anchor it with `^`, and match up to a character with a set such as `[^,]*`, not with `.-`");
        cx.report(finding);
    }
}

/// Whether some text of 1 KiB takes more steps than `limit`, and longer ones ever more.
fn is_slow(pattern: &Pattern, limit: u64) -> bool {
    let repeats = pattern.items().iter().filter(|item| repeated(item).is_some()).count();
    // Fewer cannot be more than quadratic.
    if pattern.fault().is_some() || repeats + usize::from(!pattern.is_anchored()) < 3 {
        return false;
    }
    fillers(pattern).iter().any(|filler| {
        let steps = |length: usize, limit: u64| {
            let mut steps = Steps::new(limit);
            let _ = pattern.find(&subject(pattern, filler, length), 0, &mut steps);
            steps.taken()
        };
        if steps(LENGTH, limit) < limit {
            return false;
        }
        let few = steps(SHORT[0], limit);
        few == limit || steps(SHORT[1], GROWTH * few) == GROWTH * few
    })
}

fn repeated(item: &Item) -> Option<&Class> {
    match item {
        Item::Single {
            class,
            repeat: Repeat::Star | Repeat::Plus | Repeat::Lazy,
        } => Some(class),
        _ => None,
    }
}

/// What is matched before the first repeat, then a filler over and over, then what fits nothing.
fn subject(pattern: &Pattern, filler: &[u8], length: usize) -> Vec<u8> {
    let items = pattern.items().iter();
    let fixed = items.take_while(|item| repeated(item).is_none());
    let mut subject: Vec<u8> = fixed
        .filter_map(|item| match item {
            Item::Single {
                class,
                repeat: Repeat::Once,
            } => a_byte(class),
            _ => None,
        })
        .collect();
    while subject.len() < length {
        subject.extend_from_slice(filler);
    }
    subject.truncate(length);
    subject.push(0);
    subject
}

/// What keeps the repeats of a pattern busy: a byte of each, and of each pair.
fn fillers(pattern: &Pattern) -> Vec<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::new();
    for item in pattern.items() {
        let Item::Single { class, .. } = item else {
            continue;
        };
        if let Some(byte) = a_byte(class).filter(|byte| !bytes.contains(byte)) {
            bytes.push(byte);
        }
        if bytes.len() == 4 {
            break;
        }
    }
    let pairs = bytes.windows(2).map(<[u8]>::to_vec);
    bytes.iter().map(|byte| vec![*byte]).chain(pairs).collect()
}

/// A byte of a class, a letter if it has one.
fn a_byte(class: &Class) -> Option<u8> {
    let all = b'a'..=b'z';
    all.chain(b' '..=b'~').chain(0..=255).find(|byte| class.contains(*byte))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn patterns_that_try_every_way_are_found() {
        check(r#"local text = context.email
local a = text:match(".-.-.-b")
local b = text:match("^(.*)(.*)(.*)x$")
local c = text:find("%s*(%w*)%s*(%w*)%s*$")
local d = text:find("(.-)=(.-);")
return { allowed = not (a or b or c or d) }
"#, &["slow-pattern"], expect![[r#"
    2:22-2:31 slow-pattern: the pattern `.-.-.-b` may take very many steps | run: a text of 1 KiB that nearly matches takes over 50000 instructions, which is limit.instructions | help: anchor it with `^`, and match up to a character with a set such as `[^,]*`, not with `.-`
    3:22-3:39 slow-pattern: the pattern `^(.*)(.*)(.*)x$` may take very many steps | run: a text of 1 KiB that nearly matches takes over 50000 instructions, which is limit.instructions | help: anchor it with `^`, and match up to a character with a set such as `[^,]*`, not with `.-`
    4:21-4:43 slow-pattern: the pattern `%s*(%w*)%s*(%w*)%s*$` may take very many steps | run: a text of 1 KiB that nearly matches takes over 50000 instructions, which is limit.instructions | help: anchor it with `^`, and match up to a character with a set such as `[^,]*`, not with `.-`
    5:21-5:33 slow-pattern: the pattern `(.-)=(.-);` may take very many steps | run: a text of 1 KiB that nearly matches takes over 50000 instructions, which is limit.instructions | help: anchor it with `^`, and match up to a character with a set such as `[^,]*`, not with `.-`
"#]]);
    }

    #[test]
    fn usual_searches_are_fine() {
        check_none(r#"local text = context.email
local a = text:match("^%s*(.-)%s*$")
local b = text:match("([^@]+)@(.+)")
local c = text:gsub("%s+$", "")
local d = text:match("^([%w.]+)@([%w-]+)%.(%a+)$")
local e = text:find("([^=]*)=([^;]*);")
local f = text:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
local g = text:match("https?://([^/]+)(.*)")
local h = text:find(".-.-.-b", 1, true)
local i = text:match("^[^,]*,[^,]*,[^,]*,x")
return { allowed = a and b and c and d and e and f and g and h and i and true or false }
"#, &["slow-pattern"]);
    }
}
