//! What is shown under the cursor.

use expect_test::{Expect, expect};

use super::*;
use crate::fixture;

#[track_caller]
fn check(text: &str, expected: Expect) {
    let (db, at) = fixture::position(text);
    let shown = hover(&db, at).map_or_else(
        || "nothing".to_owned(),
        |hover| {
            let text = &at.file.text(&db).as_str()[hover.range.as_usize()];
            format!("{text}\n{}", hover.markdown)
        },
    );
    expected.assert_eq(&shown);
}

#[test]
fn locals_have_their_types() {
    check(
        "local tot$0al = 1 + 2\n",
        expect![[r#"
        total
        ```lua
        local total: integer
        ```"#]],
    );
    check(
        "local a = { x = 1 }\nprint(a$0)\n",
        expect![[r#"
        a
        ```lua
        local a: { x: 1 }
        ```"#]],
    );
    check(
        "local a <const> = \"x\"\nlocal function f() return a$0 end\n",
        expect![[r#"
            a
            ```lua
            local a <const>: "x"
            ```"#]],
    );
    check(
        "for i$0 = 1, 3 do print(i) end\n",
        expect![[r#"
        i
        ```lua
        (loop) i: integer
        ```"#]],
    );
}

#[test]
fn a_parameter_of_which_nothing_is_known_is_shown_as_what_it_is_used_as() {
    let line = |text: &str| {
        let (db, at) = fixture::position(text);
        let shown = hover(&db, at).unwrap().markdown;
        shown.lines().nth(1).unwrap().to_owned()
    };
    for (text, shown) in [
        (
            "local function f(a$0) return \"x\" .. a end return f",
            "string (inferred)",
        ),
        (
            "local function f(a) local b = a$0 + 1 return b end return f",
            "number (inferred)",
        ),
        (
            "local function f(a$0) if #a > 3 then return a end end return f",
            "string|table (inferred)",
        ),
        ("local function f(a$0) a(1) end return f", "function (inferred)"),
        (
            "local function f(a$0) helpers.log(a:upper()) end return f",
            "string (inferred)",
        ),
        (
            "local function f(a$0) if a then return a .. \"x\" end end return f",
            "unknown",
        ),
        (
            "local function f(a$0) return a and a .. \"x\" end return f",
            "unknown",
        ),
        (
            "local function f(a$0) for _ = 1, 3 do a() end end return f",
            "unknown",
        ),
        (
            "local function f(a$0) a = a or 1 return a + 1 end return f",
            "unknown",
        ),
        (
            "local function f(a$0) return function() return a + 1 end end return f",
            "unknown",
        ),
        ("local function f(a$0) return a:own() end return f", "unknown"),
    ] {
        assert_eq!(line(text), format!("(parameter) a: {shown}"), "{text}");
    }
}

#[test]
fn functions_have_parameters_and_docs() {
    check(
        "--- Adds two numbers.\n---@param a number\nlocal function add(a, b, ...) return a + b end\nprint(ad$0d(1, 2))\n",
        expect![[r#"
            add
            ```lua
            local function add(a, b, ...)
            ```

            Adds two numbers.

            `@param a number`"#]],
    );
}

#[test]
fn context_says_which_hooks_have_a_field() {
    check(
        "---@hook before_signup\n\nprint(context.ema$0il)\n",
        expect![[r#"
            email
            ```lua
            (field) context.email: string
            ```

            Address typed into the form, not verified yet; compare it in lower case.

            In `before_signup`, `before_signin`"#]],
    );
    check(
        "---@hook before_signup\n\nprint(cont$0ext)\n",
        expect![[r#"
        context
        ```lua
        (global) context: table
        ```

        What the script is given: its own copy, so a write is seen by this script alone.

        Used by `before_signup`"#]],
    );
    check(
        "---@hook token_build\n\nprint(context.user.na$0me)\n",
        expect![[r#"
            name
            ```lua
            (field) context.user.name: string?
            ```

            Name to show.

            In `after_signup`, `token_build`, `after_signin`, `before_signout` and 3 more"#]],
    );
    check(
        "print(context.pr$0ev)\n",
        expect![[r#"
        prev
        ```lua
        (field) context.prev: unknown
        ```

        The data of the nodes that this one needs, folded in the order of `needs`; the later wins."#]],
    );
}

#[test]
fn helpers_have_signature_docs_and_example() {
    check(
        "print(helpers.uu$0id())\n",
        expect![[r#"
        uuid
        ```lua
        (function) helpers.uuid: fun(): string
        ```

        A new random UUID (version 4), such as `7f3b9c1e-2a64-4c1d-9f0e-5a8d1c2b3e4f`. A sample fixes it by its `"seed"`.

        - returns The UUID.

        ```lua
        local reference = helpers.uuid()
        ```"#]],
    );
    check(
        "local h = helpers\nprint(h.uu$0id())\n",
        expect![[r#"
        uuid
        ```lua
        (function) helpers.uuid: fun(): string
        ```

        A new random UUID (version 4), such as `7f3b9c1e-2a64-4c1d-9f0e-5a8d1c2b3e4f`. A sample fixes it by its `"seed"`.

        - returns The UUID.

        ```lua
        local reference = helpers.uuid()
        ```"#]],
    );
}

#[test]
fn what_is_removed_says_why() {
    check(
        "print(o$0s.time())\n",
        expect![[r#"
        os
        `os` does not exist in the sandbox: scripts reach no operating system

        Use `helpers.now()` for the time, `helpers.date()` for a date, `helpers.env("KEY")` for a setting."#]],
    );
}

#[test]
fn a_secret_is_described_and_never_shown() {
    check(
        "--- file: pipelua.toml\nschema = 1\n[secrets]\nA_KEY = \"Stripe, restricted\"\n--- file: scripts/a.lua\nlocal s = helpers.secret(\"A_$0KEY\")\n",
        expect![[r#"
            "A_KEY"
            (secret) **A_KEY**

            Stripe, restricted"#]],
    );
}

#[test]
fn half_typed_code_has_hovers() {
    check(
        "local a = 1\nprint(a$0\nlocal\n",
        expect![[r#"
        a
        ```lua
        local a: 1
        ```"#]],
    );
    check("print(a.$0)\n", expect!["nothing"]);
    check("$0\n", expect!["nothing"]);
}
