//! Another name for a class, an alias or an enumeration of annotations: in its file, or wherever shared types are named.

use pipelua_analysis::classes::{classes, is_basic};
use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::{Db, FileKind, SourceFile, files};
use pipelua_syntax::TextRange;
use pipelua_syntax::luacats::{TypeKind, parse_type};

use super::{Refusal, Renaming, Replacement};
use crate::annotation::{Annotation, Means, annotations};

/// Places of a type, each with whether it is declared there.
pub(crate) fn type_places(
    db: &dyn Db,
    file: SourceFile,
    means: &Means,
) -> Vec<(SourceFile, TextRange, bool)> {
    let Means::Type { name, .. } = means else {
        let same = all_of(db, file).into_iter().filter(|it| it.means == *means);
        return same.map(|it| (file, it.range, false)).collect();
    };
    let of = |file: SourceFile| -> Vec<(SourceFile, TextRange, bool)> {
        let all = all_of(db, file).into_iter();
        all.filter_map(|it| match it.means {
            Means::Type {
                name: other,
                is_declaration,
            } if other == *name => Some((file, it.range, is_declaration)),
            _ => None,
        })
        .collect()
    };
    let here = of(file);
    let declares = |places: &[(SourceFile, TextRange, bool)]| places.iter().any(|(_, _, declares)| *declares);
    // A script's own types are no one else's.
    if file.kind(db) == FileKind::Script && declares(&here) {
        return here;
    }
    let others = files(db)
        .values()
        .copied()
        .filter(|other| other.kind(db).is_lua() && other.text(db).as_str().contains(name.as_str()));
    others
        .map(|other| (other, of(other)))
        .filter(|(other, places)| other.kind(db) != FileKind::Script || !declares(places))
        .flat_map(|(_, places)| places)
        .collect()
}

/// Why a type keeps its name, whatever the new one.
pub(super) fn check(db: &dyn Db, file: SourceFile, means: &Means) -> Result<(), Refusal> {
    let Means::Type { name, .. } = means else {
        return Ok(());
    };
    let places = type_places(db, file, means);
    if places.iter().any(|(_, _, is_declaration)| *is_declaration) {
        return Ok(());
    }
    let why = if classes(db).has(name) {
        "is declared by the sandbox, and keeps its name"
    } else {
        "is declared nowhere"
    };
    Err(Refusal::of(format!("`{name}` {why}")))
}

pub(super) fn rename(
    db: &dyn Db,
    file: SourceFile,
    means: &Means,
    new_name: &str,
) -> Result<Renaming, Refusal> {
    let shown = pipelua_rules::suggest::shown(new_name);
    let (ty, errors) = parse_type(new_name);
    let is_name = errors.is_empty()
        && matches!(&ty.kind, TypeKind::Named { name, arguments } if name.text == new_name && arguments.is_empty());
    if !is_name {
        return Err(Refusal::of(format!("`{shown}` is no name of a type")));
    }
    if is_basic(new_name) {
        return Err(Refusal::of(format!(
            "`{new_name}` is a type that every script has"
        )));
    }
    let places = type_places(db, file, means);
    if classes(db).has(new_name) {
        return Err(Refusal::of(format!("type `{new_name}` is there already")));
    }
    let mut seen: Vec<SourceFile> = Vec::new();
    for (file, ..) in &places {
        if seen.contains(file) {
            continue;
        }
        seen.push(*file);
        let taken = all_of(db, *file).into_iter().find(|it| match &it.means {
            Means::Type { name, .. } | Means::Generic { name, .. } => name == new_name,
            Means::Local(_) => false,
        });
        if let Some(taken) = taken {
            return Err(Refusal::of(format!("`{new_name}` is named here already")).at(*file, taken.range));
        }
    }
    let edits = places.into_iter().map(|(file, range, _)| Replacement {
        file,
        range,
        text: new_name.to_owned(),
    });
    Ok(Renaming {
        edits: edits.collect(),
        ..Renaming::default()
    })
}

fn all_of(db: &dyn Db, file: SourceFile) -> Vec<Annotation> {
    annotations(parse(db, file), lower(db, file), scopes(db, file))
}
