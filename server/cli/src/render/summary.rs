//! The last line of a report for people.

use super::style::Palette;
use crate::report::{Severity, Totals};
use std::fmt::Write as _;

/// Such as `4 errors, 1 warning in 3 of 31 files (3 fixable with --fix)`, or `31 files, no findings`.
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
    line.push_str(&fixable(totals.with_safe_fix, totals.with_unsafe_fix));
    if totals.baselined > 0 {
        let _ = write!(line, " ({} more in the baseline)", totals.baselined);
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

/// How to get rid of what was found; the unsafe fixes alone need both flags.
fn fixable(safe: usize, with_a_look: usize) -> String {
    match (safe, with_a_look) {
        (0, 0) => String::new(),
        (_, 0) => format!(" ({safe} fixable with --fix)"),
        (0, _) => format!(" ({with_a_look} fixable with --fix --unsafe-fixes)"),
        _ => format!(" ({safe} fixable with --fix, {with_a_look} more with --unsafe-fixes)"),
    }
}

/// Such as `fixed 12 findings in 4 files, 3 left`; `None` if nobody asked for fixes.
pub(crate) fn fixed(totals: &Totals) -> Option<String> {
    let fixed = totals.fixed?;
    let left: usize = Severity::ALL
        .into_iter()
        .map(|severity| totals.shown.of(severity))
        .sum();
    Some(format!(
        "fixed {} in {}, {left} left",
        plural(fixed.findings, "finding"),
        plural(fixed.files, "file")
    ))
}

pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
