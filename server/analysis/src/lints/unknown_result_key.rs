//! `unknown-result-key`: a result has a key that nobody reads.

use pipelua_syntax::NodeId;
use rustc_hash::FxHashSet;

use crate::contract::{FaultKind, KeyPlace, RESULT_KEYS, faults, key_places, likely_key, result_tables};
use crate::finding::Severity;
use crate::infer::ExitKind;
use crate::lint::{Check, FixKind, Lint, LuaContext, Proof};
use crate::ty::TextId;

pub(crate) static LINT: Lint = Lint {
    code: "unknown-result-key",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unknown-result-key.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let mut found: Vec<(NodeId, String, Option<&'static str>)> = Vec::new();
    let types = &cx.inference.types;
    let mut seen: FxHashSet<(NodeId, TextId)> = FxHashSet::default();
    for exit in &cx.inference.exits {
        if !matches!(exit.kind, ExitKind::Value { .. }) {
            continue;
        }
        for (literal, table) in result_tables(cx, &exit.ty) {
            for field in &table.fields {
                let name = types.text(field.name);
                if RESULT_KEYS.contains(&name) || !seen.insert((literal, field.name)) {
                    continue;
                }
                let has = |key: &str| table.fields.iter().any(|field| types.text(field.name) == key);
                let free: Vec<&'static str> = RESULT_KEYS.into_iter().filter(|key| !has(key)).collect();
                for KeyPlace { key, .. } in key_places(cx.tree, cx.scopes, literal, name) {
                    found.push((key, name.to_owned(), likely_key(name, &free)));
                }
            }
        }
    }
    if found.is_empty() {
        return;
    }
    // A key that must mean `allowed` is told there already.
    let told = faults(cx);
    let is_told = |at: NodeId| {
        told.iter()
            .any(|fault| fault.at == at && matches!(fault.kind, FaultKind::MisspeltAllowed(_)))
    };
    found.retain(|(at, ..)| !is_told(*at));
    for (at, name, near) in found {
        report(cx, at, &name, near);
    }
}

fn report(cx: &mut LuaContext<'_>, at: NodeId, name: &str, near: Option<&str>) {
    let near_text = pipelua_rules::suggest::did_you_mean(near);
    let name = pipelua_rules::suggest::shown(name);
    let finding = cx
        .finding(cx.key_anchor(at), format!("`{name}` is not a key of a result{near_text}"))
        .runtime("nobody reads it; the trace notes it");
    let finding = match near {
        Some(near) => finding
            .help(format!("rename it to `{near}`"))
            .fix(cx.rename_key(at, near)),
        None => finding.help("put it into `data`, or remove it; the keys are `allowed`, `error` and `data`"),
    };
    cx.report(finding);
}

#[cfg(test)]
mod tests;
