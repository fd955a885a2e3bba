//! Calls of functions of the sandbox: their signatures with the types of the arguments put in.

use pipelua_rules::pattern::{Item, Pattern};
use pipelua_syntax::luacats::{FunctionType, Literal, TypeExpr, TypeKind};
use rustc_hash::FxHashMap;

use super::values::{Row, Rows};
use super::{Infer, Ty};
use crate::classes::builtin_classes;
use crate::library;
use crate::ty::{Field, Origin, Table, TyData};

/// Generic names with what the arguments say that they are.
pub(super) type Bindings = FxHashMap<String, Ty>;

/// A union with more members binds no generic name.
const MAX_MEMBERS: usize = 16;

impl Infer<'_> {
    /// What a function of the sandbox gives for these arguments, `self` of a method among them. `ways` are the
    /// signatures by which it may be called so; it is called by one of them.
    pub(super) fn builtin_rows(&mut self, index: u32, ways: &[usize], arguments: &[Ty]) -> Rows {
        let Some(entry) = library::entry(index) else {
            return Rows::unknown();
        };
        let first = arguments.first().copied().unwrap_or(Ty::UNKNOWN);
        match entry.path() {
            "error" => Rows::default(),
            "setmetatable" => Rows::unknown(),
            "helpers.trace" => match arguments.iter().rev().find_map(|at| self.rows_of_function(*at)) {
                Some(rows) => rows,
                None => Rows::unknown(),
            },
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
            _ => {
                let mut rows: Vec<Row> = Vec::new();
                for signature in entry
                    .signatures()
                    .iter()
                    .enumerate()
                    .filter_map(|(at, one)| ways.contains(&at).then_some(one))
                {
                    let bindings = self.bindings(&signature.function, arguments);
                    for row in &signature.rows {
                        let row = self.instantiated_row(row, &bindings);
                        if !rows.contains(&row) {
                            rows.push(row);
                        }
                    }
                }
                if rows.is_empty() {
                    Rows::unknown()
                } else {
                    Rows::of(rows)
                }
            }
        }
    }

    /// What the arguments of a call say of the generic names of a signature.
    pub(super) fn bindings(&mut self, function: &FunctionType, arguments: &[Ty]) -> Bindings {
        let mut bindings = Bindings::default();
        for generic in &function.generics {
            bindings.insert(generic.name.text.clone(), Ty::NEVER);
        }
        if bindings.is_empty() {
            return bindings;
        }
        let mut params = function.params.iter().peekable();
        for argument in arguments {
            // The last one takes all that is left, if it is `...`.
            let param = match params.peek() {
                Some(param) if param.name.text == "..." => Some(*param),
                Some(_) => params.next(),
                None => None,
            };
            if let Some(ty) = param.and_then(|param| param.ty.as_ref()) {
                self.unify(ty, *argument, &mut bindings);
            }
        }
        bindings
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
    pub(super) fn unify(&mut self, param: &TypeExpr, argument: Ty, bindings: &mut Bindings) {
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
            TypeKind::Named { name, arguments } if name.text == "table" && arguments.len() == 2 => {
                let entry = self.entries(argument, false);
                for (at, of) in arguments.iter().enumerate() {
                    self.unify(of, entry.at(at), bindings);
                }
            }
            TypeKind::Named { name, arguments } if name.text == "Promise" => {
                let value = self.awaited(argument);
                for of in arguments {
                    self.unify(of, value, bindings);
                }
            }
            // What a callback gives.
            TypeKind::Function(function) => {
                let rows = self.rows_of_function(argument).unwrap_or_else(Rows::unknown);
                for (at, item) in function.returns.iter().enumerate() {
                    let given = rows.column(at, &mut self.types);
                    self.unify(&item.ty, given, bindings);
                }
            }
            TypeKind::Variadic(inner) => self.unify(inner, argument, bindings),
            // The part of the argument that no other member takes is the generic one's.
            TypeKind::Union(members) if members.len() <= MAX_MEMBERS => {
                let mut rest = argument;
                for member in members {
                    let plain = self.instantiated(member, &Bindings::default());
                    if !self.types.is_dynamic(plain) {
                        rest = self.types.refused(rest, plain);
                    }
                }
                for member in members {
                    if matches!(&member.kind, TypeKind::Named { name, .. } if bindings.contains_key(&name.text))
                    {
                        self.unify(member, rest, bindings);
                    }
                }
            }
            _ => {}
        }
    }

    /// What a call of a function gives, where that is known.
    fn rows_of_function(&mut self, function: Ty) -> Option<Rows> {
        match self.types.get(function) {
            TyData::Closure(body) => self.returns.get(body).cloned(),
            _ => None,
        }
    }

    pub(super) fn instantiated(&mut self, ty: &TypeExpr, bindings: &Bindings) -> Ty {
        match &ty.kind {
            TypeKind::Named { name, arguments } => match arguments.as_slice() {
                [value] if name.text == "Promise" => {
                    let value = self.instantiated(value, bindings);
                    self.types.intern(TyData::Promise(value))
                }
                [key, value] if name.text == "table" => {
                    let (key, value) = (
                        self.instantiated(key, bindings),
                        self.instantiated(value, bindings),
                    );
                    self.types.intern(TyData::Map(key, value))
                }
                [] if name.text == "thread" => Ty::THREAD,
                [] if name.text == "never" => Ty::NEVER,
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
            TypeKind::Array(items) => {
                let items = self.instantiated(items, bindings);
                self.types.intern(TyData::Array(items))
            }
            TypeKind::Union(members) => {
                let members: Vec<Ty> = members
                    .iter()
                    .map(|member| self.instantiated(member, bindings))
                    .collect();
                self.types.union(members)
            }
            TypeKind::Function(_) => Ty::FUNCTION,
            TypeKind::Literal(Literal::Integer(value)) => self.types.intern(TyData::Integer(Some(*value))),
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
                let ways = self.ways(entry, arguments, true);
                self.builtin_rows(entry, &ways, arguments)
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
