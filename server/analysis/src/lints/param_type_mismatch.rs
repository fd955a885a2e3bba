//! `param-type-mismatch`: a function is given a value that its parameter does not take.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind, flags};
use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::infer::{ArgumentFault, Mismatch, Place, ProblemKind};
use crate::lint::type_fault::{is_caught, lower, raises, short, subject};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, mismatch};
use crate::lower::Expr;
use crate::scopes::{LocalId, SureUse};
use crate::ty::{Kinds, Ty};

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

/// By parameter, so that each function is looked through once.
type SureUses = FxHashMap<LocalId, Option<SureUse>>;

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        if let ProblemKind::Argument { fault, .. } = &problem.kind {
            report(cx, problem.node, fault);
        }
    }
    let mut sure_uses = SureUses::default();
    for call in cx.tree.of_kind(NodeKind::CallExpr) {
        call_of_local(cx, call, &mut sure_uses);
    }
    declared(cx);
}

/// A function of this file is given what a parameter is surely not used as; nobody declared what it takes.
fn call_of_local(cx: &mut LuaContext<'_>, call: NodeId, sure_uses: &mut SureUses) {
    let (tree, scopes) = (cx.tree, cx.scopes);
    let Expr::Call { callee, args } = tree.expr(call) else {
        return;
    };
    let local = scopes.local_of(tree.skip_parens(callee));
    let Some(body) = local
        .filter(|local| scopes.is_assigned_once(*local))
        .and_then(|local| scopes.function_in(tree, local))
    else {
        return;
    };
    if tree.has_flag(body, flags::CONTAINS_ERROR) || tree.has_flag(args, flags::CONTAINS_ERROR) {
        return;
    }
    for (param, argument) in tree.children(tree.child(body, 0)).zip(tree.children(args)) {
        // Of what is known inside, the fault is told there.
        let is_known = cx.inference.type_of(param) != Ty::UNKNOWN;
        let Some(local) = scopes.local_of(param).filter(|_| !is_known) else {
            continue;
        };
        let given = cx.inference.type_of(argument);
        let used = *sure_uses
            .entry(local)
            .or_insert_with(|| scopes.sure_use(tree, local).map(|(used, _)| used));
        let Some(used) = used else { continue };
        if !refuses(cx, used, given) {
            continue;
        }
        let types = &cx.inference.types;
        let (name, shown) = (tree.name(param), types.display(types.widen(given)));
        let text = format!("`{name}` is used as `{}` in the function, but this is `{}`", used.ty(), short(&shown));
        let finding = cx
            .finding(Anchor::Node(argument), text)
            .severity(Severity::Info)
            .runtime(raises(cx, argument, "the use in the function"))
            .help(format!("pass `{}`, or test `{name}` in the function", used.ty()));
        cx.report(finding);
    }
}

/// Whether no value of a type can be used so; tables may bring operators along.
fn refuses(cx: &LuaContext<'_>, used: SureUse, given: Ty) -> bool {
    let types = &cx.inference.types;
    let takes = match used {
        SureUse::Concat | SureUse::Arithmetic => Kinds::STRING.or(Kinds::NUMBER).or(Kinds::TABLE),
        SureUse::Length | SureUse::TextMethod => Kinds::STRING.or(Kinds::TABLE),
        SureUse::Call => Kinds::FUNCTION.or(Kinds::TABLE),
    };
    let members = types.members(&given);
    let refused = |member: &Ty| *member != Ty::NIL && types.kind_of(*member).is_some_and(|kind| !takes.contains(kind));
    members.iter().all(refused)
}

/// Functions of this file, and those of declared types.
fn declared(cx: &mut LuaContext<'_>) {
    let is_meant = |place: &Place| matches!(place, Place::Argument { .. });
    let takes = |mismatch: &Mismatch| match &mismatch.place {
        Place::Argument { function, param } if function.is_empty() => format!("`{}` is declared as", shown(param)),
        Place::Argument { function, param } => format!("`{}` of `{}` is declared as", shown(param), shown(function)),
        _ => String::new(),
    };
    mismatch::report(cx, is_meant, takes, |mismatch| {
        if mismatch.only_nil {
            "guard it, give it a default with `or`, or put `?` behind the name in `@param`".into()
        } else {
            "pass a value of that type, or change `@param`".into()
        }
    });
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
