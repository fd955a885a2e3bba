//! Tables made in this file: a constructor's keys, and those written to it later.

use pipelua_syntax::NodeId;

use super::uses::Use;
use super::{Infer, Ty};
use crate::lower::{BinaryOp, Expr, Number, Symbol, TableItem};
use crate::ty::{Field, Origin, Table, TextId, TyData};

/// Of a table with more keys, these are known, and that there are others.
const MAX_KEYS: usize = 128;

/// Adds a key that is not there yet; `false` if there are too many.
pub(super) fn add_key(fields: &mut Vec<Field>, name: TextId, ty: Ty, optional: bool) -> bool {
    let has_room = fields.len() < MAX_KEYS;
    if has_room {
        fields.push(Field { name, ty, optional });
    }
    has_room
}

impl Infer<'_> {
    pub(super) fn table(&mut self, id: NodeId) -> Ty {
        let tree = self.tree;
        let mut fields: Vec<Field> = Vec::new();
        let mut items = None;
        let mut open = self.tables.is_escaping(id);
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
                    self.note_handler(name, ty);
                    open |= !self.set_field(&mut fields, name, ty, false);
                }
                TableItem::Keyed { key, value } => {
                    let of_key = self.expression(key);
                    self.used(key, of_key, Use::Key);
                    let ty = self.expression(value);
                    match tree.string_key(key) {
                        Some(name) => {
                            self.note_handler(name, ty);
                            open |= !self.set_field(&mut fields, name, ty, false);
                        }
                        None => open = true,
                    }
                }
            }
        }
        open |= tree.has_flag(id, pipelua_syntax::flags::CONTAINS_ERROR);
        for (name, value) in self.tables.writes_at_any_time(id).to_vec() {
            // The value is walked after the table: what it is cannot be known here.
            let ty = self.literal_type(value);
            open |= !self.set_field(&mut fields, name, ty, true);
        }
        let table = Table {
            origin: Origin::Literal(id),
            fields,
            items,
            open,
        };
        self.types.intern(TyData::Table(Box::new(table)))
    }

    /// Sets a key of a table under construction; `false` if it has too many to know them all.
    fn set_field(&mut self, fields: &mut Vec<Field>, name: Symbol, ty: Ty, later: bool) -> bool {
        let name = self.types.intern_text(self.tree.text(name));
        match fields.iter().position(|field| field.name == name) {
            // A place that was kept free is filled later.
            Some(at) if later && fields[at].ty == Ty::NIL => {
                (fields[at].ty, fields[at].optional) = (ty, true);
            }
            Some(at) if later => fields[at].ty = self.types.join(fields[at].ty, ty),
            Some(at) => fields[at].ty = ty,
            None => return add_key(fields, name, ty, later),
        }
        true
    }

    /// The type of an expression that needs no walk; `unknown` for any other.
    pub(super) fn literal_type(&self, id: Option<NodeId>) -> Ty {
        let Some(id) = id else { return Ty::UNKNOWN };
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
