//! What is written where for a new name, and what is refused.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use pipelua_analysis::Database;

use super::*;
use crate::fixture;

/// The texts that change, each whole, and the files that move; or the refusal with its places.
pub(super) fn renamed(db: &Database, at: FilePosition, new_name: &str) -> String {
    let mut shown = String::new();
    match rename(db, at, new_name) {
        Ok(None) => shown.push_str("nothing here\n"),
        Ok(Some(renaming)) => {
            let files: std::collections::BTreeSet<_> = renaming
                .edits
                .iter()
                .map(|edit| edit.file.path(db).to_string())
                .collect();
            for path in files {
                let file = pipelua_analysis::file_at(db, &path).unwrap();
                let mut text = file.text(db).as_str().to_string();
                for edit in renaming.edits.iter().rev().filter(|edit| edit.file == file) {
                    text.replace_range(edit.range.as_usize(), &edit.text);
                }
                if path != "scripts/a.lua" {
                    writeln!(shown, "--- {path}").unwrap();
                }
                shown += &text;
            }
            for moved in renaming.moves {
                writeln!(shown, "move {} to {}", moved.from, moved.to).unwrap();
            }
            if let Some(asks) = renaming.asks {
                writeln!(shown, "asks: {asks}").unwrap();
            }
        }
        Err(refusal) => {
            writeln!(shown, "{}", refusal.message).unwrap();
            for place in refusal.places {
                writeln!(shown, "  {}", fixture::shown(db, place.file, place.range)).unwrap();
            }
        }
    }
    shown
}

#[track_caller]
fn check(text: &str, new_name: &str, expected: Expect) {
    let (db, at) = fixture::position(text);
    expected.assert_eq(&renamed(&db, at, new_name));
}

