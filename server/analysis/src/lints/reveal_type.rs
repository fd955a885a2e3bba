//! `reveal-type`: what is known of the value in `reveal_type(x)`, which asks the checker and is no function of the sandbox.

use pipelua_rules::suggest::shown;
use pipelua_syntax::{NodeId, NodeKind};

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::Lowered;

pub(crate) static LINT: Lint = Lint {
    code: "reveal-type",
    severity: Severity::Info,
    fix: FixKind::Unsafe,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/reveal-type.md"),
    check: Check::Lua(check),
};

const REVEAL: &str = "reveal_type";

/// Characters of a type that a message has room for.
const ROOM: usize = 60;

/// Whether this use of a global asks the checker for a type.
pub(crate) fn asks_for_type(tree: &Lowered, name: NodeId) -> bool {
    let call = tree.parent(name).filter(|call| tree.kind(*call) == NodeKind::CallExpr);
    tree.name(name) == REVEAL && call.is_some_and(|call| tree.child(call, 0) == name)
}

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    for at in cx.scopes.globals().iter().filter(|at| asks_for_type(tree, at.node)) {
        let Some(call) = tree.parent(at.node) else { continue };
        let arguments: Vec<NodeId> = tree.children(tree.child(call, 1)).collect();
        if arguments.is_empty() {
            let finding = cx
                .finding(Anchor::Node(call), "`reveal_type` has no argument whose type it could show")
                .runtime(cx.raises("reading it"))
                .help("write the expression between its parentheses");
            cx.report(finding);
        }
        for argument in &arguments {
            let ty = cx.inference.display(*argument);
            let what = match tree.path_text(*argument) {
                Some(path) => format!("`{}` is", shown(&path)),
                None => "this is".to_owned(),
            };
            let mut finding = cx
                .finding(Anchor::Node(*argument), format!("{what} `{}` here", cut(&ty)))
                .runtime(cx.raises("reading `reveal_type`"));
            finding = finding.help(if ty.chars().count() > ROOM {
                format!("it is `{ty}`; remove the call before the script runs")
            } else {
                "remove the call before the script runs".to_owned()
            });
            if let Some(fix) = removal(tree, call, &arguments) {
                finding = finding.fix(fix);
            }
            cx.report(finding);
        }
    }
}

/// Takes the statement away, unless something is called in it.
fn removal(tree: &Lowered, call: NodeId, arguments: &[NodeId]) -> Option<FixData> {
    let statement = tree.parent(call).filter(|at| tree.kind(*at) == NodeKind::CallStmt)?;
    let is_plain = |argument: &NodeId| tree.path_text(*argument).is_some();
    let plain = arguments.iter().all(is_plain);
    plain.then(|| FixData::new("remove the call").remove(Anchor::Node(statement)))
}

fn cut(ty: &str) -> String {
    if ty.chars().count() <= ROOM {
        return ty.to_owned();
    }
    let start: String = ty.chars().take(ROOM - 1).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn the_type_is_shown_as_people_read_it() {
        check(
            "local name = context.name\nreveal_type(name)\nif name then\n  reveal_type(name, #name)\nend\nreveal_type()\nreveal_type({ first_key = 1, second_key = \"x\", third_key = true, fourth_key = { 1 }, fifth_key = 2 })\nlocal kept = reveal_type(context.email)\nreturn { allowed = kept }\n",
            &["reveal-type", "undefined-global"],
            expect![[r#"
                2:13-2:17 reveal-type: `name` is `string?` here | run: reading `reveal_type` raises script.error; before_signup then denies (onError: deny) | help: remove the call before the script runs | fix: Remove the call
                4:15-4:19 reveal-type: `name` is `string` here | run: reading `reveal_type` raises script.error; before_signup then denies (onError: deny) | help: remove the call before the script runs
                4:21-4:26 reveal-type: this is `integer` here | run: reading `reveal_type` raises script.error; before_signup then denies (onError: deny) | help: remove the call before the script runs
                6:1-6:14 reveal-type: `reveal_type` has no argument whose type it could show | run: reading it raises script.error; before_signup then denies (onError: deny) | help: write the expression between its parentheses
                7:13-7:101 reveal-type: this is `{ first_key: 1, second_key: "x", third_key: true, fourth_ke…` here | run: reading `reveal_type` raises script.error; before_signup then denies (onError: deny) | help: it is `{ first_key: 1, second_key: "x", third_key: true, fourth_key: {..}, fifth_key: 2 }`; remove the call before the script runs
                8:26-8:39 reveal-type: `context.email` is `string` here | run: reading `reveal_type` raises script.error; before_signup then denies (onError: deny) | help: remove the call before the script runs
            "#]],
        );
    }

    #[test]
    fn a_value_of_that_name_is_not_the_checkers() {
        check_none(
            "local function reveal_type(x) return x end\nreturn { allowed = reveal_type(1) == 1 }\n",
            &["reveal-type"],
        );
        check(
            "local ask = reveal_type\nreturn { allowed = ask }\n",
            &["reveal-type", "undefined-global"],
            expect![[r#"
                1:13-1:24 undefined-global: the sandbox has no `reveal_type`; did you mean `type`? | run: reading it raises script.error; before_signup then denies (onError: deny) | fix: Write `type`
            "#]],
        );
    }

    #[test]
    fn the_call_is_taken_away_unless_something_is_called_in_it() {
        check_fix("reveal_type(context.email)\nreturn { allowed = true }\n", "reveal-type", expect![[r#"
            return { allowed = true }
        "#]]);
        check(
            "reveal_type(helpers.now())\nreturn { allowed = true }\n",
            &["reveal-type"],
            expect![[r#"
                1:13-1:26 reveal-type: this is `integer` here | run: reading `reveal_type` raises script.error; before_signup then denies (onError: deny) | help: remove the call before the script runs
            "#]],
        );
    }
}
