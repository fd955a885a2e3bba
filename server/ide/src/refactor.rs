//! Other ways to write the same: names for values, functions for statements, conditions in place of tricks.
//!
//! Each is offered only where the script does the same afterwards; what cannot be shown is not offered.

mod concat;
mod extract_function;
mod extract_local;
mod inline_local;
mod names;
mod selected;
mod trace;

use pipelua_analysis::{Db, SourceFile};
use pipelua_syntax::{Encoding, TextRange};

use self::selected::Selected;
use crate::finding::Edit;
use crate::positions::Positions;

/// A change that a person may choose.
#[derive(Debug)]
pub struct Refactoring {
    pub id: &'static str,
    pub title: String,
    pub kind: RefactorKind,
    /// In the order of their places.
    pub edits: Vec<Edit>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RefactorKind {
    Extract,
    Inline,
    Rewrite,
}

/// A refactoring in bytes.
struct Offer {
    id: &'static str,
    title: String,
    kind: RefactorKind,
    edits: Vec<(TextRange, String)>,
}

/// What can be done with what is selected, or with what stands at the cursor.
pub fn refactorings(db: &dyn Db, file: SourceFile, range: TextRange, encoding: Encoding) -> Vec<Refactoring> {
    let Some(selected) = Selected::new(db, file, range) else {
        return Vec::new();
    };
    let offers = [
        extract_local::extract_local(&selected),
        extract_function::extract_function(&selected),
        inline_local::inline_local(&selected),
        concat::concat_to_format(&selected),
        trace::wrap_in_trace(&selected),
    ];
    let mut positions = Positions::new(selected.text, encoding);
    let path: &str = file.path(db);
    offers
        .into_iter()
        .flatten()
        .map(|mut offer| {
            offer.edits.sort_by_key(|(range, _)| (range.start, range.end));
            let edits = offer.edits.into_iter().map(|(range, new_text)| Edit {
                file: path.to_owned(),
                range: positions.range(range),
                new_text,
            });
            Refactoring {
                id: offer.id,
                title: offer.title,
                kind: offer.kind,
                edits: edits.collect(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
