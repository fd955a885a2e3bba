//! `undefined-field`: a key that neither `context` nor the sandbox has, nor text, nor an exact class.

use std::sync::Arc;

use pipelua_rules::listing::choice;
use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::infer::ProblemKind;
use crate::lint::{Anchor, Check, Finding, FixData, FixKind, Lint, LuaContext, Proof, mismatch};
use crate::reading::{Reading, reading};
use crate::ty::PortableType;

pub(crate) static LINT: Lint = Lint {
    code: "undefined-field",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/undefined-field.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        if let ProblemKind::MissingKey { class, name, known } = &problem.kind {
            cx.report(of_class(cx, problem.node, class, name, known));
        }
        let ProblemKind::UndefinedField { owner, path, name, known } = &problem.kind else {
            continue;
        };
        let near = nearest(name, known.iter().map(AsRef::as_ref));
        let (owner, name_text) = (shown(owner), shown(name));
        let message = format!("`{owner}` has no field `{name_text}`{}", did_you_mean(near));
        let mut finding = cx
            .finding(cx.key_anchor(problem.node), message)
            .runtime(consequence_of_use(cx, problem.node))
            .by_absence();
        // What no node sets yet may be meant for later.
        let is_config = path
            .as_ref()
            .is_some_and(|path| path.first().is_some_and(|first| &**first == "config"));
        if is_config {
            finding = finding.severity(Severity::Warning);
        }
        if let Some(near) = near {
            finding = finding
                .help(format!("rename it to `{near}`"))
                .fix(cx.rename_key(problem.node, near));
        } else if let Some(elsewhere) = path.as_ref().and_then(|_| elsewhere(cx, name)) {
            finding = finding.help(format!("it is in `{elsewhere}`"));
            if cx.tree.path_text(problem.node).is_some_and(|text| text.starts_with("context.")) {
                let fix = FixData::new(format!("write `{elsewhere}`"));
                finding = finding.fix(fix.replace(Anchor::Node(problem.node), &elsewhere));
            }
        } else if is_config {
            finding = finding.help("set it in the `config` of a node, or declare it with `---@config`");
        } else {
            finding = finding.help(match choice(known.iter().map(AsRef::as_ref)) {
                Some(names) => format!("use {names}"),
                None => "nothing is in this table: set the field first, or remove the read".to_owned(),
            });
        }
        cx.report(finding);
    }
}

/// A key that an exact class, or an enum, has not: by annotations alone, so that a run may know better.
fn of_class(cx: &LuaContext<'_>, node: NodeId, class: &str, name: &str, known: &[Arc<str>]) -> Finding {
    let near = nearest(name, known.iter().map(AsRef::as_ref));
    let message = format!("`{}` has no field `{}`{}", shown(class), shown(name), did_you_mean(near));
    let finding = cx
        .finding(cx.key_anchor(node), message)
        .severity(Severity::Warning)
        .runtime(mismatch::RUN)
        .by_absence();
    match near {
        Some(near) => finding.help(format!("rename it to `{near}`")).fix(cx.rename_key(node, near)),
        None if cx.notes.names.class(class).is_none() => finding.help("add it to the table below `@enum`"),
        None => finding.help("declare it with `@field`, or remove `(exact)`"),
    }
}

/// Reading nil is harmless until something is done with it.
fn consequence_of_use(cx: &LuaContext<'_>, node: NodeId) -> String {
    if cx.tree.kind(node) == NodeKind::MethodCallExpr {
        return "it is nil on every run; calling nil raises script.error".to_owned();
    }
    match reading(cx.tree, node) {
        Reading::Raises(what) => format!("it is nil on every run; {what} raises script.error"),
        _ => "it is nil on every run".to_owned(),
    }
}

/// Where else below `context` a key of this name is, in all placements.
fn elsewhere(cx: &LuaContext<'_>, name: &str) -> Option<String> {
    let first = cx.context.placements.first()?;
    first.fields.fields.iter().find_map(|field| {
        let PortableType::Table(table) = &field.ty else {
            return None;
        };
        table.field(name)?;
        let path = [&*field.name, name];
        let everywhere = cx
            .context
            .placements
            .iter()
            .all(|placement| placement.at(path.into_iter()).is_some());
        everywhere.then(|| format!("context.{}.{name}", field.name))
    })
}

#[cfg(test)]
mod tests;
