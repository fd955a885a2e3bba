//! Colours of the terminal output; without colour every style is plain text.

use std::fmt::Display;

use crate::report::Severity;

/// Colours, or none of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Palette {
    color: bool,
}

impl Palette {
    pub(crate) const fn new(color: bool) -> Self {
        Self { color }
    }

    pub(crate) fn error(self, text: impl Display) -> String {
        self.paint("1;31", text)
    }

    pub(crate) fn severity(self, severity: Severity, text: impl Display) -> String {
        self.paint(
            match severity {
                Severity::Error => "1;31",
                Severity::Warning => "1;33",
                Severity::Info => "1;36",
                Severity::Hint => "1;32",
            },
            text,
        )
    }

    pub(crate) fn strong(self, text: impl Display) -> String {
        self.paint("1", text)
    }

    /// Line numbers, arrows, gutters.
    pub(crate) fn frame(self, text: impl Display) -> String {
        self.paint("34", text)
    }

    pub(crate) fn good(self, text: impl Display) -> String {
        self.paint("32", text)
    }

    pub(crate) fn bad(self, text: impl Display) -> String {
        self.paint("31", text)
    }

    pub(crate) fn code(self, text: impl Display) -> String {
        self.paint("36", text)
    }

    fn paint(self, code: &str, text: impl Display) -> String {
        if self.color {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }
}
