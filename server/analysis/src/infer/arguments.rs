//! Arguments of functions of the sandbox: by which signature a call goes, and what of it no signature takes.
//!
//! Held against each other by `ty/assign.rs`, with what Lua itself makes of arguments: a number is taken for a text,
//! a text that has a digit for a number. What is as good as nothing is left to the findings that speak of it.

use std::rc::Rc;

use pipelua_syntax::luacats::{FunctionParam, FunctionType, TypeKind};
use pipelua_syntax::{NodeId, flags};

use super::problem::ArgumentFault;
use super::signature::Bindings;
use super::uses::Use;
use super::{Infer, ProblemKind, Ty};
use crate::library::{self, Signature};
use crate::ty::{Extent, Field, Kinds, Misfit, Table, TyData};

/// Functions that answer what is wrong with their arguments, or take more than they say.
const FORGIVING: [&str; 3] = ["pcall", "xpcall", "table.unpack"];
/// Functions whose arguments are walked, which is told as such.
const WALKING: [&str; 3] = ["pairs", "ipairs", "next"];
/// Characters of a type as the signature writes it that a message has room for.
const MAX_SHOWN: usize = 34;

/// What a signature asks of the arguments.
#[derive(Debug)]
pub(super) struct Way {
    params: Vec<Asked>,
    /// How many of them must be given.
    required: usize,
    /// The last one takes any number of arguments.
    is_open: bool,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    ty: Ty,
    /// Whether any other value raises an error.
    is_certain: bool,
}

/// The arguments of a call: `nodes` and `types` begin with the receiver of a method.
pub(super) struct Given<'a> {
    pub(super) nodes: &'a [NodeId],
    pub(super) types: &'a [Ty],
    pub(super) is_method: bool,
}

