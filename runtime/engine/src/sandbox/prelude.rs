//! The Lua that every new state begins with, compiled once, and what of it a script sees.

use std::fmt::Write as _;
use std::sync::LazyLock;

use mlua::chunk::ChunkMode;
use mlua::{Function, Lua, Table};
use pipelua_schemas::EntryKind;

use super::hook;
use super::host;

struct Compiled {
    prelude: Vec<u8>,
    surface: Vec<u8>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let lua = Lua::new();
    let compile = |text: &str| {
        let function = lua.load(text).into_function();
        function.expect("our own Lua compiles").dump(true)
    };
    Compiled {
        prelude: compile(include_str!("prelude.lua")),
        surface: compile(&surface()),
    }
});

/// What the prelude hands to the host.
pub(super) struct World {
    /// The `_ENV` of the script.
    pub(super) environment: Table,
    /// What stands behind it; `context` and `helpers` come in here.
    pub(super) globals: Table,
    /// Calls a function below `pcall`, as the body of the host's coroutine.
    pub(super) run: Function,
    /// Seeds `math.random`.
    pub(super) seed: Function,
}

/// Fills a new state.
pub(super) fn load(lua: &Lua) -> mlua::Result<World> {
    let limits = pipelua_schemas::builtin().limits();
    let limit = lua.create_table_from([
        ("string", limits.string_bytes()),
        ("coroutines", limits.coroutines()),
    ])?;
    let surface = binary(lua, &COMPILED.surface)?;
    let prelude = binary(lua, &COMPILED.prelude)?;
    let arguments = (
        host::function(lua)?,
        hook::charging_function(lua)?,
        hook::metering_function(lua)?,
        surface,
        limit,
    );
    let (environment, globals, run, seed) = prelude.call(arguments)?;
    Ok(World {
        environment,
        globals,
        run,
        seed,
    })
}

/// Loads what this process has compiled itself; bytecode from elsewhere is never loaded.
pub(super) fn binary(lua: &Lua, bytes: &[u8]) -> mlua::Result<Function> {
    lua.load(bytes).set_mode(ChunkMode::Binary).into_function()
}

/// Lua that makes the table of all globals that `schemas/sandbox` names, from the table of those that there are.
fn surface() -> String {
    let sandbox = pipelua_schemas::builtin().sandbox();
    let mut text = String::from("local base = ...\nlocal globals = {}\n");
    for entry in sandbox.entries() {
        let is_own = matches!(
            entry.path.split('.').next(),
            Some("context" | "helpers" | "await")
        );
        if is_own {
            continue;
        }
        let path = &entry.path;
        let _ = match entry.kind {
            EntryKind::Table => writeln!(text, "globals.{path} = {{}}"),
            EntryKind::Function | EntryKind::Value => writeln!(text, "globals.{path} = base.{path}"),
        };
    }
    text + "return globals\n"
}
