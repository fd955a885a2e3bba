//! The last line of a report for people.

use super::style::Palette;
use crate::report::{Severity, Totals};
use std::fmt::Write as _;

/// Such as `4 errors, 1 warning in 3 of 31 files (3 with a fix)`, or `31 files, no findings`.
pub(crate) fn summary(totals: &Totals, palette: Palette) -> String {
    let counted: Vec<String> = Severity::ALL
        .into_iter()
        .filter(|severity| totals.shown.of(*severity) > 0)
        .map(|severity| palette.severity(severity, plural(totals.shown.of(severity), severity.as_str())))
        .collect();
    let files = plural(totals.checked, "file");
    let mut line = if counted.is_empty() {
        let none = if totals.problems.is_empty() {
            palette.good("no findings")
        } else {
            "no findings".to_owned()
        };
        format!("{files}, {none}")
    } else {
        format!(
            "{} in {} of {files}",
            counted.join(", "),
            totals.files_with_findings
        )
    };
    if totals.with_fix > 0 {
        let _ = write!(line, " ({} with a fix)", totals.with_fix);
    }
    if !totals.problems.is_empty() {
        let problems = plural(totals.problems.len(), "problem");
        let _ = write!(
            line,
            "; {}, told above",
            palette.error(format_args!("not all was checked: {problems}"))
        );
    }
    line
}

pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
