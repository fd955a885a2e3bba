//! `script-near-limit`: a script has nearly as much code as the sandbox runs.

use pipelua_rules::code_size::CodeSize;

use super::script_too_large::script_bytes;
use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};
use crate::lower::parse;

pub(crate) static LINT: Lint = Lint {
    code: "script-near-limit",
    severity: Severity::Info,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/script-near-limit.md"),
    check: Check::Text(check),
};

/// Above this share of the limit, in percent, the next addition may be the one too many.
const NEAR_PERCENT: u64 = 90;

fn check(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let limit = script_bytes(db);
    let is_near = |bytes: u64| bytes * 100 > limit * NEAR_PERCENT;
    if !is_near(file.text(db).as_str().len() as u64) {
        return Vec::new();
    }
    let bytes = CodeSize::of(parse(db, file)).code;
    if bytes > limit || !is_near(bytes) {
        return Vec::new();
    }
    let message = format!("the script has {bytes} of the {limit} bytes of code that are run");
    let finding = Finding::new(&LINT, Anchor::File, message)
        .runtime("nothing yet; above the limit it would not run at all")
        .help("move lists into the node's `config`, or split the script into two nodes");
    vec![finding]
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    fn script(bytes: usize) -> String {
        format!("-- a comment\nlocal t = \"{}\"\nreturn {{ allowed = t ~= \"\" }}\n", "x".repeat(bytes - 42))
    }

    #[test]
    fn the_last_tenth_is_near() {
        check(&script(4_609), &["script-near-limit"], expect![[r#"
            file script-near-limit: the script has 4609 of the 5120 bytes of code that are run | run: nothing yet; above the limit it would not run at all | help: move lists into the node's `config`, or split the script into two nodes
        "#]]);
        check(&script(5_120), &["script-near-limit"], expect![[r#"
            file script-near-limit: the script has 5120 of the 5120 bytes of code that are run | run: nothing yet; above the limit it would not run at all | help: move lists into the node's `config`, or split the script into two nodes
        "#]]);
        check_none(&script(4_608), &["script-near-limit"]);
        check_none(&script(5_121), &["script-near-limit"]);
    }
}
