//! The names in annotations: parameters, locals that are cast, and types, each with its place in the file.

use pipelua_analysis::classes::is_basic;
use pipelua_analysis::lower::{DocComment, Lowered, asserted, doc_lines};
use pipelua_analysis::scopes::{LocalId, Scopes};
use pipelua_analysis::{function_at, types_in};
use pipelua_syntax::luacats::{
    FieldKey, FunctionParam, Name, Tag, TagKind, TypeExpr, TypeKind, parse_comment, parse_type,
};
use pipelua_syntax::{CommentKind, NodeKind, Parse, TextRange};

/// A name in a doc comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Annotation {
    pub(crate) means: Means,
    pub(crate) range: TextRange,
}

/// What a name in a doc comment stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Means {
    /// A parameter, or what is cast.
    Local(LocalId),
    /// A class, an alias or an enumeration.
    Type { name: String, is_declaration: bool },
    /// The `n`th doc comment alone knows it.
    Generic { name: String, doc: usize },
}

/// In the order of the text.
pub(crate) fn annotations(parse: &Parse, tree: &Lowered, scopes: &Scopes) -> Vec<Annotation> {
    let mut found = assertions(parse);
    if !tree.docs().iter().any(|doc| doc.text.contains('@')) {
        return found;
    }
    for (number, (doc, lines)) in tree.docs().iter().zip(doc_lines(parse)).enumerate() {
        if !doc.text.contains('@') {
            continue;
        }
        let mut names = Names {
            number,
            lines,
            ..Names::default()
        };
        names.read(doc, tree, scopes);
        found.append(&mut names.found);
    }
    found.sort_by_key(|annotation| annotation.range);
    found.dedup_by_key(|annotation| annotation.range);
    found
}

/// The name of an annotation at `offset`.
pub(crate) fn annotation_at(
    parse: &Parse,
    tree: &Lowered,
    scopes: &Scopes,
    offset: u32,
) -> Option<Annotation> {
    let in_comment = parse
        .comments()
        .iter()
        .any(|comment| comment.range.touches(offset));
    if !in_comment {
        return None;
    }
    annotations(parse, tree, scopes)
        .into_iter()
        .find(|annotation| annotation.range.touches(offset))
}

/// The types in `--[[@as type]]`.
fn assertions(parse: &Parse) -> Vec<Annotation> {
    let blocks = parse
        .comments()
        .iter()
        .filter(|comment| comment.kind == CommentKind::Block);
    let mut found = Vec::new();
    for comment in blocks {
        let text = parse.text().get(comment.range.as_usize()).unwrap_or_default();
        let Some(written) = asserted(text) else { continue };
        let start = comment.range.start + (written.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let mut names = Names {
            lines: vec![TextRange::new(start, start + written.len() as u32)],
            ..Names::default()
        };
        names.types(&parse_type(written).0);
        found.append(&mut names.found);
    }
    found
}

/// The names of one doc comment.
#[derive(Default)]
struct Names {
    number: usize,
    /// Its lines, each behind its `---`.
    lines: Vec<TextRange>,
    generics: Vec<String>,
    found: Vec<Annotation>,
}

impl Names {
    fn read(&mut self, doc: &DocComment, tree: &Lowered, scopes: &Scopes) {
        let tags = parse_comment(&doc.text).tags;
        for tag in &tags {
            match &tag.kind {
                TagKind::Generic { params }
                | TagKind::Class { generics: params, .. }
                | TagKind::Alias { generics: params, .. } => {
                    self.generics
                        .extend(params.iter().map(|param| param.name.text.clone()));
                }
                _ => {}
            }
        }
        for tag in &tags {
            self.declared(tag);
            self.locals(tag, doc, tree, scopes);
            for ty in types_in(&tag.kind) {
                self.types(ty);
            }
        }
    }

    /// What a tag declares.
    fn declared(&mut self, tag: &Tag) {
        match &tag.kind {
            TagKind::Class { name, generics, .. } | TagKind::Alias { name, generics, .. } => {
                self.add_type(name, true);
                for generic in generics {
                    self.add_type(&generic.name, true);
                }
            }
            TagKind::Enum { name, .. } => self.add_type(name, true),
            TagKind::Generic { params } => {
                for generic in params {
                    self.add_type(&generic.name, true);
                }
            }
            _ => {}
        }
    }

    fn locals(&mut self, tag: &Tag, doc: &DocComment, tree: &Lowered, scopes: &Scopes) {
        match &tag.kind {
            TagKind::Param { name, .. } => {
                let local = doc
                    .node
                    .and_then(|node| function_at(tree, node))
                    .and_then(|body| {
                        let list = tree
                            .children(body)
                            .find(|child| tree.kind(*child) == NodeKind::ParamList)?;
                        let param = tree.children(list).find(|param| tree.name(*param) == name.text)?;
                        scopes.local_of(param)
                    });
                self.add_local(local, name, name.text.len());
            }
            TagKind::Cast { name, .. } => {
                let first = name.text.split('.').next().unwrap_or_default();
                let local = doc.next.and_then(|next| {
                    let mut visible = scopes.visible_at(tree, next);
                    let local = visible.find(|local| tree.text(local.name) == first)?;
                    scopes.local_of(local.node)
                });
                self.add_local(local, name, first.len());
            }
            _ => {}
        }
    }

    fn types(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeKind::Named { name, arguments } => {
                self.add_type(name, false);
                for ty in arguments {
                    self.types(ty);
                }
            }
            TypeKind::Backtick(name) => self.add_type(name, false),
            TypeKind::Array(inner) | TypeKind::Optional(inner) | TypeKind::Variadic(inner) => {
                self.types(inner);
            }
            TypeKind::Union(all) | TypeKind::Tuple(all) => all.iter().for_each(|ty| self.types(ty)),
            TypeKind::Table(fields) => {
                for field in fields {
                    if let FieldKey::Type(key) = &field.key {
                        self.types(key);
                    }
                    self.types(&field.ty);
                }
            }
            TypeKind::Function(function) => {
                let params = function
                    .params
                    .iter()
                    .filter_map(|param: &FunctionParam| param.ty.as_ref());
                params.for_each(|ty| self.types(ty));
                function.returns.iter().for_each(|item| self.types(&item.ty));
            }
            TypeKind::Literal(_) | TypeKind::Missing => {}
        }
    }

    fn add_type(&mut self, name: &Name, is_declaration: bool) {
        let means = if self.generics.contains(&name.text) {
            Means::Generic {
                name: name.text.clone(),
                doc: self.number,
            }
        } else if is_basic(&name.text) {
            return;
        } else {
            Means::Type {
                name: name.text.clone(),
                is_declaration,
            }
        };
        self.add(means, name.range);
    }

    fn add_local(&mut self, local: Option<LocalId>, name: &Name, length: usize) {
        if let Some(local) = local {
            let start = name.range.start;
            self.add(Means::Local(local), TextRange::new(start, start + length as u32));
        }
    }

    /// Ranges of a comment count from its first line, without the dashes.
    fn add(&mut self, means: Means, inside: TextRange) {
        let mut start = 0;
        for line in &self.lines {
            let end = start + (line.end - line.start);
            if inside.start <= end {
                let at = |offset: u32| line.start + (offset.min(end) - start);
                let range = TextRange::new(at(inside.start), at(inside.end));
                self.found.push(Annotation { means, range });
                return;
            }
            // The newline between them.
            start = end + 1;
        }
    }
}
