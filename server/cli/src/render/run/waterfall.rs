//! The bars of a run: what happened when, with logs in their places.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use pipelua_engine::sandbox::{Metric, MetricKind};
use pipelua_engine::trace::{Span, SpanKind, SpanStatus};
use pipelua_engine::verdict::{NodeEnd, NodeRun};
use pipelua_rules::pipeline::NodeIndex;
use pipelua_schemas::figures::grouped;
use unicode_width::UnicodeWidthStr as _;

use super::bars::Axis;
use super::figures::{bytes, shown};
use super::text::View;
use crate::render::escape::{escape, escape_lines};
use crate::render::style::Palette;
use crate::render::wrap::wrap;

/// Columns of a time, and of what a row ends with.
const TIME: usize = 8;
const NOTE: usize = 14;
/// Fewer columns than this show no waterfall.
const LEAST_BARS: usize = 10;
const LABEL: std::ops::RangeInclusive<usize> = 12..=32;

/// From so many per cent of a limit on it is shown in red.
const NEAR: u128 = 80;

pub(super) struct Waterfall<'a> {
    view: &'a View<'a>,
    label: usize,
    axis: Option<Axis>,
    /// The spans of scripts, by node.
    scripts: BTreeMap<&'a str, usize>,
}

/// How a bar looks.
#[derive(Clone, Copy)]
enum Look {
    Layer,
    Good,
    Bad,
    Plain,
}

