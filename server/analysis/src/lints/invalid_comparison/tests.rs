//! Comparisons by order that raise, and those that do not.

use expect_test::expect;

use crate::lints::tests::{check, check_none};

const CODE: &[&str] = &["invalid-comparison"];

#[test]
fn what_has_no_order_is_told() {
    check(
        "local id = tonumber(context.email) or context.email
local yes = context.name ~= nil
helpers.log(1 < \"2\", yes > 0, { 1 } < 2)
helpers.log(id > 3)
helpers.log(context.email <= 3)
return { allowed = true }
",
        CODE,
        expect![[r#"
            3:13-3:20 invalid-comparison: `integer` cannot be compared by order with `string` | run: comparing them raises script.error; before_signup then denies (onError: deny) | help: make both numbers with `tonumber`, or both text with `tostring`
            3:22-3:25 invalid-comparison: `yes` is of type `boolean` here, which cannot be compared by order | run: comparing them raises script.error; before_signup then denies (onError: deny) | help: compare two numbers or two texts
            3:31-3:36 invalid-comparison: this value is of type `table` here, which cannot be compared by order | run: comparing them raises script.error; before_signup then denies (onError: deny) | help: compare two numbers or two texts
            4:13-4:19 invalid-comparison[warning]: `number|string` cannot always be compared by order with `integer` | run: comparing them raises script.error; before_signup then denies (onError: deny) | help: make both numbers with `tonumber`, or both text with `tostring`
            5:13-5:31 invalid-comparison: `string` cannot be compared by order with `integer` | run: comparing them raises script.error; before_signup then denies (onError: deny) | help: make both numbers with `tonumber`, or both text with `tostring`
        "#]],
    );
}

#[test]
fn numbers_and_text_have_an_order_of_their_own() {
    for text in [
        "helpers.log(1 < 2.5, \"a\" < \"b\", context.email >= \"m\")",
        "helpers.log(1 == \"1\", nil ~= 2)",
        "local body = helpers.json.decode(\"{}\")\nhelpers.log(body < 3, body > \"x\")",
        "local t = setmetatable({}, { __lt = function() return true end })\nhelpers.log(t < 3)",
        "local n = tonumber(context.email)\nif type(n) == \"number\" and n > 3 then helpers.log(n) end",
    ] {
        check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
    }
}
