use super::{Encoding, LineIndex, Position};

const TEXT: &str = "a\u{e4}b\r\n\u{1f600}x\rlast\n";

fn all_encodings() -> [Encoding; 3] {
    [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]
}

#[test]
fn all_three_newlines_end_a_line() {
    let index = LineIndex::new(TEXT);
    let lines: Vec<&str> = (0..index.lines())
        .map(|line| &TEXT[index.line_range(line).as_usize()])
        .collect();
    assert_eq!(lines, ["a\u{e4}b", "\u{1f600}x", "last", ""]);
}

#[test]
fn every_character_border_is_found_again() {
    let index = LineIndex::new(TEXT);
    for encoding in all_encodings() {
        for (offset, _) in TEXT.char_indices() {
            if offset > 0 && &TEXT.as_bytes()[offset - 1..=offset] == b"\r\n" {
                continue;
            }
            let position = index.position(offset as u32, encoding);
            assert_eq!(
                index.offset(position, encoding),
                offset as u32,
                "{encoding:?} {position:?}"
            );
        }
    }
}

#[test]
fn characters_are_counted_in_the_units_asked_for() {
    let index = LineIndex::new(TEXT);
    let x = TEXT.find('x').unwrap() as u32;
    let columns = all_encodings().map(|encoding| index.position(x, encoding).character);
    assert_eq!(columns, [4, 2, 1]);
}

#[test]
fn places_outside_are_clamped() {
    let index = LineIndex::new(TEXT);
    let far = Position {
        line: 0,
        character: 99,
    };
    assert_eq!(index.offset(far, Encoding::Utf16), 4);
    assert_eq!(
        index.offset(
            Position {
                line: 99,
                character: 0
            },
            Encoding::Utf16
        ),
        TEXT.len() as u32
    );
    assert_eq!(
        index.position(9_999, Encoding::Utf8),
        Position {
            line: 3,
            character: 0
        }
    );
    let inside_pair = Position {
        line: 1,
        character: 1,
    };
    assert_eq!(
        index.offset(inside_pair, Encoding::Utf16),
        TEXT.find('\u{1f600}').unwrap() as u32
    );
    assert_eq!(LineIndex::new("").lines(), 1);
    assert_eq!(LineIndex::new("").offset(far, Encoding::Utf32), 0);
}
