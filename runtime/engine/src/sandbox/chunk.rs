//! A script, compiled once for every state that will run it.

use std::fmt::Write as _;
use std::sync::Arc;

use mlua::chunk::ChunkMode;
use mlua::{Lua, LuaOptions, StdLib};
use pipelua_rules::code_size::CodeSize;
use pipelua_rules::normalise::normalise;
use pipelua_schemas::Limits;
use pipelua_syntax::{NodeId, NodeKind, Parse, flags};
use sha2::{Digest, Sha256};

use crate::coverage::{Instrumented, Point, instrument};
use crate::error::{ErrorClass, ScriptError};

/// Bytecode that this process has made from a text; cheap to clone.
#[derive(Debug, Clone)]
pub struct Chunk {
    name: Arc<str>,
    hash: Arc<str>,
    bytecode: Arc<[u8]>,
    /// How many probes it has, if it was given any.
    points: Option<usize>,
}

/// How long a script may be, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextLimits {
    /// Of code: without comments and indentation.
    pub script_bytes: u64,
    pub source_bytes: u64,
}

impl TextLimits {
    pub fn of(limits: &Limits) -> Self {
        Self {
            script_bytes: limits.script_bytes(),
            source_bytes: limits.source_bytes(),
        }
    }
}

impl Chunk {
    /// Compiles the text of the script `name`, as it was read: a byte order mark and CRLF are taken away first.
    ///
    /// # Errors
    /// `limit.size` when it is too long; `script.error` with its line when Lua refuses it, when it names `_ENV`, or
    /// marks a variable `<close>`.
    pub fn compile(name: &str, text: &[u8], limits: TextLimits) -> Result<Self, ScriptError> {
        let refused = |message: String, line: Option<u32>| ScriptError {
            class: ErrorClass::ScriptError,
            message,
            line,
        };
        let text = std::str::from_utf8(text).map_err(|error| {
            refused(
                format!("the text is not UTF-8 at byte {}", error.valid_up_to()),
                None,
            )
        })?;
        let text = normalise(text);
        let parse = pipelua_syntax::parse(&*text);
        CodeSize::of(&parse)
            .judge(limits.script_bytes, limits.source_bytes)
            .map_err(|error| ScriptError {
                class: ErrorClass::LimitSize,
                message: error.to_string(),
                line: None,
            })?;
        if let Some((what, line)) = refused_name(&parse) {
            return Err(refused(what, Some(line)));
        }
        Self::of_text(name, &text)
    }

    /// The same script with probes, for a run that only counts; the points are those of its text. `None` where it has no
    /// room for them, or does not compile by itself. The limits of a script's text do not hold here.
    pub fn instrumented(name: &str, text: &str) -> Option<(Self, Vec<Point>)> {
        let Instrumented { text, points } = instrument(text)?;
        let chunk = Self::of_text(name, &text).ok()?;
        let with_points = Self {
            points: Some(points.len()),
            ..chunk
        };
        Some((with_points, points))
    }

    fn of_text(name: &str, text: &str) -> Result<Self, ScriptError> {
        let refused = |message: String, line: Option<u32>| ScriptError {
            class: ErrorClass::ScriptError,
            message,
            line,
        };
        let lua = Lua::new_with(StdLib::NONE, LuaOptions::default())
            .map_err(|error| refused(error.to_string(), None))?;
        let function = lua
            .load(text)
            .set_name(format!("={name}"))
            .set_mode(ChunkMode::Text)
            .into_function()
            .map_err(|error| {
                let (message, line) = crate::error::split_position(&crate::error::text_of(&error), name);
                refused(message, line)
            })?;
        let hash = Sha256::digest(text.as_bytes())
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        Ok(Self {
            name: name.into(),
            hash: hash.into(),
            bytecode: function.dump(false).into(),
            points: None,
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the normalised text, lower-case hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) fn points(&self) -> Option<usize> {
        self.points
    }

    /// Whether it is the same one, not compiled again.
    #[cfg(test)]
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.bytecode, &other.bytecode)
    }

    pub(super) fn bytecode(&self) -> &[u8] {
        &self.bytecode
    }
}

/// What the sandbox does not compile, though Lua would, and its line from 1.
fn refused_name(parse: &Parse) -> Option<(String, u32)> {
    let index = parse.nodes().iter().position(|node| match node.kind {
        NodeKind::NameDef if node.flags & flags::CLOSE != 0 => true,
        NodeKind::NameDef | NodeKind::NameExpr => parse.token_text(node.main) == "_ENV",
        _ => false,
    })?;
    let id = NodeId(index as u32);
    let what = match parse.main_text(id) {
        "_ENV" => "the sandbox refuses `_ENV`",
        _ => "the sandbox refuses `<close>`",
    };
    let line = parse.text()[..parse.node_range(id).start as usize]
        .matches('\n')
        .count() as u32
        + 1;
    Some((what.to_owned(), line))
}
