//! Classes and aliases of annotations: those of the sandbox and a team's own `types/*.lua`, read by the same code.

mod enumerated;
mod names_in;
mod reader;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pipelua_syntax::NodeId;
use pipelua_syntax::luacats::{FieldKey, Tag, TagKind, TypeExpr, parse_comment};

use enumerated::enumerated;
use reader::Reader;

use crate::db::Db;
use crate::inputs::{FileKind, SourceFile, files_of};
use crate::lower::{Lowered, lower, lower_tree};
use crate::ty::PortableType;

pub use names_in::is_basic;
pub(crate) use names_in::names_in;

/// Generic names of an alias behind which none are read.
const MAX_GENERICS: usize = 16;

/// Names of types with what they stand for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Classes {
    classes: BTreeMap<String, ClassDecl>,
    aliases: BTreeMap<String, AliasDecl>,
}

/// A table with declared fields.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct ClassDecl {
    /// No other keys may stand in it.
    pub(crate) exact: bool,
    pub(crate) parents: Vec<TypeExpr>,
    /// Name, whether it may be left out, type.
    pub(crate) fields: Vec<(String, bool, TypeExpr)>,
    /// The type of the keys that have no name of their own.
    pub(crate) index: Option<TypeExpr>,
    pub(crate) has_operators: bool,
}

/// A name for a type.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct AliasDecl {
    pub(crate) generics: Vec<String>,
    /// Its value is one of these.
    pub(crate) types: Vec<TypeExpr>,
}

/// The classes that every script can name: the sandbox's, and those of `types/*.lua`, which win.
#[salsa::tracked]
pub fn classes(db: &dyn Db) -> Classes {
    let mut all = builtin_classes().clone();
    for file in files_of(db, FileKind::Types) {
        all.extend(file_classes(db, file));
    }
    all
}

/// The classes of one file of `types/`; white space and code in it stop here.
#[salsa::tracked]
fn file_classes(db: &dyn Db, file: SourceFile) -> Classes {
    Classes::read(lower(db, file))
}

/// The classes that signatures of the sandbox name.
pub(crate) fn builtin_classes() -> &'static Classes {
    static CLASSES: OnceLock<Classes> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let text = pipelua_schemas::builtin().sandbox().types_lua();
        Classes::read(&lower_tree(&pipelua_syntax::parse(text)))
    })
}

impl Classes {
    /// What the doc comments of a file declare.
    pub fn read(tree: &Lowered) -> Self {
        let mut all = Self::default();
        for doc in tree.docs().iter().filter(|doc| doc.text.contains('@')) {
            all.add(tree, doc.node, parse_comment(&doc.text).tags);
        }
        all
    }

    /// Adds what the tags of one doc comment declare, which stands above `node`.
    pub(crate) fn add(&mut self, tree: &Lowered, node: Option<NodeId>, tags: Vec<Tag>) {
        let mut current: Option<String> = None;
        for tag in tags {
            match tag.kind {
                TagKind::Class {
                    exact, name, parents, ..
                } => {
                    current = Some(name.text.clone());
                    let class = ClassDecl {
                        exact,
                        parents,
                        ..ClassDecl::default()
                    };
                    self.classes.insert(name.text, class);
                }
                TagKind::Field { key, optional, ty } => {
                    let Some(class) = current.as_ref().and_then(|name| self.classes.get_mut(name)) else {
                        continue;
                    };
                    match key {
                        FieldKey::Name(key) => class.fields.push((key.text, optional, ty)),
                        FieldKey::Type(_) => class.index = Some(ty),
                    }
                }
                TagKind::Operator { .. } | TagKind::Overload { .. } => {
                    if let Some(class) = current.as_ref().and_then(|name| self.classes.get_mut(name)) {
                        class.has_operators = true;
                    }
                }
                TagKind::Alias {
                    name,
                    generics,
                    ty,
                    variants,
                } => {
                    let types = ty
                        .into_iter()
                        .chain(variants.into_iter().map(|variant| variant.ty));
                    let alias = AliasDecl {
                        generics: generics
                            .into_iter()
                            .take(MAX_GENERICS)
                            .map(|generic| generic.name.text)
                            .collect(),
                        types: types.collect(),
                    };
                    self.aliases.insert(name.text, alias);
                }
                TagKind::Enum { name, key } => {
                    let types = node.map(|node| enumerated(tree, node, key)).unwrap_or_default();
                    let alias = AliasDecl {
                        generics: Vec::new(),
                        types,
                    };
                    self.aliases.insert(name.text, alias);
                }
                _ => {}
            }
        }
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        let classes = other.classes.iter();
        self.classes
            .extend(classes.map(|(name, class)| (name.clone(), class.clone())));
        let aliases = other.aliases.iter();
        self.aliases
            .extend(aliases.map(|(name, alias)| (name.clone(), alias.clone())));
    }

