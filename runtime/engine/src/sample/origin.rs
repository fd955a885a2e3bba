//! From a difference back to the line of the script that it came from.

use std::collections::BTreeMap;

use pipelua_rules::pipeline::NodeIndex;
use pipelua_syntax::json::split_pointer;

use super::compare::Failure;
use super::run::SampleRun;
use crate::coverage::Point;
use crate::graph::Plan;
use crate::verdict::NodeEnd;

/// The scripts of a workspace with probes, by their names.
pub type Probed = BTreeMap<String, Vec<Point>>;

/// Gives each failure the script that it came from, and the line of its error or of the `return` that was executed.
/// `probed` is a second run of the same sample with probes, whose points are `points`.
pub fn locate(
    failures: &mut [Failure],
    plan: &Plan,
    run: &SampleRun,
    probed: Option<&SampleRun>,
    points: &Probed,
) {
    let origin = Origin {
        plan,
        run,
        probed,
        points,
    };
    for failure in failures {
        let Some(node) = origin.node(&failure.pointer) else {
            continue;
        };
        failure.script.clone_from(&plan.pipeline().node(node).script);
        failure.line = origin.line(node);
    }
}

struct Origin<'a> {
    plan: &'a Plan,
    run: &'a SampleRun,
    probed: Option<&'a SampleRun>,
    points: &'a Probed,
}

impl Origin<'_> {
    /// The node that the value at `pointer` came from, where it is one.
    fn node(&self, pointer: &str) -> Option<NodeIndex> {
        let tokens = split_pointer(pointer)?;
        let mut tokens = tokens.iter().map(String::as_str).skip(1);
        match tokens.next() {
            Some("nodes") => self.plan.pipeline().find(tokens.next()?),
            Some("data") => {
                // A run that is not allowed has no data, whoever gave some.
                let data = self.run.report.decision.data.as_ref();
                let key = tokens
                    .next()
                    .filter(|key| data.is_some_and(|data| data.contains_key(*key)));
                key.and_then(|key| self.giver(key)).or_else(|| self.decider())
            }
            Some("errorClass") => self.failed().or_else(|| self.decider()),
            None | Some("verdict" | "reason") => self.decider(),
            _ => None,
        }
    }

    /// The node that ended the run; where all allowed it, the only one that nothing comes after.
    fn decider(&self) -> Option<NodeIndex> {
        let decision = &self.run.report.decision;
        if let Some(error) = &decision.error {
            return self.plan.pipeline().find(error.node.as_deref()?);
        }
        if !decision.allowed {
            return self.in_graph_order(|end| matches!(end, NodeEnd::Denied { .. }));
        }
        let mut last = self.ran().filter(|node| {
            !self
                .ran()
                .any(|other| self.plan.pipeline().is_ancestor(*node, other))
        });
        last.next().filter(|_| last.next().is_none())
    }

    /// The last node in graph order that gave this key.
    fn giver(&self, key: &str) -> Option<NodeIndex> {
        let gave = |end: &NodeEnd| matches!(end, NodeEnd::Allowed { data } if data.contains_key(key));
        let mut given = self.plan.pipeline().graph_order().collect::<Vec<_>>();
        given.reverse();
        given
            .into_iter()
            .find(|node| self.plan.given(*node).is_none() && self.end(*node).is_some_and(gave))
    }

    fn failed(&self) -> Option<NodeIndex> {
        self.in_graph_order(|end| matches!(end, NodeEnd::Error(_)))
    }

    fn in_graph_order(&self, wanted: impl Fn(&NodeEnd) -> bool) -> Option<NodeIndex> {
        let mut nodes = self.plan.pipeline().graph_order();
        nodes.find(|node| self.end(*node).is_some_and(&wanted))
    }

    fn ran(&self) -> impl Iterator<Item = NodeIndex> {
        let nodes = self.plan.pipeline().graph_order();
        nodes.filter(|node| {
            let report = self.run.report.nodes.get(node.0 as usize);
            report.is_some_and(|report| report.run.is_some())
        })
    }

    fn end(&self, node: NodeIndex) -> Option<&NodeEnd> {
        Some(&self.run.report.nodes.get(node.0 as usize)?.end)
    }

    /// The line of the node's error, else of its `return`, which the second run knows if it went the same way.
    fn line(&self, node: NodeIndex) -> Option<u32> {
        let end = self.end(node)?;
        if let NodeEnd::Error(error) = end
            && error.line.is_some()
        {
            return error.line;
        }
        let probed = self.probed?.report.nodes.get(node.0 as usize)?;
        if probed.end.status() != end.status() {
            return None;
        }
        let points = self
            .points
            .get(self.plan.pipeline().node(node).script.as_deref()?)?;
        let passed = probed.run.as_ref()?.journal.passed.as_ref()?;
        Some(points.get(passed.returned?)?.line)
    }
}
