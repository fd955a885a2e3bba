//! `--format gitlab`: a code quality report, which GitLab shows in merge requests.

use std::collections::HashSet;
use std::io::{self, Write};

use pipelua_analysis::MANIFEST;
use serde::{Deserialize, Serialize};

use super::Format;
use super::ranked::{Ranked, left_out_note};
use crate::report::{FileReport, Finding, Range, Severity, Totals};

#[derive(Default)]
pub(crate) struct GitLab(Ranked);

/// One issue, as GitLab's documentation of code quality describes it.
#[derive(Serialize, Deserialize)]
struct Issue {
    description: String,
    check_name: String,
    /// GitLab tells issues of two branches apart by it, so no two of a report may have the same.
    fingerprint: String,
    severity: String,
    location: Location,
}

#[derive(Serialize, Deserialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize, Deserialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl Format for GitLab {
    fn file(&self, report: &FileReport, _: &str) -> String {
        let prefix = &report.view.prefix;
        Ranked::piece(report, |finding| {
            let issue = serde_json::to_string(&issue(prefix, finding));
            format!("{prefix}\t{}", issue.expect("an issue has string keys only"))
        })
    }

    fn take(&mut self, piece: String, _: &mut dyn Write) -> io::Result<()> {
        self.0.take(&piece);
        Ok(())
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        let mut issues = Vec::new();
        for (index, problem) in totals.problems.iter().enumerate() {
            let kind = problem.problem.kind.as_str();
            let path = problem.file().unwrap_or_else(|| MANIFEST.to_owned());
            issues.push(Issue {
                description: problem.problem.message.clone(),
                check_name: format!("pipelua-{kind}"),
                fingerprint: format!("{kind}-{index}-{path}"),
                severity: "blocker".to_owned(),
                location: Location {
                    lines: lines(problem.problem.range),
                    path,
                },
            });
        }
        let (results, left_out) = self.0.worst();
        let mut seen = HashSet::new();
        for result in results {
            let (prefix, issue) = result.split_once('\t').unwrap_or(("", result));
            let mut issue: Issue = serde_json::from_str(issue)?;
            if !seen.insert(issue.fingerprint.clone()) {
                // Two workspaces of a call may hold the same script under the same path.
                issue.fingerprint = format!("{prefix}{}", issue.fingerprint);
            }
            issues.push(issue);
        }
        if left_out > 0 {
            eprintln!("note: {}", left_out_note(left_out));
        }
        serde_json::to_writer_pretty(&mut *out, &issues)?;
        writeln!(out)
    }
}

fn issue(prefix: &str, finding: &Finding) -> Issue {
    let severity = match finding.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info | Severity::Hint => "info",
    };
    Issue {
        description: finding.message.clone(),
        check_name: finding.code.to_owned(),
        fingerprint: finding.fingerprint.clone(),
        severity: severity.to_owned(),
        location: Location {
            path: format!("{prefix}{}", finding.file),
            lines: lines(finding.range),
        },
    }
}

fn lines(range: Option<Range>) -> Lines {
    range.map_or(Lines { begin: 1, end: 1 }, |Range { start, end }| Lines {
        begin: start.line + 1,
        end: end.line + 1,
    })
}
