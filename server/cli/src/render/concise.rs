//! `--format concise`: one line for each finding, `file:line:column: severity[code]: message`.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::escape;
use super::summary::{fixed, summary};
use super::{Format, People, place};
use crate::report::{FileReport, Totals};

pub(crate) struct Concise(pub(crate) People);

impl Format for Concise {
    fn file(&self, report: &FileReport, _: &str) -> String {
        let mut out = String::new();
        for finding in report.shown() {
            let place = place(&report.view.from_here, &finding.file, finding.range);
            let severity = finding.severity;
            let head = self
                .0
                .palette
                .severity(severity, format_args!("{}[{}]", severity.as_str(), finding.code));
            let _ = writeln!(out, "{place}: {head}: {}", escape(&finding.message));
        }
        out
    }

    fn take(&mut self, piece: String, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(piece.as_bytes())
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        if self.0.quiet {
            return Ok(());
        }
        if let Some(fixed) = fixed(totals) {
            writeln!(out, "{fixed}")?;
        }
        writeln!(out, "{}", summary(totals, self.0.palette))
    }
}
