//! `disabled-global`: a name that Lua has elsewhere and the sandbox does not, with the way out.

use pipelua_schemas::{Removed, Sandbox};
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, FixData};

use crate::reading::{Reading, is_never_reached, reading};
use crate::scopes::Access;

pub(crate) static LINT: Lint = Lint {
    code: "disabled-global",
    severity: Severity::Error,
    fix: FixKind::Safe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/disabled-global.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for at in cx.scopes.globals() {
        let is_env = cx.tree.text(at.name) == ENV;
        // Assigning a global is an error of its own.
        if at.access == Access::Read || is_env {
            global(cx, at.node);
        }
    }
    let Some(env) = cx.tree.symbols().find(ENV) else {
        return;
    };
    for (_, local) in cx.scopes.locals().filter(|(_, local)| local.name == env) {
        if let Some(removed) = sandbox().removed(ENV) {
            report(cx, local.node, removed);
        }
    }
}

const ENV: &str = "_ENV";

fn sandbox() -> &'static Sandbox {
    pipelua_schemas::builtin().sandbox()
}

/// Reports the longest path from this global on that has an entry of its own: `os.time` rather than `os`.
fn global(cx: &mut LuaContext<'_>, name: NodeId) {
    let root = cx.name(name);
    let mut found = sandbox().removed(root).map(|removed| (name, removed));
    if found.is_none() && sandbox().get(root).is_none() {
        return;
    }
    let mut path = String::new();
    for (node, part) in cx.tree.fields_around(name) {
        if path.is_empty() {
            path.push_str(root);
        }
        path.push('.');
        path.push_str(part);
        match sandbox().removed(&path) {
            Some(removed) => found = Some((node, removed)),
            // Members of what exists are all that is left to find.
            None if found.is_none() && sandbox().get(&path).is_some() => {}
            None => break,
        }
    }
    let Some((node, removed)) = found else { return };
    if is_never_reached(cx.tree, cx.scopes, node) {
        return;
    }
    // A table that there is has nil where a member is gone; asking for it is harmless.
    let is_member = sandbox().get(root).is_some();
    if is_member && reading(cx.tree, node) == Reading::Test {
        return;
    }
    report(cx, node, removed);
}

/// What a run does where a removed name is read.
fn consequence(cx: &LuaContext<'_>, node: NodeId, path: &str) -> String {
    let root = path.split('.').next().unwrap_or(path);
    match reading(cx.tree, node) {
        _ if path == ENV => cx.does_not_compile(),
        _ if sandbox().get(root).is_none() => cx.raises("reading it"),
        Reading::Raises(what) => cx.raises(&format!("it is nil, and {what}")),
        _ => "it is nil".to_owned(),
    }
}

fn report(cx: &mut LuaContext<'_>, node: NodeId, removed: &Removed) {
    let path = &removed.path;
    let anchor = match cx.tree.kind(node) {
        NodeKind::NameDef | NodeKind::Param => Anchor::Main(node),
        _ => Anchor::Node(node),
    };
    let mut finding = cx
        .finding(anchor, format!("`{path}` does not exist in the sandbox: {}", removed.reason))
        .help(removed.replacement.clone())
        .unless_declared();
    finding.runtime = Some(consequence(cx, node, path));
    if let Some(new_text) = removed.replace_with.as_ref().filter(|text| fits(cx, node, text)) {
        // What stood there was an error for certain.
        let fix = FixData::new(format!("write `{new_text}`")).safe();
        finding = finding.fix(fix.replace(Anchor::Node(node), new_text.clone()));
    }
    cx.report(finding);
}

