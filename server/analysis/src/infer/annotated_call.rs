//! Calls of functions that annotations declare: which way of calling is meant, and what it gives.

use std::rc::Rc;

use pipelua_syntax::luacats::{FunctionType, TypeExpr, TypeKind};
use pipelua_syntax::{NodeId, NodeKind, flags};

use super::declared::Names;
use super::values::{Row, Rows};
use super::{Infer, Ty};
use crate::annotated::Signature;
use crate::lower::Expr;
use crate::ty::{Function, TyData};

/// The arguments of a call of a function that is declared.
pub(super) struct Arguments {
    pub(super) nodes: Vec<NodeId>,
    pub(super) types: Vec<Ty>,
    /// The last one may be many, or none.
    pub(super) is_open: bool,
}

/// A parameter: its name, whether it may be left out, and its type if one is declared.
type Declared<'a> = (&'a str, bool, Option<&'a TypeExpr>);

impl<'a> Infer<'a> {
    /// Generic names inside of the function that has them: what they are bound by, or anything.
    pub(super) fn generic_names(&mut self, signature: &'a Signature) -> Names {
        let mut names = Names::default();
        for generic in &signature.generics {
            let bound = generic.constraint.as_ref().map(|ty| self.declared(ty));
            names.insert(generic.name.text.clone(), bound.unwrap_or(Ty::UNKNOWN));
        }
        names
    }

    /// What a body is declared to give, whoever calls it.
    pub(super) fn annotated_rows(&mut self, body: NodeId) -> Option<Rows> {
        let notes = self.notes;
        let signature = notes.signature(body)?;
        let names = self.generic_names(signature);
        self.rows_of_signature(signature, &names)
    }

    fn rows_of_signature(&mut self, signature: &'a Signature, names: &Names) -> Option<Rows> {
        if !signature.rows.is_empty() {
            let rows = signature.rows.iter().map(|row| self.row_of(row, names)).collect();
            return Some(Rows::of(rows));
        }
        if signature.returns.is_empty() {
            return None;
        }
        let row = self.row_of(&signature.returns, names);
        Some(Rows::of(vec![row]))
    }

    fn row_of(&mut self, types: impl IntoIterator<Item = &'a TypeExpr>, names: &Names) -> Row {
        let mut values = Vec::new();
        for ty in types {
            let declared = self.declared_with(ty, names);
            if matches!(ty.kind, TypeKind::Variadic(_)) {
                return Row {
                    values,
                    rest: declared,
                };
            }
            values.push(declared);
        }
        Row::of(values)
    }

    /// A call of a function of this file: holds the arguments against what it declares, and says what it gives if
    /// that depends on them.
    pub(super) fn annotated_call(&mut self, body: NodeId, shown: &str, given: &Arguments) -> Option<Rows> {
        let (notes, tree) = (self.notes, self.tree);
        let signature = notes.signature(body)?;
        let params = tree.child(body, 0);
        if tree.has_flag(params, flags::CONTAINS_ERROR) {
            return None;
        }
        let mut names = Names::default();
        for generic in &signature.generics {
            names.insert(generic.name.text.clone(), Ty::NEVER);
        }
        let declared: Vec<Declared<'a>> = tree
            .children(params)
            .filter(|param| tree.kind(*param) == NodeKind::Param)
            .map(|param| tree.name(param))
            .map(|name| match signature.param(name) {
                Some((ty, optional)) => (name, optional, Some(ty)),
                None => (name, true, None),
            })
            .collect();
        if !signature.overloads.is_empty() {
            return self.overloaded_call(signature, shown, &declared, given);
        }
        for ((_, _, ty), argument) in declared.iter().zip(&given.types) {
            if let (Some(ty), false) = (ty, names.is_empty()) {
                self.unify(ty, *argument, &mut names);
            }
        }
        let names = self.bound_names(signature, names);
        for (at, (name, optional, ty)) in declared.iter().enumerate().take(given.nodes.len()) {
            let ty = self.declared_or_unknown(*ty, &names);
            self.check_argument(given, at, shown, name, *optional, ty);
        }
        if let Some((ty, _)) = signature.param("...") {
            let ty = self.declared_with(ty, &names);
            for at in declared.len()..given.types.len() {
                self.check_argument(given, at, shown, "...", true, ty);
            }
        }
        self.rows_of_signature(signature, &names)
    }

