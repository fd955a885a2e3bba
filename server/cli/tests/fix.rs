//! `check --fix` and `--diff`: what is written, what is told, and how it ends.
#![allow(clippy::unwrap_used)]

mod support;

use support::Workspace;

const UNUSED: &str = "local x = 1\nreturn { alowed = true }\n";
const HALF: &str = "local _x = 1\nreturn { alowed = true }\n";
const DONE: &str = "local _x = 1\nreturn { allowed = true }\n";

fn workspace() -> Workspace {
    let pipeline = r#"{ "nodes": { "a": { "script": "a" }, "b": { "script": "b" } } }"#;
    Workspace::new(&[
        ("pipelines/before_signup.json", pipeline),
        ("scripts/a.lua", UNUSED),
        ("scripts/b.lua", "return { allowed = true }\n"),
    ])
}

#[test]
fn safe_fixes_are_written_and_the_rest_is_reported() {
    let workspace = workspace();
    let run = workspace.run(&["check", "--fix"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(workspace.read("scripts/a.lua"), HALF);
    assert!(
        run.stdout.contains("fixed 1 finding in 1 file, 1 left"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("error[return-shape]"), "{}", run.stdout);
    assert!(!run.stdout.contains("fixable with --fix)"), "{}", run.stdout);

    let run = workspace.run(&["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(workspace.read("scripts/a.lua"), DONE);
    let run = workspace.run(&["check", "--fix", "--unsafe-fixes"]);
    assert!(
        run.stdout.contains("fixed 0 findings in 0 files, 0 left"),
        "{}",
        run.stdout
    );
    assert_eq!(workspace.read("scripts/a.lua"), DONE);
}

#[test]
fn a_difference_is_shown_and_nothing_written() {
    let workspace = workspace();
    for arguments in [&["check", "--diff"][..], &["check", "--fix", "--diff"]] {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 1);
        let path = if cfg!(windows) {
            "scripts\\a.lua"
        } else {
            "scripts/a.lua"
        };
        assert_eq!(
            run.stdout,
            format!(
                "--- {path}\n+++ {path}\n@@ -1,2 +1,2 @@\n-local x = 1\n+local _x = 1\n return {{ alowed = true }}\n"
            )
        );
        assert_eq!(run.stderr, "would fix 1 finding in 1 file\n");
        assert_eq!(workspace.read("scripts/a.lua"), UNUSED);
    }
    let run = workspace.run(&["check", "--diff", "scripts/b.lua"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
}

#[test]
fn only_what_is_selected_is_fixed() {
    let workspace = workspace();
    for arguments in [
        &["check", "--fix", "--ignore", "unused-local"][..],
        &["check", "--fix", "--select", "return-shape"],
        &["check", "--fix", "scripts/b.lua"],
        &["check", "--fix", "--select", "unused-label"],
    ] {
        workspace.run(arguments);
        assert_eq!(workspace.read("scripts/a.lua"), UNUSED, "{arguments:?}");
    }
    workspace.write(
        "scripts/a.lua",
        "---@diagnostic disable-next-line: unused-local\nlocal x = 1\nreturn { allowed = true }\n",
    );
    let before = workspace.read("scripts/a.lua");
    workspace.run(&["check", "--fix"]);
    assert_eq!(workspace.read("scripts/a.lua"), before, "what is silenced stays");
}

#[test]
fn standard_input_comes_back_fixed() {
    let workspace = workspace();
    let stdin = ["check", "--fix", "--stdin", "--stdin-filename", "scripts/a.lua"];
    let run = workspace.run_with_input(&stdin, "local y = 2\r\nreturn { alowed = true }\r\n");
    assert_eq!(run.stdout, "local _y = 2\r\nreturn { alowed = true }\r\n");
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("return-shape") && run.stderr.contains("fixed 1 finding"),
        "{}",
        run.stderr
    );
    assert_eq!(workspace.read("scripts/a.lua"), UNUSED, "the disk is not touched");

    let run = workspace.run_with_input(&[&stdin[..], &["--format", "json"]].concat(), UNUSED);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let run = workspace.run_with_input(&[&stdin[..], &["--format", "json=out.json"]].concat(), UNUSED);
    assert_eq!(run.stdout, HALF);
    assert!(workspace.read("out.json").contains("return-shape"));
}

#[test]
fn a_machine_reads_findings_and_nothing_else() {
    let workspace = workspace();
    let run = workspace.run(&["check", "--fix", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["summary"]["error"], 1);
    assert_eq!(run.stderr, "fixed 1 finding in 1 file, 1 left\n");
    let again = workspace.run(&["check", "--format", "json"]);
    assert_eq!(run.stdout, again.stdout);
}

#[test]
fn unsafe_fixes_alone_are_a_mistake() {
    let run = workspace().run(&["check", "--unsafe-fixes"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("without `--fix` none is"), "{}", run.stderr);
    assert_eq!(workspace().run(&["check", "--diff", "--format", "json"]).code, 2);
}

#[test]
fn json_toml_and_names_of_files_are_fixed_too() {
    let workspace = workspace();
    workspace.write(
        "pipelua.toml",
        "schema = 1\nname = \"a\"\n[check]\nfail_on = \"error\"\n[lint]\nunused-local = \"off\"\n",
    );
    workspace.write(
        "pipelines/before_signup.json",
        "{\n  \"nodes\": {\n    \"a\": { \"script\": \"a\" },\n    \"b\": { \"scrip\": \"b\", \"needs\": [\"aa\"] }\n  }\n}\n",
    );
    workspace.write(
        "scripts/Good-Name.lua",
        "---@hook before_signin\nreturn { allowed = true }\n",
    );
    let run = workspace.run(&["-v", "check", "--fix", "--unsafe-fixes"]);
    insta::assert_snapshot!(
        [
            run.stdout,
            run.stderr,
            workspace.read("pipelua.toml"),
            workspace.read("pipelines/before_signup.json"),
            workspace.read("scripts/good_name.lua"),
        ]
        .join("----\n")
    );
    assert!(!workspace.path().join("scripts/Good-Name.lua").exists());
}

#[test]
fn several_workspaces_are_fixed_in_one_go() {
    let outer = Workspace::empty();
    for name in ["one", "two"] {
        outer.write(&format!("{name}/pipelua.toml"), "schema = 1\nname = \"test\"\n");
        outer.write(
            &format!("{name}/scripts/a.lua"),
            format!("---@hook before_signin\n{UNUSED}"),
        );
    }
    let run = outer.run(&["check", "--fix", "one", "two"]);
    assert!(
        run.stdout.contains("fixed 2 findings in 2 files, 2 left"),
        "{}",
        run.stdout
    );
    assert!(outer.read("two/scripts/a.lua").contains("_x"));
}

#[test]
fn many_files_are_fixed_on_all_cores() {
    let workspace = workspace();
    for at in 0..300 {
        workspace.write(
            &format!("scripts/many_{at}.lua"),
            format!("---@hook before_signin\n{UNUSED}"),
        );
    }
    let run = workspace.run(&["check", "--fix"]);
    assert!(
        run.stdout.contains("fixed 301 findings in 301 files"),
        "{}",
        run.stdout
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_workspace_is_not_written() {
    let workspace = workspace();
    let other = Workspace::empty();
    other.write("a.lua", format!("---@hook before_signin\n{UNUSED}"));
    std::os::unix::fs::symlink(other.path().join("a.lua"), workspace.path().join("scripts/c.lua")).unwrap();
    let run = workspace.run(&["check", "--fix"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("`scripts/c.lua` is not fixed: it is a link out of the workspace"),
        "{}",
        run.stderr
    );
    assert!(other.read("a.lua").contains("local x"));
    assert_eq!(workspace.read("scripts/a.lua"), HALF);
}
