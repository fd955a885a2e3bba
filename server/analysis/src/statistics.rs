//! Figures about a check: how many types are known, and its steps one by one, so that who has a clock can time them.

use pipelua_syntax::{NodeId, NodeKind};

use crate::contexts::editor_context;
use crate::db::Db;
use crate::infer::infer;
use crate::inputs::{FileKind, SourceFile};
use crate::lint::docs::DocContext;
use crate::lint::{Check, Lint, LuaContext, registry};
use crate::lower::{Lowered, lower, parse};
use crate::reading::is_target;
use crate::scopes::scopes;
use crate::ty::Ty;

/// Expressions of a script by what is known of their types.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KnownTypes {
    pub expressions: u32,
    /// With a type, `any` included.
    pub known: u32,
    /// Of them, those that somebody chose not to know, such as JSON.
    pub any: u32,
}

impl std::ops::Add for KnownTypes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            expressions: self.expressions + other.expressions,
            known: self.known + other.known,
            any: self.any + other.any,
        }
    }
}

/// A step of the check of a script.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// From the text to a tree.
    Parse,
    /// Which name is which.
    Names,
    /// The types of its expressions, and of what it is given.
    Types,
    Lint(&'static Lint),
}

/// What is known of the values in a script; `None` for other files.
pub fn known_types(db: &dyn Db, file: SourceFile) -> Option<KnownTypes> {
    if file.kind(db) != FileKind::Script {
        return None;
    }
    let tree = lower(db, file);
    let inference = infer(db, file, editor_context(db, file));
    let mut all = KnownTypes::default();
    for id in tree.ids().filter(|id| is_value(tree, *id)) {
        let ty = inference.type_of(id);
        all.expressions += 1;
        all.known += u32::from(ty != Ty::UNKNOWN);
        all.any += u32::from(ty == Ty::ANY);
    }
    Some(all)
}

/// Whether this is read, rather than assigned to.
fn is_value(tree: &Lowered, id: NodeId) -> bool {
    let kind = tree.kind(id);
    kind.is_expression() && kind != NodeKind::Hole && !is_target(tree, id)
}

/// Hands the steps of the check of these scripts to `run`, which has to run each: first all texts, then all names, so that
/// a step pays for no other. Other files, and those that are no text, have none.
pub fn steps(db: &dyn Db, files: &[SourceFile], run: &mut dyn FnMut(Step, &mut dyn FnMut())) {
    let scripts = || files.iter().filter(|file| file.kind(db) == FileKind::Script);
    for file in scripts() {
        run(Step::Parse, &mut || {
            parse(db, *file);
            lower(db, *file);
        });
    }
    let scripts = || scripts().filter(|file| lower(db, **file).is_text());
    for file in scripts() {
        run(Step::Names, &mut || {
            scopes(db, *file);
        });
    }
    for file in scripts() {
        run(Step::Types, &mut || {
            infer(db, *file, editor_context(db, *file));
        });
    }
    for file in scripts() {
        lint_steps(db, *file, run);
    }
}

fn lint_steps(db: &dyn Db, file: SourceFile, run: &mut dyn FnMut(Step, &mut dyn FnMut())) {
    let key = editor_context(db, file);
    let mut context = LuaContext::new(db, file, key.context(db), infer(db, file, key));
    let docs = DocContext::new(db, file);
    for lint in registry() {
        match lint.check {
            Check::Lua(check) => run(Step::Lint(lint), &mut || context.run(lint, check)),
            Check::Text(check) => run(Step::Lint(lint), &mut || {
                check(db, file);
            }),
            Check::Docs(check) => run(Step::Lint(lint), &mut || {
                check(&docs);
            }),
            Check::Reader => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_at;
    use crate::lints::tests::load;

    #[test]
    fn values_are_counted_by_what_is_known_of_them() {
        let db = load(
            "local body = helpers.json.decode(context.email)\nlocal function f(x) return x end\nlocal size\nsize = #context.email\nreturn { allowed = f(body.a) == size }\n",
        );
        let file = file_at(&db, "scripts/example.lua").unwrap();
        let known = known_types(&db, file).unwrap();
        assert!(
            known.known <= known.expressions && known.any >= 1 && known.any < known.known,
            "{known:?}"
        );
        let pipeline = file_at(&db, "pipelines/before_signup.json").unwrap();
        assert_eq!(known_types(&db, pipeline), None);
    }

    #[test]
    fn each_lint_of_scripts_is_a_step_once() {
        let db = load("return { allowed = true }\n");
        let file = file_at(&db, "scripts/example.lua").unwrap();
        let mut lints = Vec::new();
        let mut others = 0;
        steps(&db, &[file], &mut |step, work| {
            work();
            match step {
                Step::Lint(lint) => lints.push(lint.code),
                _ => others += 1,
            }
        });
        let expected: Vec<&str> = registry()
            .iter()
            .filter(|lint| !matches!(lint.check, Check::Reader))
            .map(|lint| lint.code)
            .collect();
        assert_eq!((lints, others), (expected, 3));
    }
}
