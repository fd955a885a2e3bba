//! What an operation asks of its operands, and which types refuse it.

use std::sync::Arc;

use pipelua_schemas::EntryKind;
use pipelua_syntax::NodeId;

use super::{Infer, ProblemKind, Ty};
use crate::library;
use crate::lower::BinaryOp;
use crate::reading::is_target;
use crate::ty::{Kinds, Origin, TyData, Types};

/// What is done with a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// A key of it is read or written, or a method called.
    Index,
    Call,
    /// A generic `for` calls it.
    Iterate,
    Arithmetic,
    Bitwise,
    Concat,
    Length,
    /// Compared by order.
    Compare,
    /// Given to `pairs`, `ipairs` or `next`.
    Walk,
    /// A bound of a numeric `for`.
    Count,
    /// The key of a write.
    Key,
    /// Given to a function that takes something else: what is no nil is held against its parameter.
    Argument,
}

/// How far a type refuses what is done with its values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Every value is nil.
    Nil,
    /// Only nil is refused.
    MayBeNil,
    /// Some member that is not nil is refused.
    Some,
    /// Every member is refused, and not all are nil.
    Every,
}

impl Use {
    /// What a value that refuses it cannot be: `which cannot be ..`.
    pub fn passive(self) -> &'static str {
        match self {
            Self::Index => "indexed",
            Self::Call => "called",
            Self::Iterate => "called by `for`",
            Self::Arithmetic => "used in arithmetic",
            Self::Bitwise => "used bit by bit",
            Self::Concat => "joined",
            Self::Length => "measured with `#`",
            Self::Compare => "compared by order",
            Self::Walk => "walked",
            Self::Count => "counted with",
            Self::Key => "a key",
            Self::Argument => "given to it",
        }
    }

    /// What is done where nil is no good, as the subject of a sentence.
    pub fn of_nil(self) -> &'static str {
        match self {
            Self::Index => "indexing nil",
            Self::Call | Self::Iterate => "calling nil",
            Self::Arithmetic | Self::Bitwise => "arithmetic on nil",
            Self::Concat => "joining nil",
            Self::Length => "taking the length of nil",
            Self::Compare => "comparing nil",
            Self::Walk => "walking nil",
            Self::Count => "counting with nil",
            Self::Key => "nil as a key",
            Self::Argument => "passing nil",
        }
    }
}

impl Types {
    /// Whether a value of a type, which is no union, can be used so; `None` where a metatable may decide.
    fn takes(&self, ty: Ty, used: Use) -> Option<bool> {
        use Use as U;
        let data = self.get(ty);
        let is_plain = match data {
            TyData::Never | TyData::Any | TyData::Unknown | TyData::Instance(_) | TyData::Union(_) => {
                return None;
            }
            TyData::Nil => return Some(false),
            _ if matches!(used, U::Key | U::Argument) => return Some(true),
            // The value that it will be is what counts; that it is missing is another finding.
            TyData::Promise(_) => return None,
            TyData::Table(table) => !table.open && matches!(table.origin, Origin::Literal(_)),
            TyData::Context { .. } => true,
            TyData::AnyTable | TyData::Array(_) | TyData::Map(..) | TyData::Class(_) => false,
            _ => return Some(self.scalar_takes(ty, used)),
        };
        match used {
            U::Index | U::Length | U::Walk | U::Key | U::Argument => Some(true),
            _ => is_plain.then_some(false),
        }
    }

    pub(crate) fn is_promise(&self, ty: Ty) -> bool {
        matches!(self.get(ty), TyData::Promise(_))
    }

    /// A refused type in few words: of a text that is no number the text, of a table only that it is one.
    fn as_refused(&self, ty: Ty, used: Use) -> Ty {
        match self.get(ty) {
            TyData::String(Some(_)) if matches!(used, Use::Arithmetic | Use::Bitwise) => ty,
            TyData::Table(_) | TyData::Array(_) | TyData::Map(..) | TyData::Context { .. } => Ty::TABLE,
            TyData::Closure(_) | TyData::Function(_) => Ty::FUNCTION,
            TyData::Builtin(_) => match self.kind_of(ty) {
                Some(Kinds::FUNCTION) => Ty::FUNCTION,
                _ => Ty::TABLE,
            },
            _ => self.widen(ty),
        }
    }

