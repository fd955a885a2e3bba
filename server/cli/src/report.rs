//! What every output format is given: the findings of a file, the problems, and what they add up to.

use std::sync::Arc;

use serde::Serialize;

pub(crate) use pipelua_analysis::Severity;
pub(crate) use pipelua_ide::{Finding, Range};
#[cfg(test)]
pub(crate) use pipelua_ide::{Fix, Position, Related};

use crate::workspace::find::FromHere;

/// What one file was found to have.
#[derive(Debug)]
pub(crate) struct FileReport {
    /// Sorted by start, then code.
    pub(crate) findings: Vec<Finding>,
    pub(crate) view: Arc<View>,
}

/// How the findings of one workspace are shown to people.
#[derive(Debug)]
pub(crate) struct View {
    /// How the path of a file is told.
    pub(crate) from_here: FromHere,
    /// The mildest findings that are shown.
    pub(crate) mildest: Severity,
    /// The mildest finding that ends in exit code 1.
    pub(crate) fail_on: Option<Severity>,
    /// From where platforms look for files to the workspace: empty, or ended by `/`.
    pub(crate) prefix: Arc<str>,
}

impl FileReport {
    /// The findings that people see.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.severity <= self.view.mildest)
    }
}

/// Why something could not be checked at all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Problem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) range: Option<Range>,
    pub(crate) kind: ProblemKind,
}

/// A problem among those of all workspaces.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlacedProblem {
    #[serde(flatten)]
    pub(crate) problem: Problem,
    /// As [`View::prefix`].
    #[serde(skip)]
    prefix: Arc<str>,
}

impl PlacedProblem {
    pub(crate) fn new(problem: Problem, prefix: &Arc<str>) -> Self {
        Self {
            problem,
            prefix: prefix.clone(),
        }
    }

    /// Its file where platforms look for it.
    pub(crate) fn file(&self) -> Option<String> {
        let file = self.problem.file.as_ref()?;
        Some(format!("{}{file}", self.prefix))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ProblemKind {
    Usage,
    Io,
    Manifest,
    Internal,
}

/// Findings counted by severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub(crate) struct Counts {
    pub(crate) error: usize,
    pub(crate) warning: usize,
    pub(crate) info: usize,
    pub(crate) hint: usize,
}

impl ProblemKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Io => "io",
            Self::Manifest => "manifest",
            Self::Internal => "internal",
        }
    }
}

impl Counts {
    pub(crate) fn count(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
            Severity::Hint => &mut self.hint,
        } += 1;
    }

    pub(crate) fn of(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
            Severity::Hint => self.hint,
        }
    }

    /// Findings at least as bad as `severity`.
    pub(crate) fn at_least(self, severity: Severity) -> usize {
        Severity::ALL
            .into_iter()
            .filter(|each| *each <= severity)
            .map(|each| self.of(each))
            .sum()
    }
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            error: self.error + other.error,
            warning: self.warning + other.warning,
            info: self.info + other.info,
            hint: self.hint + other.hint,
        }
    }
}

/// What is known once every file has been checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) counts: Counts,
    pub(crate) checked: usize,
    pub(crate) skipped: usize,
    pub(crate) suppressed: u32,
    /// Findings that the baseline accepts.
    pub(crate) baselined: u32,
    /// Findings that a person sees, of those `counts` holds.
    pub(crate) shown: Counts,
    /// Files with such a finding.
    pub(crate) files_with_findings: usize,
    /// Such findings with a safe fix, and those with none but unsafe ones.
    pub(crate) with_safe_fix: usize,
    pub(crate) with_unsafe_fix: usize,
    /// What was fixed; `None` if nobody asked for it.
    pub(crate) fixed: Option<FixedCounts>,
    pub(crate) problems: Vec<PlacedProblem>,
    /// What people were shown, if that was to be kept.
    pub(crate) told: Vec<ToldFinding>,
}

/// A finding that was shown, to be compared with those of the next check.
#[derive(Clone, Debug)]
pub(crate) struct ToldFinding {
    /// Of all workspaces, no two have the same.
    pub(crate) fingerprint: String,
    pub(crate) severity: Severity,
    /// As it can be opened.
    pub(crate) place: String,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// What `--fix` did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct FixedCounts {
    pub(crate) findings: usize,
    pub(crate) files: usize,
}

impl std::ops::Add for FixedCounts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            findings: self.findings + other.findings,
            files: self.files + other.files,
        }
    }
}
