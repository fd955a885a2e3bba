//! Calls of functions of the script in which the run waits for a promise: the word `await` stands elsewhere.

use pipelua_analysis::lower::Expr;
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Hint, HintKind, Script};
use crate::path::global_path;

impl Script<'_> {
    pub(super) fn waits(&self, hints: &mut Vec<Hint>) {
        let tree = self.tree;
        let mut waiting: FxHashSet<NodeId> = FxHashSet::default();
        let mut calls: Vec<(NodeId, NodeId)> = Vec::new();
        // By the function that is called: those in which it is.
        let mut callers: FxHashMap<NodeId, Vec<NodeId>> = FxHashMap::default();
        let mut open = Vec::new();
        for call in tree.of_kind(NodeKind::CallExpr) {
            let Expr::Call { callee, .. } = tree.expr(call) else {
                continue;
            };
            let inside = tree.function_of(call);
            let callee = tree.skip_parens(callee);
            if global_path(tree, self.scopes, callee).is_some_and(|path| path == ["await"]) {
                open.push(inside);
            } else if let Some(body) = self.local_function(callee) {
                calls.push((call, body));
                callers.entry(body).or_default().push(inside);
            }
        }
        while let Some(function) = open.pop() {
            if function != NodeId::ROOT && waiting.insert(function) {
                open.extend(callers.get(&function).into_iter().flatten());
            }
        }
        for (call, body) in calls {
            if waiting.contains(&body) && self.is_asked_for(call) {
                hints.push(Hint {
                    offset: self.parse.node_range(call).start,
                    label: "await".to_owned(),
                    kind: HintKind::Wait,
                    docs: "The run waits for a promise in this call.".to_owned(),
                    insert: None,
                });
            }
        }
    }

    fn local_function(&self, name: NodeId) -> Option<NodeId> {
        let local = self.scopes.local_of(name)?;
        self.scopes
            .is_assigned_once(local)
            .then(|| self.scopes.function_in(self.tree, local))
            .flatten()
    }
}
