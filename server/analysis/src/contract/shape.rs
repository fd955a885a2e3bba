//! Whether types fit the contract, and the words for those that do not.

use pipelua_schemas::EntryKind;
use pipelua_syntax::NodeId;

use super::{FaultKind, RESULT_KEYS, key_places, likely_key};
use crate::library;
use crate::lint::LuaContext;
use crate::ty::{Field, Origin, Table, Ty, TyData, Types};

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

/// What `type(x)` says of a type that is no union; `None` if that is not known.
pub(super) fn kind_of(types: &Types, ty: Ty) -> Option<Kinds> {
    match types.get(ty) {
        TyData::Nil => Some(Kinds::NIL),
        TyData::Boolean(_) => Some(Kinds::BOOLEAN),
        TyData::Integer(_) | TyData::Number(_) => Some(Kinds::NUMBER),
        TyData::String(_) => Some(Kinds::STRING),
        TyData::Thread => Some(Kinds::THREAD),
        TyData::AnyFunction | TyData::Closure(_) => Some(Kinds::FUNCTION),
        TyData::Table(_) | TyData::AnyTable | TyData::Array(_) | TyData::Map(..) | TyData::Context { .. } => {
            Some(Kinds::TABLE)
        }
        TyData::Builtin(entry) => match library::entry(*entry)?.entry.kind {
            EntryKind::Function => Some(Kinds::FUNCTION),
            EntryKind::Table => Some(Kinds::TABLE),
            EntryKind::Value => None,
        },
        TyData::Never | TyData::Any | TyData::Unknown | TyData::Union(_) => None,
    }
}

/// The faults of one table that `value` returns, and whether each is certain.
pub(super) fn table_faults(
    cx: &LuaContext<'_>,
    value: NodeId,
    table: &Table,
) -> Vec<(NodeId, FaultKind, bool)> {
    // Others may have written to it what is missing or wrong here.
    if table.open {
        return Vec::new();
    }
    let mut found = Vec::new();
    let literal = match table.origin {
        Origin::Literal(literal) => Some(literal),
        Origin::Elsewhere => None,
    };
    let place = |name: &str| {
        let literal = literal?;
        let places = key_places(cx.tree, cx.scopes, literal, name);
        places.last().copied()
    };
    let types = &cx.inference.types;
    let field = |name: &str| table.fields.iter().find(|field| types.text(field.name) == name);
    if let Some(allowed) = field("allowed") {
        if let Some((kinds, certain)) = misfit(types, allowed, Kinds::BOOLEAN) {
            let at = place("allowed").map_or(value, |place| place.value);
            found.push((at, FaultKind::Allowed(kinds), certain));
        }
    } else {
        let mut names = table.fields.iter().map(|field| types.text(field.name));
        let misspelt =
            names.find(|name| !RESULT_KEYS.contains(name) && likely_key(name, &["allowed"]).is_some());
        let fault = match misspelt.and_then(|name| Some((name, place(name)?))) {
            Some((name, place)) => (place.key, FaultKind::MisspeltAllowed(name.to_owned()), true),
            None => (literal.unwrap_or(value), FaultKind::MissingAllowed, true),
        };
        found.push(fault);
    }
    let misfit_of = |name: &str, fits: Kinds| {
        let (kinds, certain) = misfit(types, field(name)?, fits.or(Kinds::NIL))?;
        Some((place(name).map_or(value, |place| place.value), kinds, certain))
    };
    if let Some((at, kinds, certain)) = misfit_of("error", Kinds::STRING) {
        found.push((at, FaultKind::Error(kinds), certain));
    }
    if let Some((at, kinds, certain)) = misfit_of("data", Kinds::TABLE) {
        found.push((at, FaultKind::Data(kinds), certain));
    }
    found
}

/// The kinds of a key's value that do not fit, and whether nothing else is possible.
fn misfit(types: &Types, field: &Field, fits: Kinds) -> Option<(Kinds, bool)> {
    let mut wrong = Kinds::NONE;
    let mut is_fine = field.optional;
    for member in types.members(&field.ty) {
        match kind_of(types, *member) {
            Some(kind) if !fits.contains(kind) => wrong = wrong.or(kind),
            _ => is_fine = true,
        }
    }
    (wrong != Kinds::NONE).then_some((wrong, !is_fine))
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
