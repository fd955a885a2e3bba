//! A shared name in pipelines, samples and the manifest.

use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::manifest::manifest_place;
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, FileKind, SourceFile, files};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{join_pointer, split_pointer};

use super::{NamePlaces, word};
use crate::data_field::Obstacle;
use crate::definition::Target;
use crate::json::{Named, Place, named};

pub(super) fn collect(db: &dyn Db, wanted: &Named, found: &mut NamePlaces) {
    let text = wanted.text();
    for file in files(db).values().copied() {
        let is_json = matches!(file.kind(db), FileKind::Pipeline | FileKind::Sample);
        if !is_json || !file.text(db).as_str().contains(text) {
            continue;
        }
        let mut is_named = false;
        for (place, is_declaration) in places(db, file) {
            if named(db, file, &place).as_ref() == Some(wanted) {
                found.add(file, word(db, file, place.range), is_declaration);
                is_named = true;
            }
        }
        if let Some(error) = json(db, file).errors().first().filter(|_| is_named) {
            found.obstacles.push(Obstacle {
                why: "this file has a syntax error".to_owned(),
                place: Some(Target {
                    file,
                    range: error.range,
                }),
            });
        }
    }
    let section = match wanted {
        Named::Secret(_) => "/secrets",
        Named::Setting(_) => "/env",
        Named::Script(slug) => {
            if let Some(script) = script_of(db, slug) {
                found.add(script, TextRange::empty(0), true);
            }
            return;
        }
        _ => return,
    };
    if let Some((manifest, range)) = manifest_place(db, &join_pointer(section, text)) {
        found.add(manifest, word(db, manifest, range), true);
    }
}

/// All keys and strings of a file; a key of `nodes` declares a node.
fn places(db: &dyn Db, file: SourceFile) -> Vec<(Place, bool)> {
    let mut places = Vec::new();
    for value in json(db, file).values() {
        let Some(path) = split_pointer(&value.pointer()) else {
            continue;
        };
        if let Some(member) = value.key() {
            let is_declaration = file.kind(db) == FileKind::Pipeline && path.len() == 2;
            let key = Place {
                path: path.clone(),
                range: member.key_range,
                is_key: true,
                text: member.name.to_owned(),
            };
            places.push((key, is_declaration));
        }
        if let Some(text) = value.as_str() {
            let string = Place {
                path,
                range: value.range(),
                is_key: false,
                text: text.to_owned(),
            };
            places.push((string, false));
        }
    }
    places
}
