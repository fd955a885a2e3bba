//! The parser: tokens to tree on an explicit stack, going on behind every error.

use super::error::{JsonErrorKind as Kind, shown};
use super::lexer::{Token, TokenKind, tokenize};
use super::string::quote;
use super::tree::{Data, Entry, Json, MemberEntry, ValueId};
use super::{JsonError, TextRange};

/// Deepest nesting that is read; what lies deeper is an error and a hole.
pub const MAX_DEPTH: usize = 128;

/// Longest text in bytes; offsets are 32 bits wide.
const MAX_BYTES: usize = 1 << 31;

/// Reads `text`; there is always a tree, holding as much of the structure as can be told.
pub fn parse(text: &str) -> Json {
    let json = Json {
        entries: Vec::new(),
        errors: Vec::new(),
        comments: Vec::new(),
        trailing_commas: Vec::new(),
    };
    let too_long = text.len() > MAX_BYTES;
    let text = if too_long { "" } else { text };
    let mut parser = Parser {
        text,
        tokens: tokenize(text),
        at: 0,
        json,
        stack: Vec::new(),
        slanted: None,
    };
    if too_long {
        parser.error(
            Kind::TooLong,
            TextRange::default(),
            "a text over 2 GiB is not read",
        );
    }
    parser.document();
    let mut json = parser.json;
    json.errors
        .sort_by_key(|error| (error.range.start, error.range.end));
    json
}

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    pub(super) json: Json,
    pub(super) stack: Vec<Frame>,
    /// The first opening bracket whose closing one stands at another indentation.
    pub(super) slanted: Option<TextRange>,
}

/// An object or array that is being read.
pub(super) struct Frame {
    pub(super) id: ValueId,
    pub(super) object: bool,
    pub(super) opening: TextRange,
    expect: Expect,
    /// The comma before the place where a key or item is expected.
    pub(super) comma: Option<TextRange>,
    key: Option<(Box<str>, TextRange)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    Key,
    Colon,
    Value,
    Comma,
}

