//! `need-check-nil`: a value that may be nil is used as nil cannot be.

use std::sync::Arc;

use pipelua_syntax::{NodeId, NodeKind};

use crate::context::PlacementSet;
use crate::contexts::is_there_without_failures;
use crate::finding::Severity;
use crate::infer::{Fault, ProblemKind, Use};
use crate::library;
use crate::lint::type_fault::{lower, raises, severity, subject};
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::Expr;
use crate::reading::is_target;
use crate::ty::{Kinds, Ty, TyData};

pub(crate) static LINT: Lint = Lint {
    code: "need-check-nil",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/need-check-nil.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::Misuse { used, fault: fault @ (Fault::Nil | Fault::MayBeNil), path, placements, .. } = &problem.kind
        else {
            continue;
        };
        let node = problem.node;
        let what = subject(cx, node);
        let is_certain = *fault == Fault::Nil;
        if !is_certain && is_one_of_many(cx, node) {
            continue;
        }
        let message = if is_certain { format!("{what} is nil here") } else { format!("{what} may be nil here") };
        let mut severity = severity(cx, node, *fault);
        if !is_certain && severity == Severity::Warning && only_after_failures(cx, path, *placements) {
            severity = lower(severity);
        }
        let default = default_of(cx, node).filter(|_| *used != Use::Key);
        let mut finding = cx
            .finding(Anchor::Node(node), message)
            .severity(severity)
            .runtime(raises(cx, node, used.of_nil()))
            .by_absence()
            .help(match default {
                Some(default) if cx.tree.is_path(node) => format!("guard it, or write `({} or {default})`", text(cx, node)),
                Some(default) => format!("keep it in a local and guard that, or put `or {default}` behind it"),
                None => "guard it".to_owned(),
            });
        let fix = guarded(cx, node, *used).or_else(|| with_default(cx, node, *used, default?));
        if let Some(fix) = fix.filter(|_| !is_certain) {
            finding = finding.fix(fix);
        }
        // What gives it a value may be in what is broken around the function.
        finding.unless_declared = is_certain;
        cx.report(finding);
    }
}

/// Whether this is what a function gives of any number of values, as `byte` does. There are as many as were asked for,
/// as there are elements in an array.
fn is_one_of_many(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let node = tree.skip_parens(node);
    let constant = cx.scopes.local_of(node).filter(|local| cx.scopes.is_assigned_once(*local));
    let call = constant
        .and_then(|local| cx.scopes.initial_value(tree, local))
        .map_or(node, |value| tree.skip_parens(value));
    let entry = match tree.expr(call) {
        Expr::Call { callee, .. } => match cx.inference.types.get(cx.inference.type_of(callee)) {
            TyData::Builtin(entry) => Some(*entry),
            _ => None,
        },
        Expr::MethodCall { name: Some(name), .. } => library::entry_at(&format!("string.{}", tree.text(name))),
        _ => None,
    };
    let entry = entry.and_then(library::entry);
    // What is taken from a list is there if the list was asked for its length, which is how it is done.
    if entry.is_some_and(|entry| entry.path() == "table.remove") {
        return true;
    }
    let signature = entry.map(|entry| entry.entry.signature.as_str());
    let returns = signature.and_then(|signature| signature.rsplit("): ").next());
    returns.is_some_and(|returns| returns.ends_with("...") && !returns.contains(','))
}

/// A path as written, or a word for it.
fn text(cx: &LuaContext<'_>, node: NodeId) -> String {
    let path = cx.tree.path_text(node).filter(|path| path.chars().count() <= 60);
    path.unwrap_or_else(|| "x".to_owned())
}

/// Whether it is nil only where a node before failed and `onError: allow` let the run go on.
fn only_after_failures(cx: &LuaContext<'_>, path: &[Arc<str>], placements: PlacementSet) -> bool {
    let all = crate::workspace::placement::placements(cx.db, cx.file);
    !path.is_empty()
        && !placements.is_empty()
        && placements.iter().all(|at| {
            all.get(at)
                .is_some_and(|placement| is_there_without_failures(cx.db, placement.key(cx.db), path))
        })
}

/// A value that may stand in for nil.
fn default_of(cx: &LuaContext<'_>, node: NodeId) -> Option<&'static str> {
    let types = &cx.inference.types;
    let ty = cx.inference.type_of(node);
    let mut kinds = types
        .members(&ty)
        .iter()
        .filter(|member| **member != Ty::NIL)
        .map(|member| types.kind_of(*member));
    let first = kinds.next()??;
    if kinds.any(|kind| kind != Some(first)) {
        return None;
    }
    match first {
        Kinds::STRING => Some("\"\""),
        Kinds::NUMBER => Some("0"),
        Kinds::TABLE => Some("{}"),
        _ => None,
    }
}

/// The statement under a test, where that changes nothing but the error.
fn guarded(cx: &LuaContext<'_>, node: NodeId, used: Use) -> Option<FixData> {
    let tree = cx.tree;
    let statement = tree.statement_of(node);
    let is_one_step = matches!(tree.kind(statement), NodeKind::CallStmt | NodeKind::AssignStmt);
    let is_inside = tree.function_of(node) == tree.function_of(statement);
    let is_of_statement = matches!(used, Use::Index | Use::Call | Use::Key | Use::Walk);
    let path = tree.path_text(node).filter(|_| tree.is_path(node))?;
    (is_one_step && is_inside && is_of_statement).then(|| {
        FixData::new("guard it")
            .insert_before(Anchor::Node(statement), format!("if {path} then "))
            .insert_after(Anchor::Node(statement), " end")
    })
}

fn with_default(cx: &LuaContext<'_>, node: NodeId, used: Use, default: &str) -> Option<FixData> {
    let tree = cx.tree;
    let begins_statement = tree.statement_of(node).index() + 4 > node.index()
        && matches!(tree.kind(tree.statement_of(node)), NodeKind::CallStmt | NodeKind::AssignStmt);
    let is_written = tree.parent(node).is_some_and(|parent| is_target(tree, parent));
    if begins_statement || is_written || matches!(used, Use::Call | Use::Iterate | Use::Key) {
        return None;
    }
    let fix = FixData::new(format!("put `or {default}` behind it"));
    Some(
        fix.insert_before(Anchor::Node(node), "(")
            .insert_after(Anchor::Node(node), format!(" or {default})")),
    )
}

#[cfg(test)]
mod tests;
