//! Every command in `docs/testing.md` does what it says, in a new workspace.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Workspace, repository};

#[test]
fn each_command_of_the_page_runs() {
    let page = std::fs::read_to_string(repository().join("docs/testing.md")).unwrap();
    let workspace = Workspace::empty();
    let made = workspace.run(&["init"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let blocks = page.split("```sh\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap().lines());
    let mut count = 0;
    for line in lines {
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some("pipelua"), "{line}");
        let run = workspace.run(&words.collect::<Vec<_>>());
        assert_eq!(run.code, 0, "{line}: {}{}", run.stdout, run.stderr);
        count += 1;
    }
    assert!(count > 6, "{count} commands");
    for file in ["samples.xml", "lcov.info"] {
        assert!(!workspace.read(file).is_empty());
    }
}

/// The sample of the page, which a reader would copy.
#[test]
fn the_sample_of_the_page_is_one() {
    let page = std::fs::read_to_string(repository().join("docs/testing.md")).unwrap();
    let sample = page
        .split("```json\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let workspace = Workspace::new(&[("samples/before_signup/a.json", sample)]);
    workspace.write(
        "pipelua.toml",
        "schema = 1\nname = \"a\"\n[secrets]\nGEO_TOKEN = \"A token\"\n",
    );
    let run = workspace.run(&["check", "--fail-on", "error"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}
