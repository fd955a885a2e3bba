//! `ignored-denial`: a script behind the host says no, which nobody can act on any more.

use pipelua_schemas::Mode;
use pipelua_syntax::{NodeId, NodeKind};

use crate::contract::{key_places, result_tables};
use crate::finding::Severity;
use crate::infer::ExitKind;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof, distinct, quoted_list};
use crate::ty::Ty;

pub(crate) static LINT: Lint = Lint {
    code: "ignored-denial",
    severity: Severity::Info,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/ignored-denial.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let is_async = |at: &crate::context::PlacementContext| at.mode == Mode::Async;
    if !cx.context.placements.iter().any(is_async) {
        return;
    }
    let mut places: Vec<NodeId> = Vec::new();
    for exit in &cx.inference.exits {
        // A denial that some hook acts on is meant for that hook.
        if !matches!(exit.kind, ExitKind::Value { .. }) || !cx.context.of(exit.placements).all(is_async) {
            continue;
        }
        for (literal, table) in result_tables(cx, &exit.ty) {
            let types = &cx.inference.types;
            let denies = |field: &&crate::ty::Field| types.text(field.name) == "allowed" && field.ty == Ty::FALSE;
            if !table.fields.iter().any(|field| denies(&field)) {
                continue;
            }
            let place = key_places(cx.tree, cx.scopes, literal, "allowed");
            places.extend(place.iter().map(|place| place.value));
        }
    }
    places.sort_unstable();
    places.dedup();
    let only_async = cx.context.placements.iter().all(is_async);
    let names = distinct(cx.context.placements.iter().filter(|at| is_async(at)).map(|at| &*at.hook));
    for value in places {
        let mut finding = cx
            .finding(Anchor::Node(value), format!("`allowed = false` denies nothing in {}", quoted_list(&names)))
            .runtime("the hook runs when all is done, so the denial is ignored")
            .help("leave out `allowed`, or do the check in a hook that runs before");
        if only_async && cx.tree.kind(value) == NodeKind::FalseExpr {
            let fix = FixData::new("write `true`").safe().replace(Anchor::Node(value), "true");
            finding = finding.fix(fix);
        }
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests;