impl Infer<'_> {
    /// The signatures by which a function of the sandbox may be called so; if none takes the arguments, those that
    /// take so many.
    pub(super) fn ways(&mut self, index: u32, arguments: &[Ty], is_open: bool) -> Vec<usize> {
        let all = self.expected_ways(index);
        if all.len() < 2 {
            return (0..all.len()).collect();
        }
        let by_count: Vec<usize> = (0..all.len())
            .filter(|at| all[*at].takes(arguments.len(), is_open))
            .collect();
        let known = arguments.len() - usize::from(is_open && !arguments.is_empty());
        let fits = |this: &mut Self, at: &usize| {
            let mut pairs = arguments.iter().take(known).enumerate();
            pairs.all(|(position, ty)| {
                all[*at]
                    .asked(position)
                    .is_none_or(|asked| this.argument_misfit(*ty, asked.ty).is_none())
            })
        };
        let fitting: Vec<usize> = by_count.iter().copied().filter(|at| fits(self, at)).collect();
        match (fitting.as_slice(), is_open) {
            ([], _) if by_count.is_empty() => (0..all.len()).collect(),
            ([], _) => by_count,
            ([first, ..], false) if !arguments.iter().any(|ty| self.types.is_dynamic(*ty)) => vec![*first],
            _ => fitting,
        }
    }

    /// Holds the arguments of a call against the signatures that it may go by.
    pub(super) fn check_arguments(&mut self, args: NodeId, index: u32, ways: &[usize], given: &Given<'_>) {
        let Some(entry) = library::entry(index).filter(|entry| !WALKING.contains(&entry.path())) else {
            return;
        };
        // With several ways, what is wrong with one of them says nothing.
        let [way] = ways else { return };
        if self.tree.has_flag(args, flags::CONTAINS_ERROR) {
            return;
        }
        let all = self.expected_ways(index);
        let (Some(asked_of), Some(signature)) = (all.get(*way), entry.signatures().get(*way)) else {
            return;
        };
        let is_forgiving = FORGIVING.contains(&entry.path());
        let first = usize::from(given.is_method);
        for (position, (node, ty)) in given.nodes.iter().zip(given.types).enumerate().skip(first) {
            let Some((asked, param)) = asked_of
                .asked(position)
                .zip(param_at(&signature.function, position))
            else {
                break;
            };
            let Some(misfit) = self.argument_misfit(*ty, asked.ty) else {
                continue;
            };
            let is_promise = |member: &Ty| self.types.is_promise(*member);
            let is_only_nil = matches!(misfit.extent, Extent::MayBeNil | Extent::Nil) && misfit.is_flat();
            if is_only_nil || self.types.members(ty).iter().any(is_promise) {
                if !is_forgiving {
                    self.used(*node, *ty, Use::Argument);
                }
                continue;
            }
            // Which of its values a wider type has is not known.
            if misfit.extent == Extent::Wider {
                continue;
            }
            // Of a table it is its content that does not fit; attributes of a span are as they are.
            let kinds = self.kinds(*ty);
            let is_content = kinds.contains(Kinds::TABLE) && self.kinds(asked.ty).contains(Kinds::TABLE);
            let is_certain = asked.is_certain
                && misfit.is_flat()
                && !is_forgiving
                && !is_content
                && param.name.text != "attributes";
            let fault = ArgumentFault {
                function: entry.path(),
                param: &param.name.text,
                asked: self.asked_words(signature, param, asked.ty),
                reason: misfit.reason(&self.types, &param.name.text),
                found: misfit.found(&self.types),
                every: misfit.extent == Extent::Every,
                is_certain,
            };
            let kind = ProblemKind::Argument {
                fault: Box::new(fault),
                path: self.path_names(*node),
            };
            self.problem(*node, kind);
        }
    }

    /// What a parameter takes, as a person reads it.
    fn asked_words(&self, signature: &'static Signature, param: &FunctionParam, asked: Ty) -> String {
        let shown = param.ty.as_ref().map_or("", |ty| signature.shown(ty));
        let is_plain = signature.function.generics.is_empty() && !shown.contains("fun");
        let shown = shown.replace(" | ", "|");
        if is_plain && shown.len() <= MAX_SHOWN {
            return format!("`{shown}`");
        }
        self.kinds(asked).without(Kinds::NIL).words()
    }

    fn kinds(&self, ty: Ty) -> Kinds {
        let members = self.types.members(&ty).iter();
        members
            .filter_map(|member| self.types.kind_of(*member))
            .fold(Kinds::NONE, Kinds::or)
    }

    /// What of an argument its parameter does not take.
    fn argument_misfit(&mut self, given: Ty, asked: Ty) -> Option<Misfit> {
        let given = self.as_numeral(given, asked);
        self.types.misfit(given, asked)
    }

    /// A text with a digit counts as a number where one is asked for, and no text.
    fn as_numeral(&mut self, given: Ty, asked: Ty) -> Ty {
        let takes = |of: &[Ty]| {
            self.types
                .members(&asked)
                .iter()
                .any(|member| of.contains(&self.types.widen(*member)))
        };
        if !takes(&[Ty::INTEGER, Ty::NUMBER]) || takes(&[Ty::STRING]) {
            return given;
        }
        let members = self.types.members(&given).to_vec();
        let read: Vec<Ty> = members
            .into_iter()
            .map(|member| match self.types.get(member) {
                TyData::String(None) => Ty::INTEGER,
                TyData::String(Some(text))
                    if self.types.text(*text).bytes().any(|byte| byte.is_ascii_digit()) =>
                {
                    Ty::INTEGER
                }
                _ => member,
            })
            .collect();
        self.types.union(read)
    }

    /// The ways to call a function of the sandbox, read once in an inference.
    fn expected_ways(&mut self, index: u32) -> Rc<Vec<Way>> {
        if let Some(known) = self.expected.get(&index) {
            return known.clone();
        }
        let signatures = library::entry(index).map_or(&[][..], library::LibraryEntry::signatures);
        let ways: Vec<Way> = signatures
            .iter()
            .map(|signature| self.way(&signature.function))
            .collect();
        let ways = Rc::new(ways);
        self.expected.insert(index, ways.clone());
        ways
    }

    fn way(&mut self, function: &FunctionType) -> Way {
        // A generic name stands for what it is bound by, or anything.
        let mut bindings = Bindings::default();
        for generic in &function.generics {
            let bound = match &generic.constraint {
                Some(bound) => self.instantiated(bound, &Bindings::default()),
                None => Ty::UNKNOWN,
            };
            bindings.insert(generic.name.text.clone(), bound);
        }
        let is_required = |param: &&FunctionParam| !param.optional && param.name.text != "...";
        let params = function
            .params
            .iter()
            .map(|param| self.asked_by(param, &bindings))
            .collect();
        Way {
            params,
            required: function.params.iter().take_while(is_required).count(),
            is_open: function
                .params
                .last()
                .is_some_and(|param| param.name.text == "..."),
        }
    }

    fn asked_by(&mut self, param: &FunctionParam, bindings: &Bindings) -> Asked {
        let ty = param
            .ty
            .as_ref()
            .map_or(Ty::UNKNOWN, |ty| self.instantiated(ty, bindings));
        // Anything counts as true or false.
        let ty = if self.types.members(&ty).contains(&Ty::BOOLEAN) && self.types.members(&ty).len() == 1 {
            Ty::UNKNOWN
        } else {
            ty
        };
        let ty = self.with_numbers(ty, 0);
        let ty = if param.optional || param.name.text == "..." {
            self.types.join(ty, Ty::NIL)
        } else {
            ty
        };
        let is_generic = matches!(param.ty.as_ref().map(|ty| &ty.kind), Some(TypeKind::Named { name, .. }) if bindings.contains_key(&name.text));
        Asked {
            ty,
            is_certain: !is_generic,
        }
    }

    /// Where a text is asked for, a number is taken too.
    fn with_numbers(&mut self, ty: Ty, depth: u32) -> Ty {
        if depth > 3 {
            return ty;
        }
        match self.types.get(ty).clone() {
            TyData::String(None) => self.types.join(ty, Ty::NUMBER),
            TyData::Array(items) => {
                let items = self.with_numbers(items, depth + 1);
                self.types.intern(TyData::Array(items))
            }
            TyData::Map(keys, values) => {
                let values = self.with_numbers(values, depth + 1);
                self.types.intern(TyData::Map(keys, values))
            }
            TyData::Union(members) => {
                let members: Vec<Ty> = members
                    .iter()
                    .map(|member| self.with_numbers(*member, depth))
                    .collect();
                self.types.union(members)
            }
            TyData::Table(table) => {
                let fields = table
                    .fields
                    .iter()
                    .map(|field| Field {
                        ty: self.with_numbers(field.ty, depth + 1),
                        ..field.clone()
                    })
                    .collect();
                self.types
                    .intern(TyData::Table(Box::new(Table { fields, ..*table })))
            }
            _ => ty,
        }
    }
}

impl Way {
    /// What is asked of the argument at a position.
    fn asked(&self, position: usize) -> Option<Asked> {
        let last = self.params.last().filter(|_| self.is_open);
        self.params.get(position).or(last).copied()
    }

    /// Whether it takes so many arguments, or more where the last one is open.
    fn takes(&self, count: usize, is_open: bool) -> bool {
        let most = if self.is_open {
            usize::MAX
        } else {
            self.params.len()
        };
        if is_open {
            count.saturating_sub(1) <= most
        } else {
            self.required <= count && count <= most
        }
    }
}

fn param_at(function: &FunctionType, position: usize) -> Option<&FunctionParam> {
    let last = function.params.last().filter(|param| param.name.text == "...");
    function.params.get(position).or(last)
}
