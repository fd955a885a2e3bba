//! What a hook's result does, and what an error does.

use serde::Deserialize;

/// What a hook's result does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// May deny.
    Blocking,
    /// Runs behind the host and never denies.
    Async,
    /// Its data is merged into something, such as the claims of a token; may deny.
    Enrichment,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Blocking, Self::Async, Self::Enrichment];

    /// The name in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Async => "async",
            Self::Enrichment => "enrichment",
        }
    }

    /// What an error does where neither node nor pipeline says.
    pub fn default_on_error(self) -> OnError {
        match self {
            Self::Blocking => OnError::Deny,
            Self::Async | Self::Enrichment => OnError::Allow,
        }
    }

    /// Whether a script may refuse what the hook is about.
    pub fn may_deny(self) -> bool {
        self != Self::Async
    }
}

/// What an error does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnError {
    Deny,
    Allow,
}

impl OnError {
    /// The name in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Allow => "allow",
        }
    }
}
