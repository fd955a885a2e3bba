//! `--format github`: workflow commands, which GitHub Actions turns into notes beside the lines of a pull request.

use std::io::{self, Write};

use super::Format;
use super::ranked::{Ranked, left_out_note};
use crate::report::{FileReport, Finding, Range, Severity, Totals};

/// GitHub shows the first ten of each severity, so the errors come first.
#[derive(Default)]
pub(crate) struct GitHub(Ranked);

impl Format for GitHub {
    fn file(&self, report: &FileReport, _: &str) -> String {
        Ranked::piece(report, |finding| command(&report.view.prefix, finding))
    }

    fn take(&mut self, piece: String, _: &mut dyn Write) -> io::Result<()> {
        self.0.take(&piece);
        Ok(())
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        for problem in &totals.problems {
            let file = problem.file();
            let place = file.map(|file| place(&file, problem.problem.range));
            let place = place.map_or_else(String::new, |place| format!("{place},"));
            let (kind, message) = (problem.problem.kind.as_str(), data(&problem.problem.message));
            writeln!(out, "::error {place}title=pipelua {kind}::{message}")?;
        }
        let (commands, left_out) = self.0.worst();
        for command in commands {
            writeln!(out, "{command}")?;
        }
        if left_out > 0 {
            writeln!(out, "::notice title=pipelua::{}", left_out_note(left_out))?;
        }
        Ok(())
    }
}

fn command(prefix: &str, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "notice",
    };
    let place = place(&format!("{prefix}{}", finding.file), finding.range);
    let (title, text) = (property(finding.code), data(&super::said(finding)));
    format!("::{level} {place},title={title}::{text}")
}

/// Columns are for one line only: GitHub refuses them where the end lies on another.
fn place(file: &str, range: Option<Range>) -> String {
    let file = property(file);
    let Some(Range { start, end }) = range else {
        return format!("file={file},line=1");
    };
    let (line, end_line) = (start.line + 1, end.line + 1);
    if line == end_line {
        let (column, end_column) = (start.character + 1, end.character + 1);
        format!("file={file},line={line},endLine={end_line},col={column},endColumn={end_column}")
    } else {
        format!("file={file},line={line},endLine={end_line}")
    }
}

/// What stands behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which also ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_ends_a_command_or_a_property_is_escaped() {
        assert_eq!(data("50 %: a,\r\nb"), "50 %25: a,%0D%0Ab");
        assert_eq!(property("a,b:c%\n.lua"), "a%2Cb%3Ac%25%0A.lua");
    }
}
