//! Making workspaces and pieces of them, and looking after them.
#![allow(clippy::unwrap_used)]

mod support;

use support::Workspace;

#[test]
fn a_new_workspace_passes_its_own_check() {
    let folder = Workspace::empty();
    let run = folder.run(&["init", "my hooks"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let root = folder.path().join("my hooks");
    let check = support::run(&root, &["check", "--fail-on", "hint"], None, &[]);
    assert_eq!(
        (check.code, check.stdout.as_str()),
        (0, "4 files, no findings\n"),
        "{}",
        check.stderr
    );
    let fmt = support::run(&root, &["fmt", "--check"], None, &[]);
    assert_eq!(fmt.code, 0, "{}{}", fmt.stdout, fmt.stderr);
    assert!(
        folder
            .read("my hooks/pipelua.toml")
            .contains("name = \"my-hooks\"")
    );
    assert!(folder.read("my hooks/.gitattributes").contains("*.lua eol=lf"));
    assert!(folder.read("my hooks/.gitignore").contains("pipelua.local.toml"));
    assert!(
        folder
            .read("my hooks/.pipelua/schemas/pipeline.json")
            .contains("nodes")
    );
}

#[test]
fn files_that_exist_are_left_and_listed() {
    let folder = Workspace::empty();
    folder.write(".gitignore", "mine\n");
    let run = folder.run(&["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout
            .contains("added  .pipelua/ and pipelua.local.toml to .gitignore"),
        "{}",
        run.stdout
    );
    assert_eq!(folder.read(".gitignore"), "mine\n.pipelua/\npipelua.local.toml\n");
}

#[test]
fn a_gitignore_that_has_all_is_left() {
    let folder = Workspace::empty();
    folder.write(".gitignore", "*.local.toml\r\n/.pipelua\r\n");
    let run = folder.run(&["init"]);
    assert!(run.stdout.contains("left   .gitignore"), "{}", run.stdout);
    assert_eq!(folder.read(".gitignore"), "*.local.toml\r\n/.pipelua\r\n");
}

#[test]
fn a_folder_in_the_place_of_the_manifest_is_told() {
    let folder = Workspace::empty();
    folder.write("pipelua.toml/a", "");
    folder.write("scripts/a.lua", "return nil\n");
    for arguments in [
        &["check"][..],
        &["check", "scripts"],
        &["fmt"],
        &["init"],
        &["migrate"],
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(
            run.stderr.contains("is a folder"),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    let run = folder.run(&["doctor"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.stdout.contains("is a folder") && !run.stdout.contains("ok   manifest"),
        "{}",
        run.stdout
    );
}

#[test]
fn the_doctor_only_warns_where_there_is_no_git() {
    let folder = Workspace::empty();
    assert_eq!(folder.run(&["init"]).code, 0);
    let run = folder.run(&["doctor"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(run.stdout.contains("--   git"), "{}", run.stdout);
    assert!(run.stdout.contains("ok   manifest"), "{}", run.stdout);
}

#[test]
fn the_doctor_tells_what_is_wrong_with_the_manifest() {
    for (manifest, said) in [
        ("schema =\n", "not TOML"),
        ("schema = 1\nname = 5\n", "`name` must be a string"),
    ] {
        let workspace = Workspace::new(&[("pipelua.toml", manifest)]);
        let run = workspace.run(&["doctor"]);
        assert_eq!(run.code, 1, "{}", run.stdout);
        assert!(run.stdout.contains(said), "{}", run.stdout);
        assert!(!run.stdout.contains("ok   manifest"), "{}", run.stdout);
    }
}

#[test]
fn a_workspace_is_not_made_twice() {
    let folder = Workspace::empty();
    assert_eq!(folder.run(&["init"]).code, 0);
    folder.write("pipelua.toml", "mine");
    let run = folder.run(&["init"]);
    assert_eq!(run.code, 2);
    assert_eq!(folder.read("pipelua.toml"), "mine");
}

#[test]
fn every_new_piece_passes_check_and_is_laid_out() {
    let workspace = Workspace::new(&[]);
    for arguments in [
        &["new", "hook", "device_enrolled"][..],
        &["new", "pipeline", "token_build"],
        &["new", "pipeline", "device_enrolled"],
        &["new", "script", "alone", "--hook", "before_signup"],
        &["new", "script", "later", "--hook", "after_signup"],
        &["new", "script", "claims", "--hook", "token_build"],
        &["new", "script", "device", "--hook", "device_enrolled"],
        &["new", "sample", "plain", "--hook", "before_signup"],
        &["new", "sample", "token_build/plain"],
    ] {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        assert!(run.stdout.contains("Next: "), "{arguments:?}: {}", run.stdout);
    }
    let check = workspace.run(&["check"]);
    assert_eq!(check.code, 0, "{}{}", check.stdout, check.stderr);
    let fmt = workspace.run(&["fmt", "--check"]);
    assert_eq!(fmt.code, 0, "{}{}", fmt.stdout, fmt.stderr);
}

#[test]
fn a_new_piece_is_shown_as_it_can_be_opened_from_here() {
    let workspace = Workspace::new(&[("scripts/a.lua", "return nil\n")]);
    let folder = workspace.path().join("scripts");
    let run = support::run(&folder, &["new", "script", "b"], None, &[]);
    assert!(run.stdout.starts_with("wrote  b.lua\n"), "{}", run.stdout);
    let run = support::run(&folder, &["new", "pipeline", "token_build"], None, &[]);
    assert!(
        run.stdout.starts_with("wrote  ../pipelines/token_build.json\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_piece_is_never_overwritten() {
    let workspace = Workspace::new(&[("scripts/a.lua", "return 1\n")]);
    let run = workspace.run(&["new", "script", "a"]);
    assert_eq!(run.code, 2);
    assert_eq!(workspace.read("scripts/a.lua"), "return 1\n");
}

#[test]
fn names_and_hooks_that_do_not_exist_are_answered_with_the_nearest() {
    let workspace = Workspace::new(&[]);
    for (arguments, nearest) in [
        (&["new", "script", "Geo-Check"][..], "`geo_check`"),
        (&["new", "script", "../evil"], "evil"),
        (&["new", "pipeline", "befor_signup"], "`before_signup`"),
        (
            &["new", "script", "a", "--hook", "before_sing_in"],
            "`before_signin`",
        ),
        (&["new", "hook", "before_signup"], "built-in"),
        (&["new", "sample", "a"], "--hook"),
    ] {
        let run = workspace.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(nearest), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn the_doctor_writes_stale_schemas_again() {
    let folder = Workspace::empty();
    assert_eq!(folder.run(&["init"]).code, 0);
    folder.write(".pipelua/schemas/pipeline.json", "{}");
    let run = folder.run(&["doctor"]);
    assert!(run.stdout.contains("written again"), "{}", run.stdout);
    assert!(folder.read(".pipelua/schemas/pipeline.json").contains("nodes"));
    assert!(folder.run(&["doctor"]).stdout.contains("up to date"));
}

#[test]
fn the_doctor_says_what_is_missing() {
    let folder = Workspace::empty();
    let run = folder.run(&["doctor"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("pipelua init"), "{}", run.stdout);
    folder.write("pipelua.toml", "schema = 1\nname = \"a\"\n");
    folder.write(".git/HEAD", "");
    folder.write("scripts/notes.txt", "");
    let run = folder.run(&["doctor"]);
    assert_eq!(run.code, 1);
    for said in ["*.lua eol=lf", ".gitignore", "scripts/notes.txt"] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
}

#[test]
fn there_is_nothing_to_migrate_yet() {
    let workspace = Workspace::new(&[]);
    let run = workspace.run(&["migrate"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("nothing to raise"));
    workspace.write("pipelua.toml", "schema = 7\n");
    assert_eq!(workspace.run(&["migrate"]).code, 2);
    assert_eq!(Workspace::empty().run(&["migrate"]).code, 2);
}

#[test]
fn every_lint_is_explained() {
    let folder = Workspace::empty();
    let list = folder.run(&["explain"]).stdout;
    assert!(list.lines().count() > 20, "{list}");
    for line in list.lines().filter(|line| !line.starts_with(' ')) {
        let code = line.split_whitespace().next().unwrap();
        let page = folder.run(&["explain", code]);
        assert_eq!(page.code, 0, "{code}");
        assert!(page.stdout.starts_with(code), "{code}: {}", page.stdout);
    }
    let all = folder.run(&["explain", "--all"]).stdout;
    assert!(all.contains("syntax-error") && all.len() > list.len());
    let run = folder.run(&["explain", "sintax-error"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`syntax-error`"), "{}", run.stderr);
}

#[test]
fn schemas_are_printed_in_all_languages() {
    let folder = Workspace::empty();
    for (what, part) in [
        ("hooks", "before_signup"),
        ("docs", "before_signup"),
        ("stubs", "---@meta"),
        ("typescript", "export"),
        ("files", "\"pipeline\""),
    ] {
        let run = folder.run(&["schema", what]);
        assert_eq!(run.code, 0, "{what}: {}", run.stderr);
        assert!(run.stdout.contains(part), "{what}");
    }
    for json in ["hooks", "files"] {
        serde_json::from_str::<serde_json::Value>(&folder.run(&["schema", json]).stdout).unwrap();
    }
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = Workspace::empty().run(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("explain"), "{shell}");
    }
}
