//! The judge of validity: Lua's own compiler, given a text as the sandbox runs it.

use mlua::Lua;
use mlua::chunk::ChunkMode;

/// Whether Lua 5.4 compiles `text`.
///
/// # Errors
/// The compiler's message.
pub fn lua_accepts(text: &str) -> Result<(), String> {
    Judge::new().accepts(text)
}

/// A text as it is run: without a byte order mark, each CRLF one line feed.
pub fn as_run(text: &str) -> String {
    text.strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n")
}

/// Whether the compiler's message is about scopes, registers or constants: what no parser sees.
pub fn needs_scopes(message: &str) -> bool {
    NEEDS_SCOPES.iter().any(|part| message.contains(part))
}

const NEEDS_SCOPES: [&str; 8] = [
    "too many local variables",
    "too many upvalues",
    "too many registers",
    "no visible label",
    "jumps into the scope",
    "already defined",
    "attempt to assign to const variable",
    "control structure too long",
];

/// One Lua state for many texts.
pub struct Judge {
    lua: Lua,
}

impl Default for Judge {
    fn default() -> Self {
        Self::new()
    }
}

impl Judge {
    pub fn new() -> Self {
        Self { lua: Lua::new() }
    }

    /// Whether Lua 5.4 compiles `text`.
    ///
    /// # Errors
    /// The compiler's message.
    pub fn accepts(&self, text: &str) -> Result<(), String> {
        let chunk = self
            .lua
            .load(as_run(text))
            .set_mode(ChunkMode::Text)
            .set_name("=text");
        chunk
            .into_function()
            .map(|_| ())
            .map_err(|error| error.to_string())
    }
}
