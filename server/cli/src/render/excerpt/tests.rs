use expect_test::{Expect, expect};

use super::*;
use crate::report::Position;

/// Shows the excerpt of the text between two `|` of `marked`, 40 columns wide.
#[track_caller]
fn check(marked: &str, expect: &Expect) {
    let start = marked.find('|').unwrap();
    let end = marked.rfind('|').unwrap() - 1;
    let source = marked.replacen('|', "", 2);
    let position = |byte: usize| Position {
        line: source[..byte].matches('\n').count() as u32,
        character: 0,
        byte: byte as u32,
    };
    let range = Range {
        start: position(start),
        end: position(end),
    };
    let shown = excerpt(
        &source,
        range,
        Severity::Error,
        Palette::new(false),
        40,
        gutter_width(Some(range)),
    );
    expect.assert_eq(&shown);
    assert!(
        shown.lines().all(|line| line.trim_end() == line),
        "blanks at an end"
    );
}

#[test]
fn a_range_is_underlined() {
    check(
        "return { |alowed| = false }",
        &expect![[r"
        1 | return { alowed = false }
          |          ^^^^^^
    "]],
    );
}

#[test]
fn a_tab_is_as_wide_as_it_looks() {
    check(
        "\tlocal\t|x|",
        &expect![[r"
        1 |     local   x
          |             ^
    "]],
    );
}

#[test]
fn wide_characters_take_two_columns() {
    check(
        "x = \"漢字\" .. |é字|",
        &expect![[r#"
        1 | x = "漢字" .. é字
          |               ^^^
    "#]],
    );
}

#[test]
fn an_empty_range_has_one_caret() {
    check(
        "f(||)",
        &expect![[r"
        1 | f()
          |   ^
    "]],
    );
}

#[test]
fn an_empty_file_has_one_caret() {
    check(
        "||",
        &expect![[r"
        1 |
          | ^
    "]],
    );
}

#[test]
fn the_end_of_a_file_is_a_place() {
    check(
        "if x then\n||",
        &expect![[r"
        2 |
          | ^
    "]],
    );
}

#[test]
fn carriage_returns_are_not_shown() {
    check(
        "local a\r\nlocal |b|\r\n",
        &expect![[r"
        2 | local b
          |       ^
    "]],
    );
}

#[test]
fn a_range_that_includes_its_newline_stays_on_one_line() {
    check(
        "a |b\n|c",
        &expect![[r"
        1 | a b
          |   ^
    "]],
    );
}

#[test]
fn two_lines_are_both_underlined() {
    check(
        "local t = |{\n  a = 1 }|\n",
        &expect![[r"
        1 | local t = {
          |           ^
        2 |   a = 1 }
          |   ^^^^^^^
    "]],
    );
}

#[test]
fn many_lines_show_the_first_and_the_last() {
    check(
        "|if x then\r\n  a()\n  b()\r\nend|\n",
        &expect![[r"
        1 | if x then
          | ^^^^^^^^^
        ...
        4 | end
          | ^^^
    "]],
    );
}

#[test]
fn control_characters_are_escaped_and_counted() {
    check(
        "a = '\x1b[31m' .. |b|",
        &expect![[r"
        1 | a = '\x1b[31m' .. b
          |                   ^
    "]],
    );
}

#[test]
fn a_long_line_is_cut_behind() {
    check(
        &format!("|local| {}", "x".repeat(80)),
        &expect![[r"
        1 | local xxxxxxxxxxxxxxxxxxxxxxxxxxx...
          | ^^^^^
    "]],
    );
}

#[test]
fn a_long_line_is_cut_on_both_sides() {
    check(
        &format!("{} |here| {}", "x".repeat(80), "y".repeat(80)),
        &expect![[r"
            1 | ...xxxxxxxxxxxx here yyyyyyyyyyyy...
              |                 ^^^^
        "]],
    );
}

#[test]
fn a_long_line_is_cut_before_its_end() {
    check(
        &format!("{} |here|", "x".repeat(80)),
        &expect![[r"
            1 | ...xxxxxxxxxxxxxxxxxxxxxxxxx here
              |                              ^^^^
        "]],
    );
}

#[test]
fn a_range_longer_than_the_line_is_cut() {
    check(
        &format!("|{}|", "x".repeat(200)),
        &expect![[r"
            1 | xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        "]],
    );
}

#[test]
fn a_line_of_megabytes_shows_what_a_short_one_shows() {
    let shown = |around: usize| {
        let source = format!("{}bad{}", "é".repeat(around), "x".repeat(around));
        let (start, end) = ("é".len() * around, "é".len() * around + 3);
        let at = |byte: usize| Position {
            line: 0,
            character: 0,
            byte: byte as u32,
        };
        let range = Range {
            start: at(start),
            end: at(end),
        };
        excerpt(&source, range, Severity::Error, Palette::new(false), 60, 1)
    };
    assert_eq!(shown(200), shown(500_000));
}
