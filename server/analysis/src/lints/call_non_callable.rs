//! `call-non-callable`: something is called that is no function.

use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::infer::{Fault, ProblemKind, Use};
use crate::lint::type_fault::{raises, severity, short, subject};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::ty::Kinds;

pub(crate) static LINT: Lint = Lint {
    code: "call-non-callable",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/call-non-callable.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::Misuse { used: used @ (Use::Call | Use::Iterate), fault, found, .. } = &problem.kind else {
            continue;
        };
        let is = match fault {
            Fault::Every => "is",
            Fault::Some => "may be",
            Fault::Nil | Fault::MayBeNil => continue,
        };
        let node = problem.node;
        let what = format!("{} {is} of type `{}` here, which cannot be {}", subject(cx, node), short(found), used.passive());
        let finding = cx
            .finding(Anchor::Node(node), what)
            .severity(severity(cx, node, *fault))
            .runtime(raises(cx, node, "calling it"));
        let finding = match walked(cx, node, *used) {
            Some(function) => finding
                .help(format!("put `{function}` around it"))
                .fix(
                    FixData::new(format!("put `{function}` around it"))
                        .insert_before(Anchor::Node(node), format!("{function}("))
                        .insert_after(Anchor::Node(node), ")"),
                ),
            None => finding.help("call a function, or leave the parentheses out"),
        };
        cx.report(finding);
    }
}

/// What walks a table that a `for` was given as it is.
fn walked(cx: &LuaContext<'_>, node: NodeId, used: Use) -> Option<&'static str> {
    let types = &cx.inference.types;
    let ty = cx.inference.type_of(node);
    if used != Use::Iterate || types.kind_of(ty) != Some(Kinds::TABLE) {
        return None;
    }
    Some(if types.items(ty).is_some() { "ipairs" } else { "pairs" })
}

#[cfg(test)]
mod tests;
