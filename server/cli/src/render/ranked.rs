//! Results in the formats that platforms keep: the worst first, and no more of them than a platform takes.

use std::fmt::Write as _;

use crate::report::{FileReport, Finding, Severity};

/// What GitHub takes of one run; the others are not asked for more.
pub(crate) const MOST: usize = 5_000;

/// The results of a check, each as one line of text in its format.
#[derive(Default)]
pub(crate) struct Ranked {
    /// Severity, place in the order of files, text.
    results: Vec<(u8, usize, String)>,
}

impl Ranked {
    /// The results of one file, to be taken by [`Ranked::take`]. Hints are advice for whoever edits, and left out.
    pub(crate) fn piece(report: &FileReport, result: impl Fn(&Finding) -> String) -> String {
        let mut piece = String::new();
        for finding in &report.findings {
            if finding.severity < Severity::Hint {
                let text = result(finding);
                debug_assert!(!text.contains('\n'), "a result is one line: {text}");
                let _ = writeln!(piece, "{}{text}", finding.severity as u8);
            }
        }
        piece
    }

    pub(crate) fn take(&mut self, piece: &str) {
        for line in piece.lines() {
            if let Some((rank, text)) = line.split_at_checked(1) {
                let rank = rank.bytes().next().unwrap_or_default();
                self.results.push((rank, self.results.len(), text.to_owned()));
            }
        }
    }

    /// The results that are told, errors first, and how many are not.
    pub(crate) fn worst(&mut self) -> (impl Iterator<Item = &str>, usize) {
        self.results.sort_unstable();
        let left_out = self.results.len().saturating_sub(MOST);
        self.results.truncate(MOST);
        (self.results.iter().map(|(_, _, text)| text.as_str()), left_out)
    }

    /// The same results in the order of their files.
    pub(crate) fn worst_by_file(&mut self) -> (impl Iterator<Item = &str>, usize) {
        let left_out = self.worst().1;
        self.results.sort_unstable_by_key(|(_, place, _)| *place);
        (self.results.iter().map(|(_, _, text)| text.as_str()), left_out)
    }
}

/// What is said where results are left out.
pub(crate) fn left_out_note(count: usize) -> String {
    format!("{count} more findings are not in this report, which holds the worst {MOST}")
}