    /// What a function that is written as an argument of a call will be given, by what its parameter is declared as.
    pub(super) fn declared_callback(&mut self, body: NodeId, at: usize, arguments: &[Ty]) -> Option<Vec<Ty>> {
        let (notes, tree) = (self.notes, self.tree);
        let signature = notes.signature(body)?;
        let params = tree.child(body, 0);
        if !signature.overloads.is_empty() || tree.has_flag(params, flags::CONTAINS_ERROR) {
            return None;
        }
        let mut names = Names::default();
        for generic in &signature.generics {
            names.insert(generic.name.text.clone(), Ty::NEVER);
        }
        let declared: Vec<Option<&'a TypeExpr>> = tree
            .children(params)
            .map(|param| signature.param(tree.name(param)).map(|(ty, _)| ty))
            .collect();
        for (position, (ty, argument)) in declared.iter().zip(arguments).enumerate() {
            if let (Some(ty), true) = (ty, position != at && !names.is_empty()) {
                self.unify(ty, *argument, &mut names);
            }
        }
        let names = self.bound_names(signature, names);
        let ty = self.declared_with((*declared.get(at)?)?, &names);
        self.given_to(ty)
    }

    /// What a function of a declared type is given.
    pub(super) fn given_to(&self, ty: Ty) -> Option<Vec<Ty>> {
        self.types
            .members(&ty)
            .iter()
            .find_map(|member| match self.types.get(*member) {
                TyData::Function(function) => Some(function.params.iter().map(|param| param.ty).collect()),
                _ => None,
            })
    }

    fn declared_or_unknown(&mut self, ty: Option<&'a TypeExpr>, names: &Names) -> Ty {
        ty.map_or(Ty::UNKNOWN, |ty| self.declared_with(ty, names))
    }

    /// Generic names are what the arguments said, literals apart; those of which none did, or said what cannot be, what they
    /// are bound by.
    fn bound_names(&mut self, signature: &'a Signature, mut names: Names) -> Names {
        for generic in &signature.generics {
            let bound = generic.constraint.as_ref().map(|ty| self.declared(ty));
            if let Some(ty) = names.get_mut(&generic.name.text) {
                *ty = match (*ty, bound) {
                    (Ty::NEVER, bound) => bound.unwrap_or(Ty::UNKNOWN),
                    (known, Some(bound)) if !self.types.fits(known, bound) => bound,
                    (known, _) => self.types.widen_members(known),
                };
            }
        }
        names
    }

