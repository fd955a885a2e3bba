//! What a check or a run found, in the formats that people and machines read: one file for each format.

pub(crate) mod concise;
pub(crate) mod diff;
pub(crate) mod escape;
pub(crate) mod excerpt;
pub(crate) mod github;
pub(crate) mod gitlab;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod junit;
pub(crate) mod markdown;
pub(crate) mod ranked;
pub(crate) mod run;
pub(crate) mod sarif;
pub(crate) mod style;
pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod wrap;
pub(crate) mod xml;

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::report::{FileReport, Finding, Range, Totals};
use crate::workspace::find::FromHere;

/// A format of `check`. Files are rendered on many threads and written in their order.
pub(crate) trait Format: Send + Sync {
    /// What one file adds to the output. `source` is its text.
    fn file(&self, report: &FileReport, source: &str) -> String;

    /// Takes what [`Format::file`] gave, in the order of the files: written now, or kept for [`Format::finish`].
    ///
    /// # Errors
    /// If it cannot be written.
    fn take(&mut self, piece: String, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what closes the output.
    ///
    /// # Errors
    /// If it cannot be written.
    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()>;
}

/// What both formats for people have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct People {
    pub(crate) palette: style::Palette,
    /// Columns that texts are wrapped to.
    pub(crate) width: usize,
    pub(crate) quiet: bool,
}

/// `file:line:column` as it can be opened from where the user stands; from 1, in UTF-16 units as editors count.
/// The file alone for a finding about the whole of it.
pub(crate) fn place(from_here: &FromHere, file: &str, range: Option<Range>) -> String {
    let path = escape::escape(&from_here.path(file));
    match range.map(|range| range.start) {
        Some(start) => format!("{path}:{}:{}", start.line + 1, start.character + 1),
        None => path,
    }
}

/// All that a finding says, for formats that have one text for it.
pub(crate) fn said(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for (label, more) in [("On a run", &finding.runtime), ("What to do", &finding.help)] {
        if let Some(more) = more {
            let _ = write!(text, "\n{label}: {more}");
        }
    }
    text
}
