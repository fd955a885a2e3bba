//! Scripts of 64 KiB that make the checker work as hard as they can: each is checked to its end.

use std::time::{Duration, Instant};

use pipelua_analysis::{Database, FileText, diagnostics, file_at};

const SCRIPT: &str = "scripts/example.lua";
const PIPELINE: &str = r#"{ "nodes": { "example": { "script": "example" } } }"#;

/// Whether the script is checked in a time that no honest machine needs, with a finding of `code`.
#[track_caller]
fn check(code: &str, text: &str) {
    let mut db = Database::default();
    let files = [
        ("pipelua.toml", "schema = 1\nname = \"hostile\"\n"),
        ("pipelines/before_signup.json", PIPELINE),
        (SCRIPT, text),
    ];
    db.load(files.map(|(path, text)| (path.into(), FileText::Utf8(text.into()))));
    let file = file_at(&db, SCRIPT).expect("it was just put in");
    let start = Instant::now();
    let list = &diagnostics(&db, file).list;
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(list.iter().any(|found| found.code == code), "no {code}");
}

fn repeat(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().concat()
}

#[test]
fn a_table_that_is_returned_after_each_of_its_keys() {
    let exits = repeat(1_800, |n| format!("r.k{n}=1 if a then return r end "));
    check("return-shape", &format!("local r = {{}}\n{exits}"));
    let exits = repeat(2_800, |_| "if a then return { x = 1 } end ".to_owned());
    check("return-shape", &exits);
}

#[test]
fn tables_with_thousands_of_keys() {
    let keys = repeat(8_000, |n| format!("k{n}=1,"));
    check("unknown-result-key", &format!("return {{{keys}}}"));
    let writes = repeat(7_000, |n| format!("r.k{n}=1 "));
    check("unknown-result-key", &format!("local r = {{}}\n{writes}return r"));
    let branches = repeat(2_500, |n| format!("if a then r.k{n}=1 end "));
    check(
        "unknown-result-key",
        &format!("local r = {{}}\n{branches}return r"),
    );
    let loops = repeat(2_000, |n| format!("for i=1,2 do r.k{n}=1 end "));
    check("unknown-result-key", &format!("local r = {{}}\n{loops}return r"));
}

#[test]
fn tables_that_hold_each_other() {
    let doubled = repeat(100, |n| format!("local a{}={{p=a{n},q=a{n}}} ", n + 1));
    check(
        "return-shape",
        &format!("local function f() {doubled} return a100 end\nreturn f()"),
    );
    let itself = "if t then t.next = t end ".repeat(2_500);
    check("return-shape", &format!("local t = {{}}\n{itself}return t"));
    let inner = repeat(1_500, |n| format!("k{n}={{}},"));
    let writes = "t[a].x=1 ".repeat(2_500);
    check(
        "unknown-result-key",
        &format!("local t = {{{inner}}}\n{writes}return t"),
    );
}

#[test]
fn thousands_of_findings() {
    check("undefined-field", &repeat(2_500, |n| format!("context.x{n}() ")));
    check(
        "undefined-output",
        &repeat(1_500, |n| format!("if context.outputs.x{n} then a() end ")),
    );
    check(
        "misleading-and-or",
        &format!("return {}1", "a and false or ".repeat(4_000)),
    );
    check(
        "unknown-secret",
        &repeat(2_500, |n| format!("helpers.secret('x{n}') ")),
    );
}
