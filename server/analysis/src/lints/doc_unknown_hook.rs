//! `doc-unknown-hook`: a `---@hook` names no hook that there is.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::{CommentKind, TextRange};

use crate::annotations::hook_names;
use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Check, Finding, FixData, FixKind, Lint, Proof};
use crate::lower::parse;
use crate::workspace::hooks::hooks;

pub(crate) static LINT: Lint = Lint {
    code: "doc-unknown-hook",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-unknown-hook.md"),
    check: Check::Text(check),
};

fn check(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    const DASHES: u32 = 3;
    let text = file.text(db).as_str();
    if !text.contains("@hook") {
        return Vec::new();
    }
    let hooks = hooks(db);
    let mut findings = Vec::new();
    for comment in parse(db, file).comments().iter().filter(|comment| comment.kind == CommentKind::Doc) {
        let start = comment.range.start + DASHES;
        let line = text.get(start as usize..comment.range.end as usize).unwrap_or_default();
        let Some(names) = hook_names(line) else { continue };
        if names.is_empty() {
            findings.push(
                Finding::new(&LINT, Anchor::Range(comment.range), "`---@hook` names no hook here")
                    .runtime("nothing; what the script reads is not checked against any hook")
                    .help("write the name of a hook behind it, or several with commas"),
            );
        }
        for name in names {
            let near = nearest(name.text, hooks.names());
            if hooks.is_declared(name.text) {
                continue;
            }
            // Words that are far from any name begin a remark.
            if !name.is_sure && near.is_none() {
                break;
            }
            let from = start + name.offset as u32;
            let range = TextRange::new(from, from + name.text.len() as u32);
            findings.push(unknown(range, name.text, near));
        }
    }
    findings
}

fn unknown(range: TextRange, name: &str, near: Option<&str>) -> Finding {
    let message = format!("there is no hook `{}`{}", shown(name), did_you_mean(near));
    let finding = Finding::new(&LINT, Anchor::Range(range), message)
        .runtime("nothing; what the script reads is not checked against this hook");
    match near {
        Some(near) => finding
            .help(format!("rename it to `{near}`"))
            .fix(FixData::new(format!("rename it to `{near}`")).replace(Anchor::Range(range), near)),
        None => finding.help("name a built-in hook, or describe your own in `hooks/`"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_name_that_is_no_hook_is_told_with_the_nearest() {
        check(
            "---@hook before_singup\n--- Title.\nreturn { allowed = context.emial == nil }\n",
            &["doc-unknown-hook", "script-unattached"],
            expect![[r#"
                1:10-1:23 doc-unknown-hook: there is no hook `before_singup`; did you mean `before_signup`? | run: nothing; what the script reads is not checked against this hook | help: rename it to `before_signup` | fix: Rename it to `before_signup`
            "#]],
        );
        check_fix(
            "---@hook before_signup, before_singin\nreturn { allowed = true }\n",
            "doc-unknown-hook",
            expect![[r#"
                ---@hook before_signup, before_signin
                return { allowed = true }
            "#]],
        );
        check(
            "---@hook\n---@hook nothing_like_it\n---@hook before_signup before_singin\nreturn { allowed = true }\n",
            &["doc-unknown-hook"],
            expect![[r#"
                1:1-1:9 doc-unknown-hook: `---@hook` names no hook here | run: nothing; what the script reads is not checked against any hook | help: write the name of a hook behind it, or several with commas
                2:10-2:25 doc-unknown-hook: there is no hook `nothing_like_it` | run: nothing; what the script reads is not checked against this hook | help: name a built-in hook, or describe your own in `hooks/`
                3:24-3:37 doc-unknown-hook: there is no hook `before_singin`; did you mean `before_signin`? | run: nothing; what the script reads is not checked against this hook | help: rename it to `before_signin` | fix: Rename it to `before_signin`
            "#]],
        );
    }

    #[test]
    fn names_of_hooks_and_remarks_are_fine() {
        check_none(
            "---@hook before_signup, before_signin\n---@hook before_signout runs on each\n--- The @hook before_singup is misspelt.\n-- @hook nobody\nreturn { allowed = true }\n",
            &["doc-unknown-hook"],
        );
        check_none(
            "---@hook card_lost\nreturn { allowed = true }\n--- file: hooks/card_lost.json\n{ \"mode\": \"blocking\", \"lane\": \"signin\", \"order\": 9, \"description\": \"A card is lost.\", \"input\": { \"type\": \"object\", \"properties\": {} } }\n",
            &["doc-unknown-hook"],
        );
        check_none(
            "---@hook card_lost\nreturn { allowed = true }\n--- file: hooks/card_lost.json\n{\n",
            &["doc-unknown-hook"],
        );
    }

    #[test]
    fn several_hooks_are_all_checked() {
        let text = "if context.name then return { allowed = #context.email > 3 } end\nreturn { allowed = #context.name > 0 and context.zzz == nil }\n";
        for tags in [
            "---@hook before_signup, before_signin\n",
            "---@hook before_signup before_signin\n",
            "---@hook before_signup\n---@hook before_signin\n",
            "---@hook before_signup\n\n--- Title.\n---@hook before_signin\n",
        ] {
            let out = crate::lints::tests::render(
                &crate::lints::tests::load(&format!("{tags}{text}")),
                &["wrong-hook-field", "undefined-field"],
            );
            assert!(out.contains("`context.name` is not there in hook `before_signin`"), "{tags}{out}");
            assert!(out.contains("`context` has no field `zzz`"), "{tags}{out}");
            assert_eq!(out.lines().count(), 2, "{out}");
        }
    }
}