    /// The same of what is no table, and of members of the sandbox.
    fn scalar_takes(&self, ty: Ty, used: Use) -> bool {
        use Use as U;
        match self.get(ty) {
            TyData::Integer(_) | TyData::Number(None) => {
                matches!(
                    used,
                    U::Arithmetic | U::Bitwise | U::Concat | U::Compare | U::Count
                )
            }
            TyData::Number(Some(bits)) => match used {
                U::Bitwise => f64::from_bits(*bits).fract() == 0.0,
                _ => matches!(used, U::Arithmetic | U::Concat | U::Compare | U::Count),
            },
            // Text counts as the number that it may be written as, bits apart.
            TyData::String(text) => match used {
                U::Arithmetic => {
                    text.is_none_or(|text| self.text(text).bytes().any(|byte| byte.is_ascii_digit()))
                }
                _ => matches!(
                    used,
                    U::Index | U::Concat | U::Length | U::Compare | U::Count | U::Walk
                ),
            },
            TyData::AnyFunction | TyData::Function(_) | TyData::Closure(_) => {
                matches!(used, U::Call | U::Iterate | U::Walk)
            }
            TyData::Builtin(entry) => {
                let Some(entry) = library::entry(*entry) else {
                    return true;
                };
                match used {
                    U::Call | U::Iterate => entry.entry.kind != EntryKind::Table,
                    U::Index => entry.is_closed_table() || entry.is_value(),
                    U::Walk => true,
                    _ => entry.is_value(),
                }
            }
            // What is given to a function is held against its parameters.
            _ => used == U::Walk,
        }
    }
}