impl<'a> Waterfall<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Self {
        let spans = &view.run.trace.spans;
        let scripts: BTreeMap<&str, usize> = spans
            .iter()
            .enumerate()
            .filter_map(|(index, span)| Some((span.attributes.get("pipeline.node")?.as_str()?, index)))
            .collect();
        let names = view
            .plan
            .pipeline()
            .nodes()
            .iter()
            .map(|node| 4 + node.name.width());
        let inner = spans.iter().map(|span| 6 + label_of(span).width());
        let longest = names.chain(inner).max().unwrap_or(0);
        let label = longest
            .clamp(*LABEL.start(), *LABEL.end())
            .min(view.width * 2 / 5);
        let columns = view.width.saturating_sub(label + 2 + 2 + TIME + 2 + NOTE);
        Self {
            view,
            label,
            axis: (columns >= LEAST_BARS).then_some(Axis {
                columns,
                length: view.run.report.duration,
            }),
            scripts,
        }
    }

    pub(super) fn layer(&self, out: &mut String, layer: usize) {
        let name = format!("layer {layer}");
        let mut spans = self.view.run.trace.spans.iter();
        // Only a layer has its index and no node: a script may name a span as it likes.
        let is_layer = |span: &&Span| {
            span.name == name
                && span.attributes.contains_key("pipeline.layer.index")
                && !span.attributes.contains_key("pipeline.node")
        };
        let span = spans.find(is_layer);
        match span {
            Some(span) => self.row(out, 2, &name, Some((span, Look::Layer)), ""),
            None => self.row(out, 2, &name, None, ""),
        }
    }

    pub(super) fn has_run(&self, node: NodeIndex) -> bool {
        let name = self.view.plan.pipeline().node(node).name.as_str();
        self.scripts.contains_key(name)
    }

    pub(super) fn node(&self, out: &mut String, index: NodeIndex) {
        let node = self.view.plan.pipeline().node(index);
        let report = &self.view.run.report.nodes[index.0 as usize];
        let (palette, status) = (self.view.palette, report.end.status());
        let Some(at) = self.scripts.get(node.name.as_str()).copied() else {
            let status = palette.frame(if status == "notReached" {
                "not reached"
            } else {
                status
            });
            self.row(out, 4, &node.name, None, &status);
            return;
        };
        let (look, note) = match &report.end {
            NodeEnd::Allowed { .. } => (Look::Good, palette.good(status)),
            NodeEnd::Denied { .. } => (Look::Bad, palette.bad(status)),
            NodeEnd::Error(_) => (Look::Bad, palette.error(status)),
            _ => (Look::Plain, palette.frame(status)),
        };
        let span = &self.view.run.trace.spans[at];
        self.row(out, 4, &node.name, Some((span, look)), &note);
        if let Some(run) = &report.run {
            self.meters(out, run);
            self.inside(out, at, run);
        }
    }

    /// What a script used, against its limits.
    fn meters(&self, out: &mut String, run: &NodeRun) {
        let (usage, limits) = (&run.usage, self.view.limits);
        let (cpu, most) = (usage.cpu_time.as_micros(), limits.cpu_time.as_millis());
        let near = |used: u128, limit: u128| used * 100 >= limit * NEAR;
        let meters = [
            (
                format!(
                    "{} of {} instructions",
                    grouped(usage.instructions),
                    grouped(limits.instructions)
                ),
                near(usage.instructions.into(), limits.instructions.into()),
            ),
            (
                format!("{}.{:02} of {most} ms CPU", cpu / 1000, cpu / 10 % 100),
                near(cpu, most * 1000),
            ),
            (
                format!("{} of {}", bytes(usage.memory_peak), bytes(limits.memory)),
                near(usage.memory_peak.into(), limits.memory.into()),
            ),
        ];
        let palette = self.view.palette;
        // No meter is broken: its parts mean nothing alone.
        let mut used = 0;
        for (text, is_near) in meters {
            let gap = match used {
                0 => "      ",
                used if used + 2 + text.len() > self.view.width => ",\n      ",
                _ => ", ",
            };
            used = if gap.len() > 2 { 6 } else { used + 2 } + text.len();
            // Near a limit is where the next change breaks it.
            let painted = if is_near {
                palette.bad(text)
            } else {
                palette.frame(text)
            };
            let _ = write!(out, "{gap}{painted}");
        }
        out.push('\n');
    }

    /// Logs, and what was measured and fetched, in order of time.
    fn inside(&self, out: &mut String, script: usize, run: &NodeRun) {
        let spans = &self.view.run.trace.spans;
        let of_script = &spans[script];
        let within = spans[script + 1..]
            .iter()
            .take_while(|span| !span.attributes.contains_key("pipeline.layer.index"));
        let mut lines: Vec<(Duration, String)> = Vec::new();
        for span in within {
            let parents = std::iter::successors(span.parent, |id| {
                spans
                    .iter()
                    .find(|span| span.id == *id)
                    .and_then(|span| span.parent)
            });
            let depth = parents.take_while(|id| *id != of_script.id).count();
            let note = note_of(span, self.view.palette);
            let look = match (span.status, span.kind) {
                (SpanStatus::Error, _) => Look::Bad,
                _ => Look::Plain,
            };
            let mut row = String::new();
            self.row(
                &mut row,
                6 + 2 * depth,
                &label_of(span),
                Some((span, look)),
                &note,
            );
            lines.push((span.start, row));
        }
        for line in &run.journal.lines {
            let at = run.start + line.at;
            lines.push((at, self.log(line.level, &line.message, at)));
        }
        for metric in &run.journal.metrics {
            let at = run.start + metric.at;
            lines.push((at, self.metric(metric, at)));
        }
        // What happened at once keeps its order.
        lines.sort_by_key(|(at, _)| *at);
        out.extend(lines.into_iter().map(|(_, line)| line));
        if run.journal.dropped > 0 {
            let dropped = format!("{} more or longer than is kept was dropped", run.journal.dropped);
            let _ = writeln!(out, "      {}", self.view.palette.frame(dropped));
        }
        if !run.unknown_keys.is_empty() {
            let keys: Vec<String> = run
                .unknown_keys
                .iter()
                .take(5)
                .map(|key| format!("`{}`", escape(key)))
                .collect();
            let _ = writeln!(out, "      a result has no {}: left out", keys.join(", "));
        }
        if run.ignored_denial {
            out.push_str("      `allowed = false` means nothing here: the host does not wait\n");
        }
    }

    fn metric(&self, metric: &Metric, at: Duration) -> String {
        let kind = match metric.kind {
            MetricKind::Count => "count",
            MetricKind::Gauge => "gauge",
        };
        let mut said = format!("{} {}", metric.name, metric.value);
        for (name, value) in &metric.tags {
            let _ = write!(said, " {name}={value}");
        }
        self.log(kind, &said, at)
    }

    fn log(&self, level: &str, message: &str, at: Duration) -> String {
        let palette = self.view.palette;
        let painted = match level {
            "error" => palette.error(format_args!("{level:<5}")),
            "warn" => palette.severity(crate::report::Severity::Warning, format_args!("{level:<5}")),
            _ => palette.code(format_args!("{level:<5}")),
        };
        let at = palette.frame(format_args!("{:>TIME$}", shown(at)));
        let message = escape_lines(message).replace('\n', "\n                       ");
        format!("      {at}  {painted}  {}\n", wrap(&message, self.view.width, 23))
    }

    /// A name, a bar, how long it took, and what came of it.
    fn row(&self, out: &mut String, indent: usize, label: &str, bar: Option<(&Span, Look)>, note: &str) {
        let label = fitting(&escape(label), self.label.saturating_sub(indent));
        let pad = self.label.saturating_sub(indent + label.width());
        let label = match bar {
            Some((_, Look::Layer)) => self.view.palette.frame(label),
            Some((_, Look::Good | Look::Bad)) => self.view.palette.strong(label),
            _ => label,
        };
        let mut line = format!("{:indent$}{label}{:pad$}  ", "", "");
        if let Some(axis) = self.axis {
            match bar {
                Some((span, look)) => {
                    let bar = axis.bar(span.start, span.duration);
                    let after = axis.columns - bar.before - bar.columns;
                    let drawn = self.draw(look, bar.columns);
                    let _ = write!(line, "{:before$}{drawn}{:after$}  ", "", "", before = bar.before);
                }
                None => {
                    let _ = write!(line, "{:columns$}  ", "", columns = axis.columns);
                }
            }
        }
        let time = bar.map(|(span, _)| shown(span.duration)).unwrap_or_default();
        let _ = write!(line, "{time:>TIME$}  {note}");
        let _ = writeln!(out, "{}", line.trim_end());
    }

    fn draw(&self, look: Look, columns: usize) -> String {
        let palette = self.view.palette;
        match look {
            Look::Layer => palette.frame("░".repeat(columns)),
            Look::Good => palette.good("█".repeat(columns)),
            Look::Bad => palette.bad("█".repeat(columns)),
            Look::Plain => palette.code("▒".repeat(columns)),
        }
    }
}

