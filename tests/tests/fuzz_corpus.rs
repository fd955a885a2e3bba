//! What fuzzing holds against any input, held against the corpus that is kept and against a seeded sample.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use pipelua_tests::fuzz;
use pipelua_tests::random::Random;
use pipelua_tests::scripts::in_full;

/// Pieces of scripts that reach for limits, and of JSON.
const LUA: &[&str] = &[
    "local a = 1\n",
    "while true do ",
    "end\n",
    "for i = 1, 9 do ",
    "pcall(",
    "function() ",
    ")",
    "(",
    "a",
    "i",
    "context.email",
    "context",
    ".x",
    "[1]",
    " = ",
    "..",
    "'x'",
    "('x'):rep(99)",
    ":gsub('x', '%0')",
    "string.format('%s', a)",
    "return ",
    "{ allowed = true }",
    "{",
    "}",
    ",",
    "if a then ",
    "else ",
    "error('x')",
    "coroutine.wrap(",
    "coroutine.yield(",
    "setmetatable({}, { __index = ",
    "await(",
    "helpers.fetch('https://a.example')",
    "helpers.json.encode(",
    "table.sort({ 2, 1 }",
    "table.concat(",
    "1 << 40",
    "nil",
    "#",
    "-",
    " == ",
    " and ",
    "goto b\n",
    "::b::\n",
    "...",
    "\0",
    "é",
    "helpers.log(",
    "tostring(",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"email\"",
    "\"request\"",
    "\"a\"",
    "\"\\u0000\"",
    "\"\u{e9}\"",
    "1",
    "-0",
    "1.5",
    "1e400",
    "18446744073709551615",
    "null",
    "true",
    "{}",
    "[]",
    "[null]",
    "{\"email\":\"a@b.example\",\"request\":{}}",
    " ",
];
const PATTERN: &[&str] = &[
    "a", "b", ".", "*", "+", "-", "?", "%", "%a", "%b()", "%f[%a]", "[", "]", "^", "$", "(", ")", "()", "%1",
    "\n", "aaab", "(a)", "é", "\0",
];

type Property = fn(&[u8]);

const TARGETS: [(&str, Property, &[&str], usize); 3] = [
    ("script", fuzz::script, LUA, 40),
    ("context", fuzz::context, JSON, 12),
    ("pattern", fuzz::pattern, PATTERN, 14),
];

#[test]
fn the_corpus_holds() {
    for (name, property, ..) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus/fuzz")
            .join(name);
        let files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert!(files.len() >= 3, "{name}");
        for file in files {
            eprintln!("{}", file.display());
            property(&fs::read(file).unwrap());
        }
    }
}

#[test]
fn generated_inputs_hold() {
    let rounds = if in_full() { 20_000 } else { 600 };
    let mut random = Random::of_run("generated_inputs_hold");
    for (name, property, pieces, most) in TARGETS {
        for _ in 0..rounds {
            let count = 1 + random.below(most);
            let text: String = (0..count).map(|_| random.pick(pieces)).collect();
            let done = std::panic::catch_unwind(|| property(text.as_bytes()));
            assert!(done.is_ok(), "{name}: {text:?}");
        }
    }
}
