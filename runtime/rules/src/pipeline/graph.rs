//! What is wrong with the graph as a whole: cycles, too many layers, too many nodes in one.

use super::cycles::{Cycle, cycles};
use super::fields::removal_of_item;
use super::model::NodeIndex;
use super::problem::{Fix, Problem, ProblemKind};
use super::validate::{Compiled, Needs, Validator};
use crate::listing::choice;
use crate::suggest::shown;

impl Validator<'_> {
    pub(super) fn without_cycles(&mut self, mut needs: Needs) -> Needs {
        let plain: Vec<Vec<u32>> = needs
            .iter()
            .map(|needs| needs.iter().map(|(node, _)| *node).collect())
            .collect();
        // Within one node they are found in the order of its needs: from the end, positions stay right.
        for cycle in cycles(&plain).into_iter().rev() {
            let Some(last) = cycle.path.last().copied() else {
                continue;
            };
            let Some(needs) = needs
                .get_mut(last as usize)
                .filter(|needs| cycle.need < needs.len())
            else {
                continue;
            };
            let (_, position) = needs.remove(cycle.need);
            self.cycle(&cycle, last, position);
        }
        needs
    }

    fn cycle(&mut self, cycle: &Cycle, last: u32, position: usize) {
        let Some(node) = self.draft.nodes.get(last as usize) else {
            return;
        };
        let Some(&(_, value)) = node.needs.get(position) else {
            return;
        };
        let mut problem = Problem::new(
            ProblemKind::Cycle,
            value.pointer(),
            value.range(),
            self.cycle_message(cycle),
        )
        .help("remove one of these needs");
        for pair in cycle.path.windows(2) {
            let [from, to] = pair else { continue };
            let (Some(from), Some(to)) = (
                self.draft.nodes.get(*from as usize),
                self.draft.nodes.get(*to as usize),
            ) else {
                continue;
            };
            if let Some((_, need)) = from.needs.iter().find(|(need, _)| *need == to.member.name) {
                let message = format!("`{}` needs `{}`", shown(from.member.name), shown(to.member.name));
                problem = problem.related(need.range(), message);
            }
        }
        let fix = Fix::edit("Remove this need", false, removal_of_item(value), "");
        self.problems.push(problem.fix(fix));
    }

    /// The cycle in full if a line holds it, else its ends.
    fn cycle_message(&self, cycle: &Cycle) -> String {
        let names: Vec<String> = cycle
            .path
            .iter()
            .chain(cycle.path.first())
            .filter_map(|&node| self.draft.nodes.get(node as usize))
            .map(|node| shown(node.member.name))
            .collect();
        if let [only, _] = names.as_slice() {
            return format!("node `{only}` needs itself");
        }
        let whole = format!("these nodes wait for each other: {}", names.join(" -> "));
        if cycle.omitted == 0 && whole.chars().count() <= 100 {
            return whole;
        }
        let ends = format!("{} nodes wait for each other", cycle.path.len() + cycle.omitted);
        match names.as_slice() {
            [first, .., last, _] => format!("{ends}: {first} -> .. -> {last} -> {first}"),
            _ => ends,
        }
    }

    pub(super) fn graph(&mut self, compiled: &Compiled) {
        let pipeline = &compiled.pipeline;
        let limits = self.limits;
        for (number, layer) in pipeline.layers().iter().enumerate().take(limits.layers as usize) {
            if layer.len() as u64 <= limits.nodes_per_layer {
                continue;
            }
            let mut nodes = layer.clone();
            nodes.sort_unstable();
            let Some(&first_over) = nodes.get(limits.nodes_per_layer as usize) else {
                continue;
            };
            let key = compiled
                .source
                .nodes
                .get(first_over.usize())
                .map(|source| source.key)
                .unwrap_or_default();
            let message = format!(
                "layer {number} has {} nodes; at most {} run side by side",
                nodes.len(),
                limits.nodes_per_layer
            );
            let names = choice(nodes.iter().map(|&node| pipeline.node(node).name.as_str()));
            let help = format!(
                "let one need another, so that it runs later: {}",
                names.unwrap_or_default()
            );
            self.problems
                .push(Problem::new(ProblemKind::TooWide, self.pointer(first_over), key, message).help(help));
        }
        let over = pipeline
            .indices()
            .find(|&node| u64::from(pipeline.node(node).layer) == limits.layers);
        if let Some(over) = over {
            self.too_deep(compiled, over);
        }
    }

    fn too_deep(&mut self, compiled: &Compiled, over: NodeIndex) {
        let pipeline = &compiled.pipeline;
        let source = |node: NodeIndex| compiled.source.nodes.get(node.usize());
        let message = format!(
            "`{}` lies {} layers deep; a pipeline has at most {}",
            shown(&pipeline.node(over).name),
            self.limits.layers + 1,
            self.limits.layers
        );
        let key = source(over).map(|source| source.key).unwrap_or_default();
        let mut problem = Problem::new(ProblemKind::TooDeep, self.pointer(over), key, message)
            .help("let nodes of this chain run side by side, or join their scripts");
        let mut at = over;
        for _ in 0..self.limits.layers.min(32) {
            let node = pipeline.node(at);
            let Some(position) = node
                .needs
                .iter()
                .position(|&need| pipeline.node(need).layer + 1 == node.layer)
            else {
                break;
            };
            let Some(&need) = node.needs.get(position) else {
                break;
            };
            if let Some(&range) = source(at).and_then(|source| source.needs.get(position)) {
                let message = format!(
                    "`{}` needs `{}`",
                    shown(&node.name),
                    shown(&pipeline.node(need).name)
                );
                problem = problem.related(range, message);
            }
            at = need;
        }
        self.problems.push(problem);
    }

    fn pointer(&self, node: NodeIndex) -> String {
        self.draft
            .nodes
            .get(node.usize())
            .map(|node| node.member.value.pointer())
            .unwrap_or_default()
    }
}
