//! `pipelua import`: a table of eleven old scripts becomes a workspace that is checked, formatted, run and compared.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use insta::assert_snapshot;
use rusqlite::Connection;
use serde_json::{Value, json};
use support::Workspace;

/// Plans and secrets; a number is an id too.
fn plans() -> [(&'static str, Value); 5] {
    [
        ("before_signup", json!([["7f3a", "geo-1"], ["risk"], ["12"]])),
        ("after_signup", json!([["audit", "crm"]])),
        ("tokenBuild", json!([["base"], ["extra"]])),
        ("apikey_before_create", json!([["keyname", 9, "gone"]])),
        ("on_tuesday", json!([["audit"]])),
    ]
}

const SECRETS: [&str; 2] = ["GEO_KEY", "CRM_TOKEN"];

/// Id, name, code and config of each old script; the first line of its file is the name.
fn scripts() -> Vec<(String, String, String, Option<&'static str>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/scripts");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let scripts = paths.iter().map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        let (name, code) = text.split_once('\n').unwrap();
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let config = match id.as_str() {
            "12" => Some(r#"{"limit": 25}"#),
            "audit" => Some("level: high"),
            _ => None,
        };
        (
            id,
            name.strip_prefix("NAME ").unwrap().to_owned(),
            code.to_owned(),
            config,
        )
    });
    scripts.collect()
}

fn dump() -> Value {
    let rows = scripts().into_iter().map(|(id, name, code, config)| {
        let config: Value = config.map_or(Value::Null, |text| {
            serde_json::from_str(text).unwrap_or_else(|_| text.into())
        });
        json!({ "id": id, "name": name, "code": code, "config": config })
    });
    let plans = plans().map(|(event, order)| json!({ "trigger_event": event, "node_order": order }));
    json!({
        "pipeline_scripts": rows.collect::<Vec<Value>>(),
        "pipeline_execution_plan": plans,
        "pipeline_secrets": SECRETS.map(|name| json!({ "name": name })),
    })
}

fn database(path: &Path) {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "CREATE TABLE pipeline_scripts (id TEXT PRIMARY KEY, name TEXT, code TEXT, config TEXT, updated_at INTEGER);
             CREATE TABLE pipeline_execution_plan (trigger_event TEXT, node_order TEXT);
             CREATE TABLE pipeline_secrets (name TEXT, value BLOB);",
        )
        .unwrap();
    for (id, name, code, config) in scripts() {
        database
            .execute(
                "INSERT INTO pipeline_scripts VALUES (?1, ?2, ?3, ?4, 0)",
                (id, name, code, config),
            )
            .unwrap();
    }
    for (event, order) in plans() {
        database
            .execute(
                "INSERT INTO pipeline_execution_plan VALUES (?1, ?2)",
                (event, order.to_string()),
            )
            .unwrap();
    }
    for name in SECRETS {
        database
            .execute("INSERT INTO pipeline_secrets VALUES (?1, x'00')", [name])
            .unwrap();
    }
}

/// A folder with the table in both forms, from which both were imported into `json/hooks` and `sqlite/hooks`.
fn imported() -> Workspace {
    let folder = Workspace::empty();
    folder.write("old.json", dump().to_string());
    database(&folder.path().join("old.db"));
    for (from, to) in [("old.json", "json/hooks"), ("old.db", "sqlite/hooks")] {
        let run = folder.run(&["import", "--from", "script-table", from, to]);
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    }
    folder
}

/// Texts by path, of all files but the schemas for editors.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with(".pipelua") {
                    open.push(path);
                }
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                all.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    all
}

#[test]
fn both_forms_of_the_table_give_the_same_workspace() {
    let folder = imported();
    let files = files(&folder.path().join("json/hooks"));
    assert_eq!(files, self::files(&folder.path().join("sqlite/hooks")));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names.iter().filter(|name| name.starts_with("scripts/")).count(),
        11
    );
    let shown = |name: &str| format!("=== {name}\n{}", files[name]);
    let shown: Vec<String> = names
        .iter()
        .filter(|name| !name.starts_with(".git"))
        .map(|name| shown(name))
        .collect();
    assert_snapshot!(shown.join("\n"));
}

