//! `unused-parameter`: a parameter behind the last one that a local function uses.

use pipelua_syntax::{NodeId, NodeKind, flags};

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, underscore};

pub(crate) static LINT: Lint = Lint {
    code: "unused-parameter",
    severity: Severity::Hint,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unused-parameter.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for (id, _) in cx.scopes.locals() {
        let Some(body) = cx.scopes.function_in(cx.tree, id) else {
            continue;
        };
        // Who calls a function that is handed on may ask for these parameters.
        let is_ours = cx.scopes.is_assigned_once(id)
            && cx.scopes.is_only_called(cx.tree, id)
            && cx.scopes.is_read_outside(cx.tree, id, body);
        if is_ours {
            parameters(cx, body);
        }
    }
}

fn parameters(cx: &mut LuaContext<'_>, body: NodeId) {
    let tree = cx.tree;
    let list = tree.child(body, 0);
    if tree.has_flag(list, flags::VARARG) && tree.uses_vararg(body) {
        return;
    }
    let params: Vec<NodeId> = tree.children(list).filter(|at| tree.kind(*at) == NodeKind::Param).collect();
    let is_used = |param: &NodeId| {
        let is_silent = tree.name(*param).starts_with('_');
        !is_silent && cx.scopes.local_of(*param).is_none_or(|local| cx.scopes.is_read(local))
    };
    let behind_used = params.iter().rposition(is_used).map_or(0, |at| at + 1);
    for param in params.into_iter().skip(behind_used) {
        let Some(local) = cx.scopes.local_of(param).filter(|_| !tree.name(param).starts_with('_')) else {
            continue;
        };
        let name = cx.quoted(param);
        let finding = cx
            .finding(Anchor::Main(param), format!("the parameter {name} is never read"))
            .tag(Tag::Unnecessary)
            .by_absence();
        let finding = match underscore(cx, local) {
            Some(fix) => finding.fix(fix),
            None => finding.help("Remove it here and in the calls, or begin its name with `_`."),
        };
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn what_stands_behind_the_last_used_one_is_found() {
        let text = "local function score(email, strict, depth)\n  depth = 1\n  return #email\nend\nlocal twice = function(n, m) return n end\nreturn { allowed = score(\"a\", true) > twice(1) }\n";
        check(text, &["unused-parameter"], expect![[r#"
            1:29-1:35 unused-parameter: the parameter `strict` is never read | safe fix: Rename it to `_strict`
            1:37-1:42 unused-parameter: the parameter `depth` is never read | safe fix: Rename it to `_depth`
            5:27-5:28 unused-parameter: the parameter `m` is never read | safe fix: Rename it to `_m`
        "#]]);
        check_fix(text, "unused-parameter", expect![[r#"
            local function score(email, _strict, depth)
              depth = 1
              return #email
            end
            local twice = function(n, m) return n end
            return { allowed = score("a", true) > twice(1) }
        "#]]);
    }

    #[test]
    fn what_is_asked_for_by_others_is_fine() {
        check_none(
            "local function by_name(a, b) return true end\ntable.sort({}, by_name)\nlocal t = { f = function(x) end }\nfunction t.g(x) end\nfunction t:h(x) end\nlocal function skip(_first, second) return second end\nlocal function pass(first, ...) return ... end\nhelpers.trace(\"x\", function(span) end)\nreturn t, skip(1, 2), pass(1)\n",
            &["unused-parameter"],
        );
    }

    #[test]
    fn a_function_that_nobody_uses_is_reported_as_a_whole() {
        check_none("local function old(a) end\n", &["unused-parameter"]);
    }
}
