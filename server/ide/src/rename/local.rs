//! Another name for a local, a parameter, a label: at its declaration, its uses, in functions inside, in annotations.

use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::{LocalKind, Scopes, scopes};
use pipelua_analysis::{Db, SourceFile};
use pipelua_syntax::TextRange;

use super::capture::Capture;
use super::{Refusal, Renaming, Replacement, Subject, new_name};
use crate::annotation::{Means, annotations};
use crate::occurrences::{Named, occurrences};

pub(super) fn subject(scopes: &Scopes, named: Named) -> Result<Subject, Refusal> {
    match named {
        Named::Local(local) if scopes.local(local).kind == LocalKind::SelfParameter => Err(Refusal::of(
            "`self` is what the `:` of its method declares, and has no other name".to_owned(),
        )),
        named => Ok(Subject::Local(named)),
    }
}

pub(super) fn rename(
    db: &dyn Db,
    file: SourceFile,
    named: Named,
    new_name: &str,
) -> Result<Renaming, Refusal> {
    new_name::of_lua(new_name)?;
    let places = places(db, file, named);
    if let Some(capture) = Capture::find(db, file, &places, new_name) {
        return Err(capture.refusal(db, file, new_name));
    }
    let edits = places.into_iter().map(|range| Replacement {
        file,
        range,
        text: new_name.to_owned(),
    });
    Ok(Renaming {
        edits: edits.collect(),
        ..Renaming::default()
    })
}

/// In code and in annotations, in order of the text.
pub(crate) fn places(db: &dyn Db, file: SourceFile, named: Named) -> Vec<TextRange> {
    let (parse, tree, scopes) = (parse(db, file), lower(db, file), scopes(db, file));
    let mut places: Vec<TextRange> = occurrences(parse, tree, scopes, named)
        .into_iter()
        .map(|occurrence| occurrence.range)
        .collect();
    if let Named::Local(local) = named {
        let annotated = annotations(parse, tree, scopes).into_iter();
        let of_it = annotated.filter(|annotation| annotation.means == Means::Local(local));
        places.extend(of_it.map(|annotation| annotation.range));
    }
    places.sort_unstable();
    places
}
