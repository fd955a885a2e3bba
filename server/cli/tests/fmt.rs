//! `pipelua fmt` over the real binary.
#![allow(clippy::unwrap_used)]

mod support;

use support::Workspace;

const UGLY: &str = "local a=1\nreturn {allowed=a==1}\n";
const NEAT: &str = "local a = 1\nreturn { allowed = a == 1 }\n";
const PIPELINE: &str = "pipelines/before_signup.json";

#[test]
fn files_are_laid_out_in_place() {
    let workspace = Workspace::new(&[
        ("scripts/a.lua", UGLY),
        ("scripts/b.lua", NEAT),
        (PIPELINE, "{\"nodes\":{}}"),
    ]);
    let run = workspace.run(&["fmt"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "laid out pipelines/before_signup.json\nlaid out scripts/a.lua\n3 files, 2 laid out\n"
    );
    assert_eq!(workspace.read("scripts/a.lua"), NEAT);
    assert_eq!(workspace.read(PIPELINE), "{\n  \"nodes\": {}\n}\n");
    assert_eq!(workspace.run(&["fmt"]).stdout, "3 files, 0 laid out\n");
}

#[test]
fn check_writes_nothing_and_ends_with_1_where_a_layout_differs() {
    let workspace = Workspace::new(&[("scripts/a.lua", UGLY)]);
    let run = workspace.run(&["fmt", "--check"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("would lay out scripts/a.lua"),
        "{}",
        run.stdout
    );
    assert_eq!(workspace.read("scripts/a.lua"), UGLY);
    workspace.write("scripts/a.lua", NEAT);
    assert_eq!(workspace.run(&["fmt", "--check"]).code, 0);
}

#[test]
fn diff_shows_what_would_change() {
    let workspace = Workspace::new(&[("scripts/a.lua", UGLY)]);
    let run = workspace.run(&["fmt", "--diff"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.stdout,
        "--- scripts/a.lua\n+++ scripts/a.lua\n@@ -1,2 +1,2 @@\n-local a=1\n-return {allowed=a==1}\n+local a = 1\n+return { allowed = a == 1 }\n"
    );
    assert_eq!(workspace.read("scripts/a.lua"), UGLY);
}

#[test]
fn files_with_errors_are_left_alone_and_told() {
    let json = "{\n  // why\n  \"nodes\": {}\n}\n";
    let workspace = Workspace::new(&[
        ("scripts/a.lua", "local = 1\n"),
        ("scripts/b.lua", UGLY),
        (PIPELINE, json),
    ]);
    let run = workspace.run(&["fmt"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr
            .contains("`scripts/a.lua` is left as it is: line 1, column"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("comment"), "{}", run.stderr);
    assert!(
        run.stdout.contains("3 files, 1 laid out, 2 left as found"),
        "{}",
        run.stdout
    );
    assert_eq!(workspace.read("scripts/a.lua"), "local = 1\n");
    assert_eq!(workspace.read(PIPELINE), json);
    assert_eq!(workspace.read("scripts/b.lua"), NEAT);
}

#[test]
fn windows_line_ends_become_newlines() {
    let workspace = Workspace::new(&[("scripts/a.lua", &NEAT.replace('\n', "\r\n"))]);
    assert_eq!(workspace.run(&["fmt", "--check"]).code, 1);
    assert_eq!(workspace.run(&["fmt"]).code, 0);
    assert_eq!(workspace.read("scripts/a.lua"), NEAT);
}

#[test]
fn standard_input_is_laid_out_by_the_name_it_is_given() {
    let workspace = Workspace::new(&[]);
    let run = workspace.run_with_input(&["fmt", "--stdin", "--stdin-filename", "scripts/new.lua"], UGLY);
    assert_eq!((run.code, run.stdout.as_str()), (0, NEAT), "{}", run.stderr);
    let run = workspace.run_with_input(
        &["fmt", "--stdin", "--stdin-filename", PIPELINE],
        "{\"nodes\":{}}",
    );
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "{\n  \"nodes\": {}\n}\n"),
        "{}",
        run.stderr
    );
    let run = workspace.run_with_input(
        &["fmt", "--stdin", "--stdin-filename", "scripts/new.lua"],
        "local = 1",
    );
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
}

#[test]
fn the_workspace_chooses_its_style() {
    let workspace = Workspace::new(&[("scripts/a.lua", "do\nprint(1)\nend\n")]);
    workspace.write(
        "pipelua.toml",
        "schema = 1\nname = \"a\"\n[format]\nindent-width = 4\n",
    );
    assert_eq!(workspace.run(&["fmt"]).code, 0);
    assert_eq!(workspace.read("scripts/a.lua"), "do\n    print(1)\nend\n");
    workspace.write("stylua.toml", "indent_type = \"Tabs\"\n");
    assert_eq!(workspace.run(&["fmt"]).code, 0);
    assert_eq!(workspace.read("scripts/a.lua"), "do\n\tprint(1)\nend\n");
    workspace.write("stylua.toml", "indent = \"Tabs\"\n");
    assert_eq!(workspace.run(&["fmt"]).code, 2);
}

#[test]
fn permissions_and_links_are_kept() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let workspace = Workspace::new(&[("shared/a.lua", UGLY), ("scripts/b.lua", UGLY)]);
        symlink("../shared/a.lua", workspace.path().join("scripts/a.lua")).unwrap();
        let script = workspace.path().join("scripts/b.lua");
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(workspace.run(&["fmt"]).code, 0);
        assert_eq!(
            std::fs::metadata(&script).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(
            workspace
                .path()
                .join("scripts/a.lua")
                .symlink_metadata()
                .unwrap()
                .is_symlink()
        );
        assert_eq!(workspace.read("shared/a.lua"), NEAT);
        let left: Vec<_> = std::fs::read_dir(workspace.path().join("scripts"))
            .unwrap()
            .collect();
        assert_eq!(left.len(), 2, "no temporary file is left");
    }
}

#[test]
fn a_broken_manifest_stops_it_with_the_words_of_check() {
    for manifest in [
        "schema = \n",
        "name = \"a\"\n",
        "schema = 99\n",
        "schema = 1\nrequired-version = \">=99\"\n",
        "schema = 1\nrequired-version = \"banana\"\n",
    ] {
        let workspace = Workspace::new(&[("scripts/a.lua", UGLY), ("pipelua.toml", manifest)]);
        let check = workspace.run(&["check"]);
        let expected = check.stderr.lines().next().unwrap().to_owned();
        for arguments in [&["fmt"][..], &["fmt", "--check"]] {
            let run = workspace.run(arguments);
            assert_eq!(run.code, 2, "{manifest}: {}", run.stderr);
            assert!(run.stderr.starts_with(&expected), "{manifest}: {}", run.stderr);
            assert_eq!(workspace.read("scripts/a.lua"), UGLY, "{manifest}");
        }
        let arguments = ["fmt", "--stdin", "--stdin-filename", "scripts/a.lua"];
        let run = workspace.run_with_input(&arguments, UGLY);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{manifest}");
        assert!(run.stderr.starts_with(&expected), "{manifest}: {}", run.stderr);
    }
}

#[test]
fn a_value_that_check_refuses_is_not_obeyed() {
    let text = "do\nprint(1)\nend\n";
    for value in ["indent-width = 17", "indent-width = 0", "indent-width = \"4\""] {
        let manifest = format!("schema = 1\nname = \"a\"\n[format]\n{value}\n");
        let workspace = Workspace::new(&[("scripts/a.lua", text), ("pipelua.toml", &manifest)]);
        assert!(
            workspace.run(&["check"]).stdout.contains("manifest-value"),
            "{value}"
        );
        assert_eq!(workspace.run(&["fmt"]).code, 0, "{value}");
        assert_eq!(
            workspace.read("scripts/a.lua"),
            "do\n  print(1)\nend\n",
            "{value}"
        );
    }
}

#[test]
fn standard_input_outside_the_folders_is_laid_out_by_its_extension() {
    let workspace = Workspace::new(&[]);
    let stdin = |name: &str, text: &str| {
        workspace.run_with_input(&["fmt", "--stdin", "--stdin-filename", name], text)
    };
    for name in ["a.lua", "drafts/a.lua", "scripts/sub/a.lua"] {
        let run = stdin(name, UGLY);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (0, NEAT),
            "{name}: {}",
            run.stderr
        );
    }
    let run = stdin("notes/a.json", "{\"b\":1,\"a\":[]}");
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "{\n  \"b\": 1,\n  \"a\": []\n}\n"),
        "{}",
        run.stderr
    );
    for name in ["README.md", "a", "pipelua.toml"] {
        let run = stdin(name, "# Hello\n");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{name}");
        assert!(
            run.stderr.contains(&format!("`{name}`")) && run.stderr.contains("`.lua`"),
            "{name}: {}",
            run.stderr
        );
    }
}
