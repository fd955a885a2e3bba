//! Forwards: from a table to all that is done with it.

use pipelua_analysis::lower::{BinaryOp, Expr, Symbol};
use pipelua_syntax::{NodeId, NodeKind};

use super::values::is_no_text;
use super::{Handed, LostBy, Walk};
use crate::path::global_path;

impl Walk<'_> {
    pub(super) fn follow(&mut self) {
        while let Some((expression, table)) = self.open.pop() {
            self.step(expression, table);
        }
    }

    /// What the node around an expression does with its value.
    fn step(&mut self, at: NodeId, table: Handed) {
        let tree = self.tree;
        let Some(parent) = tree.parent(at) else { return };
        match tree.expr(parent) {
            Expr::Paren(_) => self.goes(parent, table),
            Expr::Field { base, name } if base == at => {
                if let Some(name) = name {
                    self.part(parent, table, name, parent);
                }
            }
            Expr::Index { base, key } if base == at => match tree.string_key(key) {
                Some(name) => self.part(parent, table, name, tree.skip_parens(key)),
                None => self.computed(parent, table, key),
            },
            Expr::MethodCall { base, .. } if base == at => self.lose(table, at, LostBy::Whole),
            Expr::Index { .. } | Expr::Unary { .. } | Expr::Call { .. } => {}
            Expr::Binary { op, lhs, .. } => {
                if op == BinaryOp::Or || op == BinaryOp::And && lhs != at {
                    self.goes(parent, table);
                }
            }
            _ => self.placed(parent, at, table),
        }
    }

    fn placed(&mut self, parent: NodeId, at: NodeId, table: Handed) {
        let tree = self.tree;
        match tree.kind(parent) {
            NodeKind::ArgList => self.argument(parent, at, table),
            NodeKind::ExprList => self.listed(parent, at, table),
            NodeKind::NamedItem => self.item(parent, tree.symbol(parent), at, table),
            NodeKind::KeyedItem => self.item(parent, tree.string_key(tree.child(parent, 0)), at, table),
            NodeKind::PositionalItem => self.lose(table, at, LostBy::Whole),
            // A condition.
            _ => {}
        }
    }

    /// `base.name`, whose key is carried by `carrier`.
    fn part(&mut self, expression: NodeId, table: Handed, name: Symbol, carrier: NodeId) {
        let text = self.tree.text(name);
        self.key(table, name, carrier);
        match table {
            Handed::Context if text == "prev" => self.goes(expression, Handed::Prev),
            Handed::Context if text == "outputs" => self.goes(expression, Handed::Outputs),
            Handed::Outputs => self.goes(expression, Handed::Output(Some(name))),
            Handed::Result if text == "data" => match self.assigned(expression) {
                Some(value) => self.made(value, Handed::Data),
                None => self.goes(expression, Handed::Data),
            },
            _ => {}
        }
    }

    /// `base[key]` with a key that is no text of the script.
    fn computed(&mut self, expression: NodeId, table: Handed, key: NodeId) {
        if is_no_text(self.tree.expr(self.tree.skip_parens(key))) {
            return;
        }
        match table {
            Handed::Outputs => {
                self.lose(table, key, LostBy::Node);
                self.goes(expression, Handed::Output(None));
            }
            _ => self.lose(table, key, LostBy::Key),
        }
    }

    /// The value that is assigned to an expression.
    fn assigned(&self, target: NodeId) -> Option<NodeId> {
        let tree = self.tree;
        let list = tree.parent(target)?;
        let statement = tree.parent(list)?;
        if tree.kind(statement) != NodeKind::AssignStmt || tree.child(statement, 0) != list {
            return None;
        }
        let at = tree.position_in(list, target)?;
        tree.children(tree.child(statement, 1)).nth(at)
    }

    fn item(&mut self, item: NodeId, key: Option<Symbol>, at: NodeId, table: Handed) {
        let tree = self.tree;
        let is_data = table == Handed::Data && key.is_some_and(|key| tree.text(key) == "data");
        let owner = tree.parent(item);
        let is_result = owner.is_some_and(|owner| self.seen.contains(&(owner, Handed::Result)));
        if !(is_data && is_result) {
            self.lose(table, at, LostBy::Whole);
        }
    }

    fn argument(&mut self, list: NodeId, at: NodeId, table: Handed) {
        let (tree, scopes) = (self.tree, self.scopes);
        let Some(Expr::Call { callee, .. }) = tree.parent(list).map(|call| tree.expr(call)) else {
            return self.lose(table, at, LostBy::Whole);
        };
        if global_path(tree, scopes, callee).is_some_and(|path| path == ["type"]) {
            return;
        }
        let params = self.function_named(callee).and_then(|body| {
            let mut parts = tree.children(body);
            parts.find(|part| tree.kind(*part) == NodeKind::ParamList)
        });
        let param = params
            .zip(tree.position_in(list, at))
            .and_then(|(params, at)| tree.children(params).nth(at));
        match param.and_then(|param| scopes.local_of(param)) {
            Some(local) => self.read(local, table),
            None => self.lose(table, at, LostBy::Whole),
        }
    }

    fn read(&mut self, local: pipelua_analysis::scopes::LocalId, table: Handed) {
        let scopes = self.scopes;
        // However many values a local is given, it is read in the same places.
        if self.read.insert((local, table)) {
            for read in scopes.reads(local) {
                self.goes(read, table);
            }
        }
    }

    /// A value in a list: of `local`, of an assignment, of a `return`.
    fn listed(&mut self, list: NodeId, at: NodeId, table: Handed) {
        let (tree, scopes) = (self.tree, self.scopes);
        let Some(statement) = tree.parent(list) else {
            return;
        };
        let position = tree.position_in(list, at);
        match tree.kind(statement) {
            NodeKind::LocalStmt | NodeKind::AssignStmt if tree.child(statement, 0) != list => {
                let targets = tree.child(statement, 0);
                // What nobody takes is gone.
                let Some(target) = position.and_then(|at| tree.children(targets).nth(at)) else {
                    return;
                };
                if let Some(local) = scopes.local_of(target) {
                    self.read(local, table);
                } else if !self.is_data_of_result(target, table) {
                    self.lose(table, at, LostBy::Whole);
                }
            }
            NodeKind::AssignStmt => {}
            NodeKind::ReturnStmt => self.leaves(statement, at, position, table),
            _ => self.lose(table, at, LostBy::Whole),
        }
    }

    /// `result.data`, which is given its data.
    fn is_data_of_result(&self, target: NodeId, table: Handed) -> bool {
        match self.tree.expr(target) {
            Expr::Field {
                base,
                name: Some(name),
            } => {
                table == Handed::Data
                    && self.tree.text(name) == "data"
                    && self.seen.contains(&(base, Handed::Result))
            }
            _ => false,
        }
    }

    /// What a function returns goes to its calls.
    fn leaves(&mut self, statement: NodeId, at: NodeId, position: Option<usize>, table: Handed) {
        let (tree, scopes) = (self.tree, self.scopes);
        let function = tree.function_of(statement);
        if function == NodeId::ROOT {
            if table != Handed::Result || position != Some(0) {
                self.lose(table, at, LostBy::Whole);
            }
            return;
        }
        let Some(local) = self.named.get(&function).filter(|_| position == Some(0)) else {
            return self.lose(table, at, LostBy::Whole);
        };
        if !self.left.insert((*local, table)) {
            return;
        }
        for name in scopes.reads(*local) {
            let call = tree
                .parent(name)
                .filter(|call| matches!(tree.expr(*call), Expr::Call { callee, .. } if callee == name));
            match call {
                Some(call) => self.goes(call, table),
                None => self.lose(table, name, LostBy::Whole),
            }
        }
    }
}
