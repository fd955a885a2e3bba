//! `undefined-global`: a name that no local declares and the sandbox does not have.

use pipelua_rules::suggest::{nearest, shown};
use pipelua_schemas::{Entry, EntryKind};
use pipelua_syntax::NodeId;
use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, FixData};

use crate::lints::reveal_type::asks_for_type;
use crate::lower::Symbol;
use crate::reading::is_never_reached;
use crate::scopes::Access;

pub(crate) static LINT: Lint = Lint {
    code: "undefined-global",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/undefined-global.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let sandbox = pipelua_schemas::builtin().sandbox();
    let mut of_sandbox: FxHashMap<Symbol, Option<String>> = FxHashMap::default();
    for at in cx.scopes.globals() {
        let name = cx.tree.text(at.name);
        let is_known = || sandbox.get(name).is_some() || sandbox.removed(name).is_some();
        // Where the file assigns it, that is the error.
        if at.access == Access::Write || is_known() || cx.scopes.is_assigned_global(at.name) {
            continue;
        }
        if asks_for_type(cx.tree, at.node) {
            continue;
        }
        if is_never_reached(cx.tree, cx.scopes, at.node) {
            continue;
        }
        let quoted = cx.quoted(at.node);
        let meant = visible(cx, at.node, name).map(str::to_owned);
        let meant = meant.or_else(|| of_sandbox.entry(at.name).or_insert_with(|| sandboxed(name)).clone());
        let (meant, message) = match meant {
            Some(meant) => {
                let shown = shown(&meant);
                (Some(meant), format!("the sandbox has no {quoted}; did you mean `{shown}`?"))
            }
            None => (None, format!("the sandbox has no {quoted}, and no local is called so here")),
        };
        let finding = cx
            .finding(Anchor::Node(at.node), message)
            .runtime(cx.raises("reading it"))
            .unless_declared();
        let finding = match meant {
            Some(meant) => {
                let fix = FixData::new(format!("write `{}`", shown(&meant)));
                finding.fix(fix.replace(Anchor::Node(at.node), meant))
            }
            None => finding.help(format!("Declare {quoted} with `local` before this, or correct the name.")),
        };
        cx.report(finding);
    }
}

/// The local in sight that has nearly this name.
fn visible<'a>(cx: &LuaContext<'a>, node: NodeId, name: &str) -> Option<&'a str> {
    /// Those farther out are not what a slip of the finger meant.
    const MAX_LOCALS: usize = 256;
    let locals = cx.scopes.visible_at(cx.tree, node).take(MAX_LOCALS);
    nearest(name, locals.map(|local| cx.tree.text(local.name)))
}

/// A member of a library with just this name, or a global with nearly this one.
fn sandboxed(name: &str) -> Option<String> {
    let sandbox = pipelua_schemas::builtin().sandbox();
    let tables = sandbox.globals().filter(|entry| entry.kind == EntryKind::Table);
    let mut members = tables.map(|table| format!("{}.{name}", table.name()));
    let member = members.find(|path| sandbox.get(path).is_some());
    member.or_else(|| nearest(name, sandbox.globals().map(Entry::name)).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn the_nearest_name_in_sight_is_offered() {
        let text = "local words = {}\ntabel.insert(words, 1)\nlocal n = #wrods + contxt.x\nreturn { allowed = n > legacy_check }\n";
        check(text, &["undefined-global"], expect![[r#"
            2:1-2:6 undefined-global: the sandbox has no `tabel`; did you mean `table`? | run: reading it raises script.error; before_signup then denies (onError: deny) | fix: Write `table`
            3:12-3:17 undefined-global: the sandbox has no `wrods`; did you mean `words`? | run: reading it raises script.error; before_signup then denies (onError: deny) | fix: Write `words`
            3:20-3:26 undefined-global: the sandbox has no `contxt`; did you mean `context`? | run: reading it raises script.error; before_signup then denies (onError: deny) | fix: Write `context`
            4:24-4:36 undefined-global: the sandbox has no `legacy_check`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `legacy_check` with `local` before this, or correct the name.
        "#]]);
        check_fix(text, "undefined-global", expect![[r#"
            local words = {}
            table.insert(words, 1)
            local n = #wrods + contxt.x
            return { allowed = n > legacy_check }
        "#]]);
    }

    #[test]
    fn a_member_without_its_table_is_recognised() {
        check(
            "local words = {}\ninsert(words, fetch(\"https://a.example\"))\n",
            &["undefined-global"],
            expect![[r#"
                2:1-2:7 undefined-global: the sandbox has no `insert`; did you mean `table.insert`? | run: reading it raises script.error; before_signup then denies (onError: deny) | fix: Write `table.insert`
                2:15-2:20 undefined-global: the sandbox has no `fetch`; did you mean `helpers.fetch`? | run: reading it raises script.error; before_signup then denies (onError: deny) | fix: Write `helpers.fetch`
            "#]],
        );
    }

    #[test]
    fn a_local_is_no_candidate_where_it_is_not_in_sight() {
        check(
            "do local domains = {} end\nlocal count = #domain\nlocal value = valu\nreturn count, value\n",
            &["undefined-global"],
            expect![[r#"
                2:16-2:22 undefined-global: the sandbox has no `domain`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `domain` with `local` before this, or correct the name.
                3:15-3:19 undefined-global: the sandbox has no `valu`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `valu` with `local` before this, or correct the name.
            "#]],
        );
    }

    #[test]
    fn what_exists_is_fine() {
        check_none(
            "local t = setmetatable({}, {})\nlocal function f(a, ...) return a, ... end\nfor k in pairs(t) do f(k) end\nlocal goto_ = context.hook or helpers.now()\nreturn { allowed = math.pi > #goto_ }\n",
            &["undefined-global"],
        );
    }

    #[test]
    fn a_broken_function_has_no_undefined_names() {
        check_none("local function f(\n  local x = undefined_name\nend\nreturn undefined_too\n", &["undefined-global"]);
    }

    #[test]
    fn an_error_in_another_function_hides_nothing() {
        check(
            "local function f()\n  return context.\nend\nlocal function g()\n  return undefined_name\nend\nreturn f, g, undefined_too\n",
            &["undefined-global"],
            expect![[r#"
                5:10-5:24 undefined-global: the sandbox has no `undefined_name`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `undefined_name` with `local` before this, or correct the name.
                7:14-7:27 undefined-global: the sandbox has no `undefined_too`, and no local is called so here | run: reading it raises script.error; before_signup then denies (onError: deny) | help: Declare `undefined_too` with `local` before this, or correct the name.
            "#]],
        );
    }

    #[test]
    fn what_the_file_assigns_is_not_reported_twice() {
        check_none("counter = 1\nreturn counter\n", &["undefined-global"]);
    }
}
