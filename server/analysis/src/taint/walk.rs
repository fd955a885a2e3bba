//! Statements and functions: how secrets get from one to the next.

use pipelua_syntax::{NodeId, NodeKind};

use super::call::Summary;
use super::expression::path_of;
use super::state::State;
use super::value::{Key, Taint, Value};
use super::{Leak, Sink, Walk};
use crate::lower::Expr;

/// A function being walked.
pub(super) struct Frame {
    pub(super) summary: Summary,
    /// What holds behind each loop by its `break`s, innermost last.
    breaks: Vec<State>,
    /// The taint of `...`.
    pub(super) vararg: Taint,
    is_chunk: bool,
}

impl Walk<'_> {
    pub(super) fn chunk(&mut self) {
        self.frames.push(Frame {
            summary: Summary::default(),
            breaks: Vec::new(),
            vararg: Taint::default(),
            is_chunk: true,
        });
        self.block(self.tree.child(NodeId::ROOT, 0));
    }

    /// Walks a function where it is made.
    pub(super) fn function(&mut self, body: NodeId) {
        let tree = self.tree;
        let outer = self.state.clone();
        let mut inside = State::new();
        for (local, value) in outer.iter() {
            inside.set(local, value.map(Taint::of_file));
        }
        self.state = inside;
        let implicit_self = self.scopes.self_of(body);
        let params = tree
            .children(tree.child(body, 0))
            .filter_map(|node| self.scopes.local_of(node));
        let mut count = 0;
        for local in implicit_self.into_iter().chain(params) {
            self.state.set(local, Value::of(Taint::parameter(count)));
            count += 1;
        }
        self.frames.push(Frame {
            summary: Summary::new(count),
            breaks: Vec::new(),
            vararg: Taint::parameter(count),
            is_chunk: false,
        });
        self.block(tree.child(body, 1));
        let inside = std::mem::replace(&mut self.state, outer);
        if let Some(frame) = self.frames.pop() {
            self.summaries.insert(body, frame.summary);
        }
        // What it leaves in names around it may be there from now on.
        for (local, value) in inside.iter() {
            let is_outside = !tree.contains(body, self.scopes.local(local).node);
            if inside.is_reachable && is_outside && self.scopes.local(local).written_inside {
                self.state.add(local, &value.map(Taint::of_file));
            }
        }
    }

    fn block(&mut self, block: NodeId) {
        let tree = self.tree;
        for statement in tree.children(block) {
            if !self.state.is_reachable {
                break;
            }
            self.statement(statement);
        }
        let scopes = self.scopes;
        self.state.retain(|local| scopes.local(local).scope != block);
    }

    fn statement(&mut self, id: NodeId) {
        use NodeKind as K;
        let tree = self.tree;
        match tree.kind(id) {
            K::LocalStmt => {
                let names: Vec<NodeId> = tree.children(tree.child(id, 0)).collect();
                let values = self.list(tree.child(id, 1), names.len());
                for (name, (value, _)) in names.into_iter().zip(values) {
                    self.set_local(name, value);
                }
            }
            K::LocalFunctionStmt => self.function(tree.child(id, 1)),
            K::FunctionStmt => {
                self.assign(tree.child(id, 0), Value::default(), None);
                self.function(tree.child(id, 1));
            }
            K::AssignStmt => {
                let targets: Vec<NodeId> = tree.children(tree.child(id, 0)).collect();
                for target in &targets {
                    self.evaluate(*target);
                }
                let values = self.list(tree.child(id, 1), targets.len());
                for (target, (value, place)) in targets.into_iter().zip(values) {
                    self.assign(target, value, place);
                }
            }
            K::CallStmt | K::ExprStmt => {
                for expression in tree.children(id) {
                    self.evaluate(expression);
                }
            }
            K::DoStmt => self.block(tree.child(id, 0)),
            K::IfStmt => self.if_statement(id),
            K::WhileStmt => self.loop_of(|walk| {
                walk.evaluate(tree.child(id, 0));
                walk.block(tree.child(id, 1));
            }),
            K::RepeatStmt => self.loop_of(|walk| {
                walk.block(tree.child(id, 0));
                walk.evaluate(tree.child(id, 1));
            }),
            K::NumericForStmt => {
                for part in tree.children(id).filter(|part| tree.kind(*part) != K::Block) {
                    self.evaluate(part);
                }
                let body = tree.children(id).last().unwrap_or(id);
                self.loop_of(|walk| walk.block(body));
            }
            K::GenericForStmt => self.generic_for(id),
            K::ReturnStmt => self.return_statement(id),
            K::BreakStmt => {
                if let Some(behind) = self.frames.last_mut().and_then(|frame| frame.breaks.last_mut()) {
                    behind.join(&self.state);
                    self.state.is_reachable = false;
                }
            }
            _ => {}
        }
    }

    fn if_statement(&mut self, id: NodeId) {
        let tree = self.tree;
        let mut end = State::unreachable();
        for clause in tree.children(id) {
            if tree.kind(clause) == NodeKind::ElseClause {
                self.block(tree.child(clause, 0));
                break;
            }
            self.evaluate(tree.child(clause, 0));
            let otherwise = self.state.clone();
            self.block(tree.child(clause, 1));
            end.join(&self.state);
            self.state = otherwise;
        }
        end.join(&self.state);
        self.state = end;
    }

    fn loop_of(&mut self, body: impl Fn(&mut Self)) {
        let before = self.state.clone();
        if let Some(frame) = self.frames.last_mut() {
            frame.breaks.push(State::unreachable());
        }
        self.loops += 1;
        body(self);
        self.state.join(&before);
        if self.loops == 1 {
            body(self);
            self.state.join(&before);
        }
        self.loops -= 1;
        if let Some(behind) = self.frames.last_mut().and_then(|frame| frame.breaks.pop()) {
            self.state.join(&behind);
        }
    }

    /// `for key, value in pairs(t)`: the second name is what stands under any key.
    fn generic_for(&mut self, id: NodeId) {
        let tree = self.tree;
        let (names, values) = (tree.child(id, 0), tree.child(id, 1));
        self.list(values, 1);
        let iterator = tree.child(values, 0);
        let from = match tree.expr(iterator) {
            Expr::Call { args, .. } => self.value(tree.child(args, 0)).read(Key::Other),
            _ => Value::default(),
        };
        let given = self.value(iterator);
        let names: Vec<NodeId> = tree.children(names).collect();
        let body = tree.children(id).last().unwrap_or(id);
        self.loop_of(|walk| {
            for (at, name) in names.iter().enumerate() {
                // What an iterator such as `gmatch` gives, and what stands in a table.
                let mut value = given.clone();
                if at == 1 {
                    value.join(&from);
                }
                walk.set_local(*name, value);
            }
            walk.block(body);
        });
    }

    fn return_statement(&mut self, id: NodeId) {
        let list = self.tree.child(id, 0);
        let values = self.list(list, 2);
        let is_chunk = self.frames.last().is_some_and(|frame| frame.is_chunk);
        let Some((first, place)) = values.first() else {
            self.state.is_reachable = false;
            return;
        };
        if is_chunk {
            for (path, taint) in first.parts() {
                let Some(Key::Name(name)) = path.first() else {
                    continue;
                };
                let sink = match self.tree.text(*name) {
                    "error" if path.len() == 1 => Sink::Error,
                    "data" => Sink::Data,
                    _ => continue,
                };
                if let Some(at) = taint.place.or(*place) {
                    self.leak(at, sink, taint);
                }
            }
        } else if let Some(frame) = self.frames.last_mut() {
            frame.summary.returned.join(first);
            for (value, _) in values.iter().skip(1) {
                frame.summary.further.join(value);
            }
        }
        self.state.is_reachable = false;
    }

    pub(super) fn leak(&mut self, place: NodeId, sink: Sink, taint: Taint) {
        if let (true, Some(source)) = (taint.is_secret(), taint.source) {
            self.leaks.push(Leak {
                place,
                sink,
                source,
                is_changed: taint.is_changed(),
            });
        }
    }

    fn set_local(&mut self, name: NodeId, value: Value) {
        if let Some(local) = self.scopes.local_of(name) {
            self.state.set(local, value);
        }
    }

    fn assign(&mut self, target: NodeId, value: Value, place: Option<NodeId>) {
        let Some((root, path)) = path_of(self.tree, target) else {
            return;
        };
        let Some(local) = self.scopes.local_of(root) else {
            return;
        };
        if path.is_empty() {
            self.state.set(local, value);
            return;
        }
        let mut table = self.state.get(local).cloned().unwrap_or_default();
        if !path.contains(&Key::Other) {
            table.clear(&path);
        }
        table.store(&path, &value, place);
        self.state.set(local, table);
    }
}
