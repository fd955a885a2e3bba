//! `almost-swapped`: two assignments that look like a swap and are not, since the first value is gone.

use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::Lowered;

pub(crate) static LINT: Lint = Lint {
    code: "almost-swapped",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/almost-swapped.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for first in tree.of_kind(NodeKind::AssignStmt) {
        let second = NodeId(first.0 + tree.size(first));
        if tree.kind(second) != NodeKind::AssignStmt || tree.parent(first) != tree.parent(second) {
            continue;
        }
        let (Some((a, b)), Some((c, d))) = (single(tree, first), single(tree, second)) else {
            continue;
        };
        let crosses = tree.is_same(a, d) && tree.is_same(b, c) && !tree.is_same(a, b);
        if !crosses || !tree.is_path(a) || !tree.is_path(b) {
            continue;
        }
        let mut finding = cx
            .finding(Anchor::Node(first), "these two assignments do not swap: the first value is gone")
            .related(cx.file, Anchor::Node(second), "this gives back the value that was just copied")
            .runtime("both names then hold the same value");
        if let (Some(a), Some(b)) = (tree.path_text(a), tree.path_text(b)) {
            let swap = format!("{a}, {b} = {b}, {a}");
            let fix = FixData::new(format!("swap with `{swap}`"))
                .replace(Anchor::Node(first), &swap)
                .remove(Anchor::Node(second));
            finding = finding.help(format!("write `{swap}`")).fix(fix);
        } else {
            finding = finding.help("assign both at once: `a, b = b, a`");
        }
        cx.report(finding);
    }
}

/// Target and value of an assignment of one to one.
fn single(tree: &Lowered, statement: NodeId) -> Option<(NodeId, NodeId)> {
    let mut targets = tree.children(tree.child(statement, 0));
    let mut values = tree.children(tree.child(statement, 1));
    let pair = (targets.next()?, values.next()?);
    (targets.next().is_none() && values.next().is_none()).then_some(pair)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_swap_in_two_steps_is_found() {
        check(r#"local a, b = 1, 2
a = b
b = a
local t = { x = 1, y = 2 }
t.x = t["y"]; t["y"] = t.x
t[a] = t[b]
t[b] = t[a]
return { allowed = a == b }
"#, &["almost-swapped"], expect![[r#"
    2:1-2:6 almost-swapped: these two assignments do not swap: the first value is gone | run: both names then hold the same value | help: write `a, b = b, a` | related: this gives back the value that was just copied `b = a` | fix: Swap with `a, b = b, a`
    6:1-6:12 almost-swapped: these two assignments do not swap: the first value is gone | run: both names then hold the same value | help: assign both at once: `a, b = b, a` | related: this gives back the value that was just copied `t[b] = t[a]`
"#]]);
        check_fix(r#"local a, b = 1, 2
a = b
b = a
local t = { x = 1, y = 2 }
t.x = t.y; t.y = t.x
return { allowed = a == b and t.x == 1 }
"#, "almost-swapped", expect![[r#"
    local a, b = 1, 2
    a, b = b, a
    local t = { x = 1, y = 2 }
    t.x = t.y; t.y = t.x
    return { allowed = a == b and t.x == 1 }
"#]]);
    }

    #[test]
    fn swaps_and_chains_are_fine() {
        check_none(r#"local a, b, c = 1, 2, 3
a, b = b, a
a = b
b = c
local keep = a
a = b
b = keep
a = b
helpers.log(a)
b = a
return { allowed = a == b }
"#, &["almost-swapped"]);
        check_none(r#"local t = { f = helpers.uuid }
local a = ""
a = t.f()
t.f = a
if a then a = a .. "x" end
t.g = t.h()
return { allowed = a == "" }
"#, &["almost-swapped"]);
    }

}
