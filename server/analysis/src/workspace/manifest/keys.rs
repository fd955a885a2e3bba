//! The keys of the manifest by section, and their old names; a test holds them against the schema of the file.

/// A table of the manifest whose keys are fixed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Section {
    Root,
    Fetch,
    Limits,
    Check,
    Format,
    Remote,
}

/// Names of earlier versions; each works for two minor releases more.
const OLD_NAMES: [(Section, &str, &str); 2] = [
    (Section::Root, "min-version", "required-version"),
    (Section::Fetch, "allowed-hosts", "allow-hosts"),
];

impl Section {
    /// The keys, in the order in which they are documented.
    pub(crate) fn keys(self) -> Vec<&'static str> {
        match self {
            Self::Root => vec![
                "schema",
                "name",
                "required-version",
                "secrets",
                "env",
                "fetch",
                "limits",
                "check",
                "lints",
                "format",
                "remotes",
            ],
            Self::Fetch => vec!["allow-hosts"],
            Self::Limits => {
                let limits = pipelua_schemas::builtin().limits();
                limits.tightenable().map(|limit| limit.name.as_str()).collect()
            }
            Self::Check => vec!["fail-on", "baseline"],
            Self::Format => vec!["column-width", "indent-type", "indent-width", "quote-style"],
            Self::Remote => vec!["url", "default"],
        }
    }

    /// The section in a message: ``a key of `[fetch]` ``.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Root => "the manifest",
            Self::Fetch => "`[fetch]`",
            Self::Limits => "`[limits]`",
            Self::Check => "`[check]`",
            Self::Format => "`[format]`",
            Self::Remote => "a remote",
        }
    }

    /// The name that took the place of `old`.
    pub(super) fn renamed(self, old: &str) -> Option<&'static str> {
        let entry = OLD_NAMES
            .iter()
            .find(|(section, name, _)| *section == self && *name == old);
        entry.map(|(_, _, new)| *new)
    }
}
