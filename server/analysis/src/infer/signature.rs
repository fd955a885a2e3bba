//! Calls of functions of the sandbox: their signatures with the types of the arguments put in.

use std::rc::Rc;

use pipelua_rules::pattern::{Item, Pattern};
use pipelua_syntax::luacats::{FunctionType, TypeExpr, TypeKind, parse_type};
use rustc_hash::FxHashMap;

use super::values::{Row, Rows};
use super::{Infer, Ty};
use crate::classes::builtin_classes;
use crate::library::{self, LibraryEntry};
use crate::ty::{Field, Origin, Table, TyData};

/// Generic names with what the arguments say that they are.
type Bindings = FxHashMap<String, Ty>;

/// What a function of the sandbox gives, read from its signature once in an inference.
pub(super) struct Signature {
    function: FunctionType,
    /// The rows that it may give.
    rows: Vec<Vec<TypeExpr>>,
}

impl Signature {
    fn of(entry: &LibraryEntry) -> Option<Self> {
        let read = |text: &str| match parse_type(text).0.kind {
            TypeKind::Function(function) => Some(*function),
            _ => None,
        };
        let returns = |function: &FunctionType| function.returns.iter().map(|item| item.ty.clone()).collect();
        let function = read(&entry.entry.signature)?;
        let mut rows: Vec<Vec<TypeExpr>> = Vec::new();
        for row in &entry.entry.return_overloads {
            rows.push(returns(&read(&format!("fun(): {row}"))?));
        }
        if rows.is_empty() {
            rows.push(returns(&function));
        }
        Some(Self { function, rows })
    }
}

