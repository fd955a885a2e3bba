//! What annotations say of locals, parameters, calls and returns, and where the file does not keep to it.

use pipelua_syntax::luacats::CastSign;
use pipelua_syntax::{NodeId, NodeKind, flags};
use rustc_hash::FxHashMap;

use super::mismatch::Place;
use super::{Infer, Ty};
use crate::annotated::Annotated;
use crate::lower::{Expr, Lowered, Symbol};
use crate::scopes::{LocalId, Scopes};
use crate::ty::TyData;

/// By class and name: the body of a function that the file stores in the table of the class.
pub(super) type Methods = FxHashMap<(String, String), NodeId>;

/// Classes whose members a local of the file holds.
#[derive(Default)]
pub(super) struct ClassLocals {
    pub(super) by_local: FxHashMap<LocalId, String>,
    pub(super) methods: Methods,
}

impl ClassLocals {
    pub(super) fn of(tree: &Lowered, scopes: &Scopes, notes: &Annotated) -> Self {
        let mut all = Self::default();
        for (statement, class) in notes.classes_at() {
            let name = tree.child(tree.child(statement, 0), 0);
            if let Some(local) = scopes.local_of(name) {
                all.by_local.insert(local, class.to_owned());
            }
        }
        if all.by_local.is_empty() {
            return all;
        }
        for statement in tree.of_kind(NodeKind::FunctionStmt) {
            all.note(tree, scopes, tree.child(statement, 0), tree.child(statement, 1));
        }
        for statement in tree.of_kind(NodeKind::AssignStmt) {
            let values = tree.children(tree.child(statement, 1));
            for (target, value) in tree.children(tree.child(statement, 0)).zip(values) {
                if let Expr::Function(body) = tree.expr(value) {
                    all.note(tree, scopes, target, body);
                }
            }
        }
        all
    }

    fn note(&mut self, tree: &Lowered, scopes: &Scopes, target: NodeId, body: NodeId) {
        let Expr::Field {
            base,
            name: Some(name),
        } = tree.expr(target)
        else {
            return;
        };
        let class = scopes.local_of(base).and_then(|local| self.by_local.get(&local));
        if let Some(class) = class {
            let key = (class.clone(), tree.text(name).to_owned());
            self.methods.entry(key).or_insert(body);
        }
    }
}