#[test]
fn a_local_is_renamed_in_its_scope_alone() {
    check(
        "local a = 1\nlocal function f() return a$0 end\ndo local a = a print(a) end\n",
        "sum",
        expect![[r#"
            local sum = 1
            local function f() return sum end
            do local a = sum print(a) end
        "#]],
    );
}

#[test]
fn parameters_are_renamed_with_their_annotations() {
    check(
        "---@param na$0me string the name\n---@param other string\nlocal function f(name, other) return name .. other end\nf()\n",
        "title",
        expect![[r#"
            ---@param title string the name
            ---@param other string
            local function f(title, other) return title .. other end
            f()
        "#]],
    );
    check(
        "---@param name string\nlocal f = function(na$0me) return name end\nf()\n",
        "title",
        expect![[r#"
            ---@param title string
            local f = function(title) return title end
            f()
        "#]],
    );
}

#[test]
fn casts_are_renamed_with_their_local() {
    check(
        "local value = f()\n---@cast value string\nprint(val$0ue)\n---@cast value.x +nil\nprint(value.x)\n",
        "text",
        expect![[r#"
            local text = f()
            ---@cast text string
            print(text)
            ---@cast text.x +nil
            print(text.x)
        "#]],
    );
    check(
        "local a = f()\nlocal b = f()\n---@cast a string\nprint(a, b$0)\n",
        "a",
        expect![[r#"
            `a` would be another variable at this place
              scripts/a.lua:4:7 a
        "#]],
    );
}

#[test]
fn labels_are_renamed_with_their_jumps() {
    check(
        "for i = 1, 3 do\ngoto nex$0t\n::next::\nend\n::next::\n",
        "again",
        expect![[r#"
        for i = 1, 3 do
        goto again
        ::again::
        end
        ::next::
    "#]],
    );
    check(
        "goto on$0e\n::one::\n::two::\n",
        "two",
        expect![[r#"
        `two` would be another label at this place
          scripts/a.lua:3:3 two
    "#]],
    );
}

#[test]
fn a_name_that_would_be_another_is_refused() {
    check(
        "local a = 1\nlocal b = 2\nprint(a, b$0)\n",
        "a",
        expect![[r#"
        `a` would be another variable at this place
          scripts/a.lua:3:7 a
    "#]],
    );
    check(
        "local a$0 = 1\ndo local b = 2 print(a, b) end\n",
        "b",
        expect![[r#"
        `b` would be another variable at this place
          scripts/a.lua:2:22 a
    "#]],
    );
    check(
        "local a$0 = 1\nprint(a)\n",
        "print",
        expect![[r#"
        `print` would be another variable at this place
          scripts/a.lua:2:1 print
    "#]],
    );
    check(
        "local a$0 = 1\nfunction t:m() return self, a end\n",
        "self",
        expect![[r#"
        `self` would be another variable at this place
          scripts/a.lua:2:29 a
    "#]],
    );
    check(
        "local x$0 = 1\nlocal y = 2\n",
        "y",
        expect![[r#"
        local y = 1
        local y = 2
    "#]],
    );
}

#[test]
fn what_is_no_name_is_refused() {
    for (new_name, expected) in [
        (
            "end",
            expect![[r#"
            `end` is a keyword of Lua
        "#]],
        ),
        (
            "",
            expect![[r#"
            a name cannot be empty
        "#]],
        ),
        (
            "a b",
            expect![[r#"
            `a b` is no name: use letters, digits and `_`, not beginning with a digit
        "#]],
        ),
        (
            "1a",
            expect![[r#"
            `1a` is no name: use letters, digits and `_`, not beginning with a digit
        "#]],
        ),
        (
            "ä",
            expect![[r#"
                `ä` is no name: use letters, digits and `_`, not beginning with a digit
            "#]],
        ),
        (
            " a",
            expect![[r#"
            ` a` is no name: use letters, digits and `_`, not beginning with a digit
        "#]],
        ),
        (
            "_ENV",
            expect![[r#"
            `_ENV` holds the globals: all of them would be looked for in it
        "#]],
        ),
    ] {
        check("local a$0 = 1\n", new_name, expected);
    }
}

#[test]
fn what_the_sandbox_names_is_refused() {
    check(
        "print(con$0text.x)\n",
        "c",
        expect![[r#"
            `context` is no local of this script, and globals keep their names
        "#]],
    );
    check(
        "local t = {}\nfunction t:m() return se$0lf end\n",
        "this",
        expect![[r#"
        `self` is what the `:` of its method declares, and has no other name
    "#]],
    );
}

#[test]
fn half_typed_code_is_renamed_as_far_as_it_is_known() {
    check(
        "local count = 1\nif cou$0nt > \nprint(count.\n",
        "n",
        expect![[r#"
        local n = 1
        if n > 
        print(n.
    "#]],
    );
    check(
        "local  $0= 1\n",
        "n",
        expect![[r#"
        nothing here
    "#]],
    );
}

#[test]
fn types_are_renamed_where_they_are_known() {
    let files = "--- file: scripts/b.lua\n---@param a Geo[]\nlocal function f(a) return a --[[@as Geo]] end\n--- file: scripts/c.lua\n---@alias Geo string\n--- file: types/x.lua\n";
    check(
        &format!("{files}---@class Ge$0o\n---@field name string\n---@class Far: Geo\n"),
        "Land",
        expect![[r#"
            --- scripts/b.lua
            ---@param a Land[]
            local function f(a) return a --[[@as Land]] end
            --- types/x.lua
            ---@class Land
            ---@field name string
            ---@class Far: Land
        "#]],
    );
    check(
        &format!("{files}---@class Ge$0o\n---@class Land\n"),
        "Land",
        expect![[r#"
            type `Land` is there already
        "#]],
    );
    check(
        &format!("{files}---@class Ge$0o\n"),
        "string",
        expect![[r#"
        `string` is a type that every script has
    "#]],
    );
    check(
        &format!("{files}---@class Ge$0o\n"),
        "a|b",
        expect![[r#"
        `a|b` is no name of a type
    "#]],
    );
    check(
        "---@generic T\n---@param a T$0\n---@return T\nlocal function f(a) return a end\n---@type T\n",
        "U",
        expect![[r#"
            ---@generic U
            ---@param a U
            ---@return U
            local function f(a) return a end
            ---@type T
        "#]],
    );
    check(
        "---@type Nobod$0y\nlocal a\n",
        "U",
        expect![[r#"
        `Nobody` is declared nowhere
    "#]],
    );
}
