//! Which nodes of a run may start, what each is given, and what the run came to: without threads, without time.
//!
//! **Invariant.** The decision depends on what each node does, never on when. A node that ends the run ends what
//! comes after it in graph order; what comes before it still runs to its end, because it may end the run first.

use std::sync::{Arc, LazyLock};

use pipelua_rules::pipeline::NodeIndex;
use pipelua_schemas::{Mode, OnError};
use serde_json::{Map, Value, json};

use super::plan::Plan;
use crate::error::ScriptError;
use crate::result::ScriptResult;
use crate::verdict::{Decision, NodeEnd, RunError, Verdict};

/// A run under way.
#[derive(Debug)]
pub struct Schedule {
    plan: Arc<Plan>,
    /// What the hook was given.
    input: Map<String, Value>,
    nodes: Vec<State>,
    /// The first position in graph order at which the run ends, of those known so far.
    end: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
enum State {
    Waiting,
    Running,
    Done(NodeEnd),
    /// Not run: what it gave is part of what is run.
    Given(Map<String, Value>),
}

impl Schedule {
    /// A run of `plan` on an input that fits its hook.
    pub fn new(plan: Arc<Plan>, input: Map<String, Value>) -> Self {
        let nodes = plan
            .pipeline()
            .indices()
            .map(|index| match plan.given(index) {
                Some(data) => State::Given(data),
                None if plan.pipeline().node(index).enabled => State::Waiting,
                None => State::Done(NodeEnd::Disabled),
            })
            .collect();
        Self {
            plan,
            input,
            nodes,
            end: None,
        }
    }

    /// The nodes that may start now, in graph order; they count as started.
    pub fn start_ready(&mut self) -> Vec<NodeIndex> {
        let plan = Arc::clone(&self.plan);
        let mut settled = vec![false; self.nodes.len()];
        let mut ready = Vec::new();
        for node in plan.pipeline().graph_order() {
            let mut needs = plan.pipeline().node(node).needs.iter();
            let are_needs_settled = needs.all(|need| settled[need.0 as usize]);
            settled[node.0 as usize] = match self.state(node) {
                // It is not run, but what stands before it is before those behind it all the same.
                State::Done(NodeEnd::Disabled) => are_needs_settled,
                State::Done(_) | State::Given(_) => true,
                State::Waiting | State::Running => false,
            };
            if *self.state(node) == State::Waiting && self.comes_before_end(node) && are_needs_settled {
                ready.push(node);
            }
        }
        for node in &ready {
            self.nodes[node.0 as usize] = State::Running;
        }
        ready
    }

    /// `context` of a node whose needs are done.
    pub fn context(&self, node: NodeIndex) -> Value {
        let pipeline = self.plan.pipeline();
        let this = pipeline.node(node);
        let mut prev = Map::new();
        for need in &this.needs {
            prev.extend(self.data(*need).clone());
        }
        let outputs: Map<String, Value> = pipeline
            .ancestors(node)
            .into_iter()
            .map(|ancestor| {
                let name = pipeline.node(ancestor).name.clone();
                (name, Value::Object(self.data(ancestor).clone()))
            })
            .collect();
        let mut context = self.input.clone();
        context.insert("hook".to_owned(), json!(pipeline.hook));
        context.insert("node".to_owned(), json!(this.name));
        context.insert("config".to_owned(), this.config.clone());
        context.insert("outputs".to_owned(), Value::Object(outputs));
        context.insert("prev".to_owned(), Value::Object(prev));
        Value::Object(context)
    }

    /// Takes the result of a node that was started, and tells which running nodes are to be cancelled.
    pub fn finish(&mut self, node: NodeIndex, result: Result<ScriptResult, ScriptError>) -> Vec<NodeIndex> {
        let ended = match result {
            Ok(result) if result.allowed => NodeEnd::Allowed { data: result.data },
            Ok(result) => NodeEnd::Denied { reason: result.error },
            Err(error) => NodeEnd::Error(error),
        };
        let ends = match &ended {
            NodeEnd::Denied { .. } => true,
            NodeEnd::Error(_) => self.plan.pipeline().on_error(node, self.plan.mode()) == OnError::Deny,
            _ => false,
        };
        self.nodes[node.0 as usize] = State::Done(ended);
        let position = self.plan.position(node);
        if !ends || self.end.is_some_and(|end| end < position) {
            return Vec::new();
        }
        self.end = Some(position);
        let running = |other: &NodeIndex| *self.state(*other) == State::Running;
        self.plan
            .pipeline()
            .indices()
            .filter(|other| running(other) && !self.comes_before_end(*other))
            .collect()
    }

