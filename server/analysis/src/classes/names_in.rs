//! The names of types that stand in a type.

use pipelua_syntax::luacats::{FieldKey, Name, TypeExpr, TypeKind};

/// Names that are never declared.
const BASIC: &[&str] = &[
    "any",
    "unknown",
    "nil",
    "void",
    "never",
    "boolean",
    "bool",
    "true",
    "false",
    "integer",
    "number",
    "string",
    "function",
    "table",
    "thread",
    "userdata",
    "lightuserdata",
    "self",
    "Promise",
];

/// Whether a type is known by this name everywhere.
pub fn is_basic(name: &str) -> bool {
    BASIC.contains(&name)
}

/// Calls `note` with all names of types in a type.
pub(crate) fn names_in<'t>(ty: &'t TypeExpr, note: &mut dyn FnMut(&'t Name)) {
    match &ty.kind {
        TypeKind::Named { name, arguments } => {
            note(name);
            for argument in arguments {
                names_in(argument, note);
            }
        }
        TypeKind::Array(inner) | TypeKind::Optional(inner) | TypeKind::Variadic(inner) => {
            names_in(inner, note);
        }
        TypeKind::Union(all) | TypeKind::Tuple(all) => all.iter().for_each(|ty| names_in(ty, note)),
        TypeKind::Table(fields) => {
            for field in fields {
                if let FieldKey::Type(key) = &field.key {
                    names_in(key, note);
                }
                names_in(&field.ty, note);
            }
        }
        TypeKind::Function(function) => {
            let params = function.params.iter().filter_map(|param| param.ty.as_ref());
            params.for_each(|ty| names_in(ty, note));
            function.returns.iter().for_each(|item| names_in(&item.ty, note));
        }
        TypeKind::Literal(_) | TypeKind::Backtick(_) | TypeKind::Missing => {}
    }
}
