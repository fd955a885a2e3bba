//! A fresh Lua state, ready for the one script that it will run.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mlua::{Lua, LuaOptions, StdLib};

use super::budget::{Budget, ScriptLimits};
use super::chunk::Chunk;
use super::execution::Execution;
use super::hook;
use super::input::ScriptInput;
use super::prelude::{self, World};
use super::running::Running;

/// A sandbox that is ready to run one script.
pub struct State {
    pub(super) lua: Lua,
    pub(super) world: World,
}

impl State {
    /// Makes a state. It takes some tens of microseconds, so a worker keeps a few ready.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn new() -> mlua::Result<Self> {
        let libraries = StdLib::STRING | StdLib::TABLE | StdLib::MATH | StdLib::UTF8 | StdLib::COROUTINE;
        // With the option off, mlua has a `pcall` of its own, through which nothing can yield.
        let first = Lua::new_with(StdLib::NONE, LuaOptions::new().catch_rust_panics(true))?;
        // Where the first handle of a state is dropped, mlua collects garbage: better now, while there is hardly any, than
        // for every script that ends, whose state goes as a whole.
        let lua = first.clone();
        drop(first);
        lua.load_std_libs(libraries)?;
        // Nothing is freed while a script runs: what it allocates in total is bounded instead.
        lua.gc_stop();
        let world = prelude::load(&lua)?;
        // Last: with a hook, each instruction takes longer.
        hook::install(&lua)?;
        Ok(Self { lua, world })
    }

    /// Begins to run `chunk`, which takes the state with it. `cancelled` ends it at its next step.
    pub fn start(
        self,
        chunk: &Chunk,
        input: &ScriptInput<'_>,
        limits: ScriptLimits,
        cancelled: Arc<AtomicBool>,
    ) -> Running {
        let budget = Budget::new(limits, self.lua.used_memory() as u64, cancelled);
        let execution = Execution::new(budget, input, self.world.null.clone());
        Running::new(self, execution, chunk, input)
    }
}

impl Drop for State {
    fn drop(&mut self) {
        hook::disarm(&self.lua);
    }
}
