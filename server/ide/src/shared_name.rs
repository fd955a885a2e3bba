//! A name that files share: of a script, a node, a secret, a setting, a hook. Where it stands in pipelines, samples, the
//! manifest and scripts, and what keeps it from being another word.

mod at;
mod in_files;
mod in_scripts;

use pipelua_analysis::{Db, SourceFile};
use pipelua_syntax::TextRange;

use crate::data_field::Obstacle;
use crate::json::Named;

pub(crate) use at::shared_name_at;

/// All that stands for such a name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct NamePlaces {
    /// By path, then in order of the text; each range is that of the word alone.
    pub(crate) places: Vec<NamePlace>,
    /// Why not all places are known.
    pub(crate) obstacles: Vec<Obstacle>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NamePlace {
    pub(crate) file: SourceFile,
    pub(crate) range: TextRange,
    pub(crate) is_declaration: bool,
}

pub(crate) fn name_places(db: &dyn Db, named: &Named) -> NamePlaces {
    let mut found = NamePlaces::default();
    in_files::collect(db, named, &mut found);
    in_scripts::collect(db, named, &mut found);
    let key = |place: &NamePlace| (place.file.path(db).clone(), place.range);
    found.places.sort_by_key(key);
    found.places.dedup_by_key(|place| (place.file, place.range));
    found
}

impl NamePlaces {
    fn add(&mut self, file: SourceFile, range: TextRange, is_declaration: bool) {
        self.places.push(NamePlace {
            file,
            range,
            is_declaration,
        });
    }
}

/// Without quotes.
pub(crate) fn word(db: &dyn Db, file: SourceFile, range: TextRange) -> TextRange {
    let text = file.text(db).as_str().get(range.as_usize()).unwrap_or_default();
    let is_quoted = text.len() >= 2 && text.starts_with(['"', '\'']) && text.ends_with(['"', '\'']);
    if is_quoted {
        TextRange::new(range.start + 1, range.end - 1)
    } else {
        range
    }
}
