//! Walking a function body, once, with what its definition knows of the names around it.

use pipelua_syntax::{NodeId, NodeKind, flags};
use rustc_hash::FxHashMap;

use super::exits::ExitKind;
use super::state::State;
use super::values::{Row, Rows};
use super::{Infer, Ty};
use crate::context::PlacementSet;
use crate::scopes::LocalId;
use crate::ty::TyData;

/// A function has no more locals than this; of others in a text that does not compile, nothing is known inside.
const MAX_LOCALS: usize = 200;

/// A function being walked.
pub(super) struct Frame {
    /// `FunctionBody`, or the root.
    pub(super) body: NodeId,
    /// What its returns seen so far give.
    returned: Rows,
    /// Where `break` goes, innermost last.
    pub(super) breaks: Vec<State>,
    /// Jumps forward, by the label that they wait for.
    pub(super) jumps: FxHashMap<NodeId, State>,
    /// Steps that it may still take.
    pub(super) left: usize,
    /// The placements that it is entered in.
    pub(super) placements: PlacementSet,
    /// Those of them that wrong reads are reported for.
    pub(super) reported: PlacementSet,
}

impl Infer<'_> {
    /// The type of a function by its body, which is walked here and now.
    pub(super) fn function(&mut self, body: NodeId) -> Ty {
        let ty = self.types.intern(TyData::Closure(body));
        // A trial does not know yet what the constants around the body are.
        let is_due = self.trials == 0 && !self.returns.contains_key(&body);
        if is_due && self.tree.kind(body) == NodeKind::FunctionBody {
            // A call of itself inside gives what is not known yet.
            let declared = self.annotated_rows(body);
            let before = declared.clone().unwrap_or_else(Rows::unknown);
            self.returns.insert(body, before);
            let placements = self.entry_placements(body, self.state.placements);
            let inside = self.inside(placements);
            let outer = std::mem::replace(&mut self.state, inside);
            let returned = self.walk_function(body, self.tree.child(body, 1));
            self.state = outer;
            let is_whole = !self.tree.has_flag(body, flags::CONTAINS_ERROR) && !self.spent.contains(&body);
            let given = match declared {
                // What never comes back gives nothing, whatever is declared.
                Some(declared) if !is_whole || returned.len() > 0 => declared,
                _ if is_whole => returned,
                _ => Rows::unknown(),
            };
            self.returns.insert(body, given);
        }
        ty
    }

    /// Walks a body from what is known at its beginning.
    pub(super) fn walk_function(&mut self, node: NodeId, block: NodeId) -> Rows {
        let reported = self.reported_placements(node);
        self.frames.push(Frame {
            body: node,
            returned: Rows::default(),
            breaks: Vec::new(),
            jumps: FxHashMap::default(),
            left: super::budget::limit((self.tree.end(node).0 - node.0) as usize),
            placements: self.state.placements,
            reported,
        });
        self.declare_parameters(node);
        self.statements(block);
        if self.state.reachable {
            self.leave_function(&Rows::of(vec![Row::of(Vec::new())]));
            self.exit(ExitKind::End, Ty::NIL);
            if self.trials == 0 && self.has_signature(node) {
                self.falls_off.push(node);
            }
        }
        self.frames
            .pop()
            .map_or_else(Rows::unknown, |frame| frame.returned)
    }

    fn declare_parameters(&mut self, body: NodeId) {
        if self.tree.kind(body) != NodeKind::FunctionBody {
            return;
        }
        if let Some(local) = self.scopes.self_of(body) {
            let ty = self.class_of_self(body).unwrap_or(Ty::UNKNOWN);
            self.declare(local, ty);
        }
        let tree = self.tree;
        for (at, node) in tree.children(tree.child(body, 0)).enumerate() {
            if let Some(local) = self.scopes.local_of(node) {
                let declared = self.annotated_parameter(body, tree.name(node));
                if let Some(ty) = declared {
                    self.typed.insert(local, ty);
                    self.doubtful.insert(local);
                }
                let ty = declared.unwrap_or_else(|| self.parameter(body, at));
                self.record(node, ty);
                self.declare(local, ty);
            }
        }
    }

    /// Brings a local into being.
    pub(super) fn declare(&mut self, local: LocalId, ty: Ty) {
        let declared = self.scopes.local(local);
        // Of a table made here it is known what others may write to it.
        let is_made_here = self
            .tables
            .initial_value(declared.node)
            .is_some_and(|value| self.tree.kind(value) == NodeKind::TableExpr);
        let ty = if is_made_here { ty } else { self.kept(local, ty) };
        self.state.declare(local, ty);
        // Round a loop it is another one.
        self.state.forget_places_of(local);
        if self.scopes.local(local).captured && self.scopes.is_assigned_once(local) {
            self.constants.insert(local, ty);
        }
    }

    /// What a function that is made here knows at its beginning: of `context`, of constants, and of what this file
    /// never writes.
    fn inside(&mut self, placements: PlacementSet) -> State {
        self.step(self.state.depth().min(MAX_LOCALS));
        let mut inside = self.state.inside(placements);
        for local in self.state.locals().take(MAX_LOCALS) {
            let is_constant = self.scopes.local(local).captured && self.scopes.is_assigned_once(local);
            let ty = self.state.local(local).unwrap_or(Ty::UNKNOWN);
            // Others may write to a table in the meantime.
            if is_constant && self.types.is_stable(ty) {
                inside.declare(local, ty);
            }
        }
        inside
    }

    /// Values leave the function under way.
    pub(super) fn leave_function(&mut self, rows: &Rows) {
        if let Some(frame) = self.frames.last_mut() {
            for row in rows.iter() {
                frame.returned.add(row.clone(), &mut self.types);
            }
        }
    }

    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames
            .last_mut()
            .expect("a function is open while its statements are walked")
    }
}
