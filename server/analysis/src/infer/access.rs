//! Fields and keys: of `context`, the sandbox, and tables of this file.

use std::sync::Arc;

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashSet;

use super::{Infer, ProblemKind, Ty};
use crate::context::PlacementSet;
use crate::library;
use crate::lower::{Expr, Lowered, Symbol};
use crate::ty::{PortableType, TextId, TyData};

/// The names that some assignment writes as a field or key.
pub(super) fn written_names(tree: &Lowered) -> FxHashSet<Symbol> {
    let mut names = FxHashSet::default();
    for statement in tree.of_kind(NodeKind::AssignStmt) {
        names.extend(
            tree.children(tree.child(statement, 0))
                .filter_map(|target| match tree.expr(target) {
                    Expr::Field { name, .. } => name,
                    Expr::Index { key, .. } => tree.string_key(key),
                    _ => None,
                }),
        );
    }
    for statement in tree.of_kind(NodeKind::FunctionStmt) {
        names.extend(tree.symbol(tree.child(statement, 0)));
    }
    names
}

impl Infer<'_> {
    pub(super) fn global(&mut self, id: NodeId) -> Ty {
        match self.tree.name(id) {
            "context" if self.context.placements.is_empty() => Ty::UNKNOWN,
            "context" => {
                let placements = self.state.placements;
                self.types.intern(TyData::Context {
                    path: Box::default(),
                    placements,
                })
            }
            name => self.builtin(name),
        }
    }

    fn builtin(&mut self, path: &str) -> Ty {
        library::entry_at(path).map_or(Ty::UNKNOWN, |entry| self.builtin_entry(entry))
    }

    fn builtin_entry(&mut self, index: u32) -> Ty {
        match library::entry(index) {
            Some(entry) if entry.is_value() => self.types.import(entry.ty()),
            _ => self.types.intern(TyData::Builtin(index)),
        }
    }

    /// `base.name`, where `base` is of type `owner`.
    pub(super) fn field(&mut self, id: NodeId, base: NodeId, owner: Ty, name: Symbol) -> Ty {
        let text = self.tree.text(name);
        match self.types.get(owner) {
            TyData::Builtin(entry) => self.builtin_field(id, *entry, name),
            TyData::Context { path, placements } => {
                let (path, placements) = (path.clone(), placements.and(self.state.placements));
                self.context_field(id, base, &path, placements, name)
            }
            TyData::String(_) => self.builtin(&format!("string.{text}")),
            TyData::Table(table) => {
                let Some(field) = table
                    .fields
                    .iter()
                    .find(|field| self.types.text(field.name) == text)
                else {
                    return Ty::UNKNOWN;
                };
                // Another function may have written to it since.
                if field.optional || table.open {
                    Ty::UNKNOWN
                } else {
                    self.types.widen(field.ty)
                }
            }
            TyData::Map(_, values) => {
                let values = *values;
                self.types.join(values, Ty::NIL)
            }
            _ => Ty::UNKNOWN,
        }
    }

    /// `base[key]` with a key that is not known.
    pub(super) fn index(&mut self, owner: Ty, key: Ty) -> Ty {
        let key = self.types.widen(key);
        match self.types.get(owner) {
            TyData::Array(items) if key == Ty::INTEGER => *items,
            _ => Ty::UNKNOWN,
        }
    }

    fn builtin_field(&mut self, id: NodeId, entry: u32, name: Symbol) -> Ty {
        let text = self.tree.text(name);
        let Some(owner) = library::entry(entry) else {
            return Ty::UNKNOWN;
        };
        if let Some(member) = owner.member(text) {
            return self.builtin_entry(member);
        }
        let path = format!("{}.{text}", owner.path());
        let is_removed = pipelua_schemas::builtin().sandbox().removed(&path).is_some();
        if owner.is_closed_table()
            && !is_removed
            && !self.written.contains(&name)
            && !self.is_write_target(id)
        {
            let known = owner.members().map(Arc::from).collect();
            self.problem(
                id,
                ProblemKind::UndefinedField {
                    owner: owner.path().into(),
                    path: None,
                    name: text.into(),
                    known,
                },
            );
        }
        Ty::UNKNOWN
    }

    /// `context.path.name`, as the placements still possible see it.
    fn context_field(
        &mut self,
        id: NodeId,
        base: NodeId,
        path: &[TextId],
        placements: PlacementSet,
        name: Symbol,
    ) -> Ty {
        let (tree, context) = (self.tree, self.context);
        let text = tree.text(name);
        let mut full: Vec<TextId> = path.to_vec();
        full.push(self.types.intern_text(text));
        let (mut has, mut lacks) = (PlacementSet::EMPTY, PlacementSet::EMPTY);
        let mut types: Vec<PortableType> = Vec::new();
        for at in placements.iter() {
            let Some(placement) = context.placements.get(at) else {
                continue;
            };
            match placement.at(full.iter().map(|name| self.types.text(*name))) {
                Some(ty) => {
                    has.insert(at);
                    if !types.contains(&ty) {
                        types.push(ty);
                    }
                }
                None if self.is_declared_config(&full) => return Ty::UNKNOWN,
                None => lacks.insert(at),
            }
        }
        if !lacks.is_empty() && !self.written.contains(&name) && !self.is_write_target(id) {
            self.missing_context_field(id, base, path, text, has, lacks);
        }
        if !types.is_empty() && types.iter().all(|ty| ty.as_table().is_some()) {
            return self.types.intern(TyData::Context {
                path: full.into(),
                placements: has,
            });
        }
        let mut types: Vec<Ty> = types.iter().map(|ty| self.types.import(ty)).collect();
        if !lacks.is_empty() {
            types.push(Ty::NIL);
        }
        self.types.union(types)
    }

    fn missing_context_field(
        &mut self,
        id: NodeId,
        base: NodeId,
        path: &[TextId],
        name: &str,
        has: PlacementSet,
        lacks: PlacementSet,
    ) {
        let context = self.context;
        let owner = self.tree.path_text(base).unwrap_or_else(|| "context".to_owned());
        let path: Vec<Arc<str>> = path.iter().map(|name| self.types.text(*name).into()).collect();
        let known = known_fields(context.of(has.or(lacks)), &path);
        let is_outputs = path.len() == 1 && path.iter().all(|name| &**name == "outputs");
        let kind = match (has.is_empty(), is_outputs) {
            (true, true) => ProblemKind::UndefinedOutput {
                name: name.into(),
                known,
                lacks,
                indexed: self.is_indexed(id),
            },
            (true, false) => ProblemKind::UndefinedField {
                owner,
                path: Some(path),
                name: name.into(),
                known,
            },
            (false, _) => ProblemKind::WrongHookField {
                owner,
                name: name.into(),
                has,
                lacks,
            },
        };
        self.problem(id, kind);
    }

    /// Whether a path lies in `config` of a script that declares its keys: some may not be set yet.
    fn is_declared_config(&self, path: &[TextId]) -> bool {
        self.declares_config
            && path
                .first()
                .is_some_and(|first| self.types.text(*first) == "config")
    }

    fn is_indexed(&self, id: NodeId) -> bool {
        self.tree.parent(id).is_some_and(|parent| {
            let reads = matches!(
                self.tree.kind(parent),
                NodeKind::FieldExpr | NodeKind::IndexExpr | NodeKind::MethodCallExpr
            );
            reads && self.tree.child(parent, 0) == id
        })
    }

    /// Whether the field is assigned to here, rather than read.
    fn is_write_target(&self, id: NodeId) -> bool {
        let Some(list) = self.tree.parent(id) else {
            return false;
        };
        let Some(statement) = self.tree.parent(list) else {
            return false;
        };
        self.tree.kind(statement) == NodeKind::AssignStmt && self.tree.child(statement, 0) == list
    }
}

/// The keys at a path of any of these placements, each once.
fn known_fields<'a>(
    placements: impl Iterator<Item = &'a crate::context::PlacementContext>,
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
