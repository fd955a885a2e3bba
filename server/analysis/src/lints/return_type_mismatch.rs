//! `return-type-mismatch`: a function returns a value that is not of the type that its `@return` says.

use crate::finding::Severity;
use crate::infer::{Mismatch, Place};
use crate::lint::{Check, FixKind, Lint, LuaContext, Proof, mismatch};

pub(crate) static LINT: Lint = Lint {
    code: "return-type-mismatch",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/return-type-mismatch.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let is_meant = |place: &Place| matches!(place, Place::Return(_));
    let takes = |mismatch: &Mismatch| match &mismatch.place {
        Place::Return(at) if *at > 0 => format!("the {} value is declared as", mismatch::nth(*at)),
        _ => "the function is declared to return".to_owned(),
    };
    mismatch::report(cx, is_meant, takes, |mismatch| {
        if mismatch.only_nil {
            "return a value of that type, or put `?` behind it in `@return`".into()
        } else {
            "return a value of that type, or change `@return`".into()
        }
    });
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["return-type-mismatch"];

    #[test]
    fn each_returned_value_is_held_against_its_type() {
        check(
            r#"---@return boolean
---@return string? why
local function f(x)
  if x == 1 then return "yes" end
  if x == 2 then return false, 5 end
  if x == 3 then return nil end
  return true
end
---@class Answer
---@field ok boolean
---@return Answer
local function g() return { ok = "no" } end
return { allowed = f(2) and g().ok }
"#,
            CODE,
            expect![[r#"
                4:25-4:30 return-type-mismatch: the function is declared to return `boolean`, but this is `string` | run: it does not look at annotations | help: return a value of that type, or change `@return`
                5:32-5:33 return-type-mismatch: the second value is declared as `string?`, but this is `integer` | run: it does not look at annotations | help: return a value of that type, or change `@return`
                6:25-6:28 return-type-mismatch: the function is declared to return `boolean`, but this is nil | run: it does not look at annotations | help: return a value of that type, or put `?` behind it in `@return`
                12:27-12:40 return-type-mismatch: the function is declared to return `Answer`, but here `ok`: string is not boolean | run: it does not look at annotations | help: return a value of that type, or change `@return`
            "#]],
        );
    }

    #[test]
    fn what_fits_or_is_not_known_is_fine() {
        for text in [
            "---@return string\nlocal function f(x) return x end f(helpers.json.decode(\"1\"))",
            "---@return string?\nlocal function f() return nil end f()",
            "---@return string\nlocal function f() return helpers.json.decode(\"1\") end f()",
            "---@return string ...\nlocal function f() return \"a\", \"b\" end f()",
            "---@generic T\n---@param x T\n---@return T\nlocal function f(x) return x end f(1)",
            "---@return_overload true, string\n---@return_overload false, nil\nlocal function f() return false end f()",
            "---@return number\nlocal function f() return 1 end f()",
            "---@return string\nlocal function f() error(\"no\") end f()",
            "---@return string\nlocal function f() local s = tostring(1) return s end f()",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
