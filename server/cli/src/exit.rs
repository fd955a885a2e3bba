//! How a command ends: its exit code, and the failure that it tells the user about.

use std::fmt::Display;
use std::process::ExitCode;

/// Exit codes. An interrupted run ends by the signal itself, which shells report as 130.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Exit {
    Fine = 0,
    /// The answer is no: findings, a format that differs.
    No = 1,
    /// The user's or the configuration's fault: paths, flags, manifest.
    Usage = 2,
    /// Our fault.
    Ours = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do its work, in words for its user. Ends with [`Exit::Usage`].
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    /// The failure of doing `what`, such as "read `a.lua`", by a cause.
    pub(crate) fn to(what: impl Display, cause: impl Display) -> Self {
        Self::new(format!("cannot {what}: {cause}"))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

pub(crate) type Outcome = Result<Exit, Failure>;
