//! Every exit code, and what is said with it.
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::io::Read as _;

use support::{Workspace, command, run};

const CLEAN: &str = "{ \"nodes\": {} }\n";
const WARNS: &str = "{ \"retries\": 3, \"nodes\": {} }\n";
const FAILS: &str = "{ \"nodes\": { \"a\": { \"script\": \"nobody\" } } }\n";
const PIPELINE: &str = "pipelines/before_signup.json";

/// Checks a workspace with one pipeline.
#[track_caller]
fn check(pipeline: &str, arguments: &[&str], code: i32) -> support::Run {
    let workspace = Workspace::new(&[(PIPELINE, pipeline)]);
    let run = workspace.run(&[&["check"], arguments].concat());
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    run
}

#[test]
fn a_clean_workspace_ends_with_0() {
    let run = check(CLEAN, &[], 0);
    assert_eq!(run.stdout, "2 files, no findings\n");
    assert_eq!(run.stderr, "");
}

#[test]
fn a_warning_ends_with_1_unless_only_errors_fail() {
    check(WARNS, &[], 1);
    check(WARNS, &["--fail-on", "info"], 1);
    check(WARNS, &["--fail-on", "error"], 0);
    check(FAILS, &["--fail-on", "error"], 1);
    check(FAILS, &["--fail-on", "never"], 0);
}

#[test]
fn the_manifest_says_what_fails_and_the_command_line_overrules_it() {
    let manifest = "schema = 1\nname = \"test\"\n[check]\nfail-on = \"error\"\n";
    let workspace = Workspace::new(&[("pipelua.toml", manifest), (PIPELINE, WARNS)]);
    assert_eq!(workspace.run(&["check"]).code, 0);
    assert_eq!(workspace.run(&["check", "--fail-on", "warning"]).code, 1);
}

#[test]
fn codes_are_selected_and_ignored() {
    check(WARNS, &["--ignore", "pipeline-unknown-key"], 0);
    check(WARNS, &["--ignore", "pipeline-*"], 0);
    check(WARNS, &["--select", "manifest-*"], 0);
    check(WARNS, &["--select", "manifest-*,pipeline-unknown-key"], 1);
    check(
        FAILS,
        &["--select", "pipeline-*", "--ignore", "pipeline-unknown-script"],
        0,
    );
}

#[test]
fn an_unknown_code_is_answered_with_the_nearest() {
    let run = check(WARNS, &["--ignore", "pipeline-unknown-kye"], 2);
    assert!(
        run.stderr.contains("did you mean `pipeline-unknown-key`?"),
        "{}",
        run.stderr
    );
    check(WARNS, &["--select", "nonsense-*"], 2);
}

