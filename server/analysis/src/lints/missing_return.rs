//! `missing-return`: a path through a script ends without a result, though its hook needs one.

use pipelua_schemas::Mode;
use pipelua_syntax::NodeId;

use crate::contract::placements_where;
use crate::finding::Severity;
use crate::infer::ExitKind;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof, consequence, distinct, list};

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
        let (anchor, message, fix) = match exit.kind {
            ExitKind::Value { .. } => continue,
            ExitKind::Empty { statement } => (
                Anchor::Node(statement),
                "this `return` gives no result",
                FixData::new("return `{ allowed = true }`")
                    .insert_after(Anchor::Main(statement), " { allowed = true }"),
            ),
            ExitKind::End => {
                let last = last_statement(cx);
                let fix = FixData::new("add `return { allowed = true }` at the end");
                let fix = if last == NodeId::ROOT {
                    fix.insert_before(Anchor::File, "return { allowed = true }\n")
                } else {
                    fix.insert_below(Anchor::Last(last), "\n\nreturn { allowed = true }")
                };
                (Anchor::Last(last), "the script can end here without a result", fix)
            }
        };
        let placements = || cx.context.of(fails);
        let mut finding = cx
            .finding(anchor, message)
            .runtime(format!("no result is an error (result.invalid); {}", consequence(placements())))
            .by_absence()
            .fix(fix);
        if everywhere {
            finding = finding.help("return a result such as `{ allowed = true }` on every path");
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
