//! `wrong-hook-field`: a field of `context` that only some of the script's hooks or nodes have.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind};

use crate::context::PlacementSet;
use crate::finding::Severity;
use crate::infer::ProblemKind;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof, distinct, list, quoted_list};

pub(crate) static LINT: Lint = Lint {
    code: "wrong-hook-field",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/wrong-hook-field.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::WrongHookField { owner, name, has, lacks } = &problem.kind else {
            continue;
        };
        let sides = Sides::new(cx, *has, *lacks);
        let what = format!("`{}.{}`", shown(owner), shown(name));
        let s = if sides.without.len() == 1 { "" } else { "s" };
        let message = format!("{what} is not there in {}{s} {}", sides.tag, quoted_list(&sides.without));
        let guard = sides.guard();
        let mut finding = cx
            .finding(cx.key_anchor(problem.node), message)
            .runtime(format!(
                "it is nil in {}; {} has it",
                list(&sides.without),
                list(&sides.with)
            ))
            .placements(cx.placement_names(*lacks))
            // The test that tells the hooks apart may be what is broken.
            .by_absence();
        if let Some(guard) = guard {
            finding = finding
                .help(format!("guard it with `if {guard} then`"))
                .fix(guarded(cx, problem.node, &guard));
        } else {
            finding = finding.help("use it only where it is there, or split the script");
        }
        cx.report(finding);
    }
}

/// What tells the placements with the field from those without.
struct Sides<'a> {
    /// `hook`, or `node` where one hook is on both sides.
    tag: &'static str,
    with: Vec<&'a str>,
    without: Vec<&'a str>,
}

impl<'a> Sides<'a> {
    fn new(cx: &LuaContext<'a>, has: PlacementSet, lacks: PlacementSet) -> Self {
        let hooks = |set| distinct(cx.context.of(set).map(|placement| &*placement.hook));
        let (with, without) = (hooks(has), hooks(lacks));
        if with.iter().any(|hook| without.contains(hook)) {
            let nodes = |set| distinct(cx.context.of(set).filter_map(|placement| placement.node.as_deref()));
            return Self {
                tag: "node",
                with: nodes(has),
                without: nodes(lacks),
            };
        }
        Self {
            tag: "hook",
            with,
            without,
        }
    }

    /// The shorter test that is true exactly where the field is.
    fn guard(&self) -> Option<String> {
        let test = |op: &str, names: &[&str], joined: &str| {
            let tests: Vec<String> = names
                .iter()
                .map(|name| format!("context.{} {op} \"{name}\"", self.tag))
                .collect();
            tests.join(joined)
        };
        if self.with.iter().any(|name| self.without.contains(name)) {
            return None;
        }
        match (self.with.len(), self.without.len()) {
            (1, _) => Some(test("==", &self.with, "")),
            (_, 1) => Some(test("~=", &self.without, "")),
            (with, without) if with <= without => Some(test("==", &self.with, " or ")),
            _ => Some(test("~=", &self.without, " and ")),
        }
    }
}

/// The guard around the whole chain of fields: nil where it is not there, as now, but told apart.
fn guarded(cx: &LuaContext<'_>, node: NodeId, guard: &str) -> FixData {
    let tree = cx.tree;
    let mut top = node;
    while let Some(parent) = tree.parent(top) {
        let reads = matches!(tree.kind(parent), NodeKind::FieldExpr | NodeKind::IndexExpr);
        if !reads || tree.child(parent, 0) != top {
            break;
        }
        top = parent;
    }
    let guard = if guard.contains(" or ") { format!("({guard})") } else { guard.to_owned() };
    FixData::new("guard it")
        .insert_before(Anchor::Node(top), format!("({guard} and "))
        .insert_after(Anchor::Node(top), " or nil)")
}

#[cfg(test)]
mod tests;
