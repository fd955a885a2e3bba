//! What a call gives: rows of values that come together, such as `true, string` or `false, nil`.

use std::rc::Rc;

use pipelua_syntax::{NodeId, NodeKind, flags};

use super::{Infer, Ty};
use crate::ty::Types;

/// A call of more rows gives one: what each value may be.
const MAX_ROWS: usize = 8;
/// Values behind these of one row are not told apart.
const MAX_VALUES: usize = 16;

/// Values that come together; behind them there is `rest`, again and again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Row {
    pub(super) values: Vec<Ty>,
    pub(super) rest: Ty,
}

impl Row {
    pub(super) fn of(values: Vec<Ty>) -> Self {
        Self {
            values,
            rest: Ty::NIL,
        }
    }

    pub(super) fn at(&self, position: usize) -> Ty {
        self.values.get(position).copied().unwrap_or(self.rest)
    }
}

/// What a call may give; nothing if it never comes back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Rows(Rc<Vec<Row>>);

impl Rows {
    pub(super) fn of(rows: Vec<Row>) -> Self {
        Self(Rc::new(rows))
    }

    pub(super) fn one(ty: Ty) -> Self {
        Self::of(vec![Row::of(vec![ty])])
    }

    pub(super) fn unknown() -> Self {
        let rest = Ty::UNKNOWN;
        Self::of(vec![Row {
            values: Vec::new(),
            rest,
        }])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Row> {
        self.0.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What the value at a position may be; `never` if there is no row.
    pub(super) fn column(&self, position: usize, types: &mut Types) -> Ty {
        let column: Vec<Ty> = self.iter().map(|row| row.at(position)).collect();
        types.union(column)
    }

    /// Adds a way to come back.
    pub(super) fn add(&mut self, mut row: Row, types: &mut Types) {
        if row.values.len() > MAX_VALUES {
            row.values.truncate(MAX_VALUES);
            row.rest = Ty::UNKNOWN;
        }
        if self.0.contains(&row) {
            return;
        }
        let rows = Rc::make_mut(&mut self.0);
        rows.push(row);
        if rows.len() > MAX_ROWS {
            let width = rows.iter().map(|row| row.values.len()).max().unwrap_or(0);
            let merged = Row {
                values: (0..width).map(|at| self.column(at, types)).collect(),
                rest: self.column(width, types),
            };
            self.0 = Rc::new(vec![merged]);
        }
    }
}

impl Infer<'_> {
    /// The values of a list of expressions, in rows if it ends in a call that gives such.
    pub(super) fn list_rows(&mut self, list: NodeId) -> Rows {
        let tree = self.tree;
        let mut types = Vec::new();
        let mut last = None;
        for value in tree.children(list) {
            types.push(self.expression(value));
            last = Some(value);
        }
        if tree.has_flag(list, flags::CONTAINS_ERROR) {
            return Rows::of(vec![Row {
                values: types,
                rest: Ty::UNKNOWN,
            }]);
        }
        let Some(rows) = last.and_then(|last| self.open_rows(last)) else {
            return Rows::of(vec![Row::of(types)]);
        };
        types.pop();
        let all = rows.iter().map(|row| {
            let values = types.iter().chain(&row.values).copied().collect();
            Row {
                values,
                rest: row.rest,
            }
        });
        Rows::of(all.collect())
    }

    /// The values of an expression that may give many; `None` of one that gives one.
    fn open_rows(&mut self, id: NodeId) -> Option<Rows> {
        match self.tree.kind(id) {
            NodeKind::VarargExpr => {
                let rest = self.recorded(id);
                Some(Rows::of(vec![Row {
                    values: Vec::new(),
                    rest,
                }]))
            }
            NodeKind::CallExpr | NodeKind::MethodCallExpr => {
                let first = self.recorded(id);
                let known = self.rows.get(&id).cloned();
                // Of what is called nothing may be known, so that it may give any number of values.
                let is_known = first != Ty::UNKNOWN;
                Some(known.unwrap_or_else(|| {
                    if is_known {
                        Rows::one(first)
                    } else {
                        Rows::unknown()
                    }
                }))
            }
            _ => None,
        }
    }

    /// Keeps what a call gives, and says what its first value is.
    pub(super) fn note_rows(&mut self, call: NodeId, rows: Rows) -> Ty {
        let first = rows.column(0, &mut self.types);
        let is_one = rows.len() == 1
            && rows
                .iter()
                .all(|row| row.values.len() == 1 && row.rest == Ty::NIL);
        if is_one {
            self.rows.remove(&call);
        } else {
            self.rows.insert(call, rows);
        }
        first
    }
}
