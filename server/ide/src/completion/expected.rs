//! What is asked for at a place: by the call, the table, the comparison or the `return` that it stands in.

use pipelua_analysis::classes::classes;
use pipelua_analysis::lower::Expr;
use pipelua_analysis::workspace::hooks::hook;
use pipelua_analysis::{PortableField, PortableTable, PortableType, type_of_schema};
use pipelua_schemas::{Entry, Holds, Mode, Signature};
use pipelua_syntax::luacats::{TypeKind, parse_type};
use pipelua_syntax::{NodeId, NodeKind, Parse, TokenIndex, TokenKind};

use super::place::Place;
use crate::path::global_path;

/// Brackets that lie in each other deeper are not followed.
const MAX_DEPTH: usize = 8;
/// Tokens that are looked back at for an open bracket.
const MAX_TOKENS: u32 = 4_096;

/// What is asked for.
pub(super) struct Expected {
    pub(super) ty: PortableType,
    /// What it will be called: a parameter, a key, a local.
    pub(super) name: Option<String>,
    /// What a string is there, beyond its type.
    pub(super) holds: Option<Holds>,
    /// The parameters of a function that is asked for.
    pub(super) callback: Option<Vec<String>>,
    /// Something to wait for.
    pub(super) is_promise: bool,
}

impl Expected {
    fn of(ty: PortableType) -> Self {
        Self {
            ty,
            name: None,
            holds: None,
            callback: None,
            is_promise: false,
        }
    }

    fn nothing() -> Self {
        Self::of(PortableType::Unknown)
    }

    fn named(self, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..self
        }
    }

    /// The texts that are asked for.
    pub(super) fn literals(&self) -> Vec<&str> {
        let members = match &self.ty {
            PortableType::Union(members) => members.as_ref(),
            one => std::slice::from_ref(one),
        };
        members
            .iter()
            .filter_map(|member| match member {
                PortableType::String(Some(text)) => Some(&**text),
                _ => None,
            })
            .collect()
    }

    /// The table that is asked for.
    pub(super) fn table(&self) -> Option<PortableTable> {
        self.ty
            .non_nil()
            .as_table()
            .map(|table| PortableTable::clone(table))
    }
}

/// An open bracket around a place.
#[derive(Clone, Copy)]
pub(super) struct Enclosing {
    pub(super) open: TokenIndex,
    pub(super) commas: usize,
}

/// A type that is asked for, and nothing else.
pub(super) fn of_type(ty: PortableType) -> Expected {
    Expected::of(ty)
}

