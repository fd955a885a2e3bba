//! `missing-return`: a path through a script ends without a result, though its hook needs one.

use pipelua_schemas::Mode;
use pipelua_syntax::NodeId;

use crate::contract::placements_where;
use crate::finding::Severity;
use crate::infer::ExitKind;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof, consequence, decided_by_error, distinct, list};

pub(crate) static LINT: Lint = Lint {
    code: "missing-return",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/missing-return.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for exit in &cx.inference.exits {
        let Some((fails, everywhere)) =
            placements_where(cx.context, exit.placements, |mode| mode != Mode::Async)
        else {
            continue;
        };
        let result = decided_by_error(cx.context.of(fails)).map(|allows| format!("{{ allowed = {allows} }}"));
        let titled = |result: &str| FixData::new(format!("say what runs do there now: `return {result}`"));
        let (anchor, message, fix) = match exit.kind {
            ExitKind::Value { .. } => continue,
            ExitKind::Empty { statement } => {
                let fix = |result: String| {
                    titled(&result).insert_after(Anchor::Main(statement), format!(" {result}"))
                };
                (Anchor::Node(statement), "this `return` gives no result", result.map(fix))
            }
            ExitKind::End => {
                let last = last_statement(cx);
                let fix = |result: String| {
                    let fix = titled(&result);
                    if last == NodeId::ROOT {
                        fix.insert_before(Anchor::File, format!("return {result}\n"))
                    } else {
                        fix.insert_below(Anchor::Last(last), format!("\n\nreturn {result}"))
                    }
                };
                (Anchor::Last(last), "the script can end here without a result", result.map(fix))
            }
        };
        let placements = || cx.context.of(fails);
        let mut finding = cx
            .finding(anchor, message)
            .runtime(format!("no result is an error (result.invalid); {}", consequence(placements())))
            .by_absence();
        if let Some(fix) = fix {
            finding = finding.fix(fix);
        }
        if everywhere {
            finding = finding.help("return a result on every path: `{ allowed = .. }`");
        } else {
            let names = distinct(placements().map(|placement| &*placement.hook));
            finding = finding
                .severity(Severity::Warning)
                .help(format!("return a result on every path; {} cannot do without", list(&names)))
                .placements(cx.placement_names(fails));
        }
        cx.report(finding);
    }
}

/// The last statement of the chunk; the chunk itself if it has none.
fn last_statement(cx: &LuaContext<'_>) -> NodeId {
    let block = cx.tree.child(NodeId::ROOT, 0);
    cx.tree.children(block).last().unwrap_or(NodeId::ROOT)
}

#[cfg(test)]
mod tests;
