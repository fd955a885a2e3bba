//! Completion where code is half typed: names that are deleted, and files that are cut, over whole scripts of acme.
//!
//! `PIPELUA_GATES=full` takes each name and each cut; without it, a sample with a printed seed.

use std::fmt::Write as _;

use pipelua_analysis::infer::infer;
use pipelua_analysis::lower::lower;
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::{Database, FileKind, FileText, Openness, SourceFile, Ty, editor_context, files_of};
use pipelua_ide::{FilePosition, completion};
use pipelua_syntax::{NodeId, NodeKind, TextRange, flags, parse};
use pipelua_tests::random::Random;
use pipelua_tests::scripts::in_full;
use pipelua_tests::workspaces::load;

/// How many of the first a person sees.
const SEEN: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Member,
    Local,
}

/// A name of a script that completion has to know.
struct Name {
    kind: Kind,
    range: TextRange,
}

/// Members of what has a known type, and uses of locals; no declarations.
fn names(db: &Database, file: SourceFile) -> Vec<Name> {
    let (tree, scopes) = (lower(db, file), scopes(db, file));
    let inference = infer(db, file, editor_context(db, file));
    let parse = parse(file.text(db).as_str().clone());
    let range = |node: NodeId| parse.token_range(parse.node(node).main);
    let has_type = |node: NodeId| {
        let ty = inference.type_of(node);
        !matches!(ty, Ty::UNKNOWN | Ty::ANY | Ty::TABLE | Ty::NEVER)
    };
    let mut found = Vec::new();
    for node in tree.ids() {
        let kind = match tree.kind(node) {
            NodeKind::NameExpr if scopes.local_of(node).is_some() => Kind::Local,
            NodeKind::FieldExpr | NodeKind::MethodCallExpr
                if has_type(tree.child(node, 0)) && !tree.has_flag(node, flags::MISSING_NAME) =>
            {
                Kind::Member
            }
            _ => continue,
        };
        // A write makes the key, and so does a function of that name; it need not be there before.
        let is_made = kind == Kind::Member
            && tree.parent(node).is_some_and(|parent| {
                let is_assigned = tree.parent(parent).is_some_and(|statement| {
                    tree.kind(statement) == NodeKind::AssignStmt && tree.child(statement, 0) == parent
                });
                is_assigned || tree.kind(parent) == NodeKind::FunctionStmt
            });
        if !is_made {
            found.push(Name {
                kind,
                range: range(node),
            });
        }
    }
    found
}

#[test]
fn a_deleted_name_is_offered_and_mostly_among_the_first() {
    let mut random = Random::of_run("deleted names");
    let mut db = load("acme");
    let scripts: Vec<SourceFile> = files_of(&db, FileKind::Script).collect();
    let (mut asked, mut there, mut first) = ([0_usize; 2], [0_usize; 2], [0_usize; 2]);
    let mut problems = String::new();
    for file in scripts {
        let text = file.text(&db).as_str().to_string();
        let path = file.path(&db).to_string();
        for name in names(&db, file) {
            if !in_full() && !random.once_in(8) {
                continue;
            }
            let range = name.range.as_usize();
            let word = &text[range.clone()];
            let rest = &text[range.end..];
            // In half of the cases nothing of the line follows.
            let rest = if random.once_in(2) {
                rest.find('\n').map_or("", |end| &rest[end..])
            } else {
                rest
            };
            let broken = format!("{}{rest}", &text[..range.start]);
            db.set_text(&path, FileText::Utf8(broken.as_str().into()), Openness::Open);
            let offset = name.range.start;
            let found = completion(&db, FilePosition { file, offset });
            let at = found.iter().position(|item| item.label == word);
            let kind = name.kind as usize;
            asked[kind] += 1;
            there[kind] += usize::from(at.is_some());
            first[kind] += usize::from(at.is_some_and(|at| at < SEEN));
            if at.is_none_or(|at| at >= SEEN) {
                let line = text[..range.start].matches('\n').count() + 1;
                let shown: Vec<&str> = found.iter().take(SEEN).map(|item| item.label.as_str()).collect();
                let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
                let behind = rest.split('\n').next().unwrap_or_default();
                let place = at.map_or("missing".to_owned(), |at| format!("place {}", at + 1));
                let _ = writeln!(
                    problems,
                    "{path}:{line} `{word}` {place}: {before}|{behind}  {shown:?}"
                );
            }
        }
        db.set_text(&path, FileText::Utf8(text.as_str().into()), Openness::Open);
    }
    let share = |part: [usize; 2]| {
        let count = |both: [usize; 2]| f64::from(u32::try_from(both[0] + both[1]).unwrap_or(u32::MAX));
        100.0 * count(part) / count(asked)
    };
    eprintln!("{problems}");
    eprintln!(
        "{} names: {:.2} % are offered, {:.2} % among the first {SEEN}; members {}, {}, {}; locals {}, {}, {}",
        asked[0] + asked[1],
        share(there),
        share(first),
        asked[0],
        there[0],
        first[0],
        asked[1],
        there[1],
        first[1]
    );
    assert!(asked[0] + asked[1] > 150);
    assert!(share(there) >= 99.0, "{:.2} % are offered", share(there));
    assert!(share(first) >= 85.0, "{:.2} % are among the first", share(first));
}

#[test]
fn every_cut_of_a_script_can_be_completed() {
    let mut random = Random::of_run("cuts through completion");
    let mut db = load("acme");
    let scripts: Vec<SourceFile> = files_of(&db, FileKind::Script).collect();
    let mut count = 0;
    for file in scripts {
        let text = file.text(&db).as_str().to_string();
        let path = file.path(&db).to_string();
        let borders: Vec<u32> = parse(text.as_str())
            .tokens()
            .iter()
            .flat_map(|token| [token.start(), token.end()])
            .collect();
        for cut in borders {
            if !in_full() && !random.once_in(12) {
                continue;
            }
            let broken = &text[..cut as usize];
            db.set_text(&path, FileText::Utf8(broken.into()), Openness::Open);
            for item in completion(&db, FilePosition { file, offset: cut }) {
                assert!(item.range.touches(cut), "{path} up to {cut}: {item:?}");
                assert!(
                    broken.get(item.range.as_usize()).is_some(),
                    "{path} up to {cut}: {item:?}"
                );
            }
            count += 1;
        }
        db.set_text(&path, FileText::Utf8(text.as_str().into()), Openness::Open);
    }
    eprintln!("{count} cuts");
    assert!(count > 500);
}
