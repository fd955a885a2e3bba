//! From an offset to a JSON pointer and back: what an editor asks about the cursor, and findings
//! about a place.

use super::{Json, Kind, TextRange, Value};

/// What lies at an offset.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The innermost value at the offset; for a key, the value it names (perhaps a hole).
    pub value: Value<'a>,
    pub part: Part,
}

/// Which part of a value an offset touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The key that names the value.
    Key,
    /// A scalar, or the place where a value is missing.
    Value,
    /// Inside an object or array, between its parts.
    Inside,
    /// Outside the whole value.
    Outside,
}

impl Place<'_> {
    pub fn pointer(&self) -> String {
        self.value.pointer()
    }
}

impl Json {
    /// The value that `pointer` names (RFC 6901); of duplicate keys the last.
    pub fn get(&self, pointer: &str) -> Option<Value<'_>> {
        let mut value = self.root();
        for token in split_pointer(pointer)? {
            value = match value.kind() {
                Kind::Object(_) => value.get(&token)?,
                Kind::Array(_) => value.at(index(&token)?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// The place of the value that `pointer` names.
    pub fn range_of(&self, pointer: &str) -> Option<TextRange> {
        Some(self.get(pointer)?.range())
    }

    /// The place of the key that `pointer` ends in; none for the root and items of arrays.
    pub fn key_range_of(&self, pointer: &str) -> Option<TextRange> {
        Some(self.get(pointer)?.key()?.key_range)
    }

    /// The pointer of the innermost key or value at `offset`.
    pub fn pointer_of(&self, offset: u32) -> String {
        self.place_at(offset).pointer()
    }

    /// What lies at `offset`, the ends of keys and scalars included.
    pub fn place_at(&self, offset: u32) -> Place<'_> {
        let mut value = self.root();
        if !value.range().touches(offset) {
            return Place {
                value,
                part: Part::Outside,
            };
        }
        loop {
            let next = match value.kind() {
                Kind::Object(members) => {
                    let Some(member) = members.last_from(offset) else {
                        return Place {
                            value,
                            part: Part::Inside,
                        };
                    };
                    if member.key_range.touches(offset) && !member.key_range.is_empty() {
                        return Place {
                            value: member.value,
                            part: Part::Key,
                        };
                    }
                    member.value
                }
                Kind::Array(items) => {
                    let Some(item) = items.last_from(offset) else {
                        return Place {
                            value,
                            part: Part::Inside,
                        };
                    };
                    item
                }
                _ => {
                    return Place {
                        value,
                        part: Part::Value,
                    };
                }
            };
            let range = next.range();
            let within = match next.kind() {
                Kind::Object(_) | Kind::Array(_) => range.start < offset && self.is_inside(next, offset),
                _ => range.touches(offset),
            };
            if !within {
                return Place {
                    value,
                    part: Part::Inside,
                };
            }
            value = next;
        }
    }

    /// Whether `offset` lies before the closing bracket, or anywhere behind one that is not closed.
    fn is_inside(&self, container: Value<'_>, offset: u32) -> bool {
        let range = container.range();
        offset < range.end || (offset == range.end && self.is_open(container))
    }

    fn is_open(&self, container: Value<'_>) -> bool {
        self.entry(container.id).open
    }
}

/// Longest pointer in bytes. Each finding has one, so megabytes of key would be there once for each.
const LONGEST_POINTER: usize = 16 << 10;

impl Value<'_> {
    /// The JSON pointer of this value (RFC 6901); empty for the root. That of the nearest value around
    /// it where it would be longer than 16 KiB.
    pub fn pointer(self) -> String {
        let mut path = Vec::new();
        let mut at = self;
        while let Some(parent) = at.parent() {
            path.push(at);
            at = parent;
        }
        let mut pointer = String::new();
        for value in path.into_iter().rev() {
            let token = match value.key() {
                Some(member) if member.name.len() > LONGEST_POINTER => break,
                Some(member) => escape_token(member.name),
                None => self.json.entry(value.id).index.to_string(),
            };
            if pointer.len() + token.len() > LONGEST_POINTER {
                break;
            }
            pointer.push('/');
            pointer.push_str(&token);
        }
        pointer
    }
}

/// The index that a part of a pointer names: digits, and no zero in front (RFC 6901, section 4).
fn index(token: &str) -> Option<usize> {
    let digits = token.bytes().all(|b| b.is_ascii_digit()) && (token == "0" || !token.starts_with('0'));
    token.parse().ok().filter(|_| digits)
}

/// One key as a part of a pointer: `~` and `/` escaped.
pub fn escape_token(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// `pointer` with one more key, which is escaped.
pub fn join_pointer(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", escape_token(token))
}

/// The keys of a pointer; none if it is malformed.
pub fn split_pointer(pointer: &str) -> Option<Vec<String>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    let tokens = pointer.strip_prefix('/')?.split('/');
    Some(
        tokens
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
            .collect(),
    )
}
