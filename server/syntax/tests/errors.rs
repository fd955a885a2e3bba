//! How errors are worded: what is typed, and what the author reads.
#![allow(clippy::needless_raw_string_hashes)] // written by expect-test

mod dump;

use expect_test::{Expect, expect};

#[track_caller]
fn check(text: &str, expect: &Expect) {
    expect.assert_eq(&dump::errors(&pipelua_syntax::parse(text)));
}

#[test]
fn operators_of_other_languages() {
    check(
        "if a != b && !c || d then end",
        &expect![[r#"
        5..7 `!=` is not Lua; write `~=` | 5..7 -> "~="
        10..12 `&&` is not Lua; write `and` | 10..12 -> "and"
        13..14 `!` is not Lua; write `not` | 13..14 -> "not "
        16..18 `||` is not Lua; write `or` | 16..18 -> "or"
    "#]],
    );
    check(
        "count += 1",
        &expect![[r#"
            6..8 `+=` is not Lua; write `count = count + value` | 6..10 -> "= count + 1"
        "#]],
    );
    check(
        "total.sum ..= a or b",
        &expect![[r#"
            10..13 `..=` is not Lua; write `total.sum = total.sum .. value` | 10..20 -> "= total.sum .. (a or b)"
        "#]],
    );
    check(
        "i++",
        &expect![[r#"
            1..3 `++` is not Lua; write `i = i + 1` | 1..3 -> " = i + 1"
        "#]],
    );
}

#[test]
fn statements_of_other_languages() {
    check(
        "for i = 1, 2 do\n  if i then continue end\nend",
        &expect![[r#"
        28..36 Lua has no `continue` | write `goto continue`, and `::continue::` at the end of the loop
    "#]],
    );
    check(
        "var x = 1\nlet y = 2",
        &expect![[r#"
        0..3 `var` is not Lua; write `local` | 0..3 -> "local"
        10..13 `let` is not Lua; write `local` | 10..13 -> "local"
    "#]],
    );
    check(
        "if a then b()\nelif c then d()\nend",
        &expect![[r#"
        14..18 `elif` is not Lua; write `elseif` | 14..18 -> "elseif"
    "#]],
    );
    check(
        "// a comment\nlocal x = 1 // another one\n/* and this */",
        &expect![[r#"
        0..2 a comment in Lua begins with `--` | 0..2 -> "--"
        36..54 `//` divides; a comment in Lua begins with `--`
        41..42 `*` is no value; one is missing here
    "#]],
    );
    check(
        "#!/usr/bin/lua\nreturn 1",
        &expect![[r#"
        0..14 a script has no `#!` line | remove it | 0..14 -> ""
    "#]],
    );
}

#[test]
fn conditions() {
    check(
        "if x = 1 then foo() end",
        &expect![[r#"
        5..6 `=` assigns and has no value; write `==` to compare | 5..6 -> "=="
    "#]],
    );
    check(
        "if x == 1\n  foo()\nend",
        &expect![[r#"
        8..9 `then` is missing after the condition of `if` | 9..9 -> " then"
    "#]],
    );
    check(
        "while x\n  foo()\nend",
        &expect![[r#"
        6..7 `do` is missing after the condition of `while` | 7..7 -> " do"
    "#]],
    );
    check(
        "if x do foo() end",
        &expect![[r#"
        5..7 `then` belongs here, not `do` | 5..7 -> "then"
    "#]],
    );
    check(
        "if then end",
        &expect![[r#"
            0..2 the condition of `if` is missing
        "#]],
    );
    check(
        "x == 1",
        &expect![[r#"
        0..6 this compares and does nothing with the answer | write `=` to assign | 2..4 -> "="
    "#]],
    );
}

#[test]
fn blocks() {
    check(
        "local function f()\n  if a then\n    b()\n  return 1\nend\nlocal x = 1",
        &expect![[r#"
        21..23 `end` is missing; it closes this `if` | 38..38 -> "\n  end"
    "#]],
    );
    check(
        "if a then\n  b()\nelse if c then\n  d()\nend\nprint()",
        &expect![[r#"
            16..23 `else if` opens a second `if` with an `end` of its own; write `elseif` | 16..23 -> "elseif"
        "#]],
    );
    check(
        "local x = 1\nend\nlocal y",
        &expect![[r#"
        12..15 this `end` closes nothing
    "#]],
    );
    check(
        "return 1\nlocal x",
        &expect![[r#"
        9..14 `return` must be the last statement of its block | remove what follows it, or put the `return` into `do .. end`
    "#]],
    );
    check(
        "f(function()\n  g()\n)",
        &expect![[r#"
        2..10 `end` is missing; it closes this `function` | 18..18 -> "\nend"
    "#]],
    );
    check(
        "repeat\n  a()\nb()",
        &expect![[r#"
        0..6 `until` is missing; it closes this `repeat`
    "#]],
    );
}

#[test]
fn missing_brackets_and_commas() {
    check(
        "foo(a, b\nbar()",
        &expect![[r#"
        7..8 `)` is missing; it closes this `(` | 8..8 -> ")"
    "#]],
    );
    check(
        "local t = {\n  a = 1\n  b = 2,\n}",
        &expect![[r#"
        18..19 `,` is missing between two items | 19..19 -> ","
    "#]],
    );
    check(
        "local t = {\n  a = 1,\nfoo()",
        &expect![[r#"
        19..20 `}` is missing; it closes this `{` | 20..20 -> "}"
    "#]],
    );
    check(
        "foo a, b)",
        &expect![[r#"
        0..3 `(` is missing before these arguments | 3..3 -> "("
    "#]],
    );
    check(
        "return allowed = true }",
        &expect![[r#"
        0..6 `{` is missing before the first item of this table | 6..6 -> " {"
    "#]],
    );
    check(
        "local function f(a, b\n  return a\nend",
        &expect![[r#"
        20..21 `)` is missing behind the parameters | 21..21 -> ")"
    "#]],
    );
    check(
        "f(a b)",
        &expect![[r#"
        2..3 `,` is missing between two arguments | 3..3 -> ","
    "#]],
    );
}

#[test]
fn half_typed_lines() {
    check(
        "context.\nlocal x = 1",
        &expect![[r#"
        7..8 a name is missing after `.`
    "#]],
    );
    check(
        "local y = context.\nlocal x = 1",
        &expect![[r#"
        17..18 a name is missing after `.`
    "#]],
    );
    check(
        "local y =\nx = 1",
        &expect![[r#"
        8..9 a value is missing after `=`
    "#]],
    );
    check(
        "helpers.log(\nreturn 1",
        &expect![[r#"
        11..12 `)` is missing; it closes this `(` | 12..12 -> ")"
    "#]],
    );
    check(
        "text:\nlocal x",
        &expect![[r#"
        4..5 a name is missing after `:`
    "#]],
    );
    check(
        "local ",
        &expect![[r#"
        0..5 the name of a local variable is missing
    "#]],
    );
    check(
        "local function ",
        &expect![[r#"
        6..14 the name of the function is missing
    "#]],
    );
    check(
        "foo",
        &expect![[r#"
        0..3 `foo` alone is no statement | call it, or assign a value to it
    "#]],
    );
    check(
        "for ",
        &expect![[r#"
        0..3 the name of a loop variable is missing
    "#]],
    );
    check(
        "goto",
        &expect![[r#"
        0..4 the name of a label is missing after `goto`
    "#]],
    );
    check(
        "t.end = 1",
        &expect![[r#"
        2..5 `end` is a keyword; as a field it is written `["end"]` | 1..5 -> "[\"end\"]"
    "#]],
    );
}

#[test]
fn literals() {
    check(
        "x = \"abc\ny = 1",
        &expect![[r#"
        4..8 this string is not closed on its line; `"` is missing | 8..8 -> "\""
    "#]],
    );
    check(
        "x = \"\\q \\300 \\xZZ \\u{110000000} \\u{}\"",
        &expect![[r#"
        5..7 `\q` is no escape of Lua; a backslash itself is written `\\`
        8..12 `\300` is too large; the largest is `\255`
        13..15 `\x` needs two hexadecimal digits
        18..31 this code point is too large; the largest is `\u{7FFFFFFF}`
        32..35 `\u` needs hexadecimal digits in braces, such as `\u{20AC}`
    "#]],
    );
    check(
        "x = 3and 4",
        &expect![[r#"
        4..8 `3and` is no number | put a blank behind the number | 5..5 -> " "
    "#]],
    );
    check(
        "x = 0xg",
        &expect![[r#"
        4..7 `0xg` is no number
    "#]],
    );
    check(
        "x = 1..y",
        &expect![[r#"
        4..8 `1..y` is no number | put a blank behind the number | 5..5 -> " "
    "#]],
    );
    check(
        "x = [[abc",
        &expect![[r#"
        4..6 this long string is never closed; end it with `]]`
    "#]],
    );
    check(
        "--[[ abc",
        &expect![[r#"
        0..4 this comment is never closed; end it with `]]`
    "#]],
    );
    check(
        "größe = 1",
        &expect![[r#"
        0..7 names in Lua have ASCII letters, digits and `_` only
    "#]],
    );
    check(
        "x = “a”",
        &expect![[r#"
        4..7 `“` is not Lua; write `"` | 4..7 -> "\""
        8..11 `”` is not Lua; write `"` | 8..11 -> "\""
    "#]],
    );
    check(
        "x =\u{a0}1",
        &expect![[r#"
        3..5 the invisible character U+00A0 is no blank for Lua | 3..5 -> " "
    "#]],
    );
    check(
        "x = `a`",
        &expect![[r#"
            4..5 a backtick has no meaning in Lua
            6..7 a backtick has no meaning in Lua
        "#]],
    );
    check(
        "x = \"%d\":format(1)",
        &expect![[r#"
        4..8 a string that has a method called needs parentheses | 4..8 -> "(\"%d\")"
    "#]],
    );
}

#[test]
fn what_the_grammar_alone_does_not_say() {
    check(
        "break",
        &expect![[r#"
        0..5 `break` stands outside a loop
    "#]],
    );
    check(
        "function f() return ... end",
        &expect![[r#"
        20..23 `...` stands outside a function with `...` in its parameters | add `...` as the last parameter of this function
    "#]],
    );
    check(
        "local a <close>, b <close>, c <konst> = 1",
        &expect![[r#"
        20..25 one `local` can have only one variable with `<close>`
    "#]],
    );
    check(
        "f() = 1",
        &expect![[r#"
        0..3 the result of a call cannot be assigned to
    "#]],
    );
    check(
        "f(function(a = 1) end)",
        &expect![[r#"
        13..14 a parameter cannot have a default value | write `name = name or value` in the function instead
    "#]],
    );
    check(
        "function f(...) end function g(..., a) end",
        &expect![[r#"
        34..35 `...` must be the last parameter
    "#]],
    );
    check(
        "local function a.b() end",
        &expect![[r#"
        16..17 the name of a local function has no dots | leave `local` out to put the function into a table
    "#]],
    );
    check(
        "x = function f() end",
        &expect![[r#"
        13..14 a function that is a value has no name | 13..14 -> ""
    "#]],
    );
}

#[test]
fn texts_that_once_went_wrong_are_read() {
    for text in [
        "local function map(li =",
        "function f(a =\n",
        "x = {[",
        "f(a.b:",
        "for a.",
        "::",
        "goto\n",
        "local x <",
        "return function",
    ] {
        assert!(!pipelua_syntax::parse(text).errors().is_empty(), "{text}");
    }
}