impl Infer<'_> {
    /// What a function of the sandbox gives for these arguments, `self` of a method among them.
    pub(super) fn builtin_rows(&mut self, index: u32, arguments: &[Ty]) -> Rows {
        let Some(entry) = library::entry(index) else {
            return Rows::unknown();
        };
        let first = arguments.first().copied().unwrap_or(Ty::UNKNOWN);
        match entry.path() {
            "error" => Rows::default(),
            "setmetatable" | "helpers.trace" => Rows::unknown(),
            "select" => self.selected(first, arguments),
            "table.unpack" => {
                let rest = self.types.items(first).unwrap_or(Ty::UNKNOWN);
                Rows::of(vec![Row {
                    values: Vec::new(),
                    rest,
                }])
            }
            "next" => self.next_entry(first),
            "table.pack" => Rows::one(self.packed()),
            "await" => Rows::one(self.awaited(first)),
            "assert" => {
                let first = self.types.truthy(first);
                let rest = arguments.get(1..).unwrap_or_default().iter().copied();
                let values = [first].into_iter().chain(rest).collect();
                Rows::of(vec![Row {
                    values,
                    rest: Ty::UNKNOWN,
                }])
            }
            "pcall" => self.guarded(first, arguments.get(1..).unwrap_or_default()),
            "xpcall" => self.guarded(first, arguments.get(2..).unwrap_or_default()),
            "string.match" => {
                let captures = self.captures(arguments.get(1).copied());
                Rows::of(vec![captures, Row::of(vec![Ty::NIL])])
            }
            _ if !entry.entry.overloads.is_empty() => {
                let first = self.types.import(entry.ty());
                Rows::of(vec![Row {
                    values: vec![first],
                    rest: Ty::UNKNOWN,
                }])
            }
            _ => self.signature_rows(index, entry, arguments),
        }
    }

    fn signature_rows(&mut self, index: u32, entry: &LibraryEntry, arguments: &[Ty]) -> Rows {
        let known = self.signatures.get(&index).cloned();
        let signature = known.unwrap_or_else(|| {
            let read = Signature::of(entry).map(Rc::new);
            self.signatures.insert(index, read.clone());
            read
        });
        let Some(signature) = signature else {
            return Rows::unknown();
        };
        let mut bindings = Bindings::default();
        for generic in &signature.function.generics {
            bindings.insert(generic.name.text.clone(), Ty::NEVER);
        }
        if !bindings.is_empty() {
            for (param, argument) in signature.function.params.iter().zip(arguments) {
                if let Some(ty) = &param.ty {
                    self.unify(ty, *argument, &mut bindings);
                }
            }
        }
        let rows = signature
            .rows
            .iter()
            .map(|row| self.instantiated_row(row, &bindings));
        Rows::of(rows.collect())
    }

    fn instantiated_row(&mut self, row: &[TypeExpr], bindings: &Bindings) -> Row {
        let mut values = Vec::with_capacity(row.len());
        for item in row {
            if let TypeKind::Variadic(inner) = &item.kind {
                let inner = self.instantiated(inner, bindings);
                let rest = self.types.join(inner, Ty::NIL);
                return Row { values, rest };
            }
            values.push(self.instantiated(item, bindings));
        }
        Row::of(values)
    }

    /// What an argument says of the generic names in the type of its parameter.
    fn unify(&mut self, param: &TypeExpr, argument: Ty, bindings: &mut Bindings) {
        match &param.kind {
            TypeKind::Named { name, arguments } if arguments.is_empty() => {
                if let Some(bound) = bindings.get_mut(&name.text) {
                    *bound = self.types.join(*bound, self.types.widen(argument));
                }
            }
            TypeKind::Optional(inner) => {
                let argument = self.types.non_nil(argument);
                self.unify(inner, argument, bindings);
            }
            TypeKind::Array(items) => {
                let argument = self.types.items(argument).unwrap_or(Ty::UNKNOWN);
                self.unify(items, argument, bindings);
            }
            _ => {}
        }
    }

    fn instantiated(&mut self, ty: &TypeExpr, bindings: &Bindings) -> Ty {
        match &ty.kind {
            TypeKind::Named { name, arguments } => match arguments.as_slice() {
                [value] if name.text == "Promise" => {
                    let value = self.instantiated(value, bindings);
                    self.types.intern(TyData::Promise(value))
                }
                _ => match bindings.get(&name.text) {
                    // No argument said what it is.
                    Some(&Ty::NEVER) => Ty::UNKNOWN,
                    Some(bound) => *bound,
                    None => self.types.import(&builtin_classes().resolve(ty)),
                },
            },
            TypeKind::Optional(inner) => {
                let inner = self.instantiated(inner, bindings);
                self.types.join(inner, Ty::NIL)
            }
            TypeKind::Array(items) if !bindings.is_empty() => {
                let items = self.instantiated(items, bindings);
                self.types.intern(TyData::Array(items))
            }
            _ => self.types.import(&builtin_classes().resolve(ty)),
        }
    }

    /// `select(n, ..)` with a number that is known, or `select("#", ..)`.
    fn selected(&self, index: Ty, arguments: &[Ty]) -> Rows {
        match self.types.get(index) {
            TyData::String(_) => Rows::one(Ty::INTEGER),
            TyData::Integer(Some(at)) => {
                let from = usize::try_from(*at).ok().filter(|from| *from > 0);
                let values = from.and_then(|from| arguments.get(from..)).unwrap_or_default();
                let values = values.to_vec();
                // The last argument may have been many.
                Rows::of(vec![Row {
                    values,
                    rest: Ty::UNKNOWN,
                }])
            }
            _ => Rows::unknown(),
        }
    }

    /// `next(t)`: a key with its value, or nil.
    fn next_entry(&mut self, table: Ty) -> Rows {
        let entry = self.entries(table, false);
        Rows::of(vec![entry, Row::of(vec![Ty::NIL])])
    }

    /// `table.pack(..)`: a list with its length.
    fn packed(&mut self) -> Ty {
        let name = self.types.intern_text("n");
        let length = Field {
            name,
            ty: Ty::INTEGER,
            optional: false,
        };
        self.types.intern(TyData::Table(Box::new(Table {
            origin: Origin::Elsewhere,
            fields: vec![length],
            items: Some(Ty::UNKNOWN),
            open: false,
        })))
    }

    /// The value of a promise; of any other value itself.
    pub(super) fn awaited(&mut self, ty: Ty) -> Ty {
        let members = self.types.members(&ty).to_vec();
        let values: Vec<Ty> = members
            .into_iter()
            .map(|member| match self.types.get(member) {
                TyData::Promise(value) => *value,
                _ => member,
            })
            .collect();
        self.types.union(values)
    }

    /// `pcall(f, ..)`: true and what `f` gives, or false and what was raised.
    fn guarded(&mut self, function: Ty, arguments: &[Ty]) -> Rows {
        let given = match self.types.get(function) {
            TyData::Closure(body) => self.returns.get(body).cloned().unwrap_or_else(Rows::unknown),
            TyData::Builtin(entry) => {
                let entry = *entry;
                self.builtin_rows(entry, arguments)
            }
            _ => Rows::unknown(),
        };
        let raised = Row::of(vec![Ty::FALSE, Ty::ANY]);
        let mut rows: Vec<Row> = given
            .iter()
            .map(|row| Row {
                values: [Ty::TRUE].into_iter().chain(row.values.iter().copied()).collect(),
                rest: row.rest,
            })
            .collect();
        rows.push(raised);
        Rows::of(rows)
    }

    /// What a match of a pattern gives: its captures, or the whole match.
    pub(super) fn captures(&self, pattern: Option<Ty>) -> Row {
        let rest = Ty::UNKNOWN;
        let unknown = Row {
            values: vec![Ty::STRING],
            rest,
        };
        let Some(text) = pattern.and_then(|pattern| self.types.as_string_literal(pattern)) else {
            return Row {
                values: vec![Ty::UNKNOWN],
                rest,
            };
        };
        let pattern = Pattern::new(text.as_bytes());
        if pattern.fault().is_some() {
            return unknown;
        }
        let mut values: Vec<Ty> = Vec::new();
        for item in pattern.items() {
            if let Item::Open { position, .. } = item {
                values.push(if *position { Ty::INTEGER } else { Ty::STRING });
            }
        }
        if values.is_empty() {
            values.push(Ty::STRING);
        }
        Row::of(values)
    }
}
