//! The Lua that every new state begins with, compiled once, and what of it a script sees.

use std::fmt::Write as _;
use std::sync::LazyLock;

use mlua::chunk::ChunkMode;
use mlua::{Function, Lua, Table, Value};
use pipelua_schemas::EntryKind;

use super::hook;
use super::host;

/// One chunk in several files: each sees the locals of those before it.
const PRELUDE: &str = concat!(
    include_str!("prelude/start.lua"),
    include_str!("prelude/base.lua"),
    include_str!("prelude/coroutine.lua"),
    include_str!("prelude/string.lua"),
    include_str!("prelude/table.lua"),
    include_str!("prelude/math.lua"),
    include_str!("prelude/helpers.lua"),
    include_str!("prelude/world.lua"),
);

struct Compiled {
    prelude: Vec<u8>,
    places: Vec<u8>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let lua = Lua::new();
    let compile = |text: &str| {
        let function = lua.load(text).into_function();
        function.expect("our own Lua compiles").dump(true)
    };
    Compiled {
        prelude: compile(PRELUDE),
        places: compile(&places()),
    }
});

/// What the prelude hands to the host.
pub(super) struct World {
    /// The `_ENV` of the script.
    pub(super) environment: Table,
    /// What stands behind it; `context` and `helpers` come in here.
    pub(super) globals: Table,
    /// The body of the host's coroutine: calls the function that it is given first, below `pcall`.
    pub(super) run: Function,
    /// Seeds `math.random`.
    pub(super) seed: Function,
    /// `helpers.json.null`
    pub(super) null: Value,
}

/// Fills a new state.
pub(super) fn load(lua: &Lua) -> mlua::Result<World> {
    let limits = pipelua_schemas::builtin().limits();
    let limit = lua.create_table_from([
        ("string", limits.string_bytes()),
        ("coroutines", limits.coroutines()),
    ])?;
    let places: Table = binary(lua, &COMPILED.places)?.call(())?;
    let prelude = binary(lua, &COMPILED.prelude)?;
    let arguments = (
        host::function(lua)?,
        hook::charging_function(lua)?,
        hook::metering_function(lua)?,
        hook::noting_function(lua)?,
        places,
        limit,
    );
    let (environment, globals, run, seed, null) = prelude.call(arguments)?;
    Ok(World {
        environment,
        globals,
        run,
        seed,
        null,
    })
}

/// Loads what this process has compiled itself; bytecode from elsewhere is never loaded.
pub(super) fn binary(lua: &Lua, bytes: &[u8]) -> mlua::Result<Function> {
    lua.load(bytes).set_mode(ChunkMode::Binary).into_function()
}

/// Lua that makes the table of all globals that `schemas/sandbox` names, with `false` in the place of each. Tables that are
/// made as large as they will be never grow, which is a good part of what a state costs.
fn places() -> String {
    let sandbox = pipelua_schemas::builtin().sandbox();
    let mut text = String::from("return {\n");
    let mut library: Option<&str> = None;
    for entry in sandbox.entries() {
        let path = entry.path.as_str();
        // Each script has its own; the prelude makes the helpers as one.
        if path == "context" || path.starts_with("helpers") {
            continue;
        }
        if let Some(name) = library
            && path.strip_prefix(name).is_none_or(|rest| !rest.starts_with('.'))
        {
            text.push_str("},\n");
            library = None;
        }
        let name = path.rsplit('.').next().unwrap_or(path);
        let _ = if entry.kind == EntryKind::Table {
            library = Some(path);
            writeln!(text, "{name} = {{")
        } else {
            writeln!(text, "{name} = false,")
        };
    }
    if library.is_some() {
        text.push_str("},\n");
    }
    text + "}\n"
}
