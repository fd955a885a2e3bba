//! `invalid-comparison`: values are compared by order that have none.

use crate::finding::Severity;
use crate::infer::{Fault, ProblemKind, Use};
use crate::lint::type_fault::{raises, severity, short, subject};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "invalid-comparison",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/invalid-comparison.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let node = problem.node;
        let (message, fault, help) = match &problem.kind {
            ProblemKind::Misuse { used: Use::Compare, fault: fault @ (Fault::Every | Fault::Some), found, .. } => {
                let is = if *fault == Fault::Every { "is" } else { "may be" };
                let what = subject(cx, node);
                let found = short(found);
                (
                    format!("{what} {is} of type `{found}` here, which cannot be compared by order"),
                    *fault,
                    "compare two numbers or two texts",
                )
            }
            ProblemKind::Incomparable { left, right, every } => {
                let fault = if *every { Fault::Every } else { Fault::Some };
                let (left, right) = (short(left), short(right));
                let cannot = if *every { "cannot be compared" } else { "cannot always be compared" };
                (
                    format!("`{left}` {cannot} by order with `{right}`"),
                    fault,
                    "make both numbers with `tonumber`, or both text with `tostring`",
                )
            }
            _ => continue,
        };
        let finding = cx
            .finding(Anchor::Node(node), message)
            .severity(severity(cx, node, fault))
            .runtime(raises(cx, node, "comparing them"))
            .help(help);
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests;
