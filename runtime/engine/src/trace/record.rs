//! A trace, made from the plan and the report of a run.

use std::time::Duration;

use pipelua_rules::pipeline::NodeIndex;
use pipelua_schemas::{Mode, builtin};
use serde_json::{Map, Value, json};

use super::ids::{Slot, SpanId, TraceId, TraceIds};
use super::redaction::Redaction;
use super::span::{Event, Span, SpanKind, SpanStatus};
use super::truncate::truncate;
use crate::graph::{NodeReport, Plan, RunReport};
use crate::sandbox::{CustomSpan, FetchCall, FetchEnd};
use crate::verdict::{NodeEnd, NodeRun};

/// All that is kept of a run: no secret is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    pub id: TraceId,
    /// The run, then each layer with its scripts, and behind each script what happened in it.
    pub spans: Vec<Span>,
    /// What the host sent, and the decision; each cut to its limit.
    pub context: Value,
    pub result: Value,
}

/// What is known of a run beside its report.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    pub ids: TraceIds,
    pub input: &'a Map<String, Value>,
    /// JSON pointers to what the hook did not know and was left out.
    pub dropped: &'a [String],
    pub redaction: Redaction<'a>,
}

impl Trace {
    pub fn of(plan: &Plan, report: &RunReport, about: About<'_>) -> Self {
        let limits = builtin().limits();
        let mut recorder = Recorder {
            plan,
            report,
            about,
            spans: Vec::new(),
        };
        recorder.run();
        let decision = &report.decision;
        let result = json!({
            "allowed": decision.allowed,
            "verdict": decision.verdict.as_str(),
            "reason": decision.reason,
            "data": decision.data,
        });
        let context = Value::Object(about.redaction.object(about.input));
        Self {
            id: about.ids.trace(),
            spans: recorder.spans,
            context: truncate(&context, limits.trace_context_bytes() as usize),
            result: truncate(
                &about.redaction.json(&result),
                limits.trace_result_bytes() as usize,
            ),
        }
    }
}

struct Recorder<'a> {
    plan: &'a Plan,
    report: &'a RunReport,
    about: About<'a>,
    spans: Vec<Span>,
}

impl<'a> Recorder<'a> {
    fn run(&mut self) {
        let pipeline = self.plan.pipeline();
        let decision = &self.report.decision;
        let mut attributes = object(json!({
            "pipeline.hook": pipeline.hook,
            "pipeline.mode": self.plan.mode().as_str(),
            "pipeline.allowed": decision.allowed,
            "pipeline.verdict": decision.verdict.as_str(),
            "pipeline.on_error": pipeline.on_error_of_run(self.plan.mode()).as_str(),
            "pipeline.node_errors": decision.node_errors,
        }));
        if !self.about.dropped.is_empty() {
            let dropped: Value = self
                .about
                .dropped
                .iter()
                .map(|pointer| self.about.redaction.text(pointer))
                .collect();
            attributes.insert("pipeline.input.dropped".to_owned(), dropped);
        }
        if let Some(error) = &decision.error {
            attributes.insert("pipeline.error.class".to_owned(), json!(error.class.as_str()));
            attributes.insert("error.type".to_owned(), json!(error.class.as_str()));
        }
        self.spans.push(Span {
            id: self.about.ids.span(Slot::Run),
            parent: self.about.ids.parent(),
            name: format!("pipeline {}", pipeline.hook),
            kind: match self.plan.mode() {
                Mode::Async => SpanKind::Consumer,
                Mode::Blocking | Mode::Enrichment => SpanKind::Server,
            },
            start: Duration::ZERO,
            duration: self.report.duration,
            status: SpanStatus::of_error(decision.error.is_some()),
            attributes,
            events: Vec::new(),
        });
        for layer in 0..pipeline.layers().len() {
            self.layer(layer);
        }
    }

    /// A layer of which nothing started has no span.
    fn layer(&mut self, layer: usize) {
        let plan = self.plan;
        let nodes = &plan.pipeline().layers()[layer];
        let times = nodes.iter().filter_map(|node| self.time(*node));
        let Some(start) = times.clone().map(|(start, _)| start).min() else {
            return;
        };
        let end = times.map(|(start, duration)| start + duration).max();
        let id = self.about.ids.span(Slot::Layer(layer));
        self.spans.push(Span {
            id,
            parent: Some(self.about.ids.span(Slot::Run)),
            name: format!("layer {layer}"),
            kind: SpanKind::Internal,
            start,
            duration: end.unwrap_or(start).saturating_sub(start),
            status: SpanStatus::Ok,
            attributes: object(json!({ "pipeline.layer.index": layer })),
            events: Vec::new(),
        });
        for node in nodes {
            if let Some((start, duration)) = self.time(*node) {
                self.script(*node, id, start, duration);
            }
        }
    }

    /// When a node started and for how long it ran; one that was cancelled until the run ended.
    fn time(&self, node: NodeIndex) -> Option<(Duration, Duration)> {
        let NodeReport { submitted, run, .. } = self.node(node);
        match run {
            Some(run) => Some((run.start, run.duration)),
            None => submitted.map(|start| (start, self.report.duration.saturating_sub(start))),
        }
    }

