//! What a script can reach is what `schemas/sandbox` names, no more and no less.

use std::collections::BTreeSet;

use mlua::{Table, Value};
use pipelua_schemas::builtin;

use super::super::State;

fn walk(table: &Table, path: &str, found: &mut BTreeSet<String>) {
    for pair in table.pairs::<String, Value>() {
        let (key, value) = pair.unwrap();
        let path = if path.is_empty() {
            key
        } else {
            format!("{path}.{key}")
        };
        if let Value::Table(inner) = value {
            walk(&inner, &path, found);
        }
        found.insert(path);
    }
}

#[test]
fn a_script_reaches_what_the_schemas_name() {
    let state = State::new().unwrap();
    let mut found = BTreeSet::new();
    walk(&state.world.globals, "", &mut found);
    let named: BTreeSet<String> = builtin()
        .sandbox()
        .entries()
        .iter()
        .map(|entry| entry.path.clone())
        .filter(|path| path != "context")
        .collect();
    assert_eq!(found, named);
}
