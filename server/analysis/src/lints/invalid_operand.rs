//! `invalid-operand`: an operator, or a dot, is applied to a value that has no such operation.

use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::infer::{Fault, ProblemKind, Use};
use crate::lint::type_fault::{raises, severity, short, subject};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::ty::Ty;

pub(crate) static LINT: Lint = Lint {
    code: "invalid-operand",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/invalid-operand.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::Misuse { used, fault, found, .. } = &problem.kind else {
            continue;
        };
        if matches!(used, Use::Call | Use::Iterate | Use::Compare) {
            continue;
        }
        let is = match fault {
            Fault::Every => "is",
            Fault::Some => "may be",
            Fault::Nil | Fault::MayBeNil => continue,
        };
        let node = problem.node;
        let what = format!("{} {is} of type `{}` here, which cannot be {}", subject(cx, node), short(found), used.passive());
        let mut finding = cx
            .finding(Anchor::Node(node), what)
            .severity(severity(cx, node, *fault))
            .runtime(raises(cx, node, "doing so"))
            .help(help(*used));
        if *used == Use::Concat && is_boolean(cx, node) {
            finding = finding.fix(
                FixData::new("make it text with `tostring`")
                    .insert_before(Anchor::Node(node), "tostring(")
                    .insert_after(Anchor::Node(node), ")"),
            );
        }
        cx.report(finding);
    }
}

fn help(used: Use) -> &'static str {
    match used {
        Use::Concat => "make it text with `tostring`, or with `helpers.json.encode`",
        Use::Arithmetic | Use::Bitwise => "make it a number with `tonumber`, or take the part of it that is one",
        Use::Length => "take the length of a text or a list",
        Use::Index => "read a key of a table",
        _ => "use a number",
    }
}

fn is_boolean(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let types = &cx.inference.types;
    types.widen(cx.inference.type_of(node)) == Ty::BOOLEAN
}

#[cfg(test)]
mod tests;
