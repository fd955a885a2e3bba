//! Broken text of any form is read in linear time.

use std::time::{Duration, Instant};

use pipelua_syntax::{luacats, parse};
use pipelua_tests::random::Random;
use pipelua_tests::scripts::in_full;

const PIECES: [&str; 60] = [
    "end ",
    ") ",
    "} ",
    "] ",
    ", ",
    "then ",
    "do ",
    "else ",
    "elseif a then ",
    "until a ",
    "= ",
    "( ",
    "{ ",
    "[ ",
    "f(a b ",
    "f(a, ",
    "x = { a = 1 ",
    "x = {\n",
    "f(\n",
    "if a then\n",
    "if (a)\n(b)() then\n",
    "local function f(a ",
    "local f(a) ",
    "x = (a) y() ",
    "x = (a, b) ",
    "f((a) ",
    "f(() ",
    "a.b c) ",
    "a \"x\", ",
    "a:b c ",
    "a:b ",
    "a. ",
    "x = a.\n",
    "x =\n",
    "x = a[b = ",
    "{ a = ",
    "return 1 ",
    "return a = ",
    "for a b in ",
    "for a = 1 ",
    "function f a) ",
    "function (",
    "function ",
    "goto ",
    ":: ",
    "\"abc\n",
    "`",
    "é ",
    "1a ",
    "x += ",
    "// a\n",
    "a // b ",
    "a, b c ",
    "x <const> = ",
    "local x < ",
    "repeat ",
    "repeat\n",
    "else if a then ",
    "a.b = function(c)\n",
    "\n.a = 1",
];

/// A hundred thousand pieces: a quadratic step would take minutes.
const COUNT: usize = 100_000;

#[track_caller]
fn assert_fast(name: &str, text: &str) {
    let start = Instant::now();
    std::hint::black_box(parse(text));
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{name:?}: {:?}",
        start.elapsed()
    );
}

#[test]
fn repeated_pieces() {
    for piece in PIECES {
        assert_fast(piece, &piece.repeat(COUNT));
    }
}

#[test]
fn pairs_of_pieces() {
    let mut random = Random::of_run("pairs of pieces");
    for _ in 0..if in_full() { 300 } else { 20 } {
        let (a, b) = (random.pick(&PIECES), random.pick(&PIECES));
        assert_fast(&format!("{a}{b}"), &format!("{a}{b}").repeat(COUNT / 2));
        assert_fast(
            &format!("{a}.. {b}.."),
            &format!("{}{}", a.repeat(COUNT / 2), b.repeat(COUNT / 2)),
        );
    }
}

#[test]
fn random_pieces() {
    let mut random = Random::of_run("random pieces");
    let pieces: Vec<&str> = (0..COUNT).map(|_| random.pick(&PIECES)).collect();
    assert_fast("random pieces", &pieces.concat());
}

#[test]
fn annotations() {
    for piece in [
        "fun(a: ",
        "{ a: ",
        "A<",
        "(",
        "[",
        "A|",
        "@class A: ",
        "| \"a\"\n",
        "@field a\n",
        "@alias x\n| 1\n",
        "\"",
        "`",
    ] {
        let start = Instant::now();
        luacats::parse_comment(&piece.repeat(20_000));
        luacats::parse_comment(&format!("@type {}", piece.repeat(20_000)));
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{piece:?}: {:?}",
            start.elapsed()
        );
    }
}
