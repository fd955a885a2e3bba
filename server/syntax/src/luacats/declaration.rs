//! Tags that declare types: `@class`, `@field`, `@alias`, `@enum`.

use super::cursor::Cursor;
use super::lexer::Kind;
use super::tags::{required_name, types};
use super::tree::{TagKind, Variant};
use super::types::{field_key, generics, starts_type, type_expr};

pub(super) fn class(cursor: &mut Cursor<'_>) -> TagKind {
    let exact = parenthesised(cursor, "exact");
    let Some(name) = required_name(cursor) else {
        return TagKind::Malformed;
    };
    let generics = if cursor.at_symbol(b'<') {
        generics(cursor)
    } else {
        Vec::new()
    };
    let parents = if cursor.eat(b':') {
        types(cursor)
    } else {
        Vec::new()
    };
    TagKind::Class {
        exact,
        name,
        generics,
        parents,
    }
}

pub(super) fn field(cursor: &mut Cursor<'_>) -> TagKind {
    let is_visibility = matches!(
        cursor.token_text(),
        "private" | "protected" | "public" | "package"
    );
    if is_visibility && matches!(cursor.next_kind(), Kind::Name | Kind::String | Kind::Symbol(b'[')) {
        // `private` may be the field itself: `---@field public string`.
        if matches!(
            cursor.third_kind(),
            Kind::Name | Kind::String | Kind::Number | Kind::Backtick
        ) || matches!(cursor.third_kind(), Kind::Symbol(b'?' | b'{' | b'(' | b'['))
        {
            cursor.bump();
        }
    }
    if cursor.at_end() {
        cursor.error_here("the name and the type of a field are missing here");
        return TagKind::Malformed;
    }
    let key = field_key(cursor);
    let optional = cursor.eat(b'?');
    let ty = type_expr(cursor);
    TagKind::Field { key, optional, ty }
}

pub(super) fn alias(cursor: &mut Cursor<'_>) -> TagKind {
    let Some(name) = required_name(cursor) else {
        return TagKind::Malformed;
    };
    let generics = if cursor.at_symbol(b'<') {
        generics(cursor)
    } else {
        Vec::new()
    };
    let ty = starts_type(cursor).then(|| type_expr(cursor));
    let mut variants = Vec::new();
    // `---| "value" # what it means`, one a line
    while alias_goes_on(cursor) {
        cursor.description();
        cursor.newline();
        cursor.bump();
        let _default = cursor.eat(b'>') || cursor.eat(b'+');
        let ty = type_expr(cursor);
        let description = cursor.description();
        variants.push(Variant { ty, description });
    }
    if ty.is_none() && variants.is_empty() {
        cursor.error_here("the type of this alias is missing");
    }
    TagKind::Alias {
        name,
        generics,
        ty,
        variants,
    }
}

/// Whether the next line begins with `|`.
fn alias_goes_on(cursor: &Cursor<'_>) -> bool {
    let rest = &cursor.text[cursor.range().start as usize..];
    let next_line = rest.split_once('\n').map_or("", |(_, next)| next);
    next_line.trim_start().starts_with('|')
}

pub(super) fn enumeration(cursor: &mut Cursor<'_>) -> TagKind {
    let key = parenthesised(cursor, "key");
    match required_name(cursor) {
        Some(name) => TagKind::Enum { name, key },
        None => TagKind::Malformed,
    }
}

/// `(word)`
fn parenthesised(cursor: &mut Cursor<'_>, word: &str) -> bool {
    if !cursor.at_symbol(b'(') {
        return false;
    }
    cursor.open();
    let found = cursor.kind() == Kind::Name && cursor.token_text() == word;
    if !found {
        cursor.error_here(format!("only `({word})` may stand here"));
    }
    if cursor.kind() == Kind::Name {
        cursor.bump();
    }
    cursor.close(b')');
    found
}