/// Whether the replacement may be followed by what follows the name: a literal cannot be called or indexed.
fn fits(cx: &LuaContext<'_>, node: NodeId, new_text: &str) -> bool {
    let is_name = new_text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_prefix = cx.tree.parent(node).is_some_and(|parent| {
        let takes_prefix = matches!(
            cx.tree.kind(parent),
            NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::FieldExpr | NodeKind::IndexExpr
        );
        takes_prefix && cx.tree.child(parent, 0) == node
    });
    is_name || !is_prefix
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn the_longest_path_is_reported_once() {
        check(
            "local a = os.time() + os[\"clock\"]()\nlocal b = os.nothing\nlocal c = require \"x\"\nio.stdout.write(\"x\")\nlocal d = string.dump\n",
            &["disabled-global"],
            expect![[r#"
                1:11-1:18 disabled-global: `os.time` does not exist in the sandbox: scripts reach no operating system | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Use `helpers.now()`; it counts milliseconds, not seconds.
                1:23-1:34 disabled-global: `os.clock` does not exist in the sandbox: scripts reach no operating system | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Use `helpers.trace("name", fn)` to measure a part of the script, or the difference of two `helpers.now()`.
                2:11-2:13 disabled-global: `os` does not exist in the sandbox: scripts reach no operating system | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Use `helpers.now()` for the time, `helpers.date()` for a date, `helpers.env("KEY")` for a setting.
                3:11-3:18 disabled-global: `require` does not exist in the sandbox: scripts load no modules | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Put the functions into this script; to share work, make it a node of its own and read its `data`.
                4:1-4:10 disabled-global: `io.stdout` does not exist in the sandbox: scripts reach no files and no terminal | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Use `helpers.log(..)`.
                5:11-5:22 disabled-global: `string.dump` does not exist in the sandbox: scripts run no bytecode | run: it is nil | help: Call the function itself.
            "#]],
        );
    }

    #[test]
    fn the_environment_has_no_name() {
        check(
            "local x = _ENV.print\n_ENV = {}\nlocal function f(_ENV) return _G end\nlocal _ENV = {}\n",
            &["disabled-global"],
            expect![[r#"
                1:11-1:15 disabled-global: `_ENV` does not exist in the sandbox: the environment of a script is fixed | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Use a local table for your own values.
                2:1-2:5 disabled-global: `_ENV` does not exist in the sandbox: the environment of a script is fixed | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Use a local table for your own values.
                3:18-3:22 disabled-global: `_ENV` does not exist in the sandbox: the environment of a script is fixed | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Use a local table for your own values.
                3:31-3:33 disabled-global: `_G` does not exist in the sandbox: globals cannot be reached through a table | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Use a local table for your own values, and write the name of a global as it is.
                4:7-4:11 disabled-global: `_ENV` does not exist in the sandbox: the environment of a script is fixed | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Use a local table for your own values.
            "#]],
        );
    }

    #[test]
    fn a_replacement_is_put_in() {
        check_fix("local a, b = unpack({ 1, 2 })\nwarn(a, b)\n", "disabled-global", expect![[r#"
            local a, b = table.unpack({ 1, 2 })
            warn(a, b)
        "#]]);
        check_fix("helpers.log(os.getenv(\"RISK\"))\n", "disabled-global", expect![[r#"
            helpers.log(helpers.env("RISK"))
        "#]]);
        check("return _VERSION:sub(1, 3)\n", &["disabled-global"], expect![[r#"
            1:8-1:16 disabled-global: `_VERSION` does not exist in the sandbox: scripts always run on Lua 5.4 | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Remove it.
        "#]]);
    }

    #[test]
    fn what_is_never_read_or_only_asked_for_is_fine() {
        check_none(
            "local unpack = table.unpack or unpack\nlocal pow = math.pow and 1 or 2\nif not string.dump then return unpack, pow end\n",
            &["disabled-global", "undefined-global"],
        );
        check(
            "local table = {}\nlocal u = table.unpack or unpack\nlocal p = math.pow(2, 3)\n",
            &["disabled-global"],
            expect![[r#"
                2:27-2:33 disabled-global: `unpack` does not exist in the sandbox: it is not in Lua 5.4 | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Use `table.unpack`. | safe fix: Write `table.unpack`
                3:11-3:19 disabled-global: `math.pow` does not exist in the sandbox: it is not in Lua 5.4 | run: it is nil, and calling nil raises script.error; before_signup then denies (onError: deny) | help: Use the operator `^`: `x ^ y`.
            "#]],
        );
    }

    #[test]
    fn names_of_ones_own_are_fine() {
        check_none(
            "local os = { time = 1 }\nlocal t = { require = 2, _ENV = 3 }\nlocal function f(io) return io.open end\nreturn os.time, t.require, t._ENV, f, string.format, math.atan(1)\n",
            &["disabled-global"],
        );
    }
}
