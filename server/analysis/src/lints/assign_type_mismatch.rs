//! `assign-type-mismatch`: a local or a field gets a value that is not of its declared type.

use pipelua_rules::suggest::shown;

use crate::finding::Severity;
use crate::infer::{Mismatch, Place};
use crate::lint::{Check, FixKind, Lint, LuaContext, Proof, mismatch};

pub(crate) static LINT: Lint = Lint {
    code: "assign-type-mismatch",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/assign-type-mismatch.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let is_meant = |place: &Place| matches!(place, Place::Local(_) | Place::Field(_));
    let takes = |mismatch: &Mismatch| match &mismatch.place {
        Place::Field(name) => format!("field `{}` is declared as", shown(name)),
        Place::Local(name) => format!("`{}` is declared as", shown(name)),
        _ => String::new(),
    };
    mismatch::report(cx, is_meant, takes, |mismatch| {
        if mismatch.only_nil {
            return "guard it, give it a default with `or`, or put `?` behind the declared type".into();
        }
        match &mismatch.place {
            Place::Field(_) => "give it a value of that type, or change its `@field`".into(),
            _ => "give it a value of that type, or change its annotation".into(),
        }
    });
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["assign-type-mismatch"];

    #[test]
    fn a_value_of_another_type_is_told_where_it_is_given() {
        check(
            r#"---@type string
local name = 5
name = {}
---@class Limit
---@field most integer
---@field names? string[]
---@type Limit
local limit = { most = 1, names = { "a", 2 } }
limit.most = "many"
---@type integer
local size = tonumber(context.email)
---@type "on" | "off"
local mode = "maybe"
return { allowed = name ~= mode and size ~= limit }
"#,
            CODE,
            expect![[r#"
                2:14-2:15 assign-type-mismatch: `name` is declared as `string`, but this is `integer` | run: it does not look at annotations | help: give it a value of that type, or change its annotation
                3:8-3:10 assign-type-mismatch: `name` is declared as `string`, but this is `{}` | run: it does not look at annotations | help: give it a value of that type, or change its annotation
                8:15-8:47 assign-type-mismatch: `limit` is declared as `Limit`, but here `limit.names[..]`: integer is not string | run: it does not look at annotations | help: give it a value of that type, or change its annotation
                9:14-9:20 assign-type-mismatch: field `most` is declared as `integer`, but this is `string` | run: it does not look at annotations | help: give it a value of that type, or change its `@field`
                11:14-11:37 assign-type-mismatch: `size` is declared as `integer`, but this may be nil | run: it does not look at annotations | help: guard it, give it a default with `or`, or put `?` behind the declared type
                13:14-13:21 assign-type-mismatch: `mode` is declared as `"on"|"off"`, but this is `"maybe"` | run: it does not look at annotations | help: give it a value of that type, or change its annotation
            "#]],
        );
    }

    #[test]
    fn what_fits_or_is_not_known_is_fine() {
        for text in [
            "---@type string?\nlocal a = nil\na = \"x\"\na = context.name",
            "---@type number\nlocal a = 1\na = 1.5",
            "---@type table<string, integer>\nlocal a = {}\na.x = 1\na = { x = 2 }",
            "---@type string[]\nlocal a = {}\na[1] = \"x\"\na = { \"x\" }",
            "---@type string\nlocal a = helpers.json.decode(context.email)",
            "---@type any\nlocal a = 1\na = \"x\"",
            "---@type fun(x: integer): boolean\nlocal a = function(x) return x > 1 end",
            "---@type Unknown\nlocal a = 1",
            "---@type string\nlocal a\na = \"x\"",
            "---@class P\n---@field x integer\n---@type P\nlocal a = setmetatable({}, {})",
            "---@class P\n---@field x integer\nlocal P = {}\nP.x = 1",
            "---@alias Id string\n---@type Id\nlocal a = context.email",
            "---@type \"a\" | \"b\"\nlocal a = \"a\"\na = context.email",
            "local a = context.name --[[@as string]]",
            "---@type { [string]: integer }\nlocal a = { x = 1 }",
            "---@class A\n---@field [string] integer\n---@type A\nlocal a = { x = 1 }",
            "---@class A\n---@class B: A\n---@type B\nlocal b = {}\n---@type A\nlocal a = b",
            "---@type boolean\nlocal a = context.email == \"x\"",
            "---@type \"a\"[]\nlocal a = { \"a\" }",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = a ~= nil }}\n"), CODE);
        }
    }
}
