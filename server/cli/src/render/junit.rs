//! `--format junit`: a suite for each file with findings and a case for each code, for the reports of CI services.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::Format;
use super::ranked::{Ranked, left_out_note};
use super::xml::escaped;
use crate::report::{FileReport, Severity, Totals};

#[derive(Default)]
pub(crate) struct Junit(Ranked);

/// A finding as far as it is told here.
#[derive(Serialize, Deserialize)]
struct Result {
    file: String,
    code: String,
    /// From 1.
    line: u32,
    severity: String,
    /// Whether it ends in exit code 1; what does not is told and passes.
    fails: bool,
    message: String,
    text: String,
}

/// The findings of one code in one file.
struct Case<'a> {
    code: &'a str,
    results: Vec<&'a Result>,
}

impl Format for Junit {
    fn file(&self, report: &FileReport, _: &str) -> String {
        let view = &report.view;
        Ranked::piece(report, |finding| {
            let start = finding.range.map(|range| range.start).unwrap_or_default();
            let file = format!("{}{}", view.prefix, finding.file);
            let (line, column) = (start.line + 1, start.character + 1);
            let severity = finding.severity.as_str();
            let text = super::said(finding);
            let result = Result {
                code: finding.code.to_owned(),
                line,
                severity: severity.to_owned(),
                // Who fails on nothing reads reports for what would fail by default.
                fails: finding.severity <= view.fail_on.unwrap_or(Severity::Warning),
                message: finding.message.clone(),
                text: format!("{file}:{line}:{column}: {severity}: {text}"),
                file,
            };
            serde_json::to_string(&result).expect("a result has string keys only")
        })
    }

    fn take(&mut self, piece: String, _: &mut dyn Write) -> io::Result<()> {
        self.0.take(&piece);
        Ok(())
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        let (results, left_out) = self.0.worst_by_file();
        let results: Vec<Result> = results
            .map(serde_json::from_str)
            .collect::<std::result::Result<_, _>>()?;
        let suites: Vec<Vec<Case<'_>>> = results
            .chunk_by(|left, right| left.file == right.file)
            .map(cases)
            .collect();
        let errors = totals.problems.len();
        let tests: usize = suites.iter().map(Vec::len).sum::<usize>() + errors;
        let failures: usize = suites.iter().map(|suite| failing(suite)).sum();
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(
            text,
            "<testsuites name=\"pipelua check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
        );
        not_checked(&mut text, totals);
        for suite in &suites {
            write_suite(&mut text, suite);
        }
        text.push_str("</testsuites>\n");
        if left_out > 0 {
            eprintln!("note: {}", left_out_note(left_out));
        }
        out.write_all(text.as_bytes())
    }
}

/// One case for each code, in the order in which the codes are met.
fn cases(results: &[Result]) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for result in results {
        match cases.iter_mut().find(|case| case.code == result.code) {
            Some(case) => case.results.push(result),
            None => cases.push(Case {
                code: &result.code,
                results: vec![result],
            }),
        }
    }
    cases
}

impl Case<'_> {
    fn fails(&self) -> bool {
        self.results.iter().any(|result| result.fails)
    }
}

fn failing(suite: &[Case<'_>]) -> usize {
    suite.iter().filter(|case| case.fails()).count()
}

fn write_suite(out: &mut String, suite: &[Case<'_>]) {
    let file = suite
        .first()
        .and_then(|case| case.results.first())
        .map_or("", |result| result.file.as_str());
    let file = escaped(file);
    let (tests, failures) = (suite.len(), failing(suite));
    let _ = writeln!(
        out,
        "  <testsuite name=\"{file}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\" time=\"0\">"
    );
    for case in suite {
        let Some(first) = case.results.first() else {
            continue;
        };
        let _ = writeln!(
            out,
            "    <testcase classname=\"{file}\" name=\"{}\" file=\"{file}\" line=\"{}\" time=\"0\">",
            escaped(case.code),
            first.line
        );
        let texts: Vec<&str> = case.results.iter().map(|result| result.text.as_str()).collect();
        let text = escaped(&texts.join("\n"));
        if case.fails() {
            let message = match case.results.len() - 1 {
                0 => first.message.clone(),
                more => format!("{} (and {more} more)", first.message),
            };
            let _ = writeln!(
                out,
                "      <failure message=\"{}\" type=\"{}\">{text}</failure>",
                escaped(&message),
                escaped(&first.severity)
            );
        } else {
            let _ = writeln!(out, "      <system-out>{text}</system-out>");
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n");
}

/// What could not be checked: a suite of errors.
fn not_checked(out: &mut String, totals: &Totals) {
    let count = totals.problems.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(
        out,
        "  <testsuite name=\"pipelua\" tests=\"{count}\" failures=\"0\" errors=\"{count}\" skipped=\"0\" time=\"0\">"
    );
    for (index, problem) in totals.problems.iter().enumerate() {
        let line = problem.problem.range.map_or(1, |range| range.start.line + 1);
        let place = problem.file().map_or_else(String::new, |file| {
            format!(" file=\"{}\" line=\"{line}\"", escaped(&file))
        });
        let kind = problem.problem.kind.as_str();
        let message = escaped(&problem.problem.message);
        let _ = writeln!(
            out,
            "    <testcase classname=\"pipelua\" name=\"{kind} {}\"{place} time=\"0\">\n      \
             <error message=\"{message}\" type=\"{kind}\">{message}</error>\n    </testcase>",
            index + 1
        );
    }
    out.push_str("  </testsuite>\n");
}
