//! Finds the place of a JSON pointer in a text, so that a message can name the line.
//!
//! A small scanner of its own, total on any text: a value that the parser has judged carries no places, and broken
//! text still deserves the best place there is. It never recurses, so nesting costs nothing.

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    /// In bytes, from 0.
    pub offset: usize,
}

/// Where the member or item of `pointer` begins in `text`: the key of a member, the value of an item.
///
/// The place of the nearest parent is given when the pointer leads nowhere (a missing member has its object's place),
/// and `None` only when there is no value at all.
pub fn locate(text: &str, pointer: &str) -> Option<Place> {
    let wanted: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let mut best: Option<(usize, usize)> = None;
    for event in Scanner::new(text) {
        // An event deeper than the pointer, or off its path, says nothing about it.
        let depth = event.path.len();
        if depth > wanted.len() || best.is_some_and(|(found, _)| found >= depth) {
            continue;
        }
        if event
            .path
            .iter()
            .zip(&wanted)
            .all(|(segment, name)| segment.is(name))
        {
            best = Some((depth, event.offset));
            if depth == wanted.len() {
                break;
            }
        }
    }
    best.map(|(_, offset)| place_of_offset(text, offset))
}

/// The first key that occurs twice in one object, as pointer and place; parsers silently keep the last.
pub fn duplicate_key(text: &str) -> Option<(String, Place)> {
    let mut seen = std::collections::HashSet::new();
    for event in Scanner::new(text) {
        if !matches!(event.path.last(), Some(Segment::Key(_))) {
            continue;
        }
        let pointer = pointer_of(&event.path);
        if !seen.insert(pointer.clone()) {
            return Some((pointer, place_of_offset(text, event.offset)));
        }
    }
    None
}

/// Line and column of a byte offset; an offset beyond the text is its end.
pub fn place_of_offset(text: &str, offset: usize) -> Place {
    let offset = offset.min(text.len());
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    Place { line, column, offset }
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

fn pointer_of(path: &[Segment]) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Index(index) => format!("/{index}"),
        })
        .collect()
}

#[derive(Clone, Debug)]
enum Segment {
    Key(String),
    Index(usize),
}

impl Segment {
    fn is(&self, name: &str) -> bool {
        match self {
            Self::Key(key) => key == name,
            Self::Index(index) => index.to_string() == name,
        }
    }
}

/// Something begins here: a member (at its key), an item, or the whole value.
struct Event {
    path: Vec<Segment>,
    offset: usize,
}

/// Walks over the text once and names what begins where.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// The path of what is open; the last segment is the member or item that is being read.
    path: Vec<Segment>,
    /// For each open container, whether it is an object whose next string is a key.
    open: Vec<Container>,
    started: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Container {
    /// Before a key.
    ObjectKey,
    /// After a key.
    ObjectValue,
    /// Before an item; the number of those before it.
    Array(usize),
    /// After an item.
    ArrayAfter(usize),
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            path: Vec::new(),
            open: Vec::new(),
            started: false,
        }
    }

    /// Reads the string whose opening quote is at `self.at`; an unclosed one ends with its line.
    fn string(&mut self) -> String {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while let Some(byte) = bytes.get(end) {
            match byte {
                b'"' | b'\n' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        self.at = (end + 1).min(bytes.len());
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned())
    }

    fn begin_value(&mut self) -> Option<Event> {
        match self.open.last_mut() {
            None if !self.started => {
                self.started = true;
                Some(Event {
                    path: Vec::new(),
                    offset: self.at,
                })
            }
            Some(container @ Container::Array(_)) => {
                let Container::Array(index) = *container else {
                    return None;
                };
                *container = Container::ArrayAfter(index);
                self.path.push(Segment::Index(index));
                Some(Event {
                    path: self.path.clone(),
                    offset: self.at,
                })
            }
            _ => None,
        }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        while let Some(byte) = self.text.as_bytes().get(self.at).copied() {
            match byte {
                b'"' if self.open.last() == Some(&Container::ObjectKey) => {
                    let offset = self.at;
                    let key = self.string();
                    self.path.push(Segment::Key(key));
                    if let Some(last) = self.open.last_mut() {
                        *last = Container::ObjectValue;
                    }
                    return Some(Event {
                        path: self.path.clone(),
                        offset,
                    });
                }
                b'"' => {
                    let event = self.begin_value();
                    self.string();
                    if event.is_some() {
                        return event;
                    }
                }
                b'{' | b'[' => {
                    let event = self.begin_value();
                    self.open.push(if byte == b'{' {
                        Container::ObjectKey
                    } else {
                        Container::Array(0)
                    });
                    self.at += 1;
                    if event.is_some() {
                        return event;
                    }
                }
                b'}' | b']' => {
                    if matches!(
                        self.open.pop(),
                        Some(Container::ObjectValue | Container::ArrayAfter(_))
                    ) {
                        self.path.pop();
                    }
                    self.at += 1;
                }
                b',' => {
                    match self.open.last_mut() {
                        Some(container @ Container::ObjectValue) => {
                            *container = Container::ObjectKey;
                            self.path.pop();
                        }
                        Some(container @ Container::ArrayAfter(_)) => {
                            if let Container::ArrayAfter(index) = *container {
                                *container = Container::Array(index + 1);
                            }
                            self.path.pop();
                        }
                        _ => {}
                    }
                    self.at += 1;
                }
                b':' | b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                _ => {
                    let event = self.begin_value();
                    self.at += 1;
                    if event.is_some() {
                        return event;
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{duplicate_key, locate};

    const TEXT: &str = "{\n  \"a\": 1,\n  \"b\": { \"c/d\": [10, { \"é\": null }, \"x,]\"],\n    \"e\\u0066\": {} },\n  \"f\": true\n}\n";

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
        let deep = "[".repeat(20_000);
        check(&deep, "/0/0", Some((1, 3)));
    }

    #[test]
    fn duplicate_keys_are_found_where_the_second_stands() {
        let (pointer, place) =
            duplicate_key("{ \"a\": { \"x\": 1 },\n \"b\": [ { \"x\": 1 }, { \"x\": 2, \"x\": 3 } ] }")
                .unwrap();
        assert_eq!((pointer.as_str(), place.line, place.column), ("/b/1/x", 2, 31));
        assert_eq!(duplicate_key(TEXT), None);
    }
}
