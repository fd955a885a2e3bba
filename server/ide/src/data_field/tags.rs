//! The key in `---@data { key: type }`, and the classes that declare it in its stead.

use pipelua_analysis::lower::{Lowered, doc_lines};
use pipelua_syntax::luacats::{FieldKey, TagKind, TypeExpr, TypeKind, parse_comment};
use pipelua_syntax::{Parse, TextRange};

/// What `@data` says.
#[derive(Default)]
pub(super) struct DataTag {
    /// Its keys.
    pub(super) fields: Vec<(String, TextRange)>,
    /// Names of types that have the keys instead.
    pub(super) classes: Vec<(String, TextRange)>,
}

pub(super) fn data_tag(parse: &Parse, tree: &Lowered) -> DataTag {
    let mut found = DataTag::default();
    if !tree.docs().iter().any(|doc| doc.text.contains("@data")) {
        return found;
    }
    for (doc, lines) in tree.docs().iter().zip(doc_lines(parse)) {
        if !doc.text.contains("@data") {
            continue;
        }
        for tag in parse_comment(&doc.text).tags {
            if let TagKind::Data { ty } = tag.kind {
                collect(&ty, &lines, &mut found);
            }
        }
    }
    found
}

/// The key of an annotation at `offset`.
pub(super) fn tag_field_at(parse: &Parse, tree: &Lowered, offset: u32) -> Option<(String, TextRange)> {
    let mut fields = data_tag(parse, tree).fields.into_iter();
    fields.find(|(_, range)| range.touches(offset))
}

fn collect(ty: &TypeExpr, lines: &[TextRange], found: &mut DataTag) {
    match &ty.kind {
        TypeKind::Table(fields) => {
            for field in fields {
                if let FieldKey::Name(name) = &field.key {
                    let range = place(lines, name.range);
                    found.fields.extend(range.map(|range| (name.text.clone(), range)));
                }
            }
        }
        TypeKind::Named { name, .. } => {
            let range = place(lines, name.range);
            found
                .classes
                .extend(range.map(|range| (name.text.clone(), range)));
        }
        TypeKind::Union(members) => members.iter().for_each(|ty| collect(ty, lines, found)),
        TypeKind::Optional(inner) => collect(inner, lines, found),
        _ => {}
    }
}

/// Where a range of a comment stands in the file.
fn place(lines: &[TextRange], inside: TextRange) -> Option<TextRange> {
    let mut start = 0;
    for line in lines {
        let end = start + (line.end - line.start);
        if inside.start <= end {
            let at = |offset: u32| line.start + (offset.min(end) - start);
            return Some(TextRange::new(at(inside.start), at(inside.end)));
        }
        // The newline between them.
        start = end + 1;
    }
    None
}
