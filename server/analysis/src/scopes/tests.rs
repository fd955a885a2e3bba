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
    let line = |node: NodeId| {
        1 + text[..parse.node_range(node).start as usize]
            .matches('\n')
            .count()
    };
    let mut out = String::new();
    for (id, local) in scopes.locals() {
        write!(
            out,
            "{:?} {}@{}",
            local.kind,
            tree.text(local.name),
            line(local.node)
        )
        .unwrap();
        for at in scopes.uses(id) {
            write!(out, " {:?}@{}", at.access, line(at.node)).unwrap();
        }
        out.push_str(if local.captured { " captured\n" } else { "\n" });
    }
    for global in scopes.globals() {
        writeln!(
            out,
            "global {} {:?}@{}",
            tree.text(global.name),
            global.access,
            line(global.node)
        )
        .unwrap();
    }
    for label in scopes.labels() {
        let gotos: Vec<_> = label.gotos.iter().map(|goto| line(*goto)).collect();
        writeln!(
            out,
            "label {}@{} from {gotos:?}",
            tree.text(label.name),
            line(label.node)
        )
        .unwrap();
    }
    for error in scopes.errors() {
        writeln!(out, "error {:?}@{}", error.kind, line(error.node)).unwrap();
    }
    expect.assert_eq(&out);
}

#[test]
fn a_local_begins_behind_its_own_statement() {
    check(
        "local x = x\nlocal x = x\nreturn x",
        expect![[r#"
        Local x@1 Read@2
        Local x@2 Read@3
        global x Read@1
    "#]],
    );
}

#[test]
fn a_local_function_sees_itself_and_a_local_with_a_function_does_not() {
    check(
        "local function f() return f() end\nlocal g = function() return g() end",
        expect![[r#"
            Function f@1 Read@1 captured
            Local g@2
            global g Read@2
        "#]],
    );
}

#[test]
fn the_condition_of_repeat_sees_the_block() {
    check(
        "repeat\n  local done = true\nuntil done\nprint(done)",
        expect![[r#"
            Local done@2 Read@3
            global print Read@4
            global done Read@4
        "#]],
    );
}

#[test]
fn loops_declare_for_their_body_alone() {
    check(
        "for i = i, 3 do print(i) end\nfor k, v in k do v = k end\nprint(i, k, v)",
        expect![[r#"
            Loop i@1 Read@1
            Loop k@2 Read@2
            Loop v@2 Write@2
            global i Read@1
            global print Read@1
            global k Read@2
            global print Read@3
            global i Read@3
            global k Read@3
            global v Read@3
        "#]],
    );
}

#[test]
fn a_method_has_self() {
    check(
        "local t = {}\nfunction t:m(a) return self, a end\nfunction t.f() return self end",
        expect![[r#"
            Local t@1 Read@2 Read@3
            SelfParameter self@2 Read@2
            Parameter a@2 Read@2
            global self Read@3
        "#]],
    );
}

#[test]
fn constants_are_not_assigned() {
    check(
        "local a <const>, b = 1, 2\nb = 3\na = 4\nlocal function f() a = 5 end",
        expect![[r#"
            Const a@1 Write@3 Write@4 captured
            Local b@1 Write@2
            Function f@4
            error ConstAssign(LocalId(0))@3
            error ConstAssign(LocalId(0))@4
        "#]],
    );
}

#[test]
fn jumps_find_the_label_that_lua_finds() {
    check(
        "for i = 1, 3 do\n  if i == 2 then goto continue end\n  local x = i\n  ::continue::\nend\ngoto nowhere",
        expect![[r#"
            Loop i@1 Read@2 Read@3
            Local x@3
            label continue@4 from [2]
            error UnknownLabel@6
        "#]],
    );
}

#[test]
fn a_jump_into_the_scope_of_a_local_is_refused() {
    check(
        "goto skip\nlocal x = 1\n::skip::\nprint(x)",
        expect![[r#"
        Local x@2 Read@4
        global print Read@4
        label skip@3 from [1]
        error JumpIntoScope { local: LocalId(0) }@1
    "#]],
    );
    check(
        "goto skip\nlocal x = 1\n::skip:: ;",
        expect![[r#"
        Local x@2
        label skip@3 from [1]
    "#]],
    );
    check(
        "repeat\n  goto skip\n  local x = 1\n  ::skip::\nuntil x",
        expect![[r#"
            Local x@3 Read@5
            label skip@4 from [2]
            error JumpIntoScope { local: LocalId(0) }@2
        "#]],
    );
}

#[test]
fn a_label_is_declared_once_where_it_is_visible() {
    check(
        "::a::\ndo ::a:: end",
        expect![[r#"
        label a@1 from []
        label a@2 from []
        error DuplicateLabel { first: NodeId(2) }@2
    "#]],
    );
    check(
        "do ::a:: end\n::a::\nlocal f = function() ::a:: end",
        expect![[r#"
        Local f@3
        label a@1 from []
        label a@2 from []
        label a@3 from []
    "#]],
    );
}

#[test]
fn two_hundred_locals_fit_and_one_more_does_not() {
    let text = |count: usize| (0..count).fold(String::new(), |text, n| text + &format!("local a{n}\n"));
    assert!(resolved(&text(200)).1.errors().is_empty());
    let (_, scopes) = resolved(&text(201));
    assert!(matches!(
        scopes.errors(),
        [ScopeError {
            kind: ScopeErrorKind::TooManyLocals,
            ..
        }]
    ));
}

#[test]
fn chains_of_any_length_resolve_without_recursion() {
    let text = format!("return x{}", ".y()".repeat(20_000));
    let (_, scopes) = resolved(&text);
    assert_eq!(scopes.globals().len(), 1);
}

#[test]
fn registers_are_counted_where_they_could_run_out() {
    let overflow = |count: usize| {
        let text = format!("helpers.log({})", vec!["1"; count].join(", "));
        let (tree, scopes) = resolved(&text);
        registers::overflow(&tree, &scopes).map(|node| tree.kind(node))
    };
    assert_eq!(overflow(253), None);
    assert_eq!(overflow(254), Some(pipelua_syntax::NodeKind::NumberExpr));
}
