//! All places of a local name, which change together while one of them is typed.

use pipelua_analysis::Db;
use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::{LocalKind, scopes};
use pipelua_syntax::TextRange;

use crate::name_at::{FilePosition, name_at};
use crate::occurrences::{Named, named};
use crate::rename::local_places;

/// In order of the text; none for what other files name as well, or that is alone.
pub fn linked_editing(db: &dyn Db, at: FilePosition) -> Vec<TextRange> {
    if !at.file.kind(db).is_lua() {
        return Vec::new();
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let named = name_at(parse, at.offset).and_then(|name| named(tree, scopes, name.node));
    let named = match named {
        Some(Named::Local(local)) if scopes.local(local).kind != LocalKind::SelfParameter => {
            Named::Local(local)
        }
        Some(Named::Label(label)) => Named::Label(label),
        _ => return Vec::new(),
    };
    let places = local_places(db, at.file, named);
    if places.len() > 1 { places } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let shown: String = linked_editing(&db, at)
            .into_iter()
            .map(|range| fixture::shown(&db, at.file, range) + "\n")
            .collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_local_changes_in_all_its_places() {
        check(
            "---@param a string\nlocal function f(a$0) return a end\nlocal a = 1\n",
            expect![[r#"
                scripts/a.lua:1:11 a
                scripts/a.lua:2:18 a
                scripts/a.lua:2:28 a
            "#]],
        );
        check(
            "goto e$0nd_\n::end_::\n",
            expect![[r#"
            scripts/a.lua:1:6 end_
            scripts/a.lua:2:3 end_
        "#]],
        );
    }

    #[test]
    fn what_others_name_changes_alone() {
        check("print(con$0text.a, context.b)\n", expect![[""]]);
        check("local t = {}\nfunction t:m() return se$0lf end\n", expect![[""]]);
        check("local a$0 = 1\n", expect![[""]]);
        check("print(a.b$0, a.b\n", expect![[""]]);
    }
}
