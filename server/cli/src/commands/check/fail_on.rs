//! From which severity on a check ends with 1, and who says so.

use pipelua_analysis::workspace::manifest;

use super::engine::Engine;
use crate::report::Severity;

/// From which severity on the answer is no.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
    Hint,
    Never,
}

impl From<manifest::FailOn> for FailOn {
    fn from(fail_on: manifest::FailOn) -> Self {
        match fail_on {
            manifest::FailOn::At(Severity::Error) => Self::Error,
            manifest::FailOn::At(Severity::Warning) => Self::Warning,
            manifest::FailOn::At(Severity::Info) => Self::Info,
            manifest::FailOn::At(Severity::Hint) => Self::Hint,
            manifest::FailOn::Never => Self::Never,
        }
    }
}

impl FailOn {
    /// The one in force: of the command line, else of the manifest, else `warning`.
    pub(super) fn in_force(typed: Option<Self>, engine: &Engine) -> Self {
        typed
            .or_else(|| engine.manifest().fail_on.map(Self::from))
            .unwrap_or(Self::Warning)
    }

    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Hint => Some(Severity::Hint),
            Self::Never => None,
        }
    }
}