/// The innermost bracket that is open behind the first `end` tokens, in the same statement.
pub(super) fn enclosing(parse: &Parse, end: TokenIndex) -> Option<Enclosing> {
    use TokenKind as K;
    let (mut brackets, mut blocks, mut commas) = (0_u32, 0_u32, 0);
    for at in (end.saturating_sub(MAX_TOKENS)..end).rev() {
        let kind = parse.token_kind(at);
        if blocks > 0 {
            match kind {
                K::End | K::Until => blocks += 1,
                K::Function | K::If | K::Do | K::Repeat => blocks -= 1,
                _ => {}
            }
            continue;
        }
        match kind {
            K::RightParen | K::RightBrace | K::RightBracket => brackets += 1,
            K::LeftParen | K::LeftBrace | K::LeftBracket if brackets > 0 => brackets -= 1,
            K::LeftParen | K::LeftBrace | K::LeftBracket => return Some(Enclosing { open: at, commas }),
            K::End | K::Until => blocks += 1,
            K::Comma | K::Semicolon if brackets == 0 => commas += 1,
            K::Then
            | K::Do
            | K::Else
            | K::Elseif
            | K::Repeat
            | K::Local
            | K::Return
            | K::If
            | K::While
            | K::For
            | K::Function
                if brackets == 0 =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// What is asked for at the word of a place.
pub(super) fn expected(place: &Place<'_>) -> Expected {
    at(place, place.before, MAX_DEPTH)
}

/// What is asked for of the expression that begins behind the first `end` tokens.
pub(super) fn behind(place: &Place<'_>, end: TokenIndex) -> Expected {
    at(place, end, MAX_DEPTH)
}

/// What is asked for behind the first `end` tokens.
fn at(place: &Place<'_>, end: TokenIndex, depth: usize) -> Expected {
    use TokenKind as K;
    let Some(last) = end.checked_sub(1).filter(|_| depth > 0) else {
        return Expected::nothing();
    };
    let operand = |before: TokenIndex| match place.expression_before(before) {
        Some(node) => {
            let ty = place.inference.types.export(place.type_of(node)).non_nil();
            Expected::of(ty).named(place.tree.name(node))
        }
        None => Expected::nothing(),
    };
    match place.parse.token_kind(last) {
        K::Equal | K::NotEqual | K::Or | K::Less | K::LessEqual | K::Greater | K::GreaterEqual => {
            operand(last)
        }
        K::Return => Expected::of(result(place)),
        K::Concat | K::Hash => Expected::of(PortableType::String(None)),
        K::Plus | K::Minus | K::Star | K::Slash | K::DoubleSlash | K::Percent | K::Caret => {
            Expected::of(PortableType::Number)
        }
        K::Assign => {
            let name = last
                .checked_sub(1)
                .map_or("", |name| place.parse.token_text(name));
            match enclosing(place.parse, last) {
                Some(around) if place.parse.token_kind(around.open) == K::LeftBrace => {
                    field(&at(place, around.open, depth - 1), name)
                }
                _ => {
                    let ty = operand(last).ty;
                    Expected::of(ty).named(name)
                }
            }
        }
        K::LeftParen | K::Comma | K::LeftBrace | K::Semicolon => {
            let Some(around) = enclosing(place.parse, end) else {
                return Expected::nothing();
            };
            match place.parse.token_kind(around.open) {
                K::LeftParen => argument(place, around),
                K::LeftBrace => {
                    let table = at(place, around.open, depth - 1);
                    match table.ty.non_nil() {
                        PortableType::Array(items) => Expected::of((*items).clone()),
                        _ => Expected::nothing(),
                    }
                }
                _ => Expected::nothing(),
            }
        }
        _ => Expected::nothing(),
    }
}

fn field(table: &Expected, name: &str) -> Expected {
    let ty = match table.ty.non_nil() {
        PortableType::Table(table) => table.field(name).map(|field| field.ty.clone()),
        PortableType::Map(values) => Some((*values).clone()),
        _ => None,
    };
    Expected::of(ty.unwrap_or(PortableType::Unknown)).named(name)
}

/// What a result is in the modes that the script has.
fn result(place: &Place<'_>) -> PortableType {
    let placements = &place.context.placements;
    let allowed_is_optional = !placements.is_empty() && placements.iter().all(|it| it.mode == Mode::Async);
    let data = placements
        .iter()
        .filter_map(|placement| hook(place.db, &placement.hook))
        .map(|hook| type_of_schema(&hook.output))
        .reduce(|a, b| a.join(&b))
        .unwrap_or(PortableType::AnyTable);
    let field = |name: &str, ty, optional| PortableField {
        name: name.into(),
        ty,
        optional,
    };
    PortableType::table(PortableTable {
        fields: vec![
            field("allowed", PortableType::Boolean(None), allowed_is_optional),
            field("error", PortableType::String(None), true),
            field("data", data, true),
        ],
        open: false,
    })
}

/// What a call takes behind so many commas.
fn argument(place: &Place<'_>, around: Enclosing) -> Expected {
    let Some((entry, shift)) = called(place, around.open) else {
        return of_own_function(place, around).unwrap_or_else(Expected::nothing);
    };
    let index = around.commas + shift;
    let Some(signature) = Signature::parse(&entry.signature) else {
        return Expected::nothing();
    };
    let last = signature.params.last().filter(|param| param.name == "...");
    let Some(param) = signature.params.get(index).or(last) else {
        return Expected::nothing();
    };
    let (ty, _) = parse_type(param.ty);
    let callback = match &ty.kind {
        TypeKind::Function(function) => Some(
            function
                .params
                .iter()
                .map(|param| param.name.text.clone())
                .filter(|name| name != "...")
                .collect(),
        ),
        _ => None,
    };
    let resolved = if signature.generics.is_empty() || callback.is_some() {
        classes(place.db).resolve(&ty)
    } else {
        // A generic name takes anything; a list of them is a list.
        match classes(place.db).resolve(&ty) {
            PortableType::Array(_) => PortableType::AnyTable,
            other => other,
        }
    };
    Expected {
        ty: resolved,
        name: Some(param.name.to_owned()),
        holds: entry.params.get(index).and_then(|param| param.holds),
        callback,
        is_promise: param.ty.starts_with("Promise") || is_awaited(place, around),
    }
}

/// Whether the bracket is that of `pcall(await, ..)`.
fn is_awaited(place: &Place<'_>, around: Enclosing) -> bool {
    let text = |at: u32| place.parse.token_text(around.open + at);
    around.commas == 1 && text(1) == "await" && text(2) == ","
}

/// The function of the sandbox that the bracket belongs to, and by how many its arguments are shifted.
fn called(place: &Place<'_>, open: TokenIndex) -> Option<(&'static Entry, usize)> {
    let sandbox = pipelua_schemas::builtin().sandbox();
    if let Some(method) = method(place, open) {
        let receiver = place.tree.child(method, 0);
        let values = pipelua_analysis::members::Values::of(&place.inference.types, place.type_of(receiver))?;
        if values != pipelua_analysis::members::Values::STRING {
            return None;
        }
        return Some((sandbox.get(&format!("string.{}", place.tree.name(method)))?, 1));
    }
    let callee = place.expression_before(open)?;
    let path = global_path(place.tree, place.scopes, callee)?;
    Some((sandbox.get(&path.join("."))?, 0))
}

/// The call of a method whose arguments begin at the bracket.
fn method(place: &Place<'_>, open: TokenIndex) -> Option<NodeId> {
    let is_it = |node: &pipelua_syntax::Node| node.kind == NodeKind::MethodCallExpr && node.main + 1 == open;
    let at = place.parse.nodes().iter().position(is_it)?;
    Some(NodeId(at as u32))
}

/// A parameter of a function of this file: what it is called.
fn of_own_function(place: &Place<'_>, around: Enclosing) -> Option<Expected> {
    let callee = place.expression_before(around.open)?;
    let Expr::Name(_) = place.tree.expr(callee) else {
        return None;
    };
    let local = place.scopes.local_of(callee)?;
    let body = function_of(place, place.scopes.local(local).node)?;
    let parameter = place
        .tree
        .children(place.tree.child(body, 0))
        .nth(around.commas)?;
    let ty = place
        .scopes
        .local_of(parameter)
        .map(|local| place.type_of_local(local));
    let ty = ty.map_or(PortableType::Unknown, |ty| place.inference.types.export(ty));
    Some(Expected::of(ty).named(place.tree.name(parameter)))
}

/// The `FunctionBody` that a declared name stands for.
pub(super) fn function_of(place: &Place<'_>, declaration: NodeId) -> Option<NodeId> {
    let tree = place.tree;
    let parent = tree.parent(declaration)?;
    match tree.kind(parent) {
        NodeKind::LocalFunctionStmt => Some(tree.child(parent, 1)),
        NodeKind::NameList => {
            let statement = tree.parent(parent)?;
            let at = tree.children(parent).position(|name| name == declaration)?;
            let value = tree.children(tree.child(statement, 1)).nth(at)?;
            (tree.kind(value) == NodeKind::FunctionExpr).then(|| tree.child(value, 0))
        }
        _ => None,
    }
}
