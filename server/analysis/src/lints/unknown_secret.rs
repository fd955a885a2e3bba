//! `unknown-secret`: a script asks for a secret that the manifest does not name.

use pipelua_schemas::Holds;

use crate::finding::Severity;
use crate::lint::{Check, Declared, FixKind, Lint, LuaContext, Proof, check_declared};

pub(crate) static LINT: Lint = Lint {
    code: "unknown-secret",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unknown-secret.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let secrets = Declared {
        holds: Holds::SecretName,
        word: "secret",
        section: "secrets",
        names: |manifest| &manifest.secrets,
    };
    check_declared(cx, &secrets);
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_name_that_the_manifest_lacks_is_found() {
        check(r#"---@hook before_signup
local secret = helpers.secret
local NAME = "GEO_TOKEM"
helpers.log(#secret("STRIPE_KEI"), #helpers["secret"](NAME), #helpers.secret("NOTHING"))
return { allowed = true }
--- file: pipelua.toml
schema = 1
name = "x"

[secrets] # names only
STRIPE_KEY = "Stripe" # restricted
GEO_TOKEN = "Geo"

[env]
"#, &["unknown-secret"], expect![[r#"
    4:21-4:33 unknown-secret: `STRIPE_KEI` is no secret of the manifest; did you mean `STRIPE_KEY`? | run: `helpers.secret` gives nil for it, on every run | help: write `STRIPE_KEY`, or declare it under `[secrets]` in pipelua.toml | fix: Rename it to `STRIPE_KEY` | fix: Declare `STRIPE_KEI` in pipelua.toml
    4:55-4:59 unknown-secret: `GEO_TOKEM` is no secret of the manifest; did you mean `GEO_TOKEN`? | run: `helpers.secret` gives nil for it, on every run | help: write `GEO_TOKEN`, or declare it under `[secrets]` in pipelua.toml | fix: Declare `GEO_TOKEM` in pipelua.toml
    4:78-4:87 unknown-secret: `NOTHING` is no secret of the manifest | run: `helpers.secret` gives nil for it, on every run | help: declare it under `[secrets]` in pipelua.toml | fix: Declare `NOTHING` in pipelua.toml
"#]]);
        check(r#"---@hook before_signup
local secret = helpers.secret
local NAME = "GEO_TOKEM"
helpers.log(#secret("STRIPE_KEI"), #helpers["secret"](NAME), #helpers.secret("NOTHING"))
return { allowed = true }
--- file: pipelua.toml
schema = 1
name = "x"
secrets.OTHER = "Other"
"#, &["unknown-secret"], expect![[r#"
    4:21-4:33 unknown-secret: `STRIPE_KEI` is no secret of the manifest | run: `helpers.secret` gives nil for it, on every run | help: declare it under `[secrets]` in pipelua.toml
    4:55-4:59 unknown-secret: `GEO_TOKEM` is no secret of the manifest | run: `helpers.secret` gives nil for it, on every run | help: declare it under `[secrets]` in pipelua.toml
    4:78-4:87 unknown-secret: `NOTHING` is no secret of the manifest | run: `helpers.secret` gives nil for it, on every run | help: declare it under `[secrets]` in pipelua.toml
"#]]);
        check_fix(r#"---@hook before_signup
helpers.log(#helpers.secret("STRIPE_KEI"))
return { allowed = true }
--- file: pipelua.toml
schema = 1
name = "x"
[secrets]
STRIPE_KEY = "Stripe"
"#, "unknown-secret", expect![[r#"
    ---@hook before_signup
    helpers.log(#helpers.secret("STRIPE_KEY"))
    return { allowed = true }
"#]]);
    }

    #[test]
    fn declared_names_and_those_made_at_run_time_are_fine() {
        check_none(r#"---@hook before_signup
local function secret(name) return name end
helpers.log(#helpers.secret("STRIPE_KEY"), #helpers.secret(context.email), secret("X"))
return { allowed = true }
--- file: pipelua.toml
schema = 1
name = "x"

[secrets] # names only
STRIPE_KEY = "Stripe" # restricted
GEO_TOKEN = "Geo"

[env]
"#, &["unknown-secret"]);
        check_none(r#"return { allowed = helpers.secret("X") ~= "" }
"#, &["unknown-secret"]);
    }

}
