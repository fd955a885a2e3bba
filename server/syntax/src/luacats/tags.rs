//! Tags: which line is one, and what each of them holds.

use super::cursor::Cursor;
use super::declaration;
use super::diagnostic;
use super::lexer::Kind;
use super::tree::{CastChange, CastSign, Comment, Name, ReturnItem, Tag, TagKind, TypeExpr, TypeKind};
use super::types::{generic_param, missing, name_or_error, starts_type, type_expr};
use crate::token::TextRange;

/// Tags that say nothing about how a script runs.
const IGNORED: [&str; 14] = [
    "see",
    "source",
    "module",
    "version",
    "private",
    "protected",
    "public",
    "package",
    "author",
    "since",
    "readonly",
    "namespace",
    "using",
    "export",
];

/// The tags that mean something to the checker.
pub const TAGS: [&str; 22] = [
    "alias",
    "as",
    "async",
    "cast",
    "class",
    "config",
    "data",
    "deprecated",
    "diagnostic",
    "enum",
    "field",
    "generic",
    "hook",
    "meta",
    "nodiscard",
    "operator",
    "overload",
    "param",
    "return",
    "return_overload",
    "type",
    "vararg",
];

pub(super) fn comment(text: &str) -> Comment {
    let mut comment = Comment::default();
    let mut at = 0;
    while at < text.len() {
        let line = text[at..].split('\n').next().unwrap_or("");
        let trimmed = line.trim_start();
        let start = at + line.len() - trimmed.len();
        if trimmed.starts_with('@') {
            let end = tag_end(text, at + line.len());
            at = tag(text, start, end, &mut comment) + 1;
        } else {
            let content = trimmed.trim_end();
            comment
                .text
                .push(TextRange::new(start as u32, (start + content.len()) as u32));
            at += line.len() + 1;
        }
    }
    comment
}

/// A tag may go on until the next one begins.
fn tag_end(text: &str, line_end: usize) -> usize {
    let mut end = line_end;
    for line in text[line_end..].split('\n').skip(1) {
        if line.trim_start().starts_with('@') {
            break;
        }
        end += 1 + line.len();
    }
    end
}

/// Reads the tag at `start`; the end of its last line.
fn tag(text: &str, start: usize, end: usize, comment: &mut Comment) -> usize {
    let mut cursor = Cursor::new(text, start, end);
    cursor.bump();
    let touches = cursor.range().start as usize == start + 1;
    let name = cursor.name().filter(|_| touches);
    let Some(name) = name else {
        let line_end = start + text[start..end].split('\n').next().unwrap_or("").len();
        comment.text.push(TextRange::new(start as u32, line_end as u32));
        return line_end;
    };
    let kind = match name.text.as_str() {
        "diagnostic" => diagnostic::directive(&mut cursor),
        other if IGNORED.contains(&other) => TagKind::Ignored,
        other => tag_kind(other, &mut cursor),
    };
    let description = cursor.description();
    let range = cursor.since(start as u32);
    comment.errors.append(&mut cursor.errors);
    comment.tags.push(Tag {
        range,
        name,
        kind,
        description,
    });
    // The rest of the line that the tag ends on is its own.
    let last = range.end as usize;
    last + text[last..].split('\n').next().unwrap_or("").len()
}

fn tag_kind(tag: &str, cursor: &mut Cursor<'_>) -> TagKind {
    match tag {
        "class" => declaration::class(cursor),
        "field" => declaration::field(cursor),
        "type" => TagKind::Type { types: types(cursor) },
        "param" => param(cursor),
        "return" => TagKind::Return {
            items: returns(cursor),
        },
        "alias" => declaration::alias(cursor),
        "enum" => declaration::enumeration(cursor),
        "generic" => TagKind::Generic {
            params: listed(cursor, generic_param),
        },
        "overload" => TagKind::Overload {
            signature: signature(cursor),
        },
        "return_overload" => TagKind::ReturnOverload { types: types(cursor) },
        "vararg" => TagKind::Vararg {
            ty: type_expr(cursor),
        },
        "cast" => cast(cursor),
        "as" => TagKind::As {
            ty: type_expr(cursor),
        },
        "nodiscard" => TagKind::Nodiscard,
        "deprecated" => TagKind::Deprecated,
        "async" => TagKind::Async,
        "operator" => operator(cursor),
        "meta" => TagKind::Meta { name: cursor.name() },
        "hook" => match required_name(cursor) {
            Some(first) => {
                let mut names = vec![first];
                while cursor.eat(b',') {
                    names.extend(required_name(cursor));
                }
                TagKind::Hook { names }
            }
            None => TagKind::Malformed,
        },
        "data" => TagKind::Data {
            ty: type_expr(cursor),
        },
        "config" => TagKind::Config {
            ty: type_expr(cursor),
        },
        _ => TagKind::Unknown,
    }
}

