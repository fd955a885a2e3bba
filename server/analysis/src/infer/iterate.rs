//! What iterators give to the names of a generic `for`.

use pipelua_syntax::NodeId;

use super::values::Row;
use super::{Infer, Ty};
use crate::lower::Expr;
use crate::ty::TyData;

/// Nothing is known of what comes.
pub(super) fn unknown_row() -> Row {
    Row {
        values: Vec::new(),
        rest: Ty::UNKNOWN,
    }
}

impl Infer<'_> {
    /// The values that an iterator gives on a round: those of `ipairs(t)`, `pairs(t)` and `gmatch`.
    pub(super) fn iterated(&mut self, iterator: NodeId) -> Row {
        let tree = self.tree;
        let (path, arguments) = match tree.expr(iterator) {
            Expr::Call { callee, args } => (self.builtin_path(callee), tree.children(args)),
            // The text that it is called on is the first argument.
            Expr::MethodCall { base, name, args } => {
                let is_text = self.types.widen(self.recorded(base)) == Ty::STRING;
                let is_gmatch = name.is_some_and(|name| tree.text(name) == "gmatch");
                if !is_text || !is_gmatch {
                    return unknown_row();
                }
                let pattern = tree.children(args).next().map(|pattern| self.recorded(pattern));
                return self.captures(pattern);
            }
            _ => return unknown_row(),
        };
        let arguments: Vec<Ty> = arguments.map(|argument| self.recorded(argument)).collect();
        let Some(first) = arguments.first().copied() else {
            return unknown_row();
        };
        match path {
            Some("string.gmatch") => self.captures(arguments.get(1).copied()),
            Some(path @ ("ipairs" | "pairs")) => self.entries(first, path == "ipairs"),
            _ => unknown_row(),
        }
    }

    /// Keys and values of a table.
    pub(super) fn entries(&mut self, table: Ty, in_order: bool) -> Row {
        let (key, value) = match (self.types.items(table), self.types.get(table)) {
            (Some(items), _) => (Ty::INTEGER, self.types.non_nil(items)),
            (None, _) if in_order => (Ty::INTEGER, Ty::UNKNOWN),
            (None, TyData::Map(keys, values)) => {
                let (keys, values) = (*keys, *values);
                (keys, self.types.non_nil(values))
            }
            (None, TyData::Table(table)) if !table.open && table.items.is_none() => {
                let is_known = table.fields.iter().all(|field| !field.optional);
                let values: Vec<Ty> = table
                    .fields
                    .iter()
                    .map(|field| self.types.widen(field.ty))
                    .collect();
                let values = self.types.union(values);
                let is_known = is_known && values != Ty::NEVER;
                (
                    Ty::STRING,
                    if is_known {
                        self.types.non_nil(values)
                    } else {
                        Ty::UNKNOWN
                    },
                )
            }
            _ => (Ty::UNKNOWN, Ty::UNKNOWN),
        };
        Row {
            values: vec![key, value],
            rest: Ty::NIL,
        }
    }
}
