//! Operators on what has none, and what Lua makes of text.

use expect_test::expect;

use crate::lints::tests::{check, check_fix, check_none};

const CODE: &[&str] = &["invalid-operand"];

#[test]
fn what_has_no_such_operation_is_told() {
    check(
        "local yes, text, list, f = context.name ~= nil, \"abc\", { 1 }, function() end
helpers.log(\"a\" .. yes)
helpers.log(text + 1, 1 - list, -f, -yes)
helpers.log(1.5 | 1, text & 1)
helpers.log(#yes, #10)
helpers.log((10).x, yes.x, f.x)
for i = {}, 3 do helpers.log(i) end
local mixed = context.name and 1 or {}
helpers.log(mixed + 1)
helpers.log(\"request: \" .. context.request)
return { allowed = true }
",
        CODE,
        expect![[r#"
            2:20-2:23 invalid-operand: `yes` is of type `boolean` here, which cannot be joined | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it text with `tostring`, or with `helpers.json.encode` | fix: Make it text with `tostring`
            3:13-3:17 invalid-operand: `text` is of type `"abc"` here, which cannot be used in arithmetic | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
            3:27-3:31 invalid-operand: `list` is of type `table` here, which cannot be used in arithmetic | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
            3:34-3:35 invalid-operand: `f` is of type `function` here, which cannot be used in arithmetic | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
            3:38-3:41 invalid-operand: `yes` is of type `boolean` here, which cannot be used in arithmetic | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
            4:13-4:16 invalid-operand: this value is of type `number` here, which cannot be used bit by bit | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
            4:22-4:26 invalid-operand: `text` is of type `"abc"` here, which cannot be used bit by bit | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
            5:14-5:17 invalid-operand: `yes` is of type `boolean` here, which cannot be measured with `#` | run: doing so raises script.error; before_signup then denies (onError: deny) | help: take the length of a text or a list
            5:20-5:22 invalid-operand: this value is of type `integer` here, which cannot be measured with `#` | run: doing so raises script.error; before_signup then denies (onError: deny) | help: take the length of a text or a list
            6:14-6:16 invalid-operand: this value is of type `integer` here, which cannot be indexed | run: doing so raises script.error; before_signup then denies (onError: deny) | help: read a key of a table
            6:21-6:24 invalid-operand: `yes` is of type `boolean` here, which cannot be indexed | run: doing so raises script.error; before_signup then denies (onError: deny) | help: read a key of a table
            6:28-6:29 invalid-operand: `f` is of type `function` here, which cannot be indexed | run: doing so raises script.error; before_signup then denies (onError: deny) | help: read a key of a table
            7:9-7:11 invalid-operand: this value is of type `table` here, which cannot be counted with | run: doing so raises script.error; before_signup then denies (onError: deny) | help: use a number
            9:13-9:18 invalid-operand[warning]: `mixed` may be of type `table` here, which cannot be used in arithmetic | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it a number with `tonumber`, or take the part of it that is one
            10:28-10:43 invalid-operand: `context.request` is of type `table` here, which cannot be joined | run: doing so raises script.error; before_signup then denies (onError: deny) | help: make it text with `tostring`, or with `helpers.json.encode`
        "#]],
    );
}

#[test]
fn text_counts_as_the_number_that_it_is() {
    for text in [
        "helpers.log(\"10\" + 1, \"0x10\" * 2, 1 .. 2, -\"2\")",
        "helpers.log(context.email + 1)",
        "local t = setmetatable({}, { __add = function() return 1 end })\nhelpers.log(t + 1, t .. \"x\")",
        "local body = helpers.json.decode(\"{}\")\nhelpers.log(body + 1, body .. true)",
        "helpers.log(#context.email, #{ 1 }, 2 ^ 3, 7 // 2.0, 1 << 3)",
    ] {
        check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
    }
}

#[test]
fn a_boolean_is_made_text() {
    check_fix(
        "local yes = context.name ~= nil\nhelpers.log(\"a\" .. yes)\nreturn { allowed = true }\n",
        "invalid-operand",
        expect![[r#"
            local yes = context.name ~= nil
            helpers.log("a" .. tostring(yes))
            return { allowed = true }
        "#]],
    );
}
