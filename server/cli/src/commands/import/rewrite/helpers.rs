//! Helpers that have another name now, and those that need no `await` any more.

use pipelua_schemas::builtin;
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::Rewriter;

impl Rewriter<'_> {
    pub(super) fn helpers(&mut self) {
        for field in self.nodes(NodeKind::FieldExpr) {
            let Some(path) = self.path(field) else { continue };
            let Some(new) = renamed(&path) else { continue };
            let main = self.parsed.node(field).main;
            let (_, name) = new.split_once('.').unwrap_or_default();
            self.edit(self.parsed.token_range(main), name);
            let message = format!("`{path}` is `{new}` now");
            self.done.push((self.start(field), message));
        }
        for call in self.nodes(NodeKind::CallExpr) {
            self.needless_await(call);
            self.env_of(call);
        }
    }

    /// The path of the function that a call calls, as it is called now.
    fn called(&self, call: NodeId) -> Option<String> {
        if self.kind(call) != NodeKind::CallExpr {
            return None;
        }
        let path = self.path(self.parsed.child(call, 0)?)?;
        Some(renamed(&path).unwrap_or(path))
    }

    fn only_argument(&self, call: NodeId) -> Option<NodeId> {
        let arguments: Vec<NodeId> = self.parsed.children(self.parsed.child(call, 1)?).collect();
        match arguments[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// `await(helpers.secret(name))`: what is there at once is not waited for.
    fn needless_await(&mut self, call: NodeId) {
        if self.called(call).as_deref() != Some("await") {
            return;
        }
        let Some(inner) = self.only_argument(call) else {
            return;
        };
        let Some(path) = self.called(inner).filter(|path| path.starts_with("helpers.")) else {
            return;
        };
        let entry = builtin().sandbox().get(&path);
        if entry.is_none_or(|entry| entry.signature.contains("Promise<")) {
            return;
        }
        let (whole, kept) = (self.parsed.node_range(call), self.parsed.node_range(inner));
        self.replace(TextRange::new(whole.start, kept.start), "");
        self.replace(TextRange::new(kept.end, whole.end), "");
        let message = format!("`{path}` gives its value at once: `await` is gone");
        self.done.push((whole.start, message));
    }

    fn env_of(&mut self, call: NodeId) {
        if self.called(call).as_deref() == Some("helpers.env") {
            let name = self.only_argument(call).and_then(|name| self.string(name));
            self.env.extend(name);
        }
    }
}

/// A helper with `_` in its name that is a member of another one now.
fn renamed(path: &str) -> Option<String> {
    let sandbox = builtin().sandbox();
    if sandbox.get(path).is_some() {
        return None;
    }
    let name = path.strip_prefix("helpers.")?;
    let mut ways = name.match_indices('_').map(|(at, _)| {
        let (table, member) = name.split_at(at);
        format!("helpers.{table}.{}", &member[1..])
    });
    ways.find(|path| sandbox.get(path).is_some())
}
