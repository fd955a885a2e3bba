//! The annotations of a script by what they stand above: declared types, signatures of functions, casts.

use std::collections::BTreeSet;
use std::sync::Arc;

use pipelua_syntax::luacats::{
    CastChange, FunctionType, GenericParam, Tag, TagKind, TypeExpr, TypeKind, parse_comment, parse_type,
};
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

#[cfg(test)]
use crate::classes::builtin_classes;
use crate::classes::{Classes, classes, is_basic, names_in};
use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lint::docs::types_in;
use crate::lower::{Expr, Lowered, lower};

/// Generic names of a function, and its ways to be called or to return, behind which none are read.
const MAX_GENERICS: usize = 16;
const MAX_RETURNS: usize = 64;
const MAX_OVERLOADS: usize = 128;

/// What the annotations of one file say.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Annotated {
    /// By statement or table item: what `@type` says of its names.
    types: FxHashMap<NodeId, Vec<TypeExpr>>,
    /// By `FunctionBody`.
    signatures: FxHashMap<NodeId, Arc<Signature>>,
    /// By the statement behind them: name and changes of `@cast`.
    casts: FxHashMap<NodeId, Vec<(String, Vec<CastChange>)>>,
    /// By statement: the class that its first name holds the members of.
    class_of: FxHashMap<NodeId, String>,
    /// What `@data` says that a result holds.
    data: Option<TypeExpr>,
    /// By expression: what `@as` says of it.
    asserted: FxHashMap<NodeId, TypeExpr>,
    /// The types that the file can name, as far as it does.
    pub(crate) names: Classes,
}

/// What annotations say of a function.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Signature {
    pub(crate) generics: Vec<GenericParam>,
    /// By name, whether it may be left out, and its type; `...` among them.
    params: FxHashMap<String, (bool, TypeExpr)>,
    pub(crate) returns: Vec<TypeExpr>,
    /// Rows of values that come together.
    pub(crate) rows: Vec<Vec<TypeExpr>>,
    pub(crate) overloads: Vec<FunctionType>,
    /// Its result is what it is called for.
    pub(crate) nodiscard: bool,
    /// It is out of use; what is said of that.
    pub(crate) deprecated: Option<String>,
}

impl Signature {
    /// The declared type of a parameter, and whether it may be left out.
    pub(crate) fn param(&self, name: &str) -> Option<(&TypeExpr, bool)> {
        let (optional, ty) = self.params.get(name)?;
        Some((ty, *optional))
    }

