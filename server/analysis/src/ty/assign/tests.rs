//! Types against types, as annotations write them.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use pipelua_syntax::luacats::parse_type;

use super::*;
use crate::classes::builtin_classes;
use crate::ty::Field;

fn read(types: &mut Types, text: &str) -> Ty {
    let (ty, errors) = parse_type(text);
    assert!(errors.is_empty(), "{text}: {errors:?}");
    types.import(&builtin_classes().resolve(&ty))
}

/// Lines of `found -> expected`, each with what is said of it.
fn check(lines: &str, expected: Expect) {
    let mut out = String::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (found, asked) = line.split_once(" -> ").unwrap();
        let mut types = Types::default();
        let (found, asked) = (read(&mut types, found), read(&mut types, asked));
        let said = match types.misfit(found, asked) {
            None => "fits".to_owned(),
            Some(misfit) => format!("{:?}, {}", misfit.extent, misfit.reason(&types, "data")),
        };
        writeln!(out, "{line}: {said}").unwrap();
    }
    expected.assert_eq(&out);
}

fn literal_table(types: &mut Types, fields: &[(&str, Ty)]) -> Ty {
    let fields = fields
        .iter()
        .map(|(name, ty)| Field {
            name: types.intern_text(name),
            ty: *ty,
            optional: false,
        })
        .collect();
    types.intern(TyData::Table(Box::new(Table {
        origin: Origin::Literal(pipelua_syntax::NodeId(1)),
        fields,
        items: None,
        open: false,
    })))
}

