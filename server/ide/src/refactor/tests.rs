//! What is offered for `$0 .. $0`, and the text afterwards.

use expect_test::{Expect, expect};
use pipelua_syntax::{Encoding, TextRange};

use super::refactorings;
use crate::fixture;

/// Offers by id, each with the text afterwards; `$0` stands at both ends of what is selected, or at the cursor.
fn offers(text: &str) -> Vec<(&'static str, String)> {
    let start = text.find("$0").unwrap();
    let rest = text.replacen("$0", "", 1);
    let end = rest.find("$0").unwrap_or(start);
    let text = rest.replacen("$0", "", 1);
    let (db, file) = fixture::file(&text);
    let range = TextRange::new(start as u32, end as u32);
    let offers = refactorings(&db, file, range, Encoding::Utf16);
    let applied = offers.into_iter().map(|offer| {
        let mut new = text.clone();
        for edit in offer.edits.iter().rev() {
            new.replace_range(
                edit.range.start.byte as usize..edit.range.end.byte as usize,
                &edit.new_text,
            );
        }
        let errors = pipelua_syntax::parse(new.as_str()).errors().len();
        assert_eq!(errors, 0, "{}:\n{new}", offer.id);
        (offer.id, new)
    });
    applied.collect()
}

#[track_caller]
fn check(id: &str, text: &str, expect: Expect) {
    let offers = offers(text);
    let found = offers.iter().find(|(offered, _)| *offered == id);
    let ids: Vec<&str> = offers.iter().map(|(id, _)| *id).collect();
    let (_, new) = found.unwrap_or_else(|| panic!("only {ids:?} are offered"));
    expect.assert_eq(new);
}

#[track_caller]
fn none(id: &str, texts: &[&str]) {
    for text in texts {
        let offers = offers(text);
        assert!(
            offers.iter().all(|(offered, _)| *offered != id),
            "{text}: {offers:?}"
        );
    }
}

