//! Values of classes: by name, and tables by what the class declares.

use rustc_hash::FxHashMap;

use super::super::repr::{TextId, Ty, TyData};
use super::{Extent, Misfit, Question, Step, Why};

/// Fields of a class that a table is held against.
const MAX_FIELDS: usize = 256;

impl Question<'_> {
    /// A value of one class where another one is asked for.
    pub(super) fn misfit_of_classes(
        &mut self,
        class: TextId,
        of: TextId,
        found: Ty,
        expected: Ty,
    ) -> Option<Misfit> {
        if self.types.inherits(class, of) {
            return None;
        }
        // What a parent is that is not known is not known.
        let is_open = |class: &TextId| self.types.class(*class).is_none_or(|class| class.open);
        if self.types.lineage(class).iter().any(is_open) {
            return None;
        }
        // One that inherits from it may be what it is in fact.
        let extent = if self.types.inherits(of, class) {
            Extent::Wider
        } else {
            Extent::Every
        };
        Some(self.type_misfit(&[found], expected, extent))
    }

    /// A table that is no class where a class is asked for: it must have what the class declares.
    pub(super) fn misfit_of_class(&mut self, found: Ty, class: TextId, depth: u32) -> Option<Misfit> {
        let TyData::Table(table) = self.types.get(found).clone() else {
            return None;
        };
        // The largest classes are not held against each table in full.
        let fields = self.types.class_fields(class).take(MAX_FIELDS);
        let fields: Vec<_> = fields.cloned().collect();
        let places: FxHashMap<TextId, usize> = table.fields.iter().map(|field| field.name).zip(0..).collect();
        for field in fields {
            let asked = if field.optional {
                self.types.join(field.ty, Ty::NIL)
            } else {
                field.ty
            };
            let misfit = match places.get(&field.name).and_then(|at| table.fields.get(*at)) {
                Some(there) => {
                    let given = if there.optional {
                        self.types.join(there.ty, Ty::NIL)
                    } else {
                        there.ty
                    };
                    self.inside(Step::Field(field.name), given, asked, depth)
                }
                None if table.open || field.optional || self.is_dynamic(field.ty) => None,
                None => Some(Misfit {
                    extent: Extent::Every,
                    steps: Vec::new(),
                    why: Why::Missing(field.name),
                }),
            };
            if misfit.is_some() {
                return misfit;
            }
        }
        None
    }
}
