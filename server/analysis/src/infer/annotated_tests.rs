//! What annotations say of locals, calls and returns, and what does not fit them.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use super::tests::check;

/// Types shown by `reveal_type`, one a line, then problems.
#[track_caller]
fn types(text: &str, expect: Expect) {
    let tree = crate::lower::lower_tree(&pipelua_syntax::parse(text));
    let scopes = crate::scopes::resolve_tree(&tree);
    let notes = crate::annotated::annotated_alone(&tree);
    let inference = super::infer_tree(&tree, &scopes, &notes, &crate::context::Context::default());
    let mut out = String::new();
    for call in tree.of_kind(pipelua_syntax::NodeKind::CallExpr) {
        let crate::lower::Expr::Call { callee, args } = tree.expr(call) else {
            continue;
        };
        if tree.name(callee) == "reveal_type" {
            out.push_str(&inference.display(tree.child(args, 0)));
            out.push('\n');
        }
    }
    for problem in &inference.problems {
        writeln!(out, "{:?}", problem.kind).unwrap();
    }
    expect.assert_eq(&out);
}

#[test]
fn parameters_and_returns_are_what_is_declared() {
    types(
        r#"
---@param name string
---@param age? integer
---@return string? greeting
---@return integer count
local function greet(name, age)
  reveal_type(name)
  reveal_type(age)
  return name .. "!", 1
end
local g, n = greet("a")
reveal_type(g)
reveal_type(n)
if g then reveal_type(g) end
"#,
        expect![[r#"
            string
            integer?
            string?
            integer
            string
        "#]],
    );
}

#[test]
fn a_class_has_its_fields_and_those_of_its_parents() {
    types(
        r#"
---@class Person
---@field name string
---@field boss? Person

---@class (exact) Member: Person
---@field role "admin" | "guest"

---@param m Member
local function f(m)
  reveal_type(m)
  reveal_type(m.name)
  reveal_type(m.role)
  reveal_type(m.boss)
  if m.boss and m.boss.boss then
    reveal_type(m.boss.boss.name)
  end
end
f({ name = "a", role = "guest" })
f({ name = "a", role = "boss" })
f({ role = "admin" })
"#,
        expect![[r#"
            Member
            string
            "admin"|"guest"
            Person?
            string
            Mismatch(Mismatch { place: Argument { function: "f", param: "m" }, declared: "Member", found: "\"boss\"", reason: "`m.role`: \"boss\" is not \"admin\"|\"guest\"", is_inside: true, only_nil: false, every: true })
            MissingFields { class: "Member", missing: [("name", Some("\"\""))] }
        "#]],
    );
}

#[test]
fn a_local_keeps_to_its_declared_type() {
    types(
        r#"
---@type string?
local a = nil
reveal_type(a)
a = "x"
reveal_type(a)
a = 5
---@type table<string, integer>
local counts = {}
reveal_type(counts.x)
---@type string[]
local list = {}
for _, item in ipairs(list) do reveal_type(item) end
---@type "on" | "off"
local mode = "on"
reveal_type(mode)
mode = "maybe"
"#,
        expect![[r#"
            nil
            string
            integer
            string
            "on"
            Mismatch(Mismatch { place: Local("a"), declared: "string?", found: "integer", reason: "integer is not string", is_inside: false, only_nil: false, every: true })
            Mismatch(Mismatch { place: Local("mode"), declared: "\"on\"|\"off\"", found: "\"maybe\"", reason: "\"maybe\" is not \"on\"|\"off\"", is_inside: false, only_nil: false, every: true })
        "#]],
    );
}

#[test]
fn methods_of_a_class_are_found_through_its_values() {
    types(
        r#"
---@class Counter
---@field count integer
local Counter = {}
Counter.__index = Counter

---@return Counter
function Counter.new()
  return setmetatable({ count = 0 }, Counter)
end

function Counter:hit()
  self.count = self.count + 1
  reveal_type(self)
  return self.count > 3
end

local c = Counter.new()
reveal_type(c)
reveal_type(c:hit())
reveal_type(c.other)
c.count = "x"
"#,
        expect![[r#"
            Counter
            Counter
            boolean
            unknown
            Mismatch(Mismatch { place: Field("count"), declared: "integer", found: "string", reason: "string is not integer", is_inside: false, only_nil: false, every: true })
        "#]],
    );
}

#[test]
fn generics_overloads_casts_and_functions() {
    types(
        r#"
---@generic T
---@param list T[]
---@return T?
local function first(list) return list[1] end
reveal_type(first({ "a", "b" }))

---@overload fun(x: string): string
---@param x integer
---@return integer
local function same(x) return x end
reveal_type(same(1))
reveal_type(same("a"))

---@type fun(a: string, b?: number): boolean, string
local callback
local ok, text = callback("a")
reveal_type(callback)
reveal_type(ok)
reveal_type(text)
callback(5)

local x = json --[[@as integer]]
reveal_type(x)
---@cast x string
reveal_type(x)

---@alias Level "low" | "high"
---@enum Color
local Color = { RED = 1, BLUE = 2 }
---@type Level
local level = "low"
---@type Color
local color = 3
---@return integer
local function bad() return "a" end
---@vararg string
local function va(...) reveal_type(...) end
"#,
        expect![[r#"
            string?
            integer
            string
            fun(a: string, b?: number): boolean, string
            boolean
            string
            integer
            string
            string
            Mismatch(Mismatch { place: Argument { function: "callback", param: "a" }, declared: "string", found: "integer", reason: "integer is not string", is_inside: false, only_nil: false, every: true })
            Mismatch(Mismatch { place: Cast("x"), declared: "string", found: "integer", reason: "integer is not string", is_inside: false, only_nil: false, every: true })
            Mismatch(Mismatch { place: Local("color"), declared: "1|2", found: "3", reason: "3 is not 1|2", is_inside: false, only_nil: false, every: true })
            Mismatch(Mismatch { place: Return(0), declared: "integer", found: "string", reason: "string is not integer", is_inside: false, only_nil: false, every: true })
        "#]],
    );
}

#[test]
fn exact_classes_take_no_other_keys() {
    check(
        "before_signup",
        r#"
---@class (exact) Point
---@field x number
---@field y number

---@type Point
local p = { x = 1, y = 2 }
p.z = 3
p.x = "a"
---@type Point
local q = { x = 1 }
---@type Point
local r = {}
r.x = 1
r.y = 2
return { allowed = true }
"#,
        expect![[r#"
            16: { allowed: true }
            problem 8: Point is given z
            problem 9: Field("x"): string is not number
            problem 11: Point lacks y
        "#]],
    );
}

/// Each annotation names the next one.
fn chain(count: usize, one: &str) -> String {
    let each = |at: usize| {
        one.replace('#', &at.to_string())
            .replace("NEXT", &(at + 1).to_string())
    };
    (0..count).map(each).collect()
}

#[test]
fn a_chain_of_classes_is_read_however_long_it_is() {
    let fields = chain(
        5_000,
        "---@class A#\n---@field to ANEXT\n---@field at integer\n\n",
    );
    types(
        &format!("{fields}---@type A0\nlocal a = x\nreveal_type(a.to.to.at)\n"),
        expect![[r#"
            integer
        "#]],
    );
    let parents = chain(5_000, "---@class A# : ANEXT\n---@field k# integer\n\n");
    types(
        &format!("{parents}---@type A0\nlocal a = x\nreveal_type(a.k14)\n"),
        expect![[r#"
            integer
        "#]],
    );
}

#[test]
fn aliases_of_many_aliases_are_read_once_each() {
    let members = ["ANEXT"; 100].join("|");
    let plain = chain(40, &format!("---@alias A# {members}|'s'\n"));
    types(
        &format!("{plain}---@type A9999|A0\nlocal a = x\nreveal_type(a)\n"),
        expect![[r#"
            unknown
        "#]],
    );
    let generic = chain(
        40,
        "---@alias A#<T> ANEXT<T[]>|ANEXT<T?>|ANEXT<{ a: T }>|ANEXT<fun(): T>\n",
    );
    types(
        &format!("{generic}---@type A0<string>\nlocal a = x\nreveal_type(a)\n"),
        expect![[r#"
            unknown
        "#]],
    );
}

#[test]
fn what_no_function_has_so_many_of_is_not_read() {
    let rows = chain(65, "---@return_overload 's#', integer\n");
    let ways = chain(200, "---@overload fun(a: 's#'): integer\n");
    types(
        &format!(
            "{rows}local function f() return x() end\nreveal_type(f())\n\
             {ways}---@param a integer\nlocal function g(a) return a end\nreveal_type(g('s1'))\nreveal_type(g('s150'))\n"
        ),
        expect![[r#"
            unknown
            integer
            unknown
        "#]],
    );
}

#[test]
fn aliases_of_themselves_come_to_an_end() {
    let wide = ["A[]"; 1_000].join("|");
    types(
        &format!(
            "---@alias A {wide}\n---@alias G<T> {}\n\n---@type A\nlocal a = unknown\nreveal_type(a)\n---@type G<string>\nlocal b = unknown\n",
            ["G<T[]>"; 1_000].join("|")
        ),
        expect![[r#"
            unknown[]
        "#]],
    );
}

#[test]
fn an_annotation_alone_makes_no_error() {
    check(
        "before_signup",
        r#"
---@type nil
local nothing = { a = 1 }
print(nothing.a)
---@param f string
local function call(f) return f(1) end
call(function(x) return x end)
---@return nil
local function give() return { a = 1 } end
print(give().a)
---@type string?
local none = nil
print(none .. "x")
return { allowed = true }
"#,
        expect![[r#"
            14: { allowed: true }
            problem 3: Local("nothing"): { a: 1 } is not never
            problem 4: Index of nil: MayBeNil
            problem 6: Call of string: Some
            problem 7: Argument { function: "call", param: "f" }: function is not string
            problem 9: Return(0): { a: 1 } is not never
            problem 10: Index of nil: MayBeNil
            problem 13: Concat of nil: Nil
        "#]],
    );
}
