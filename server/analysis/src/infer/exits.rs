//! The ways out of the chunk: what a run hands back, and for which placements.

use pipelua_syntax::NodeId;

use super::Infer;
use crate::context::PlacementSet;
use crate::ty::Ty;

/// One way out of the chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exit {
    pub kind: ExitKind,
    /// Type of the first value; nil where there is none.
    pub ty: Ty,
    /// The placements that may leave here.
    pub placements: PlacementSet,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExitKind {
    /// `return value`
    Value { statement: NodeId, value: NodeId },
    /// `return` without a value
    Empty { statement: NodeId },
    /// The end of the chunk.
    End,
}

impl Infer<'_> {
    pub(super) fn chunk(&mut self) {
        self.walk_function(NodeId::ROOT, self.tree.child(NodeId::ROOT, 0));
    }

    pub(super) fn return_statement(&mut self, statement: NodeId) {
        let list = self.tree.child(statement, 0);
        let values: Vec<NodeId> = self.tree.children(list).collect();
        let rows = self.list_rows(list);
        let first = rows.column(0, &mut self.types);
        if self.state.reachable {
            self.check_return(&values);
            if let (Some(value), 1) = (values.first(), self.frames.len()) {
                self.check_data(*value);
            }
            self.leave_function(&rows);
            let kind = match values.first() {
                Some(value) => ExitKind::Value {
                    statement,
                    value: *value,
                },
                None => ExitKind::Empty { statement },
            };
            self.exit(kind, first);
        }
        self.state.reachable = false;
    }

    /// Notes a way out, if the function under way is the chunk.
    pub(super) fn exit(&mut self, kind: ExitKind, ty: Ty) {
        if self.frames.len() == 1 && self.trials == 0 {
            self.exits.push(Exit {
                kind,
                ty,
                placements: self.state.placements,
            });
        }
    }
}