impl Parser<'_> {
    fn document(&mut self) {
        loop {
            let token = self.peek();
            let Some(frame) = self.stack.last() else {
                if self.json.entries.is_empty() {
                    if token.kind == TokenKind::End {
                        let range = TextRange::empty(0);
                        if self.json.errors.is_empty() {
                            self.error(Kind::Empty, range, "the file is empty; a JSON value is expected");
                        }
                        self.add(TextRange::new(0, self.text.len() as u32), Data::Hole);
                        return;
                    }
                    self.value(token);
                    continue;
                }
                return self.rest(token);
            };
            match (frame.object, frame.expect) {
                (true, Expect::Key) => self.key(token),
                (true, Expect::Colon) => self.colon(token),
                (_, Expect::Comma) => self.comma(token),
                _ => self.item(token),
            }
        }
    }

    /// What follows the outermost value.
    fn rest(&mut self, first: Token) {
        if first.kind == TokenKind::End {
            return;
        }
        let mut end = first.range.end;
        while self.peek().kind != TokenKind::End {
            end = self.bump().range.end;
        }
        let range = TextRange::new(first.range.start, end);
        let message = if matches!(first.kind, TokenKind::RightBrace | TokenKind::RightBracket) {
            format!("this `{}` closes nothing", shown(self.slice(first.range)))
        } else {
            "the JSON value has ended; nothing may follow it".to_owned()
        };
        self.error(Kind::TrailingText, range, message);
    }

    fn key(&mut self, token: Token) {
        match token.kind {
            TokenKind::Text { .. } => {
                let name = self.string(token);
                self.set_key(name, token.range);
            }
            TokenKind::Word | TokenKind::Number => {
                let name = self.slice(token.range);
                let message = format!("the key `{}` needs double quotes", shown(name));
                let error = JsonError::new(Kind::UnquotedKey, token.range, message);
                self.json
                    .errors
                    .push(error.fix("Put it in double quotes", token.range, quote(name)));
                self.bump();
                self.set_key(name.into(), token.range);
            }
            TokenKind::Colon | TokenKind::LeftBrace | TokenKind::LeftBracket => {
                self.error(
                    Kind::MissingKey,
                    token.range,
                    "a key in double quotes is missing here",
                );
                self.set_key("".into(), TextRange::empty(token.range.start));
                if token.kind != TokenKind::Colon {
                    self.expect(Expect::Value);
                }
            }
            TokenKind::Comma => self.extra_comma(token),
            _ => self.close_or_skip(token),
        }
    }

    fn set_key(&mut self, name: Box<str>, range: TextRange) {
        if let Some(frame) = self.stack.last_mut() {
            frame.key = Some((name, range));
            frame.expect = Expect::Colon;
            frame.comma = None;
        }
    }

    fn colon(&mut self, token: Token) {
        match token.kind {
            TokenKind::Colon => {
                self.bump();
                self.expect(Expect::Value);
            }
            TokenKind::Equals => {
                let error = JsonError::new(
                    Kind::MissingColon,
                    token.range,
                    "write `:` between key and value, not `=`",
                );
                self.json.errors.push(error.fix("Write `:`", token.range, ":"));
                self.bump();
                self.expect(Expect::Value);
            }
            _ if begins_value(token.kind) && !self.is_key(token) => {
                let place = TextRange::empty(self.end_of_last());
                let message = format!("a colon is missing behind `{}`", shown(&self.key_name()));
                let error = JsonError::new(Kind::MissingColon, self.last_range(), message);
                self.json.errors.push(error.fix("Insert `:`", place, ":"));
                self.expect(Expect::Value);
            }
            _ => self.missing_value(),
        }
    }

    /// A value of an object or array, or the end of an array.
    fn item(&mut self, token: Token) {
        let object = self.stack.last().is_some_and(|frame| frame.object);
        if object && (!begins_value(token.kind) || self.is_key(token)) {
            return if token.kind == TokenKind::Unknown {
                self.skip(token);
            } else {
                self.missing_value();
            };
        }
        match token.kind {
            TokenKind::Comma => self.extra_comma(token),
            _ if begins_value(token.kind) => self.value(token),
            _ => self.close_or_skip(token),
        }
    }

    fn comma(&mut self, token: Token) {
        if token.kind == TokenKind::Comma {
            self.bump();
            if let Some(frame) = self.stack.last_mut() {
                frame.expect = if frame.object { Expect::Key } else { Expect::Value };
                frame.comma = Some(token.range);
            }
        } else if begins_value(token.kind) {
            if !matches!(self.json.entries.last(), Some(Entry { data: Data::Hole, .. })) {
                let place = TextRange::empty(self.end_of_last());
                let error = JsonError::new(
                    Kind::MissingComma,
                    self.last_range(),
                    "a comma is missing behind this",
                );
                self.json.errors.push(error.fix("Insert `,`", place, ","));
            }
            let object = self.stack.last().is_some_and(|frame| frame.object);
            self.expect(if object { Expect::Key } else { Expect::Value });
        } else {
            self.close_or_skip(token);
        }
    }

    /// Reads a value, or opens one.
    fn value(&mut self, token: Token) {
        match token.kind {
            TokenKind::LeftBrace => return self.open(token, true),
            TokenKind::LeftBracket => return self.open(token, false),
            TokenKind::Text { .. } => {
                let text = self.string(token);
                self.add(token.range, Data::String(text));
            }
            TokenKind::Number => {
                let data = self.number(token);
                self.add(token.range, data);
            }
            TokenKind::Word => {
                let data = self.word(token);
                self.add(token.range, data);
            }
            _ => return self.skip(token),
        }
        self.expect(Expect::Comma);
    }

    fn open(&mut self, token: Token, object: bool) {
        if self.stack.len() >= MAX_DEPTH {
            return self.too_deep(token);
        }
        self.bump();
        let data = if object {
            Data::Object(Vec::new())
        } else {
            Data::Array(Vec::new())
        };
        let id = self.add(token.range, data);
        self.expect(Expect::Comma);
        let expect = if object { Expect::Key } else { Expect::Value };
        self.stack.push(Frame {
            id,
            object,
            opening: token.range,
            expect,
            comma: None,
            key: None,
        });
    }

    /// Adds a value to the arena and to the object or array that is open.
    pub(super) fn add(&mut self, range: TextRange, data: Data) -> ValueId {
        let id = ValueId(self.json.entries.len() as u32);
        let parent = self.stack.last().map(|frame| frame.id);
        let key = self.stack.last_mut().and_then(|frame| {
            frame.comma = None;
            frame.key.take()
        });
        let mut index = 0;
        if let Some(parent) = parent.and_then(|parent| self.json.entries.get_mut(parent.0 as usize)) {
            match &mut parent.data {
                Data::Array(items) => {
                    index = items.len() as u32;
                    items.push(id);
                }
                Data::Object(members) => {
                    index = members.len() as u32;
                    let (name, key_range) = key.unwrap_or_else(|| ("".into(), TextRange::empty(range.start)));
                    members.push(MemberEntry {
                        name,
                        key_range,
                        value: id,
                    });
                }
                _ => {}
            }
        }
        self.json.entries.push(Entry {
            range,
            parent,
            index,
            open: false,
            data,
        });
        id
    }

    pub(super) fn finish(&mut self, id: ValueId, end: u32, open: bool) {
        if let Some(entry) = self.json.entries.get_mut(id.0 as usize) {
            entry.range.end = end;
            entry.open = open;
        }
    }

    pub(super) fn expect(&mut self, expect: Expect) {
        if let Some(frame) = self.stack.last_mut() {
            frame.expect = expect;
        }
    }

    pub(super) fn key_name(&self) -> String {
        let key = self.stack.last().and_then(|frame| frame.key.as_ref());
        key.map(|(name, _)| name.to_string()).unwrap_or_default()
    }

    /// Whether a key is written, be it an empty one.
    pub(super) fn has_key(&self) -> bool {
        let key = self.stack.last().and_then(|frame| frame.key.as_ref());
        key.is_some_and(|(_, range)| !range.is_empty())
    }

    pub(super) fn error(&mut self, kind: Kind, range: TextRange, message: impl Into<String>) {
        self.json.errors.push(JsonError::new(kind, range, message));
    }
}

fn begins_value(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::LeftBrace
            | TokenKind::LeftBracket
            | TokenKind::Text { .. }
            | TokenKind::Number
            | TokenKind::Word
    )
}
