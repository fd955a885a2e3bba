//! Names of nodes, which are slugs like all names; the fix renames them wherever they are needed.

use std::collections::{HashMap, HashSet};

use pipelua_syntax::TextRange;
use pipelua_syntax::json::quote;

use super::problem::{Fix, Problem, ProblemKind};
use super::read::DraftNode;
use super::validate::Validator;
use crate::names::{NAME_RULE, fault, is_name, propose};
use crate::suggest::shown;

impl Validator<'_> {
    pub(super) fn node_names(&mut self) {
        let bad: HashMap<&str, &DraftNode<'_>> = self
            .draft
            .nodes
            .iter()
            .map(|node| (node.member.name, node))
            .filter(|(name, _)| !is_name(name))
            .collect();
        if bad.is_empty() {
            return;
        }
        let mut uses: HashMap<&str, Vec<TextRange>> = HashMap::new();
        for &(need, value) in self.draft.nodes.iter().flat_map(|node| &node.needs) {
            if bad.contains_key(need) {
                uses.entry(need).or_default().push(value.range());
            }
        }
        let mut taken: HashSet<String> = self
            .draft
            .nodes
            .iter()
            .map(|node| node.member.name.to_owned())
            .collect();
        for node in &self.draft.nodes {
            let member = node.member;
            let Some(fault) = fault(member.name) else { continue };
            let message = format!("`{}` cannot name a node: {fault}", shown(member.name));
            let mut problem = Problem::new(
                ProblemKind::BadName,
                member.value.pointer(),
                member.key_range,
                message,
            )
            .help(NAME_RULE);
            if let Some(name) = propose(member.name).filter(|name| taken.insert(name.clone())) {
                let mut places = uses.remove(member.name).unwrap_or_default();
                places.push(member.key_range);
                places.sort_unstable();
                let edits = places.into_iter().map(|range| (range, quote(&name))).collect();
                problem = problem.fix(Fix::edits(format!("Rename the node to `{name}`"), false, edits));
            }
            self.problems.push(problem);
        }
    }
}
