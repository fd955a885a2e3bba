//! `syntax-error`: Lua's compiler refuses the text, so nothing of it can run.

use pipelua_rules::suggest::shown;
use pipelua_syntax::SyntaxError;

use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Check, Finding, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::parse;
use crate::scopes::{ScopeError, ScopeErrorKind};

pub(crate) static LINT: Lint = Lint {
    code: "syntax-error",
    severity: Severity::Error,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/syntax-error.md"),
    check: Check::Lua(check),
};

/// A text with more of them is no Lua, and nobody reads on.
const MAX_ERRORS: usize = 1000;

fn check(cx: &mut LuaContext<'_>) {
    if cx.tree.has_errors() {
        // What names mean in broken text is a guess.
        for error in parse(cx.db, cx.file).errors().iter().take(MAX_ERRORS) {
            cx.report(refused(error).runtime(cx.does_not_compile()));
        }
        return;
    }
    for error in cx.scopes.errors() {
        if let Some(finding) = refused_name(cx, error) {
            cx.report(finding);
        }
    }
}

/// What the parser found, and no word about runs: files of types are not run. Asks for the tree with its offsets only if there are errors.
pub(crate) fn refused_text(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    if !crate::lower::lower(db, file).has_errors() {
        return Vec::new();
    }
    parse(db, file).errors().iter().take(MAX_ERRORS).map(refused).collect()
}

fn refused(error: &SyntaxError) -> Finding {
    let finding = Finding::new(&LINT, Anchor::Range(error.range), error.message.clone());
    let finding = match &error.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    };
    match &error.edit {
        Some((range, text)) => {
            let title = match (text.trim(), range.is_empty()) {
                ("", _) => "remove it".to_owned(),
                (text, true) => format!("insert `{text}`"),
                (text, false) => format!("write `{text}`"),
            };
            finding.fix(FixData::new(title).replace(Anchor::Range(*range), text.clone()))
        }
        None => finding,
    }
}

fn refused_name(cx: &LuaContext<'_>, error: &ScopeError) -> Option<Finding> {
    let node = error.node;
    let name = shown(cx.name(node));
    let finding = match error.kind {
        ScopeErrorKind::ConstAssign(_) => return None,
        ScopeErrorKind::TooManyLocals => cx
            .finding(Anchor::Node(node), "this is the 201st local variable here; Lua allows 200 in a function")
            .help("Put values that belong together into a table, or parts of the script into functions."),
        ScopeErrorKind::TooManyRegisters => cx
            .finding(
                Anchor::First(node),
                "this needs more than the 255 places that Lua has for the values of a function",
            )
            .help("Build long lists in parts, or put values that belong together into a table."),
        ScopeErrorKind::TooManyUpvalues => cx
            .finding(Anchor::Node(node), "this function uses a 256th name from around it; Lua allows 255")
            .help("Put values that belong together into a table."),
        ScopeErrorKind::UnknownLabel => cx
            .finding(Anchor::Main(node), format!("there is no label `{name}` that this `goto` could reach"))
            .help(format!("Write `::{name}::` in this block or in one around it, in the same function.")),
        ScopeErrorKind::JumpIntoScope { local } => {
            let local = cx.scopes.local(local);
            let variable = shown(cx.tree.text(local.name));
            cx.finding(Anchor::Main(node), format!("`goto {name}` jumps into the scope of `{variable}`"))
                .help(format!("Declare `{variable}` before the `goto`, or enclose its use in `do .. end`."))
                .related(cx.file, Anchor::Main(local.node), format!("`{variable}` is declared here"))
        }
        ScopeErrorKind::DuplicateLabel { first } => cx
            .finding(Anchor::Main(node), format!("there is a label `{name}` around this one already"))
            .help("Give one of the two another name.")
            .related(cx.file, Anchor::Main(first), "the first one"),
    };
    Some(finding.runtime(cx.does_not_compile()))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_slip_of_the_parser_has_its_fix() {
        check(
            "if context.email = nil then\n  return { allowed = false }\nend\nreturn { allowed = true }\n",
            &[],
            expect![[r#"
                1:18-1:19 syntax-error: `=` assigns and has no value; write `==` to compare | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | fix: Write `==`
            "#]],
        );
        check_fix(
            "if context.email = nil then\n  return { allowed = false }\nend\nreturn { allowed = true }\n",
            "syntax-error",
            expect![[r#"
                if context.email == nil then
                  return { allowed = false }
                end
                return { allowed = true }
            "#]],
        );
    }

    #[test]
    fn names_that_the_compiler_refuses_are_errors() {
        check(
            "do goto out end\nlocal x = 1\n::out::\nreturn x\n",
            &["syntax-error"],
            expect![[r#"
                1:9-1:12 syntax-error: `goto out` jumps into the scope of `x` | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Declare `x` before the `goto`, or enclose its use in `do .. end`. | related: `x` is declared here `x`
            "#]],
        );
        check(
            "for i = 1, 3 do\n  goto continue\nend\n::here::\n::here::\nreturn { allowed = true }\n",
            &["syntax-error"],
            expect![[r#"
                2:8-2:16 syntax-error: there is no label `continue` that this `goto` could reach | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Write `::continue::` in this block or in one around it, in the same function.
                5:3-5:7 syntax-error: there is a label `here` around this one already | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Give one of the two another name. | related: the first one `here`
            "#]],
        );
    }

    #[test]
    fn limits_of_the_compiler_are_errors() {
        let locals = |count: usize| "local v\n".repeat(count);
        check(&locals(201), &["syntax-error"], expect![[r#"
            201:7-201:8 syntax-error: this is the 201st local variable here; Lua allows 200 in a function | run: the script does not compile, which is script.error; before_signup then denies (onError: deny) | help: Put values that belong together into a table, or parts of the script into functions.
        "#]]);
        check_none(&locals(200), &["syntax-error"]);
    }

    #[test]
    fn labels_that_lua_accepts_are_none() {
        check_none(
            "for i = 1, 3 do\n  if i == 2 then goto continue end\n  local x = i\n  helpers.log(x)\n  ::continue::\nend\n",
            &["syntax-error"],
        );
        check_none("do ::a:: end\ndo ::a:: end\n", &["syntax-error"]);
    }

    #[test]
    fn types_files_are_read_too() {
        check("--- file: types/acme.lua\n---@meta\nlocal = 1\n", &[], expect![[r#"
            pipelines/before_signup.json 1:37-1:46 pipeline-unknown-script: there is no script `example` | run: this pipeline is not run: a local run ends with exit code 2, a deploy is refused | help: write `scripts/example.lua`, or name a script that exists
            2:1-2:6 syntax-error: the name of a local variable is missing
        "#]]);
    }
}
