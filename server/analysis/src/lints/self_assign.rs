//! `self-assign`: a value is assigned to where it comes from.

use pipelua_syntax::NodeKind;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "self-assign",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/self-assign.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for statement in tree.of_kind(NodeKind::AssignStmt) {
        let (targets, values) = (tree.child(statement, 0), tree.child(statement, 1));
        let is_single = tree.children(targets).count() == 1 && tree.children(values).count() == 1;
        for (target, value) in tree.children(targets).zip(tree.children(values)) {
            if !tree.is_path(target) || !tree.is_same(target, tree.skip_parens(value)) {
                continue;
            }
            let what = tree.path_text(target).unwrap_or_else(|| "this".to_owned());
            let message = if what.len() <= 60 && what != "this" {
                format!("`{what}` is assigned to itself")
            } else {
                "this is assigned to itself".to_owned()
            };
            let anchor = if is_single { Anchor::Node(statement) } else { Anchor::Node(value) };
            let mut finding = cx
                .finding(anchor, message)
                .runtime("nothing changes")
                .help("assign what was meant, or remove the line");
            if is_single {
                let fix = FixData::new("remove the assignment").remove(Anchor::Node(statement));
                finding = finding.fix(fix);
            }
            cx.report(finding);
        }
    }
}
