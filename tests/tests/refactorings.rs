//! Refactorings of the example scripts: the text compiles, and the samples run as before.
//!
//! `PIPELUA_GATES=full` takes every offer; without it, a sample with a printed seed.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use pipelua_analysis::{file_at, files};
use pipelua_engine::sandbox::{Chunk, TextLimits};
use pipelua_ide::{Edit, Refactoring, refactorings};
use pipelua_schemas::builtin;
use pipelua_syntax::{Encoding, NodeKind, TextRange, parse};
use pipelua_tests::random::Random;
use pipelua_tests::samples::{Bench, Case};
use pipelua_tests::scripts::in_full;
use pipelua_tests::workspaces::load;

/// Whole expressions, runs of one to three statements, and the cursor on each declared name.
fn selections(text: &str) -> Vec<TextRange> {
    let parsed = parse(text);
    let mut all = Vec::new();
    for (index, node) in parsed.nodes().iter().enumerate() {
        let id = pipelua_syntax::NodeId(index as u32);
        let range = parsed.node_range(id);
        if node.kind == NodeKind::NameDef {
            all.push(TextRange::empty(range.start));
        } else if node.kind.is_expression() && range.start < range.end {
            all.push(range);
        } else if node.kind == NodeKind::Block {
            let statements: Vec<TextRange> = parsed.children(id).map(|id| parsed.node_range(id)).collect();
            for count in 1..=3 {
                all.extend(statements.windows(count).map(|run| run[0].cover(run[count - 1])));
            }
        }
    }
    all
}

fn applied(text: &str, edits: &[Edit]) -> String {
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        let range = edit.range.start.byte as usize..edit.range.end.byte as usize;
        text.replace_range(range, &edit.new_text);
    }
    text
}

#[test]
fn refactored_scripts_do_what_they_did() {
    let mut random = Random::of_run("refactorings");
    let db = load("acme");
    let mut bench = Bench::load("acme");
    let limits = TextLimits::of(builtin().limits());
    let before: BTreeMap<String, String> = outcomes(&bench, bench.cases());
    let paths: Vec<String> = files(&db)
        .iter()
        .filter(|(path, _)| path.starts_with("scripts/"))
        .map(|(path, _)| path.to_string())
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    for path in paths {
        let text: String = file_at(&db, &path).unwrap().text(&db).as_str().to_string();
        let slug = path["scripts/".len()..path.len() - ".lua".len()].to_owned();
        for range in selections(&text) {
            if !in_full() && !random.once_in(25) {
                continue;
            }
            let file = file_at(&db, &path).unwrap();
            let offers: Vec<Refactoring> = refactorings(&db, file, range, Encoding::Utf8);
            for offer in offers {
                *counts.entry(offer.id).or_default() += 1;
                let new = applied(&text, &offer.edits);
                let shown = || format!("{path}, {} of `{}`:\n{new}", offer.id, &text[range.as_usize()]);
                let Ok(chunk) = Chunk::compile(&slug, new.as_bytes(), limits) else {
                    problems.push(format!("does not compile: {}", shown()));
                    continue;
                };
                let old = bench.scripts.insert(slug.clone(), Ok(chunk)).unwrap();
                for (title, outcome) in outcomes(&bench, bench.cases_of(&slug)) {
                    if before[&title] != outcome {
                        problems.push(format!(
                            "{title} was {}, is {outcome}: {}",
                            before[&title],
                            shown()
                        ));
                    }
                }
                bench.scripts.insert(slug.clone(), old);
            }
        }
    }
    eprintln!("{counts:?}");
    assert!(counts.len() >= 4, "{counts:?}");
    assert!(
        problems.is_empty(),
        "{} of {counts:?}\n{}",
        problems.len(),
        problems.iter().take(8).cloned().collect::<Vec<_>>().join("\n")
    );
}

/// What each sample comes to.
fn outcomes(bench: &Bench, cases: Vec<Case>) -> BTreeMap<String, String> {
    let outcome = |case: &Case| {
        let run = bench.run(case);
        let mut decision = run.report.decision.clone();
        // Lines move.
        decision.error.iter_mut().for_each(|error| error.line = None);
        let differences = bench.differences(case, &run);
        (case.title.clone(), format!("{decision:?} {differences:?}"))
    };
    cases.iter().map(outcome).collect()
}
