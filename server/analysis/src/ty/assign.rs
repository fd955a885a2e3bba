//! Whether values of one type may stand where another one is asked for; if not, which of them, where inside, and why.
//!
//! For an assignment, a `return` or an argument: `types.misfit(found, expected)`; `None` says that all is well.
//! [`Misfit::extent`] decides the severity, and whether the fault belongs to another finding (`need-check-nil`
//! where only nil is refused); [`Misfit::reason`] is the sentence to tell. Whatever is not known fits: `any`,
//! `unknown`, `never`, tables of which nothing is known, and questions that are too large to answer.
//! More keys than were asked for fit too: that is `unknown-key`, and speaks of literals only.

use rustc_hash::FxHashSet;

use super::repr::{Origin, Table, TextId, Ty, TyData, Types};

mod classes;
mod reason;
mod tables;

/// Tables that lie in each other are held against each other so deep.
const MAX_DEPTH: u32 = 12;
/// Pairs of types that one question may look at.
const MAX_PAIRS: u32 = 2_048;

/// Which values of a type do not fit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Extent {
    /// Nil only, and others may come.
    MayBeNil,
    /// Some of a type that is wider than a literal: a text where one of certain texts is asked for.
    Wider,
    /// Some member of the type, or some part of it, that is not nil.
    Some,
    /// All of them, which are nil.
    Nil,
    /// All of them.
    Every,
}

/// Why a type does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Misfit {
    pub(crate) extent: Extent,
    /// The way into the value to what does not fit, from outside.
    pub(crate) steps: Vec<Step>,
    pub(crate) why: Why,
}

/// A step into a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    Field(TextId),
    /// An element of a list, or any value of a map.
    Items,
    /// A key of a map.
    Keys,
    /// What a promise will be.
    Promised,
}

/// What does not fit at the end of the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Why {
    /// The part of the type that is refused, and what is asked for.
    Type { found: Ty, expected: Ty },
    /// A key that is asked for is not there.
    Missing(TextId),
}

impl Misfit {
    /// Whether the value itself is of another type, and not something in it.
    pub(crate) fn is_flat(&self) -> bool {
        self.steps.is_empty() && matches!(self.why, Why::Type { .. })
    }
}

impl Types {
    /// Why some values of `found` may not stand where `expected` is asked for; `None` if all may.
    pub(crate) fn misfit(&mut self, found: Ty, expected: Ty) -> Option<Misfit> {
        if found == expected {
            return None;
        }
        let has_parts = self
            .members(&found)
            .iter()
            .any(|member| matches!(self.get(*member), TyData::Table(_)));
        if let Some(known) = self.misfits.get(&(found, expected)).filter(|_| has_parts) {
            return known.clone();
        }
        let mut question = Question {
            types: self,
            fitting: FxHashSet::default(),
            pairs: 0,
        };
        let misfit = question.misfit(found, expected, 0);
        if has_parts {
            self.misfits.insert((found, expected), misfit.clone());
        }
        misfit
    }

    /// The members of `found` that may not stand where `expected` is asked for.
    pub(crate) fn refused(&mut self, found: Ty, expected: Ty) -> Ty {
        let members = self.members(&found).to_vec();
        let refused: Vec<Ty> = members
            .into_iter()
            .filter(|member| !self.fits(*member, expected))
            .collect();
        self.union(refused)
    }

    /// Whether all values of `found` may stand where `expected` is asked for, for all that is known.
    pub(crate) fn fits(&mut self, found: Ty, expected: Ty) -> bool {
        self.misfit(found, expected).is_none()
    }
}

struct Question<'a> {
    types: &'a mut Types,
    /// Pairs that fit, or that are being looked at: a class that holds itself fits if nothing else speaks against it.
    fitting: FxHashSet<(Ty, Ty)>,
    pairs: u32,
}

