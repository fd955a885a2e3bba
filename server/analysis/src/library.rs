//! The sandbox as types see it: each entry of `schemas/sandbox` under a number, with its members.

use std::sync::OnceLock;

use pipelua_schemas::{Entry, EntryKind};
use pipelua_syntax::luacats::{FunctionType, TypeExpr, TypeKind, parse_type};
use rustc_hash::FxHashMap;

use crate::classes::builtin_classes;
use crate::ty::PortableType;

/// One global, function, table or value of the sandbox.
#[derive(Debug)]
pub(crate) struct LibraryEntry {
    pub entry: &'static Entry,
    members: FxHashMap<&'static str, u32>,
    /// Read from the signature when it is first asked for.
    ty: OnceLock<PortableType>,
    /// The same of the ways to call it.
    signatures: OnceLock<Vec<Signature>>,
}

/// A way to call a function of the sandbox.
#[derive(Debug)]
pub(crate) struct Signature {
    /// As `schemas/sandbox` writes it; the ranges of the types are places in it.
    text: &'static str,
    pub(crate) function: FunctionType,
    /// The rows that it may give.
    pub(crate) rows: Vec<Vec<TypeExpr>>,
}

impl Signature {
    fn read(text: &'static str, row_overloads: &[String]) -> Option<Self> {
        let function = |text: &str| match parse_type(text).0.kind {
            TypeKind::Function(function) => Some(*function),
            _ => None,
        };
        let returns = |function: FunctionType| function.returns.into_iter().map(|item| item.ty).collect();
        let mut rows: Vec<Vec<TypeExpr>> = Vec::new();
        for row in row_overloads {
            rows.push(returns(function(&format!("fun(): {row}"))?));
        }
        let function = function(text)?;
        if rows.is_empty() {
            rows.push(returns(function.clone()));
        }
        Some(Self { text, function, rows })
    }

    /// A type of it as written.
    pub(crate) fn shown(&self, ty: &TypeExpr) -> &'static str {
        let (start, end) = (ty.range.start as usize, ty.range.end as usize);
        self.text.get(start..end).unwrap_or_default()
    }
}

impl LibraryEntry {
    /// The ways to call it, if it is a function: the first one is its signature, the others are its overloads.
    pub(crate) fn signatures(&self) -> &[Signature] {
        self.signatures.get_or_init(|| {
            let first = Signature::read(&self.entry.signature, &self.entry.return_overloads);
            let others = self
                .entry
                .overloads
                .iter()
                .filter_map(|text| Signature::read(text, &[]));
            first.into_iter().chain(others).collect()
        })
    }

    pub(crate) fn path(&self) -> &'static str {
        &self.entry.path
    }

    pub(crate) fn member(&self, name: &str) -> Option<u32> {
        self.members.get(name).copied()
    }

    /// The names of its members, in documented order.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'static str> {
        pipelua_schemas::builtin()
            .sandbox()
            .members(self.path())
            .map(Entry::name)
    }

    /// Of a function: the type of the first value that each of its calls returns. Of a value: its type.
    pub(crate) fn ty(&self) -> &PortableType {
        self.ty.get_or_init(|| {
            let first = first_value(&self.entry.signature);
            self.entry
                .overloads
                .iter()
                .fold(first, |ty, overload| ty.join(&first_value(overload)))
        })
    }

    pub(crate) fn is_value(&self) -> bool {
        self.entry.kind == EntryKind::Value && self.members.is_empty()
    }

    /// Whether reading an unknown key of it gives nil for certain.
    pub(crate) fn is_closed_table(&self) -> bool {
        self.entry.kind == EntryKind::Table || !self.members.is_empty()
    }
}

struct Library {
    entries: Vec<LibraryEntry>,
    by_path: FxHashMap<&'static str, u32>,
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let all = pipelua_schemas::builtin().sandbox().entries();
        let by_path: FxHashMap<_, _> = all.iter().map(|entry| entry.path.as_str()).zip(0..).collect();
        let mut entries: Vec<_> = all
            .iter()
            .map(|entry| LibraryEntry {
                entry,
                members: FxHashMap::default(),
                ty: OnceLock::new(),
                signatures: OnceLock::new(),
            })
            .collect();
        for (index, entry) in (0u32..).zip(all) {
            if let Some(parent) = entry.parent().and_then(|parent| by_path.get(parent)) {
                entries[*parent as usize].members.insert(entry.name(), index);
            }
        }
        Library { entries, by_path }
    })
}

/// The entry under a number.
pub(crate) fn entry(index: u32) -> Option<&'static LibraryEntry> {
    library().entries.get(index as usize)
}

/// The number of the entry at a dotted path, such as `helpers.json.encode`.
pub(crate) fn entry_at(path: &str) -> Option<u32> {
    library().by_path.get(path).copied()
}

/// What a signature says of the first value: `nil` may stand there if none is returned.
fn first_value(signature: &str) -> PortableType {
    let (ty, errors) = parse_type(signature);
    let classes = builtin_classes();
    match ty.kind {
        _ if !errors.is_empty() => PortableType::Unknown,
        TypeKind::Function(function) => match function.returns.first().map(|first| &first.ty) {
            None => PortableType::Nil,
            Some(TypeExpr {
                kind: TypeKind::Variadic(ty),
                ..
            }) => classes.resolve(ty).or_nil(),
            Some(ty) => classes.resolve(ty),
        },
        _ => classes.resolve(&ty),
    }
}

/// Whether any entry is out of use.
pub(crate) fn has_deprecated() -> bool {
    static ANY: OnceLock<bool> = OnceLock::new();
    *ANY.get_or_init(|| {
        (0..)
            .map_while(entry)
            .any(|entry| entry.entry.deprecated.is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ty::Types;

    #[test]
    fn a_signature_says_what_a_call_returns() {
        let shown = |path: &str| {
            let mut types = Types::default();
            let ty = types.import(entry_at(path).and_then(entry).unwrap().ty());
            types.display(ty)
        };
        for (path, ty) in [
            ("tostring", "string"),
            ("tonumber", "number?"),
            ("helpers.env", "string"),
            ("helpers.json.decode", "any"),
            ("helpers.log", "nil"),
            ("string.byte", "integer?"),
            ("string.find", "integer?"),
            ("pcall", "boolean"),
            ("math.pi", "number"),
            ("select", "any"),
        ] {
            assert_eq!((path, shown(path).as_str()), (path, ty));
        }
    }

    #[test]
    fn every_signature_can_be_read() {
        for entry in pipelua_schemas::builtin().sandbox().entries() {
            for signature in std::iter::once(&entry.signature).chain(&entry.overloads) {
                let (_, errors) = parse_type(signature);
                assert!(errors.is_empty(), "{}: {signature}: {errors:?}", entry.path);
            }
        }
    }
}
