//! Where a name of a workspace's file is used: a node in its pipeline and samples, a script in all pipelines.

use pipelua_analysis::workspace::json::json;
use pipelua_analysis::{Db, FileKind, SourceFile, files, stem};
use pipelua_syntax::TextRange;

use super::named::{Named, Place, named, place_at};
use crate::name_at::FilePosition;

pub(crate) fn references(
    db: &dyn Db,
    at: FilePosition,
    with_declaration: bool,
) -> Vec<(SourceFile, TextRange)> {
    let Some(wanted) = place_at(db, at).and_then(|place| named(db, at.file, &place)) else {
        return Vec::new();
    };
    let text = match &wanted {
        Named::Script(text)
        | Named::Node(_, text)
        | Named::Hook(text)
        | Named::Secret(text)
        | Named::Setting(text)
        | Named::Lint(text) => text.clone(),
    };
    let mut found = Vec::new();
    for file in files(db).values().copied() {
        let is_json = matches!(file.kind(db), FileKind::Pipeline | FileKind::Sample);
        if !is_json || !file.text(db).as_str().contains(&text) {
            continue;
        }
        for (place, is_declaration) in places(db, file) {
            if (with_declaration || !is_declaration) && named(db, file, &place).as_ref() == Some(&wanted) {
                found.push((file, place.range));
            }
        }
    }
    if let (Named::Script(slug), true) = (&wanted, with_declaration) {
        let script = files(db)
            .values()
            .find(|file| file.kind(db) == FileKind::Script && stem(file.path(db)) == slug);
        found.extend(script.map(|file| (*file, TextRange::empty(0))));
    }
    found
}

/// All keys and strings of a file; a key of `nodes` declares a node.
fn places(db: &dyn Db, file: SourceFile) -> Vec<(Place, bool)> {
    let mut places = Vec::new();
    for value in json(db, file).values() {
        let Some(path) = pipelua_syntax::json::split_pointer(&value.pointer()) else {
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

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: String = references(&db, at, true)
            .iter()
            .map(|(file, range)| fixture::shown(&db, *file, *range) + "\n")
            .collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_node_is_found_in_its_pipeline_and_samples() {
        check(
            "--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a$0\": {}, \"b\": { \"needs\": [\"a\"] } } }\n--- file: samples/before_signup/x.json\n{ \"node\": \"a\" }\n--- file: samples/before_signin/x.json\n{ \"node\": \"a\" }\n",
            expect![[r#"
                pipelines/before_signup.json:1:14 "a"
                pipelines/before_signup.json:1:40 "a"
                samples/before_signup/x.json:1:11 "a"
            "#]],
        );
    }

    #[test]
    fn a_script_is_found_in_all_pipelines() {
        check(
            "--- file: scripts/geo.lua\nreturn nil\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"a\": { \"script\": \"ge$0o\" } } }\n--- file: pipelines/before_signin.json\n{ \"nodes\": { \"b\": { \"script\": \"geo\" } } }\n",
            expect![[r#"
                pipelines/before_signin.json:1:31 "geo"
                pipelines/before_signup.json:1:31 "geo"
                scripts/geo.lua:1:1 
            "#]],
        );
    }
}
