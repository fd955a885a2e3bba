//! Texts and pointers in, places out.

use super::{Place, duplicate_key, locate_all, place_of_offset};

const TEXT: &str = "{\n  \"a\": 1,\n  \"b\": { \"c/d\": [10, { \"é\": null }, \"x,]\"],\n    \"e\\u0066\": {} },\n  \"f\": true\n}\n";

fn locate(text: &str, pointer: &str) -> Option<Place> {
    locate_all(text, [pointer]).pop().flatten()
}

#[track_caller]
fn check(text: &str, pointer: &str, expected: Option<(u32, u32)>) {
    assert_eq!(
        locate(text, pointer).map(|place| (place.line, place.column)),
        expected,
        "{pointer:?} in {text:?}"
    );
}

#[test]
fn pointers_have_places() {
    check(TEXT, "", Some((1, 1)));
    check(TEXT, "/a", Some((2, 3)));
    check(TEXT, "/b", Some((3, 3)));
    check(TEXT, "/b/c~1d", Some((3, 10)));
    check(TEXT, "/b/c~1d/0", Some((3, 18)));
    check(TEXT, "/b/c~1d/1", Some((3, 22)));
    check(TEXT, "/b/c~1d/1/é", Some((3, 24)));
    check(TEXT, "/b/c~1d/2", Some((3, 37)));
    check(TEXT, "/b/ef", Some((4, 5)));
    check(TEXT, "/f", Some((5, 3)));
}

#[test]
fn all_places_are_found_in_one_walk() {
    let places = locate_all(TEXT, ["/f", "/nothing", "", "/b/c~1d/1/é", "/f"]);
    let places: Vec<(u32, u32)> = places
        .iter()
        .map(|place| place.unwrap())
        .map(|place| (place.line, place.column))
        .collect();
    assert_eq!(places, [(5, 3), (1, 1), (1, 1), (3, 24), (5, 3)]);
}

#[test]
fn an_offset_beyond_the_text_is_its_end() {
    for (offset, line, column) in [(0, 1, 1), (2, 2, 1), (3, 2, 1), (4, 2, 2), (99, 2, 2)] {
        let place = place_of_offset("a\né", offset);
        assert_eq!((place.line, place.column), (line, column), "{offset}");
    }
}

#[test]
fn a_missing_member_has_the_place_of_its_parent() {
    check(TEXT, "/b/nothing/at/all", Some((3, 3)));
    check(TEXT, "/nothing", Some((1, 1)));
    check("", "/a", None);
}

#[test]
fn any_cut_of_a_text_is_scanned_to_its_end() {
    for end in 0..=TEXT.len() {
        let Some(cut) = TEXT.get(..end) else { continue };
        for pointer in ["", "/a", "/b/c~1d/1/é", "/f"] {
            let _ = locate(cut, pointer);
        }
        let _ = duplicate_key(cut);
    }
    for odd in [
        "]]]}",
        ",,,",
        "\"",
        "\"\\",
        "{\"a\"",
        "[[[[",
        "{,}",
        "\u{feff}{}",
        "{]}",
        "é\"é",
    ] {
        let _ = (locate(odd, "/a/b"), duplicate_key(odd));
    }
    let deep = "[".repeat(1_000_000);
    check(&deep, "/0/0", Some((1, 3)));
}

#[test]
fn duplicate_keys_are_found_where_the_second_stands() {
    let (pointer, place) =
        duplicate_key("{ \"a\": { \"x\": 1 },\n \"b\": [ { \"x\": 1 }, { \"x\": 2, \"x\": 3 } ] }").unwrap();
    assert_eq!((pointer.as_str(), place.line, place.column), ("/b/1/x", 2, 31));
    assert_eq!(duplicate_key(TEXT), None);
}
