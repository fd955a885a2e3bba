//! Functions that need too many registers are refused exactly where Lua 5.4's compiler refuses them.

use pipelua_tests::court::{Court, list};
use pipelua_tests::random::Random;
use pipelua_tests::scripts::in_full;

#[test]
fn registers_are_counted_as_the_compiler_counts() {
    type Form = (&'static str, fn(usize) -> String);
    let forms: [Form; 16] = [
        ("arguments", |n| format!("f({})", list(n, "1"))),
        ("arguments of a method", |n| {
            format!("local a = b:m({})", list(n, "x"))
        }),
        ("values", |n| format!("x = {{ {} }}", list(n, "y"))),
        ("returned values", |n| format!("return {}", list(n, "#"))),
        ("returned locals", |n| {
            format!("local a, b return {}", list(n, "a"))
        }),
        ("targets", |n| format!("{} = 1", list(n, "x#"))),
        ("assigned values", |n| format!("x = {}", list(n, "#"))),
        ("fields as targets", |n| {
            format!("local t {} = 1", list(n.min(190), "t.x#"))
        }),
        ("concatenations", |n| {
            format!("local a return a{}", " .. a".repeat(n.min(195)))
        }),
        ("concatenated in arguments", |n| {
            format!("f({}, a{})", list(100, "1"), " .. a".repeat(n - 100))
        }),
        ("locals and arguments", |n| {
            format!("local {} f({})", list(150, "v#"), list(n - 150, "1"))
        }),
        ("locals and operands", |n| {
            format!(
                "local {} return {}a{}",
                list(180, "v#"),
                "a + (".repeat(n - 180),
                ")".repeat(n - 180)
            )
        }),
        ("nested calls", |n| {
            format!(
                "local {} f({}1{})",
                list(100, "v#"),
                "g(".repeat(n - 100),
                ")".repeat(n - 100)
            )
        }),
        ("nested tables", |n| {
            format!(
                "local {} f({}1{})",
                list(100, "v#"),
                "{".repeat(n - 100),
                "}".repeat(n - 100)
            )
        }),
        ("values of a loop", |n| {
            format!(
                "local {} for a in f({}) do end",
                list(100, "v#"),
                list(n - 100, "1")
            )
        }),
        ("initial values", |n| format!("local a = {}", list(n, "f()"))),
    ];
    let mut court = Court::new();
    for (name, form) in forms {
        for n in (185..=205).chain(240..=262) {
            court.hear(&format!("{n} {name}"), &form(n));
        }
    }
    assert!(court.refused > 50);
    court.close();
}

/// Random statements behind so many locals that the limit is near.
#[test]
fn random_statements_near_the_limit() {
    let mut court = Court::new();
    let mut random = Random::of_run("registers");
    for _ in 0..if in_full() { 60_000 } else { 1_500 } {
        let locals = 170 + random.below(28);
        let mut text = format!(
            "local {}\nlocal K <const> = 300\nlocal S <const> = \"s\"\n",
            list(locals, "v#")
        );
        let depth = 50 + random.below(50);
        let value = nested(&mut random, depth);
        let values = list(1 + random.below(4), "v#");
        let shapes = [
            format!("return {value}"),
            format!("return {values}, {value}"),
            format!("local a, b = {value}, {values}"),
            format!("local function f(v1, v2, ...) return {value} end"),
            format!("v1, v2.x, v3[v4], g = {values}, {value}"),
            format!("v1[v2], v2, v1 = {value}"),
            format!("if {value} then break_() end"),
            format!("while {value} do if {value} then break end end"),
            format!("for i = {value}, 2 do local a = v1 + i end"),
            format!("for a, b in {values}, {value} do local c = {value} end"),
            format!("repeat local a = {value} until {value}"),
            format!("function v1.a.b:m(x) return self, {value} end"),
            format!("v1[v2] = S; v1.x, v1[{value}] = S, K"),
            format!("v1.{} = {value}", "x".repeat(38 + random.below(5))),
        ];
        text += &shapes[random.below(shapes.len())];
        court.hear("near the limit", &text);
    }
    assert!(
        court.refused * 10 > court.cases && court.refused * 10 < court.cases * 9,
        "{}",
        court.refused
    );
    court.close();
}

/// An expression about so many registers deep.
fn nested(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        let leaves = [
            "v1",
            "v2",
            "1",
            "2.5",
            "300",
            "true",
            "nil",
            "\"s\"",
            "g",
            "...",
            "K",
            "S",
            "v3.x",
            "v1[v2]",
            "f()",
            "#v1",
            "not v1",
            "-1",
            "{}",
            "g.h",
            "v1 and v2",
            "v1 == 1",
            "function() return v1 end",
            "1 << 2",
            "(f())",
        ];
        let leaf = random.pick(&leaves);
        // Only the outermost function here is sure to take `...`.
        return if leaf == "..." {
            "(v4)".to_owned()
        } else {
            leaf.to_owned()
        };
    }
    let small = nested(random, 0);
    let inner = nested(random, depth - 1);
    match random.below(27) {
        0 => format!("f({inner})"),
        1 => format!("f({small}, {inner})"),
        2 => format!("v1:m({inner})"),
        3 => format!("{{{inner}}}"),
        4 => format!("{{x = {inner}}}"),
        5 => format!("{{[{small}] = {inner}}}"),
        6 => format!("{{{small}, {inner}, y = 1}}"),
        7 => format!("{small} .. ({inner})"),
        8 => format!("{small} + ({inner})"),
        9 => format!("({inner}) * {small}"),
        10 => format!("{small} and ({inner})"),
        11 => format!("{small} or ({inner})"),
        12 => format!("({inner}) and {small}"),
        13 => format!("{small} < ({inner})"),
        14 => format!("({inner}) == {small}"),
        15 => format!("{small} >= ({inner})"),
        16 => format!("not ({inner})"),
        17 => format!("-({inner})"),
        18 => format!("g[{inner}]"),
        19 => format!("({inner}).x"),
        20 => format!("v1[{small}][{inner}]"),
        21 => format!("{small} // ({inner})"),
        22 => format!("{small} & ({inner})"),
        23 => format!("{small} << ({inner})"),
        24 => format!("({inner}):m({small})"),
        25 => format!("g.{}({inner})", "k".repeat(39 + random.below(4))),
        _ => format!("f({small}, {small}, {inner}, {small})"),
    }
}
