use std::fmt::Write as _;
use std::sync::Arc;

use expect_test::{Expect, expect};
use pipelua_analysis::{Database, FileText};

use super::*;

const PIPELINE: &str = r#"{ "nodes": { "a": { "script": "a" } } }"#;

fn load(files: &[(&str, &str)]) -> Database {
    let mut db = Database::default();
    let manifest = ("pipelua.toml", "schema = 1\nname = \"a\"\n");
    let all = [manifest, ("pipelines/before_signup.json", PIPELINE)];
    let all = all.iter().chain(files).map(|(path, text)| {
        let text: Arc<str> = (*text).into();
        (Arc::from(*path), FileText::Utf8(text))
    });
    db.load(all.collect::<BTreeMap<_, _>>());
    db
}

fn fix(files: &[(&str, &str)], unsafe_too: bool) -> Fixed {
    let rules = FixRules {
        wanted: &|_| true,
        reported: &|_| true,
        unsafe_too,
        only: None,
    };
    apply_fixes(&mut load(files), &rules, &mut |db, files| {
        files.iter().map(|file| examine(db, *file, &rules)).collect()
    })
}

#[track_caller]
fn check(files: &[(&str, &str)], unsafe_too: bool, expected: Expect) {
    let fixed = fix(files, unsafe_too);
    let mut out = format!("{} fixed\n", fixed.count);
    for change in &fixed.changes {
        let _ = write!(
            out,
            "== {} <- {} group {}\n{}",
            change.path, change.old_path, change.group, change.new
        );
    }
    for back in &fixed.taken_back {
        let _ = writeln!(
            out,
            "!! {} {} `{}` adds {:?}",
            back.file, back.code, back.title, back.added
        );
    }
    expected.assert_eq(&out);
    let texts: Vec<(&str, &str)> = fixed
        .changes
        .iter()
        .map(|change| (&*change.path, &*change.new))
        .collect();
    let moved = |path: &str| fixed.changes.iter().any(|change| *change.old_path == *path);
    let kept = files.iter().filter(|(path, _)| !moved(path)).copied();
    let again: Vec<(&str, &str)> = kept.chain(texts).collect();
    assert_eq!(
        fix(&again, unsafe_too).count,
        0,
        "a second time changes something"
    );
}

#[test]
fn safe_fixes_are_applied_until_none_is_left() {
    let text =
        "local a, b = 1, 2\nlocal function f(x) local c = 1 end\nf(a)\nprin(1)\nreturn { allowed = true }\n";
    check(
        &[("scripts/a.lua", text)],
        false,
        expect![[r#"
        3 fixed
        == scripts/a.lua <- scripts/a.lua group 0
        local a, _b = 1, 2
        local function f(_x) local _c = 1 end
        f(a)
        prin(1)
        return { allowed = true }
    "#]],
    );
}

#[test]
fn unsafe_fixes_are_applied_if_asked_for() {
    let text = "prin(1)\nreturn { alowed = true }\n";
    check(
        &[("scripts/a.lua", text)],
        false,
        expect![[r#"
        0 fixed
    "#]],
    );
    check(
        &[("scripts/a.lua", text)],
        true,
        expect![[r#"
        2 fixed
        == scripts/a.lua <- scripts/a.lua group 0
        print(1)
        return { allowed = true }
    "#]],
    );
}

#[test]
fn a_file_is_renamed_with_its_text_fixed() {
    let text = "---@hook before_signin\n\nlocal x = 1\nreturn { allowed = true }\n";
    check(
        &[("scripts/Check-Email.lua", text)],
        true,
        expect![[r#"
        2 fixed
        == scripts/check_email.lua <- scripts/Check-Email.lua group 0
        ---@hook before_signin

        local _x = 1
        return { allowed = true }
    "#]],
    );
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let text = "\u{feff}---@hook before_signup\r\n\r\nif context.email ~= nil then\r\n  return { allowed = true }\r\nend\r\n";
    let fixed = fix(&[("scripts/a.lua", text)], true);
    assert_eq!(fixed.count, 1);
    let new = &fixed.changes[0].new;
    assert!(new.starts_with('\u{feff}'), "{new:?}");
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count(), "{new:?}");
}

#[test]
fn a_fix_that_adds_an_error_is_taken_back_and_the_others_are_kept() {
    // Attached to its pipeline by its right name, the script turns out to read what is not there.
    let pipeline = r#"{ "nodes": { "b": { "script": "geo_chek" } } }"#;
    let files = [
        ("pipelines/before_signin.json", pipeline),
        (
            "scripts/geo_check.lua",
            "local x = 1\nprint(context.userr)\nreturn { allowed = true }\n",
        ),
    ];
    check(
        &files,
        true,
        expect![[r#"
        1 fixed
        == scripts/geo_check.lua <- scripts/geo_check.lua group 0
        local _x = 1
        print(context.userr)
        return { allowed = true }
        !! pipelines/before_signin.json pipeline-unknown-script `Use script `geo_check`` adds ("undefined-field", "scripts/geo_check.lua")
    "#]],
    );
}

#[test]
fn a_file_that_is_no_text_is_left_alone() {
    let mut db = load(&[]);
    let script = FileText::from_bytes(b"local x = 1 -- \xf6\n".to_vec());
    db.set_text("scripts/a.lua", script, Openness::Closed);
    let file = file_at(&db, "scripts/a.lua").unwrap();
    let rules = FixRules {
        wanted: &|_| true,
        reported: &|_| true,
        unsafe_too: true,
        only: None,
    };
    assert!(examine(&db, file, &rules).is_done());
}

#[test]
fn the_fix_of_a_broken_file_may_bring_what_it_hid_to_light() {
    check(
        &[(
            "scripts/a.lua",
            "if context.email != nil then\n  prin(1)\nend\nreturn { allowed = true }\n",
        )],
        true,
        expect![[r#"
            2 fixed
            == scripts/a.lua <- scripts/a.lua group 0
            if context.email ~= nil then
              print(1)
            end
            return { allowed = true }
        "#]],
    );
}

#[test]
fn thousands_of_fixes_take_no_longer_than_they_must() {
    let text = "local function f(unused) end\nf()\n".repeat(2_000);
    let fixed = fix(&[("scripts/a.lua", &text)], false);
    assert!(fixed.count > 1_000, "{}", fixed.count);
}