#[test]
fn wrong_flags_and_values_are_answered_with_the_nearest() {
    for (arguments, nearest) in [
        (&["chekc"][..], "check"),
        (&["check", "--formt", "json"], "--format"),
        (
            &["check", "--format", "jsno"],
            "did you mean `json`? There are text,",
        ),
        (
            &["check", "--format", "yaml"],
            "`yaml` is not a format; there are text,",
        ),
        (&["check", "--fail-on", "warn"], "warning"),
        (&["--colour", "never", "check"], "--color"),
    ] {
        let run = Workspace::empty().run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(nearest), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn an_unknown_format_is_refused_with_the_ones_there_are() {
    let run = check(CLEAN, &["--format", "html"], 2);
    assert!(
        run.stderr
            .contains("text, concise, json, jsonl, sarif, github, gitlab, junit"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_missing_path_is_told_and_the_others_are_checked() {
    let run = check(FAILS, &["nowhere.lua", "pipelines"], 2);
    assert!(
        run.stderr.contains("`nowhere.lua` does not exist"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("pipeline-unknown-script"), "{}", run.stdout);
}

#[test]
fn an_unreadable_file_is_told_and_the_others_are_checked() {
    let workspace = Workspace::new(&[(PIPELINE, FAILS)]);
    fs::create_dir_all(workspace.path().join("scripts/folder.lua")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere", workspace.path().join("scripts/dangling.lua")).unwrap();
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("`scripts/folder.lua` cannot be read: it is a folder"),
        "{}",
        run.stderr
    );
    #[cfg(unix)]
    assert!(
        run.stderr.contains("`scripts/dangling.lua` cannot be read"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("pipeline-unknown-script"), "{}", run.stdout);
    assert!(run.stdout.contains("not all was checked"), "{}", run.stdout);
}

#[test]
#[cfg(unix)]
fn links_that_lead_round_in_circles_end() {
    let workspace = Workspace::new(&[("types/shared/a.lua", "---@meta\n")]);
    std::os::unix::fs::symlink("..", workspace.path().join("types/shared/up")).unwrap();
    std::os::unix::fs::symlink(".", workspace.path().join("types/here")).unwrap();
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_broken_manifest_is_told_with_its_place_and_the_files_are_checked() {
    for (manifest, said) in [
        ("schema = \n", "pipelua.toml:1:"),
        ("name = \"a\"\n", "schema"),
        ("schema = 99\nname = \"a\"\n", "schema"),
        ("schema = 1\nname = \"a\"\nrequired-version = \">=99\"\n", "99"),
        (
            "schema = 1\nname = \"a\"\nrequired-version = \"banana\"\n",
            "banana",
        ),
        (
            "schema = 1\nname = \"a\"\nrequired-version = 1\n",
            "required-version",
        ),
    ] {
        let workspace = Workspace::new(&[("pipelua.toml", manifest), (PIPELINE, "{ \"nodes\": [ }")]);
        let run = workspace.run(&["check"]);
        assert_eq!(run.code, 2, "{manifest}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(said), "{manifest}: {}", run.stderr);
        assert!(
            run.stdout.contains("pipeline-syntax"),
            "{manifest}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_manifest_that_is_no_text_is_told_once() {
    let workspace = Workspace::new(&[(PIPELINE, CLEAN)]);
    workspace.write("pipelua.toml", b"schema = 1\nname = \"\xff\"\n");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stderr.matches("UTF-8").count(), 1, "{}", run.stderr);
    assert!(!run.stdout.contains("UTF-8"), "{}", run.stdout);
}

#[test]
fn a_byte_order_mark_is_not_shown() {
    let pipeline = format!("\u{feff}{WARNS}");
    let run = check(&pipeline, &[], 1);
    assert!(run.stdout.contains("1 | { \"retries\": 3"), "{}", run.stdout);
    assert!(run.stdout.contains("  |   ^^^^^^^^^"), "{}", run.stdout);
    assert!(!run.stdout.contains("feff"), "{}", run.stdout);
}

#[test]
fn without_a_workspace_those_below_are_listed() {
    let folder = Workspace::empty();
    folder.write("teams/one/pipelua.toml", "schema = 1\n");
    folder.write("teams/two/pipelua.toml", "schema = 1\n");
    folder.write("node_modules/three/pipelua.toml", "schema = 1\n");
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("teams/one") && run.stderr.contains("teams/two"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("three"), "{}", run.stderr);
}

#[test]
fn several_workspaces_are_checked_in_one_go_with_one_summary() {
    let folder = Workspace::empty();
    for team in ["one", "two"] {
        folder.write(&format!("{team}/pipelua.toml"), "schema = 1\nname = \"a\"\n");
        folder.write(&format!("{team}/{PIPELINE}"), WARNS);
    }
    let run = folder.run(&["check", "--format", "concise", "one", "two"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stdout
            .contains("one/pipelines/before_signup.json:1:3: warning[pipeline-unknown-key]"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("two/pipelines/before_signup.json:1:3: warning[pipeline-unknown-key]"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("2 warnings in 2 of 4 files"),
        "{}",
        run.stdout
    );
    assert_eq!(folder.run(&["check", "--format", "json", "one", "two"]).code, 2);
}

#[test]
fn a_path_chooses_what_is_reported() {
    let workspace = Workspace::new(&[
        (PIPELINE, FAILS),
        ("pipelines/after_signup.json", CLEAN),
        ("README.md", "x"),
    ]);
    let run = workspace.run(&["check", "pipelines/after_signup.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "1 file, no findings\n"));
    assert_eq!(workspace.run(&["check", "pipelines/"]).code, 1);
}

#[test]
fn what_is_named_and_is_not_ours_is_told_and_is_a_mistake_if_nothing_else_is_named() {
    let workspace = Workspace::new(&[
        (PIPELINE, CLEAN),
        ("README.md", "x"),
        ("pipelua.local.toml", ""),
        ("docs/a.lua", "x"),
        ("scripts/sub/a.lua", "x"),
        ("scripts/notes.txt", "x"),
        ("samples/a.json", "x"),
    ]);
    for (path, said) in [
        (
            "README.md",
            "`README.md` is not looked at: a workspace is `pipelua.toml` and its folders",
        ),
        ("pipelua.local.toml", "values for runs on this machine"),
        (
            "docs",
            "`docs` is not looked at: a workspace is `pipelua.toml` and its folders",
        ),
        ("docs/a.lua", "`docs/a.lua` is not looked at: a workspace is"),
        (
            "scripts/sub",
            "`scripts/sub` is not looked at: a script lies directly in `scripts/`",
        ),
        (
            "scripts/sub/a.lua",
            "`scripts/sub/a.lua` is not looked at: a script lies directly in `scripts/`",
        ),
        ("scripts/notes.txt", "a script ends in `.lua`"),
        ("samples/a.json", "a sample lies in the folder of its hook"),
    ] {
        for command in ["check", "fmt"] {
            let alone = workspace.run(&[command, path]);
            assert_eq!(alone.code, 2, "{command} {path}: {}", alone.stderr);
            assert!(
                alone.stderr.starts_with("error: "),
                "{command} {path}: {}",
                alone.stderr
            );
            assert!(alone.stderr.contains(said), "{command} {path}: {}", alone.stderr);
            let beside = workspace.run(&[command, path, PIPELINE]);
            assert!(
                beside.stderr.contains("note: ") && beside.stderr.contains(said),
                "{}",
                beside.stderr
            );
            assert!(beside.code < 2, "{command} {path}: {}", beside.stderr);
        }
        if !path.starts_with("docs") && !path.ends_with("sub") {
            let arguments = ["check", "--stdin", "--stdin-filename", path];
            let typed = workspace.run_with_input(&arguments, "x");
            assert_eq!(typed.code, 2, "{path}: {}", typed.stderr);
            assert!(typed.stderr.contains(said), "{path}: {}", typed.stderr);
        }
    }
    let json = workspace.run(&["check", "--format", "json", "README.md"]);
    assert!(json.stdout.contains("\"skipped\":1"), "{}", json.stdout);
    assert!(json.stdout.contains("is not looked at"), "{}", json.stdout);
}

#[test]
fn odd_files_among_ours_are_told_once_and_counted() {
    let workspace = Workspace::new(&[
        (PIPELINE, CLEAN),
        ("README.md", "x"),
        ("scripts/README.md", "x"),
        ("scripts/sub/a.lua", "x"),
        ("scripts/notes.txt", "x"),
    ]);
    let run = workspace.run(&["check"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "2 files, no findings\n"));
    assert_eq!(
        run.stderr,
        "note: 2 files are not looked at: `scripts/notes.txt` (a script ends in `.lua`), \
         `scripts/sub/a.lua` (a script lies directly in `scripts/`)\n"
    );
    assert_eq!(workspace.run(&["-q", "check"]).stderr, "");
    let json = workspace.run(&["check", "--format", "json"]);
    assert!(json.stdout.contains("\"skipped\":3"), "{}", json.stdout);
    let one = workspace.run(&["check", "scripts/sub", "pipelines"]);
    assert_eq!(
        one.stderr,
        "note: `scripts/sub` is not looked at: a script lies directly in `scripts/`\n"
    );
}

#[test]
fn a_path_is_shown_as_it_can_be_opened_from_here() {
    let workspace = Workspace::new(&[(PIPELINE, WARNS), ("scripts/a.lua", "return nil\n")]);
    let inside = run(
        &workspace.path().join("pipelines"),
        &["check", "--format", "concise"],
        None,
        &[],
    );
    assert!(
        inside.stdout.starts_with("before_signup.json:1:3"),
        "{}",
        inside.stdout
    );
    let inside = run(
        &workspace.path().join("scripts"),
        &["check", "--format", "concise"],
        None,
        &[],
    );
    assert!(
        inside.stdout.starts_with("../pipelines/before_signup.json:1:3"),
        "{}",
        inside.stdout
    );
    let run = Workspace::empty().run(&[
        "-C",
        workspace.path().to_str().unwrap(),
        "check",
        "--format",
        "concise",
    ]);
    assert!(
        run.stdout.starts_with("pipelines/before_signup.json:1:3"),
        "{}",
        run.stdout
    );
}

#[test]
fn standard_input_takes_the_place_of_a_file() {
    let workspace = Workspace::new(&[(PIPELINE, FAILS), ("pipelines/after_signup.json", WARNS)]);
    let run = workspace.run_with_input(&["check", "--stdin", "--stdin-filename", PIPELINE], CLEAN);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "1 file, no findings\n"),
        "{}",
        run.stderr
    );
    // A file that is not written yet is one of the workspace.
    let run = workspace.run_with_input(
        &[
            "check",
            "--stdin",
            "--stdin-filename",
            "pipelines/token_build.json",
        ],
        FAILS,
    );
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("pipelines/token_build.json:1:"),
        "{}",
        run.stdout
    );
    assert_eq!(workspace.run(&["check", "--stdin"]).code, 2);
    assert_eq!(
        workspace
            .run(&["check", "--stdin", "--stdin-filename", "a.lua", "scripts"])
            .code,
        2
    );
}

#[test]
fn help_and_version_end_with_0_and_have_an_example() {
    assert_eq!(
        Workspace::empty().run(&["--version"]).stdout,
        concat!("pipelua ", env!("CARGO_PKG_VERSION"), "\n")
    );
    for command in [
        "check",
        "explain",
        "init",
        "new",
        "fmt",
        "schema",
        "doctor",
        "migrate",
        "completions",
    ] {
        let run = Workspace::empty().run(&[command, "--help"]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("Example"), "{command}: {}", run.stdout);
        assert!(
            run.stdout.contains(&format!("pipelua {command}")),
            "{command}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let workspace = Workspace::new(&[]);
    for number in 0..300 {
        workspace.write(&format!("pipelines/hook_{number}.json"), FAILS);
    }
    let mut child = command(&workspace.path(), &["check"]).spawn().unwrap();
    let mut first = [0; 16];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "the findings are still the answer");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_ends_with_2() {
    let workspace = Workspace::new(&[(PIPELINE, FAILS)]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = command(&workspace.path(), &["check"])
        .stdout(full)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(2));
    assert_eq!(
        workspace
            .run(&["check", "--format", "json=/nowhere/out.json"])
            .code,
        2
    );
}

#[test]
fn colour_is_used_only_where_it_is_asked_for() {
    let plain = check(FAILS, &[], 1).stdout;
    assert!(!plain.contains('\x1b'));
    let coloured = check(FAILS, &["--color", "always"], 1).stdout;
    assert!(coloured.contains("\x1b[1;31m"));
    assert!(!check(FAILS, &["--color", "never"], 1).stdout.contains('\x1b'));
}

#[test]
fn quiet_says_nothing_but_findings() {
    assert_eq!(check(CLEAN, &["-q"], 0).stdout, "");
    let run = check(WARNS, &["-q", "--format", "concise"], 1);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

#[test]
fn a_folder_that_is_named_as_a_script_is_told_once() {
    let workspace = Workspace::new(&[(PIPELINE, CLEAN)]);
    fs::create_dir_all(workspace.path().join("scripts/x.lua")).unwrap();
    for command in ["check", "test"] {
        let run = workspace.run(&[command]);
        assert_eq!(run.code, 2, "{command}");
        assert_eq!(
            run.stderr.lines().next(),
            Some("error: `scripts/x.lua` cannot be read: it is a folder"),
            "{command}"
        );
    }
}