    /// Whether the decision is made: nothing that could still change it is running or may start.
    pub fn is_decided(&self) -> bool {
        self.plan.pipeline().indices().all(|node| {
            let is_done = matches!(self.state(node), State::Done(_) | State::Given(_));
            is_done || !self.comes_before_end(node)
        })
    }

    /// What became of each node, in the author's order.
    pub fn ends(&self) -> Vec<NodeEnd> {
        self.nodes
            .iter()
            .map(|state| match state {
                State::Waiting | State::Given(_) => NodeEnd::NotReached,
                State::Running => NodeEnd::Cancelled,
                State::Done(ended) => ended.clone(),
            })
            .collect()
    }

    /// What the run came to, once [`Schedule::is_decided`].
    pub fn decision(&self) -> Decision {
        let pipeline = self.plan.pipeline();
        let deciding = |node: &NodeIndex| self.end.is_none_or(|end| self.plan.position(*node) <= end);
        let is_error = |node: &NodeIndex| matches!(self.state(*node), State::Done(NodeEnd::Error(_)));
        let node_errors = pipeline.indices().filter(deciding).filter(is_error).count();
        let last = self.end.and_then(|end| pipeline.graph_order().nth(end));
        match last.map(|node| (node, self.state(node))) {
            Some((_, State::Done(NodeEnd::Denied { reason }))) => Decision {
                allowed: false,
                verdict: Verdict::Denied,
                reason: reason.clone().or_else(|| pipeline.deny_message.clone()),
                error: None,
                data: None,
                node_errors,
            },
            Some((node, State::Done(NodeEnd::Error(error)))) => {
                let error = RunError {
                    class: error.class,
                    message: error.message.clone(),
                    node: Some(pipeline.node(node).name.clone()),
                    line: error.line,
                };
                self.failed(OnError::Deny, error, node_errors)
            }
            _ => Decision {
                allowed: true,
                verdict: Verdict::Allowed,
                reason: None,
                error: None,
                data: Some(self.folded()),
                node_errors,
            },
        }
    }

    /// What the run came to because of an error of its own, such as its deadline. A no that is known stays one, and so
    /// does that of a node whose error denies and whose time ran out: whoever can slow a run must not open it.
    pub fn decision_of_run_error(&self, error: RunError) -> Decision {
        let (pipeline, mode) = (self.plan.pipeline(), self.plan.mode());
        let denies = |node: NodeIndex| {
            *self.state(node) == State::Running && pipeline.on_error(node, mode) == OnError::Deny
        };
        let on_error = if self.end.is_some() || pipeline.indices().any(denies) {
            OnError::Deny
        } else {
            pipeline.on_error_of_run(mode)
        };
        self.failed(on_error, error, 0)
    }

    fn failed(&self, on_error: OnError, error: RunError, node_errors: usize) -> Decision {
        // Behind the host nothing is denied any more; the job is retried.
        let is_async = self.plan.mode() == Mode::Async;
        let allowed = on_error == OnError::Allow || is_async;
        Decision {
            allowed,
            verdict: match on_error {
                OnError::Allow => Verdict::Allowed,
                OnError::Deny => Verdict::Error,
            },
            reason: if allowed {
                None
            } else {
                self.plan.pipeline().deny_message.clone()
            },
            error: Some(error),
            data: None,
            node_errors,
        }
    }

    fn folded(&self) -> Map<String, Value> {
        let mut data = Map::new();
        for node in self.plan.pipeline().graph_order() {
            if let State::Done(NodeEnd::Allowed { data: own }) = self.state(node) {
                data.extend(own.clone());
            }
        }
        data
    }

    /// What a node handed on; nothing where it failed or is disabled.
    fn data(&self, node: NodeIndex) -> &Map<String, Value> {
        static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        match self.state(node) {
            State::Done(NodeEnd::Allowed { data }) | State::Given(data) => data,
            _ => &NOTHING,
        }
    }

    fn state(&self, node: NodeIndex) -> &State {
        &self.nodes[node.0 as usize]
    }

    fn comes_before_end(&self, node: NodeIndex) -> bool {
        self.end.is_none_or(|end| self.plan.position(node) < end)
    }
}
