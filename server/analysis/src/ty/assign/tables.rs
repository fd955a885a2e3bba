//! Tables against tables: keys that are asked for, elements of lists, entries of maps.

use super::super::repr::{Table, TextId, Ty, TyData};
use super::{Extent, Misfit, Question, Step, Why, is_plain};

impl Question<'_> {
    pub(super) fn misfit_of_tables(&mut self, found: Ty, expected: Ty, depth: u32) -> Option<Misfit> {
        use TyData as T;
        match (self.types.get(found).clone(), self.types.get(expected).clone()) {
            (T::Table(found), T::Table(expected)) => self.misfit_of_shapes(&found, &expected, depth),
            (T::Table(table), T::Array(of)) => {
                if let Some(items) = table.items {
                    return self.inside(Step::Items, items, of, depth);
                }
                // A table of names where a list of something is asked for.
                let is_record = !self.is_dynamic(of)
                    && is_plain(&table)
                    && table.fields.iter().any(|field| !field.optional);
                is_record.then(|| self.type_misfit(&[found], expected, Extent::Every))
            }
            (T::Table(table), T::Map(key, value)) => self.misfit_of_entries(&table, key, value, depth),
            (T::Array(items), T::Array(of)) => self.inside(Step::Items, items, of, depth),
            (T::Array(items), T::Map(key, value)) => {
                let of_keys = self.inside(Step::Keys, Ty::INTEGER, key, depth);
                of_keys.or_else(|| self.inside(Step::Items, items, value, depth))
            }
            (T::Array(items), T::Table(shape)) => {
                if let Some(missing) = self.required(&shape) {
                    return Some(missing_key(missing));
                }
                self.inside(Step::Items, items, shape.items?, depth)
            }
            (T::Map(key, value), T::Array(of)) => {
                let of_keys = self.inside(Step::Keys, key, Ty::INTEGER, depth);
                of_keys.or_else(|| self.inside(Step::Items, value, of, depth))
            }
            (T::Map(key, value), T::Map(of_key, of_value)) => {
                let of_keys = self.inside(Step::Keys, key, of_key, depth);
                // What is nil in a map is not in it.
                let value = self.types.non_nil_part(value);
                let of_value = self.types.non_nil_part(of_value);
                of_keys.or_else(|| self.inside(Step::Items, value, of_value, depth))
            }
            // Which keys a map has is not known.
            _ => None,
        }
    }

    /// Each key that is asked for, in the order of the author of the declaration.
    fn misfit_of_shapes(&mut self, found: &Table, expected: &Table, depth: u32) -> Option<Misfit> {
        let mut worst: Option<Misfit> = None;
        for field in &expected.fields {
            let misfit = match found.field(field.name) {
                Some(there) => {
                    let given = if there.optional {
                        self.types.join(there.ty, Ty::NIL)
                    } else {
                        there.ty
                    };
                    let asked = if field.optional {
                        self.types.join(field.ty, Ty::NIL)
                    } else {
                        field.ty
                    };
                    self.inside(Step::Field(field.name), given, asked, depth)
                }
                None if found.open || field.optional || self.takes_nil(field.ty) => None,
                None => Some(missing_key(field.name)),
            };
            worst = worse(worst, misfit);
        }
        let of_items = match (found.items, expected.items) {
            (Some(items), Some(of)) => self.inside(Step::Items, items, of, depth),
            _ => None,
        };
        worse(worst, of_items)
    }

    /// Each entry of a table against the one type that all of them shall have.
    fn misfit_of_entries(&mut self, found: &Table, key: Ty, value: Ty, depth: u32) -> Option<Misfit> {
        let value = self.types.non_nil_part(value);
        let mut worst: Option<Misfit> = None;
        for field in &found.fields {
            let name = self.types.intern(TyData::String(Some(field.name)));
            let of_key = self.inside(Step::Keys, name, key, depth);
            // What is nil in a map is not in it.
            let given = self.types.non_nil(field.ty);
            let misfit = of_key.or_else(|| self.inside(Step::Field(field.name), given, value, depth));
            worst = worse(worst, misfit);
        }
        let Some(items) = found.items else { return worst };
        let of_keys = self.inside(Step::Keys, Ty::INTEGER, key, depth);
        worse(
            worst,
            of_keys.or_else(|| self.inside(Step::Items, items, value, depth)),
        )
    }

    fn takes_nil(&self, ty: Ty) -> bool {
        self.is_dynamic(ty) || self.types.may_be_nil(ty)
    }

    /// The first key that a shape does not go without.
    fn required(&self, shape: &Table) -> Option<TextId> {
        let mut fields = shape.fields.iter();
        let field = fields.find(|field| !field.optional && !self.takes_nil(field.ty));
        field.map(|field| field.name)
    }
}

fn missing_key(name: TextId) -> Misfit {
    Misfit {
        extent: Extent::Every,
        steps: Vec::new(),
        why: Why::Missing(name),
    }
}

/// The first of the worst ones.
fn worse(a: Option<Misfit>, b: Option<Misfit>) -> Option<Misfit> {
    match (a, b) {
        (Some(a), Some(b)) if b.extent > a.extent => Some(b),
        (Some(a), _) => Some(a),
        (None, b) => b,
    }
}
