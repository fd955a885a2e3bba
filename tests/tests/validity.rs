//! `syntax-error` or `const-assign` is found exactly where Lua 5.4's compiler refuses the text.
//!
//! `PIPELUA_GATES=full` takes 10,000 mutations; without it, a sample.

use pipelua_tests::court::{Court, list};
use pipelua_tests::generate::program;
use pipelua_tests::mutations::mutate;
use pipelua_tests::random::Random;
use pipelua_tests::scripts::{example_scripts, in_full};
use pipelua_tests::tricky::tricky_texts;

#[test]
fn examples_and_tricky_texts() {
    let mut court = Court::new();
    for (name, text) in example_scripts().into_iter().chain(tricky_texts()) {
        court.hear(&name, &text);
    }
    assert!(court.cases > 250 && court.refused > 50);
    court.close();
}

#[test]
fn mutations_of_examples() {
    let mut court = Court::new();
    let mut random = Random::of_run("validity of mutations");
    let scripts = example_scripts();
    for _ in 0..if in_full() { 10_000 } else { 1_000 } {
        let (name, text) = &scripts[random.below(scripts.len())];
        let mut mutated = text.clone();
        for _ in 0..=random.below(2) {
            mutated = mutate(&mutated, &mut random);
        }
        court.hear(name, &mutated);
    }
    court.close();
}

/// Names, attributes, jumps and labels thrown together: what only scopes can judge.
#[test]
fn programs_of_names_and_jumps() {
    let mut court = Court::new();
    let mut random = Random::of_run("names and jumps");
    let parts = [
        "local a",
        "local b <const> = 1",
        "local c <close> = nil",
        "a = 1",
        "b = 2",
        "c = 3",
        "goto x",
        "goto y",
        "::x::",
        "::y::",
        "do",
        "end",
        "while a do",
        "end",
        "repeat",
        "until a",
        "until b",
        "for a = 1, 2 do",
        "for b in c do",
        "end",
        "if a then",
        "else",
        "end",
        "function b() end",
        "local function f(a, b)",
        "end",
        "break",
        "f()",
        "local a = function(...)",
        "end",
        ";",
        "return",
        "local a, b <const> = 1",
        "::x::",
        "goto x",
        "a, b = 1",
        "f(function() b = 1 end)",
        "f(function() goto x end)",
        "end",
        "do",
    ];
    for _ in 0..if in_full() { 60_000 } else { 6_000 } {
        let count = 1 + random.below(14);
        let text: Vec<&str> = (0..count).map(|_| random.pick(&parts)).collect();
        court.hear("names and jumps", &text.join("\n"));
    }
    assert!(
        court.refused * 20 > court.cases && court.refused * 20 < court.cases * 19,
        "{}",
        court.refused
    );
    court.close();
}

#[test]
fn generated_programs() {
    let mut court = Court::new();
    let mut random = Random::of_run("validity of programs");
    for n in 0..if in_full() { 5_000 } else { 500 } {
        court.hear(&format!("program {n}"), &program(&mut random));
    }
    court.close();
}

/// Each form on both sides of the compiler's limit.
#[test]
fn limits_are_the_compilers() {
    type Form = (&'static str, fn(usize) -> String);
    let forms: [Form; 8] = [
        ("locals", |n| format!("local {}", list(n, "v#"))),
        ("locals of a function", |n| {
            format!("local x; local function f(a, ...) local {} end", list(n, "v#"))
        }),
        ("locals in a loop", |n| {
            format!("for i = 1, 2 do local {} end", list(n, "v#"))
        }),
        ("locals in a generic loop", |n| {
            format!("for a, b in c do local {} end", list(n, "v#"))
        }),
        ("parameters", |n| {
            format!("local t = {{}} function t:m({}) end", list(n, "v#"))
        }),
        ("locals that ended", |n| {
            format!("do local {} end local {}", list(150, "v#"), list(n, "w#"))
        }),
        ("upvalues", |n| {
            let outer = format!("local {}", list(150, "a#"));
            let uses = format!("{}, {}", list(150, "a#"), list(n - 150, "b#"));
            format!(
                "{outer} local function f() local {} local function g() local x = {{ {uses} }} end end",
                list(n - 150, "b#")
            )
        }),
        ("upvalues with _ENV", |n| {
            let outer = format!("local {}", list(150, "a#"));
            let uses = format!("{}, {}, print", list(150, "a#"), list(n - 150, "b#"));
            format!(
                "{outer} local function f() local {} local function g() local x = {{ {uses} }} end end",
                list(n - 150, "b#")
            )
        }),
    ];
    let mut court = Court::new();
    for (name, form) in forms {
        let before = court.refused;
        let cases = court.cases;
        for n in (180..=205).chain(245..=260) {
            court.hear(&format!("{n} {name}"), &form(n));
        }
        let refused = court.refused - before;
        assert!(
            refused > 0 && refused < court.cases - cases,
            "{name}: no border in sight"
        );
    }
    court.close();
}