fn label_of(span: &Span) -> String {
    match (
        span.kind,
        span.attributes.get("url.full").and_then(|url| url.as_str()),
    ) {
        (SpanKind::Client, Some(url)) => {
            let method = span.name.trim_start_matches("fetch ");
            format!("{method} {}", url.trim_start_matches("https://"))
        }
        _ => span.name.clone(),
    }
}

fn note_of(span: &Span, palette: Palette) -> String {
    let of_error = span
        .attributes
        .get("pipeline.error.class")
        .and_then(|class| class.as_str());
    let status = span
        .attributes
        .get("http.response.status_code")
        .map(ToString::to_string);
    match (of_error, status, span.status) {
        (Some(class), _, _) => palette.bad(class),
        (None, Some(status), SpanStatus::Error) => palette.bad(status),
        (None, Some(status), SpanStatus::Ok) => status,
        // Whoever does not wait for an answer is told of none.
        (None, None, _) if span.kind == SpanKind::Client => palette.frame("not awaited"),
        (None, None, SpanStatus::Error) => palette.bad("error"),
        (None, None, SpanStatus::Ok) => String::new(),
    }
}

/// `text` in at most so many columns.
fn fitting(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if kept.width() + 1 > columns {
            kept.pop();
            break;
        }
    }
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn a_long_label_is_cut() {
        assert_eq!(fitting("a_long_name", 7), "a_long…");
        assert_eq!(fitting("a_name", 6), "a_name");
    }
}
