//! Types that are known and not written: of locals and of what functions return.

use pipelua_analysis::lower::Expr;
use pipelua_analysis::scopes::LocalKind;
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use rustc_hash::FxHashMap;

use super::{Hint, HintKind, Script};

impl Script<'_> {
    /// Behind each name that a `local` declares, where neither the value nor an annotation says its type.
    pub(super) fn local_types(&self, hints: &mut Vec<Hint>) {
        let (tree, parse) = (self.tree, self.parse);
        for (id, local) in self.scopes.locals() {
            if !matches!(local.kind, LocalKind::Local | LocalKind::Const | LocalKind::Close) {
                continue;
            }
            let statement = tree.parent(local.node).and_then(|list| tree.parent(list));
            let Some(statement) = statement.filter(|statement| self.is_asked_for(*statement)) else {
                continue;
            };
            let value = self
                .scopes
                .initial_value(tree, id)
                .map(|value| tree.skip_parens(value));
            let Some(value) = value.filter(|value| !says_its_type(tree.expr(*value))) else {
                continue;
            };
            let is_annotated = tree
                .doc_of(statement)
                .is_some_and(|doc| doc.text.contains("@type"));
            let Some(ty) = self.known(value).filter(|_| !is_annotated) else {
                continue;
            };
            let is_alone = tree
                .parent(local.node)
                .is_some_and(|list| tree.children(list).count() == 1);
            hints.push(Hint {
                offset: parse.token_range(parse.node(local.node).main).end,
                insert: is_alone.then(|| self.line_above(statement, &format!("---@type {ty}"))),
                label: format!(": {ty}"),
                kind: HintKind::Type,
                docs: format!("```lua\n{ty}\n```"),
            });
        }
    }

    /// Behind the parameters of a named function that always returns one value, where no annotation says its type.
    pub(super) fn return_types(&self, hints: &mut Vec<Hint>) {
        let tree = self.tree;
        let mut returns: FxHashMap<NodeId, Vec<NodeId>> = FxHashMap::default();
        for statement in tree.of_kind(NodeKind::ReturnStmt) {
            returns
                .entry(tree.function_of(statement))
                .or_default()
                .push(statement);
        }
        let statements = tree
            .of_kind(NodeKind::FunctionStmt)
            .chain(tree.of_kind(NodeKind::LocalFunctionStmt));
        for statement in statements.filter(|statement| self.is_asked_for(*statement)) {
            let is_annotated = tree
                .doc_of(statement)
                .is_some_and(|doc| doc.text.contains("@return"));
            if is_annotated || tree.is_damaged(statement) {
                continue;
            }
            let body = tree.child(statement, 1);
            let Some(list) = tree
                .children(body)
                .find(|part| tree.kind(*part) == NodeKind::ParamList)
            else {
                continue;
            };
            let Some(ty) = returns.get(&body).and_then(|all| self.returned(body, all)) else {
                continue;
            };
            hints.push(Hint {
                offset: self.end_of_params(list, body),
                insert: Some(self.line_above(statement, &format!("---@return {ty}"))),
                label: format!(": {ty}"),
                kind: HintKind::Type,
                docs: format!("```lua\n{ty}\n```"),
            });
        }
    }

    fn returned(&self, body: NodeId, returns: &[NodeId]) -> Option<String> {
        let tree = self.tree;
        let block = tree
            .children(body)
            .find(|part| tree.kind(*part) == NodeKind::Block)?;
        let last = tree.children(block).last()?;
        if tree.kind(last) != NodeKind::ReturnStmt {
            return None;
        }
        let mut types: Vec<String> = Vec::new();
        for statement in returns {
            let mut values = tree.children(tree.child(*statement, 0));
            let ty = self.known(values.next()?)?;
            if values.next().is_some() {
                return None;
            }
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        Some(types.join(" | "))
    }

    /// A type that says something.
    fn known(&self, value: NodeId) -> Option<String> {
        let types = &self.inference.types;
        let ty = types.widen(self.inference.type_of(value));
        let shown = types.display(ty);
        let is_said = !types.is_dynamic(ty)
            && !matches!(shown.as_str(), "nil" | "never" | "unknown")
            && !shown.contains("..");
        is_said.then_some(shown)
    }

    /// A line of its own before a statement, indented as that is.
    fn line_above(&self, statement: NodeId, line: &str) -> (u32, String) {
        let text = self.parse.text();
        let start = self.parse.node_range(statement).start;
        let before = text.get(..start as usize).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let indent = before.get(line_start..).unwrap_or_default();
        if indent.trim().is_empty() {
            (start, format!("{line}\n{indent}"))
        } else {
            (start, format!("\n{line}\n"))
        }
    }

    fn end_of_params(&self, list: NodeId, body: NodeId) -> u32 {
        let parse = self.parse;
        let node = parse.node(list);
        let after: TextRange = parse.token_range(node.end.min(parse.node(body).end.saturating_sub(1)));
        // The list may or may not have its brackets.
        let last = parse.token_range(node.end.saturating_sub(1).max(node.first));
        if parse.token_kind(node.end.saturating_sub(1)) == pipelua_syntax::TokenKind::RightParen {
            last.end
        } else {
            after.end
        }
    }
}

/// Whether whoever reads a value sees its type.
fn says_its_type(value: Expr) -> bool {
    matches!(
        value,
        Expr::Nil
            | Expr::True
            | Expr::False
            | Expr::Number(_)
            | Expr::String(_)
            | Expr::Function(_)
            | Expr::Table
            | Expr::Hole
    )
}
