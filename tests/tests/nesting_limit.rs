//! Nesting is refused exactly where Lua's compiler refuses it, in every form, and any depth is read in linear time.

use std::time::{Duration, Instant};

use pipelua_syntax::parse;
use pipelua_tests::judge::Judge;

type Form = (&'static str, fn(usize) -> String);

fn wrapped(open: &str, depth: usize, middle: &str, close: &str) -> String {
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

const COUNTED: [Form; 20] = [
    ("parentheses", |n| format!("x = {}", wrapped("(", n, "1", ")"))),
    ("parentheses of a statement", |n| {
        format!("{}()", wrapped("(", n, "f", ")"))
    }),
    ("tables", |n| format!("x = {}", wrapped("{", n, "", "}"))),
    ("named items", |n| format!("x = {}", wrapped("{a=", n, "1", "}"))),
    ("keys", |n| format!("x = {}", wrapped("{[", n, "1", "]=1}"))),
    ("indices", |n| format!("x = {}", wrapped("a[", n, "1", "]"))),
    ("arguments", |n| format!("x = {}", wrapped("f(", n, "1", ")"))),
    ("table arguments", |n| {
        format!("x = {}", wrapped("f{", n, "1", "}"))
    }),
    ("concatenations", |n| format!("x = {}1", "a .. ".repeat(n))),
    ("powers", |n| format!("x = {}1", "a ^ ".repeat(n))),
    ("negations", |n| format!("x = {}1", "- ".repeat(n))),
    ("nots", |n| format!("x = {}1", "not ".repeat(n))),
    ("do blocks", |n| wrapped("do ", n, "", " end")),
    ("if blocks", |n| wrapped("if a then ", n, "", " end")),
    ("else blocks", |n| wrapped("if a then else ", n, "", " end")),
    ("while blocks", |n| wrapped("while a do ", n, "", " end")),
    ("repeat blocks", |n| wrapped("repeat ", n, "", " until a")),
    ("function values", |n| wrapped("x = function() ", n, "", " end")),
    ("local functions", |n| {
        wrapped("local function f() ", n, "", " end")
    }),
    ("targets", |n| format!("{}x = 1", "x, ".repeat(n))),
];

const FREE: [Form; 9] = [
    ("elseif", |n| {
        format!("if a then {} end", "elseif b then c() ".repeat(n))
    }),
    ("chained calls", |n| format!("f{}", "()".repeat(n))),
    ("chained methods", |n| format!("f{}", ":m()".repeat(n))),
    ("chained fields", |n| format!("a{} = 1", ".b".repeat(n))),
    ("chained indices", |n| format!("a{} = 1", "[1]".repeat(n))),
    ("chained tables", |n| format!("f{}", "{}".repeat(n))),
    ("sums", |n| format!("return 1{}", " + a".repeat(n))),
    ("conditions", |n| format!("return a{}", " and b or c".repeat(n))),
    ("statements", |n| "f() ".repeat(n)),
];

#[test]
fn the_limit_is_luas_in_every_form() {
    let judge = Judge::new();
    for (name, form) in COUNTED {
        let mut seen = (false, false);
        for depth in (60..=110).chain(180..=210) {
            let text = form(depth);
            let lua = judge.accepts(&text);
            if lua.as_ref().is_err_and(|message| message.contains("registers")) {
                // Another limit, met first; analysis knows it.
                continue;
            }
            let errors = parse(text.as_str()).errors().to_vec();
            seen = (seen.0 || lua.is_ok(), seen.1 || lua.is_err());
            assert_eq!(
                errors.is_empty(),
                lua.is_ok(),
                "{name}, {depth} deep: {lua:?}, {errors:?}"
            );
        }
        assert!(
            seen == (true, true) || name == "table arguments",
            "{name}: no border in sight"
        );
    }
}

#[test]
fn twenty_thousand_levels_are_one_error() {
    for (name, form) in COUNTED {
        let start = Instant::now();
        let parse = parse(form(20_000));
        assert_eq!(parse.errors().len(), 1, "{name}: {:?}", parse.errors());
        assert!(
            parse.errors()[0].message.contains("nested deeper"),
            "{name}: {:?}",
            parse.errors()
        );
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{name}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn levels_that_are_never_closed_are_few_errors_and_fast() {
    let openers = [
        "(",
        "{",
        "f(",
        "a[",
        "do ",
        "if a then ",
        "function() ",
        "x = function() ",
        "repeat ",
        "{\n",
        "(\n",
        "f(\n",
        "do\n",
        "x = {\n",
        "local function f(",
        "x = f(\n",
        "[",
        "x = (a) ",
        "local f(a) ",
        "a, ",
        "if a ",
    ];
    for open in openers {
        let start = Instant::now();
        let parse = parse(open.repeat(20_000));
        let found = parse.errors().len();
        eprintln!("{open:?}: {found} errors in {:?}", start.elapsed());
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{open:?}: {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn chains_of_any_length_are_right() {
    let judge = Judge::new();
    for (name, form) in FREE {
        assert_eq!(parse(form(20_000)).errors(), [], "{name}");
        assert_eq!(judge.accepts(&form(100)), Ok(()), "{name}");
    }
}
