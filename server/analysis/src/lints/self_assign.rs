//! `self-assign`: a value is assigned to where it comes from.

use pipelua_syntax::NodeKind;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "self-assign",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/self-assign.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for statement in tree.of_kind(NodeKind::AssignStmt) {
        let (targets, values) = (tree.child(statement, 0), tree.child(statement, 1));
        let is_single = tree.children(targets).count() == 1 && tree.children(values).count() == 1;
        for (target, value) in tree.children(targets).zip(tree.children(values)) {
            if !tree.is_path(target) || !tree.is_same(target, tree.skip_parens(value)) {
                continue;
            }
            let what = tree.path_text(target).unwrap_or_else(|| "this".to_owned());
            let message = if what.len() <= 60 && what != "this" {
                format!("`{what}` is assigned to itself")
            } else {
                "this is assigned to itself".to_owned()
            };
            let anchor = if is_single { Anchor::Node(statement) } else { Anchor::Node(value) };
            let mut finding = cx
                .finding(anchor, message)
                .runtime("nothing changes")
                .help("assign what was meant, or remove the line");
            if is_single {
                let fix = FixData::new("remove the assignment").remove(Anchor::Node(statement));
                finding = finding.fix(fix);
            }
            cx.report(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_value_that_goes_where_it_comes_from_is_found() {
        check(r#"local a, t, i = context.name, {}, 1
a = a
t.x = (t.x)
t[i] = t[i]
a, i = 2, i
return { allowed = a == i }
"#, &["self-assign"], expect![[r#"
    2:1-2:6 self-assign: `a` is assigned to itself | run: nothing changes | help: assign what was meant, or remove the line | fix: Remove the assignment
    3:1-3:12 self-assign: `t.x` is assigned to itself | run: nothing changes | help: assign what was meant, or remove the line | fix: Remove the assignment
    4:1-4:12 self-assign: this is assigned to itself | run: nothing changes | help: assign what was meant, or remove the line | fix: Remove the assignment
    5:11-5:12 self-assign: `i` is assigned to itself | run: nothing changes | help: assign what was meant, or remove the line
"#]]);
        check_fix(r#"local a = context.name
if not a then
  a = a
end
return { allowed = a ~= "" }
"#, "self-assign", expect![[r#"
    local a = context.name
    if not a then
    end
    return { allowed = a ~= "" }
"#]]);
    }

    #[test]
    fn copies_and_calls_are_fine() {
        check_none(r#"local a, b = context.name, context.email
local c = c
a = b
a, b = b, a
local t = {}
t.x = t.y
t[helpers.uuid()] = t[helpers.uuid()]
local email = context.email
return { allowed = a == b and email ~= c and t == nil }
"#, &["self-assign"]);
    }

}
