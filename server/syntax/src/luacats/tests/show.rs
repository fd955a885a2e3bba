//! Annotations as text for people.

use std::fmt::Write as _;

use super::super::{
    CastSign, Comment, DocError, FieldKey, FunctionType, GenericParam, Literal, ReturnItem, TagKind,
    TypeExpr, TypeKind,
};
use crate::TextRange;

pub(super) fn errors(text: &str, errors: &[DocError]) -> String {
    let mut out = String::new();
    for error in errors {
        let at = &text[error.range.as_usize()];
        write!(out, "\n{:?} {at:?}: {}", error.range, error.message).unwrap();
    }
    out
}

pub(super) fn comment(text: &str, comment: &Comment) -> String {
    let at = |range: TextRange| &text[range.as_usize()];
    let mut out = String::new();
    for line in &comment.text {
        writeln!(out, "text {:?}", at(*line)).unwrap();
    }
    for tag in &comment.tags {
        write!(
            out,
            "@{} {:?} {}",
            tag.name.text,
            tag.range,
            kind(text, &tag.kind)
        )
        .unwrap();
        if let Some(description) = tag.description {
            write!(out, " -- {:?}", at(description)).unwrap();
        }
        out.push('\n');
    }
    out + &errors(text, &comment.errors)
}

fn kind(text: &str, kind: &TagKind) -> String {
    match kind {
        TagKind::Class {
            exact,
            name,
            generics: params,
            parents,
        } => {
            format!(
                "exact={exact} {}{}: {}",
                name.text,
                generics(params),
                list(parents)
            )
        }
        TagKind::Field {
            key: name,
            optional,
            ty,
        } => format!("{} optional={optional} {}", key(name), type_expr(ty)),
        TagKind::Type { types } | TagKind::ReturnOverload { types } => list(types),
        TagKind::Param { name, optional, ty } => {
            format!("{} optional={optional} {}", name.text, type_expr(ty))
        }
        TagKind::Return { items } => returns(items),
        TagKind::Alias {
            name,
            generics: params,
            ty,
            variants,
        } => {
            let mut out = format!(
                "{}{} = {}",
                name.text,
                generics(params),
                ty.as_ref().map_or(String::new(), type_expr)
            );
            for variant in variants {
                let about = variant.description.map_or("", |range| &text[range.as_usize()]);
                write!(out, " | {} {about:?}", type_expr(&variant.ty)).unwrap();
            }
            out
        }
        TagKind::Enum { name, key } => format!("{} key={key}", name.text),
        TagKind::Generic { params } => generics(params),
        TagKind::Overload { signature: ty }
        | TagKind::Vararg { ty }
        | TagKind::As { ty }
        | TagKind::Data { ty }
        | TagKind::Config { ty } => type_expr(ty),
        TagKind::Cast { name, changes } => {
            let mut out = name.text.clone();
            for change in changes {
                let sign = match change.sign {
                    CastSign::Add => "+",
                    CastSign::Remove => "-",
                    CastSign::Set => "=",
                };
                write!(out, " {sign}{}", type_expr(&change.ty)).unwrap();
            }
            out
        }
        TagKind::Operator {
            operator,
            operand,
            result,
        } => format!(
            "{}({}): {}",
            operator.text,
            operand.as_ref().map_or(String::new(), type_expr),
            result.as_ref().map_or(String::new(), type_expr)
        ),
        TagKind::Meta { name } => name.as_ref().map_or(String::new(), |name| name.text.clone()),
        TagKind::Diagnostic {
            action,
            codes,
            reason,
        } => {
            let codes: Vec<&str> = codes.iter().map(|code| code.text.as_str()).collect();
            format!(
                "{action:?} {codes:?} {:?}",
                reason.map(|range| &text[range.as_usize()])
            )
        }
        TagKind::Hook { names } => names
            .iter()
            .map(|name| name.text.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        other => format!("{other:?}"),
    }
}

fn list(types: &[TypeExpr]) -> String {
    types.iter().map(type_expr).collect::<Vec<_>>().join(", ")
}

fn key(key: &FieldKey) -> String {
    match key {
        FieldKey::Name(name) => name.text.clone(),
        FieldKey::Type(ty) => format!("[{}]", type_expr(ty)),
    }
}

fn generics(params: &[GenericParam]) -> String {
    let one = |param: &GenericParam| match &param.constraint {
        Some(ty) => format!("{}: {}", param.name.text, type_expr(ty)),
        None => param.name.text.clone(),
    };
    if params.is_empty() {
        String::new()
    } else {
        format!("<{}>", params.iter().map(one).collect::<Vec<_>>().join(", "))
    }
}

fn returns(items: &[ReturnItem]) -> String {
    let one = |item: &ReturnItem| match &item.name {
        Some(name) => format!("{}: {}", name.text, type_expr(&item.ty)),
        None => type_expr(&item.ty),
    };
    items.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn function(signature: &FunctionType) -> String {
    let params: Vec<String> = signature
        .params
        .iter()
        .map(|param| {
            let mark = if param.optional { "?" } else { "" };
            let ty = param
                .ty
                .as_ref()
                .map_or(String::new(), |ty| format!(": {}", type_expr(ty)));
            format!("{}{mark}{ty}", param.name.text)
        })
        .collect();
    let start = if signature.is_async { "async fun" } else { "fun" };
    format!(
        "{start}{}({}) -> ({})",
        generics(&signature.generics),
        params.join(", "),
        returns(&signature.returns)
    )
}

pub(super) fn type_expr(ty: &TypeExpr) -> String {
    match &ty.kind {
        TypeKind::Named { name, arguments } if arguments.is_empty() => name.text.clone(),
        TypeKind::Named { name, arguments } => format!("{}<{}>", name.text, list(arguments)),
        TypeKind::Literal(Literal::String(value)) => format!("{value:?}"),
        TypeKind::Literal(Literal::Integer(value)) => value.to_string(),
        TypeKind::Literal(Literal::Number(value)) => value.clone(),
        TypeKind::Literal(Literal::Boolean(value)) => value.to_string(),
        TypeKind::Backtick(name) => format!("`{}`", name.text),
        TypeKind::Array(inner) => format!("array({})", type_expr(inner)),
        TypeKind::Optional(inner) => format!("optional({})", type_expr(inner)),
        TypeKind::Union(members) => format!("union({})", list(members)),
        TypeKind::Tuple(items) => format!("tuple({})", list(items)),
        TypeKind::Table(fields) => {
            let one = |field: &super::super::TableField| {
                let mark = if field.optional { "?" } else { "" };
                format!("{}{mark}: {}", key(&field.key), type_expr(&field.ty))
            };
            format!("{{{}}}", fields.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        TypeKind::Function(signature) => function(signature),
        TypeKind::Variadic(inner) => format!("variadic({})", type_expr(inner)),
        TypeKind::Missing => "missing".to_owned(),
    }
}
