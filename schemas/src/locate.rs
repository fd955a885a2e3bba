//! Finds the places of JSON pointers in a text, so that a message can name the line.
//!
//! A small scanner of its own, total on any text: a value that the parser has judged carries no places, and broken
//! text still deserves the best place there is. It never recurses, and one walk finds all places that are asked for.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// From 1.
    pub(crate) line: u32,
    /// In characters, from 1.
    pub(crate) column: u32,
}

/// Where the member or item of each pointer begins in `text`: the key of a member, the value of an item.
///
/// The place of the nearest parent is given when a pointer leads nowhere (a missing member has its object's place),
/// and `None` only when there is no value at all.
pub(crate) fn locate_all<'p>(text: &str, pointers: impl IntoIterator<Item = &'p str>) -> Vec<Option<Place>> {
    let mut wanted = Wanted::default();
    let ends: Vec<usize> = pointers.into_iter().map(|pointer| wanted.add(pointer)).collect();
    wanted.find(text);
    let offsets: Vec<Option<usize>> = ends.into_iter().map(|end| wanted.offset(end)).collect();
    let mut known: Vec<usize> = offsets.iter().flatten().copied().collect();
    known.sort_unstable();
    known.dedup();
    let places: HashMap<usize, Place> = places(text, &known).collect();
    let place = |offset: Option<usize>| places.get(&offset?).copied();
    offsets.into_iter().map(place).collect()
}

/// The first key that occurs twice in one object, as pointer and place; parsers silently keep the last.
pub(crate) fn duplicate_key(text: &str) -> Option<(String, Place)> {
    let mut path: Vec<Segment> = Vec::new();
    // For each object or array on the way: the keys seen in it.
    let mut seen: Vec<HashSet<String>> = Vec::new();
    for event in Scanner::new(text) {
        path.truncate(event.depth.saturating_sub(1));
        seen.truncate(event.depth);
        seen.resize_with(event.depth, HashSet::new);
        let Some(segment) = event.segment else { continue };
        let twice = match (&segment, seen.last_mut()) {
            (Segment::Key(key), Some(seen)) => !seen.insert(key.clone()),
            _ => false,
        };
        path.push(segment);
        if twice {
            let pointer = path.iter().map(|segment| format!("/{}", segment.escaped()));
            return Some((pointer.collect(), place_of_offset(text, event.offset)));
        }
    }
    None
}

/// Line and column of a byte offset: of the character that it is in, and of the end beyond the text.
pub(crate) fn place_of_offset(text: &str, offset: usize) -> Place {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let place = places(text, &[offset]).next();
    place.map_or(Place { line: 1, column: 1 }, |(_, place)| place)
}

/// The places of these offsets, which are in order, by one walk over the text.
fn places<'t>(text: &'t str, offsets: &'t [usize]) -> impl Iterator<Item = (usize, Place)> + 't {
    let mut at = 0;
    let mut place = Place { line: 1, column: 1 };
    offsets.iter().map(move |&offset| {
        for character in text.get(at..offset).unwrap_or_default().chars() {
            place.column += 1;
            if character == '\n' {
                place = Place {
                    line: place.line + 1,
                    column: 1,
                };
            }
        }
        at = offset;
        (offset, place)
    })
}

/// The pointers that are looked for, as a tree of their parts.
struct Wanted {
    /// The root first.
    nodes: Vec<WantedNode>,
}

#[derive(Default)]
struct WantedNode {
    parent: usize,
    children: HashMap<String, usize>,
    offset: Option<usize>,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            nodes: vec![WantedNode::default()],
        }
    }
}

impl Wanted {
    /// Adds a pointer and gives the node where it ends.
    fn add(&mut self, pointer: &str) -> usize {
        let mut at = 0;
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            let new = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { break };
            let next = *node.children.entry(part).or_insert(new);
            if next == new {
                self.nodes.push(WantedNode {
                    parent: at,
                    ..WantedNode::default()
                });
            }
            at = next;
        }
        at
    }

    fn find(&mut self, text: &str) {
        // The wanted node of each part of the path; nothing where the path has left what is wanted.
        let mut path: Vec<Option<usize>> = Vec::new();
        for event in Scanner::new(text) {
            path.truncate(event.depth);
            let node = match event.segment {
                None => Some(0),
                Some(segment) => {
                    let parent = path.last().copied().flatten().and_then(|at| self.nodes.get(at));
                    parent.and_then(|parent| parent.children.get(segment.name().as_ref()).copied())
                }
            };
            path.push(node);
            if let Some(node) = node.and_then(|node| self.nodes.get_mut(node)) {
                node.offset.get_or_insert(event.offset);
            }
        }
    }

    /// What was found of a pointer: its own offset, or that of the nearest part before its end.
    fn offset(&self, end: usize) -> Option<usize> {
        let mut at = end;
        loop {
            let node = self.nodes.get(at)?;
            if node.offset.is_some() || at == 0 {
                return node.offset;
            }
            at = node.parent;
        }
    }
}

enum Segment {
    Key(String),
    Index(usize),
}

impl Segment {
    fn name(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Key(key) => key.into(),
            Self::Index(index) => index.to_string().into(),
        }
    }

    fn escaped(&self) -> String {
        crate::schema::escape(&self.name())
    }
}

/// Something begins here: a member (at its key), an item, or the whole value.
struct Event {
    /// Parts of its path, the segment included; at most one more than that of the event before.
    depth: usize,
    /// None for the whole value.
    segment: Option<Segment>,
    offset: usize,
}

/// Walks over the text once and names what begins where.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Members and items that are being read, one inside the other.
    depth: usize,
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
            depth: 0,
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

    /// The event of a value that begins here; a member's stands at its key already.
    fn begin_value(&mut self) -> Option<Event> {
        match self.open.last_mut() {
            None if !self.started => {
                self.started = true;
                Some(Event {
                    depth: 0,
                    segment: None,
                    offset: self.at,
                })
            }
            Some(container @ Container::Array(_)) => {
                let Container::Array(index) = *container else {
                    return None;
                };
                *container = Container::ArrayAfter(index);
                Some(self.begin(Segment::Index(index), self.at))
            }
            _ => None,
        }
    }

    fn begin(&mut self, segment: Segment, offset: usize) -> Event {
        self.depth += 1;
        Event {
            depth: self.depth,
            segment: Some(segment),
            offset,
        }
    }

    fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
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
                    if let Some(last) = self.open.last_mut() {
                        *last = Container::ObjectValue;
                    }
                    return Some(self.begin(Segment::Key(key), offset));
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
                    let closed = self.open.pop();
                    if matches!(closed, Some(Container::ObjectValue | Container::ArrayAfter(_))) {
                        self.end();
                    }
                    self.at += 1;
                }
                b',' => {
                    if let Some(container) = self.open.last_mut() {
                        let next = match *container {
                            Container::ObjectValue => Some(Container::ObjectKey),
                            Container::ArrayAfter(index) => Some(Container::Array(index + 1)),
                            Container::ObjectKey | Container::Array(_) => None,
                        };
                        if let Some(next) = next {
                            *container = next;
                            self.end();
                        }
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