    fn node(&self, node: NodeIndex) -> &'a NodeReport {
        &self.report.nodes[node.0 as usize]
    }

    fn script(&mut self, index: NodeIndex, layer: SpanId, start: Duration, duration: Duration) {
        let pipeline = self.plan.pipeline();
        let (node, report) = (pipeline.node(index), self.node(index));
        let script = node.script.as_deref().unwrap_or_default();
        let on_error = pipeline.on_error(index, self.plan.mode());
        let mut attributes = object(json!({
            "pipeline.hook": pipeline.hook,
            "pipeline.node": node.name,
            "pipeline.layer.index": node.layer,
            "pipeline.verdict": report.end.status(),
            "pipeline.on_error": on_error.as_str(),
            "code.file.path": format!("scripts/{script}.lua"),
        }));
        if let Ok(chunk) = self.plan.chunk(index) {
            attributes.insert("pipeline.script.hash".to_owned(), json!(chunk.hash()));
        }
        let mut events = Vec::new();
        if let Some(run) = &report.run {
            attributes.extend(measured(run));
            events.extend(run.journal.lines.iter().map(|line| Event {
                name: "log",
                at: run.start + line.at,
                attributes: object(json!({ "log.severity": line.level, "log.message": line.message })),
            }));
        }
        if let NodeEnd::Error(error) = &report.end {
            let class = error.class.as_str();
            attributes.insert("pipeline.error.class".to_owned(), json!(class));
            attributes.insert("error.type".to_owned(), json!(class));
            let mut exception =
                object(json!({ "exception.type": class, "exception.message": error.message }));
            if let Some(line) = error.line {
                exception.insert("code.line.number".to_owned(), json!(line));
            }
            events.push(Event {
                name: "exception",
                at: start + duration,
                attributes: exception,
            });
        }
        let position = self.plan.position(index);
        let id = self.about.ids.span(Slot::Script(position));
        self.spans.push(Span {
            id,
            parent: Some(layer),
            name: format!("script {script}"),
            kind: SpanKind::Internal,
            start,
            duration,
            status: SpanStatus::of_error(matches!(report.end, NodeEnd::Error(_))),
            attributes,
            events,
        });
        if let Some(run) = &report.run {
            let mut inner = self.inside(run, position, id);
            // Spans that begin together keep the order in which they were made.
            inner.sort_by_key(|span| span.start);
            self.spans.append(&mut inner);
        }
    }

    /// What a script measured and fetched.
    fn inside(&self, run: &NodeRun, script: usize, id: SpanId) -> Vec<Span> {
        let custom_id = |index| self.about.ids.span(Slot::Custom { script, index });
        let parent = |span: Option<usize>| Some(span.map_or(id, custom_id));
        let custom = run.journal.spans.iter().enumerate().map(|(index, span)| {
            let duration = span
                .duration
                .unwrap_or_else(|| run.duration.saturating_sub(span.start));
            custom(span, custom_id(index), parent(span.parent), run.start, duration)
        });
        let fetches = run.journal.fetches.iter().enumerate().map(|(request, call)| {
            let request = request as u32;
            let duration = call
                .duration
                .unwrap_or_else(|| run.duration.saturating_sub(call.start));
            let id = self.about.ids.span(Slot::Fetch { script, request });
            fetch(call, id, parent(call.span), run.start, duration)
        });
        custom.chain(fetches).collect()
    }
}

/// So many of the keys that mean nothing are named.
const NAMED: usize = 10;

fn measured(run: &NodeRun) -> Map<String, Value> {
    let mut attributes = object(json!({
        "pipeline.instructions": run.usage.instructions,
        "pipeline.memory.peak": run.usage.memory_peak,
        "pipeline.cpu_us": run.usage.cpu_time.as_micros() as u64,
        "pipeline.wait_us": run.wait.as_micros() as u64,
    }));
    if run.journal.dropped > 0 {
        attributes.insert("pipeline.dropped".to_owned(), json!(run.journal.dropped));
    }
    if !run.unknown_keys.is_empty() {
        let named: Value = run.unknown_keys.iter().take(NAMED).cloned().collect();
        attributes.insert("pipeline.result.unknown_keys".to_owned(), named);
    }
    if run.ignored_denial {
        attributes.insert("pipeline.result.ignored_denial".to_owned(), json!(true));
    }
    attributes
}

/// Beginnings of the attributes that are ours or OpenTelemetry's.
const RESERVED: [&str; 7] = [
    "pipeline.",
    "code.",
    "error.",
    "exception.",
    "http.",
    "log.",
    "url.",
];

fn custom(span: &CustomSpan, id: SpanId, parent: Option<SpanId>, zero: Duration, duration: Duration) -> Span {
    // What we say ourselves a script cannot say.
    let is_own = |key: &str| !RESERVED.iter().any(|reserved| key.starts_with(reserved));
    let given = span.attributes.iter().filter(|(key, _)| is_own(key));
    Span {
        id,
        parent,
        name: span.name.clone(),
        kind: SpanKind::Internal,
        start: zero + span.start,
        duration,
        status: SpanStatus::of_error(span.failed),
        attributes: given.map(|(key, value)| (key.clone(), json!(value))).collect(),
        events: Vec::new(),
    }
}

fn fetch(call: &FetchCall, id: SpanId, parent: Option<SpanId>, zero: Duration, duration: Duration) -> Span {
    let mut attributes = object(json!({
        "http.request.method": call.method,
        "url.full": call.url,
    }));
    let failed = match &call.answer {
        Some(FetchEnd::Status(status)) => {
            attributes.insert("http.response.status_code".to_owned(), json!(status));
            *status >= 400
        }
        Some(FetchEnd::Error(error)) => {
            let class = error.kind.class().as_str();
            attributes.insert("error.type".to_owned(), json!(class));
            attributes.insert("pipeline.error.class".to_owned(), json!(class));
            attributes.insert("exception.message".to_owned(), json!(error.message));
            true
        }
        None => false,
    };
    Span {
        id,
        parent,
        name: format!("fetch {}", call.method),
        kind: SpanKind::Client,
        start: zero + call.start,
        duration,
        status: SpanStatus::of_error(failed),
        attributes,
        events: Vec::new(),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
