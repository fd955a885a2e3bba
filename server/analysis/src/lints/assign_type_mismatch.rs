//! `assign-type-mismatch`: a local, a field or an element gets a value that is not of its declared type.

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
    let is_meant = |place: &Place| matches!(place, Place::Local(_) | Place::Field(_) | Place::Element(_));
    let takes = |mismatch: &Mismatch| match &mismatch.place {
        Place::Field(name) => format!("field `{}` is declared as", shown(name)),
        Place::Element(owner) if owner.is_empty() => "an element is declared as".to_owned(),
        Place::Element(owner) => format!("an element of `{}` is declared as", shown(owner)),
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
    fn an_element_of_another_type_is_told() {
        check(
            r#"---@class Box
---@field items string[]
---@field by_name table<string, { size: integer }>

---@param box Box
---@param list integer[]
local function fill(box, list)
  box.items[1] = 5
  box.by_name.a = { size = "big" }
  box.by_name[context.email].size = true
  list[#list + 1] = context.email
  table.insert(list, "a")
  table.insert(list, 1, {})
end
fill({ items = {}, by_name = {} }, {})
return { allowed = true }
"#,
            CODE,
            expect![[r#"
                8:18-8:19 assign-type-mismatch: an element of `box.items` is declared as `string`, but this is `integer` | run: it does not look at annotations | help: give it a value of that type, or change its annotation
                9:19-9:35 assign-type-mismatch: this is no `{ size: integer }`: `element.size`: string is not integer | run: it does not look at annotations | help: give it a value of that type, or change its annotation
                11:21-11:34 assign-type-mismatch: an element of `list` is declared as `integer`, but this is `string` | run: it does not look at annotations | help: give it a value of that type, or change its annotation
                12:22-12:25 assign-type-mismatch: an element of `list` is declared as `integer`, but this is `string` | run: it does not look at annotations | help: give it a value of that type, or change its annotation
                13:25-13:27 assign-type-mismatch: an element of `list` is declared as `integer`, but this is `{}` | run: it does not look at annotations | help: give it a value of that type, or change its annotation
            "#]],
        );
    }

    #[test]
    fn elements_that_fit_or_are_taken_out_are_fine() {
        for text in [
            "---@type string[]\nlocal t = {}\nt[1] = context.email\nt[#t] = nil\ntable.insert(t, \"a\")",
            "---@type table<string, integer>\nlocal t = {}\nt.a = 1\nt.a = nil\nt[context.email] = #context.email",
            "---@type any[]\nlocal t = {}\nt[1] = 1\nt[2] = \"a\"",
            "---@type { name: string, age?: integer }\nlocal t = { name = \"a\" }\nt.age = 3\nt.age = nil\nt.other = {}",
            "local t = {}\nt[1] = 1\nt[2] = \"a\"\ntable.insert(t, {})",
            "---@type table<integer, string>\nlocal t = {}\nt[1] = \"a\"",
            "---@type string[]\nlocal t = {}\nfor i = 1, 3 do t[i] = context.email:sub(i, i) end",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = t ~= nil }}\n"), CODE);
        }
    }

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
