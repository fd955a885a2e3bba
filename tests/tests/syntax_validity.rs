//! The parser refuses only what Lua's compiler refuses, and means by a literal what Lua means.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;

use mlua::{Lua, Value};
use pipelua_syntax::{Number, TokenKind, number_value, parse, string_value};
use pipelua_tests::generate::program;
use pipelua_tests::judge::{Judge, as_run, needs_scopes};
use pipelua_tests::random::Random;
use pipelua_tests::scripts::example_scripts;
use pipelua_tests::tricky::tricky_texts;

/// Both ways: an error iff Lua refuses, scopes and registers aside.
fn disagreement(judge: &Judge, text: &str) -> Option<String> {
    let errors = parse(text).errors().to_vec();
    match judge.accepts(text) {
        Ok(()) if errors.is_empty() => None,
        Ok(()) => Some(format!("Lua accepts it, we say {errors:?}")),
        Err(_) if !errors.is_empty() => None,
        Err(message) if needs_scopes(&message) => None,
        Err(message) => Some(format!("Lua says {message}, we accept it")),
    }
}

#[test]
fn every_tricky_text_is_judged_as_lua_does() {
    let judge = Judge::new();
    let cases = tricky_texts();
    assert!(cases.len() >= 150, "only {} tricky texts", cases.len());
    let mut report = String::new();
    for (name, text) in cases {
        if let Some(problem) = disagreement(&judge, &text) {
            writeln!(report, "{name}: {problem}\n{text}\n").unwrap();
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn examples_and_generated_programs_are_judged_as_lua_does() {
    let judge = Judge::new();
    let mut random = Random::of_run("generated programs");
    let generated = (0..2_000).map(|n| (format!("program {n}"), program(&mut random)));
    for (name, text) in example_scripts().into_iter().chain(generated) {
        if let Some(problem) = disagreement(&judge, &text) {
            panic!("{name}: {problem}\n{text}");
        }
    }
}

#[test]
fn most_generated_programs_are_valid() {
    let judge = Judge::new();
    let mut random = Random::new(7);
    let valid = (0..500)
        .filter(|_| judge.accepts(&program(&mut random)).is_ok())
        .count();
    assert!(valid > 450, "{valid} of 500");
}

#[test]
fn literals_have_the_values_that_lua_gives_them() {
    let lua = Lua::new();
    let mut checked = 0;
    let mut random = Random::new(3);
    let generated = (0..300).map(|n| (format!("program {n}"), program(&mut random)));
    for (name, text) in tricky_texts()
        .into_iter()
        .chain(example_scripts())
        .chain(generated)
    {
        let text = as_run(&text);
        let tree = parse(text.as_str());
        if !tree.errors().is_empty() {
            continue;
        }
        for (index, token) in (0u32..).zip(tree.tokens()) {
            let source = tree.token_text(index);
            let value = || lua.load(format!("return {source}")).eval::<Value>().unwrap();
            match token.kind() {
                TokenKind::Number => match (number_value(source), value()) {
                    (Some(Number::Integer(ours)), Value::Integer(luas)) => {
                        assert_eq!(ours, luas, "{name}: {source}");
                    }
                    (Some(Number::Float(ours)), Value::Number(luas)) => {
                        assert_eq!(ours.to_bits(), luas.to_bits(), "{name}: {source}");
                    }
                    (ours, luas) => panic!("{name}: {source}: {ours:?} and {luas:?}"),
                },
                TokenKind::String => {
                    let Value::String(luas) = value() else {
                        panic!("{name}: {source} is no string")
                    };
                    assert_eq!(
                        string_value(source).unwrap(),
                        *luas.as_bytes(),
                        "{name}: {source}"
                    );
                }
                _ => continue,
            }
            checked += 1;
        }
    }
    assert!(checked > 1_000, "only {checked} literals");
}

#[test]
fn random_hexadecimal_floats_are_rounded_as_lua_rounds() {
    let lua = Lua::new();
    let mut random = Random::of_run("hexadecimal floats");
    for _ in 0..3_000 {
        let digits = 1 + random.below(24);
        let mut text = String::from("0x");
        let dot = random.below(digits + 1);
        for digit in 0..digits {
            if digit == dot {
                text.push('.');
            }
            text.push_str(random.pick(&["0", "0", "1", "8", "f", "7"]));
        }
        if random.once_in(2) {
            write!(text, "p{}", random.below(2_300).cast_signed() - 1_150).unwrap();
        }
        let luas: Value = lua.load(format!("return {text}")).eval().unwrap();
        match (number_value(&text), luas) {
            (Some(Number::Integer(ours)), Value::Integer(luas)) => assert_eq!(ours, luas, "{text}"),
            (Some(Number::Float(ours)), Value::Number(luas)) => {
                assert_eq!(ours.to_bits(), luas.to_bits(), "{text}");
            }
            (ours, luas) => panic!("{text}: {ours:?} and {luas:?}"),
        }
    }
}
