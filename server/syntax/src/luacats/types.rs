//! The types of annotations.

use super::cursor::Cursor;
use super::lexer::Kind;
use super::signature;
use super::tree::{FieldKey, GenericParam, Literal, Name, TableField, TypeExpr, TypeKind};
use crate::token::TextRange;

/// Types may lie this deep inside each other.
const DEEPEST: u32 = 64;
/// So many marks may stand behind a type: `T[]?` has two.
const MOST_MARKS: usize = 8;

/// `A | B?`
pub(super) fn type_expr(cursor: &mut Cursor<'_>) -> TypeExpr {
    let start = cursor.range().start;
    cursor.depth += 1;
    if cursor.depth > DEEPEST {
        cursor.depth -= 1;
        cursor.error_here("this type is nested too deeply");
        return missing(cursor);
    }
    cursor.eat(b'|');
    let first = postfix(cursor);
    let mut members = vec![first];
    while cursor.eat(b'|') {
        members.push(postfix(cursor));
    }
    cursor.depth -= 1;
    match members.len() {
        1 => members.swap_remove(0),
        _ => TypeExpr {
            range: cursor.since(start),
            kind: TypeKind::Union(members),
        },
    }
}

/// Whether the current token can begin a type.
pub(super) fn starts_type(cursor: &Cursor<'_>) -> bool {
    matches!(
        cursor.kind(),
        Kind::Name | Kind::Number | Kind::String | Kind::Backtick | Kind::Symbol(b'(' | b'{' | b'[' | b'|')
    )
}

/// `T?`, `T[]`, `T...`
fn postfix(cursor: &mut Cursor<'_>) -> TypeExpr {
    let start = cursor.range().start;
    let mut ty = primary(cursor);
    for marks in 1.. {
        let mark: fn(Box<TypeExpr>) -> TypeKind =
            if cursor.at_symbol(b'[') && cursor.next_kind() == Kind::Symbol(b']') && touches(cursor) {
                cursor.bump();
                cursor.bump();
                TypeKind::Array
            } else if cursor.eat(b'?') {
                TypeKind::Optional
            } else if cursor.kind() == Kind::Ellipsis && touches(cursor) {
                cursor.bump();
                TypeKind::Variadic
            } else {
                break;
            };
        if marks == MOST_MARKS + 1 {
            cursor.error_here("this type is nested too deeply");
        }
        // All that read types follow them into their parts.
        if marks <= MOST_MARKS {
            ty = TypeExpr {
                range: cursor.since(start),
                kind: mark(Box::new(ty)),
            };
        }
    }
    ty
}

/// Whether no blank stands before the current token.
fn touches(cursor: &Cursor<'_>) -> bool {
    cursor.since(cursor.range().start).end == cursor.range().start
}

fn primary(cursor: &mut Cursor<'_>) -> TypeExpr {
    let range = cursor.range();
    let leaf = |cursor: &mut Cursor<'_>, kind| {
        cursor.bump();
        TypeExpr { range, kind }
    };
    match cursor.kind() {
        Kind::Name => match cursor.token_text() {
            "fun" if matches!(cursor.next_kind(), Kind::Symbol(b'(' | b'<')) => {
                signature::function(cursor, false)
            }
            "async" if cursor.next_kind() == Kind::Name => signature::async_function(cursor),
            "true" => leaf(cursor, TypeKind::Literal(Literal::Boolean(true))),
            "false" => leaf(cursor, TypeKind::Literal(Literal::Boolean(false))),
            _ => named(cursor),
        },
        Kind::Number => {
            let text = cursor.token_text();
            let unsigned = text.strip_prefix('-').unwrap_or(text);
            let literal = match crate::number::number_value(unsigned) {
                Some(crate::Number::Integer(value)) => Literal::Integer(if unsigned == text {
                    value
                } else {
                    value.wrapping_neg()
                }),
                Some(crate::Number::Float(_)) => Literal::Number(text.to_owned()),
                None => {
                    cursor.error_here(format!("`{text}` is no number"));
                    Literal::Number(text.to_owned())
                }
            };
            leaf(cursor, TypeKind::Literal(literal))
        }
        Kind::String => {
            let value = string(cursor);
            leaf(cursor, TypeKind::Literal(Literal::String(value)))
        }
        Kind::Backtick => {
            let text = cursor.token_text();
            if text.len() < 2 || !text.ends_with('`') {
                cursor.error_here("this is not closed; a backtick is missing");
            }
            let name = Name {
                text: text.trim_matches('`').to_owned(),
                range,
            };
            leaf(cursor, TypeKind::Backtick(name))
        }
        Kind::Symbol(b'(') => {
            cursor.open();
            let inner = type_expr(cursor);
            cursor.close(b')');
            TypeExpr {
                range: cursor.since(range.start),
                kind: inner.kind,
            }
        }
        Kind::Symbol(b'{') => table(cursor),
        Kind::Symbol(b'[') => {
            cursor.open();
            let items = separated(cursor, b']', type_expr);
            cursor.close(b']');
            TypeExpr {
                range: cursor.since(range.start),
                kind: TypeKind::Tuple(items),
            }
        }
        _ => {
            cursor.error_here("a type is missing here");
            missing(cursor)
        }
    }
}

