//! What cannot be called, and what may.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

const CODE: &[&str] = &["call-non-callable"];

#[test]
fn what_is_no_function_is_told() {
    check(
        "local limit, text, list = 10, \"x\", { 1 }
limit()
text()
list()
context.request()
helpers()
local mixed = context.name and 1 or print
mixed(1)
pcall(function() limit() end)
return { allowed = true }
",
        CODE,
        expect![[r#"
            2:1-2:6 call-non-callable: `limit` is of type `integer` here, which cannot be called | run: calling it raises script.error; before_signup then denies (onError: deny) | help: call a function, or leave the parentheses out
            3:1-3:5 call-non-callable: `text` is of type `string` here, which cannot be called | run: calling it raises script.error; before_signup then denies (onError: deny) | help: call a function, or leave the parentheses out
            4:1-4:5 call-non-callable: `list` is of type `table` here, which cannot be called | run: calling it raises script.error; before_signup then denies (onError: deny) | help: call a function, or leave the parentheses out
            5:1-5:16 call-non-callable: `context.request` is of type `table` here, which cannot be called | run: calling it raises script.error; before_signup then denies (onError: deny) | help: call a function, or leave the parentheses out
            6:1-6:8 call-non-callable: `helpers` is of type `table` here, which cannot be called | run: calling it raises script.error; before_signup then denies (onError: deny) | help: call a function, or leave the parentheses out
            8:1-8:6 call-non-callable[warning]: `mixed` may be of type `integer` here, which cannot be called | run: calling it raises script.error; before_signup then denies (onError: deny) | help: call a function, or leave the parentheses out
            9:18-9:23 call-non-callable[warning]: `limit` is of type `integer` here, which cannot be called | run: calling it raises an error, which ends the guarded function | help: call a function, or leave the parentheses out
        "#]],
    );
}

#[test]
fn a_table_is_walked_with_pairs() {
    check_fix(
        "local set = { a = 1 }\nfor k in set do helpers.log(k) end\nreturn { allowed = true }\n",
        "call-non-callable",
        expect![[r#"
            local set = { a = 1 }
            for k in pairs(set) do helpers.log(k) end
            return { allowed = true }
        "#]],
    );
    check_fix(
        "local list = { \"a\" }\nfor i, v in list do helpers.log(i, v) end\nreturn { allowed = true }\n",
        "call-non-callable",
        expect![[r#"
            local list = { "a" }
            for i, v in ipairs(list) do helpers.log(i, v) end
            return { allowed = true }
        "#]],
    );
}

#[test]
fn what_may_have_a_metatable_is_not_told() {
    for text in [
        "local t = setmetatable({}, { __call = print })\nt()",
        "local t = {}\nsetmetatable(t, { __call = print })\nt()",
        "helpers.log(\"x\")",
        "local f = context.name and print or helpers.log\nf(1)",
        "local handlers = { before_signup = function() end }\nhandlers[context.hook]()",
        "local function make() local t = {} return setmetatable(t, { __call = print }) end\nmake()()",
    ] {
        check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
    }
}
