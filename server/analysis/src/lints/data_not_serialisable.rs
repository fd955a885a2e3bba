//! `data-not-serialisable`: a value in `data` that JSON cannot hold.

use pipelua_schemas::EntryKind;
use pipelua_syntax::NodeId;
use rustc_hash::FxHashSet;

use crate::contract::{key_places, result_tables};
use crate::finding::Severity;
use crate::infer::ExitKind;
use crate::library;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, consequence_without_reason};
use crate::lower::{BinaryOp, Expr, TableItem, UnaryOp};
use crate::scopes::LocalId;
use crate::ty::{Origin, Table, Ty, TyData};

pub(crate) static LINT: Lint = Lint {
    code: "data-not-serialisable",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/data-not-serialisable.md"),
    check: Check::Lua(check),
};

/// More values of all `data` are not looked at.
const MAX_VALUES: usize = 1024;

/// Nor are more of one table: where each is given has to be looked for.
const MAX_FIELDS: usize = 64;

/// A value below `data`, and the table that it stands in.
struct Part {
    ty: Ty,
    place: NodeId,
    path: String,
    /// The constructor of the table around it.
    table: NodeId,
}

fn check(cx: &mut LuaContext<'_>) {
    let mut open: Vec<Part> = Vec::new();
    let mut seen: FxHashSet<(NodeId, Ty)> = FxHashSet::default();
    for exit in &cx.inference.exits {
        if !matches!(exit.kind, ExitKind::Value { .. }) {
            continue;
        }
        for (literal, table) in result_tables(cx, &exit.ty) {
            if !table.open && seen.insert((literal, exit.ty)) {
                open.extend(parts(cx, literal, table, "").into_iter().filter(|part| part.path == "data"));
            }
        }
    }
    let mut told: Vec<(NodeId, String)> = Vec::new();
    let mut left = MAX_VALUES;
    while let Some(part) = open.pop().filter(|_| left > 0) {
        left -= 1;
        if let Some(problem) = problem(cx, &part) {
            told.push((part.place, format!("`{}` {problem}", pipelua_rules::suggest::shown(&part.path))));
            continue;
        }
        let TyData::Table(table) = cx.inference.types.get(part.ty) else {
            continue;
        };
        let Origin::Literal(literal) = table.origin else {
            continue;
        };
        if table.open || !seen.insert((literal, part.ty)) {
            continue;
        }
        match mixed(cx, literal, table) {
            Some(key) => told.push((key, format!("`{}` mixes a list with keys", pipelua_rules::suggest::shown(&part.path)))),
            None => open.extend(parts(cx, literal, table, &part.path)),
        }
    }
    told.sort();
    told.dedup_by_key(|(place, _)| *place);
    for (place, message) in told {
        let then = consequence_without_reason(cx.context.of(cx.context.all()));
        let finding = cx
            .finding(Anchor::Node(place), format!("{message}, which JSON cannot hold"))
            .runtime(format!("`data` that is not JSON is an error (result.invalid); {then}"))
            .help("hand on text, numbers, booleans, and tables of them with either keys or a list");
        cx.report(finding);
    }
}

/// The values that a table of a constructor certainly has under its keys, each given in one place.
fn parts(cx: &LuaContext<'_>, literal: NodeId, table: &Table, path: &str) -> Vec<Part> {
    let types = &cx.inference.types;
    let is_plain = |ty: Ty| matches!(types.get(ty), TyData::String(_) | TyData::Boolean(_) | TyData::Integer(_) | TyData::Nil);
    let certain = table.fields.iter().filter(|field| !field.optional && !is_plain(field.ty));
    certain
        .take(MAX_FIELDS)
        .filter_map(|field| {
            let name = types.text(field.name);
            // A key that is written twice has the one or the other.
            let [place] = key_places(cx.tree, cx.scopes, literal, name)[..] else {
                return None;
            };
            let dot = if path.is_empty() { "" } else { "." };
            Some(Part {
                ty: field.ty,
                place: place.value,
                path: format!("{path}{dot}{name}"),
                table: literal,
            })
        })
        .collect()
}

/// What the engine finds wrong with a value, if it is certain.
fn problem(cx: &LuaContext<'_>, part: &Part) -> Option<&'static str> {
    let types = &cx.inference.types;
    match types.get(part.ty) {
        TyData::Closure(_) | TyData::Function(_) | TyData::AnyFunction => return Some("is a function"),
        TyData::Builtin(index) if library::entry(*index)?.entry.kind == EntryKind::Function && !library::entry(*index)?.is_closed_table() => {
            return Some("is a function");
        }
        TyData::Thread => return Some("is a coroutine"),
        _ => {}
    }
    if let Some(number) = odd_number(cx, part.place) {
        return Some(number);
    }
    let around = local_of_literal(cx, part.table)?;
    let itself = cx.scopes.local_of(cx.tree.skip_parens(part.place))?;
    (around == itself && cx.scopes.is_assigned_once(around)).then_some("contains itself")
}

/// NaN and infinity, as they are written.
fn odd_number(cx: &LuaContext<'_>, value: NodeId) -> Option<&'static str> {
    let tree = cx.tree;
    let mut value = tree.skip_parens(value);
    if let Expr::Unary { op: UnaryOp::Neg, operand } = tree.expr(value) {
        value = tree.skip_parens(operand);
    }
    match tree.expr(value) {
        Expr::Field { base, name } => {
            let is_math = tree.name(base) == "math" && cx.scopes.local_of(base).is_none();
            (is_math && tree.text(name?) == "huge").then_some("is infinite")
        }
        Expr::Binary { op: BinaryOp::Div, lhs, rhs } => {
            let is_number = matches!(tree.expr(tree.skip_parens(lhs)), Expr::Number(_));
            (is_number && super::divide_by_zero::is_zero(cx, rhs)).then_some("is NaN or infinite")
        }
        _ => None,
    }
}

/// A key beside the elements of a list, both certain, in the constructor or behind it.
fn mixed(cx: &LuaContext<'_>, literal: NodeId, table: &Table) -> Option<NodeId> {
    let (tree, types) = (cx.tree, &cx.inference.types);
    let first = tree.table_items(literal).find_map(|(_, item)| match item {
        TableItem::Positional { value } => Some(value),
        _ => None,
    })?;
    let is_there = |ty: Ty| {
        types.kind_of(ty).is_some_and(|kind| kind != crate::ty::Kinds::NIL) && ty != Ty::NIL
    };
    if !is_there(cx.inference.type_of(first)) {
        return None;
    }
    let key = table.fields.iter().find(|field| !field.optional && is_there(field.ty))?;
    let places = key_places(tree, cx.scopes, literal, types.text(key.name));
    places.first().map(|place| place.key)
}

/// The local that is declared with a table made here.
fn local_of_literal(cx: &LuaContext<'_>, literal: NodeId) -> Option<LocalId> {
    let tree = cx.tree;
    let list = tree.parent(literal)?;
    let statement = tree.parent(list)?;
    let at = tree.position_in(list, literal)?;
    let name = tree.children(tree.child(statement, 0)).nth(at)?;
    cx.scopes.local_of(name)
}

#[cfg(test)]
mod tests;
