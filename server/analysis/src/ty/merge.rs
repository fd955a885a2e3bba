//! The table of one constructor, as two paths know it: one table, in which a key of only one path is optional.

use pipelua_syntax::NodeId;

use super::repr::{Origin, Table, Ty, TyData, Types};

/// A merged table with more keys is open.
const MAX_KEYS: usize = 256;

impl Types {
    /// Makes one of the tables that come from the same constructor.
    pub(super) fn merge_tables(&mut self, members: &mut Vec<Ty>) {
        let tables = members
            .iter()
            .filter(|member| self.literal_of(**member).is_some());
        if tables.count() < 2 {
            return;
        }
        let mut out: Vec<Ty> = Vec::with_capacity(members.len());
        for member in std::mem::take(members) {
            let literal = self.literal_of(member);
            let same = out
                .iter()
                .position(|other| literal.is_some() && self.literal_of(*other) == literal);
            match same {
                Some(at) => out[at] = self.merge(out[at], member),
                None => out.push(member),
            }
        }
        out.sort_unstable();
        out.dedup();
        *members = out;
    }

    fn literal_of(&self, ty: Ty) -> Option<NodeId> {
        match self.get(ty) {
            TyData::Table(table) => match table.origin {
                Origin::Literal(literal) => Some(literal),
                Origin::Elsewhere => None,
            },
            _ => None,
        }
    }

    fn merge(&mut self, a: Ty, b: Ty) -> Ty {
        if a == b {
            return a;
        }
        if let Some(known) = self.merged.get(&(a, b)) {
            return *known;
        }
        let (TyData::Table(left), TyData::Table(right)) = (self.get(a), self.get(b)) else {
            return a;
        };
        let (left, right) = (left.clone(), right.clone());
        let merged = self.merge_fields(*left, &right);
        let merged = self.intern(TyData::Table(Box::new(merged)));
        self.merged.insert((a, b), merged);
        merged
    }

    fn merge_fields(&mut self, mut left: Table, right: &Table) -> Table {
        for field in &mut left.fields {
            if let Some(other) = right.field(field.name) {
                field.ty = self.join(field.ty, other.ty);
                field.optional |= other.optional;
            } else {
                field.optional = true;
                if right.open {
                    field.ty = Ty::UNKNOWN;
                }
            }
        }
        let is_left_open = left.open;
        for field in &right.fields {
            if left.field(field.name).is_some() {
                continue;
            }
            if left.fields.len() >= MAX_KEYS {
                left.open = true;
            } else {
                let mut field = field.clone();
                field.optional = true;
                if is_left_open {
                    field.ty = Ty::UNKNOWN;
                }
                left.fields.push(field);
            }
        }
        left.items = match (left.items, right.items) {
            (Some(a), Some(b)) => Some(self.join(a, b)),
            (a, b) => a.or(b),
        };
        left.open |= right.open;
        left
    }
}

#[cfg(test)]
mod tests {
    use super::super::repr::Field;
    use super::*;

    #[test]
    fn one_constructor_on_two_paths_is_one_table() {
        let mut types = Types::default();
        let mut table = |names: &[(&str, Ty)]| {
            let fields = names.iter().map(|(name, ty)| Field {
                name: types.intern_text(name),
                ty: *ty,
                optional: false,
            });
            let fields = fields.collect();
            let origin = Origin::Literal(NodeId(7));
            types.intern(TyData::Table(Box::new(Table {
                origin,
                fields,
                items: None,
                open: false,
            })))
        };
        let with = table(&[("allowed", Ty::TRUE), ("data", Ty::TABLE)]);
        let without = table(&[("allowed", Ty::FALSE)]);
        let joined = types.join(with, without);
        assert_eq!(types.display(joined), "{ allowed: boolean, data?: table }");
    }
}
