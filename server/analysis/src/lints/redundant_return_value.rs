//! `redundant-return-value`: a `return` gives more values than its function is declared to return.

use pipelua_syntax::NodeId;
use pipelua_syntax::luacats::TypeKind;

use super::missing_return_value::{DeclaredReturn, declared_returns};
use crate::finding::Severity;
use crate::lint::mismatch::RUN;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "redundant-return-value",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/redundant-return-value.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    for DeclaredReturn { values, signature, .. } in declared_returns(cx) {
        let declared = signature.returns.len();
        let is_open = signature.returns.iter().any(|ty| matches!(ty.kind, TypeKind::Variadic(_)));
        let extra: &[NodeId] = values.get(declared..).unwrap_or_default();
        let (Some(first), Some(last), false) = (extra.first(), extra.last(), is_open) else {
            continue;
        };
        let anchor = Anchor::Through(*first, *last);
        let most = if declared == 1 { "one value is".to_owned() } else { format!("{declared} values are") };
        let message = format!("only {most} declared to be returned");
        let mut finding = cx
            .finding(anchor, message)
            .runtime(RUN)
            .help("remove what is too much, or declare it with `@return`");
        if !extra.iter().any(|value| cx.tree.calls(*value)) {
            let title = if extra.len() == 1 { "remove the value" } else { "remove the values" };
            finding = finding.fix(FixData::new(title).remove_behind_separator(anchor));
        }
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    const CODE: &[&str] = &["redundant-return-value"];

    #[test]
    fn a_value_that_is_not_declared_is_told() {
        let text = "---@return boolean\nlocal function f(x)\n  if x == 1 then return true, \"why\", 2 end\n  return false\nend\nreturn { allowed = f(1) }\n";
        check(text, CODE, expect![[r#"
            3:31-3:39 redundant-return-value: only one value is declared to be returned | run: it does not look at annotations | help: remove what is too much, or declare it with `@return` | fix: Remove the values
        "#]]);
        check_fix(text, CODE[0], expect![[r#"
            ---@return boolean
            local function f(x)
              if x == 1 then return true end
              return false
            end
            return { allowed = f(1) }
        "#]]);
    }

    #[test]
    fn what_is_declared_or_open_is_fine() {
        for text in [
            "---@return boolean, string?\nlocal function f() return true, \"x\" end",
            "---@return boolean\n---@return string\nlocal function f() return true, \"x\" end",
            "---@return string ...\nlocal function f() return \"a\", \"b\" end",
            "---@return boolean\nlocal function f(...) return ... end",
            "---@param x integer\nlocal function f(x) return x, x end",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = f(1) ~= nil }}\n"), CODE);
        }
    }
}
