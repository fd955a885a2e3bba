//! The workspace in which everything is wrong once: each fault is found where its authors put it.

use pipelua_tests::workspaces::{load, places};

const EXPECTED: &str = include_str!("../workspaces/faulty/EXPECTED.md");

#[test]
fn every_fault_is_found_where_its_authors_put_it() {
    let found = places(&load("faulty"));
    let mut missing = Vec::new();
    let mut seen = 0;
    for row in EXPECTED.lines().filter_map(|line| line.strip_prefix("| `")) {
        let (code, place) = row
            .trim_end_matches(" |")
            .split_once("` | ")
            .expect("two columns");
        if pipelua_analysis::lint::lint(code).is_none() {
            continue;
        }
        seen += 1;
        if !found.contains(&format!("{code} {place}")) {
            missing.push(format!("{code} at {place}"));
        }
    }
    assert!(
        missing.is_empty(),
        "{}\n\nfound:\n{}",
        missing.join("\n"),
        found.join("\n")
    );
    assert!(seen > 50, "only {seen} rows");
}

#[test]
fn every_code_of_the_registry_occurs() {
    let found = places(&load("faulty"));
    let occurs = |code: &str| found.iter().any(|place| place.split(' ').next() == Some(code));
    let missing: Vec<&str> = pipelua_analysis::lint::registry()
        .iter()
        .map(|lint| lint.code)
        .filter(|code| !occurs(code))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