impl Infer<'_> {
    /// Applies `@cast` in front of a statement.
    pub(super) fn cast_before(&mut self, statement: NodeId) {
        let notes = self.notes;
        for (name, changes) in notes.casts_before(statement) {
            let mut visible = self.scopes.visible_at(self.tree, statement);
            let Some(local) = visible
                .find(|local| self.tree.text(local.name) == name)
                .and_then(|local| self.scopes.local_of(local.node))
            else {
                continue;
            };
            let mut ty = self.local_type(local);
            for change in changes {
                let to = self.declared(&change.ty);
                ty = match change.sign {
                    CastSign::Set => {
                        self.check_cast(statement, name, ty, to);
                        to
                    }
                    CastSign::Add => self.types.join(ty, to),
                    CastSign::Remove => self.types.without_members(ty, to),
                };
            }
            self.state.set_local(local, ty);
        }
    }

    /// What `@as` says of an expression, else what was found.
    pub(super) fn asserted(&mut self, node: NodeId, found: Ty) -> Ty {
        let notes = self.notes;
        let Some(ty) = notes.asserted(node) else {
            return found;
        };
        let ty = self.declared(ty);
        self.rows.remove(&node);
        self.check_cast(node, "", found, ty);
        ty
    }

    /// The values that names of a `local` statement get: as declared, where they are.
    pub(super) fn declare_types(&mut self, statement: NodeId, names: &[NodeId], values: &mut [Ty]) {
        let notes = self.notes;
        let declared = notes.types_at(statement);
        if declared.is_empty()
            || self
                .tree
                .has_flag(statement, flags::CONTAINS_ERROR | flags::DAMAGED)
        {
            return;
        }
        let given: Vec<NodeId> = self.tree.children(self.tree.child(statement, 1)).collect();
        for ((at, name), ty) in names.iter().enumerate().zip(declared) {
            let ty = self.declared(ty);
            let (Some(local), Some(value)) = (self.scopes.local_of(*name), values.get_mut(at)) else {
                continue;
            };
            self.typed.insert(local, ty);
            match given.get(at).or(given.last()) {
                Some(node) => {
                    self.check_assigned(*node, *value, ty, &Place::Local(self.tree.name(*name).into()));
                    if !self.types.fits(*value, ty) {
                        self.doubtful.insert(local);
                    }
                    *value = self.assigned(ty, *value);
                }
                // It gets its value later.
                None => *value = self.assigned(ty, Ty::NIL),
            }
        }
    }

    /// What a place of a declared type holds once it has a value of type `found`.
    pub(super) fn assigned(&mut self, declared: Ty, found: Ty) -> Ty {
        if found == Ty::NIL && !self.types.is_dynamic(declared) {
            return if self.types.may_be_nil(declared) {
                Ty::NIL
            } else {
                declared
            };
        }
        let parts = self.types.members(&found).to_vec();
        if found == Ty::NEVER || parts.iter().any(|part| self.types.is_dynamic(*part)) {
            return declared;
        }
        let mut kept = Vec::new();
        for member in self.types.members(&declared).to_vec() {
            let is_it = |this: &mut Self, part: &Ty| match member {
                Ty::NIL => *part == Ty::NIL,
                _ => *part != Ty::NIL && this.types.fits(*part, member),
            };
            if parts.iter().any(|part| is_it(self, part)) {
                kept.push(member);
            }
        }
        if kept.is_empty() {
            return declared;
        }
        self.types.union(kept)
    }

    /// What a parameter is declared to be.
    pub(super) fn annotated_parameter(&mut self, body: NodeId, name: &str) -> Option<Ty> {
        let notes = self.notes;
        let signature = notes.signature(body)?;
        let names = self.generic_names(signature);
        let (ty, optional) = signature.param(name)?;
        let ty = self.declared_with(ty, &names);
        Some(if optional {
            self.types.join(ty, Ty::NIL)
        } else {
            ty
        })
    }

    /// The class whose method a body is, by the local that holds its members.
    pub(super) fn class_of_self(&mut self, body: NodeId) -> Option<Ty> {
        let statement = self.tree.parent(body)?;
        let Expr::Field { base, .. } = self.tree.expr(self.tree.child(statement, 0)) else {
            return None;
        };
        let class = self
            .class_locals
            .by_local
            .get(&self.scopes.local_of(base)?)?
            .clone();
        self.notes.names.class(&class)?;
        Some(self.class_named(&class))
    }

    /// Whether it is an annotation alone that says of what type a value is: a run may know better.
    pub(super) fn is_only_declared(&self, node: NodeId) -> bool {
        let mut at = self.tree.skip_parens(node);
        let mut is_part = false;
        loop {
            at = match self.tree.expr(at) {
                Expr::Field { base, .. } | Expr::Index { base, .. } => base,
                Expr::Paren(inner) => {
                    at = inner;
                    continue;
                }
                Expr::Call { callee, .. } => match self.types.get(self.recorded(callee)) {
                    TyData::Closure(body) => return self.has_signature(*body),
                    TyData::Function(_) => return true,
                    _ => return false,
                },
                Expr::MethodCall { base, .. } => return self.types.as_class(self.recorded(base)).is_some(),
                Expr::Name(_) => {
                    let local = self.scopes.local_of(at);
                    return local.is_some_and(|local| {
                        self.doubtful.contains(&local) || is_part && self.typed.contains_key(&local)
                    });
                }
                _ => return self.notes.asserted(at).is_some(),
            };
            is_part = true;
        }
    }

    /// A member of the local that holds those of a class, where the flow does not say what it is.
    pub(super) fn member_of_class(&mut self, node: NodeId, base: NodeId, name: Symbol, found: Ty) -> Ty {
        if found != Ty::UNKNOWN || self.class_locals.by_local.is_empty() {
            return found;
        }
        let class = self
            .scopes
            .local_of(base)
            .and_then(|local| self.class_locals.by_local.get(&local));
        let Some(class) = class.cloned() else {
            return found;
        };
        if self.notes.names.class(&class).is_none() {
            return self.member_of_enum(node, base, &class, name);
        }
        let TyData::Class(class) = *({
            let ty = self.class_named(&class);
            self.types.get(ty)
        }) else {
            return found;
        };
        let name = self.types.intern_text(self.tree.text(name));
        self.class_key(class, name).unwrap_or(found)
    }

    /// Holds a `return` against what its function declares.
    pub(super) fn check_return(&mut self, values: &[NodeId]) {
        let Some(body) = self.frames.last().map(|frame| frame.body) else {
            return;
        };
        let notes = self.notes;
        let Some(signature) = notes.signature(body) else {
            return;
        };
        // One of several rows is meant.
        if !signature.rows.is_empty() || !signature.overloads.is_empty() {
            return;
        }
        let names = self.generic_names(signature);
        for (at, (value, ty)) in values.iter().zip(&signature.returns).enumerate() {
            let declared = self.declared_with(ty, &names);
            let found = self.recorded(*value);
            self.check_assigned(*value, found, declared, &Place::Return(at));
        }
    }

    /// What `...` is declared to hold in the function under way.
    pub(super) fn vararg(&mut self) -> Ty {
        let body = self.frames.last().map(|frame| frame.body);
        let declared = body.and_then(|body| self.annotated_parameter(body, "..."));
        declared.unwrap_or(Ty::UNKNOWN)
    }

    /// What a local with a declared type is where the flow is not followed; nothing if that may be nil.
    pub(super) fn typed_elsewhere(&self, local: LocalId) -> Option<Ty> {
        let ty = self.typed.get(&local).copied();
        ty.filter(|ty| !self.types.may_be_nil(*ty))
    }

    /// What a target of an assignment holds then: as declared, where it is.
    pub(super) fn declared_write(&mut self, target: NodeId, value: Option<NodeId>, found: Ty) -> Ty {
        let Some(local) = self.scopes.local_of(target) else {
            self.check_field_write(target, value, found);
            return found;
        };
        let Some(declared) = self.typed.get(&local).copied() else {
            return found;
        };
        let place = Place::Local(self.tree.name(target).into());
        self.check_assigned(value.unwrap_or(target), found, declared, &place);
        if !self.types.fits(found, declared) {
            self.doubtful.insert(local);
        }
        self.assigned(declared, found)
    }
}
