//! `check --fix` in rounds: each fix ends its finding, none adds an error, and a safe one changes no run.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipelua_analysis::lint::{FixKind, registry};
use pipelua_analysis::{
    Database, Diagnostic, FileText, Fix, Openness, Severity, diagnostics, file_at, files,
};
use pipelua_engine::sandbox::{Chunk, TextLimits};
use pipelua_ide::{FixRules, Fixed, apply_fixes, examine};
use pipelua_schemas::builtin;
use pipelua_tests::samples::{Bench, Case};
use pipelua_tests::workspaces::load;

fn texts(db: &Database) -> BTreeMap<Arc<str>, FileText> {
    let all = files(db).iter();
    all.map(|(path, file)| (path.clone(), file.text(db).clone()))
        .collect()
}

fn copy(db: &Database) -> Database {
    let mut copy = Database::default();
    copy.load(texts(db));
    copy
}

fn fix_all(db: &mut Database, unsafe_too: bool) -> Fixed {
    let rules = FixRules {
        wanted: &|_| true,
        reported: &|_| true,
        unsafe_too,
        only: None,
    };
    apply_fixes(db, &rules, &mut |db, files| {
        files.iter().map(|file| examine(db, *file, &rules)).collect()
    })
}

/// The examples of a page that fire: a workspace for each script without a path of its own.
fn examples(page: &str) -> Vec<Database> {
    let section = page
        .split_once("## Fires\n")
        .unwrap()
        .1
        .split("\n## ")
        .next()
        .unwrap();
    let (mut named, mut scripts) = (BTreeMap::new(), Vec::new());
    for block in section.split("```").skip(1).step_by(2) {
        let Some((info, text)) = block.split_once('\n') else {
            continue;
        };
        match info.split_once(' ') {
            Some((_, path)) => drop(named.insert(path.to_owned(), text.to_owned())),
            None if info == "lua" => scripts.push(text.to_owned()),
            None => {}
        }
    }
    let mut all = Vec::new();
    let alone: Vec<Option<String>> = if scripts.is_empty() {
        vec![None]
    } else {
        scripts.into_iter().map(Some).collect()
    };
    for script in alone {
        let mut files = named.clone();
        let has_hook = script.as_ref().is_some_and(|text| text.contains("---@hook"));
        let pipeline = r#"{ "nodes": { "example": { "script": "example" } } }"#;
        if let Some(text) = script {
            files.insert("scripts/example.lua".to_owned(), text);
        }
        if !has_hook && !files.keys().any(|path| path.starts_with("pipelines/")) {
            files.insert("pipelines/before_signup.json".to_owned(), pipeline.to_owned());
        }
        let manifest = "schema = 1\nname = \"a\"\n".to_owned();
        files.entry("pipelua.toml".to_owned()).or_insert(manifest);
        let mut db = Database::default();
        db.load(
            files
                .into_iter()
                .map(|(path, text)| (path.into(), FileText::Utf8(text.into()))),
        );
        all.push(db);
    }
    all
}

/// The workspace after one fix; `None` if it changes bytes that are no text.
fn after(db: &Database, fix: &Fix) -> Option<Database> {
    let mut after = copy(db);
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    for edit in edits.into_iter().rev() {
        let path = edit.file.path(db);
        let FileText::Utf8(text) = file_at(&after, path)?.text(&after).clone() else {
            return None;
        };
        let mut text = text.to_string();
        text.replace_range(edit.range.as_usize(), &edit.new_text);
        after.set_text(path, FileText::Utf8(text.into()), Openness::Closed);
    }
    for (from, to) in &fix.renames {
        let text = file_at(&after, from)?.text(&after).clone();
        after.remove(from);
        after.set_text(to, text, Openness::Closed);
    }
    Some(after)
}

fn count(list: &[Diagnostic], is_meant: impl Fn(&Diagnostic) -> bool) -> usize {
    list.iter().filter(|found| is_meant(found)).count()
}

/// Applies each fix by itself; the codes that had one.
fn check_each_fix(db: &Database, title: &str) -> BTreeSet<&'static str> {
    let mut codes = BTreeSet::new();
    for (path, file) in files(db).iter() {
        let before = &diagnostics(db, *file).list;
        for found in before {
            for fix in &found.fixes {
                let Some(after) = after(db, fix) else { continue };
                codes.insert(found.code);
                let renamed = fix.renames.iter().find(|(from, _)| **from == **path);
                let path = renamed.map_or(&**path, |(_, to)| to);
                let list = &diagnostics(&after, file_at(&after, path).unwrap()).list;
                let told = format!(
                    "{title}: `{}` of {} in {path}: {}",
                    fix.title,
                    found.code,
                    file_at(&after, path).unwrap().text(&after).as_str()
                );
                let same = |one: &Diagnostic| one.code == found.code && one.message == found.message;
                assert!(
                    count(list, same) < count(before, same),
                    "the finding stays: {told}"
                );
                let is_broken =
                    |one: &Diagnostic| one.code == "syntax-error" || one.code.ends_with("-syntax");
                assert!(
                    count(list, is_broken) <= count(before, is_broken),
                    "it breaks the text: {told}"
                );
                if count(before, is_broken) > 0 {
                    continue;
                }
                // A hint may come: what is a local now may be one that nobody reads.
                let mildest = if fix.safe { Severity::Info } else { Severity::Error };
                for other in list.iter().filter(|other| other.severity <= mildest) {
                    let same = |one: &Diagnostic| one.code == other.code;
                    assert!(
                        count(list, same) <= count(before, same),
                        "it adds {}: {told}",
                        other.message
                    );
                }
            }
        }
    }
    codes
}

