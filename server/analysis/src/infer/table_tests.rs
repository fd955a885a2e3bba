//! What is known of a table at each way out, however it came to its keys.

use expect_test::{Expect, expect};

#[track_caller]
fn check(text: &str, expect: Expect) {
    super::tests::check("before_signup", text, expect);
}

#[test]
fn a_key_is_there_from_its_write_on() {
    check(
        "local r = {}\nif context.name then return r end\nr.allowed = true\nreturn r",
        expect![[r#"
            2: {}
            4: { allowed: true }
        "#]],
    );
}

#[test]
fn a_table_of_a_function_gets_its_keys_from_the_caller() {
    check(
        "local function base() return { data = {} } end\nlocal r = base()\nr.allowed = true\nreturn r",
        expect![[r#"
            4: { data: {..}, allowed: true }
        "#]],
    );
}

#[test]
fn a_table_that_is_handed_on_may_have_any_key() {
    check(
        "local function fill(t) t.allowed = true end\nlocal r = {}\nfill(r)\nreturn r",
        expect![[r#"
            4: { .. }
        "#]],
    );
    check(
        "local function base() return {} end\nlocal r = base()\nlocal also = r\nalso.allowed = true\nreturn r",
        expect![[r#"
            5: { .. }
        "#]],
    );
    check(
        "local r = { data = {} }\ntable.insert(r.data, 1)\nr.allowed = true\nreturn r",
        expect![[r#"
            4: { data: {..}, allowed: true }
        "#]],
    );
}

#[test]
fn a_function_inside_may_write_at_any_time() {
    check(
        "local r = { allowed = true }\nlocal function no() r.allowed = \"no\" end\nno()\nr.allowed = false\nno()\nreturn r",
        expect![[r#"
            6: { allowed: unknown }
        "#]],
    );
    check(
        "local function base() return {} end\nlocal r = base()\nlocal function yes() r.allowed = true end\nyes()\nreturn r",
        expect![[r#"
            5: { .. }
        "#]],
    );
}

#[test]
fn a_local_may_become_another_table() {
    check(
        r#"
local function deny(text) return { allowed = false, error = text } end
local r = { allowed = true }
if context.name then r = deny("no") end
return r
"#,
        expect![[r#"
            5: { allowed: true }|{ allowed: false, error: "no" }
        "#]],
    );
}

#[test]
fn what_a_loop_writes_may_be_there_or_not() {
    check(
        r#"
local data = {}
for _, part in ipairs({ "a", "b" }) do
  data.last = part
end
return data
"#,
        expect![[r#"
            6: { last?: unknown }
        "#]],
    );
    check(
        "local r = { allowed = true }\nfor i = 1, 2 do\n  if i == 2 then return r end\n  r.allowed = \"x\"\nend\nreturn r",
        expect![[r#"
            3: { allowed: true|string }
            6: { allowed: true|string }
        "#]],
    );
    check(
        "local r = {}\n::again::\nif r.allowed then return r end\nr.allowed = 1\ngoto again",
        expect![[r#"
            3: { allowed?: integer }
        "#]],
    );
}

#[test]
fn nested_tables_are_followed_by_their_keys() {
    check(
        r#"
local r = { allowed = true, data = {} }
r.data.score = 1
local more = { country = "DE" }
r.more = more
r.more.city = "Berlin"
if context.name then return r.data end
return r.more
"#,
        expect![[r#"
            7: { score?: integer }
            8: { country: "DE", city?: string }
        "#]],
    );
    check(
        "local function base() return { allowed = true, data = {} } end\nlocal r = base()\nr.data.score = 1\nreturn r.data",
        expect![[r#"
            4: {}
        "#]],
    );
}

#[test]
fn branches_that_write_different_keys_stay_one_table() {
    let write = |n: usize| format!("if context.name == \"{n}\" then d.k{n} = {n} end\n");
    let writes = (0..30).map(write).collect::<Vec<_>>().concat();
    check(
        &format!("local d = {{}}\n{writes}return d"),
        expect![[r#"
            32: { k0?: 0, k1?: 1, k2?: 2, k3?: 3, k4?: 4, .. }
        "#]],
    );
}

#[test]
fn a_table_in_itself_comes_to_an_end() {
    let text = format!(
        "local t = {{}}\n{}return t",
        "if t then t.next = t end\n".repeat(2_000)
    );
    let tree = crate::lower::lower_tree(&pipelua_syntax::parse(text.as_str()));
    let scopes = crate::scopes::resolve_tree(&tree);
    let inference = super::infer_tree(
        &tree,
        &scopes,
        &crate::annotated::annotated_alone(&tree),
        &crate::context::Context::default(),
    );
    assert_eq!(inference.exits.len(), 1);
}

#[test]
fn what_may_replace_a_method_leaves_it_unknown() {
    for change in [
        "local alias = M\nalias.f = print",
        "function M:g() self.f = print end",
        "M[context.email] = print",
        "rawset(M, 'f', print)",
        "if context.name then M.f = print end",
        "getmetatable(M.new()).__index = nil",
        "M.__newindex = print",
    ] {
        let text = format!(
            "local M = {{}}\nM.__index = M\nfunction M.f() return 1 end\n\
             function M.new() return setmetatable({{}}, M) end\n{change}\nreturn M.new().f()"
        );
        let tree = crate::lower::lower_tree(&pipelua_syntax::parse(text.as_str()));
        let scopes = crate::scopes::resolve_tree(&tree);
        let notes = crate::annotated::annotated_alone(&tree);
        let inference = super::infer_tree(&tree, &scopes, &notes, &crate::context::Context::default());
        let given: Vec<String> = inference
            .exits
            .iter()
            .map(|exit| inference.types.display(exit.ty))
            .collect();
        assert_eq!(given, ["unknown"], "{change}");
    }
}
