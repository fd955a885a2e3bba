//! Our matcher of Lua patterns gives what stock Lua gives, results, captures and errors, on generated pairs.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;

use mlua::{Lua, LuaString};
use pipelua_rules::pattern::{Capture, Match, MatchError, Pattern, ReplaceError, Scan, Steps, replace};
use pipelua_tests::random::Random;

/// Pieces of patterns, right ones and wrong ones; `@` is a random character of [`ALPHABET`].
const PIECES: &[&str] = &[
    "@", "@", "@", "@*", "@+", "@-", "@?", ".", ".*", ".-", "%a", "%d+", "%s*", "%w-", "%W", "%S+", "%p",
    "%x", "%u?", "%c", "%g", "%l", "%z", "%%", "%.", "[@@]", "[^@]", "[@-@]*", "[%a_]+", "[]@]", "[^]]",
    "[%]@]", "[@-%%]", "[a-]", "[-a]", "(", ")", "()", "(@", "@)", "(.-)", "(%w+)", "(@*)", "%1", "%2", "%0",
    "%b()", "%b@@", "%f[%w]", "%f[@]", "$", "^", "-", "[", "[^", "[%", "%", "%b", "%f", "]", "\0", "é",
];
const ALPHABET: &str = "aab(b)c1 _-]%^.x\0";
const PAIRS: usize = 20_000;

#[test]
fn patterns_match_as_in_stock_lua() {
    let lua = Lua::new();
    let stock = lua
        .load(
            r##"
            local function all(...)
                local out = {}
                for i = 1, select("#", ...) do
                    local value = select(i, ...)
                    out[i] = type(value) .. ":" .. tostring(value)
                end
                return table.concat(out, ",")
            end
            local function try(f, ...)
                local function report(ok, ...)
                    if ok then return all(...) end
                    return "error: " .. (...):gsub("^%S+:%d+: ", "", 1)
                end
                return report(pcall(f, ...))
            end
            local function gmatch(s, p)
                local out = {}
                for a, b, c in string.gmatch(s, p) do out[#out + 1] = all(a, b, c) end
                return table.concat(out, ";")
            end
            return function(s, p, init, template)
                return try(string.find, s, p, init), try(string.match, s, p, init), try(gmatch, s, p),
                    try(string.gsub, s, p, template), try(string.gsub, s, p, template, 2)
            end
            "##,
        )
        .eval::<mlua::Function>()
        .unwrap();

    let mut random = Random::of_run("patterns_match_as_in_stock_lua");
    let mut kinds = [0_usize; 3];
    for _ in 0..PAIRS {
        let pattern = text(&mut random, PIECES, 7);
        let subject = text(&mut random, &["@", "@", "@", "ab", "(a)", "é"], 14);
        let template = text(&mut random, &["x", "%1", "%0", "%2", "%%", "y", "%"], 3);
        let init = 1 + random.below(4);
        let arguments = (
            lua.create_string(&subject).unwrap(),
            lua.create_string(&pattern).unwrap(),
            init,
            lua.create_string(&template).unwrap(),
        );
        let answers: [LuaString; 5] = <[_; 5]>::try_from(
            stock
                .call::<mlua::Variadic<LuaString>>(arguments)
                .unwrap()
                .into_iter()
                .collect::<Vec<_>>(),
        )
        .unwrap();
        let answers = answers.map(|answer| answer.to_string_lossy());
        let own = own_answers(&subject, &pattern, init - 1, &template);
        for (which, (own, stock)) in ["find", "match", "gmatch", "gsub", "gsub 2"]
            .iter()
            .zip(own.iter().zip(&answers))
        {
            let kind = if stock.starts_with("error") {
                0
            } else {
                1 + usize::from(stock != "nil:nil")
            };
            kinds[kind] += 1;
            assert_eq!(
                own,
                stock,
                "{which} of {:?} in {:?} from {init}, {:?}",
                String::from_utf8_lossy(&pattern),
                String::from_utf8_lossy(&subject),
                String::from_utf8_lossy(&template)
            );
        }
    }
    eprintln!(
        "{PAIRS} pairs: {} errors, {} without, {} with a result",
        kinds[0], kinds[1], kinds[2]
    );
    assert!(
        kinds.iter().all(|count| *count > PAIRS / 10),
        "the pairs are too much alike: {kinds:?}"
    );
}

/// What `find`, `match`, `gmatch`, `gsub` and `gsub` with at most 2 give, written as the Lua above writes it.
fn own_answers(subject: &[u8], pattern: &[u8], from: usize, template: &[u8]) -> [String; 5] {
    let searched = Pattern::new(pattern);
    let find = || -> Result<String, MatchError> {
        if Pattern::is_plain(pattern) {
            let found = subject.get(from..).and_then(|rest| position(rest, pattern));
            let Some(at) = found.map(|at| at + from) else {
                return Ok(NOTHING.to_owned());
            };
            return Ok(format!("number:{},number:{}", at + 1, at + pattern.len()));
        }
        let Some(found) = searched.find(subject, from, &mut plenty())? else {
            return Ok(NOTHING.to_owned());
        };
        let mut out = format!("number:{},number:{}", found.start + 1, found.end);
        if searched.capture_count() > 0 {
            let _ = write!(out, ",{}", values(&found, subject)?.join(","));
        }
        Ok(out)
    };
    let first = || -> Result<String, MatchError> {
        match searched.find(subject, from, &mut plenty())? {
            Some(found) => Ok(values(&found, subject)?.join(",")),
            None => Ok(NOTHING.to_owned()),
        }
    };
    let gmatch = || -> Result<String, MatchError> {
        let pattern = Pattern::for_gmatch(pattern);
        let (mut scan, mut steps) = (Scan::default(), plenty());
        let mut rows = Vec::new();
        while let Some(found) = scan.next(&pattern, subject, &mut steps)? {
            let mut row = values(&found, subject)?;
            row.resize(3, NOTHING.to_owned());
            rows.push(row.join(","));
        }
        Ok(format!("string:{}", rows.join(";")))
    };
    let gsub = |most| -> Result<String, ReplaceError> {
        let (text, count) = replace(&searched, subject, template, most, usize::MAX, &mut plenty())?;
        Ok(format!(
            "string:{},number:{count}",
            String::from_utf8_lossy(&text)
        ))
    };
    [
        written(find()),
        written(first()),
        written(gmatch()),
        written(gsub(u64::MAX)),
        written(gsub(2)),
    ]
}

const NOTHING: &str = "nil:nil";

fn written(answer: Result<String, impl std::fmt::Display>) -> String {
    answer.unwrap_or_else(|error| format!("error: {error}"))
}

fn values(found: &Match, subject: &[u8]) -> Result<Vec<String>, MatchError> {
    (0..found.value_count())
        .map(|index| {
            Ok(match found.capture(index)? {
                Capture::Text { start, end } => {
                    format!("string:{}", String::from_utf8_lossy(&subject[start..end]))
                }
                Capture::Position(position) => format!("number:{position}"),
            })
        })
        .collect()
}

fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    (0..=text.len().checked_sub(part.len())?).find(|at| text[*at..].starts_with(part))
}

fn plenty() -> Steps {
    Steps::new(u64::MAX)
}

/// Up to `most` of `pieces`, each `@` a character of the alphabet.
fn text(random: &mut Random, pieces: &[&str], most: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..=random.below(most) {
        for byte in random.pick(pieces).bytes() {
            out.push(match byte {
                b'@' => ALPHABET.as_bytes()[random.below(ALPHABET.len())],
                byte => byte,
            });
        }
    }
    out
}
