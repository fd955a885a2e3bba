//! `unknown-env`: a script asks for a setting that the manifest does not name.

use pipelua_schemas::Holds;

use crate::finding::Severity;
use crate::lint::{Check, Declared, FixKind, Lint, LuaContext, Proof, check_declared};

pub(crate) static LINT: Lint = Lint {
    code: "unknown-env",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unknown-env.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let settings = Declared {
        holds: Holds::EnvKey,
        word: "setting",
        section: "env",
        names: |manifest| &manifest.env,
    };
    check_declared(cx, &settings);
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    #[test]
    fn a_setting_that_the_manifest_lacks_is_found() {
        check(r#"---@hook before_signup
return { allowed = helpers.env("LIMIT") ~= "1" and helpers.env("RISK_LIMITS") ~= "2" }
--- file: pipelua.toml
schema = 1
name = "x"
[env]
RISK_LIMIT = "Risk"
"#, &["unknown-env"], expect![[r#"
    2:32-2:39 unknown-env: `LIMIT` is no setting of the manifest; did you mean `RISK_LIMIT`? | run: `helpers.env` gives nil for it, on every run | help: write `RISK_LIMIT`, or declare it under `[env]` in pipelua.toml | fix: Rename it to `RISK_LIMIT` | fix: Declare `LIMIT` in pipelua.toml
    2:64-2:77 unknown-env: `RISK_LIMITS` is no setting of the manifest; did you mean `RISK_LIMIT`? | run: `helpers.env` gives nil for it, on every run | help: write `RISK_LIMIT`, or declare it under `[env]` in pipelua.toml | fix: Rename it to `RISK_LIMIT` | fix: Declare `RISK_LIMITS` in pipelua.toml
"#]]);
    }

    #[test]
    fn a_declared_setting_is_fine() {
        check_none(r#"---@hook before_signup
return { allowed = helpers.env("RISK_LIMIT") ~= "1" }
--- file: pipelua.toml
schema = 1
name = "x"
[env]
RISK_LIMIT = "Risk"
"#, &["unknown-env"]);
    }

}
