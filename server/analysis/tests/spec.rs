//! The pages of `spec/` run: each heading is a claim about types or findings, its Lua blocks are held against it.
//!
//! `UPDATE_EXPECT=1` writes the types that are revealed into the pages; read the difference. `SPEC=WORD` runs only
//! the headings with that word.

#[path = "spec/block.rs"]
mod block;
#[path = "spec/expectation.rs"]
mod expectation;
#[path = "spec/page.rs"]
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use page::Page;
use pipelua_analysis::lint::registry;

/// In the order in which a newcomer reads them.
const PAGES: [&str; 11] = [
    "types",
    "narrowing",
    "calls",
    "annotations",
    "tables",
    "graph",
    "contract",
    "async",
    "taint",
    "budgets",
    "broken-code",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("spec")
}

#[track_caller]
fn check(name: &str) {
    let page = Page::read(&folder().join(format!("{name}.md")));
    let filter = std::env::var("SPEC").unwrap_or_default();
    let failures = page.run(&filter);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        page.rewrite(&failures);
    }
    let texts: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(
        texts.is_empty(),
        "{} of {name}.md:\n{}",
        texts.len(),
        texts.join("\n")
    );
}

macro_rules! pages {
    ($($test:ident = $name:literal;)*) => {
        $(#[test]
        fn $test() {
            check($name);
        })*

        #[test]
        fn every_page_is_run() {
            assert_eq!(PAGES, [$($name),*]);
            let mut files: BTreeSet<String> = std::fs::read_dir(folder())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            assert!(files.remove("README.md"));
            assert_eq!(files, PAGES.iter().map(|name| format!("{name}.md")).collect());
        }
    };
}

pages! {
    types_hold = "types";
    narrowing_holds = "narrowing";
    calls_hold = "calls";
    annotations_hold = "annotations";
    tables_hold = "tables";
    graph_holds = "graph";
    contract_holds = "contract";
    async_holds = "async";
    taint_holds = "taint";
    budgets_hold = "budgets";
    broken_code_holds = "broken-code";
}

/// What the index links to, by page; and what the pages have.
#[test]
fn the_index_names_every_heading_and_every_code() {
    let index = std::fs::read_to_string(folder().join("README.md")).expect("there is an index");
    let mut linked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in index.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        if let Some((page, anchor)) = target.split_once(".md#") {
            linked
                .entry(page.to_owned())
                .or_default()
                .insert(anchor.to_owned());
        }
    }
    let headings: BTreeMap<String, BTreeSet<String>> = PAGES
        .iter()
        .map(|name| {
            let page = Page::read(&folder().join(format!("{name}.md")));
            ((*name).to_owned(), page.headings().map(anchor).collect())
        })
        .collect();
    assert_eq!(
        linked, headings,
        "links of README.md against the headings of the pages"
    );

    let docs = "../../../docs/lints/";
    for lint in registry() {
        let row = format!("[`{0}`]({docs}{0}.md)", lint.code);
        assert!(index.contains(&row), "README.md has no {row}");
    }
    let listed = index.matches(docs).count();
    assert_eq!(
        listed,
        registry().len(),
        "README.md lists a code that there is not"
    );
}

/// A heading as a link names it.
fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}
