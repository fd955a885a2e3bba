//! Signatures: `fun<T>(a: T, b?: U, ...: V): R1, R2`.

use super::cursor::Cursor;
use super::lexer::Kind;
use super::tree::{FunctionParam, FunctionType, Name, ReturnItem, TypeExpr, TypeKind};
use super::types::{generics, name_or_error, named, separated, starts_type, type_expr};
use crate::token::TextRange;

pub(super) fn async_function(cursor: &mut Cursor<'_>) -> TypeExpr {
    let start = cursor.range().start;
    let saved = cursor.range();
    if cursor.third_kind() != Kind::Symbol(b'(') && cursor.third_kind() != Kind::Symbol(b'<') {
        return named(cursor);
    }
    cursor.bump();
    if cursor.token_text() != "fun" {
        let name = Name {
            text: "async".to_owned(),
            range: saved,
        };
        return TypeExpr {
            range: saved,
            kind: TypeKind::Named {
                name,
                arguments: Vec::new(),
            },
        };
    }
    let mut ty = function(cursor, true);
    ty.range.start = start;
    ty
}

pub(super) fn function(cursor: &mut Cursor<'_>, is_async: bool) -> TypeExpr {
    let start = cursor.range().start;
    cursor.bump();
    let mut signature = FunctionType {
        is_async,
        ..FunctionType::default()
    };
    if cursor.at_symbol(b'<') {
        signature.generics = generics(cursor);
    }
    if cursor.at_symbol(b'(') {
        cursor.open();
        signature.params = separated(cursor, b')', param);
        cursor.close(b')');
    } else {
        cursor.error_here("`(` is missing before the parameters");
    }
    if cursor.eat(b':') {
        signature.returns = returns(cursor);
    }
    TypeExpr {
        range: cursor.since(start),
        kind: TypeKind::Function(Box::new(signature)),
    }
}

/// `name?: T`, `...: T`, `...`, `name`
fn param(cursor: &mut Cursor<'_>) -> FunctionParam {
    let name = if cursor.kind() == Kind::Ellipsis {
        let name = Name {
            text: "...".to_owned(),
            range: cursor.range(),
        };
        cursor.bump();
        name
    } else {
        name_or_error(cursor, "the name of a parameter is missing here")
    };
    let optional = cursor.eat(b'?');
    let ty = cursor.eat(b':').then(|| type_expr(cursor));
    FunctionParam { name, optional, ty }
}

/// `T, U`, `(name: T, U)`
fn returns(cursor: &mut Cursor<'_>) -> Vec<ReturnItem> {
    let nested = cursor.brackets > 0;
    let mut items = Vec::new();
    if cursor.at_symbol(b'(') {
        let start = cursor.range().start;
        cursor.open();
        items = separated(cursor, b')', return_item);
        cursor.close(b')');
        if items.len() != 1 || items[0].name.is_some() {
            return items;
        }
        // One type in parentheses goes on like any type.
        let ty = items.swap_remove(0).ty;
        let inner = TypeExpr {
            range: cursor.since(start),
            kind: ty.kind,
        };
        items = vec![ReturnItem {
            name: None,
            ty: continued(cursor, inner),
        }];
    } else {
        items.push(return_item(cursor));
    }
    while cursor.at_symbol(b',') && !(nested && comma_belongs_outside(cursor)) {
        cursor.bump();
        items.push(return_item(cursor));
    }
    items
}

/// Whether what follows the comma is the next parameter, field or item of what stands around this function.
fn comma_belongs_outside(cursor: &Cursor<'_>) -> bool {
    match cursor.next_kind() {
        Kind::Name => matches!(cursor.third_kind(), Kind::Symbol(b':' | b'?')),
        Kind::Ellipsis | Kind::Symbol(b'[' | b')' | b'}' | b']' | b'>') => true,
        _ => false,
    }
}

fn return_item(cursor: &mut Cursor<'_>) -> ReturnItem {
    let named = cursor.kind() == Kind::Name
        && (cursor.next_kind() == Kind::Symbol(b':')
            || cursor.next_kind() == Kind::Symbol(b'?') && cursor.third_kind() == Kind::Symbol(b':'));
    if cursor.kind() == Kind::Ellipsis {
        // `...: T` and `...T`
        let start = cursor.range().start;
        cursor.bump();
        cursor.eat(b':');
        let inner = if starts_type(cursor) {
            type_expr(cursor)
        } else {
            any(cursor)
        };
        let ty = TypeExpr {
            range: cursor.since(start),
            kind: TypeKind::Variadic(Box::new(inner)),
        };
        return ReturnItem { name: None, ty };
    }
    let name = named.then(|| cursor.name()).flatten();
    let optional = named && cursor.eat(b'?');
    if named {
        cursor.eat(b':');
    }
    let ty = type_expr(cursor);
    let ty = if optional {
        TypeExpr {
            range: ty.range,
            kind: TypeKind::Optional(Box::new(ty)),
        }
    } else {
        ty
    };
    ReturnItem { name, ty }
}

fn any(cursor: &Cursor<'_>) -> TypeExpr {
    let range = TextRange::empty(cursor.range().start);
    let name = Name {
        text: "any".to_owned(),
        range,
    };
    TypeExpr {
        range,
        kind: TypeKind::Named {
            name,
            arguments: Vec::new(),
        },
    }
}

/// `first` with the `?`, `[]` and `|` behind it.
fn continued(cursor: &mut Cursor<'_>, first: TypeExpr) -> TypeExpr {
    let start = first.range.start;
    let mut ty = first;
    loop {
        if cursor.at_symbol(b'[') && cursor.next_kind() == Kind::Symbol(b']') {
            cursor.bump();
            cursor.bump();
            ty = TypeExpr {
                range: cursor.since(start),
                kind: TypeKind::Array(Box::new(ty)),
            };
        } else if cursor.eat(b'?') {
            ty = TypeExpr {
                range: cursor.since(start),
                kind: TypeKind::Optional(Box::new(ty)),
            };
        } else if cursor.eat(b'|') {
            let rest = type_expr(cursor);
            let mut members = vec![ty];
            match rest.kind {
                TypeKind::Union(more) => members.extend(more),
                _ => members.push(rest),
            }
            return TypeExpr {
                range: cursor.since(start),
                kind: TypeKind::Union(members),
            };
        } else {
            return ty;
        }
    }
}
