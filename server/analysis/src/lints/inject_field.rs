//! `inject-field`: a value of an exact class is given a key that the class does not have.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::NodeKind;

use crate::finding::Severity;
use crate::infer::ProblemKind;
use crate::lint::mismatch::RUN;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::Expr;

pub(crate) static LINT: Lint = Lint {
    code: "inject-field",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/inject-field.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for problem in &cx.inference.problems {
        let ProblemKind::InjectedField { class, name, known } = &problem.kind else {
            continue;
        };
        let near = nearest(name, known.iter().map(|name| &**name));
        let message = format!("`{}` is no field of `{}`{}", shown(name), shown(class), did_you_mean(near));
        // With a dot the name is written plainly.
        let is_item = cx.tree.kind(problem.node) == NodeKind::NamedItem;
        let is_name = is_item || matches!(cx.tree.expr(problem.node), Expr::Field { .. });
        let anchor = Anchor::Main(problem.node);
        let finding = cx.finding(anchor, message).runtime(RUN).help(match near {
            Some(near) => format!("rename it to `{near}`, or declare it with `@field`"),
            None => "declare it with `@field`, or remove `(exact)`".to_owned(),
        });
        cx.report(match near.filter(|_| is_name) {
            Some(near) => finding.fix(FixData::new(format!("write `{near}`")).replace(anchor, near)),
            None => finding,
        });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["inject-field"];
    const CLASS: &str = "---@class (exact) Limit\n---@field most integer\n---@type Limit\nlocal a = { most = 1 }\n";

    #[test]
    fn a_key_that_an_exact_class_has_not_is_told() {
        check(
            &format!("{CLASS}a.mots = 2\na[\"other\"] = 3\na = {{ most = 1, mst = 2 }}\nreturn {{ allowed = a ~= nil }}\n"),
            CODE,
            expect![[r#"
                5:3-5:7 inject-field: `mots` is no field of `Limit`; did you mean `most`? | run: it does not look at annotations | help: rename it to `most`, or declare it with `@field` | fix: Write `most`
                6:2-6:3 inject-field: `other` is no field of `Limit` | run: it does not look at annotations | help: declare it with `@field`, or remove `(exact)`
                7:17-7:20 inject-field: `mst` is no field of `Limit`; did you mean `most`? | run: it does not look at annotations | help: rename it to `most`, or declare it with `@field` | fix: Write `most`
            "#]],
        );
    }

    #[test]
    fn declared_keys_methods_and_other_classes_are_fine() {
        check_none(&format!("{CLASS}a.most = 2\nreturn {{ allowed = a ~= nil }}\n"), CODE);
        for text in [
            "---@class Free\n---@type Free\nlocal a = {}\na.x = 1",
            "---@class (exact) Own\nlocal a = {}\na.x = 1\nfunction a.new() end\nfunction a:set() self.y = 1 end",
            "---@class (exact) Map\n---@field [string] integer\n---@type Map\nlocal a = {}\na.x = 1",
            "local a = {}\na.x = 1",
            "---@class (exact) Heir: Elsewhere\n---@type Heir\nlocal a = {}\na.x = 1",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = a ~= nil }}\n"), CODE);
        }
    }
}
