//! What a node hands to those that need it.

use std::sync::Arc;

use crate::context::Context;
use crate::infer::{Exit, ExitKind, Inference};
use crate::ty::{PortableField, PortableTable, PortableType, Table, Ty, TyData};

/// The shape of `data` over all exits that can be allowed: an empty table where no exit gives any.
pub(crate) fn output_of(inference: &Inference, context: &Context, has_errors: bool) -> PortableTable {
    let mut shape: Option<PortableTable> = None;
    for exit in &inference.exits {
        let Some(data) = data_of_exit(inference, exit) else {
            continue;
        };
        shape = Some(match shape {
            None => data,
            Some(shape) => join_tables(&shape, &data),
        });
    }
    // Without a context nothing was told apart, so nothing is certain either.
    let mut shape = shape.unwrap_or_default();
    shape.open |= has_errors || context.placements.is_empty();
    shape
}

/// The data of one exit; `None` if it denies for certain or is an error.
fn data_of_exit(inference: &Inference, exit: &Exit) -> Option<PortableTable> {
    let types = &inference.types;
    if !matches!(exit.kind, ExitKind::Value { .. }) {
        return Some(PortableTable::default());
    }
    let mut shape: Option<PortableTable> = None;
    for member in types.members(&exit.ty) {
        let data = match types.get(*member) {
            TyData::Table(table) => match data_of_result(inference, table) {
                Some(data) => data,
                None => continue,
            },
            TyData::Nil => PortableTable::default(),
            _ => open_table(),
        };
        shape = Some(match shape {
            None => data,
            Some(shape) => join_tables(&shape, &data),
        });
    }
    shape
}

fn data_of_result(inference: &Inference, result: &Table) -> Option<PortableTable> {
    let types = &inference.types;
    let field = |name: &str| result.fields.iter().find(|field| types.text(field.name) == name);
    if field("allowed").is_some_and(|allowed| allowed.ty == Ty::FALSE) {
        return None;
    }
    let Some(data) = field("data") else {
        return Some(PortableTable {
            fields: Vec::new(),
            open: result.open,
        });
    };
    let mut shape: Option<PortableTable> = data.optional.then(PortableTable::default);
    for member in types.members(&data.ty) {
        let part = match types.get(*member) {
            TyData::Nil => PortableTable::default(),
            TyData::Table(_) => types
                .export(*member)
                .as_table()
                .map_or_else(open_table, |table| PortableTable::clone(table)),
            _ => open_table(),
        };
        shape = Some(match shape {
            None => part,
            Some(shape) => join_tables(&shape, &part),
        });
    }
    shape
}

fn open_table() -> PortableTable {
    PortableTable {
        fields: Vec::new(),
        open: true,
    }
}

/// A table that is one of the two: a key that only one has is optional, and may be anything if the other is open.
fn join_tables(a: &PortableTable, b: &PortableTable) -> PortableTable {
    let mut fields: Vec<PortableField> = a
        .fields
        .iter()
        .map(|field| match b.field(&field.name) {
            Some(other) => PortableField {
                name: field.name.clone(),
                ty: field.ty.join(&other.ty),
                optional: field.optional || other.optional,
            },
            None => of_one_side(field, b.open),
        })
        .collect();
    let missing = b.fields.iter().filter(|field| a.field(&field.name).is_none());
    fields.extend(missing.map(|field| of_one_side(field, a.open)));
    PortableTable {
        fields,
        open: a.open || b.open,
    }
}

/// A key that the other table does not list.
fn of_one_side(field: &PortableField, other_is_open: bool) -> PortableField {
    let ty = if other_is_open {
        PortableType::Unknown
    } else {
        field.ty.clone()
    };
    PortableField {
        name: field.name.clone(),
        ty,
        optional: true,
    }
}

/// `context.prev`: the outputs folded in order, shallow. A required key of a later one replaces, an optional one
/// leaves the earlier value possible.
pub(crate) fn fold<'a>(outputs: impl IntoIterator<Item = &'a PortableTable>) -> PortableTable {
    let mut folded = PortableTable::default();
    for output in outputs {
        let was_open = folded.open;
        folded.open |= output.open;
        for field in &output.fields {
            match folded.field(&field.name).cloned() {
                // A value that may be nil may be no key at all.
                Some(earlier) if field.optional || field.ty.may_be_nil() => {
                    let ty = field.ty.non_nil().join(&earlier.ty);
                    folded.set(field.name.clone(), ty, earlier.optional);
                }
                // An earlier one may have it without saying so.
                None if was_open && (field.optional || field.ty.may_be_nil()) => {
                    folded.set(field.name.clone(), PortableType::Unknown, true);
                }
                _ => folded.set(field.name.clone(), field.ty.clone(), field.optional),
            }
        }
        if output.open {
            // It may overwrite any key that it does not list.
            let unlisted: Vec<Arc<str>> = folded
                .fields
                .iter()
                .filter(|field| output.field(&field.name).is_none())
                .map(|field| field.name.clone())
                .collect();
            for name in unlisted {
                let optional = folded.field(&name).is_some_and(|field| field.optional);
                folded.set(name, PortableType::Unknown, optional);
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(fields: &[(&str, PortableType, bool)]) -> PortableTable {
        let mut table = PortableTable::default();
        for (name, ty, optional) in fields {
            table.set(*name, ty.clone(), *optional);
        }
        table
    }

    #[test]
    fn a_required_key_of_a_later_node_replaces_and_an_optional_one_does_not() {
        let first = table(&[
            ("score", PortableType::Integer, false),
            ("name", PortableType::String(None), false),
        ]);
        let later = table(&[
            ("score", PortableType::String(None), false),
            ("name", PortableType::Integer, true),
        ]);
        let folded = fold([&first, &later]);
        assert_eq!(folded.field("score").unwrap().ty, PortableType::String(None));
        assert_eq!(
            folded.field("name").unwrap().ty,
            PortableType::Integer.join(&PortableType::String(None))
        );
    }

    #[test]
    fn a_value_that_may_be_nil_leaves_the_earlier_one() {
        let first = table(&[("score", PortableType::String(None), false)]);
        let later = table(&[("score", PortableType::Integer.or_nil(), false)]);
        let folded = fold([&first, &later]);
        assert_eq!(
            folded.field("score").unwrap().ty,
            PortableType::Integer.join(&PortableType::String(None))
        );
    }

    #[test]
    fn a_key_that_only_one_exit_gives_is_optional() {
        let joined = join_tables(
            &table(&[
                ("a", PortableType::Integer, false),
                ("b", PortableType::Integer, false),
            ]),
            &table(&[("a", PortableType::Integer, false)]),
        );
        assert_eq!(
            (joined.fields[0].optional, joined.fields[1].optional),
            (false, true)
        );
    }
}
