//! Whether types fit the contract.

use pipelua_syntax::NodeId;

use super::{FaultKind, RESULT_KEYS, key_places, likely_key};
use crate::lint::LuaContext;
use crate::ty::{Field, Kinds, Origin, Table, Types};

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
        match types.kind_of(*member) {
            Some(kind) if !fits.contains(kind) => wrong = wrong.or(kind),
            _ => is_fine = true,
        }
    }
    (wrong != Kinds::NONE).then_some((wrong, !is_fine))
}
