//! The data about the sandbox against Lua 5.4 itself: nothing is forgotten, nothing invented, every example compiles.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use mlua::{Lua, StdLib, Table, Value};
use pipelua_schemas::{EntryKind, builtin, generate};

const LIBRARIES: [&str; 5] = ["string", "table", "math", "utf8", "coroutine"];

/// What the runtime adds.
const OURS: [&str; 3] = ["await", "context", "helpers"];

/// Functions of `math` that this build of Lua keeps from 5.2 for compatibility; the sandbox does not.
const COMPATIBLE: [&str; 8] = ["atan2", "cosh", "frexp", "ldexp", "log10", "pow", "sinh", "tanh"];

fn lua() -> Lua {
    Lua::new_with(StdLib::ALL_SAFE, mlua::LuaOptions::default()).unwrap()
}

fn keys(table: &Table) -> BTreeSet<String> {
    table
        .pairs::<String, Value>()
        .map(|pair| pair.unwrap().0)
        .collect()
}

/// Names directly under `path` that are allowed, and those of Lua 5.4 that are removed.
fn known(path: &str) -> BTreeSet<String> {
    let sandbox = builtin().sandbox();
    let allowed = sandbox.members(path).map(|entry| entry.name().to_owned());
    let removed = sandbox
        .all_removed()
        .iter()
        .filter(|removed| removed.version.is_none());
    let removed = removed.filter_map(|removed| match removed.path.rsplit_once('.') {
        Some((parent, name)) => (parent == path).then(|| name.to_owned()),
        None => path.is_empty().then(|| removed.path.clone()),
    });
    allowed.chain(removed).collect()
}

#[test]
fn every_global_of_lua_is_allowed_or_removed() {
    let lua = lua();
    let mut expected = keys(&lua.globals());
    expected.extend(OURS.map(str::to_owned));
    // Names that are no entry of the table of globals, or that this library leaves out as unsafe.
    expected.extend(["_ENV", "debug"].map(str::to_owned));
    assert_eq!(known(""), expected);
}

#[test]
fn every_library_function_of_lua_is_allowed_or_removed() {
    let lua = lua();
    for library in LIBRARIES {
        let table: Table = lua.globals().get(library).unwrap();
        let (known, mut found) = (known(library), keys(&table));
        if library == "math" {
            found.retain(|name| !COMPATIBLE.contains(&name.as_str()));
        }
        assert_eq!(known, found, "{library}");
        for entry in builtin().sandbox().members(library) {
            let value: Value = table.get(entry.name()).unwrap();
            assert_eq!(entry.is_function(), value.is_function(), "{}", entry.path);
            assert_eq!(
                entry.kind == EntryKind::Value,
                !value.is_function(),
                "{}",
                entry.path
            );
        }
    }
}

#[test]
fn what_other_luas_had_is_not_in_this_one() {
    let lua = lua();
    let sandbox = builtin().sandbox();
    for removed in sandbox
        .all_removed()
        .iter()
        .filter(|removed| removed.version.is_some())
    {
        let value: Value = match removed.path.split_once('.') {
            Some((_, name)) if COMPATIBLE.contains(&name) => continue,
            Some((library, name)) => lua.globals().get::<Table>(library).unwrap().get(name).unwrap(),
            None => lua.globals().get(removed.path.as_str()).unwrap(),
        };
        assert!(value.is_nil(), "{} is in Lua 5.4", removed.path);
    }
    for name in COMPATIBLE {
        assert!(sandbox.removed(&format!("math.{name}")).is_some(), "math.{name}");
    }
}

#[test]
fn examples_and_stubs_compile() {
    let lua = lua();
    let compile = |name: &str, text: &str| {
        if let Err(error) = lua.load(text).set_name(name).into_function() {
            panic!("{name}: {error}\n{text}");
        }
    };
    for entry in builtin().sandbox().entries() {
        if let Some(example) = &entry.example {
            compile(&entry.path, example);
        }
    }
    compile("stubs", &generate::stubs());
    compile("types", builtin().sandbox().types_lua());
}

#[test]
fn pure_functions_and_their_kinds_are_told_apart() {
    let sandbox = builtin().sandbox();
    for path in [
        "pcall",
        "error",
        "table.remove",
        "string.gsub",
        "table.insert",
        "helpers.trace",
        "helpers.log",
        "await",
    ] {
        assert!(!sandbox.get(path).unwrap().pure, "{path} does something");
    }
    for path in [
        "tostring",
        "string.upper",
        "table.concat",
        "helpers.hash",
        "helpers.fetch",
        "math.floor",
    ] {
        assert!(sandbox.get(path).unwrap().pure, "{path} does nothing else");
    }
}
