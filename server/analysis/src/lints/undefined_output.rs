//! `undefined-output`: a script reads the output of a node that is not there, or that does not run before it.

use pipelua_rules::listing::choice;
use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use crate::context::PlacementSet;
use crate::finding::Severity;
use crate::infer::ProblemKind;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Check, Finding, FixData, FixKind, Lint, LuaContext, Part, Proof, consequence};
use crate::lower::{BinaryOp, Expr};
use crate::workspace::pipeline::{CompiledPipeline, node_range, node_source, pipeline};
use crate::workspace::placement::{Placement, placements};

pub(crate) static LINT: Lint = Lint {
    code: "undefined-output",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/undefined-output.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::UndefinedOutput { name, known, lacks, indexed } = &problem.kind else {
            continue;
        };
        let node = problem.node;
        let (mut finding, is_there) = match placement_beside(cx, *lacks, name) {
            Some(beside) => (not_an_ancestor(cx, node, name, &beside), true),
            None => (no_such_node(cx, node, name, known), false),
        };
        let raises = *indexed && !is_guarded(cx, node);
        let runtime = if raises {
            let then = consequence(cx.context.of(*lacks));
            format!("indexing nil raises script.error; {then}")
        } else {
            "it is nil on every run".to_owned()
        };
        finding = finding.runtime(runtime).by_absence();
        if !raises {
            finding = finding.severity(Severity::Warning);
        }
        if is_there && cx.context.placements.len() > 1 {
            finding = finding.placements(cx.placement_names(*lacks));
        }
        cx.report(finding);
    }
}

/// A placement of this script, and the node of the same pipeline that it does not need.
struct Beside<'db> {
    placement: &'db Placement,
    pipeline: &'db CompiledPipeline,
    /// Position of the node whose output is read.
    other: u32,
}

/// The first placement whose pipeline has the node, but not before this one.
fn placement_beside<'db>(cx: &LuaContext<'db>, lacks: PlacementSet, name: &str) -> Option<Beside<'db>> {
    let all = placements(cx.db, cx.file);
    let mut of_set = lacks.iter().filter_map(|at| all.get(at));
    of_set.find_map(|placement| {
        let pipeline = pipeline(cx.db, placement.pipeline);
        let other = pipeline.nodes.iter().position(|node| &*node.name == name)? as u32;
        Some(Beside { placement, pipeline, other })
    })
}

fn not_an_ancestor(cx: &LuaContext<'_>, node: NodeId, name: &str, beside: &Beside<'_>) -> Finding {
    let reader = &beside.placement.node;
    let name_text = shown(name);
    if beside.other == beside.placement.index {
        return cx
            .finding(cx.key_anchor(node), format!("node `{name_text}` is this one, whose output is not made yet"))
            .help("keep the value in a local");
    }
    let message = format!("node `{name_text}` is not an ancestor of `{}`, so its output is never here", shown(reader));
    let mut finding = cx.finding(cx.key_anchor(node), message);
    let file = beside.placement.pipeline;
    if let Some(range) = node_range(cx.db, file, beside.placement.index) {
        let needs = needs_text(beside);
        finding = finding.related(file, Anchor::Range(range), format!("`{reader}` {needs}"));
    }
    // A need of its own descendant would close a cycle.
    let other = beside.pipeline.nodes.get(beside.other as usize);
    if other.is_some_and(|other| other.ancestors.contains(&beside.placement.index)) {
        return finding.help(format!("`{name_text}` runs after `{}`: read its output there", shown(reader)));
    }
    finding = finding.help(format!("add \"{name}\" to the `needs` of `{reader}`"));
    match needs_edit(cx, file, beside.placement.index, name) {
        Some((range, text)) => {
            let title = format!("add \"{name}\" to the `needs` of `{reader}`");
            finding.fix(FixData::new(title).edit(Some(file), Anchor::Range(range), Part::Whole, text))
        }
        None => finding,
    }
}

fn no_such_node(cx: &LuaContext<'_>, node: NodeId, name: &str, known: &[std::sync::Arc<str>]) -> Finding {
    let near = nearest(name, known.iter().map(AsRef::as_ref));
    let message = format!("no node `{}` comes before this one{}", shown(name), did_you_mean(near));
    let finding = cx.finding(cx.key_anchor(node), message);
    match near {
        Some(near) => finding
            .help(format!("rename it to `{near}`"))
            .fix(cx.rename_key(node, near)),
        None => finding.help(match choice(known.iter().map(AsRef::as_ref)) {
            Some(names) => format!("read {names}"),
            None => "name a node in the `needs` of this one, and read that".to_owned(),
        }),
    }
}

fn needs_text(beside: &Beside<'_>) -> String {
    let name = |index: &u32| {
        let node = beside.pipeline.nodes.get(*index as usize)?;
        Some(format!("\"{}\"", node.name))
    };
    let needs = beside.pipeline.nodes.get(beside.placement.index as usize);
    let names: Vec<String> = needs.map_or(&[][..], |node| &node.needs).iter().filter_map(name).collect();
    if names.is_empty() {
        return "needs no other node".to_owned();
    }
    format!("needs only [{}]", names.join(", "))
}

/// Where and what to write so that the node at `index` needs `name`.
fn needs_edit(cx: &LuaContext<'_>, file: SourceFile, index: u32, name: &str) -> Option<(TextRange, String)> {
    let source = node_source(cx.db, file, index)?;
    if let Some(last) = source.needs.last() {
        return Some((TextRange::empty(last.end), format!(", \"{name}\"")));
    }
    if let Some(list) = source.needs_list {
        return Some((list, format!("[\"{name}\"]")));
    }
    let script = source.script?;
    Some((TextRange::empty(script.end), format!(", \"needs\": [\"{name}\"]")))
}

/// Whether the read stands behind a test of the same output: `a.b and a.b.c`, `if a.b then a.b.c end`.
fn is_guarded(cx: &LuaContext<'_>, node: NodeId) -> bool {
    /// Tests of more nodes, and places deeper in one, are taken for a guard unread.
    const MAX_NODES: u32 = 512;
    let tree = cx.tree;
    let tests = |condition: NodeId| {
        tree.size(condition) > MAX_NODES
            || tree.subtree(condition).any(|at| at != node && tree.is_same(at, node))
    };
    let mut inner = node;
    for (at, steps) in tree.ancestors(node).zip(0..) {
        if steps > MAX_NODES {
            return true;
        }
        let guard = match tree.kind(at) {
            NodeKind::FunctionBody => return false,
            NodeKind::BinaryExpr => match tree.expr(at) {
                Expr::Binary { op: BinaryOp::And, lhs, rhs } if rhs == inner => Some(lhs),
                _ => None,
            },
            NodeKind::IfClause if tree.child(at, 1) == inner => Some(tree.child(at, 0)),
            _ => None,
        };
        if guard.is_some_and(tests) {
            return true;
        }
        inner = at;
    }
    false
}

#[cfg(test)]
mod tests;
