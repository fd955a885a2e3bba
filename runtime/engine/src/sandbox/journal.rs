//! What a script tells about itself, as much of it as is kept: log lines, metrics, spans.

use std::collections::BTreeMap;
use std::time::Duration;

use pipelua_schemas::builtin;

/// One line that a script logged, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// `info`, `warn` or `error`.
    pub level: &'static str,
    pub message: String,
    /// Since the script started.
    pub at: Duration,
}

/// A number for dashboards.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    pub name: String,
    pub kind: MetricKind,
    pub value: f64,
    pub tags: BTreeMap<String, String>,
    /// Since the script started.
    pub at: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MetricKind {
    Count,
    Gauge,
}

/// A part of a script that it measured by `helpers.trace`.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomSpan {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    /// The span around this one, by its index.
    pub parent: Option<usize>,
    /// Since the script started.
    pub start: Duration,
    /// `None` where the script ended inside of it.
    pub duration: Option<Duration>,
    /// Whether an error left it.
    pub failed: bool,
}

/// All of it in order, and how much was left out or cut.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    pub lines: Vec<LogLine>,
    pub metrics: Vec<Metric>,
    pub spans: Vec<CustomSpan>,
    pub dropped: u64,
    /// The spans that are open, innermost last; `None` for those that are not kept.
    open: Vec<Option<usize>>,
}

impl Journal {
    pub(super) fn log(&mut self, level: &'static str, message: &str, at: Duration) {
        let limits = builtin().limits();
        if self.lines.len() as u64 >= limits.log_lines() {
            self.dropped += 1;
            return;
        }
        let message = self.cut(message, limits.log_line_bytes());
        self.lines.push(LogLine { level, message, at });
    }

    pub(super) fn note(&mut self, metric: Metric) {
        // One figure bounds what is kept of either.
        if self.metrics.len() as u64 >= builtin().limits().log_lines() {
            self.dropped += 1;
        } else {
            self.metrics.push(metric);
        }
    }

    pub(super) fn start_span(&mut self, name: &str, attributes: BTreeMap<String, String>, start: Duration) {
        let limits = builtin().limits();
        let depth = self.open.iter().flatten().count() as u64;
        if depth >= limits.span_depth() || self.spans.len() as u64 >= limits.spans() {
            self.dropped += 1;
            self.open.push(None);
            return;
        }
        let most = limits.attribute_bytes();
        let name = self.cut(name, most);
        let attributes = attributes
            .into_iter()
            .map(|(key, value)| (self.cut(&key, most), self.cut(&value, most)))
            .collect();
        let parent = self.open.iter().rev().flatten().next().copied();
        self.open.push(Some(self.spans.len()));
        self.spans.push(CustomSpan {
            name,
            attributes,
            parent,
            start,
            duration: None,
            failed: false,
        });
    }

    pub(super) fn end_span(&mut self, end: Duration, failed: bool) {
        if let Some(Some(index)) = self.open.pop() {
            let span = &mut self.spans[index];
            span.duration = Some(end.saturating_sub(span.start));
            span.failed = failed;
        }
    }

    fn cut(&mut self, text: &str, most: u64) -> String {
        let kept = front(text, most);
        self.dropped += u64::from(kept.len() < text.len());
        kept.to_owned()
    }
}

/// As much of a text as fits into so many bytes, in whole characters.
pub(super) fn front(text: &str, most: u64) -> &str {
    let mut end = text.len().min(most as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
