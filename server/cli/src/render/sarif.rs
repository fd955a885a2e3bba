//! `--format sarif`: SARIF 2.1.0, which code scanning services read.

mod rules;

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use self::rules::Rules;
use super::Format;
use super::json::TOOL;
use super::ranked::{Ranked, left_out_note};
use crate::report::{FileReport, Finding, PlacedProblem, ProblemKind, Range, Severity, Totals};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Where the addresses of files start; the reader knows which folder that is.
const BASE: &str = "%SRCROOT%";

pub(crate) struct Sarif {
    /// Tells the reports of several workspaces of one commit apart.
    id: String,
    results: Ranked,
}

impl Sarif {
    /// `prefixes` leads to the workspaces that are checked.
    pub(crate) fn new(prefixes: &[String]) -> Self {
        let folders: Vec<&str> = prefixes
            .iter()
            .map(|prefix| prefix.trim_end_matches('/'))
            .filter(|prefix| !prefix.is_empty())
            .collect();
        let id = match folders.join("+") {
            folders if folders.is_empty() => "pipelua/".to_owned(),
            folders => format!("pipelua/{folders}/"),
        };
        Self {
            id,
            results: Ranked::default(),
        }
    }
}

impl Format for Sarif {
    fn file(&self, report: &FileReport, _: &str) -> String {
        Ranked::piece(report, |finding| {
            format!("{}\t{}", finding.code, result(&report.view.prefix, finding))
        })
    }

    fn take(&mut self, piece: String, _: &mut dyn Write) -> io::Result<()> {
        self.results.take(&piece);
        Ok(())
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        let (lines, left_out) = self.results.worst();
        let mut rules = Rules::default();
        let mut results = Vec::new();
        for line in lines {
            let (code, result) = line.split_once('\t').unwrap_or(("", line));
            let rest = result.strip_prefix('{').unwrap_or(result);
            results.push(format!(
                "{{\"ruleId\":{},\"ruleIndex\":{},{rest}",
                json!(code),
                rules.index(code)
            ));
        }
        let driver = json!({
            "name": TOOL.name,
            "semanticVersion": TOOL.version,
            "version": TOOL.version,
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules.into_values(),
        });
        let invocations = json!([invocation(totals, left_out)]);
        let (schema, id) = (json!(SCHEMA), json!(self.id));
        write!(
            out,
            "{{\"$schema\":{schema},\"version\":\"2.1.0\",\"runs\":[{{\n\"tool\":{{\"driver\":{driver}}},\n\
             \"automationDetails\":{{\"id\":{id}}},\n\"columnKind\":\"utf16CodeUnits\",\n\"invocations\":{invocations},\n\
             \"results\":["
        )?;
        for (index, result) in results.iter().enumerate() {
            write!(out, "{}\n{result}", if index == 0 { "" } else { "," })?;
        }
        writeln!(out, "\n]}}]}}")
    }
}

/// A result without its rule.
fn result(prefix: &str, finding: &Finding) -> Value {
    let related = finding.related.iter().enumerate().map(|(index, related)| {
        let mut location = location(&format!("{prefix}{}", related.file), Some(related.range));
        location["id"] = json!(index + 1);
        location["message"] = json!({ "text": related.message });
        location
    });
    let mut result = json!({
        "level": level(finding.severity),
        "message": { "text": super::said(finding) },
        "locations": [location(&format!("{prefix}{}", finding.file), finding.range)],
        // The second name is the one by which GitHub follows an alert.
        "partialFingerprints": {
            "pipelua/v1": finding.fingerprint,
            "primaryLocationLineHash": finding.fingerprint,
        },
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn location(file: &str, range: Option<Range>) -> Value {
    let region = range.map_or(json!({ "startLine": 1 }), |Range { start, end }| {
        json!({
            "startLine": start.line + 1,
            "startColumn": start.character + 1,
            "endLine": end.line + 1,
            "endColumn": end.character + 1,
        })
    });
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file), "uriBaseId": BASE },
            "region": region,
        }
    })
}

/// The path as a relative reference of RFC 3986.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// How the run went: what could not be checked, and what is not told.
fn invocation(totals: &Totals, left_out: usize) -> Value {
    let of_configuration =
        |problem: &&PlacedProblem| matches!(problem.problem.kind, ProblemKind::Usage | ProblemKind::Manifest);
    let configuration: Vec<Value> = totals
        .problems
        .iter()
        .filter(of_configuration)
        .map(notification)
        .collect();
    let mut execution: Vec<Value> = totals
        .problems
        .iter()
        .filter(|problem| !of_configuration(problem))
        .map(notification)
        .collect();
    if left_out > 0 {
        execution.push(json!({ "level": "warning", "message": { "text": left_out_note(left_out) } }));
    }
    let mut invocation = json!({ "executionSuccessful": totals.problems.is_empty() });
    if !configuration.is_empty() {
        invocation["toolConfigurationNotifications"] = json!(configuration);
    }
    if !execution.is_empty() {
        invocation["toolExecutionNotifications"] = json!(execution);
    }
    invocation
}

fn notification(problem: &PlacedProblem) -> Value {
    let mut notification = json!({
        "level": "error",
        "message": { "text": problem.problem.message },
    });
    if let Some(file) = problem.file() {
        notification["locations"] = json!([location(&file, problem.problem.range)]);
    }
    notification
}

#[cfg(test)]
mod tests {
    use super::{Sarif, uri};

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("a b/ü#1.lua"), "a%20b/%C3%BC%231.lua");
    }

    #[test]
    fn the_id_names_the_workspaces_and_ends_with_a_slash() {
        for (prefixes, id) in [
            (&[""][..], "pipelua/"),
            (&["hooks/eu/"], "pipelua/hooks/eu/"),
            (&["a/", "b/"], "pipelua/a+b/"),
        ] {
            let prefixes: Vec<String> = prefixes.iter().map(|&prefix| prefix.to_owned()).collect();
            assert_eq!(Sarif::new(&prefixes).id, id);
        }
    }
}