    pub(crate) fn class(&self, name: &str) -> Option<&ClassDecl> {
        self.classes.get(name)
    }

    pub(crate) fn alias(&self, name: &str) -> Option<&AliasDecl> {
        self.aliases.get(name)
    }

    /// What classes, aliases and enums are called.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().chain(self.aliases.keys()).map(String::as_str)
    }

    /// Whether a class, an alias or an enum is called so.
    pub fn has(&self, name: &str) -> bool {
        self.classes.contains_key(name) || self.aliases.contains_key(name)
    }

    /// Those of the names, and what they name in turn.
    pub(crate) fn reachable(&self, names: impl IntoIterator<Item = String>) -> Self {
        let mut found = Self::default();
        let mut open: Vec<String> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            if found.has(&name) {
                continue;
            }
            let mut note = |ty: &TypeExpr| names_in(ty, &mut |name| open.push(name.text.clone()));
            if let Some(class) = self.classes.get(&name) {
                class.parents.iter().for_each(&mut note);
                class.fields.iter().for_each(|(_, _, ty)| note(ty));
                class.index.iter().for_each(&mut note);
                found.classes.insert(name, class.clone());
            } else if let Some(alias) = self.aliases.get(&name) {
                alias.types.iter().for_each(&mut note);
                found.aliases.insert(name, alias.clone());
            }
        }
        found
    }

    /// The type as written; what is not known here, generics among it, is `unknown`.
    pub fn resolve(&self, ty: &TypeExpr) -> PortableType {
        Reader::new(self).read(ty, 0)
    }
}

#[cfg(test)]
mod tests {
    use pipelua_syntax::luacats::parse_type;

    use super::*;
    use crate::db::Database;
    use crate::inputs::FileText;
    use crate::ty::Types;

    /// The type as a script of a team with this file of `types/` reads it.
    fn shown(types_lua: &str, ty: &str) -> String {
        let mut db = Database::default();
        db.load([("types/team.lua".into(), FileText::Utf8(types_lua.into()))]);
        let resolved = classes(&db).resolve(&parse_type(ty).0);
        let mut types = Types::default();
        let ty = types.import(&resolved);
        types.display(ty)
    }

    #[test]
    fn a_class_of_a_team_has_the_fields_of_its_parents() {
        let text = "---@meta\n\n---@class Person\n---@field name string\n\n---@class (exact) Member: Person\n---@field role? \"admin\" | \"guest\"\n";
        assert_eq!(
            shown(text, "Member"),
            "{ name: string, role?: \"admin\"|\"guest\" }"
        );
    }

    #[test]
    fn classes_of_the_sandbox_are_there_and_can_be_named() {
        assert_eq!(
            shown("", "FetchResponse"),
            "{ status: integer, ok: boolean, headers: table<string, string>, body: any, json: boolean }"
        );
    }

    #[test]
    fn aliases_of_themselves_come_to_an_end() {
        let wide = ["A[]"; 1_000].join("|");
        assert!(shown(&format!("---@alias A {wide}"), "A").contains("unknown"));
    }

    #[test]
    fn an_alias_is_what_it_stands_for() {
        assert_eq!(
            shown("---@alias Level \"low\" | \"high\"", "Level?"),
            "\"low\"|\"high\"|nil"
        );
    }

    #[test]
    fn what_is_not_known_is_unknown() {
        assert_eq!(shown("", "Nobody"), "unknown");
        assert_eq!(
            shown("---@class (exact) Loop\n---@field next Loop", "Loop[]"),
            "{..}[]"
        );
    }
}
