//! `--format json`: one document, as `schemas/files/check.schema.json` describes it.

use std::io::{self, Write};

use serde::Serialize;

use super::Format;
use crate::report::{Counts, FileReport, PlacedProblem, Totals};

/// The document is closed by what is known last, so the findings wait as rendered text.
pub(crate) struct Json {
    root: String,
    pieces: Vec<String>,
}

impl Json {
    pub(crate) fn new(root: String) -> Self {
        Self {
            root,
            pieces: Vec::new(),
        }
    }
}

/// Who wrote a document.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

pub(crate) const TOOL: Tool = Tool {
    name: "pipelua",
    version: env!("CARGO_PKG_VERSION"),
};

#[derive(Serialize)]
struct Files {
    checked: usize,
    skipped: usize,
}

#[derive(Serialize)]
struct Head<'a> {
    version: u32,
    tool: Tool,
    root: &'a str,
    files: Files,
    errors: &'a [PlacedProblem],
}

#[derive(Serialize)]
struct Tail {
    suppressed: u32,
    baselined: u32,
    summary: Counts,
}

impl Format for Json {
    fn file(&self, report: &FileReport, _: &str) -> String {
        let findings: Vec<String> = report
            .findings
            .iter()
            .map(|finding| serde_json::to_string(finding).expect("a finding has string keys only"))
            .collect();
        findings.join(",\n")
    }

    fn take(&mut self, piece: String, _: &mut dyn Write) -> io::Result<()> {
        if !piece.is_empty() {
            self.pieces.push(piece);
        }
        Ok(())
    }

    fn finish(&mut self, totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
        let head = serde_json::to_string(&Head {
            version: 1,
            tool: TOOL,
            root: &self.root,
            files: Files {
                checked: totals.checked,
                skipped: totals.skipped,
            },
            errors: &totals.problems,
        })?;
        let tail = serde_json::to_string(&Tail {
            suppressed: totals.suppressed,
            baselined: totals.baselined,
            summary: totals.counts,
        })?;
        // Both are objects: their braces are the document's, and the findings stand between them.
        write!(out, "{},\"findings\":[", head.strip_suffix('}').unwrap_or(&head))?;
        for (index, piece) in self.pieces.iter().enumerate() {
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            out.write_all(piece.as_bytes())?;
        }
        if !self.pieces.is_empty() {
            writeln!(out)?;
        }
        writeln!(out, "],{}", tail.strip_prefix('{').unwrap_or(&tail))
    }
}
