//! Statements: what each does to what is known.

use pipelua_syntax::{NodeId, NodeKind, flags};

use super::uses::Use;
use super::values::Rows;
use super::{Infer, Ty};
use crate::scopes::LocalId;

impl Infer<'_> {
    pub(super) fn block(&mut self, block: NodeId) {
        let depth = self.state.depth();
        self.statements(block);
        self.state.leave_scope(depth);
    }

    pub(super) fn statements(&mut self, block: NodeId) {
        let tree = self.tree;
        let mut was_reachable = self.state.reachable;
        for statement in tree.children(block) {
            let is_label = tree.kind(statement) == NodeKind::LabelStmt;
            if was_reachable
                && !self.state.reachable
                && !is_label
                && tree.kind(statement) != NodeKind::EmptyStmt
            {
                if self.trials == 0 {
                    self.unreachable.push(statement);
                }
                was_reachable = false;
            }
            self.cast_before(statement);
            self.statement(statement);
            was_reachable |= self.state.reachable;
        }
    }

    fn statement(&mut self, id: NodeId) {
        use NodeKind as K;
        if self.is_over_budget() {
            self.state.give_up();
        }
        let tree = self.tree;
        match tree.kind(id) {
            K::LocalStmt => self.local_statement(id),
            K::LocalFunctionStmt => {
                let body = tree.child(id, 1);
                let ty = self.types.intern(crate::ty::TyData::Closure(body));
                if let Some(local) = self.scopes.local_of(tree.child(id, 0)) {
                    self.declare(local, ty);
                }
                self.function(body);
            }
            K::FunctionStmt => {
                let target = tree.child(id, 0);
                if tree.kind(target) != K::NameExpr {
                    self.written_parts(target);
                    self.note_write(target);
                }
                let ty = self.function(tree.child(id, 1));
                self.assign(target, ty);
            }
            K::AssignStmt => self.assignment(id),
            K::CallStmt | K::ExprStmt => {
                for expression in tree.children(id) {
                    self.expression(expression);
                }
            }
            K::DoStmt => self.block(tree.child(id, 0)),
            K::WhileStmt => self.while_loop(id),
            K::RepeatStmt => self.repeat_loop(id),
            K::IfStmt => self.if_statement(id),
            K::NumericForStmt => self.numeric_for(id),
            K::GenericForStmt => self.generic_for(id),
            K::ReturnStmt => self.return_statement(id),
            K::BreakStmt => self.break_statement(),
            K::GotoStmt => self.goto_statement(id),
            K::LabelStmt => self.label(id),
            _ => {}
        }
    }

    fn local_statement(&mut self, id: NodeId) {
        let tree = self.tree;
        let names: Vec<NodeId> = tree.children(tree.child(id, 0)).collect();
        let rows = self.list_rows(tree.child(id, 1));
        let mut values = self.columns(&rows, names.len());

        if tree.has_flag(id, flags::CONTAINS_ERROR | flags::DAMAGED) {
            values.fill(Ty::UNKNOWN);
        } else {
            self.correlate(&names, &rows);
        }
        self.declare_types(id, &names, &mut values);
        for (name, ty) in names.into_iter().zip(values) {
            if let Some(local) = self.scopes.local_of(name) {
                self.declare(local, ty);
                self.record(name, ty);
            }
        }
    }

    fn assignment(&mut self, id: NodeId) {
        let tree = self.tree;
        let targets: Vec<NodeId> = tree.children(tree.child(id, 0)).collect();
        for target in &targets {
            // The table and the key that are written to are read.
            if tree.kind(*target) != NodeKind::NameExpr {
                self.written_parts(*target);
                self.note_write(*target);
            }
        }
        let rows = self.list_rows(tree.child(id, 1));
        let mut values = self.columns(&rows, targets.len());
        if tree.has_flag(id, flags::CONTAINS_ERROR | flags::DAMAGED) {
            values.fill(Ty::UNKNOWN);
        }
        let given: Vec<NodeId> = tree.children(tree.child(id, 1)).collect();
        for (at, (target, ty)) in targets.into_iter().zip(values).enumerate() {
            let value = given.get(at).or(given.last()).copied();
            let ty = self.declared_write(target, value, ty);
            self.assign(target, ty);
        }
    }

    /// The table and the key that are written to.
    fn written_parts(&mut self, target: NodeId) {
        for (part, used) in self.tree.children(target).zip([Use::Index, Use::Key]) {
            let ty = self.expression(part);
            self.used(part, ty, used);
        }
    }

    fn assign(&mut self, target: NodeId, ty: Ty) {
        self.record(target, ty);
        let Some(local) = self.scopes.local_of(target) else {
            self.forget_places_of_write(target);
            self.note_stored(target, ty);
            self.write_key(target, ty);
            return;
        };
        let ty = self.kept(local, ty);
        self.state.set_local(local, ty);
        self.state.forget_places_of(local);
    }

    /// The types of the first `count` values that these rows give, as Lua stretches and cuts them.
    fn columns(&mut self, rows: &Rows, count: usize) -> Vec<Ty> {
        (0..count).map(|at| rows.column(at, &mut self.types)).collect()
    }

    fn if_statement(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut end = self.state.unreachable();
        let mut has_else = false;
        for clause in tree.children(id) {
            if tree.kind(clause) == NodeKind::ElseClause {
                has_else = true;
                self.block(tree.child(clause, 0));
            } else {
                let otherwise = self.condition(tree.child(clause, 0));
                self.block(tree.child(clause, 1));
                end.join(&self.state, &mut self.types);
                self.state = otherwise;
            }
            if has_else {
                break;
            }
        }
        end.join(&self.state, &mut self.types);
        self.state = end;
    }

    /// What is known of a local here: from the flow, or from outside if it never changes.
    pub(super) fn local_type(&self, local: LocalId) -> Ty {
        if self.scopes.local(local).written_inside {
            return self.typed_elsewhere(local).unwrap_or(Ty::UNKNOWN);
        }
        self.state
            .local(local)
            .or_else(|| self.constants.get(&local).copied())
            .or_else(|| self.typed_elsewhere(local))
            .unwrap_or(Ty::UNKNOWN)
    }
}
