//! `--select` and `--ignore`: which codes are reported.

use pipelua_analysis::lint::registry;
use pipelua_schemas::suggest::{did_you_mean, nearest};

use crate::exit::Failure;

/// The codes that are reported.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    select: Vec<Pattern>,
    ignore: Vec<Pattern>,
}

/// A code, or the first part of several.
#[derive(Debug)]
enum Pattern {
    Code(String),
    Prefix(String),
}

impl Codes {
    /// # Errors
    /// If a pattern matches no code.
    pub(crate) fn new(select: &[String], ignore: &[String]) -> Result<Self, Failure> {
        Ok(Self {
            select: select
                .iter()
                .map(|text| Pattern::parse(text))
                .collect::<Result<_, _>>()?,
            ignore: ignore
                .iter()
                .map(|text| Pattern::parse(text))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn contains(&self, code: &str) -> bool {
        (self.select.is_empty() || self.select.iter().any(|pattern| pattern.matches(code)))
            && !self.ignore.iter().any(|pattern| pattern.matches(code))
    }
}

impl Pattern {
    fn parse(text: &str) -> Result<Self, Failure> {
        let text = text.trim();
        let pattern = match text.strip_suffix("-*") {
            Some(start) => Self::Prefix(format!("{start}-")),
            None => Self::Code(text.to_owned()),
        };
        if registry().iter().any(|lint| pattern.matches(lint.code)) {
            Ok(pattern)
        } else {
            Err(unknown(text))
        }
    }

    fn matches(&self, code: &str) -> bool {
        match self {
            Self::Code(text) => text == code,
            Self::Prefix(start) => code.starts_with(start.as_str()),
        }
    }
}

/// The failure that no lint has this code.
pub(crate) fn unknown(code: &str) -> Failure {
    let near = nearest(
        code.trim_end_matches("-*"),
        registry().iter().map(|lint| lint.code),
    );
    Failure::new(format!(
        "`{code}` is not the code of a lint{}",
        did_you_mean(near)
    ))
    .help("`pipelua explain` lists all codes.")
}