pub(super) fn missing(cursor: &Cursor<'_>) -> TypeExpr {
    TypeExpr {
        range: TextRange::empty(cursor.range().start),
        kind: TypeKind::Missing,
    }
}

/// The value of the string at the cursor.
fn string(cursor: &mut Cursor<'_>) -> String {
    let text = cursor.token_text();
    if text.len() < 2 || !text.ends_with(&text[..1]) {
        cursor.error_here("this string is not closed");
    }
    match crate::string_value(text) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => {
            let start = cursor.range().start;
            cursor.error(
                TextRange::new(start + error.range.start, start + error.range.end),
                error.message,
            );
            text.trim_matches(['"', '\'']).to_owned()
        }
    }
}

pub(super) fn named(cursor: &mut Cursor<'_>) -> TypeExpr {
    let start = cursor.range().start;
    let name = Name {
        text: cursor.token_text().to_owned(),
        range: cursor.range(),
    };
    cursor.bump();
    let mut arguments = Vec::new();
    if cursor.at_symbol(b'<') {
        cursor.open();
        arguments = separated(cursor, b'>', type_expr);
        cursor.close(b'>');
    }
    TypeExpr {
        range: cursor.since(start),
        kind: TypeKind::Named { name, arguments },
    }
}

/// Items up to `close`, which is left; a separator at the end is allowed.
pub(super) fn separated<T>(cursor: &mut Cursor<'_>, close: u8, item: fn(&mut Cursor<'_>) -> T) -> Vec<T> {
    let mut items = Vec::new();
    while !cursor.at_symbol(close) && !cursor.at_end() {
        items.push(item(cursor));
        if !cursor.eat(b',') && !cursor.eat(b';') {
            break;
        }
    }
    items
}

fn table(cursor: &mut Cursor<'_>) -> TypeExpr {
    let start = cursor.range().start;
    cursor.open();
    let fields = separated(cursor, b'}', table_field);
    cursor.close(b'}');
    TypeExpr {
        range: cursor.since(start),
        kind: TypeKind::Table(fields),
    }
}

/// `name?: T`, `[K]: V`, `"a key": T`
fn table_field(cursor: &mut Cursor<'_>) -> TableField {
    let start = cursor.range().start;
    let key = field_key(cursor);
    let optional = cursor.eat(b'?');
    let ty = if cursor.eat(b':') {
        type_expr(cursor)
    } else {
        cursor.error_here("`:` and a type are missing behind this key");
        missing(cursor)
    };
    TableField {
        range: cursor.since(start),
        key,
        optional,
        ty,
    }
}

/// `name`, `[K]`; a name may be quoted.
pub(super) fn field_key(cursor: &mut Cursor<'_>) -> FieldKey {
    match cursor.kind() {
        Kind::Symbol(b'[') => {
            cursor.open();
            let ty = type_expr(cursor);
            cursor.close(b']');
            FieldKey::Type(ty)
        }
        Kind::Name | Kind::Number => {
            let name = Name {
                text: cursor.token_text().to_owned(),
                range: cursor.range(),
            };
            cursor.bump();
            FieldKey::Name(name)
        }
        Kind::String => {
            let name = Name {
                text: string(cursor),
                range: cursor.range(),
            };
            cursor.bump();
            FieldKey::Name(name)
        }
        _ => {
            cursor.error_here("the name of a field is missing here");
            FieldKey::Type(missing(cursor))
        }
    }
}

/// `<T, U: Constraint>`
pub(super) fn generics(cursor: &mut Cursor<'_>) -> Vec<GenericParam> {
    cursor.open();
    let params = separated(cursor, b'>', generic_param);
    cursor.close(b'>');
    params
}

pub(super) fn generic_param(cursor: &mut Cursor<'_>) -> GenericParam {
    let name = name_or_error(cursor, "the name of a type is missing here");
    let constraint = cursor.eat(b':').then(|| type_expr(cursor));
    GenericParam { name, constraint }
}

/// A name; an empty one, and an error, if there is none.
pub(super) fn name_or_error(cursor: &mut Cursor<'_>, message: &str) -> Name {
    cursor.name().unwrap_or_else(|| {
        cursor.error_here(message);
        Name {
            text: String::new(),
            range: TextRange::empty(cursor.range().start),
        }
    })
}
