//! Another name for what stands at the cursor, wherever it is named; or why that cannot be.

mod capture;
mod field;
mod local;
mod new_name;
mod shared;
mod types;

use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::{Db, FileKind, SourceFile, stem};
use pipelua_syntax::TextRange;

pub(crate) use local::places as local_places;
pub(crate) use types::type_places;

use crate::annotation::{Means, annotation_at};
use crate::data_field::{DataField, data_field_at};
use crate::definition::Target;
use crate::finding::Rename;
use crate::name_at::{FilePosition, name_at};
use crate::occurrences::{Named, named};
use crate::shared_name::shared_name_at;

/// What is to be written, in one step.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Renaming {
    /// By file, then in order of the text.
    pub edits: Vec<Replacement>,
    pub moves: Vec<Rename>,
    /// Why a person should look at it first, if so.
    pub asks: Option<String>,
}

/// A text for a range.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    pub file: SourceFile,
    pub range: TextRange,
    pub text: String,
}

/// Why something cannot have this name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    pub message: String,
    /// Where the reason stands.
    pub places: Vec<Target>,
}

/// What would be renamed, before there is a new name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renameable {
    /// Of the name at the cursor.
    pub range: TextRange,
    pub name: String,
}

/// Something with a name that can be another one.
enum Subject {
    /// A local or a label.
    Local(Named),
    /// A key of what a script hands on.
    Field(DataField),
    /// A name that files share.
    Shared(crate::json::Named),
    /// A class, an alias, or a generic name of annotations.
    Type(Means),
}

/// The name at the cursor, if it can be another one; nothing where no name stands.
///
/// # Errors
/// Why that name stays as it is.
pub fn prepare_rename(db: &dyn Db, at: FilePosition) -> Result<Option<Renameable>, Refusal> {
    Ok(subject(db, at)?.map(|(_, range)| Renameable {
        range,
        name: text_of(db, at.file, range).to_owned(),
    }))
}

/// All that is to be written for the name at the cursor to be `new_name`; nothing where no name stands.
///
/// # Errors
/// Why it cannot have this name, and where the reason stands.
pub fn rename(db: &dyn Db, at: FilePosition, new_name: &str) -> Result<Option<Renaming>, Refusal> {
    let Some((subject, range)) = subject(db, at)? else {
        return Ok(None);
    };
    if text_of(db, at.file, range) == new_name {
        return Ok(Some(Renaming::default()));
    }
    let mut renaming = match subject {
        Subject::Local(named) => local::rename(db, at.file, named, new_name)?,
        Subject::Field(field) => field::rename(db, &field, new_name)?,
        Subject::Shared(named) => shared::rename(db, &named, new_name)?,
        Subject::Type(means) => types::rename(db, at.file, &means, new_name)?,
    };
    let edits = &mut renaming.edits;
    edits.sort_by(|a, b| (a.file.path(db), a.range).cmp(&(b.file.path(db), b.range)));
    renaming.edits.dedup();
    Ok(Some(renaming))
}

/// What is to be written where a file has another path: pipelines name a script by it. Nothing where that cannot be.
pub fn rename_file(db: &dyn Db, from: &str, to: &str) -> Renaming {
    let is_script = |path: &str| FileKind::of(path) == FileKind::Script;
    if !is_script(from) || !is_script(to) || stem(from) == stem(to) {
        return Renaming::default();
    }
    let script = crate::json::Named::Script(stem(from).to_owned());
    let mut renaming = shared::rename(db, &script, stem(to)).unwrap_or_default();
    renaming.moves.clear();
    renaming
}

/// What stands at the cursor, and the range of its name there.
fn subject(db: &dyn Db, at: FilePosition) -> Result<Option<(Subject, TextRange)>, Refusal> {
    if let Some((field, range)) = data_field_at(db, at) {
        return Ok(Some((Subject::Field(field), range)));
    }
    if let Some((named, range)) = shared_name_at(db, at) {
        shared::check(&named)?;
        return Ok(Some((Subject::Shared(named), range)));
    }
    if !at.file.kind(db).is_lua() {
        return Ok(None);
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let Some(name) = name_at(parse, at.offset) else {
        let Some(annotation) = annotation_at(parse, tree, scopes, at.offset) else {
            return Ok(None);
        };
        types::check(db, at.file, &annotation.means)?;
        let subject = match annotation.means {
            Means::Local(local) => Subject::Local(Named::Local(local)),
            means => Subject::Type(means),
        };
        return Ok(Some((subject, annotation.range)));
    };
    let subject = match named(tree, scopes, name.node) {
        Some(Named::Global(symbol)) => {
            let name = tree.text(symbol);
            return Err(Refusal::of(format!(
                "`{name}` is no local of this script, and globals keep their names"
            )));
        }
        Some(named) => local::subject(scopes, named)?,
        None => {
            return Err(Refusal::of(format!(
                "which tables have `{}` is not known",
                tree.name(name.node)
            )));
        }
    };
    Ok(Some((subject, name.range)))
}

fn text_of(db: &dyn Db, file: SourceFile, range: TextRange) -> &str {
    file.text(db).as_str().get(range.as_usize()).unwrap_or_default()
}

impl Refusal {
    fn of(message: String) -> Self {
        Self {
            message,
            places: Vec::new(),
        }
    }

    fn at(mut self, file: SourceFile, range: TextRange) -> Self {
        self.places.push(Target { file, range });
        self
    }
}

#[cfg(test)]
mod field_tests;
#[cfg(test)]
mod shared_tests;
#[cfg(test)]
mod tests;
