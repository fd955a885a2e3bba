//! `param-type-mismatch`: a function of the sandbox is given a value that its parameter does not take.

use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::infer::{ArgumentFault, ProblemKind};
use crate::lint::type_fault::{is_caught, lower, raises, short, subject};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "param-type-mismatch",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/param-type-mismatch.md"),
    check: Check::Lua(check),
};

/// Characters of a message.
const MESSAGE: usize = 100;

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        if let ProblemKind::Argument { fault, .. } = &problem.kind {
            report(cx, problem.node, fault);
        }
    }
}

fn report(cx: &mut LuaContext<'_>, node: NodeId, fault: &ArgumentFault) {
    let ArgumentFault { function, param, asked, found, .. } = fault;
    let is_inside = fault.reason.starts_with('`') || fault.reason.starts_with("a key of");
    let is = if fault.every { "is" } else { "may be" };
    let takes = format!("`{function}` takes {asked} for `{param}`");
    let ways = if is_inside {
        vec![format!("`{function}` does not take this `{param}`: {}", fault.reason), format!("`{function}` does not take this `{param}`")]
    } else {
        vec![
            format!("{takes}, but {} {is} `{}`", subject(cx, node), short(found)),
            format!("{takes}, but this {is} `{}`", short(found)),
            format!("{takes}, but this {is} something else"),
        ]
    };
    let message = ways.into_iter().find(|text| text.chars().count() <= MESSAGE).unwrap_or(takes);
    let severity = if fault.every && fault.is_certain { Severity::Error } else { Severity::Warning };
    let severity = if is_caught(cx, node) { lower(severity) } else { severity };
    let run = match (*function, fault.is_certain) {
        ("pcall" | "xpcall", _) => format!("`{function}` gives false and an error: it cannot call this value"),
        (_, true) if fault.every => raises(cx, node, "the call"),
        (_, true) => raises(cx, node, "the call with such a value"),
        _ => raises(cx, node, "a call that cannot use the value"),
    };
    let finding = cx
        .finding(Anchor::Node(node), message)
        .severity(severity)
        .runtime(run)
        .help(help(fault));
    cx.report(finding);
}

fn help(fault: &ArgumentFault) -> String {
    let takes = |word: &str| fault.asked.contains(word);
    let is = |word: &str| fault.found.contains(word);
    if takes("function") {
        "pass the function itself, without calling it".to_owned()
    } else if takes("string") && !takes("\"") && is("boolean") {
        "make it text with `tostring`".to_owned()
    } else if takes("string") && !takes("\"") && (is("{") || is("table") || is("[]")) {
        "make it text with `helpers.json.encode` or `table.concat`, or take the part of it that is one".to_owned()
    } else if (takes("number") || takes("integer")) && is("string") {
        "make it a number with `tonumber`, and test that".to_owned()
    } else if takes("integer") && is(".") {
        "round it with `math.floor`, or count in whole numbers".to_owned()
    } else {
        format!("pass {} for `{}`", fault.asked, fault.param)
    }
}

#[cfg(test)]
mod tests;
