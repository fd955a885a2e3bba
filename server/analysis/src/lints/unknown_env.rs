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
