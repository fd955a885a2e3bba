//! What stands before a dot where inference is silent: in a broken text a call may be lost, so that nothing is
//! known for certain of parameters. What the calls that are there give is good enough to offer members.

use std::cell::Cell;

use pipelua_analysis::classes::classes;
use pipelua_analysis::lower::Expr;
use pipelua_analysis::scopes::{LocalId, LocalKind};
use pipelua_analysis::{PortableType, TyData};
use pipelua_schemas::Signature;
use pipelua_syntax::luacats::parse_type;
use pipelua_syntax::{NodeId, NodeKind};

use super::expected::function_of;
use super::place::Place;
use crate::path::global_path;

/// Expressions that are looked at for one answer: functions may call each other in circles.
const MAX_STEPS: usize = 64;
/// Calls of one function that are looked at.
const MAX_CALLS: usize = 16;

/// What an expression most likely is.
pub(super) fn guess(place: &Place<'_>, node: NodeId) -> Option<PortableType> {
    guessed(place, node, &Cell::new(MAX_STEPS))
}

fn guessed(place: &Place<'_>, node: NodeId, steps: &Cell<usize>) -> Option<PortableType> {
    steps.set(steps.get().checked_sub(1)?);
    if let Some(known) = known(place, node) {
        return Some(known);
    }
    let tree = place.tree;
    match tree.expr(node) {
        Expr::Paren(inner) => guessed(place, inner, steps),
        Expr::Field {
            base,
            name: Some(name),
        } => {
            let base = guessed(place, base, steps)?.non_nil();
            let field = base.as_table()?.field(tree.text(name))?;
            Some(field.ty.clone())
        }
        Expr::Binary { lhs, rhs, .. } => guessed(place, lhs, steps).or_else(|| guessed(place, rhs, steps)),
        Expr::Call { .. } | Expr::MethodCall { .. } => of_call(place, node, 0, steps),
        Expr::Name(_) => of_local(place, place.scopes.local_of(node)?, steps),
        _ => None,
    }
}

/// What inference says, if that is anything.
fn known(place: &Place<'_>, node: NodeId) -> Option<PortableType> {
    let ty = place.type_of(node);
    let types = &place.inference.types;
    let members = types.members(&ty);
    let of_context = members.iter().find_map(|member| match types.get(*member) {
        TyData::Context { path, placements } => {
            let names = || path.iter().map(|name| types.text(*name));
            let mut all = place.context.of(*placements).filter_map(|it| it.at(names()));
            let first = all.next()?;
            Some(all.fold(first, |a, b| a.join(&b)))
        }
        _ => None,
    });
    of_context.or_else(|| (!members.iter().all(|member| types.is_dynamic(*member))).then(|| types.export(ty)))
}

fn of_local(place: &Place<'_>, local: LocalId, steps: &Cell<usize>) -> Option<PortableType> {
    let (tree, scopes) = (place.tree, place.scopes);
    let declared = scopes.local(local);
    match declared.kind {
        LocalKind::Parameter => {
            let list = tree.parent(declared.node)?;
            let at = tree.position_in(list, declared.node)?;
            of_calls(place, tree.parent(list)?, at, steps).or_else(|| {
                let (used, _) = scopes.sure_use(tree, local)?;
                (used.ty() == "string").then_some(PortableType::String(None))
            })
        }
        LocalKind::Loop => {
            // The second of `ipairs(list)` is an item of the list.
            let names = tree.parent(declared.node)?;
            let statement = tree.parent(names)?;
            if tree.kind(statement) != NodeKind::GenericForStmt
                || tree.position_in(names, declared.node) != Some(1)
            {
                return None;
            }
            let call = tree.children(tree.child(statement, 1)).next()?;
            if tree.name(call) == "gmatch" {
                return Some(PortableType::String(None));
            }
            let Expr::Call { args, .. } = tree.expr(call) else {
                return None;
            };
            if tree.position_in(names, declared.node) != Some(1) {
                return None;
            }
            match guessed(place, tree.children(args).next()?, steps)?.non_nil() {
                PortableType::Array(items) => Some((*items).clone()),
                PortableType::Map(values) => Some((*values).clone()),
                _ => None,
            }
        }
        _ => {
            let names = tree.parent(declared.node)?;
            let statement = tree.parent(names)?;
            let at = tree.position_in(names, declared.node)?;
            let is_local = tree.kind(statement) == NodeKind::LocalStmt;
            let value = tree
                .children(tree.child(statement, 1))
                .nth(at)
                .filter(|_| is_local)?;
            guessed(place, value, steps)
        }
    }
}

/// The `at`th value that a call gives.
fn of_call(place: &Place<'_>, call: NodeId, at: usize, steps: &Cell<usize>) -> Option<PortableType> {
    let (tree, scopes) = (place.tree, place.scopes);
    let path = match tree.expr(call) {
        Expr::MethodCall {
            base,
            name: Some(name),
            ..
        } => {
            let is_text = matches!(guessed(place, base, steps)?.non_nil(), PortableType::String(_));
            is_text.then(|| format!("string.{}", tree.text(name)))?
        }
        Expr::Call { callee, .. } => match scopes.local_of(callee) {
            Some(local) => {
                let body = function_of(place, scopes.local(local).node)?;
                return of_returns(place, body, at, steps);
            }
            None => global_path(tree, scopes, callee)?.join("."),
        },
        _ => return None,
    };
    let entry = pipelua_schemas::builtin().sandbox().get(&path)?;
    let signature = Signature::parse(&entry.signature)?;
    let last = signature.returns.last().filter(|last| last.ends_with("..."));
    let ty = signature.returns.get(at).or(last)?.trim_end_matches("...");
    Some(classes(place.db).resolve(&parse_type(ty).0))
}

/// What a function of this file returns as its `at`th value.
fn of_returns(place: &Place<'_>, body: NodeId, at: usize, steps: &Cell<usize>) -> Option<PortableType> {
    let tree = place.tree;
    let returns = tree
        .subtree(body)
        .filter(|node| tree.kind(*node) == NodeKind::ReturnStmt && tree.function_of(*node) == body);
    let given = returns.take(MAX_CALLS).filter_map(|statement| {
        let value = tree.children(tree.child(statement, 0)).nth(at)?;
        guessed(place, value, steps)
    });
    given.reduce(|a, b| a.join(&b)).map(|ty| ty.non_nil())
}

/// What the calls of a function give as its `at`th argument.
fn of_calls(place: &Place<'_>, body: NodeId, at: usize, steps: &Cell<usize>) -> Option<PortableType> {
    let (tree, scopes) = (place.tree, place.scopes);
    let (function, _) = scopes
        .locals()
        .find(|(_, local)| function_of(place, local.node) == Some(body))?;
    let given = scopes.reads(function).take(MAX_CALLS).filter_map(|read| {
        let call = tree.parent(read)?;
        let Expr::Call { callee, args } = tree.expr(call) else {
            return None;
        };
        let argument = tree.children(args).nth(at).filter(|_| callee == read)?;
        guessed(place, argument, steps)
    });
    given.reduce(|a, b| a.join(&b))
}
