//! Hints as they stand in the text, between `«` and `»`.

use expect_test::{Expect, expect};

use super::*;
use crate::fixture;

const ALL: HintSettings = HintSettings {
    enable: true,
    parameter_names: true,
    awaits: true,
    local_types: true,
    return_types: true,
    max_length: 25,
};

#[track_caller]
fn check(text: &str, settings: HintSettings, expected: Expect) {
    let (db, file) = fixture::file(text);
    let whole = TextRange::new(0, u32::MAX);
    let mut shown = file.text(&db).as_str().to_string();
    for hint in inlay_hints(&db, file, whole, settings).iter().rev() {
        shown.insert_str(hint.offset as usize, &format!("«{}»", hint.label));
    }
    expected.assert_eq(&shown);
}

#[test]
fn literals_have_the_names_of_their_parameters() {
    let text = "local function f(name, count, on) return name end\nf(\"a\", 1, true)\nf(\"name\", -1, x)\nlocal g = string.rep(\"a\", 3)\nlocal h = (\"x\"):rep(3, \",\")\nprint(1, 2)\nhelpers.secret(\"A\")\n";
    check(
        text,
        HintSettings::default(),
        expect![[r#"
        local function f(name, count, on) return name end
        f(«name:»"a", «count:»1, «on:»true)
        f("name", «count:»-1, x)
        local g = string.rep(«s:»"a", «n:»3)
        local h = ("x"):rep(«n:»3, «separator:»",")
        print(1, 2)
        helpers.secret("A")
    "#]],
    );
}

#[test]
fn calls_that_wait_are_marked() {
    let text = "local function get(url) return await(helpers.fetch(url)) end\nlocal function both() return get(x), get(y) end\nlocal function no() end\nboth()\nno()\n";
    check(
        text,
        HintSettings::default(),
        expect![[r#"
        local function get(url) return await(helpers.fetch(url)) end
        local function both() return «await»get(x), «await»get(y) end
        local function no() end
        «await»both()
        no()
    "#]],
    );
}

#[test]
fn types_are_shown_if_asked_for() {
    let text = "local a = string.rep(x, y)\nlocal b = 1\n---@type string\nlocal c = f()\nlocal d = unknown()\nlocal function g(x)\n  local e = #x\n  return e\nend\nlocal t = {}\nfunction t:m() return \"a\" end\nlocal function h(x) if x then return 1 end end\nlocal function two() return 1, 2 end\n";
    check(
        text,
        ALL,
        expect![[r#"
            local a«: string» = string.rep(x, y)
            local b = 1
            ---@type string
            local c = f()
            local d = unknown()
            local function g(x)«: integer»
              local e«: integer» = #x
              return e
            end
            local t = {}
            function t:m()«: string» return "a" end
            local function h(x) if x then return 1 end end
            local function two() return 1, 2 end
        "#]],
    );
}

#[test]
fn a_type_can_be_made_a_part_of_the_text() {
    let (db, file) = fixture::file("do\n  local a = string.rep(x, y)\nend\n");
    let hints = inlay_hints(&db, file, TextRange::new(0, u32::MAX), ALL);
    let insert = hints[0].insert.clone().unwrap();
    assert_eq!(insert, (5, "---@type string\n  ".to_owned()));
}

#[test]
fn there_are_switches_and_a_longest_label() {
    let text = "string.rep(\"a\", 3)\nlocal function f(a_rather_long_name_for_a_parameter, b) end\nf(1, 2)\n";
    let off = HintSettings { enable: false, ..ALL };
    check(
        text,
        off,
        expect![[r#"
        string.rep("a", 3)
        local function f(a_rather_long_name_for_a_parameter, b) end
        f(1, 2)
    "#]],
    );
    let short = HintSettings {
        max_length: 10,
        ..ALL
    };
    check(
        text,
        short,
        expect![[r#"
        string.rep(«s:»"a", «n:»3)
        local function f(a_rather_long_name_for_a_parameter, b) end
        f(«a_rather_…»1, «b:»2)
    "#]],
    );
}

#[test]
fn half_typed_code_has_hints_as_far_as_it_is_known() {
    check(
        "string.rep(\"a\", 3, ",
        ALL,
        expect![[r#"string.rep(«s:»"a", «n:»3, "#]],
    );
    check(
        "local function f(\nlocal x = ",
        ALL,
        expect![[r#"
        local function f(
        local x = "#]],
    );
}
