//! Values by their position: what `select` leaves of its arguments, and `table.unpack` takes out of a constructor.

use pipelua_syntax::{NodeId, NodeKind, flags};

use super::values::{Row, Rows};
use super::{Infer, Ty};
use crate::lower::TableItem;
use crate::ty::TyData;

/// Of a constructor with more values, they are not told apart.
const MAX_VALUES: usize = 16;

impl Infer<'_> {
    /// `select("#", ..)` or `select(n, ..)`, where each argument is one value.
    pub(super) fn selected_of(&mut self, arguments: &[Ty]) -> Option<Rows> {
        let (index, given) = arguments.split_first()?;
        match self.types.get(*index) {
            TyData::String(Some(_)) if self.types.as_string_literal(*index) == Some("#") => {
                let count = i64::try_from(given.len()).ok()?;
                Some(Rows::one(self.types.intern(TyData::Integer(Some(count)))))
            }
            TyData::Integer(Some(at)) => {
                let from = if *at < 0 {
                    given
                        .len()
                        .checked_sub(usize::try_from(at.unsigned_abs()).ok()?)?
                } else {
                    usize::try_from(*at).ok()?.checked_sub(1)?
                };
                let values = given.get(from..).unwrap_or_default().to_vec();
                Some(Rows::of(vec![Row::of(values)]))
            }
            _ => None,
        }
    }

    /// `table.unpack({ 1, "b" })`: where the last value is there, so is each place before it.
    pub(super) fn unpacked(&self, nodes: &[NodeId]) -> Option<Rows> {
        let [table] = nodes else { return None };
        let table = self.tree.skip_parens(*table);
        let is_whole = !self.tree.has_flag(table, flags::CONTAINS_ERROR);
        if self.tree.kind(table) != NodeKind::TableExpr || !is_whole {
            return None;
        }
        let mut last = None;
        let mut values = Vec::new();
        for (_, item) in self.tree.table_items(table) {
            match item {
                _ if values.len() == MAX_VALUES => return None,
                TableItem::Positional { value } => {
                    values.push(self.recorded(value));
                    last = Some(value);
                }
                TableItem::Named { .. } => {}
                TableItem::Keyed { .. } => return None,
            }
        }
        let of_last = *values.last()?;
        let is_there = !self.types.is_dynamic(of_last) && !self.types.may_be_nil(of_last);
        (is_there && !self.is_open(last?)).then(|| Rows::of(vec![Row::of(values)]))
    }
}