#[test]
fn a_part_fits_its_whole_and_another_kind_does_not() {
    check(
        r#"
        "a" -> string
        true -> boolean
        integer -> number
        number -> integer
        "a" -> "a" | "b"
        string -> "a" | "b"
        "c" -> "a" | "b"
        boolean -> true
        string -> number
        "x" -> integer
        nil -> string
        table -> string
        string -> table
        function -> string
        "#,
        expect![[r#"
            "a" -> string: fits
            true -> boolean: fits
            integer -> number: fits
            number -> integer: fits
            "a" -> "a" | "b": fits
            string -> "a" | "b": Wider, string may be other than "a"|"b"
            "c" -> "a" | "b": Every, "c" is not "a"|"b"
            boolean -> true: Wider, boolean may be other than true
            string -> number: Every, string is not number
            "x" -> integer: Every, string is not integer
            nil -> string: Nil, nil is not string
            table -> string: Every, table is not string
            string -> table: Every, string is not table
            function -> string: Every, function is not string
        "#]],
    );
}

#[test]
fn of_a_union_it_is_told_which_part_fails() {
    check(
        r#"
        string | integer -> string | number
        string | integer -> string
        string? -> string
        string? -> string?
        string? -> number
        string | boolean | nil -> string
        boolean | integer -> string
        string[] | string -> string
        "#,
        expect![[r#"
            string | integer -> string | number: fits
            string | integer -> string: Some, integer is not string
            string? -> string: MayBeNil, nil is not string
            string? -> string?: fits
            string? -> number: Every, string is not number
            string | boolean | nil -> string: Some, boolean is not string
            boolean | integer -> string: Every, boolean|integer is not string
            string[] | string -> string: Some, string[] is not string
        "#]],
    );
}

#[test]
fn what_is_not_known_fits_both_ways() {
    check(
        "
        any -> string
        string -> any
        unknown -> string
        Nobody -> string
        string -> Nobody
        any[] -> string[]
        table -> { a: string }
        { a: string } -> table
        table -> string[]
        table -> function
        ",
        expect![[r#"
            any -> string: fits
            string -> any: fits
            unknown -> string: fits
            Nobody -> string: fits
            string -> Nobody: fits
            any[] -> string[]: fits
            table -> { a: string }: fits
            { a: string } -> table: fits
            table -> string[]: fits
            table -> function: fits
        "#]],
    );
}

#[test]
fn the_way_to_what_does_not_fit_is_told() {
    check(
        "
        { score: string } -> { score: number }
        { score: string | number } -> { score: number }
        { score: number? } -> { score: number }
        { score?: number } -> { score: number }
        { score?: number } -> { score?: number }
        { } -> { score: number }
        { } -> { score: number? }
        { score: number, more: string } -> { score: number }
        { geo: { country: integer } } -> { geo: { country: string } }
        { geo: { } } -> { geo: { country: string } }
        { tags: integer[] } -> { tags: string[] }
        { a: string } -> { b: string } | { a: integer }
        { a: string } -> string | { a: integer }
        ",
        expect![[r#"
            { score: string } -> { score: number }: Every, `data.score`: string is not number
            { score: string | number } -> { score: number }: Some, `data.score`: string is not number
            { score: number? } -> { score: number }: MayBeNil, `data.score`: nil is not number
            { score?: number } -> { score: number }: MayBeNil, `data.score`: nil is not number
            { score?: number } -> { score?: number }: fits
            { } -> { score: number }: Every, `score` is missing
            { } -> { score: number? }: fits
            { score: number, more: string } -> { score: number }: fits
            { geo: { country: integer } } -> { geo: { country: string } }: Every, `data.geo.country`: integer is not string
            { geo: { } } -> { geo: { country: string } }: Every, `data.geo`: `country` is missing
            { tags: integer[] } -> { tags: string[] }: Every, `data.tags[..]`: integer is not string
            { a: string } -> { b: string } | { a: integer }: Every, { a: string } is not { b: string }|{ a: integer }
            { a: string } -> string | { a: integer }: Every, `data.a`: string is not integer
        "#]],
    );
}

#[test]
fn lists_and_maps_are_held_by_their_entries() {
    check(
        "
        string[] -> string[]
        integer[] -> number[]
        string[] -> number[]
        (string | number)[] -> string[]
        table<string, integer> -> table<string, number>
        table<string, string> -> table<string, number>
        { a: integer, b: string } -> table<string, number>
        { a: integer } -> table<string, number>
        { a?: integer } -> table<string, number>
        string[] -> table<string, string>
        table<string, string> -> string[]
        string[] -> { name: string }
        string[] -> { name?: string }
        table<string, string> -> { name: string }
        ",
        expect![[r#"
            string[] -> string[]: fits
            integer[] -> number[]: fits
            string[] -> number[]: Every, `data[..]`: string is not number
            (string | number)[] -> string[]: Some, `data[..]`: number is not string
            table<string, integer> -> table<string, number>: fits
            table<string, string> -> table<string, number>: Every, `data[..]`: string is not number
            { a: integer, b: string } -> table<string, number>: Every, `data.b`: string is not number
            { a: integer } -> table<string, number>: fits
            { a?: integer } -> table<string, number>: fits
            string[] -> table<string, string>: Every, a key of `data`: integer is not string
            table<string, string> -> string[]: Every, a key of `data`: string is not integer
            string[] -> { name: string }: Every, `name` is missing
            string[] -> { name?: string }: fits
            table<string, string> -> { name: string }: fits
        "#]],
    );
}

#[test]
fn a_table_of_names_is_no_list_and_no_function() {
    let mut types = Types::default();
    let named = literal_table(&mut types, &[("a", Ty::STRING)]);
    let empty = literal_table(&mut types, &[]);
    let list = types.intern(TyData::Array(Ty::STRING));
    let promise = types.intern(TyData::Promise(Ty::STRING));
    let closure = types.intern(TyData::Closure(pipelua_syntax::NodeId(2)));
    let print = types.intern(TyData::Builtin(crate::library::entry_at("tostring").unwrap()));
    let library = types.intern(TyData::Builtin(crate::library::entry_at("string").unwrap()));
    let context = types.intern(TyData::Context {
        path: Box::default(),
        placements: crate::context::PlacementSet::EMPTY,
    });
    let mut said = String::new();
    for (found, asked) in [
        (named, list),
        (empty, list),
        (named, Ty::FUNCTION),
        (closure, Ty::FUNCTION),
        (print, Ty::FUNCTION),
        (library, Ty::FUNCTION),
        (library, Ty::TABLE),
        (closure, Ty::TABLE),
        (context, Ty::TABLE),
        (context, list),
        (context, Ty::STRING),
        (promise, Ty::STRING),
        (Ty::STRING, promise),
        (promise, promise),
    ] {
        let misfit = types.misfit(found, asked);
        let reason = misfit.map_or("fits".to_owned(), |misfit| misfit.reason(&types, ""));
        let [found, asked] = [found, asked].map(|ty| types.display(ty));
        writeln!(said, "{found} -> {asked}: {reason}").unwrap();
    }
    expect![[r#"
        { a: string } -> string[]: { a: string } is not string[]
        {} -> string[]: fits
        { a: string } -> function: { a: string } is not function
        function -> function: fits
        tostring -> function: fits
        string -> function: table is not function
        string -> table: fits
        function -> table: function is not table
        context -> table: fits
        context -> string[]: fits
        context -> string: context is not string
        Promise<string> -> string: Promise<string> is not string
        string -> Promise<string>: string is not Promise<string>
        Promise<string> -> Promise<string>: fits
    "#]]
    .assert_eq(&said);
}

#[test]
fn a_number_with_a_fraction_is_no_integer() {
    let mut types = Types::default();
    let [half, whole] = [0.5_f64, 2.0].map(|value| types.intern(TyData::Number(Some(value.to_bits()))));
    assert!(types.fits(whole, Ty::INTEGER));
    let misfit = types.misfit(half, Ty::INTEGER).unwrap();
    assert_eq!(misfit.reason(&types, ""), "0.5 is not integer");
}

#[test]
fn a_question_that_is_too_large_is_answered_with_fits() {
    let mut types = Types::default();
    let (mut a, mut b) = (Ty::STRING, Ty::NUMBER);
    for level in 0..64 {
        let names: Vec<String> = (0..40).map(|at| format!("k{level}_{at}")).collect();
        let of = |ty| names.iter().map(|name| (name.as_str(), ty)).collect::<Vec<_>>();
        let (of_a, of_b) = (of(a), of(b));
        a = literal_table(&mut types, &of_a);
        b = literal_table(&mut types, &of_b);
    }
    assert!(types.fits(a, b));
}