impl Infer<'_> {
    /// A value of type `ty` is used: says where it cannot be, and gives the type that it has if the run goes on.
    pub(super) fn used(&mut self, node: NodeId, ty: Ty, used: Use) -> Ty {
        if self.types.is_dynamic(ty) || ty == Ty::NEVER {
            return ty;
        }
        let members = self.types.members(&ty);
        if members.iter().any(|member| self.types.is_promise(*member)) {
            return self.promise_used(node, ty, used);
        }
        let refused: Vec<Ty> = members
            .iter()
            .copied()
            .filter(|member| self.types.takes(*member, used) == Some(false))
            .collect();
        if refused.is_empty() {
            return ty;
        }
        let all = refused.len() == members.len();
        self.misused(node, ty, &refused, all, used)
    }

    /// A promise is used, rather than what it promises.
    fn promise_used(&mut self, node: NodeId, ty: Ty, used: Use) -> Ty {
        let is_write = self
            .tree
            .parent(node)
            .is_some_and(|parent| is_target(self.tree, parent));
        if used == Use::Key || is_write {
            return ty;
        }
        let node = self.tree.skip_parens(node);
        let members = self.types.members(&ty).iter();
        let every = members
            .filter(|member| **member != Ty::NIL)
            .all(|member| self.types.is_promise(*member));
        self.problem(node, ProblemKind::PromiseUsed { every });
        let value = self.awaited(ty);
        if let Some(local) = self.scopes.local_of(node) {
            // Once told, it is taken for what was meant.
            self.state.set_local(local, value);
        }
        value
    }

    /// `refused` is what of `ty` cannot be used so.
    fn misused(&mut self, node: NodeId, ty: Ty, refused: &[Ty], all: bool, used: Use) -> Ty {
        let node = self.tree.skip_parens(node);
        let path = self.context_path(node);
        if let Some(path) = &path {
            // Where a field is not there at all, that is said where it is read.
            let has = self.placements_with(path);
            if !self.state.placements.without(has).is_empty() {
                return ty;
            }
        }
        let only_nil = refused == [Ty::NIL];
        if only_nil && self.is_known_by_another_name(node) {
            return self.types.non_nil(ty);
        }
        let fault = match (only_nil, all) {
            (true, true) => Fault::Nil,
            (true, false) => Fault::MayBeNil,
            (false, true) => Fault::Every,
            (false, false) => Fault::Some,
        };
        let fault = match fault {
            Fault::Nil if self.is_only_declared(node) => Fault::MayBeNil,
            Fault::Every if self.is_only_declared(node) => Fault::Some,
            fault => fault,
        };
        let found: Vec<Ty> = refused
            .iter()
            .map(|member| self.types.as_refused(*member, used))
            .collect();
        let found = self.types.union(found);
        let kind = ProblemKind::Misuse {
            used,
            fault,
            found: self.types.display(found),
            path: self.path_names(node),
            placements: self.state.placements,
        };
        self.problem(node, kind);
        if only_nil && !all {
            self.assume_non_nil(node);
            return self.types.non_nil(ty);
        }
        ty
    }

    /// Where a value stands below `context`, by names; empty for any other.
    pub(super) fn path_names(&mut self, node: NodeId) -> Vec<Arc<str>> {
        let path = self.context_path(node);
        let names = path.iter().flat_map(|path| path.iter());
        names.map(|name| Arc::from(self.types.text(*name))).collect()
    }

    /// Whether the local stands for another one, or for a path, that was tested under its own name.
    fn is_known_by_another_name(&mut self, node: NodeId) -> bool {
        let Some(value) = self
            .constant_value(node)
            .map(|value| self.tree.skip_parens(value))
        else {
            return false;
        };
        let ty = match self.scopes.local_of(value) {
            Some(local) if self.scopes.is_assigned_once(local) => Some(self.local_type(local)),
            Some(_) => None,
            None => self.place(value).and_then(|place| self.state.place(&place)),
        };
        ty.is_some_and(|ty| !self.types.may_be_nil(ty))
    }

    /// Behind a use that nil would not have survived.
    fn assume_non_nil(&mut self, node: NodeId) {
        let mut state = self.state.clone();
        if let Some(local) = self.scopes.local_of(node) {
            let ty = self.local_type(local);
            let ty = self.types.non_nil(ty);
            self.narrow_local(&mut state, local, ty);
        }
        self.narrow_place(node, &mut state, Types::non_nil);
        if let Some(path) = self.context_path(node) {
            self.narrow_path(&path, &mut state, Types::non_nil);
        }
        self.state = state;
    }

    /// Both sides of an operator: what each of them is if the run goes on.
    pub(super) fn used_by(
        &mut self,
        op: BinaryOp,
        [lhs, rhs]: [NodeId; 2],
        [left, right]: [Ty; 2],
    ) -> [Ty; 2] {
        let used = match op {
            BinaryOp::Concat => Use::Concat,
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => Use::Compare,
            _ if op.is_arithmetic() => Use::Arithmetic,
            _ if op.is_bitwise() => Use::Bitwise,
            _ => return [left, right],
        };
        let sides = [
            self.operand(lhs, left, right, used),
            self.operand(rhs, right, left, used),
        ];
        if used == Use::Compare {
            self.compared([lhs, rhs], sides);
        }
        sides
    }

    /// One side of an operator. The other one may bring the operation along with its metatable.
    fn operand(&mut self, node: NodeId, ty: Ty, other: Ty, used: Use) -> Ty {
        let may_decide = |member: &Ty| self.types.takes(*member, used).is_none();
        if self.types.members(&other).iter().any(may_decide) {
            // Values with such metatables are rare, and nil beside them even more so.
            let is_partly_nil = ty != Ty::NIL && self.types.may_be_nil(ty);
            return if is_partly_nil {
                self.used_but_for_nil(node, ty, used)
            } else {
                ty
            };
        }
        self.used(node, ty, used)
    }

    /// Only nil is held against a value.
    fn used_but_for_nil(&mut self, node: NodeId, ty: Ty, used: Use) -> Ty {
        self.misused(node, ty, &[Ty::NIL], false, used)
    }

    /// Numbers are compared with numbers, and text with text.
    fn compared(&mut self, [lhs, rhs]: [NodeId; 2], [left, right]: [Ty; 2]) {
        let (of_left, of_right) = (self.order_kinds(left), self.order_kinds(right));
        let (Some(of_left), Some(of_right)) = (of_left, of_right) else {
            return;
        };
        let is_mixed = of_left[0] && of_right[1] || of_left[1] && of_right[0];
        if is_mixed {
            let every = !(of_left[0] && of_right[0] || of_left[1] && of_right[1]);
            let text = |ty| self.types.display(self.types.widen(ty));
            let kind = ProblemKind::Incomparable {
                left: text(left),
                right: text(right),
                every,
            };
            let node = self.tree.parent(rhs).unwrap_or(lhs);
            self.problem(node, kind);
        }
    }

    /// Whether a type has numbers, and texts; nothing where it has anything else.
    fn order_kinds(&self, ty: Ty) -> Option<[bool; 2]> {
        let mut kinds = [false; 2];
        for member in self.types.members(&ty) {
            match self.types.widen(*member) {
                Ty::INTEGER | Ty::NUMBER => kinds[0] = true,
                Ty::STRING => kinds[1] = true,
                _ => return None,
            }
        }
        Some(kinds)
    }
}
