//! What a script is told that names a global which is not there, or assigns one.

pub(super) fn undefined(name: &str) -> String {
    match pipelua_schemas::builtin().sandbox().removed(name) {
        Some(removed) => format!("`{name}` does not exist in the sandbox: {}", removed.reason),
        None => format!("the sandbox has no `{name}`, and no local is called so here"),
    }
}

pub(super) fn write(name: &str) -> String {
    if pipelua_schemas::builtin().sandbox().get(name).is_some() {
        format!("`{name}` belongs to the sandbox and cannot be assigned")
    } else {
        format!("`{name}` is assigned as a global, and a script cannot have its own")
    }
}