#[test]
fn it_is_quiet_on_the_first_day_and_tells_of_the_second() {
    let folder = imported();
    let run = folder.run(&["-C", "json/hooks", "check"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    folder.write(
        "json/hooks/scripts/claims.lua",
        "return { allowed = context.user.nmae }\n",
    );
    let run = folder.run(&["-C", "json/hooks", "check"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
}

#[test]
fn the_scripts_decide_as_they_did() {
    let folder = imported();
    let sample = |hook: &str, name: &str, sample: Value| {
        folder.write(
            &format!("json/hooks/samples/{hook}/{name}.json"),
            sample.to_string(),
        );
    };
    let geo = |country: &str| json!([{ "url": "https://geo.example/*", "status": 200, "json": { "country": country } }]);
    let secrets = json!({ "GEO_KEY": "a-key", "CRM_TOKEN": "a-token" });
    let signup = |email: &str, fetch: Value, expect: Value| {
        json!({
            "context": { "email": email, "request": { "ip": "203.0.113.7" } },
            "secrets": secrets, "fetch": fetch, "expect": expect,
        })
    };
    sample(
        "before_signup",
        "good",
        signup(
            "ada@acme.example",
            geo("DE"),
            json!({ "verdict": "allowed", "fetched": 1 }),
        ),
    );
    sample(
        "before_signup",
        "throw_away",
        signup(
            "a@mailinator.com",
            geo("DE"),
            json!({ "verdict": "denied", "reason": { "contains": "lasting" } }),
        ),
    );
    sample(
        "before_signup",
        "new_domain_and_no_country",
        signup(
            "a@new.example",
            geo("??"),
            json!({ "verdict": "denied", "reason": { "contains": "odd" } }),
        ),
    );
    sample(
        "before_signup",
        "new_domain_with_a_country",
        signup(
            "a@new.example",
            geo("DE"),
            json!({ "verdict": "denied", "nodes": { "final_decision": "denied" } }),
        ),
    );
    sample(
        "after_signup",
        "told",
        json!({
            "context": { "user": { "id": "u1", "email": "ada@acme.example" }, "request": {} },
            "secrets": secrets,
            "fetch": [{ "method": "POST", "url": "https://crm.example/users", "status": 201, "text": "" }],
            "expect": { "verdict": "allowed", "fetched": 1, "logs": [{ "contains": "u1 <ada@acme.example>" }] },
        }),
    );
    sample(
        "token_build",
        "admin",
        json!({
            "context": { "user": { "id": "u1", "role": "admin" }, "token": {} },
            "env": { "DEFAULT_PLAN": "free" },
            "expect": { "verdict": "allowed", "data": { "role": "admin", "plan": "free", "admin": true } },
        }),
    );
    for (name, permissions, verdict) in [("few", 2, "allowed"), ("many", 4, "denied")] {
        let permissions = vec!["read"; permissions];
        sample(
            "apikey_before_create",
            name,
            json!({ "node": "end_script", "context": { "userId": "u1", "permissions": permissions }, "expect": { "verdict": verdict } }),
        );
    }
    let run = folder.run(&["-C", "json/hooks", "test"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("8 samples, all passed"), "{}", run.stdout);
    let run = folder.run(&["compare", "json/hooks", "sqlite/hooks"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("no input found that changes"),
        "{}",
        run.stdout
    );
}

#[test]
fn it_is_laid_out_and_laying_it_out_again_keeps_it_quiet() {
    let folder = imported();
    let run = folder.run(&["-C", "json/hooks", "fmt"]);
    // One of the eleven does not compile.
    assert!(!run.stdout.contains("laid out "), "{}{}", run.stdout, run.stderr);
    let run = folder.run(&["-C", "json/hooks", "check"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(!run.stdout.contains("stale-baseline"), "{}", run.stdout);
}

/// Imports the table and gives the folder, which is `new` in it.
fn import_of(table: &Value) -> Workspace {
    let folder = Workspace::empty();
    // As some systems write their files.
    folder.write("old.json", format!("\u{feff}{table}"));
    let run = folder.run(&["import", "--from", "script-table", "old.json", "new"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    folder
}

#[test]
fn a_plan_over_the_limits_and_odd_names_are_told() {
    let ids: Vec<String> = (0..12).map(|n| n.to_string()).collect();
    let rows = ids
        .iter()
        .map(|id| json!({ "id": id, "name": "@hook before_signin", "code": "return { allowed = true }\n" }));
    let deep: Vec<Vec<&String>> = ids.iter().map(|id| vec![id]).collect();
    let folder = import_of(&json!({
        "pipeline_scripts": rows.collect::<Vec<Value>>(),
        "pipeline_execution_plan": [
            { "trigger_event": "before_signup", "node_order": [&ids[..7]] },
            { "trigger_event": "before_signout", "node_order": deep },
            { "trigger_event": "on `a`\nday", "node_order": [["1"]] },
        ],
    }));
    let told = folder.read("new/MIGRATION.md");
    for part in [
        "plan of `before_signup`: **it does not run**: layer 1 has 7 scripts, and at most 5 run side by side",
        "plan of `before_signout`: **it does not run**: it has 12 layers, and at most 10 are run",
        "called `on a day`,",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let script = folder.read("new/scripts/hook_before_signin.lua");
    assert!(script.starts_with("--- `@hook before_signin`\n"), "{script}");
}

#[test]
fn tables_without_row_ids_views_and_other_case_are_read() {
    let folder = Workspace::empty();
    let old = Connection::open(folder.path().join("old.db")).unwrap();
    old.execute_batch(
        "CREATE TABLE kept (ID TEXT PRIMARY KEY, Name TEXT, CODE TEXT, owner TEXT) WITHOUT ROWID;
         INSERT INTO kept VALUES ('a', 'First', 'return { allowed = true }', '');
         CREATE VIEW pipeline_scripts AS SELECT * FROM kept;
         CREATE TABLE pipeline_execution_plan (trigger_event TEXT PRIMARY KEY, node_order TEXT) WITHOUT ROWID;
         INSERT INTO pipeline_execution_plan VALUES ('before_signup', '[[\"a\"]]');",
    )
    .unwrap();
    drop(old);
    let import = ["import", "--from", "script-table", "old.db", "new"];
    let run = folder.run(&import);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(folder.read("new/scripts/first.lua").contains("It was `a`"));

    let unfinished = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0];
    std::fs::write(folder.path().join("old.db-journal"), unfinished).unwrap();
    let run = folder.run(&import);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("was not finished"), "{}", run.stderr);
}

#[test]
fn the_source_is_only_read_and_a_second_import_changes_nothing() {
    let folder = imported();
    let before = (
        std::fs::read(folder.path().join("old.db")).unwrap(),
        files(&folder.path().join("sqlite")),
    );
    let beside = std::fs::read_dir(folder.path().join(".")).unwrap().count();
    let again = ["import", "--from", "script-table", "old.db", "sqlite/hooks"];
    let run = folder.run(&again);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(run.stderr.contains("has all of it already"), "{}", run.stderr);
    assert_eq!(
        before,
        (
            std::fs::read(folder.path().join("old.db")).unwrap(),
            files(&folder.path().join("sqlite"))
        )
    );
    assert_eq!(
        beside,
        std::fs::read_dir(folder.path().join(".")).unwrap().count()
    );

    folder.write("sqlite/hooks/scripts/claims.lua", "return { allowed = true }\n");
    let run = folder.run(&again);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is not empty"), "{}", run.stderr);
    assert_eq!(
        folder.read("sqlite/hooks/scripts/claims.lua"),
        "return { allowed = true }\n"
    );
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_written() {
    let changed = |change: fn(&mut Value)| {
        let mut dump = dump();
        change(&mut dump);
        dump.to_string()
    };
    for (text, told) in [
        (String::new(), "neither an SQLite file nor JSON"),
        ("[]".to_owned(), "it has no table `pipeline_scripts`"),
        (
            changed(|dump| dump["pipeline_scripts"] = 1.into()),
            "`pipeline_scripts` is no list of rows",
        ),
        (
            changed(|dump| dump["pipeline_scripts"][0]["id"] = Value::Null),
            "row 1 of `pipeline_scripts` has no `id`",
        ),
        (
            changed(|dump| dump["pipeline_scripts"][1]["id"] = dump["pipeline_scripts"][0]["id"].clone()),
            "the id `12` stands in `pipeline_scripts` twice",
        ),
        (
            changed(|dump| dump["pipeline_scripts"][0]["code"] = 5.into()),
            "script `12` has no text as its `code`",
        ),
        (
            changed(|dump| dump["pipeline_execution_plan"][0]["node_order"] = json!(["a", "b"])),
            "`node_order` of `before_signup` is no list of lists of script ids",
        ),
    ] {
        let folder = Workspace::empty();
        folder.write("old.json", &text);
        let run = folder.run(&["import", "--from", "script-table", "old.json", "new"]);
        assert_eq!(run.code, 2, "{told}: {}", run.stdout);
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
        assert!(!folder.path().join("new").exists(), "{told}");
    }
}

#[test]
fn a_database_that_is_no_script_table_or_is_in_use_is_told() {
    let folder = Workspace::empty();
    let import = |told: &str| {
        let run = folder.run(&["import", "--from", "script-table", "old.db", "new"]);
        assert_eq!(run.code, 2, "{}", run.stdout);
        assert!(run.stderr.contains(told), "{}", run.stderr);
        assert!(!folder.path().join("new").exists());
    };
    let path = folder.path().join("old.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE pipeline_scripts (id TEXT, title TEXT)")
        .unwrap();
    import("the table `pipeline_scripts` of `old.db` has no column `name`");
    std::fs::remove_file(&path).unwrap();

    database(&path);
    let open = Connection::open(&path).unwrap();
    open.execute_batch("UPDATE pipeline_scripts SET code = CAST(x'72657475726e20ff' AS TEXT) WHERE id = '9'")
        .unwrap();
    import("`code` in row 3 of `pipeline_scripts` is not UTF-8 from byte 7 on");
    open.execute_batch("PRAGMA journal_mode = WAL; UPDATE pipeline_scripts SET name = 'x'")
        .unwrap();
    import("are still in its `-wal` file");
    drop(open);
    std::fs::write(&path, b"SQLite format 3\0 and then nonsense").unwrap();
    import("read `old.db` as SQLite");
}
