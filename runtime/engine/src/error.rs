//! Why a script has no result: a class that programs read, a message and a line that its author reads.

use std::fmt;

/// The third way in which a node can end; `schemas/errors.json` documents each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    ScriptError,
    LimitInstructions,
    LimitTime,
    LimitMemory,
    LimitSize,
    ResultInvalid,
    FetchRefused,
    FetchFailed,
    FetchUnmocked,
    ScriptMissing,
    InputInvalid,
    Busy,
}

impl ErrorClass {
    pub const ALL: [Self; 12] = [
        Self::ScriptError,
        Self::LimitInstructions,
        Self::LimitTime,
        Self::LimitMemory,
        Self::LimitSize,
        Self::ResultInvalid,
        Self::FetchRefused,
        Self::FetchFailed,
        Self::FetchUnmocked,
        Self::ScriptMissing,
        Self::InputInvalid,
        Self::Busy,
    ];

    /// The name in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ScriptError => "script.error",
            Self::LimitInstructions => "limit.instructions",
            Self::LimitTime => "limit.time",
            Self::LimitMemory => "limit.memory",
            Self::LimitSize => "limit.size",
            Self::ResultInvalid => "result.invalid",
            Self::FetchRefused => "fetch.refused",
            Self::FetchFailed => "fetch.failed",
            Self::FetchUnmocked => "fetch.unmocked",
            Self::ScriptMissing => "script.missing",
            Self::InputInvalid => "input.invalid",
            Self::Busy => "busy",
        }
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error of a script; the message is for operators and the author, never for the end user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{class}: {message}")]
pub struct ScriptError {
    pub class: ErrorClass,
    pub message: String,
    /// From 1, where it is known.
    pub line: Option<u32>,
}

/// What Lua tells as the place of an error in a function without lines, such as ours.
const NO_PLACE: &str = "?:-1: ";

/// Takes the place `name:line: ` from the front of a message of Lua.
pub(crate) fn split_position(message: &str, name: &str) -> (String, Option<u32>) {
    if let Some(rest) = message.strip_prefix(NO_PLACE) {
        return (rest.to_owned(), None);
    }
    let place = message.strip_prefix(name).and_then(|rest| rest.strip_prefix(':'));
    let split = place.and_then(|rest| rest.split_once(": "));
    match split.and_then(|(line, rest)| Some((line.parse().ok()?, rest))) {
        Some((line, rest)) => (rest.to_owned(), Some(line)),
        None => (message.to_owned(), None),
    }
}

/// What Lua itself said.
pub(crate) fn text_of(error: &mlua::Error) -> String {
    match error {
        mlua::Error::SyntaxError { message, .. } | mlua::Error::RuntimeError(message) => message.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_are_those_of_the_schemas() {
        let documented: Vec<&str> = pipelua_schemas::builtin()
            .error_classes()
            .iter()
            .map(|class| class.name.as_str())
            .collect();
        let (mut known, mut documented) = (ErrorClass::ALL.map(ErrorClass::as_str), documented);
        known.sort_unstable();
        documented.sort_unstable();
        assert_eq!(known.as_slice(), documented);
    }

    #[test]
    fn a_place_is_taken_from_the_front_of_a_message() {
        assert_eq!(
            split_position("geo:3: attempt", "geo"),
            ("attempt".to_owned(), Some(3))
        );
        assert_eq!(split_position("geo: no", "geo"), ("geo: no".to_owned(), None));
        assert_eq!(split_position("ge:3: no", "geo"), ("ge:3: no".to_owned(), None));
    }
}
