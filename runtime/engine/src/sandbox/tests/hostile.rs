//! Scripts that mean harm end, soon, with the class that the limits promise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use pipelua_schemas::Mode;

use super::{no_mock, run_with, told_of};
use crate::fetch::{FetchAnswer, FetchError, FetchErrorKind, FetchRequest, FetchResponse};

/// Each with its name, how its outcome begins, and its text.
const CASES: &str = include_str!("hostile.txt");

/// Far more than any case takes: it only keeps a hang from being one of the tests too.
const GUARD: Duration = Duration::from_secs(5);

struct Case {
    what: String,
    expected: String,
    script: String,
}

fn cases() -> Vec<Case> {
    let written = CASES.split("=== ").skip(1).map(|case| {
        let mut parts = case.splitn(3, '\n');
        let mut part = || parts.next().unwrap().to_owned();
        Case {
            what: part(),
            expected: part(),
            script: part(),
        }
    });
    written.chain(made()).collect()
}

/// The texts of all cases.
pub(crate) fn hostile_scripts() -> Vec<String> {
    cases().into_iter().map(|case| case.script).collect()
}

/// What is too long to be written down, or no text.
fn made() -> Vec<Case> {
    let case = |what: &str, expected: &str, script: String| Case {
        what: what.to_owned(),
        expected: expected.to_owned(),
        script,
    };
    let nested =
        |open: &str, close: &str, depth| format!("return {}1{}", open.repeat(depth), close.repeat(depth));
    let code = |bytes: usize| format!("local x = '{}'", "x".repeat(bytes - 12));
    let locals = |count| (0..count).fold(String::new(), |text, index| format!("{text}local a{index}\n"));
    let allow = "return { allowed = true }";
    vec![
        case(
            "bytecode",
            "script.error: attempt to load a binary chunk",
            "\u{1b}Lua".to_owned(),
        ),
        case(
            "300 parentheses",
            "script.error: C stack overflow",
            nested("(", ")", 300),
        ),
        case(
            "250 tables",
            "script.error: C stack overflow",
            nested("{", "}", 250),
        ),
        case(
            "300 blocks",
            "script.error: C stack overflow",
            "do ".repeat(300) + &"end ".repeat(300),
        ),
        case(
            "1,700 operands",
            "script.error",
            format!("local a = '' return {}a", "a..".repeat(1600)),
        ),
        case(
            "201 locals",
            "script.error line 202: too many local variables",
            locals(201),
        ),
        case("200 locals", "allowed", locals(200) + allow),
        case("5,120 bytes of code", "result.invalid", code(5120)),
        case("5,121 bytes of code", "limit.size", code(5121)),
        case(
            "2,600 characters of three bytes",
            "limit.size",
            code(12) + &format!("local y = '{}'", "\u{20ac}".repeat(2600)),
        ),
        case(
            "64 KiB of comments",
            "limit.size",
            "-- x\n".repeat(13_200) + allow,
        ),
        case("60 kB of comments", "allowed", "-- x\n".repeat(12_000) + allow),
        case("a byte order mark", "allowed", format!("\u{feff}{allow}")),
        case(
            "line ends of Windows",
            "script.error line 2: x",
            "local a = 1\r\nerror('x')\r\n".to_owned(),
        ),
        case("a NUL", "script.error line 1", format!("\0{allow}")),
        case("a label on each line", "script.error", "::a::\n".repeat(500)),
        case(
            "a comment without end",
            "script.error line 1: unfinished long comment",
            "--[==[ x".to_owned(),
        ),
        case(
            "escapes beyond Unicode",
            "script.error line 1: UTF-8 value too large",
            "local x = '\\u{80000000}'".to_owned(),
        ),
    ]
}

/// Names of hosts that answer something; nobody else does.
fn answer(request: &FetchRequest) -> FetchAnswer {
    let failure = |kind| {
        Err(FetchError {
            kind,
            message: "no".to_owned(),
        })
    };
    let with = |kind: &str, body: String| {
        Ok(FetchResponse {
            status: 200,
            headers: BTreeMap::from([("content-type".to_owned(), kind.to_owned())]),
            body: body.into_bytes(),
        })
    };
    let json = "application/json";
    match request.url.as_str() {
        "https://ok.example" => with("text/plain", "ok".to_owned()),
        "https://bomb.example" => with(json, format!("[{}1]", "1,".repeat(500_000))),
        "https://values.example" => with(json, format!("[{}1]", "1,".repeat(100_000))),
        "https://deep.example" => with(json, "[".repeat(100_000)),
        "https://refused.example" => failure(FetchErrorKind::Refused),
        "https://failed.example" => failure(FetchErrorKind::Failed),
        _ => no_mock(request),
    }
}

fn agrees(expected: &str, outcome: &str) -> bool {
    let is_error =
        !outcome.starts_with("allowed") && !outcome.starts_with("denied") && !outcome.starts_with("hangs");
    match expected {
        "error" => is_error,
        "limit_or_error" => outcome.starts_with("limit.") || outcome.starts_with("script.error"),
        start => outcome.starts_with(start) && (is_error || start == "allowed"),
    }
}

#[test]
fn hostile_scripts_end_with_their_class() {
    let mut wrong = String::new();
    for Case {
        what,
        expected,
        script,
    } in cases()
    {
        let (send, receive) = mpsc::channel();
        let start = Instant::now();
        thread::spawn(move || send.send(told_of(run_with(Mode::Blocking, &script, answer))));
        let outcome = receive
            .recv_timeout(GUARD)
            .unwrap_or_else(|_| "hangs or crashed".to_owned());
        let outcome: String = outcome.chars().take(120).collect();
        eprintln!(
            "{what:48} {:>8.1} ms  {outcome}",
            start.elapsed().as_secs_f64() * 1e3
        );
        if !agrees(&expected, &outcome) {
            let _ = writeln!(wrong, "{what}: {outcome}, expected {expected}");
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn there_are_as_many_cases_as_were_promised_and_each_has_a_name() {
    let cases = cases();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.what.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    assert!(cases.len() >= 150, "{}", cases.len());
}
