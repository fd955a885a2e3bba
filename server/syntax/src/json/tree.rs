//! The tree of a JSON text: one flat arena in the author's order, with the place of every part.

use super::{JsonError, Number, TextRange};

/// A parsed text. There is always one, whatever the text was.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Json {
    pub(super) entries: Vec<Entry>,
    pub(super) errors: Vec<JsonError>,
    pub(super) comments: Vec<Comment>,
    pub(super) trailing_commas: Vec<TextRange>,
}

/// A place in [`Json`], in preorder; 0 is the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub(super) u32);

/// A comment, which strict JSON does not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Comment {
    pub range: TextRange,
    /// Without its marks and outer blanks.
    pub text: String,
    /// The innermost object or array it stands in; the root value if it stands outside.
    pub inside: ValueId,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Entry {
    pub(super) range: TextRange,
    pub(super) parent: Option<ValueId>,
    /// Position among the parent's items or members.
    pub(super) index: u32,
    /// Whether its closing bracket is missing.
    pub(super) open: bool,
    pub(super) data: Data,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Data {
    Hole,
    Null,
    Bool(bool),
    Number(Number),
    String(Box<str>),
    Array(Vec<ValueId>),
    Object(Vec<MemberEntry>),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct MemberEntry {
    pub(super) name: Box<str>,
    pub(super) key_range: TextRange,
    pub(super) value: ValueId,
}

impl Json {
    /// The outermost value; a [`Kind::Hole`] in an empty text.
    pub fn root(&self) -> Value<'_> {
        Value {
            json: self,
            id: ValueId(0),
        }
    }

    pub fn value(&self, id: ValueId) -> Value<'_> {
        Value { json: self, id }
    }

    /// All values, parents before children, in the author's order.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.entries.len() as u32).map(|id| self.value(ValueId(id)))
    }

    /// What is wrong, in the order of the text.
    pub fn errors(&self) -> &[JsonError] {
        &self.errors
    }

    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Commas with nothing behind them, before a closing bracket.
    pub fn trailing_commas(&self) -> &[TextRange] {
        &self.trailing_commas
    }

    /// Whether the text is JSON to the letter.
    pub fn is_strict(&self) -> bool {
        self.errors.is_empty() && self.comments.is_empty() && self.trailing_commas.is_empty()
    }

    pub(super) fn entry(&self, id: ValueId) -> &Entry {
        self.entries
            .get(id.0 as usize)
            .expect("ids are made by the tree that holds the entry")
    }
}

