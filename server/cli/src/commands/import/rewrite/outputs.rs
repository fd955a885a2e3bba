//! Results of other scripts: by the name of a node, which were by the id of a script.

use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::Rewriter;

const OUTPUTS: &str = "context.outputs";

impl Rewriter<'_> {
    pub(super) fn outputs(&mut self) {
        let mut keys: Vec<NodeId> = Vec::new();
        let mut followed: Vec<NodeId> = Vec::new();
        for kind in [NodeKind::FieldExpr, NodeKind::IndexExpr] {
            for read in self.nodes(kind) {
                let Some(base) = self.parsed.child(read, 0) else {
                    continue;
                };
                if self.path(base).as_deref() != Some(OUTPUTS) {
                    continue;
                }
                followed.push(base);
                keys.extend(self.parsed.child(read, 1));
                self.output(read, base);
            }
        }
        for kind in [NodeKind::FieldExpr, NodeKind::IndexExpr] {
            for outputs in self.nodes(kind) {
                if self.path(outputs).as_deref() == Some(OUTPUTS) && !followed.contains(&outputs) {
                    let message =
                        format!("`{OUTPUTS}` is used as a whole: its keys are names of nodes now, not ids");
                    self.left.push((self.start(outputs), message));
                }
            }
        }
        for text in self.nodes(NodeKind::StringExpr) {
            let Some(id) = self.string(text).filter(|_| !keys.contains(&text)) else {
                continue;
            };
            if let Some(name) = self.names.get(&id) {
                let message = format!("`{id}` was the id of a script, whose node is called `{name}` now");
                self.left.push((self.start(text), message));
            }
        }
    }

    fn output(&mut self, read: NodeId, base: NodeId) {
        let id = match self.kind(read) {
            NodeKind::FieldExpr => Some(self.parsed.main_text(read).to_owned()),
            _ => self.parsed.child(read, 1).and_then(|key| self.string(key)),
        };
        let Some(id) = id else {
            let message = format!(
                "the key of `{OUTPUTS}` is made at run time: it is the name of a node now, not an id"
            );
            self.left.push((self.start(read), message));
            return;
        };
        let Some(name) = self.names.get(&id) else {
            let message = format!("`{OUTPUTS}` is asked for `{id}`, and no script has that id");
            self.left.push((self.start(read), message));
            return;
        };
        let range = TextRange::new(self.parsed.node_range(base).end, self.parsed.node_range(read).end);
        self.replace(range, &format!(".{name}"));
        let message = format!("the output of `{id}` is `{OUTPUTS}.{name}` now");
        self.done.push((range.start, message));
    }
}
