//! What `type(x)` says of a value: the kinds of a type, and the words for them.

use pipelua_schemas::EntryKind;

use super::repr::{Ty, TyData, Types};
use crate::library;

/// A set of the kinds of values that `type(x)` tells apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Kinds(u8);

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const NIL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(1 << 1);
    pub(crate) const NUMBER: Self = Self(1 << 2);
    pub(crate) const STRING: Self = Self(1 << 3);
    pub(crate) const TABLE: Self = Self(1 << 4);
    pub(crate) const FUNCTION: Self = Self(1 << 5);
    pub(crate) const THREAD: Self = Self(1 << 6);

    const WORDS: [(Self, &str); 7] = [
        (Self::BOOLEAN, "a boolean"),
        (Self::NUMBER, "a number"),
        (Self::STRING, "a string"),
        (Self::TABLE, "a table"),
        (Self::FUNCTION, "a function"),
        (Self::THREAD, "a thread"),
        (Self::NIL, "nil"),
    ];

    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The type of all values of one kind.
    fn only(self) -> Option<Ty> {
        Some(match self {
            Self::NIL => Ty::NIL,
            Self::BOOLEAN => Ty::BOOLEAN,
            Self::NUMBER => Ty::NUMBER,
            Self::STRING => Ty::STRING,
            Self::TABLE => Ty::TABLE,
            Self::FUNCTION => Ty::FUNCTION,
            Self::THREAD => Ty::THREAD,
            _ => return None,
        })
    }

    /// What `type(x)` calls so; nothing for a word that it never says.
    pub(crate) fn named(name: &str) -> Self {
        let is_it = |word: &str| word.strip_prefix("a ").unwrap_or(word) == name;
        Self::WORDS
            .iter()
            .find(|(_, word)| is_it(word))
            .map_or(Self::NONE, |(kind, _)| *kind)
    }

    /// `a string`, `a number or nil`.
    pub(crate) fn words(self) -> String {
        let words: Vec<&str> = Self::WORDS
            .iter()
            .filter(|(kind, _)| self.contains(*kind))
            .map(|(_, word)| *word)
            .collect();
        match words.as_slice() {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => format!("{} or {last}", first.join(", ")),
        }
    }
}

impl Types {
    /// What `type(x)` says of a type that is no union; `None` if that is not known.
    pub(crate) fn kind_of(&self, ty: Ty) -> Option<Kinds> {
        match self.get(ty) {
            TyData::Nil => Some(Kinds::NIL),
            TyData::Boolean(_) => Some(Kinds::BOOLEAN),
            TyData::Integer(_) | TyData::Number(_) => Some(Kinds::NUMBER),
            TyData::String(_) => Some(Kinds::STRING),
            TyData::Thread => Some(Kinds::THREAD),
            TyData::AnyFunction | TyData::Function(_) | TyData::Closure(_) => Some(Kinds::FUNCTION),
            TyData::Table(_)
            | TyData::AnyTable
            | TyData::Array(_)
            | TyData::Map(..)
            | TyData::Class(_)
            | TyData::Context { .. } => Some(Kinds::TABLE),
            TyData::Builtin(entry) => match library::entry(*entry)?.entry.kind {
                EntryKind::Function => Some(Kinds::FUNCTION),
                EntryKind::Table => Some(Kinds::TABLE),
                EntryKind::Value => None,
            },
            TyData::Never
            | TyData::Any
            | TyData::Unknown
            | TyData::Instance(_)
            | TyData::Promise(_)
            | TyData::Union(_) => None,
        }
    }

    /// The parts of a type of which `type(x)` says one of these, and the others; what is not known is in both.
    pub(crate) fn split_by_kind(&mut self, ty: Ty, kinds: Kinds) -> (Ty, Ty) {
        let members = self.members(&ty).to_vec();
        let is = |member: Ty| self.kind_of(member).map(|kind| kinds.contains(kind));
        let same: Vec<Ty> = members
            .iter()
            .copied()
            .filter(|at| is(*at) != Some(false))
            // Of anything at all, this is known now.
            .map(|at| {
                if self.is_dynamic(at) {
                    kinds.only().unwrap_or(at)
                } else {
                    at
                }
            })
            .collect();
        let other: Vec<Ty> = members
            .iter()
            .copied()
            .filter(|at| is(*at) != Some(true))
            .collect();
        (self.union(same), self.union(other))
    }

    /// The parts of a type of which `math.type(x)` says "integer", or "float", and the others.
    pub(crate) fn split_by_subtype(&mut self, ty: Ty, is_integer: bool) -> (Ty, Ty) {
        let members = self.members(&ty).to_vec();
        let (mut same, mut other) = (Vec::new(), Vec::new());
        for member in members {
            match self.get(member) {
                TyData::Integer(_) if is_integer => same.push(member),
                // A number may be either.
                TyData::Number(None) | TyData::Any | TyData::Unknown => {
                    same.push(if is_integer { Ty::INTEGER } else { Ty::NUMBER });
                    other.push(member);
                }
                TyData::Number(_) if !is_integer => same.push(member),
                _ => other.push(member),
            }
        }
        (self.union(same), self.union(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Kinds;

    #[test]
    fn kinds_are_worded_as_a_list() {
        assert_eq!(Kinds::STRING.words(), "a string");
        assert_eq!(
            Kinds::NIL.or(Kinds::NUMBER).or(Kinds::BOOLEAN).words(),
            "a boolean, a number or nil"
        );
        assert_eq!(
            Kinds::NIL.or(Kinds::STRING).without(Kinds::NIL).words(),
            "a string"
        );
    }
}
