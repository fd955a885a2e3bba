//! `--format text`: for people, with the source line, what a run does, and what to do.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::escape::escape;
use super::excerpt::{excerpt, gutter_width};
use super::summary::{fixed, summary};
use super::wrap::{wrap, wrap_behind};
use super::{Format, People, place};
use crate::report::{FileReport, Finding, Totals};
use crate::workspace::find::FromHere;

pub(crate) struct Text(pub(crate) People);

impl Format for Text {
    fn file(&self, report: &FileReport, source: &str) -> String {
        let mut out = String::new();
        for finding in report.shown() {
            self.finding(&mut out, finding, source, &report.view.from_here);
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
        let line = summary(totals, self.0.palette);
        writeln!(out, "{}", wrap_behind(&line, self.0.width, 0, 2))
    }
}

/// Columns by which the further lines of a message are indented.
const CONTINUED: usize = 4;

impl Text {
    fn finding(&self, out: &mut String, finding: &Finding, source: &str, from_here: &FromHere) {
        let palette = self.0.palette;
        let label = format!("{}[{}]: ", finding.severity.as_str(), finding.code);
        let message = wrap_behind(&escape(&finding.message), self.0.width, label.len(), CONTINUED);
        let mut lines = message.lines();
        let head = palette.severity(finding.severity, label.trim_end_matches(": "));
        let first = palette.strong(lines.next().unwrap_or_default());
        let _ = writeln!(out, "{}", format!("{head}: {first}").trim_end());
        for line in lines {
            let _ = writeln!(out, "{}", palette.strong(line));
        }

        let gutter = gutter_width(finding.range);
        let arrow = palette.frame(format_args!("{:gutter$}-->", ""));
        let _ = writeln!(out, "{arrow} {}", place(from_here, &finding.file, finding.range));
        if let Some(range) = finding.range {
            out.push_str(&excerpt(
                source,
                range,
                finding.severity,
                palette,
                self.0.width,
                gutter,
            ));
        }

        for related in &finding.related {
            let at = place(from_here, &related.file, Some(related.range));
            let text = format!("{at}: {}", escape(&related.message));
            self.note(out, gutter, "related", &text);
        }
        if let Some(runtime) = &finding.runtime {
            self.note(out, gutter, "run", &escape(runtime));
        }
        if let Some(advice) = advice(finding) {
            self.note(out, gutter, "fix", &escape(&as_continuation(advice)));
        }
        out.push('\n');
    }

    fn note(&self, out: &mut String, gutter: usize, label: &str, text: &str) {
        let palette = self.0.palette;
        let hang = gutter + 5 + label.len();
        let equals = palette.frame("=");
        let text = wrap(text, self.0.width, hang);
        let _ = writeln!(out, "{:gutter$} {equals} {}: {text}", "", palette.strong(label));
    }
}

/// What to do: the title of the preferred fix, else of the first one, else the advice in words.
fn advice(finding: &Finding) -> Option<&str> {
    finding
        .fixes
        .iter()
        .find(|fix| fix.preferred)
        .or_else(|| finding.fixes.first())
        .map(|fix| fix.title.as_str())
        .or(finding.help.as_deref())
}

/// `Rename it.` as `rename it`: advice stands alone in an editor, here it follows a colon.
fn as_continuation(text: &str) -> String {
    let text = if text.contains(". ") {
        text
    } else {
        text.strip_suffix('.').unwrap_or(text)
    };
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() && second.is_ascii_lowercase() => {
            format!("{}{}", first.to_ascii_lowercase(), letters.as_str())
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
