//! Names and labels, as Lua's compiler resolves them.

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::*;
use crate::lower::lower_tree;

fn resolved(text: &str) -> (Lowered, Scopes) {
    let tree = lower_tree(&pipelua_syntax::parse(text));
    let scopes = resolve::resolve(&tree);
    (tree, scopes)
}

/// Each local with its uses, each global, each error; nodes as the line they stand on.
#[track_caller]
fn check(text: &str, expect: Expect) {
    let parse = pipelua_syntax::parse(text);
    let (tree, scopes) = resolved(text);
    let line = |node: NodeId| 1 + text[..parse.node_range(node).start as usize].matches('\n').count();
    let mut out = String::new();
    for (id, local) in scopes.locals() {
        write!(out, "{:?} {}@{}", local.kind, tree.text(local.name), line(local.node)).unwrap();
        for at in scopes.uses(id) {
            write!(out, " {:?}@{}", at.access, line(at.node)).unwrap();
        }
        out.push_str(if local.captured { " captured\n" } else { "\n" });
    }
    for global in scopes.globals() {
        writeln!(out, "global {} {:?}@{}", tree.text(global.name), global.access, line(global.node)).unwrap();
    }
    for label in scopes.labels() {
        let gotos: Vec<_> = label.gotos.iter().map(|goto| line(*goto)).collect();
        writeln!(out, "label {}@{} from {gotos:?}", tree.text(label.name), line(label.node)).unwrap();
    }
    for error in scopes.errors() {
        writeln!(out, "error {:?}@{}", error.kind, line(error.node)).unwrap();
    }
    expect.assert_eq(&out);
}

#[test]
fn a_local_begins_behind_its_own_statement() {
    check("local x = x\nlocal x = x\nreturn x", expect![[]]);
}

#[test]
fn a_local_function_sees_itself_and_a_local_with_a_function_does_not() {
    check("local function f() return f() end\nlocal g = function() return g() end", expect![[]]);
}

#[test]
fn the_condition_of_repeat_sees_the_block() {
    check("repeat\n  local done = true\nuntil done\nprint(done)", expect![[]]);
}

#[test]
fn loops_declare_for_their_body_alone() {
    check("for i = i, 3 do print(i) end\nfor k, v in k do v = k end\nprint(i, k, v)", expect![[]]);
}

#[test]
fn a_method_has_self() {
    check("local t = {}\nfunction t:m(a) return self, a end\nfunction t.f() return self end", expect![[]]);
}

#[test]
fn constants_are_not_assigned() {
    check("local a <const>, b = 1, 2\nb = 3\na = 4\nlocal function f() a = 5 end", expect![[]]);
}

#[test]
fn jumps_find_the_label_that_lua_finds() {
    check(
        "for i = 1, 3 do\n  if i == 2 then goto continue end\n  local x = i\n  ::continue::\nend\ngoto nowhere",
        expect![[]],
    );
}

#[test]
fn a_jump_into_the_scope_of_a_local_is_refused() {
    check("goto skip\nlocal x = 1\n::skip::\nprint(x)", expect![[]]);
    check("goto skip\nlocal x = 1\n::skip:: ;", expect![[]]);
    check("repeat\n  goto skip\n  local x = 1\n  ::skip::\nuntil x", expect![[]]);
}

#[test]
fn a_label_is_declared_once_where_it_is_visible() {
    check("::a::\ndo ::a:: end", expect![[]]);
    check("do ::a:: end\n::a::\nlocal f = function() ::a:: end", expect![[]]);
}

#[test]
fn two_hundred_locals_fit_and_one_more_does_not() {
    let text = |count: usize| (0..count).map(|n| format!("local a{n}\n")).collect::<String>();
    assert!(resolved(&text(200)).1.errors().is_empty());
    let (_, scopes) = resolved(&text(201));
    assert!(matches!(scopes.errors(), [ScopeError { kind: ScopeErrorKind::TooManyLocals, .. }]));
}

#[test]
fn chains_of_any_length_resolve_without_recursion() {
    let text = format!("return x{}", ".y()".repeat(20_000));
    let (_, scopes) = resolved(&text);
    assert_eq!(scopes.globals().len(), 1);
}
