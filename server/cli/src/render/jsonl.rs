//! `--format jsonl`: a finding a line as they are found, then one line with the summary, and the errors if there are any.

use std::io::{self, Write};

use serde_json::json;

use super::Format;
use crate::report::{FileReport, Totals};

pub(crate) struct JsonLines;

impl Format for JsonLines {
    fn file(&self, report: &FileReport, _: &str) -> String {
        let mut out = String::new();
        for finding in &report.findings {
            out.push_str(&serde_json::to_string(finding).expect("a finding has string keys only"));
            out.push('\n');
        }
        out
    }

    fn take(&mut self, piece: String, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(piece.as_bytes())
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        let mut last = json!({ "summary": totals.counts });
        if !totals.problems.is_empty() {
            last["errors"] = json!(totals.problems);
        }
        writeln!(out, "{last}")
    }
}
