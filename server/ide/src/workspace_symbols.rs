//! Names of a whole workspace that contain what was typed: scripts, functions, variables, types, nodes, secrets.

use pipelua_analysis::outline::{FileNameKind, file_names};
use pipelua_analysis::{Db, FileKind, SourceFile, files, stem};
use pipelua_syntax::TextRange;

/// A name and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkspaceSymbol {
    pub name: String,
    pub kind: WorkspaceSymbolKind,
    pub file: SourceFile,
    pub range: TextRange,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkspaceSymbolKind {
    Script,
    Name(FileNameKind),
}

/// More are not told: whoever types on sees fewer.
const MOST: usize = 512;

/// The best first: what is equal, what begins so, what contains it, what has its letters in this order.
pub fn workspace_symbols(db: &dyn Db, query: &str) -> Vec<WorkspaceSymbol> {
    let wanted = query.to_lowercase();
    let mut found: Vec<(u8, WorkspaceSymbol)> = Vec::new();
    for file in files(db).values().copied() {
        if file.kind(db) == FileKind::Script {
            let slug = stem(file.path(db));
            if let Some(rank) = rank(slug, &wanted) {
                let symbol = WorkspaceSymbol {
                    name: slug.to_owned(),
                    kind: WorkspaceSymbolKind::Script,
                    file,
                    range: TextRange::empty(0),
                };
                found.push((rank, symbol));
            }
        }
        for name in file_names(db, file) {
            if let Some(rank) = rank(&name.name, &wanted) {
                let symbol = WorkspaceSymbol {
                    name: name.name.to_string(),
                    kind: WorkspaceSymbolKind::Name(name.kind),
                    file,
                    range: name.range,
                };
                found.push((rank, symbol));
            }
        }
    }
    // Files are in order of their paths already.
    found.sort_by_key(|(rank, symbol)| (*rank, symbol.name.len()));
    found.truncate(MOST);
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

/// How well a name fits, 0 best; `None` if it does not. `wanted` is in small letters.
fn rank(name: &str, wanted: &str) -> Option<u8> {
    let is_small = name
        .bytes()
        .all(|byte| !byte.is_ascii_uppercase() && byte.is_ascii());
    let lowered;
    let name = if is_small {
        name
    } else {
        lowered = name.to_lowercase();
        &lowered
    };
    if name == wanted {
        return Some(0);
    }
    if name.starts_with(wanted) {
        return Some(1);
    }
    if name.contains(wanted) {
        return Some(2);
    }
    let mut letters = name.chars();
    wanted
        .chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
        .then_some(3)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    const FILES: &str = "--- file: pipelua.toml\nschema = 1\n[secrets]\nGEO_KEY = \"x\"\n--- file: pipelines/before_signup.json\n{ \"nodes\": { \"geo\": { \"script\": \"geo_check\" } } }\n--- file: types/x.lua\n---@class GeoResult\n---@alias Distance number\n--- file: scripts/geo_check.lua\nlocal LIMIT = 3\nlocal function distance(a) local inner = 1 local near = function() end end\nlocal t = {}\nfunction t.far() end\nfunction t:log() end\n";

    #[track_caller]
    fn check(query: &str, expected: Expect) {
        let (db, _) = fixture::workspace(FILES);
        let shown: Vec<String> = workspace_symbols(&db, query)
            .into_iter()
            .map(|symbol| {
                format!(
                    "{:?} {}\n",
                    symbol.kind,
                    fixture::shown(&db, symbol.file, symbol.range)
                )
            })
            .collect();
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn names_of_all_files_are_found() {
        check(
            "",
            expect![[r#"
                Name(Variable) scripts/geo_check.lua:3:7 t
                Name(Node) pipelines/before_signup.json:1:15 geo
                Name(Function) scripts/geo_check.lua:4:12 far
                Name(Method) scripts/geo_check.lua:5:12 log
                Name(Function) scripts/geo_check.lua:2:50 near
                Name(Variable) scripts/geo_check.lua:1:7 LIMIT
                Name(Secret) pipelua.toml:3:1 GEO_KEY
                Name(Function) scripts/geo_check.lua:2:16 distance
                Name(Type) types/x.lua:2:11 Distance
                Script scripts/geo_check.lua:1:1 
                Name(Type) types/x.lua:1:11 GeoResult
            "#]],
        );
    }

    #[test]
    fn the_best_come_first() {
        check(
            "geo",
            expect![[r#"
                Name(Node) pipelines/before_signup.json:1:15 geo
                Name(Secret) pipelua.toml:3:1 GEO_KEY
                Script scripts/geo_check.lua:1:1 
                Name(Type) types/x.lua:1:11 GeoResult
            "#]],
        );
        check(
            "DIST",
            expect![[r#"
            Name(Function) scripts/geo_check.lua:2:16 distance
            Name(Type) types/x.lua:2:11 Distance
        "#]],
        );
        check(
            "gck",
            expect![[r#"
            Script scripts/geo_check.lua:1:1 
        "#]],
        );
        check("zzz", expect![[""]]);
    }
}
