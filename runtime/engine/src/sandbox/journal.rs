//! What a script tells about itself, as much of it as is kept: log lines, metrics, spans, requests.

use std::collections::BTreeMap;
use std::time::Duration;

use pipelua_schemas::builtin;

use crate::coverage::Passed;
use crate::fetch::FetchError;

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

/// A request and what came of it, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchCall {
    pub method: String,
    /// Without its query, which often holds what is nobody's business.
    pub url: String,
    /// The custom span around it, by its index.
    pub span: Option<usize>,
    /// Since the script started.
    pub start: Duration,
    /// `None` where the script ended before.
    pub duration: Option<Duration>,
    pub answer: Option<FetchEnd>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchEnd {
    Status(u16),
    Error(FetchError),
}

/// All of it in order, and how much was left out or cut.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Journal {
    pub lines: Vec<LogLine>,
    pub metrics: Vec<Metric>,
    pub spans: Vec<CustomSpan>,
    /// By the number of the request.
    pub fetches: Vec<FetchCall>,
    pub dropped: u64,
    /// What its probes counted, if it has any.
    pub passed: Option<Passed>,
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

    /// Its number, if it is kept.
    pub(super) fn start_span(
        &mut self,
        parent: Option<usize>,
        name: &str,
        attributes: BTreeMap<String, String>,
        start: Duration,
    ) -> Option<usize> {
        let limits = builtin().limits();
        let around = |index: &usize| self.spans.get(*index)?.parent;
        let depth = std::iter::successors(parent, around).count() as u64;
        if depth >= limits.span_depth() || self.spans.len() as u64 >= limits.spans() {
            self.dropped += 1;
            return None;
        }
        let most = limits.attribute_bytes();
        let name = self.cut(name, most);
        let attributes = attributes
            .into_iter()
            .map(|(key, value)| (self.cut(&key, most), self.cut(&value, most)))
            .collect();
        self.spans.push(CustomSpan {
            name,
            attributes,
            parent,
            start,
            duration: None,
            failed: false,
        });
        Some(self.spans.len() - 1)
    }

    pub(super) fn end_span(&mut self, span: usize, end: Duration, failed: bool) {
        if let Some(span) = self.spans.get_mut(span) {
            span.duration = Some(end.saturating_sub(span.start));
            span.failed = failed;
        }
    }

    /// Requests are numbered in the order of these calls; as many are kept as spans.
    pub(super) fn start_fetch(&mut self, span: Option<usize>, method: &str, url: &str, start: Duration) {
        let limits = builtin().limits();
        if self.fetches.len() as u64 >= limits.spans() {
            self.dropped += 1;
            return;
        }
        let url = self.cut(url, limits.attribute_bytes());
        self.fetches.push(FetchCall {
            method: method.to_owned(),
            url,
            span,
            start,
            duration: None,
            answer: None,
        });
    }

    pub(super) fn end_fetch(&mut self, request: u32, end: Duration, answer: FetchEnd) {
        if let Some(call) = self.fetches.get_mut(request as usize)
            && call.answer.is_none()
        {
            call.duration = Some(end.saturating_sub(call.start));
            call.answer = Some(answer);
        }
    }

    fn cut(&mut self, text: &str, most: u64) -> String {
        let kept = front(text, most);
        self.dropped += u64::from(kept.len() < text.len());
        kept.to_owned()
    }
}

/// As much of a text as fits into so many bytes, in whole characters.
pub(crate) fn front(text: &str, most: u64) -> &str {
    let mut end = text.len().min(most as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