/// What no page shows: faults that are a slip of the finger.
const SLIPS: &[&[(&str, &str)]] = &[
    &[
        (
            "scripts/example.lua",
            "print(unpack({ 1 }))\nreturn { allowed = true }\n",
        ),
        (
            "pipelines/before_signup.json",
            r#"{ "onError": "denny", "nodes": { "example": { "script": "example" } } }"#,
        ),
    ],
    &[
        ("scripts/example.lua", "return { allowed = true }\n"),
        (
            "pipelines/before_signup.json",
            r#"{ "nodes": { "example": { "script": "example" } } }"#,
        ),
        (
            "samples/before_signup/slip.json",
            r#"{ "hook": "before_signin", "node": "exampel", "context": { "email": "a@b.example", "requst": {} }, "expect": { "verdict": "alowed" } }"#,
        ),
    ],
];

fn slips() -> impl Iterator<Item = Database> {
    SLIPS.iter().map(|files| {
        let mut db = Database::default();
        let manifest = ("pipelua.toml", "schema = 1\nname = \"a\"\n");
        let all = files.iter().chain([&manifest]);
        db.load(all.map(|(path, text)| ((*path).into(), FileText::Utf8((*text).into()))));
        db
    })
}

#[test]
fn each_fix_ends_its_finding_and_adds_no_error() {
    let mut codes = check_each_fix(&load("faulty"), "faulty");
    for db in slips() {
        codes.extend(check_each_fix(&db, "slips"));
    }
    for lint in registry() {
        for db in examples(lint.page) {
            codes.extend(check_each_fix(&db, lint.code));
        }
    }
    let fixable = registry().iter().filter(|lint| lint.fix != FixKind::None);
    let unseen: Vec<&str> = fixable
        .map(|lint| lint.code)
        .filter(|code| !codes.contains(code))
        .collect();
    assert_eq!(unseen, Vec::<&str>::new(), "no example with a fix");
}

#[track_caller]
fn check_rounds(mut db: Database, title: &str) -> usize {
    let mut fixed = 0;
    for unsafe_too in [false, true] {
        let first = fix_all(&mut db, unsafe_too);
        let once = texts(&db);
        let second = fix_all(&mut db, unsafe_too);
        assert_eq!(second.count, 0, "{title}: {:?}", second.changes);
        assert!(texts(&db) == once, "{title}");
        fixed += first.count;
    }
    fixed
}

#[test]
fn fixing_twice_is_fixing_once() {
    let mut fixed = check_rounds(load("faulty"), "faulty") + check_rounds(load("acme"), "acme");
    fixed += check_rounds(load("correct"), "correct");
    for lint in registry() {
        for db in examples(lint.page) {
            fixed += check_rounds(db, lint.code);
        }
    }
    assert!(fixed > 80, "{fixed}");
}

/// What a script is given to be fixed, in front of its last statement.
const LEFT_OVER: &str = "local spare, spare_too = 1, 2
::left_over::
local function spare_function(first, ...)
  local inner = spare
  ::nobody_goes_here::
end
---@diagnostic disable-next-line: slow-pattern, unused-label
for index, _ in pairs({}) do spare_function(index) end
";

fn with_left_overs(text: &str) -> Option<String> {
    let last = text.rfind("\nreturn")? + 1;
    Some(format!("{}{LEFT_OVER}{}", &text[..last], &text[last..]))
}

/// What every sample comes to with these scripts.
fn runs(db: &Database) -> Vec<String> {
    let mut bench = Bench::load("acme");
    let limits = builtin().limits();
    for (path, file) in files(db).iter() {
        if let Some(name) = path
            .strip_prefix("scripts/")
            .and_then(|name| name.strip_suffix(".lua"))
        {
            let text = file.text(db).as_str();
            let chunk = Chunk::compile(name, text.as_bytes(), TextLimits::of(limits));
            bench.scripts.insert(name.to_owned(), chunk);
        }
    }
    let told = |case: &Case| {
        let run = bench.run(case);
        assert_eq!(bench.differences(case, &run), Vec::<String>::new());
        let decision = &run.report.decision;
        // A line may have gone above the one that an error names.
        let error = decision
            .error
            .as_ref()
            .map(|error| (error.class, &error.message, &error.node));
        format!(
            "{}: {} {:?} {:?} {error:?} {:?}",
            case.title, decision.allowed, decision.verdict, decision.reason, decision.data
        )
    };
    bench.cases().iter().map(told).collect()
}

#[test]
fn safe_fixes_change_no_run_of_any_sample() {
    let mut db = load("acme");
    let mut changed = 0;
    for (path, text) in texts(&db) {
        let with = path
            .starts_with("scripts/")
            .then(|| with_left_overs(text.as_str()))
            .flatten();
        if let Some(text) = with {
            db.set_text(&path, FileText::Utf8(text.into()), Openness::Closed);
            changed += 1;
        }
    }
    assert!(changed > 30, "{changed} scripts");
    let before = runs(&db);
    let fixed = fix_all(&mut db, false);
    assert!(
        fixed.count >= changed * 6,
        "{} fixes in {changed} scripts",
        fixed.count
    );
    assert_eq!(fixed.taken_back.len(), 0, "{:?}", fixed.taken_back);
    assert!(before.len() > 70);
    for (after, before) in runs(&db).iter().zip(&before) {
        assert_eq!(after, before);
    }
}