    /// The first way to call that takes these arguments says what comes of it.
    fn overloaded_call(
        &mut self,
        signature: &'a Signature,
        shown: &str,
        declared: &[Declared<'a>],
        given: &Arguments,
    ) -> Option<Rows> {
        let names = self.generic_names(signature);
        let params: Vec<(bool, Ty)> = declared
            .iter()
            .map(|(_, optional, ty)| (*optional, self.declared_or_unknown(*ty, &names)))
            .collect();
        if self.takes(&params, signature.param("...").is_some(), given) {
            return self.rows_of_signature(signature, &names);
        }
        let mut ways = vec![params];
        for overload in &signature.overloads {
            let is_open = overload
                .params
                .last()
                .is_some_and(|param| param.name.text == "...");
            let count = overload.params.len() - usize::from(is_open);
            let params: Vec<(bool, Ty)> = overload
                .params
                .iter()
                .take(count)
                .map(|param| {
                    (
                        param.optional,
                        self.declared_or_unknown(param.ty.as_ref(), &names),
                    )
                })
                .collect();
            if self.takes(&params, is_open, given) {
                return Some(self.overload_rows(overload, &names));
            }
            ways.push(params);
        }
        self.refused_by_all(&ways, shown, declared, given);
        Some(Rows::unknown())
    }

    /// No way to call takes the arguments: the last one up to which some way took them is told.
    fn refused_by_all(
        &mut self,
        ways: &[Vec<(bool, Ty)>],
        shown: &str,
        declared: &[Declared<'a>],
        given: &Arguments,
    ) {
        let mut furthest = 0;
        let mut asked = Ty::NEVER;
        for way in ways {
            let fits = |this: &mut Self, (at, (optional, ty)): (usize, &(bool, Ty))| match given.types.get(at)
            {
                Some(argument) => *optional && *argument == Ty::NIL || this.types.fits(*argument, *ty),
                None => true,
            };
            let Some(at) = way.iter().enumerate().position(|param| !fits(self, param)) else {
                continue;
            };
            let ty = if way[at].0 {
                self.types.join(way[at].1, Ty::NIL)
            } else {
                way[at].1
            };
            if at > furthest {
                (furthest, asked) = (at, ty);
            } else if at == furthest {
                asked = self.types.join(asked, ty);
            }
        }
        if asked != Ty::NEVER {
            let param = declared.get(furthest).map_or("", |(name, ..)| *name);
            self.check_argument(given, furthest, shown, param, false, asked);
        }
    }

    fn overload_rows(&mut self, overload: &'a FunctionType, names: &Names) -> Rows {
        let row = self.row_of(overload.returns.iter().map(|item| &item.ty), names);
        Rows::of(vec![row])
    }

    fn takes(&mut self, params: &[(bool, Ty)], is_open: bool, given: &Arguments) -> bool {
        if given.types.len() > params.len() && !is_open {
            return false;
        }
        params
            .iter()
            .enumerate()
            .all(|(at, (optional, ty))| match given.types.get(at) {
                Some(argument) => {
                    let ty = if *optional {
                        self.types.join(*ty, Ty::NIL)
                    } else {
                        *ty
                    };
                    self.types.fits(*argument, ty)
                }
                None => *optional || given.is_open || self.types.may_be_nil(*ty),
            })
    }

    /// A call of a value that is declared as `fun(..)`.
    pub(super) fn function_call(&mut self, function: &Function, shown: &str, given: &Arguments) -> Rows {
        for (at, param) in function.params.iter().enumerate().take(given.nodes.len()) {
            let name = self.types.text(param.name).to_owned();
            self.check_argument(given, at, shown, &name, param.optional, param.ty);
        }
        Rows::of(vec![Row {
            values: function.returns.clone(),
            rest: function.more,
        }])
    }

    /// The signature of a body, if it has one.
    pub(super) fn has_signature(&self, body: NodeId) -> bool {
        self.notes.signature(body).is_some()
    }

    /// The arguments that the parameters of a body get, whatever stands before a dot or colon.
    pub(super) fn arguments_of(
        &self,
        body: NodeId,
        call: NodeId,
        receiver: Option<Ty>,
        args: NodeId,
        types: &[Ty],
    ) -> Arguments {
        let has_self = self.scopes.self_of(body).is_some();
        self.shifted(has_self, call, receiver, args, types)
    }

    /// The same of a function that names all of its parameters, or has a `self` that it does not name.
    pub(super) fn shifted(
        &self,
        has_self: bool,
        call: NodeId,
        receiver: Option<Ty>,
        args: NodeId,
        types: &[Ty],
    ) -> Arguments {
        let mut nodes: Vec<NodeId> = self.tree.children(args).collect();
        let mut types = types.to_vec();
        let is_open = nodes.last().is_some_and(|last| {
            matches!(
                self.tree.kind(*last),
                NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::VarargExpr
            )
        });
        match (receiver, has_self) {
            (Some(receiver), false) => {
                nodes.insert(0, self.tree.child(call, 0));
                types.insert(0, receiver);
            }
            (None, true) if !nodes.is_empty() => {
                nodes.remove(0);
                types.remove(0);
            }
            _ => {}
        }
        Arguments {
            nodes,
            types,
            is_open,
        }
    }

    /// How a called function is written.
    pub(super) fn callee_text(&self, call: NodeId) -> Rc<str> {
        let callee = self.tree.child(call, 0);
        match self.tree.expr(call) {
            Expr::MethodCall { name: Some(name), .. } => self.tree.text(name).into(),
            _ => match self.tree.expr(callee) {
                Expr::Field { name: Some(name), .. } => self.tree.text(name).into(),
                _ => self.tree.name(callee).into(),
            },
        }
    }
}
