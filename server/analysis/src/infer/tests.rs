//! Exits, problems and reachability of small scripts.

use std::fmt::Write;

use expect_test::{Expect, expect};
use pipelua_schemas::OnError;

use super::*;
use crate::context::PlacementContext;
use crate::contexts::context_of_hook;
use crate::lower::lower_tree;
use crate::scopes::resolve_tree;

/// `context` of these hooks, as if one node stood on each.
fn context(hooks: &str) -> Context {
    let placement = |name: &str| -> PlacementContext {
        let hook = pipelua_schemas::builtin().hook(name).unwrap();
        PlacementContext {
            node: Some("n".into()),
            on_error: OnError::Deny,
            ..context_of_hook(hook)
        }
    };
    Context {
        placements: hooks.split_whitespace().map(placement).collect(),
    }
}

/// What is returned where, what is unreachable, and what is wrong, in a script on `hooks`.
#[track_caller]
pub(super) fn check(hooks: &str, text: &str, expect: Expect) {
    let parse = pipelua_syntax::parse(text);
    let tree = lower_tree(&parse);
    let context = context(hooks);
    let inference = infer_tree(
        &tree,
        &resolve_tree(&tree),
        &crate::annotated::annotated_alone(&tree),
        &context,
    );
    let line = |node: NodeId| {
        1 + text[..parse.node_range(node).start as usize]
            .matches('\n')
            .count()
    };
    let names = |set| {
        let hooks: Vec<&str> = context.of(set).map(|placement| &*placement.hook).collect();
        hooks.join(", ")
    };
    let mut out = String::new();
    for exit in &inference.exits {
        let at = match exit.kind {
            ExitKind::Value { statement, .. } | ExitKind::Empty { statement } => line(statement).to_string(),
            ExitKind::End => "end".to_owned(),
        };
        write!(out, "{at}: {}", inference.types.display(exit.ty)).unwrap();
        if context.placements.len() > 1 {
            write!(out, " for {}", names(exit.placements)).unwrap();
        }
        out.push('\n');
    }
    for statement in &inference.unreachable {
        writeln!(out, "unreachable {}", line(*statement)).unwrap();
    }
    for problem in &inference.problems {
        let kind = match &problem.kind {
            ProblemKind::Argument { fault, .. } => fault.reason.clone(),
            ProblemKind::UndefinedField { owner, name, .. } => format!("{owner} has no {name}"),
            ProblemKind::WrongHookField {
                owner,
                name,
                has,
                lacks,
                ..
            } => {
                format!(
                    "{owner} has {name} in {} and not in {}",
                    names(*has),
                    names(*lacks)
                )
            }
            ProblemKind::UndefinedOutput { name, indexed, .. } => {
                format!("no output {name} indexed: {indexed}")
            }
            ProblemKind::Misuse {
                used, fault, found, ..
            } => format!("{used:?} of {found}: {fault:?}"),
            ProblemKind::PromiseUsed { every } => format!("promise used, every: {every}"),
            ProblemKind::Incomparable { left, right, every } => {
                format!("{left} against {right}, every: {every}")
            }
            ProblemKind::Mismatch(mismatch) => format!("{:?}: {}", mismatch.place, mismatch.reason),
            ProblemKind::MissingFields { class, missing } => format!(
                "{class} lacks {}",
                missing
                    .iter()
                    .map(|(name, _)| &**name)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            ProblemKind::MissingKey { class, name, .. } => format!("{class} has no {name}"),
            ProblemKind::UndeclaredData { name, .. } => format!("data has {name}"),
            ProblemKind::InjectedField { class, name, .. } => format!("{class} is given {name}"),
        };
        writeln!(out, "problem {}: {kind}", line(problem.node)).unwrap();
    }
    expect.assert_eq(&out);
}

#[test]
fn a_result_is_known_through_locals_and_functions() {
    check(
        "before_signup",
        r#"
local function deny(text)
  return { allowed = false, error = text .. "!" }
end
local result = { allowed = true }
if #context.email > 100 then
  return deny("too long")
end
result.data = { length = #context.email }
return result
"#,
        expect![[r#"
            7: { allowed: false, error: string }
            10: { allowed: true, data: {..} }
        "#]],
    );
}

#[test]
fn fields_of_the_hook_are_known_and_others_are_not() {
    check(
        "before_signup",
        "local r = context.request\nlocal a = r.ip\nlocal b = r.ipp\nreturn { allowed = context.emial ~= nil, data = { a = a } }",
        expect![[r#"
            4: { allowed: boolean, data: {..} }
            problem 3: r has no ipp
            problem 4: context has no emial
        "#]],
    );
}

#[test]
fn the_hook_tells_the_placements_apart() {
    check(
        "before_signup before_signin",
        r#"
local name = context.name
if context.hook == "before_signup" then
  name = context.name
  return { allowed = true }
end
local hook = context.hook
if hook ~= "before_signin" then
  print("never")
end
return { allowed = false }
"#,
        expect![[r#"
            5: { allowed: true } for before_signup
            11: { allowed: false } for before_signin
        "#]],
    );
}

#[test]
fn what_never_comes_back_ends_a_path() {
    check(
        "before_signup",
        r#"
local function fail(text) error(text) end
if context.name then
  fail("no")
  print("not reached")
end
while true do
  if context.email == "a" then break end
end
repeat return { allowed = true } until true
"#,
        expect![[r#"
            10: { allowed: true }
            unreachable 5
        "#]],
    );
}

#[test]
fn a_loop_forgets_what_it_assigns_only_as_far_as_it_must() {
    check(
        "before_signup",
        r#"
local total, last = 0, nil
for i, part in ipairs({ "a", "b" }) do
  total = total + i
  last = part
end
return { allowed = total > 2, data = { total = total, last = last } }
"#,
        expect![[r#"
            7: { allowed: boolean, data: {..} }
        "#]],
    );
}

#[test]
fn jumps_join_at_their_labels() {
    check(
        "before_signup",
        r#"
local n = 1
for i = 1, 3 do
  if i == 2 then goto continue end
  n = "text"
  ::continue::
end
do goto done end
n = false
::done::
return { allowed = true, data = { n = n } }
"#,
        expect![[r#"
            11: { allowed: true, data: {..} }
            unreachable 9
        "#]],
    );
}

#[test]
fn and_or_and_not_give_the_types_that_lua_gives() {
    check(
        "before_signup",
        r#"
local ip = context.request.ip or "none"
local both = context.name and 1
local no = not nil
return { allowed = true, data = { ip = ip, both = both, no = no } }
"#,
        expect![[r#"
            5: { allowed: true, data: {..} }
        "#]],
    );
}

#[test]
fn the_sandbox_has_members_and_no_others() {
    check(
        "before_signup",
        "helpers.lgo('x')\nhelpers.log.warn('x')\nlocal s = ('x'):uper()\nlocal t = string.upper('x')\nos.time()\nreturn { allowed = true }",
        expect![[r#"
            6: { allowed: true }
            problem 1: helpers has no lgo
            problem 3: string has no uper
        "#]],
    );
}

#[test]
fn a_field_that_the_script_writes_is_not_called_undefined() {
    check(
        "before_signup",
        "context.extra = 1\nhelpers.mine = print\nhelpers.mine(context.extra)\nreturn { allowed = true }",
        expect![[r#"
            4: { allowed: true }
        "#]],
    );
}

#[test]
fn work_is_bounded_however_deep_loops_nest() {
    let text = format!(
        "local x = 0\n{}x = x + 1\n{}",
        "while x do\n".repeat(150),
        "end\n".repeat(150)
    );
    let tree = lower_tree(&pipelua_syntax::parse(text.as_str()));
    let scopes = resolve_tree(&tree);
    let context = Context::default();
    let notes = notes::annotated_alone(&tree);
    let mut infer = Infer::new(&tree, &scopes, &notes, &context, Lessons::default());
    infer.chunk();
    assert!(
        infer.steps < 2 * (20_000 + 64 * tree.len()),
        "{} steps for {} nodes",
        infer.steps,
        tree.len()
    );
}

#[test]
fn chains_of_any_length_are_walked_without_recursion() {
    for text in [
        format!("return x{}", ".y()".repeat(20_000)),
        format!("return 1{}", " + 1".repeat(20_000)),
        format!("return a{}", " and b or c".repeat(10_000)),
        format!("if a then {} end", "elseif b then ".repeat(20_000)),
    ] {
        let tree = lower_tree(&pipelua_syntax::parse(text.as_str()));
        assert!(!tree.has_errors(), "{}", &text[..20]);
        let inference = infer_tree(
            &tree,
            &resolve_tree(&tree),
            &crate::annotated::annotated_alone(&tree),
            &Context::default(),
        );
        assert_eq!(inference.exits.len(), 1);
    }
}

#[test]
fn what_others_may_have_written_is_not_known() {
    check(
        "before_signup",
        "local state = { ok = nil, n = 1 }\nhelpers.trace(\"x\", state.run)\ncontext.f(state)\nif state.ok then return state.ok end\nreturn state.n",
        expect![[r#"
            4: unknown
            5: unknown
            problem 3: context has no f
        "#]],
    );
}

#[test]
fn what_a_test_says_of_a_local_is_known() {
    check(
        "before_signup",
        r#"
local function find(n) if n then return { allowed = true } end return n == 1 and "x" or nil end
local r = find(context.name)
local kind, missing = type(r), r == nil
if r == "x" then return r end
if missing then return r end
if kind == "string" then return r end
if type(r) ~= "table" then return r end
local s = find(context.email)
assert(type(s) == "table", "no table")
return s
"#,
        expect![[r#"
            5: "x"
            6: nil
            7: never
            8: never
            11: { allowed: true }
        "#]],
    );
}

/// Expressions walked in all walks over a text.
fn steps(text: &str) -> usize {
    let tree = lower_tree(&pipelua_syntax::parse(text));
    assert!(!tree.has_errors(), "{}", &text[..40.min(text.len())]);
    let scopes = resolve_tree(&tree);
    let context = context("before_signup");
    let notes = notes::annotated_alone(&tree);
    let mut infer = Infer::new(&tree, &scopes, &notes, &context, Lessons::default());
    infer.chunk();
    infer.steps
}

#[test]
fn work_grows_with_the_text_and_no_faster() {
    let guarded = |count: usize| {
        let body = (0..count)
            .map(|n| format!("if type(b.f{n}) == 'string' and b.f{n} ~= '' then print(b.f{n}) end\n"));
        "local b = helpers.json.decode('')\n".to_owned() + &body.collect::<String>()
    };
    let elseifs = |count: usize| {
        let body = (0..count).map(|n| format!("elseif b.k == 'v{n}' then print(b.k)\n"));
        "local b = helpers.json.decode('')\nif b.k == 'x' then\n".to_owned()
            + &body.collect::<String>()
            + "end\n"
    };
    let nested = |count: usize| {
        let open = (0..count).map(|n| format!("if b.k{n} then\n"));
        "local b = helpers.json.decode('')\n".to_owned() + &open.collect::<String>() + &"end\n".repeat(count)
    };
    let loops = |count: usize| {
        "local x = 0\n".to_owned()
            + &"for i = 1, 2 do for j = 1, 2 do if x then x = x + i end end end\n".repeat(count)
    };
    let calls = |count: usize| {
        let body = (0..count).map(|n| format!("do local a{n}, e = pcall(f) if a{n} then print(e) end end\n"));
        "local function f() return 1, 2 end\n".to_owned() + &body.collect::<String>()
    };
    // More locals than a function may have: no run, but a text all the same.
    let functions = |count: usize| "local function f() t.k = 1 end f()\n".repeat(count);
    // 64 KiB of guarded reads, 2,000 `elseif`, 190 nested tests: the parser allows 200 levels.
    for (small, large) in [
        (steps(&guarded(300)), steps(&guarded(1_200))),
        (steps(&elseifs(500)), steps(&elseifs(2_000))),
        (steps(&nested(45)), steps(&nested(180))),
        (steps(&loops(250)), steps(&loops(1_000))),
        (steps(&functions(500)), steps(&functions(2_000))),
        (steps(&calls(250)), steps(&calls(1_000))),
    ] {
        assert!(large < 5 * small, "{small} steps, then {large}");
    }
}
