//! Puts probes into the text of a script, each on the line of what it counts.

use std::fmt::Write as _;

use pipelua_rules::normalise::normalise;
use pipelua_syntax::{Encoding, LineIndex, NodeId, NodeKind, Parse};

use super::{PROBE, Point, PointKind};

/// A text with probes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrumented {
    pub text: String,
    /// By the number that a probe hands over.
    pub points: Vec<Point>,
}

/// The normalised text with a probe before each statement and at the beginning of each branch. `None` if it is no Lua,
/// or has the name of the probe.
pub fn instrument(text: &str) -> Option<Instrumented> {
    let text = normalise(text);
    let parse = pipelua_syntax::parse(&*text);
    if !parse.errors().is_empty() || text.contains(PROBE) {
        return None;
    }
    let mut probes = Probes {
        parse: &parse,
        lines: LineIndex::new(&text),
        text: &text,
        points: Vec::new(),
        insertions: Vec::new(),
        blocks: 0,
    };
    for index in 0..parse.nodes().len() {
        probes.node(NodeId(index as u32));
    }
    Some(probes.written())
}

struct Probes<'a> {
    parse: &'a Parse,
    text: &'a str,
    lines: LineIndex,
    points: Vec<Point>,
    /// Offset, and what comes in there. Of one offset, the earlier comes first.
    insertions: Vec<(u32, String)>,
    blocks: u32,
}

impl Probes<'_> {
    fn node(&mut self, id: NodeId) {
        let parse = self.parse;
        match parse.node(id).kind {
            NodeKind::Block => {
                for statement in parse.children(id) {
                    self.statement(statement);
                }
            }
            NodeKind::IfStmt => self.choices(id),
            NodeKind::WhileStmt | NodeKind::NumericForStmt | NodeKind::GenericForStmt => {
                let block = self.next_block();
                if let Some(body) = self.block_of(id) {
                    let kind = PointKind::Branch { block, branch: 0 };
                    self.at_start(body, kind, self.start(id));
                }
            }
            _ => {}
        }
    }

    fn statement(&mut self, id: NodeId) {
        let kind = match self.parse.node(id).kind {
            // A label may have to be the last of its block, and does nothing; so does `;`.
            NodeKind::EmptyStmt | NodeKind::LabelStmt => return,
            NodeKind::ReturnStmt => PointKind::Return,
            _ => PointKind::Statement,
        };
        let at = self.start(id);
        let probe = self.point(kind, at);
        self.insertions.push((at, probe));
    }

    fn choices(&mut self, id: NodeId) {
        let block = self.next_block();
        let (mut branch, mut has_else) = (0, false);
        for clause in self.parse.children(id) {
            has_else |= self.parse.node(clause).kind == NodeKind::ElseClause;
            if let Some(body) = self.block_of(clause) {
                let kind = PointKind::Branch { block, branch };
                self.at_start(body, kind, self.start(clause));
                branch += 1;
            }
        }
        if !has_else {
            let line_of = self.start(id);
            let probe = self.point(PointKind::Branch { block, branch }, line_of);
            let end = self.parse.token_range(self.parse.node(id).end - 1).start;
            self.insertions.push((end, format!(" else{probe}")));
        }
    }

    /// A probe behind the word that opens a block: `then`, `else` or `do`.
    fn at_start(&mut self, body: NodeId, kind: PointKind, line_of: u32) {
        let opened = self.parse.node(body).first.saturating_sub(1);
        let at = self.parse.token_range(opened).end;
        let probe = self.point(kind, line_of);
        self.insertions.push((at, probe));
    }

    fn point(&mut self, kind: PointKind, at: u32) -> String {
        let line = self.lines.position(at, Encoding::Utf8).line + 1;
        let mut probe = String::new();
        let returns = kind == PointKind::Return;
        let _ = write!(probe, " {PROBE}({}, {returns}); ", self.points.len());
        self.points.push(Point { kind, line });
        probe
    }

    fn block_of(&self, id: NodeId) -> Option<NodeId> {
        let mut children = self.parse.children(id);
        children.find(|child| self.parse.node(*child).kind == NodeKind::Block)
    }

    fn start(&self, id: NodeId) -> u32 {
        self.parse.node_range(id).start
    }

    fn next_block(&mut self) -> u32 {
        self.blocks += 1;
        self.blocks - 1
    }

    fn written(mut self) -> Instrumented {
        // Stable: where a branch and its first statement begin at one place, the branch was first.
        self.insertions.sort_by_key(|(at, _)| *at);
        let mut text = String::with_capacity(self.text.len() * 2);
        let mut from = 0;
        for (at, probe) in &self.insertions {
            text.push_str(&self.text[from..*at as usize]);
            text.push_str(probe);
            from = *at as usize;
        }
        text.push_str(&self.text[from..]);
        Instrumented {
            text,
            points: self.points,
        }
    }
}
