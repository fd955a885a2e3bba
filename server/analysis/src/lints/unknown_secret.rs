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
