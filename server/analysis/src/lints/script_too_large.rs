//! `script-too-large`: more code than the sandbox runs.

use pipelua_rules::code_size::{CodeSize, TooLarge};

use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Check, Finding, FixKind, Lint, Proof};
use crate::lower::parse;
use crate::workspace::manifest::manifest;

pub(crate) static LINT: Lint = Lint {
    code: "script-too-large",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/script-too-large.md"),
    check: Check::Text(check),
};

fn check(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    let builtin = pipelua_schemas::builtin().limits();
    let script_bytes = script_bytes(db);
    if file.text(db).as_str().len() as u64 <= script_bytes {
        return Vec::new();
    }
    let size = CodeSize::of(parse(db, file));
    let (message, help) = match size.judge(script_bytes, builtin.source_bytes()) {
        Ok(()) => return Vec::new(),
        Err(TooLarge::Code { bytes, limit }) => (
            format!("the script has {bytes} bytes of code; at most {limit} are run"),
            "move lists into the node's `config`, or split the script into two nodes",
        ),
        Err(TooLarge::Written { bytes, limit }) => (
            format!("the script is {bytes} bytes long; at most {limit} are read, comments included"),
            "shorten its comments",
        ),
    };
    let finding = Finding::new(&LINT, Anchor::File, message)
        .runtime("it never runs: each run of it is limit.size, and a deploy refuses it")
        .help(help);
    vec![finding]
}

/// The limit in force for the bytes of code of a script.
pub(super) fn script_bytes(db: &dyn Db) -> u64 {
    let builtin = pipelua_schemas::builtin().limits().script_bytes();
    manifest(db).limits.get("script-bytes").unwrap_or(builtin)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    fn script(bytes: usize) -> String {
        format!("local t = \"{}\"\nreturn {{ allowed = t ~= \"\" }}\n", "x".repeat(bytes - 42))
    }

    #[test]
    fn code_is_counted_against_the_limit_in_force() {
        check(&script(5_121), &["script-too-large"], expect![[r#"
            file script-too-large: the script has 5121 bytes of code; at most 5120 are run | run: it never runs: each run of it is limit.size, and a deploy refuses it | help: move lists into the node's `config`, or split the script into two nodes
        "#]]);
        check_none(&script(5_120), &["script-too-large"]);
        let tight = "--- file: pipelua.toml\nschema = 1\n[limits]\nscript-bytes = 200\n";
        check(&format!("{}{tight}", script(201)), &["script-too-large"], expect![[r#"
            file script-too-large: the script has 201 bytes of code; at most 200 are run | run: it never runs: each run of it is limit.size, and a deploy refuses it | help: move lists into the node's `config`, or split the script into two nodes
        "#]]);
        check_none(&format!("{}{tight}", script(200)), &["script-too-large"]);
    }

    #[test]
    fn comments_count_only_against_the_larger_limit() {
        let comment = |bytes: usize| format!("-- {}\nreturn {{ allowed = true }}\n", "x".repeat(bytes));
        check_none(&comment(60_000), &["script-too-large"]);
        check(&comment(66_000), &["script-too-large"], expect![[r#"
            file script-too-large: the script is 66030 bytes long; at most 65536 are read, comments included | run: it never runs: each run of it is limit.size, and a deploy refuses it | help: shorten its comments
        "#]]);
    }
}
