//! Backwards: from what a script returns to the table constructors that make it.

use pipelua_analysis::lower::{BinaryOp, Expr, Symbol, TableItem};
use pipelua_analysis::scopes::{LocalId, LocalKind};
use pipelua_syntax::{NodeId, NodeKind};

use super::{Handed, LostBy, Walk};

/// Where the value of an expression comes from, one step back.
pub(super) enum Origin {
    /// One of these.
    Of(Vec<NodeId>),
    /// This constructor.
    Constructor,
    /// It is no table.
    NoTable,
    Unknown,
}

impl Walk<'_> {
    /// What the chunk returns.
    pub(super) fn results(&mut self) {
        for value in self.returned(NodeId::ROOT) {
            self.made(value, Handed::Result);
        }
    }

    /// The first values that a function returns.
    fn returned(&self, function: NodeId) -> Vec<NodeId> {
        let tree = self.tree;
        let statements = self.returns.get(&function).into_iter().flatten();
        statements
            .filter_map(|statement| tree.children(tree.child(*statement, 0)).next())
            .collect()
    }

    /// Finds the constructors that `expression` may come from: they are this table.
    pub(super) fn made(&mut self, expression: NodeId, table: Handed) {
        let mut open = vec![expression];
        while let Some(at) = open.pop() {
            let is_new = match self.scopes.local_of(at) {
                // The names of one local have the same values.
                Some(local) => self.valued_locals.insert((local, table)),
                None => self.valued.insert((at, table)),
            };
            if !is_new {
                continue;
            }
            match self.origin(at) {
                Origin::Of(values) => open.extend(values),
                Origin::Constructor => self.constructor(at, table),
                Origin::NoTable => {}
                Origin::Unknown => self.lose(table, at, LostBy::Source),
            }
        }
    }

    pub(super) fn origin(&self, at: NodeId) -> Origin {
        match self.tree.expr(at) {
            Expr::Paren(inner) => Origin::Of(vec![inner]),
            Expr::Table => Origin::Constructor,
            Expr::Binary {
                op: BinaryOp::Or,
                lhs,
                rhs,
            } => Origin::Of(vec![lhs, rhs]),
            // Its left side is the value only where that is no table.
            Expr::Binary {
                op: BinaryOp::And,
                rhs,
                ..
            } => Origin::Of(vec![rhs]),
            Expr::Name(_) => self
                .scopes
                .local_of(at)
                .map_or(Origin::Unknown, |local| self.values_of(local)),
            Expr::Call { callee, .. } => match self.function_named(callee) {
                Some(body) => Origin::Of(self.returned(body)),
                None => Origin::Unknown,
            },
            Expr::Nil
            | Expr::True
            | Expr::False
            | Expr::Number(_)
            | Expr::String(_)
            | Expr::Function(_)
            | Expr::Unary { .. }
            | Expr::Binary { .. } => Origin::NoTable,
            Expr::Vararg | Expr::Field { .. } | Expr::Index { .. } | Expr::MethodCall { .. } | Expr::Hole => {
                Origin::Unknown
            }
        }
    }

    /// All values that a local is given.
    fn values_of(&self, local: LocalId) -> Origin {
        let scopes = self.scopes;
        let declared = scopes.local(local);
        let mut values = Vec::new();
        let is_known = match declared.kind {
            LocalKind::Function => true,
            LocalKind::SelfParameter | LocalKind::Loop => false,
            LocalKind::Parameter => self.arguments_for(declared.node, &mut values),
            LocalKind::Local | LocalKind::Const | LocalKind::Close => {
                self.value_for(declared.node, &mut values)
            }
        };
        let mut writes = scopes.writes(local);
        if is_known && writes.all(|target| self.value_for(target, &mut values)) {
            Origin::Of(values)
        } else {
            Origin::Unknown
        }
    }

    /// What a declared or assigned name is given; `false` if that is not written there.
    fn value_for(&self, target: NodeId, found: &mut Vec<NodeId>) -> bool {
        let tree = self.tree;
        let Some(targets) = tree.parent(target) else {
            return false;
        };
        let Some(statement) = tree.parent(targets) else {
            return false;
        };
        if tree.kind(targets) == NodeKind::FunctionStmt {
            // A function is no table.
            return true;
        }
        if !matches!(tree.kind(statement), NodeKind::LocalStmt | NodeKind::AssignStmt) {
            return false;
        }
        let values = tree.child(statement, 1);
        if tree.kind(values) != NodeKind::ExprList {
            // `local name`
            return true;
        }
        let Some(at) = tree.position_in(targets, target) else {
            return false;
        };
        let mut last = None;
        for (number, value) in tree.children(values).enumerate() {
            if number == at {
                found.push(value);
                return true;
            }
            last = Some(value);
        }
        // Behind a last call there may be more than is written.
        !last.is_some_and(|last| {
            matches!(
                tree.expr(last),
                Expr::Call { .. } | Expr::MethodCall { .. } | Expr::Vararg
            )
        })
    }

    /// What the calls of its function give to a parameter; `false` if not all calls are known.
    fn arguments_for(&self, param: NodeId, found: &mut Vec<NodeId>) -> bool {
        let (tree, scopes) = (self.tree, self.scopes);
        let Some(params) = tree.parent(param) else {
            return false;
        };
        let function = tree.parent(params).and_then(|body| self.named.get(&body));
        let (Some(function), Some(at)) = (function, tree.position_in(params, param)) else {
            return false;
        };
        scopes.reads(*function).all(|name| {
            let Some(Expr::Call { callee, args }) = tree.parent(name).map(|call| tree.expr(call)) else {
                return false;
            };
            found.extend(tree.children(args).nth(at));
            callee == name
        })
    }

    /// The keys that a constructor names.
    fn constructor(&mut self, constructor: NodeId, table: Handed) {
        self.goes(constructor, table);
        let tree = self.tree;
        for (item, entry) in tree.table_items(constructor) {
            let (key, node, value) = match entry {
                TableItem::Positional { .. } => continue,
                TableItem::Named { name, value } => (name, item, value),
                TableItem::Keyed { key, value } => match tree.string_key(key) {
                    Some(name) => (name, tree.skip_parens(key), value),
                    None if is_no_text(tree.expr(tree.skip_parens(key))) => continue,
                    None => {
                        self.lose(table, key, LostBy::Key);
                        continue;
                    }
                },
            };
            self.key(table, key, node);
            if table == Handed::Result && tree.text(key) == "data" {
                self.made(value, Handed::Data);
            }
        }
    }

    /// Whether a constructor may have a key of this name.
    pub(super) fn may_have(&self, constructor: NodeId, name: &str) -> bool {
        let tree = self.tree;
        let is_it = |key: Option<Symbol>| key.is_some_and(|key| tree.text(key) == name);
        tree.table_items(constructor).any(|(_, entry)| match entry {
            TableItem::Positional { .. } => false,
            TableItem::Named { name, .. } => is_it(Some(name)),
            TableItem::Keyed { key, .. } => match tree.string_key(key) {
                Some(name) => is_it(Some(name)),
                None => !is_no_text(tree.expr(tree.skip_parens(key))),
            },
        })
    }
}

/// Whether a key is surely no text.
pub(super) fn is_no_text(key: Expr) -> bool {
    matches!(
        key,
        Expr::Number(_) | Expr::True | Expr::False | Expr::Table | Expr::Function(_)
    )
}
