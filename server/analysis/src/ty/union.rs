//! Joining types, and splitting them by truth.

use super::repr::{Ty, TyData, Types};

/// More members than this are widened: literals to their base, else to `unknown`.
const MAX_MEMBERS: usize = 16;

impl Types {
    /// The type of a value that is one of the two.
    pub fn join(&mut self, a: Ty, b: Ty) -> Ty {
        if a == b || b == Ty::NEVER {
            return a;
        }
        if a == Ty::NEVER {
            return b;
        }
        self.union([a, b])
    }

    /// The type of a value that is one of these.
    pub fn union(&mut self, types: impl IntoIterator<Item = Ty>) -> Ty {
        let mut members: Vec<Ty> = Vec::new();
        for ty in types {
            match self.get(ty) {
                TyData::Never => {}
                TyData::Any | TyData::Unknown => return ty,
                TyData::Union(inner) => members.extend(inner.iter()),
                _ => members.push(ty),
            }
        }
        members.sort_unstable();
        members.dedup();
        let is_instance = |member: &Ty| matches!(self.get(*member), TyData::Instance(_));
        if members.len() > 1 && members.iter().any(is_instance) {
            return Ty::UNKNOWN;
        }
        self.merge_tables(&mut members);
        if members.contains(&Ty::TRUE) && members.contains(&Ty::FALSE) {
            members.push(Ty::BOOLEAN);
        }
        let has = |ty: Ty, members: &[Ty]| members.contains(&ty);
        let bases = [Ty::BOOLEAN, Ty::INTEGER, Ty::NUMBER, Ty::STRING].map(|base| has(base, &members));
        members.retain(|member| match self.get(*member) {
            TyData::Boolean(Some(_)) => !bases[0],
            TyData::Integer(Some(_)) => !bases[1] && !bases[2],
            TyData::Integer(None) | TyData::Number(Some(_)) => !bases[2],
            TyData::String(Some(_)) => !bases[3],
            _ => true,
        });
        members.sort_unstable();
        members.dedup();
        if members.len() > MAX_MEMBERS {
            let widened: Vec<Ty> = members.iter().map(|member| self.widen(*member)).collect();
            members = widened;
            members.sort_unstable();
            members.dedup();
            if members.len() > MAX_MEMBERS {
                return Ty::UNKNOWN;
            }
        }
        match members[..] {
            [] => Ty::NEVER,
            [one] => one,
            _ => self.intern(TyData::Union(members.into())),
        }
    }

    /// A literal's base type; any other type itself.
    pub fn widen(&self, ty: Ty) -> Ty {
        match self.get(ty) {
            TyData::Boolean(Some(_)) => Ty::BOOLEAN,
            TyData::Integer(Some(_)) => Ty::INTEGER,
            TyData::Number(Some(_)) => Ty::NUMBER,
            TyData::String(Some(_)) => Ty::STRING,
            _ => ty,
        }
    }

    /// The type with each of its literals as what it is a case of.
    pub(crate) fn widen_members(&mut self, ty: Ty) -> Ty {
        self.union(
            self.members(&ty)
                .iter()
                .map(|member| self.widen(*member))
                .collect::<Vec<_>>(),
        )
    }

    /// The part of a type that counts as true.
    pub fn truthy(&mut self, ty: Ty) -> Ty {
        self.filter(ty, |member| match member {
            Ty::NIL | Ty::FALSE => Ty::NEVER,
            Ty::BOOLEAN => Ty::TRUE,
            other => other,
        })
    }

    /// The part of a type that counts as false: `nil` and `false`.
    pub fn falsy(&mut self, ty: Ty) -> Ty {
        let mut dynamic = false;
        for member in self.members(&ty) {
            dynamic |= self.is_dynamic(*member);
        }
        if dynamic {
            return ty;
        }
        self.filter(ty, |member| match member {
            Ty::NIL | Ty::FALSE => member,
            Ty::BOOLEAN => Ty::FALSE,
            _ => Ty::NEVER,
        })
    }

    /// The type of `not x`.
    pub fn negate(&mut self, ty: Ty) -> Ty {
        match (self.truthy(ty), self.falsy(ty)) {
            (Ty::NEVER, Ty::NEVER) => Ty::NEVER,
            (Ty::NEVER, _) => Ty::TRUE,
            (_, Ty::NEVER) => Ty::FALSE,
            _ => Ty::BOOLEAN,
        }
    }

    /// The type without `nil`.
    pub fn non_nil(&mut self, ty: Ty) -> Ty {
        self.without(ty, Ty::NIL)
    }