impl Question<'_> {
    fn misfit(&mut self, found: Ty, expected: Ty, depth: u32) -> Option<Misfit> {
        self.pairs += 1;
        let is_known = found != Ty::NEVER && expected != Ty::NEVER && !self.is_dynamic(expected);
        if found == expected || !is_known || self.is_dynamic(found) {
            return None;
        }
        if depth > MAX_DEPTH || self.pairs > MAX_PAIRS || !self.fitting.insert((found, expected)) {
            return None;
        }
        let misfit = match self.types.get(found) {
            TyData::Union(members) => {
                let members = members.clone();
                self.misfit_of_union(&members, expected, depth)
            }
            _ => self.misfit_of_member(found, expected, depth),
        };
        if misfit.is_some() {
            self.fitting.remove(&(found, expected));
        }
        misfit
    }

    /// Whether anything may be a value of it.
    fn is_dynamic(&self, ty: Ty) -> bool {
        self.types
            .members(&ty)
            .iter()
            .any(|member| self.types.is_dynamic(*member))
    }

    fn misfit_of_union(&mut self, members: &[Ty], expected: Ty, depth: u32) -> Option<Misfit> {
        let mut refused: Vec<(Ty, Misfit)> = Vec::new();
        for member in members {
            if let Some(misfit) = self.misfit_of_member(*member, expected, depth) {
                refused.push((*member, misfit));
            }
        }
        let is_all = refused.len() == members.len();
        // Nil alone says less than a wrong type does.
        let worst = refused
            .iter()
            .filter(|(member, _)| *member != Ty::NIL)
            .map(|(_, misfit)| misfit.extent)
            .max();
        let extent = match worst {
            _ if refused.is_empty() => return None,
            None => Extent::MayBeNil,
            Some(_) if is_all && refused.iter().all(|(_, misfit)| misfit.extent >= Extent::Nil) => {
                Extent::Every
            }
            Some(worst) => worst.min(Extent::Some),
        };
        let mut flat: Vec<Ty> = Vec::new();
        for (member, misfit) in &refused {
            if misfit.steps.is_empty()
                && matches!(misfit.why, Why::Type { .. })
                && (worst.is_none() || *member != Ty::NIL)
            {
                flat.push(*member);
            }
        }
        if flat.is_empty() {
            // The fault lies inside one of them.
            let (_, inside) = refused.into_iter().find(|(member, _)| *member != Ty::NIL)?;
            return Some(Misfit { extent, ..inside });
        }
        Some(self.type_misfit(&flat, expected, extent))
    }

    /// The same of a type that is no union, against one that may be.
    fn misfit_of_member(&mut self, found: Ty, expected: Ty, depth: u32) -> Option<Misfit> {
        let TyData::Union(members) = self.types.get(expected) else {
            return self.misfit_of_pair(found, expected, depth);
        };
        let members = members.clone();
        let mut inside: Option<Misfit> = None;
        let mut is_wider = false;
        let mut of_kind = 0;
        for member in &members {
            let misfit = self.misfit(found, *member, depth)?;
            is_wider |= misfit.extent == Extent::Wider && misfit.steps.is_empty();
            let is_inside = !misfit.steps.is_empty() || matches!(misfit.why, Why::Missing(_));
            if is_inside {
                of_kind += 1;
                inside = Some(misfit);
            }
        }
        match inside {
            // Only one of them could have been meant.
            Some(misfit) if of_kind == 1 => Some(misfit),
            _ => {
                let extent = match (found, is_wider) {
                    (Ty::NIL, _) => Extent::Nil,
                    (_, true) => Extent::Wider,
                    _ => Extent::Every,
                };
                Some(self.type_misfit(&[found], expected, extent))
            }
        }
    }

    fn type_misfit(&mut self, found: &[Ty], expected: Ty, extent: Extent) -> Misfit {
        let found = self.types.union(found.iter().copied());
        // That nil would do as well says nothing of another value.
        let expected = self.types.non_nil(expected);
        Misfit {
            extent,
            steps: Vec::new(),
            why: Why::Type { found, expected },
        }
    }

    /// Neither is a union.
    fn misfit_of_pair(&mut self, found: Ty, expected: Ty, depth: u32) -> Option<Misfit> {
        use TyData as T;
        let types = &*self.types;
        let fits = match (types.get(found), types.get(expected)) {
            (T::Table(_) | T::Array(_) | T::Map(..), T::Table(_) | T::Array(_) | T::Map(..)) => {
                return self.misfit_of_tables(found, expected, depth);
            }
            (T::Promise(value), T::Promise(promised)) => {
                let (value, promised) = (*value, *promised);
                return self.inside(Step::Promised, value, promised, depth);
            }
            (T::Class(class), T::Class(of)) => {
                let (class, of) = (*class, *of);
                return self.misfit_of_classes(class, of, found, expected);
            }
            (T::Table(_) | T::Array(_), T::Class(class)) => {
                let class = *class;
                return self.misfit_of_class(found, class, depth);
            }
            // Which number a literal is asked to be is not followed from one subtype to the other;
            // what a table can do that is not written here is not known: it may be called, or be a promise.
            (T::Integer(_), T::Number(_))
            | (T::Number(_), T::Integer(Some(_)))
            | (T::AnyTable | T::Map(..) | T::Class(_) | T::Context { .. }, T::Promise(_))
            | (
                T::AnyTable | T::Map(..) | T::Class(_) | T::Array(_),
                T::AnyFunction | T::Function(_) | T::Closure(_),
            )
            | (_, T::Builtin(_) | T::Context { .. }) => None,
            (T::AnyTable | T::Context { .. }, _) if self.is_table_like(expected) => None,
            (T::Nil, _) => Some(Extent::Nil),
            (T::Boolean(value), T::Boolean(of)) => literal_fits(*value, *of),
            (T::String(value), T::String(of)) => literal_fits(*value, *of),
            (T::Integer(value), T::Integer(of)) => literal_fits(*value, *of),
            (T::Number(value), T::Number(of)) => literal_fits(*value, *of),
            // Whether a number is whole is known of literals only.
            (T::Number(value), T::Integer(None)) => {
                let is_part = value.is_some_and(|value| f64::from_bits(value).fract() != 0.0);
                is_part.then_some(Extent::Every)
            }
            (T::Table(table), T::AnyFunction | T::Function(_) | T::Closure(_) | T::Promise(_)) => {
                is_plain(table).then_some(Extent::Every)
            }
            _ => match (types.kind_of(found), types.kind_of(expected)) {
                (Some(kind), Some(of)) => (kind != of).then_some(Extent::Every),
                // A promise has no kind of its own.
                _ => (types.is_promise(found) || types.is_promise(expected)).then_some(Extent::Every),
            },
        };
        fits.map(|extent| self.type_misfit(&[found], expected, extent))
    }

    fn is_table_like(&self, ty: Ty) -> bool {
        matches!(
            self.types.get(ty),
            TyData::Table(_)
                | TyData::AnyTable
                | TyData::Array(_)
                | TyData::Map(..)
                | TyData::Class(_)
                | TyData::Context { .. }
        )
    }

    fn inside(&mut self, step: Step, found: Ty, expected: Ty, depth: u32) -> Option<Misfit> {
        let mut misfit = self.misfit(found, expected, depth + 1)?;
        misfit.steps.insert(0, step);
        Some(misfit)
    }
}

/// A literal, or any value, against a literal or all of its kind.
fn literal_fits<T: PartialEq>(found: Option<T>, expected: Option<T>) -> Option<Extent> {
    match (found, expected) {
        (_, None) => None,
        (None, Some(_)) => Some(Extent::Wider),
        (Some(found), Some(expected)) => (found != expected).then_some(Extent::Every),
    }
}

/// Whether it has the keys that are written in it, and no metatable.
fn is_plain(table: &Table) -> bool {
    !table.open && matches!(table.origin, Origin::Literal(_))
}

#[cfg(test)]
mod tests;