#[test]
fn an_expression_gets_a_name() {
    check(
        "extract-local",
        "local function f(user)\n  if $0user.email:lower()$0 == \"a\" then\n    return 1\n  end\nend\nf({})\n",
        expect![[r#"
            local function f(user)
              local lower = user.email:lower()
              if lower == "a" then
                return 1
              end
            end
            f({})
        "#]],
    );
    check(
        "extract-local",
        "local x = 1 + $02 * 3$0\n(print)(x)\n",
        expect![[r#"
            local value = 2 * 3
            local x = 1 + value
            (print)(x)
        "#]],
    );
    check(
        "extract-local",
        "local email = 1\nprint(email, $0context.email$0, 2)\n",
        expect![[r#"
            local email = 1
            local email2 = context.email
            print(email, email2, 2)
        "#]],
    );
}

#[test]
fn an_expression_that_is_run_later_never_or_twice_gets_none() {
    none(
        "extract-local",
        &[
            "local t = context\nreturn t and $0t.a$0",
            "local i = 0\nwhile $0i < 3$0 do i = i + 1 end",
            "local i = 0\nrepeat i = i + 1 until $0i > 3$0",
            "if context.a then print(1) elseif $0context.b$0 then print(2) end",
            "print(tostring(1), $0tostring(2)$0, 3)",
            "return $0print(1)$0",
            "local t = { $0print(1)$0 }",
            "local a, b = $0print(1)$0",
            "local a = 1\nprint($0a$0)",
            "local a = {}\n$0a.b$0 = 1",
            "local a = {}\nfunction $0a.b$0() end",
            "$0print(1)$0",
            "local f = function(...) return { $0...$0 } end",
            "local x = 1 $0+ 2$0",
        ],
    );
}

#[test]
fn a_local_is_replaced_by_its_value() {
    check(
        "inline-local",
        "local limit = 3 -- why\nlocal lim$0it2 = 3\nreturn { allowed = limit2 < 4, data = { limit2, -limit2 } }\n",
        expect![[r#"
            local limit = 3 -- why
            return { allowed = 3 < 4, data = { 3, -3 } }
        "#]],
    );
    check(
        "inline-local",
        "local a = 1 + 2\nlocal b$0 = f(a)\nreturn b\n",
        expect![[r#"
            local a = 1 + 2
            return (f(a))
        "#]],
    );
    check(
        "inline-local",
        "local s$0 = \"a\"\nreturn s:upper() .. s\n",
        expect![[r#"
            return ("a"):upper() .. "a"
        "#]],
    );
    check(
        "inline-local",
        "local n$0 = 1 + 2\nreturn n * 2\n",
        expect![[r#"
            return (1 + 2) * 2
        "#]],
    );
}

#[test]
fn a_local_whose_value_may_change_or_does_something_stays() {
    none(
        "inline-local",
        &[
            "local a$0 = context.email\nprint(1)\nreturn a",
            "local a$0 = f()\nreturn g(), a",
            "local a$0 = f()\nif x then return a end\nreturn 1",
            "local a$0 = f()\nreturn function() return a end",
            "local a$0 = f()\nreturn a, a",
            "local a$0 = 1\na = 2\nreturn a",
            "local a$0, b = 1, 2\nreturn a, b",
            "local a$0\nreturn a",
            "local a$0 = 1",
            "local b = 1\nlocal a$0 = b\ndo local b = 2 print(a, b) end",
            "local a$0 = t.x\nreturn t.y .. a",
            "local a$0 = f()\nwhile a do end",
            "for a$0 = 1, 2 do print(a) end",
        ],
    );
}

#[test]
fn a_chain_of_texts_becomes_a_format() {
    check(
        "concat-to-format",
        "---@hook before_signup\nlocal name = context.email\nlocal n = #name\nreturn \"100% of \" ..$0 name .. \" has \\\"\" .. n .. \"\\\"\"\n",
        expect![[r#"
            ---@hook before_signup
            local name = context.email
            local n = #name
            return string.format("100%% of %s has \"%s\"", name, n)
        "#]],
    );
    none(
        "concat-to-format",
        &[
            "---@hook before_signup\nlocal a = context.name\nreturn \"a\" .. $0a .. \"b\"",
            "local t = setmetatable({}, {})\nreturn \"a\" .. $0t .. \"b\"",
            "---@hook before_signup\nlocal s = context.email\nreturn s $0.. \"b\"",
            "---@hook before_signup\nlocal s = context.email\nreturn [[a]] .. $0s .. \"b\"",
            "return \"a\" .. $0\"b\" .. \"c\"",
        ],
    );
}

#[test]
fn statements_become_a_function() {
    check(
        "extract-function",
        "local limit = 3\nlocal function f(list)\n  local sum = 0\n  $0for _, item in ipairs(list) do\n    sum = sum + item * limit\n  end$0\n  return sum\nend\nprint(f({}))\n",
        expect![[r#"
            local limit = 3
            local function extracted(list, sum)
              for _, item in ipairs(list) do
                sum = sum + item * limit
              end
              return sum
            end

            local function f(list)
              local sum = 0
              sum = extracted(list, sum)
              return sum
            end
            print(f({}))
        "#]],
    );
    check(
        "extract-function",
        "local email = context.email\n$0local domain = email:match(\"@(.+)$\")\nlocal known = domain ~= nil$0\nreturn { allowed = known, data = { domain = domain } }\n",
        expect![[r#"
            local email = context.email
            local function extracted()
              local domain = email:match("@(.+)$")
              local known = domain ~= nil
              return domain, known
            end

            local domain, known = extracted()
            return { allowed = known, data = { domain = domain } }
        "#]],
    );
    check(
        "extract-function",
        "if context.email then\n  $0print(1)\n\n  print(2)$0\nend\n",
        expect![[r#"
            local function extracted()
              print(1)

              print(2)
            end

            if context.email then
              extracted()
            end
        "#]],
    );
}

#[test]
fn statements_that_leave_or_share_stay_where_they_are() {
    none(
        "extract-function",
        &[
            "local a = 1\n$0if a then return 1 end$0\nreturn 2",
            "while true do\n  $0break$0\nend",
            "local function f(...)\n  $0print(...)$0\nend\nf()",
            "local function f()\n  local a = 1\n  local g = function() return a end\n  $0a = 2$0\n  return g()\nend\nf()",
            "$0local x <const> = 1$0\nprint(x)",
            "goto done\n$0::done::$0",
            "local function f()\n  local a = 1\n  $0a = 2\n  local b = 3$0\n  return a + b\nend\nf()",
        ],
    );
}

#[test]
fn a_step_is_wrapped_in_a_trace() {
    check(
        "wrap-in-trace",
        "local answer = $0await(helpers.fetch(\"https://a.example\"))$0\nreturn answer\n",
        expect![[r#"
            local answer = helpers.trace("fetch", function() return await(helpers.fetch("https://a.example")) end)
            return answer
        "#]],
    );
    check(
        "wrap-in-trace",
        "do\n  $0print(1)\n  print(2)$0\nend\n",
        expect![[r#"
            do
              helpers.trace("step", function()
                print(1)
                print(2)
              end)
            end
        "#]],
    );
    none(
        "wrap-in-trace",
        &[
            "$0local a = 1$0\nprint(a)",
            "$0if true then return 1 end$0\nreturn 2",
            "return $01 + 2$0",
        ],
    );
}

#[test]
fn nothing_is_offered_in_a_broken_text() {
    assert_eq!(offers("local a = $01$0\nlocal ="), []);
}