pub(super) fn required_name(cursor: &mut Cursor<'_>) -> Option<Name> {
    let name = cursor.name();
    if name.is_none() {
        cursor.error_here("a name is missing here");
    }
    name
}

/// Items with commas between them.
fn listed<T>(cursor: &mut Cursor<'_>, item: fn(&mut Cursor<'_>) -> T) -> Vec<T> {
    let mut items = vec![item(cursor)];
    while cursor.eat(b',') {
        items.push(item(cursor));
    }
    items
}

pub(super) fn types(cursor: &mut Cursor<'_>) -> Vec<TypeExpr> {
    listed(cursor, type_expr)
}

fn param(cursor: &mut Cursor<'_>) -> TagKind {
    let name = if cursor.kind() == Kind::Ellipsis {
        let name = Name {
            text: "...".to_owned(),
            range: cursor.range(),
        };
        cursor.bump();
        name
    } else {
        match required_name(cursor) {
            Some(name) => name,
            None => return TagKind::Malformed,
        }
    };
    let optional = cursor.eat(b'?');
    let ty = type_expr(cursor);
    TagKind::Param { name, optional, ty }
}

/// `T name, U? name description`
fn returns(cursor: &mut Cursor<'_>) -> Vec<ReturnItem> {
    let mut items = Vec::new();
    loop {
        if cursor.kind() == Kind::Ellipsis {
            let start = cursor.range().start;
            cursor.bump();
            let inner = if starts_type(cursor) {
                type_expr(cursor)
            } else {
                missing(cursor)
            };
            let ty = TypeExpr {
                range: cursor.since(start),
                kind: TypeKind::Variadic(Box::new(inner)),
            };
            items.push(ReturnItem { name: None, ty });
        } else {
            let ty = type_expr(cursor);
            if ty.kind == TypeKind::Missing {
                items.push(ReturnItem { name: None, ty });
                return items;
            }
            items.push(ReturnItem {
                name: cursor.name(),
                ty,
            });
        }
        if !cursor.eat(b',') {
            return items;
        }
    }
}

fn signature(cursor: &mut Cursor<'_>) -> TypeExpr {
    let ty = type_expr(cursor);
    if !matches!(ty.kind, TypeKind::Function(_) | TypeKind::Missing) {
        cursor.error(
            ty.range,
            "an overload is a signature, such as `fun(a: string): integer`",
        );
    }
    ty
}

/// `name +T, -U, ?`
fn cast(cursor: &mut Cursor<'_>) -> TagKind {
    let Some(name) = required_name(cursor) else {
        return TagKind::Malformed;
    };
    TagKind::Cast {
        name,
        changes: listed(cursor, cast_change),
    }
}

fn cast_change(cursor: &mut Cursor<'_>) -> CastChange {
    let sign = match cursor.kind() {
        Kind::Symbol(b'+') => CastSign::Add,
        Kind::Symbol(b'-') => CastSign::Remove,
        _ => CastSign::Set,
    };
    if sign != CastSign::Set {
        cursor.bump();
    }
    if cursor.at_symbol(b'?') {
        let range = cursor.range();
        cursor.bump();
        let name = Name {
            text: "nil".to_owned(),
            range,
        };
        let ty = TypeExpr {
            range,
            kind: TypeKind::Named {
                name,
                arguments: Vec::new(),
            },
        };
        let sign = if sign == CastSign::Set {
            CastSign::Add
        } else {
            sign
        };
        return CastChange { sign, ty };
    }
    CastChange {
        sign,
        ty: type_expr(cursor),
    }
}

/// `add(T): R`
fn operator(cursor: &mut Cursor<'_>) -> TagKind {
    let operator = name_or_error(cursor, "the name of an operator is missing here");
    let mut operand = None;
    if cursor.at_symbol(b'(') {
        cursor.open();
        operand = starts_type(cursor).then(|| type_expr(cursor));
        cursor.close(b')');
    }
    let result = cursor.eat(b':').then(|| type_expr(cursor));
    if operator.text.is_empty() {
        return TagKind::Malformed;
    }
    TagKind::Operator {
        operator,
        operand,
        result,
    }
}
