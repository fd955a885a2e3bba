//! `doc-data-mismatch`: a script puts something else into `data` than its `---@data` says.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};

use crate::finding::Severity;
use crate::infer::{Place, ProblemKind};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, mismatch};

pub(crate) static LINT: Lint = Lint {
    code: "doc-data-mismatch",
    severity: Severity::Warning,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-data-mismatch.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let is_meant = |place: &Place| matches!(place, Place::Data);
    mismatch::report(
        cx,
        is_meant,
        |_| "`data` is declared as".to_owned(),
        |_| "change what is handed back, or `---@data`".into(),
    );
    for problem in &cx.inference.problems {
        let ProblemKind::UndeclaredData { name, known } = &problem.kind else {
            continue;
        };
        let near = nearest(name, known.iter().map(|name| &**name));
        let message = format!("`---@data` says nothing of `{}`{}", shown(name), did_you_mean(near));
        let finding = cx
            .finding(Anchor::Node(problem.node), message)
            .runtime(mismatch::RUN)
            .help(match near {
                Some(near) => format!("call it `{near}`, or add it to `---@data`"),
                None => "add it to `---@data`".to_owned(),
            });
        cx.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-data-mismatch"];

    #[test]
    fn what_the_results_hold_is_held_against_the_declaration() {
        check(
            "---@data { score: integer, why?: string }\nif #context.email > 9 then\n  return { allowed = true, data = { score = \"many\" } }\nelseif #context.email > 8 then\n  return { allowed = true, data = { why = \"a\" } }\nend\nreturn { allowed = true, data = { score = 1, wy = \"b\" } }\n",
            CODE,
            expect![[r#"
                3:35-3:53 doc-data-mismatch: this is no `{ score: integer, why?: string }`: `data.score`: string is not integer | run: it does not look at annotations | help: change what is handed back, or `---@data`
                5:35-5:48 doc-data-mismatch: `data` is declared as `{ score: integer, why?: string }`, but here `score` is missing | run: it does not look at annotations | help: change what is handed back, or `---@data`
                7:33-7:56 doc-data-mismatch: `---@data` says nothing of `wy` | run: it does not look at annotations | help: add it to `---@data`
            "#]],
        );
    }

    #[test]
    fn what_fits_or_is_not_there_is_fine() {
        for text in [
            "---@data { score: integer }\nreturn { allowed = true, data = { score = 1 } }",
            "---@data { score: integer }\nif #context.email > 3 then return { allowed = false } end\nreturn { allowed = true, data = { score = 1 } }",
            "---@data { score?: integer }\nreturn { allowed = true, data = {} }",
            "---@data { score: integer }\nreturn { allowed = true, data = helpers.json.decode(context.email) }",
            "---@data table<string, integer>\nreturn { allowed = true, data = { a = 1 } }",
            "---@data { score: integer }\nlocal function f() return { allowed = 1, data = { b = 1 } } end\nlocal r = f()\nreturn { allowed = r.allowed == 1, data = { score = 1 } }",
            "---@class (exact) Result\n---@field score integer\n\n---@data Result\nreturn { allowed = true, data = { score = 1 } }",
        ] {
            check_none(&format!("{text}\n"), CODE);
        }
    }
}
