//! A run as one JSON object, as `schemas/files/run.schema.json` describes it.

use std::time::Duration;

use pipelua_engine::ScriptError;
use pipelua_engine::graph::Plan;
use pipelua_engine::sample::SampleRun;
use pipelua_engine::sandbox::{Metric, MetricKind};
use pipelua_engine::trace::Span;
use pipelua_engine::verdict::{NodeEnd, RunError};
use pipelua_rules::pipeline::NodeIndex;
use serde::Serialize;
use serde_json::{Map, Value};

/// Versions of the format; adding a field does not raise it.
const VERSION: u32 = 1;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Run<'a> {
    version: u32,
    hook: &'a str,
    allowed: bool,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Map<String, Value>>,
    node_errors: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
    duration_ns: u64,
    nodes: Vec<Node<'a>>,
    spans: Vec<SpanOut<'a>>,
}

#[derive(Debug, Serialize)]
struct Error<'a> {
    class: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Node<'a> {
    #[serde(rename = "node")]
    name: &'a str,
    script: &'a str,
    layer: u32,
    status: &'static str,
    on_error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Map<String, Value>>,
    start_ns: u64,
    duration_ns: u64,
    instructions: u64,
    memory_peak_bytes: u64,
    logs: Vec<Log<'a>>,
    metrics: Vec<MetricOut<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    level: &'static str,
    message: &'a str,
    at_ns: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct MetricOut<'a> {
    name: &'a str,
    kind: &'static str,
    value: f64,
    tags: &'a std::collections::BTreeMap<String, String>,
    at_ns: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SpanOut<'a> {
    span_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_span_id: Option<String>,
    name: &'a str,
    kind: &'static str,
    start_ns: u64,
    duration_ns: u64,
    status: &'static str,
    attributes: &'a Map<String, Value>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(plan: &'a Plan, run: &'a SampleRun) -> Self {
        let (decision, pipeline) = (&run.report.decision, plan.pipeline());
        // Where nothing is to be run there is nothing to be traced.
        let is_traced = !pipeline.nodes().is_empty();
        Self {
            version: VERSION,
            hook: &pipeline.hook,
            allowed: decision.allowed,
            verdict: decision.verdict.as_str(),
            reason: decision.reason.as_deref(),
            error: decision.error.as_ref().map(of_run),
            data: decision.data.as_ref(),
            node_errors: decision.node_errors,
            trace_id: is_traced.then(|| run.trace.id.to_string()),
            duration_ns: ns(run.report.duration),
            nodes: pipeline
                .graph_order()
                .map(|index| node(plan, run, index))
                .collect(),
            spans: if is_traced {
                run.trace.spans.iter().map(span).collect()
            } else {
                Vec::new()
            },
        }
    }
}

fn node<'a>(plan: &'a Plan, run: &'a SampleRun, index: NodeIndex) -> Node<'a> {
    let node = plan.pipeline().node(index);
    let report = &run.report.nodes[index.0 as usize];
    let ran = report.run.as_ref();
    let start = ran.map(|ran| ran.start).or(report.submitted).unwrap_or_default();
    let journal = ran.map(|ran| &ran.journal);
    let at = |moment: Duration| ns(start + moment);
    Node {
        name: &node.name,
        script: node.script.as_deref().unwrap_or_default(),
        layer: node.layer,
        status: report.end.status(),
        on_error: plan.pipeline().on_error(index, plan.mode()).as_str(),
        error: match &report.end {
            NodeEnd::Error(error) => Some(of_script(error)),
            _ => None,
        },
        data: match &report.end {
            NodeEnd::Allowed { data } => Some(data),
            _ => None,
        },
        start_ns: ns(start),
        duration_ns: match (ran, report.submitted) {
            (Some(ran), _) => ns(ran.duration),
            // Cancelled at the end of the run.
            (None, Some(start)) => ns(run.report.duration.saturating_sub(start)),
            (None, None) => 0,
        },
        instructions: ran.map_or(0, |ran| ran.usage.instructions),
        memory_peak_bytes: ran.map_or(0, |ran| ran.usage.memory_peak),
        logs: journal.map_or_else(Vec::new, |journal| {
            let log = |line: &'a pipelua_engine::sandbox::LogLine| Log {
                level: line.level,
                message: &line.message,
                at_ns: at(line.at),
            };
            journal.lines.iter().map(log).collect()
        }),
        metrics: journal.map_or_else(Vec::new, |journal| {
            let metric = |metric: &'a Metric| MetricOut {
                name: &metric.name,
                kind: match metric.kind {
                    MetricKind::Count => "count",
                    MetricKind::Gauge => "gauge",
                },
                value: metric.value,
                tags: &metric.tags,
                at_ns: at(metric.at),
            };
            journal.metrics.iter().map(metric).collect()
        }),
    }
}

fn span(span: &Span) -> SpanOut<'_> {
    SpanOut {
        span_id: span.id.to_string(),
        parent_span_id: span.parent.map(|parent| parent.to_string()),
        name: &span.name,
        kind: span.kind.as_str(),
        start_ns: ns(span.start),
        duration_ns: ns(span.duration),
        status: span.status.as_str(),
        attributes: &span.attributes,
    }
}

fn of_run(error: &RunError) -> Error<'_> {
    Error {
        class: error.class.as_str(),
        message: &error.message,
        node: error.node.as_deref(),
        line: error.line,
    }
}

fn of_script(error: &ScriptError) -> Error<'_> {
    Error {
        class: error.class.as_str(),
        message: &error.message,
        node: None,
        line: error.line,
    }
}

fn ns(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
