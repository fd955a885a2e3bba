//! `syntax-error`: the text is no Lua 5.4, so nothing of it can run.

use crate::finding::Severity;
use crate::lint::{Check, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "syntax-error",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/syntax-error.md"),
    check: Check::Lua(check),
};

fn check(_cx: &mut crate::lint::LuaContext<'_>) {}