    /// The type without `nil`, unless nil is all that there is.
    pub(crate) fn non_nil_part(&mut self, ty: Ty) -> Ty {
        if ty == Ty::NIL { ty } else { self.non_nil(ty) }
    }

    /// The type without the one value of `unit`.
    pub(crate) fn without(&mut self, ty: Ty, unit: Ty) -> Ty {
        let rest = |member| match (member, unit) {
            _ if member == unit => Ty::NEVER,
            (Ty::BOOLEAN, Ty::TRUE) => Ty::FALSE,
            (Ty::BOOLEAN, Ty::FALSE) => Ty::TRUE,
            _ => member,
        };
        self.filter(ty, rest)
    }

    /// The type without the members of another one; a literal goes with its base.
    pub(crate) fn without_members(&mut self, ty: Ty, gone: Ty) -> Ty {
        let gone: Vec<Ty> = self.members(&gone).to_vec();
        let kept: Vec<Ty> = self
            .members(&ty)
            .iter()
            .copied()
            .filter(|member| !gone.contains(member) && !gone.contains(&self.widen(*member)))
            .collect();
        if kept.is_empty() { ty } else { self.union(kept) }
    }

    /// The part of a type that may equal the one value of `unit`. A number may equal an integer and be none.
    pub(crate) fn only(&mut self, ty: Ty, unit: Ty) -> Ty {
        let base = self.widen(unit);
        if base == Ty::INTEGER {
            let kept: Vec<Ty> = self
                .members(&ty)
                .iter()
                .copied()
                .filter_map(|member| match self.get(member) {
                    TyData::Integer(_) => (member == unit || member == base).then_some(unit),
                    TyData::Number(_) | TyData::Any | TyData::Unknown | TyData::Instance(_) => Some(member),
                    _ => None,
                })
                .collect();
            return self.union(kept);
        }
        let has = self
            .members(&ty)
            .iter()
            .any(|member| *member == unit || *member == base || self.is_dynamic(*member));
        if has { unit } else { Ty::NEVER }
    }

    /// Whether it has one value only.
    pub(crate) fn is_unit(&self, ty: Ty) -> bool {
        matches!(
            self.get(ty),
            TyData::Nil | TyData::Boolean(Some(_)) | TyData::Integer(Some(_)) | TyData::String(Some(_))
        )
    }

    /// Whether `nil` is a value of it; of dynamic types it is not said.
    pub fn may_be_nil(&self, ty: Ty) -> bool {
        self.members(&ty).contains(&Ty::NIL)
    }

    /// Whether joining it with itself round a loop cannot make it grow.
    pub fn is_stable(&self, ty: Ty) -> bool {
        self.members(&ty).iter().all(|member| {
            !matches!(
                self.get(*member),
                TyData::Table(_) | TyData::Array(_) | TyData::Map(..)
            )
        })
    }

    fn filter(&mut self, ty: Ty, keep: impl Fn(Ty) -> Ty) -> Ty {
        if let TyData::Union(members) = self.get(ty) {
            let kept: Vec<Ty> = members.iter().map(|member| keep(*member)).collect();
            return self.union(kept);
        }
        keep(ty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_is_flat_sorted_and_absorbs_literals() {
        let mut types = Types::default();
        let (a, b) = (types.string_literal("a"), types.string_literal("b"));
        let ab = types.join(a, b);
        assert_eq!(types.join(b, a), ab);
        assert_eq!(types.join(ab, Ty::STRING), Ty::STRING);
        assert_eq!(types.join(Ty::TRUE, Ty::FALSE), Ty::BOOLEAN);
        assert_eq!(types.join(Ty::INTEGER, Ty::NUMBER), Ty::NUMBER);
        assert_eq!(types.join(ab, Ty::UNKNOWN), Ty::UNKNOWN);
        assert_eq!(types.join(Ty::NEVER, ab), ab);
    }

    #[test]
    fn many_literals_widen_to_their_base() {
        let mut types = Types::default();
        let literals: Vec<Ty> = (0..17).map(|n| types.string_literal(&n.to_string())).collect();
        assert_eq!(types.union(literals), Ty::STRING);
    }

    #[test]
    fn truth_splits_a_type() {
        let mut types = Types::default();
        let maybe = types.union([Ty::STRING, Ty::NIL, Ty::BOOLEAN]);
        let yes = types.union([Ty::STRING, Ty::TRUE]);
        let no = types.union([Ty::NIL, Ty::FALSE]);
        assert_eq!((types.truthy(maybe), types.falsy(maybe)), (yes, no));
        assert_eq!(types.falsy(Ty::UNKNOWN), Ty::UNKNOWN);
        assert_eq!(types.falsy(Ty::STRING), Ty::NEVER);
    }
}
