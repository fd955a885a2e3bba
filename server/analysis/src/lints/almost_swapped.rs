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