    /// Of several types for one name the first counts.
    fn add_param(&mut self, name: &str, optional: bool, ty: &TypeExpr) {
        if !self.params.contains_key(name) {
            self.params.insert(name.to_owned(), (optional, ty.clone()));
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What goes on for longer than any function does would be read at each call.
    fn limit(&mut self) {
        self.generics.truncate(MAX_GENERICS);
        if self.returns.len() > MAX_RETURNS || self.rows.len() > MAX_RETURNS {
            self.returns.clear();
            self.rows.clear();
        }
        // A call that takes none of them gives something that is not known.
        self.overloads.truncate(MAX_OVERLOADS);
    }
}

/// The annotations of a file, with the types that they name. An edit of a class that it does not name stops here.
#[salsa::tracked(lru = 64)]
pub(crate) fn annotated(db: &dyn Db, file: SourceFile) -> Annotated {
    let (mut all, missing) = Annotated::read(lower(db, file));
    if !missing.is_empty() {
        all.add_shared(classes(db).reachable(missing));
    }
    all
}

/// The same of a text that is in no database.
#[cfg(test)]
pub(crate) fn annotated_alone(tree: &Lowered) -> Annotated {
    let (mut all, missing) = Annotated::read(tree);
    all.add_shared(builtin_classes().reachable(missing));
    all
}

impl Annotated {
    /// What stands in a file, and the names of types that it does not declare itself.
    fn read(tree: &Lowered) -> (Self, BTreeSet<String>) {
        let mut all = Self::default();
        let mut named: BTreeSet<String> = BTreeSet::new();
        for (node, text) in tree.assertions() {
            let ty = parse_type(text).0;
            names_in(&ty, &mut |name| {
                named.insert(name.text.clone());
            });
            all.asserted.insert(*node, ty);
        }
        for doc in tree.docs() {
            if !doc.text.contains('@') {
                continue;
            }
            let tags = parse_comment(&doc.text).tags;
            for tag in &tags {
                for ty in types_in(&tag.kind) {
                    names_in(ty, &mut |name| {
                        named.insert(name.text.clone());
                    });
                }
            }
            let data = tags.iter().find_map(|tag| match &tag.kind {
                TagKind::Data { ty } if ty.kind != TypeKind::Missing => Some(ty.clone()),
                _ => None,
            });
            all.data = all.data.or(data);
            if let Some(next) = doc.next {
                all.attach_casts(next, &tags);
            }
            if let Some(node) = doc.node {
                all.attach(tree, node, &doc.text, &tags);
            }
            all.names.add(tree, doc.node, tags);
        }
        named.retain(|name| !is_basic(name) && !all.names.has(name));
        (all, named)
    }

    /// Adds types that are declared elsewhere; those of the file itself win.
    fn add_shared(&mut self, mut shared: Classes) {
        shared.extend(&self.names);
        self.names = shared;
    }

    /// Casts hold from where they stand, whatever is made below.
    fn attach_casts(&mut self, next: NodeId, tags: &[Tag]) {
        for tag in tags {
            if let TagKind::Cast { name, changes } = &tag.kind {
                let casts = self.casts.entry(next).or_default();
                casts.push((name.text.clone(), changes.clone()));
            }
        }
    }

    fn attach(&mut self, tree: &Lowered, node: NodeId, text: &str, tags: &[Tag]) {
        let mut signature = Signature::default();
        for tag in tags {
            match &tag.kind {
                TagKind::Type { types } => {
                    self.types.insert(node, types.clone());
                }
                TagKind::Class { name, .. } | TagKind::Enum { name, .. } => {
                    self.class_of.insert(node, name.text.clone());
                }
                TagKind::Generic { params } => signature.generics.extend(params.iter().cloned()),
                TagKind::Param { name, optional, ty } => {
                    signature.add_param(&name.text, *optional, ty);
                }
                TagKind::Vararg { ty } => signature.add_param("...", false, ty),
                TagKind::Return { items } => {
                    signature.returns.extend(items.iter().map(|item| item.ty.clone()));
                }
                TagKind::Nodiscard => signature.nodiscard = true,
                TagKind::Deprecated => {
                    let said = tag.description.and_then(|at| text.get(at.as_usize()));
                    signature.deprecated = Some(said.unwrap_or_default().trim().to_owned());
                }
                TagKind::ReturnOverload { types } => signature.rows.push(types.clone()),
                TagKind::Overload { signature: ty } => {
                    if let TypeKind::Function(function) = &ty.kind {
                        signature.overloads.push(FunctionType::clone(function));
                    }
                }
                _ => {}
            }
        }
        if self.types.contains_key(&node) {
            // The local is a value of the class, and not the table of its members.
            self.class_of.remove(&node);
        }
        if signature.is_empty() {
            return;
        }
        signature.limit();
        if let Some(body) = function_at(tree, node) {
            self.signatures.insert(body, signature.into());
        }
    }

    pub(crate) fn types_at(&self, node: NodeId) -> &[TypeExpr] {
        self.types.get(&node).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn has_no_signatures(&self) -> bool {
        self.signatures.is_empty()
    }

    pub(crate) fn has_deprecated(&self) -> bool {
        self.signatures
            .values()
            .any(|signature| signature.deprecated.is_some())
    }

    /// Whether nil is surely no value of a type in a signature.
    pub(crate) fn refuses_nil(&self, signature: &Signature, ty: &TypeExpr) -> bool {
        self.refuses_nil_at(signature, ty, 0)
    }

    fn refuses_nil_at(&self, signature: &Signature, ty: &TypeExpr, depth: u32) -> bool {
        const MAX_ALIASES: u32 = 8;
        let all = |types: &[TypeExpr]| {
            types
                .iter()
                .all(|ty| self.refuses_nil_at(signature, ty, depth + 1))
        };
        match &ty.kind {
            TypeKind::Named { name, .. } => {
                let is_generic = signature
                    .generics
                    .iter()
                    .any(|generic| generic.name.text == name.text);
                if is_generic || matches!(name.text.as_str(), "any" | "unknown" | "nil" | "void") {
                    return false;
                }
                match self.names.alias(&name.text) {
                    Some(alias) => depth < MAX_ALIASES && !alias.types.is_empty() && all(&alias.types),
                    None => is_basic(&name.text) || self.names.class(&name.text).is_some(),
                }
            }
            TypeKind::Union(members) => all(members),
            TypeKind::Literal(_)
            | TypeKind::Array(_)
            | TypeKind::Tuple(_)
            | TypeKind::Table(_)
            | TypeKind::Function(_) => true,
            TypeKind::Optional(_) | TypeKind::Variadic(_) | TypeKind::Backtick(_) | TypeKind::Missing => {
                false
            }
        }
    }

    pub(crate) fn signature(&self, body: NodeId) -> Option<&Arc<Signature>> {
        self.signatures.get(&body)
    }

    pub(crate) fn casts_before(&self, statement: NodeId) -> &[(String, Vec<CastChange>)] {
        self.casts.get(&statement).map_or(&[], Vec::as_slice)
    }

    /// The statements whose first name holds the members of a class.
    pub(crate) fn classes_at(&self) -> impl Iterator<Item = (NodeId, &str)> {
        self.class_of.iter().map(|(node, name)| (*node, name.as_str()))
    }

    pub(crate) fn data(&self) -> Option<&TypeExpr> {
        self.data.as_ref()
    }

    pub(crate) fn asserted(&self, expression: NodeId) -> Option<&TypeExpr> {
        self.asserted.get(&expression)
    }
}

/// The body of the function that a statement or table item makes first.
pub fn function_at(tree: &Lowered, node: NodeId) -> Option<NodeId> {
    let value = match tree.kind(node) {
        NodeKind::FunctionStmt | NodeKind::LocalFunctionStmt => return Some(tree.child(node, 1)),
        NodeKind::LocalStmt | NodeKind::AssignStmt => tree.child(tree.child(node, 1), 0),
        NodeKind::ReturnStmt => tree.child(tree.child(node, 0), 0),
        NodeKind::NamedItem => tree.child(node, 0),
        NodeKind::KeyedItem => tree.child(node, 1),
        _ => return None,
    };
    match tree.expr(tree.skip_parens(value)) {
        Expr::Function(body) => Some(body),
        _ => None,
    }
}
