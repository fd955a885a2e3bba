//! The baseline: what is accepted is told by nobody, what is new by everybody, and entries go when what they accept is gone.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::editor::{Editor, modern};
use support::{Workspace, assert_valid};

const A: &str = "---@hook before_signup\nreturn { allowed = first }\n";
const B: &str = "---@hook before_signup\nreturn { allowed = second }\n";
const BASELINE: &str = "pipelua-baseline.json";

fn workspace() -> Workspace {
    Workspace::new(&[("scripts/a.lua", A), ("scripts/b.lua", B)])
}

/// A workspace whose findings are accepted.
fn accepted() -> Workspace {
    let workspace = workspace();
    let run = workspace.run(&["check", "--update-baseline", "--add"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    workspace
}

fn json(workspace: &Workspace) -> Value {
    let document = serde_json::from_str(&workspace.run(&["check", "--format", "json"]).stdout).unwrap();
    assert_valid("check", &document);
    document
}

/// `file code` of each finding but hints.
fn told(workspace: &Workspace) -> Vec<String> {
    let document = json(workspace);
    let findings = document["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["severity"] != "hint")
        .map(|finding| {
            format!(
                "{} {}",
                finding["file"].as_str().unwrap(),
                finding["code"].as_str().unwrap()
            )
        })
        .collect()
}

fn entries(workspace: &Workspace) -> Vec<String> {
    let text = workspace.read(BASELINE);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_valid("baseline", &document);
    let lines: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with("    {"))
        .map(|line| line.trim().trim_end_matches(',').to_owned())
        .collect();
    assert_eq!(
        lines.len(),
        document["findings"].as_array().unwrap().len(),
        "an entry a line"
    );
    lines
}

#[test]
fn what_is_accepted_is_told_no_more_and_what_is_new_is() {
    let workspace = accepted();
    let all = entries(&workspace);
    assert_eq!(all.len(), 2);
    assert!(all.is_sorted());
    assert!(
        all[0].contains("scripts/a.lua") && all[1].contains("scripts/b.lua"),
        "{all:?}"
    );
    assert!(
        workspace
            .read("pipelua.toml")
            .contains("[check]\nbaseline = \"pipelua-baseline.json\"\n")
    );
    assert_eq!(told(&workspace), Vec::<String>::new());
    assert_eq!(json(&workspace)["baselined"], 2);
    let run = workspace.run(&["check"]);
    assert!(
        run.stdout.contains("no findings (2 more in the baseline)"),
        "{}",
        run.stdout
    );

    workspace.write(
        "scripts/a.lua",
        format!("-- moved\n\n{A}").replace("return", "print(third)\nreturn"),
    );
    assert_eq!(told(&workspace), ["scripts/a.lua undefined-global"]);
    assert_eq!(workspace.run(&["check"]).code, 1);
}

#[test]
fn nothing_is_fixed_that_is_accepted() {
    let workspace = Workspace::new(&[(
        "pipelines/before_signup.json",
        "{ \"nodes\": { \"a\": { \"script\": \"a\", \"needs\": [\"b\", \"b\"] }, \"b\": { \"script\": \"a\" } } }\n",
    )]);
    workspace.write("scripts/a.lua", "return { allowed = true }\n");
    assert_eq!(
        told(&workspace),
        ["pipelines/before_signup.json pipeline-duplicate-need"]
    );
    assert_eq!(workspace.run(&["check", "--diff"]).code, 1);
    assert_eq!(workspace.run(&["check", "--update-baseline", "--add"]).code, 0);
    assert_eq!(workspace.run(&["check", "--diff"]).code, 0);
}

#[test]
fn an_entry_that_matches_nothing_is_told_until_it_is_removed() {
    let workspace = accepted();
    workspace.write(
        "scripts/b.lua",
        "---@hook before_signup\nreturn { allowed = true }\n",
    );
    assert_eq!(told(&workspace), ["pipelua-baseline.json stale-baseline"]);
    assert_eq!(workspace.run(&["check"]).code, 0, "an info");
    // A new finding is not accepted by the way.
    workspace.write("scripts/c.lua", B);
    let run = workspace.run(&["check", "--update-baseline"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.stderr.contains("0 added, 1 removed, 1 in all"),
        "{}",
        run.stderr
    );
    assert_eq!(entries(&workspace).len(), 1);
    assert_eq!(told(&workspace), ["scripts/c.lua undefined-global"]);
}

#[test]
fn paths_and_codes_choose_what_is_brought_up_to_date() {
    let workspace = accepted();
    let fine = "---@hook before_signup\nreturn { allowed = true }\n";
    workspace.write("scripts/a.lua", fine);
    workspace.write("scripts/b.lua", fine);
    let run = workspace.run(&["check", "--update-baseline", "scripts/a.lua"]);
    assert!(
        run.stderr.contains("0 added, 1 removed, 1 in all"),
        "{}",
        run.stderr
    );
    let run = workspace.run(&["check", "--update-baseline", "--select", "return-shape"]);
    assert!(
        run.stderr.contains("0 added, 0 removed, 1 in all"),
        "{}",
        run.stderr
    );
    let run = workspace.run(&["check", "--update-baseline"]);
    assert!(
        run.stderr.contains("0 added, 1 removed, 0 in all"),
        "{}",
        run.stderr
    );
    assert_eq!(entries(&workspace), Vec::<String>::new());
}

#[test]
fn bringing_it_up_to_date_twice_changes_nothing() {
    let workspace = accepted();
    let (baseline, manifest) = (workspace.read(BASELINE), workspace.read("pipelua.toml"));
    workspace.write("scripts/a.lua", format!("\n\n\n{A}"));
    assert_eq!(workspace.run(&["check", "--update-baseline", "--add"]).code, 0);
    assert_eq!(
        (workspace.read(BASELINE), workspace.read("pipelua.toml")),
        (baseline, manifest)
    );
}

#[test]
fn the_manifest_keeps_its_comments_and_may_name_another_file() {
    let workspace = workspace();
    workspace.write(
        "pipelua.toml",
        "# ours\nschema = 1\nname = \"a\"\n\n[check] # strict\nfail-on = \"info\"\n",
    );
    assert_eq!(workspace.run(&["check", "--update-baseline", "--add"]).code, 0);
    assert_eq!(
        workspace.read("pipelua.toml"),
        "# ours\nschema = 1\nname = \"a\"\n\n[check] # strict\nfail-on = \"info\"\nbaseline = \"pipelua-baseline.json\"\n"
    );
    let other = self::workspace();
    other.write(
        "pipelua.toml",
        "schema = 1\nname = \"a\"\n[check]\nbaseline = \"ci/accepted.json\"\n",
    );
    assert_eq!(other.run(&["check"]).code, 1, "nothing is accepted yet");
    assert_eq!(other.run(&["check", "--update-baseline", "--add"]).code, 0);
    assert!(other.read("ci/accepted.json").contains("scripts/a.lua"));
    assert_eq!(told(&other), Vec::<String>::new());
}

#[test]
fn without_a_baseline_there_is_nothing_to_remove_from() {
    let run = workspace().run(&["check", "--update-baseline"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--update-baseline --add"), "{}", run.stderr);
}

#[test]
fn a_baseline_that_cannot_be_read_accepts_nothing_and_is_not_overwritten() {
    let workspace = accepted();
    let broken = workspace
        .read(BASELINE)
        .replacen("    {", "<<<<<<< HEAD\n    {", 1);
    workspace.write(BASELINE, &broken);
    let document = json(&workspace);
    assert_eq!(document["errors"][0]["file"], BASELINE);
    assert_eq!(document["summary"]["error"], 2);
    assert_eq!(workspace.run(&["check"]).code, 2);
    assert_eq!(workspace.run(&["check", "--update-baseline", "--add"]).code, 2);
    assert_eq!(workspace.read(BASELINE), broken);
    assert_eq!(workspace.run(&["fmt", "--check"]).code, 0, "it is not for `fmt`");
}

#[test]
fn the_editor_reads_it_too_and_follows_it() {
    let workspace = accepted();
    let mut editor = Editor::start(&workspace.path(), &modern());
    editor.open("scripts/a.lua", A);
    assert_eq!(editor.codes("scripts/a.lua"), Vec::<String>::new());
    let baseline = workspace.read(BASELINE);
    workspace.write(BASELINE, "{ \"version\": 1, \"findings\": [] }\n");
    editor.changed_on_disk(BASELINE);
    assert_eq!(editor.codes("scripts/a.lua"), ["undefined-global"]);
    workspace.write(BASELINE, baseline);
    editor.changed_on_disk(BASELINE);
    assert_eq!(editor.codes("scripts/a.lua"), Vec::<String>::new());
    // The manifest names none any more.
    workspace.write("pipelua.toml", "schema = 1\nname = \"a\"\n");
    editor.changed_on_disk("pipelua.toml");
    assert_eq!(editor.codes("scripts/a.lua"), ["undefined-global"]);
    assert_eq!(editor.stop(), 0);
}
