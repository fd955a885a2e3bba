//! `unused-label`: a label that no `goto` leads to.

use crate::finding::{Severity, Tag};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, FixData};

pub(crate) static LINT: Lint = Lint {
    code: "unused-label",
    severity: Severity::Hint,
    fix: FixKind::Safe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unused-label.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for label in cx.scopes.labels() {
        if !label.gotos.is_empty() || cx.tree.text(label.name).starts_with('_') {
            continue;
        }
        let message = format!("no `goto` leads to the label {}", cx.quoted(label.node));
        let finding = cx
            .finding(Anchor::Node(label.node), message)
            .tag(Tag::Unnecessary)
            .by_absence()
            .fix(FixData::new("remove it").safe().remove(Anchor::Node(label.node)));
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_label_without_a_jump_is_found() {
        let text = "for i = 1, 3 do\n  helpers.log(i)\n  ::continue::\nend\n";
        check(text, &["unused-label"], expect![[r#"
            3:3-3:15 unused-label: no `goto` leads to the label `continue` | safe fix: Remove it
        "#]]);
        check_fix(text, "unused-label", expect![[r#"
            for i = 1, 3 do
              helpers.log(i)
            end
        "#]]);
    }

    #[test]
    fn jumps_backwards_and_forwards_count() {
        check_none("::again::\nif helpers.now() < 5 then goto again end\ngoto out\ndo ::_mark:: end\n::out::\n", &["unused-label"]);
    }

    #[test]
    fn what_stands_around_a_removed_label_stays_apart() {
        check_fix("local a = x::l::y()\n", "unused-label", expect![["local a = x y()\n"]]);
        check_fix("x()::l::(y or z)()\n", "unused-label", expect![["x();(y or z)()\n"]]);
        check_fix("x() -- why\n::l:: -- because\n(y or z)()\n", "unused-label", expect![[r#"
            x() -- why
            ;-- because
            (y or z)()
        "#]]);
    }
}
