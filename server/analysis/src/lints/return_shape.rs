//! `return-shape`: what the script returns is no result that its hook accepts.

mod fixes;

use pipelua_syntax::NodeId;

use crate::contract::{Fault, FaultKind, faults};
use crate::finding::Severity;
use crate::lint::{
    Anchor, Check, Finding, FixData, FixKind, Lint, LuaContext, Proof, consequence, consequence_without_reason,
    distinct, list,
};
use crate::lower::Expr;
use crate::ty::Kinds;

pub(crate) static LINT: Lint = Lint {
    code: "return-shape",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/return-shape.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for fault in faults(cx) {
        // What is returned depends on the whole way there, which an error may hide.
        let finding = finding(cx, &fault).by_absence();
        cx.report(at_placements(cx, &fault, finding));
    }
}

fn finding(cx: &LuaContext<'_>, fault: &Fault) -> Finding {
    let at = fault.at;
    match &fault.kind {
        FaultKind::NotATable(kinds) => not_a_table(cx, fault, *kinds),
        FaultKind::MissingAllowed => {
            let finding = cx
                .finding(Anchor::First(at), "this result has no `allowed`")
                .help("add `allowed = true` or `allowed = false`");
            match fixes::missing_allowed(cx, fault) {
                Some(fix) => finding.fix(fix),
                None => finding,
            }
        }
        FaultKind::MisspeltAllowed(name) => {
            let name = pipelua_rules::suggest::shown(name);
            let message = format!("`{name}` is not a key of a result; did you mean `allowed`?");
            cx.finding(cx.key_anchor(at), message)
                .help("rename it to `allowed`")
                .fix(cx.rename_key(at, "allowed"))
        }
        FaultKind::Allowed(kinds) => {
            let finding = wrong_value(cx, at, "allowed", *kinds, fault.certain, "true or false");
            match (cx.tree.expr(at), *kinds) {
                (Expr::String(text), _) if matches!(cx.tree.text(text), "true" | "false") => {
                    let text = cx.tree.text(text);
                    let fix = FixData::new(format!("write `{text}` without quotes"));
                    finding.fix(fix.replace(Anchor::Node(at), text))
                }
                (Expr::Nil, _) => {
                    finding.fix(FixData::new("write `false`").replace(Anchor::Node(at), "false"))
                }
                (_, Kinds::NIL) => finding.fix(fixes::nil_is_false(cx, at)),
                _ => finding,
            }
        }
        FaultKind::Error(kinds) => {
            let finding = wrong_value(cx, at, "error", *kinds, fault.certain, "a string, or left out");
            let prints = kinds.without(Kinds::NUMBER.or(Kinds::BOOLEAN)) == Kinds::NONE;
            if prints && cx.tree.kind(at).is_expression() {
                finding.fix(
                    FixData::new("make it a string")
                        .insert_before(Anchor::Node(at), "tostring(")
                        .insert_after(Anchor::Node(at), ")"),
                )
            } else {
                finding
            }
        }
        FaultKind::Data(kinds) => wrong_value(cx, at, "data", *kinds, fault.certain, "a table, or left out"),
    }
}

fn not_a_table(cx: &LuaContext<'_>, fault: &Fault, kinds: Kinds) -> Finding {
    let words = kinds.words();
    let message = if fault.certain {
        format!("the script returns {words} here, which is no result")
    } else {
        format!("what is returned here may be {words}, which is no result")
    };
    let finding = cx
        .finding(Anchor::Node(fault.at), message)
        .help("return a table that says it as `allowed`: `{ allowed = .. }`");
    match fixes::not_a_table(cx, fault, kinds) {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}

fn wrong_value(cx: &LuaContext<'_>, at: NodeId, key: &str, kinds: Kinds, certain: bool, meant: &str) -> Finding {
    let (words, is) = (kinds.words(), if certain { "is" } else { "may be" });
    let message = format!("`{key}` of a result {is} {words} here; it must be {meant}");
    cx.finding(Anchor::Node(at), message)
        .help(match meant.split_once(", or left out") {
            Some((value, _)) => format!("give `{key}` {value}, or leave it out"),
            None => format!("give `{key}` a boolean"),
        })
}

/// Says what a run does, and for which of the placements if not for all.
fn at_placements(cx: &LuaContext<'_>, fault: &Fault, finding: Finding) -> Finding {
    let cause = match &fault.kind {
        FaultKind::NotATable(_) => "what is no table is no result (result.invalid)",
        FaultKind::MissingAllowed | FaultKind::MisspeltAllowed(_) => {
            "a result without `allowed` is an error (result.invalid)"
        }
        FaultKind::Allowed(_) => "an `allowed` that is no boolean is an error (result.invalid)",
        FaultKind::Error(_) => "an `error` that is no string is an error (result.invalid)",
        FaultKind::Data(_) => "a `data` that is no table is an error (result.invalid)",
    };
    let placements = || cx.context.of(fault.fails);
    let then = if matches!(fault.kind, FaultKind::NotATable(_)) {
        consequence(placements())
    } else {
        consequence_without_reason(placements())
    };
    let mut finding = finding.runtime(format!("{cause}; {then}"));
    // The table may be made far from where it leaves the script.
    if !cx.tree.contains(cx.tree.statement_of(fault.returned), fault.at) {
        finding = finding.related(cx.file, Anchor::Node(fault.returned), "it is returned here");
    }
    if !fault.certain || !fault.everywhere {
        finding = finding.severity(Severity::Warning);
    }
    if !fault.everywhere {
        let names = distinct(placements().map(|placement| &*placement.hook));
        let help = finding.help.take().unwrap_or_default();
        finding = finding
            .help(format!("{help}; it matters in {}", list(&names)))
            .placements(cx.placement_names(fault.fails));
    }
    finding
}

#[cfg(test)]
mod tests;