/// A value in its tree.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    pub(super) json: &'a Json,
    pub(super) id: ValueId,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Kind<'a> {
    /// Missing or unreadable; an error says what belongs here.
    Hole,
    Null,
    Bool(bool),
    Number(&'a Number),
    String(&'a str),
    Array(Items<'a>),
    Object(Members<'a>),
}

/// One `"name": value` of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Empty where the key is missing.
    pub name: &'a str,
    /// The key with its quotes.
    pub key_range: TextRange,
    pub value: Value<'a>,
}

impl Member<'_> {
    /// From the key to the end of the value.
    pub fn range(&self) -> TextRange {
        TextRange::new(
            self.key_range.start,
            self.value.range().end.max(self.key_range.end),
        )
    }
}

impl<'a> Value<'a> {
    pub fn id(self) -> ValueId {
        self.id
    }

    pub fn json(self) -> &'a Json {
        self.json
    }

    pub fn range(self) -> TextRange {
        self.json.entry(self.id).range
    }

    pub fn kind(self) -> Kind<'a> {
        match &self.json.entry(self.id).data {
            Data::Hole => Kind::Hole,
            Data::Null => Kind::Null,
            Data::Bool(value) => Kind::Bool(*value),
            Data::Number(number) => Kind::Number(number),
            Data::String(text) => Kind::String(text),
            Data::Array(items) => Kind::Array(Items {
                json: self.json,
                ids: items.iter(),
            }),
            Data::Object(members) => Kind::Object(Members {
                json: self.json,
                members: members.iter(),
            }),
        }
    }

    /// What the value is, in a word for messages: `a string`, `null`, `an object`.
    pub fn kind_name(self) -> &'static str {
        match self.kind() {
            Kind::Hole => "nothing",
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(number) if number.is_integer() => "an integer",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }

    pub fn is_hole(self) -> bool {
        matches!(self.kind(), Kind::Hole)
    }

    pub fn as_str(self) -> Option<&'a str> {
        if let Kind::String(text) = self.kind() {
            Some(text)
        } else {
            None
        }
    }

    pub fn as_bool(self) -> Option<bool> {
        if let Kind::Bool(value) = self.kind() {
            Some(value)
        } else {
            None
        }
    }

    pub fn as_number(self) -> Option<&'a Number> {
        if let Kind::Number(number) = self.kind() {
            Some(number)
        } else {
            None
        }
    }

    pub fn as_i64(self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    pub fn as_f64(self) -> Option<f64> {
        Some(self.as_number()?.as_f64())
    }

    pub fn as_array(self) -> Option<Items<'a>> {
        if let Kind::Array(items) = self.kind() {
            Some(items)
        } else {
            None
        }
    }

    pub fn as_object(self) -> Option<Members<'a>> {
        if let Kind::Object(members) = self.kind() {
            Some(members)
        } else {
            None
        }
    }

    /// The member of that name; of duplicates the last, as JSON readers do.
    pub fn get(self, name: &str) -> Option<Value<'a>> {
        Some(self.member(name)?.value)
    }

    pub fn member(self, name: &str) -> Option<Member<'a>> {
        self.as_object()?.rfind(|member| member.name == name)
    }

    pub fn at(self, index: usize) -> Option<Value<'a>> {
        self.as_array()?.nth(index)
    }

    /// The object or array that holds this value.
    pub fn parent(self) -> Option<Value<'a>> {
        Some(self.json.value(self.json.entry(self.id).parent?))
    }

    /// The key of this value, if an object holds it.
    pub fn key(self) -> Option<Member<'a>> {
        self.parent()?
            .as_object()?
            .nth(self.json.entry(self.id).index as usize)
    }

    /// The position of this value, if an array holds it.
    pub fn index(self) -> Option<usize> {
        self.parent()?.as_array()?;
        Some(self.json.entry(self.id).index as usize)
    }
}

/// The items of an array.
#[derive(Debug, Clone)]
pub struct Items<'a> {
    json: &'a Json,
    ids: std::slice::Iter<'a, ValueId>,
}

impl<'a> Items<'a> {
    /// The last item that begins at or before `offset`.
    pub(super) fn last_from(&self, offset: u32) -> Option<Value<'a>> {
        let ids = self.ids.as_slice();
        let behind = ids.partition_point(|id| self.json.entry(*id).range.start <= offset);
        Some(self.json.value(*ids.get(behind.checked_sub(1)?)?))
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        Some(self.json.value(*self.ids.next()?))
    }

    fn nth(&mut self, n: usize) -> Option<Value<'a>> {
        Some(self.json.value(*self.ids.nth(n)?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl ExactSizeIterator for Items<'_> {}

/// The members of an object in the author's order, duplicates included.
#[derive(Debug, Clone)]
pub struct Members<'a> {
    json: &'a Json,
    members: std::slice::Iter<'a, MemberEntry>,
}

impl<'a> Members<'a> {
    /// The last member that begins at or before `offset`.
    pub(super) fn last_from(&self, offset: u32) -> Option<Member<'a>> {
        let members = self.members.as_slice();
        let behind = members.partition_point(|member| member.key_range.start <= offset);
        Some(self.member(members.get(behind.checked_sub(1)?)?))
    }

    fn member(&self, entry: &'a MemberEntry) -> Member<'a> {
        Member {
            name: &entry.name,
            key_range: entry.key_range,
            value: self.json.value(entry.value),
        }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let entry = self.members.next()?;
        Some(self.member(entry))
    }

    fn nth(&mut self, n: usize) -> Option<Member<'a>> {
        let entry = self.members.nth(n)?;
        Some(self.member(entry))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.members.size_hint()
    }
}

impl DoubleEndedIterator for Members<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let entry = self.members.next_back()?;
        Some(self.member(entry))
    }
}

impl ExactSizeIterator for Members<'_> {}
