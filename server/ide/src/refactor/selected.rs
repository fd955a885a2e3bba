//! What is selected: a whole expression, or whole statements of one block.

use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::{Scopes, scopes};
use pipelua_analysis::{Db, SourceFile};
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange};

pub(super) struct Selected<'a> {
    pub(super) db: &'a dyn Db,
    pub(super) file: SourceFile,
    pub(super) parse: &'a Parse,
    pub(super) tree: &'a Lowered,
    pub(super) scopes: &'a Scopes,
    pub(super) text: &'a str,
    /// Without the blanks at its ends; empty at a cursor.
    pub(super) range: TextRange,
}

impl<'a> Selected<'a> {
    /// Nothing is done with a text that does not compile: what it means is a guess.
    pub(super) fn new(db: &'a dyn Db, file: SourceFile, range: TextRange) -> Option<Self> {
        let text = file.text(db).as_str();
        let selected = text.get(range.as_usize())?;
        if !file.kind(db).is_lua() {
            return None;
        }
        let parse = parse(db, file);
        let tree = lower(db, file);
        if !parse.errors().is_empty() || tree.len() != parse.nodes().len() {
            return None;
        }
        let start = range.start + (selected.len() - selected.trim_start().len()) as u32;
        let length = selected.trim().len() as u32;
        Some(Self {
            db,
            file,
            parse,
            tree,
            scopes: scopes(db, file),
            text,
            range: if length == 0 {
                TextRange::empty(range.start)
            } else {
                TextRange::new(start, start + length)
            },
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.range.start == self.range.end
    }

    /// The expression that covers just what is selected; of several the outermost.
    pub(super) fn expression(&self) -> Option<NodeId> {
        if self.is_empty() {
            return None;
        }
        let nodes = self.parse.nodes().iter().enumerate();
        nodes
            .filter(|(_, node)| node.kind.is_expression() && node.kind != NodeKind::Hole)
            .map(|(index, _)| NodeId(index as u32))
            .find(|node| self.parse.node_range(*node) == self.range)
    }

    /// The statements that are selected, all of one block, and nothing else.
    pub(super) fn statements(&self) -> Option<Vec<NodeId>> {
        if self.is_empty() {
            return None;
        }
        let nodes = self.parse.nodes().iter().enumerate();
        let mut blocks = nodes
            .filter(|(_, node)| node.kind == NodeKind::Block)
            .map(|(index, _)| NodeId(index as u32));
        blocks.find_map(|block| {
            let inside: Vec<NodeId> = self
                .tree
                .children(block)
                .filter(|statement| {
                    let range = self.parse.node_range(*statement);
                    self.range.start <= range.start && range.end <= self.range.end
                })
                .collect();
            let (first, last) = (*inside.first()?, *inside.last()?);
            let covered = self.parse.node_range(first).cover(self.parse.node_range(last));
            (covered == self.range).then_some(inside)
        })
    }

    pub(super) fn source(&self, node: NodeId) -> &'a str {
        &self.text[self.parse.node_range(node).as_usize()]
    }

    pub(super) fn statement_of(&self, node: NodeId) -> Option<NodeId> {
        std::iter::once(node)
            .chain(self.tree.ancestors(node))
            .find(|at| self.tree.kind(*at).is_statement())
    }

    /// The blanks that the line of `offset` begins with.
    pub(super) fn indent(&self, offset: u32) -> &'a str {
        let line = self.text[..offset as usize].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[line..];
        &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
    }

    /// Where something goes that stands in front of a statement: above the comments that speak of it.
    pub(super) fn above(&self, statement: NodeId) -> u32 {
        let start = self.parse.node_range(statement).start;
        let line = |at: usize| self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let mut at = line(start as usize);
        // Behind something else on its line it has none of its own.
        if !self.text[at..start as usize].trim().is_empty() {
            return start;
        }
        let mut above = start;
        while at > 0 {
            let before = line(at - 1);
            let comment = self.text[before..at].trim_start_matches([' ', '\t']);
            if !comment.starts_with("--") {
                break;
            }
            above = (at - comment.len()) as u32;
            at = before;
        }
        above
    }

    /// Whether it may be many values, or none, where it stands.
    pub(super) fn is_many(&self, node: NodeId) -> bool {
        let is_open = matches!(
            self.tree.kind(node),
            NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::VarargExpr
        );
        let Some(parent) = self.tree.parent(node).filter(|_| is_open) else {
            return false;
        };
        let is_last = |list: NodeId, item: NodeId| self.tree.children(list).last() == Some(item);
        match self.tree.kind(parent) {
            NodeKind::ExprList => is_last(parent, node) && !self.takes_one(parent),
            NodeKind::ArgList => is_last(parent, node),
            NodeKind::PositionalItem => self
                .tree
                .parent(parent)
                .is_some_and(|table| is_last(table, parent)),
            _ => false,
        }
    }

    /// Whether the list of values goes to as many places as it has values.
    fn takes_one(&self, list: NodeId) -> bool {
        let Some(statement) = self.tree.parent(list) else {
            return false;
        };
        let places = match self.tree.kind(statement) {
            NodeKind::LocalStmt | NodeKind::AssignStmt => self.tree.child(statement, 0),
            _ => return false,
        };
        places != list && self.tree.children(places).count() <= self.tree.children(list).count()
    }
}
