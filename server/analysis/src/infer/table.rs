//! Tables made in this file: a constructor's keys, and those written to it later.

use pipelua_syntax::NodeId;

use super::{Infer, Ty};
use crate::lower::{BinaryOp, Expr, Number, Symbol, TableItem};
use crate::ty::{Field, Origin, Table, TyData};

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
        for (name, value) in self.tables.writes(id).to_vec() {
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

    pub(super) fn set_field(&mut self, fields: &mut Vec<Field>, name: Symbol, ty: Ty, later: bool) {
        let name = self.types.intern_text(self.tree.text(name));
        match fields.iter_mut().find(|field| field.name == name) {
            // A place that was kept free is filled later.
            Some(field) if later && field.ty == Ty::NIL => (field.ty, field.optional) = (ty, true),
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
