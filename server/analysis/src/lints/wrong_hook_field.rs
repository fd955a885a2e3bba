//! `wrong-hook-field`: a field of `context` that only some of the script's hooks or nodes have.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind};

use crate::context::PlacementSet;
use crate::finding::Severity;
use crate::infer::ProblemKind;
use crate::lint::{
    Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof, consequence, distinct, list, quoted_list,
};
use crate::reading::{Reading, is_target, reading};
use crate::ty::Ty;

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
        let ProblemKind::WrongHookField { owner, name, declared, has, lacks, is_possible, .. } = &problem.kind else {
            continue;
        };
        let sides = Sides::new(cx, *has, *lacks);
        let what = format!("`{}.{}`", shown(owner), shown(name));
        let s = if sides.without.len() == 1 { "" } else { "s" };
        let message = format!("{what} is not there in {}{s} {}", sides.tag, quoted_list(&sides.without));
        let without = list(&sides.without);
        let reading = reading(cx.tree, problem.node);
        let runtime = match reading {
            Reading::Raises(what) => {
                let then = consequence(cx.context.of(*lacks));
                format!("it is nil in {without}, and {what} raises script.error; {then}")
            }
            _ => format!("it is nil in {without}; {} {} it", list(&sides.with), have(&sides.with)),
        };
        let mut finding = cx
            .finding(cx.key_anchor(problem.node), message)
            .runtime(runtime)
            .placements(cx.placement_names(*lacks))
            // The test that tells the hooks apart may be what is broken.
            .by_absence();
        if let Some(declared) = declared {
            let text = format!("`{}` stands for it", shown(cx.name(cx.tree.skip_parens(problem.node))));
            finding = finding.related(cx.file, cx.key_anchor(*declared), text);
        }
        let guard = sides.guard().filter(|_| *is_possible);
        finding = match &guard {
            Some(guard) => finding.help(format!("guard it with `if {guard} then`")),
            None => finding.help("use it only where it is there, or split the script"),
        };
        if let Some(fix) = guard.and_then(|guard| guarded(cx, problem.node, reading, &guard)) {
            finding = finding.fix(fix);
        }
        cx.report(finding);
    }
}

fn have(names: &[&str]) -> &'static str {
    if names.len() == 1 { "has" } else { "have" }
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

/// The guard where it changes nothing but the error: around the read where nil is as good as a value, else around
/// the statement that would raise.
fn guarded(cx: &LuaContext<'_>, node: NodeId, of_node: Reading, guard: &str) -> Option<FixData> {
    let tree = cx.tree;
    // The whole chain of keys behind it goes under the guard with it.
    let mut top = node;
    while let Some(parent) = tree.parent(top) {
        if !matches!(tree.kind(parent), NodeKind::FieldExpr | NodeKind::IndexExpr) || tree.child(parent, 0) != top {
            break;
        }
        top = parent;
    }
    let fix = FixData::new("guard it");
    let is_alone = tree.parent(top).is_some_and(|parent| tree.kind(parent) != NodeKind::BinaryExpr);
    let is_free = matches!(reading(tree, top), Reading::Plain | Reading::Kept) && is_alone;
    if is_free && !is_target(tree, top) && !may_be_false(cx, top) {
        let guard = if guard.contains(" or ") { format!("({guard})") } else { guard.to_owned() };
        return Some(
            fix.insert_before(Anchor::Node(top), format!("{guard} and "))
                .insert_after(Anchor::Node(top), " or nil"),
        );
    }
    let statement = tree.statement_of(node);
    let is_one_step = matches!(tree.kind(statement), NodeKind::CallStmt | NodeKind::AssignStmt);
    let is_inside = tree.function_of(node) == tree.function_of(statement);
    (matches!(of_node, Reading::Raises(_)) && is_one_step && is_inside).then(|| {
        fix.insert_before(Anchor::Node(statement), format!("if {guard} then "))
            .insert_after(Anchor::Node(statement), " end")
    })
}

/// `guard and x or nil` is nil where `x` is false.
fn may_be_false(cx: &LuaContext<'_>, node: NodeId) -> bool {
    let types = &cx.inference.types;
    let ty = cx.inference.type_of(node);
    types
        .members(&ty)
        .iter()
        .any(|member| types.is_dynamic(*member) || matches!(*member, Ty::BOOLEAN | Ty::FALSE))
}

#[cfg(test)]
mod tests;
