//! The doc comments of a file with their places, for the findings about annotations.

use pipelua_syntax::luacats::{Comment, TagKind, TypeExpr, parse_comment};
use pipelua_syntax::{NodeId, TextRange};

use crate::db::Db;
use crate::inputs::SourceFile;
use crate::lint::{Anchor, Finding, FixData, Lint};
use crate::lower::{Lowered, doc_lines, lower, parse};

/// What a run makes of an annotation.
pub(crate) const RUN: &str = "it does not look at annotations";

/// A run of `---` lines.
pub(crate) struct Doc {
    /// What it stands directly above.
    pub(crate) node: Option<NodeId>,
    /// What follows it, blank lines or not.
    pub(crate) next: Option<NodeId>,
    pub(crate) comment: Comment,
    /// Its lines, each behind its `---`.
    lines: Vec<TextRange>,
}

/// The doc comments of one file.
pub(crate) struct DocContext<'a> {
    pub(crate) db: &'a dyn Db,
    pub(crate) file: SourceFile,
    pub(crate) tree: &'a Lowered,
    pub(crate) docs: Vec<Doc>,
}

impl<'a> DocContext<'a> {
    pub(crate) fn new(db: &'a dyn Db, file: SourceFile) -> Self {
        let tree = lower(db, file);
        let is_any = tree.docs().iter().any(|doc| doc.text.contains('@'));
        let lines = if is_any {
            doc_lines(parse(db, file))
        } else {
            Vec::new()
        };
        let docs = tree.docs().iter().zip(lines).map(|(doc, lines)| Doc {
            node: doc.node,
            next: doc.next,
            comment: parse_comment(&doc.text),
            lines,
        });
        let docs = docs.filter(|doc| !doc.comment.tags.is_empty()).collect();
        Self { db, file, tree, docs }
    }
}

impl Doc {
    /// Where a range of the comment stands in the file.
    pub(crate) fn range(&self, inside: TextRange) -> TextRange {
        let mut start = 0;
        for line in &self.lines {
            let end = start + (line.end - line.start);
            if inside.start <= end {
                let at = |offset: u32| line.start + (offset.min(end) - start);
                return TextRange::new(at(inside.start), at(inside.end));
            }
            // The newline between them.
            start = end + 1;
        }
        let last = self.lines.last().map_or(0, |line| line.end);
        TextRange::empty(last)
    }

    /// Whether a range begins right behind the dashes of a line.
    pub(crate) fn is_at_the_dashes(&self, inside: TextRange) -> bool {
        let start = self.range(inside).start;
        self.lines.iter().any(|line| line.start == start)
    }

    /// A finding at a word of it, with the word that was meant.
    pub(crate) fn misspelt(
        &self,
        lint: &'static Lint,
        word: TextRange,
        message: String,
        near: Option<&str>,
    ) -> Finding {
        let anchor = Anchor::Range(self.range(word));
        let finding = Finding::new(lint, anchor, message).runtime(RUN);
        match near {
            Some(near) => finding
                .help(format!("write `{near}`"))
                .fix(FixData::new(format!("write `{near}`")).replace(anchor, near)),
            None => finding,
        }
    }
}

/// The types that stand in a tag.
pub fn types_in(tag: &TagKind) -> Vec<&TypeExpr> {
    match tag {
        TagKind::Class {
            generics, parents, ..
        } => {
            let bounds = generics.iter().filter_map(|generic| generic.constraint.as_ref());
            parents.iter().chain(bounds).collect()
        }
        TagKind::Field { ty, .. }
        | TagKind::Param { ty, .. }
        | TagKind::Vararg { ty }
        | TagKind::As { ty }
        | TagKind::Data { ty }
        | TagKind::Config { ty }
        | TagKind::Overload { signature: ty } => vec![ty],
        TagKind::Type { types } | TagKind::ReturnOverload { types } => types.iter().collect(),
        TagKind::Return { items } => items.iter().map(|item| &item.ty).collect(),
        TagKind::Alias { ty, variants, .. } => ty
            .iter()
            .chain(variants.iter().map(|variant| &variant.ty))
            .collect(),
        TagKind::Cast { changes, .. } => changes.iter().map(|change| &change.ty).collect(),
        TagKind::Generic { params } => params
            .iter()
            .filter_map(|param| param.constraint.as_ref())
            .collect(),
        TagKind::Operator { operand, result, .. } => operand.iter().chain(result).collect(),
        _ => Vec::new(),
    }
}
