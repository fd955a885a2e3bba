//! Reads of what `context` has in some placements only, or in none.

use std::sync::Arc;

use pipelua_syntax::NodeId;

use super::paths::Path;
use super::{Infer, ProblemKind, Ty};
use crate::context::{PlacementContext, PlacementSet};
use crate::lower::Expr;
use crate::reading::{Reading, reading};
use crate::ty::{PortableType, TextId};

/// The placements that may be under way, by whether they have a path.
#[derive(Clone, Copy)]
pub(super) struct Sides {
    pub(super) has: PlacementSet,
    pub(super) lacks: PlacementSet,
}

impl Infer<'_> {
    /// `base.name`, which `context` has at `path` in some of the placements or in none.
    pub(super) fn missing_context_field(&mut self, id: NodeId, base: NodeId, path: &[TextId], sides: Sides) {
        let Some((name, owner)) = path.split_last() else {
            return;
        };
        let owner_text = self.tree.path_text(base).unwrap_or_else(|| "context".to_owned());
        let name: Box<str> = self.types.text(*name).into();
        if !self.placements_with(path).is_empty() {
            let fact = self.state.fact(path);
            self.wrong_hook_field(id, None, (owner_text, name), path, sides, fact);
            return;
        }
        let path: Vec<Arc<str>> = owner.iter().map(|name| self.types.text(*name).into()).collect();
        let known = known_fields(self.context.of(sides.lacks), &path);
        let is_outputs = matches!(&*path, [only] if &**only == "outputs");
        let kind = if is_outputs {
            let indexed = matches!(reading(self.tree, id), Reading::Raises("indexing nil"));
            ProblemKind::UndefinedOutput {
                name,
                known,
                lacks: sides.lacks,
                indexed,
            }
        } else {
            ProblemKind::UndefinedField {
                owner: owner_text,
                path: Some(path),
                name,
                known,
            }
        };
        self.problem(id, kind);
    }

    /// A local that stands for a path below `context` is used: as good as reading the path there.
    pub(super) fn use_of_path(&mut self, id: NodeId, ty: Ty) {
        if self.context.placements.len() < 2 || !self.types.may_be_nil(ty) {
            return;
        }
        let Some(path) = self.context_path(id) else {
            return;
        };
        let has = self.placements_with(&path);
        let lacks = self.state.placements.without(has);
        if lacks.is_empty() || has.is_empty() {
            return;
        }
        let Some(declared) = self.path_read(id) else {
            return;
        };
        let owner = match self.tree.expr(declared) {
            Expr::Field { base, .. } | Expr::Index { base, .. } => self.tree.path_text(base),
            _ => None,
        };
        let name = path.last().map_or("", |name| self.types.text(*name)).into();
        let names = (owner.unwrap_or_else(|| "context".to_owned()), name);
        let sides = Sides {
            has: has.and(self.state.placements),
            lacks,
        };
        let fact = self.state.fact(&path);
        self.wrong_hook_field(id, Some(declared), names, &path, sides, fact);
    }

    /// The field that is read where a local gets the path that it stands for.
    fn path_read(&self, id: NodeId) -> Option<NodeId> {
        let mut at = self.tree.skip_parens(id);
        // As in `context_path`, which came to an end.
        while let Expr::Name(_) = self.tree.expr(at) {
            at = self.tree.skip_parens(self.constant_value(at)?);
        }
        Some(at)
    }

    fn wrong_hook_field(
        &mut self,
        id: NodeId,
        declared: Option<NodeId>,
        (owner, name): (String, Box<str>),
        path: &[TextId],
        sides: Sides,
        fact: Option<Ty>,
    ) {
        let reported = self
            .frames
            .last()
            .map_or(self.context.all(), |frame| frame.reported);
        if sides.lacks.and(reported).is_empty() {
            return;
        }
        let is_harmless = match reading(self.tree, id) {
            Reading::Test | Reading::Kept => true,
            // Whoever tested it knows that it may be nil.
            Reading::Plain => fact.is_some(),
            Reading::Raises(_) => fact.is_some_and(|ty| !self.types.may_be_nil(ty)),
        };
        if is_harmless {
            return;
        }
        let kind = ProblemKind::WrongHookField {
            owner,
            name,
            declared,
            path: path.iter().map(|name| self.types.text(*name).into()).collect(),
            is_possible: !sides.has.is_empty(),
            has: if sides.has.is_empty() {
                self.placements_with(path)
            } else {
                sides.has
            },
            lacks: sides.lacks.and(reported),
        };
        self.problem(id, kind);
    }

    /// The same of a local that stands for a path below `context`.
    pub(super) fn with_fact_of_alias(&mut self, id: NodeId, ty: Ty) -> Ty {
        if !self.types.may_be_nil(ty) {
            return ty;
        }
        match self.context_path(id) {
            Some(path)
                if self
                    .state
                    .fact(&path)
                    .is_some_and(|fact| !self.types.may_be_nil(fact)) =>
            {
                self.with_fact(&path, ty)
            }
            _ => ty,
        }
    }

    /// What is known of a path here, where the placements alone would give `ty`.
    pub(super) fn with_fact(&mut self, path: &Path, ty: Ty) -> Ty {
        let known = match self.state.fact(path) {
            Some(fact) if self.types.may_be_nil(ty) => fact,
            Some(fact) => self.types.non_nil(fact),
            None => ty,
        };
        if known == Ty::NEVER { Ty::UNKNOWN } else { known }
    }
}

/// The keys at a path of any of these placements, each once.
fn known_fields<'a>(
    placements: impl Iterator<Item = &'a PlacementContext>,
    path: &[Arc<str>],
) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for placement in placements {
        if let Some(PortableType::Table(table)) = placement.at(path.iter().map(AsRef::as_ref)) {
            for field in &table.fields {
                if !names.contains(&field.name) {
                    names.push(field.name.clone());
                }
            }
        }
    }
    names
}
