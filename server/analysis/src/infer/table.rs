//! Tables made in this file: a constructor's keys, and those written later through the local that it begins.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Infer, Ty};
use crate::lower::{BinaryOp, Expr, Lowered, Number, Symbol, TableItem};
use crate::scopes::{LocalId, Scopes};
use crate::ty::{Field, Origin, Table, TyData};

/// What the uses of a table's local say of it.
#[derive(Default)]
pub(super) struct Tables {
    /// By constructor: keys written later, with the value, in order of the text.
    writes: FxHashMap<NodeId, Vec<(Symbol, NodeId)>>,
    /// Constructors whose table is handed on, so that others may write to it, or that have dynamic keys.
    escaping: FxHashSet<NodeId>,
    /// By declared name: the expression that it begins with.
    initial: FxHashMap<NodeId, NodeId>,
}

impl Tables {
    pub(super) fn new(tree: &Lowered, scopes: &Scopes) -> Self {
        let mut tables = Self::default();
        for statement in tree.of_kind(NodeKind::LocalStmt) {
            let names = tree.children(tree.child(statement, 0));
            for (name, value) in names.zip(tree.children(tree.child(statement, 1))) {
                tables.initial.insert(name, value);
                let local = scopes
                    .local_of(name)
                    .filter(|_| tree.kind(value) == NodeKind::TableExpr);
                if let Some(local) = local {
                    tables.follow(tree, scopes, local, value);
                }
            }
        }
        tables
    }

    /// The expression that a declared name begins with.
    pub(super) fn initial_value(&self, name: NodeId) -> Option<NodeId> {
        self.initial.get(&name).copied()
    }

    fn follow(&mut self, tree: &Lowered, scopes: &Scopes, local: LocalId, table: NodeId) {
        for used in scopes.uses(local) {
            match use_of(tree, used.node) {
                TableUse::Read => {}
                TableUse::Write { name, value } => self.writes.entry(table).or_default().push((name, value)),
                TableUse::Escape => {
                    self.escaping.insert(table);
                }
            }
        }
    }
}

enum TableUse {
    /// Read, or handed to someone who only reads.
    Read,
    Write {
        name: Symbol,
        /// `NONE`-like where a list assignment hides which value it is.
        value: NodeId,
    },
    Escape,
}

/// What a use of a local does to the table in it.
fn use_of(tree: &Lowered, node: NodeId) -> TableUse {
    let Some(parent) = tree.parent(node) else {
        return TableUse::Escape;
    };
    match tree.kind(parent) {
        NodeKind::FieldExpr | NodeKind::IndexExpr if tree.child(parent, 0) == node => {
            let Some(list) = tree.parent(parent) else {
                return TableUse::Read;
            };
            let statement = tree.parent(list);
            let is_target = statement.is_some_and(|statement| {
                tree.kind(statement) == NodeKind::AssignStmt && tree.child(statement, 0) == list
            });
            let is_method = tree.kind(list) == NodeKind::FunctionStmt && tree.child(list, 0) == parent;
            if !is_target && !is_method {
                return TableUse::Read;
            }
            let name = match tree.expr(parent) {
                Expr::Field { name, .. } => name,
                Expr::Index { key, .. } => tree.string_key(key),
                _ => None,
            };
            let Some(name) = name else { return TableUse::Escape };
            let at = tree.children(list).position(|target| target == parent);
            let value = match (statement, at) {
                (Some(statement), Some(at)) if is_target => tree
                    .children(tree.child(statement, 1))
                    .nth(at)
                    .unwrap_or(statement),
                _ => parent,
            };
            TableUse::Write { name, value }
        }
        NodeKind::ExprList => match tree.parent(parent).map(|statement| tree.kind(statement)) {
            Some(NodeKind::ReturnStmt | NodeKind::GenericForStmt) => TableUse::Read,
            // Assigned anew: the table itself is not touched, but the local is no longer it.
            _ => TableUse::Escape,
        },
        NodeKind::UnaryExpr | NodeKind::IfClause | NodeKind::WhileStmt | NodeKind::RepeatStmt => {
            TableUse::Read
        }
        NodeKind::NamedItem | NodeKind::PositionalItem => TableUse::Read,
        NodeKind::ArgList => match tree
            .parent(parent)
            .map(|call| tree.path_text(tree.child(call, 0)))
        {
            Some(Some(path)) if READERS.contains(&path.as_str()) => TableUse::Read,
            _ => TableUse::Escape,
        },
        _ => TableUse::Escape,
    }
}

/// Functions that only read the tables given to them.
const READERS: &[&str] = &[
    "ipairs",
    "pairs",
    "next",
    "type",
    "tostring",
    "table.concat",
    "table.unpack",
    "helpers.json.encode",
    "helpers.log",
    "helpers.log.warn",
    "helpers.log.error",
];

impl Infer<'_> {
    pub(super) fn table(&mut self, id: NodeId) -> Ty {
        let tree = self.tree;
        let mut fields: Vec<Field> = Vec::new();
        let mut items = None;
        let mut open = self.tables.escaping.contains(&id);
        let entries: Vec<(NodeId, TableItem)> = tree.table_items(id).collect();
        for (_, item) in entries {
            match item {
                TableItem::Positional { value } => {
                    let ty = self.expression(value);
                    // The last value may be many.
                    let item = match tree.expr(value) {
                        Expr::Call { .. } | Expr::MethodCall { .. } | Expr::Vararg => Ty::UNKNOWN,
                        _ => ty,
                    };
                    items = Some(self.types.join(items.unwrap_or(Ty::NEVER), item));
                }
                TableItem::Named { name, value } => {
                    let ty = self.expression(value);
                    self.set_field(&mut fields, name, ty, false);
                }
                TableItem::Keyed { key, value } => {
                    self.expression(key);
                    let ty = self.expression(value);
                    match tree.string_key(key) {
                        Some(name) => self.set_field(&mut fields, name, ty, false),
                        None => open = true,
                    }
                }
            }
        }
        open |= tree.has_flag(id, pipelua_syntax::flags::CONTAINS_ERROR);
        for (name, value) in self.tables.writes.get(&id).cloned().unwrap_or_default() {
            // The value is walked after the table: what it is cannot be known here.
            let ty = self.literal_type(value);
            self.set_field(&mut fields, name, ty, true);
        }
        let table = Table {
            origin: Origin::Literal(id),
            fields,
            items,
            open,
        };
        self.types.intern(TyData::Table(Box::new(table)))
    }

    fn set_field(&mut self, fields: &mut Vec<Field>, name: Symbol, ty: Ty, later: bool) {
        let name = self.types.intern_text(self.tree.text(name));
        match fields.iter_mut().find(|field| field.name == name) {
            Some(field) if later => field.ty = self.types.join(field.ty, ty),
            Some(field) => field.ty = ty,
            None => fields.push(Field {
                name,
                ty,
                optional: later,
            }),
        }
    }

    /// The type of an expression that needs no walk; `unknown` for any other.
    fn literal_type(&mut self, id: NodeId) -> Ty {
        match self.tree.expr(self.tree.skip_parens(id)) {
            Expr::True => Ty::TRUE,
            Expr::False => Ty::FALSE,
            Expr::Number(Number::Integer(_)) => Ty::INTEGER,
            Expr::Number(Number::Float(_)) => Ty::NUMBER,
            Expr::String(_)
            | Expr::Binary {
                op: BinaryOp::Concat, ..
            } => Ty::STRING,
            _ => Ty::UNKNOWN,
        }
    }
}
