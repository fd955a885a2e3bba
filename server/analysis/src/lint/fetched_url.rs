//! The URLs that a script fetches: what is known of how each begins, and what comes next.

use pipelua_schemas::Holds;
use pipelua_syntax::{NodeId, NodeKind};

use super::LuaContext;
use crate::library;
use crate::lower::{BinaryOp, Expr};
use crate::ty::TyData;

/// More pieces than this at the beginning are not put together.
const MAX_PIECES: usize = 16;

/// A longer text is not looked at, however often it is used.
const MAX_TEXT: usize = 8 * 1024;

/// A URL that is given to a function of the sandbox.
pub(crate) struct FetchedUrl {
    pub(crate) argument: NodeId,
    /// How it begins for certain.
    pub(crate) known: String,
    /// The literal that it begins with, where a fix can change it, with its text.
    pub(crate) literal: Option<(NodeId, String)>,
    /// What follows what is known; `None` if all is known, or nothing of what follows.
    pub(crate) next: Option<NodeId>,
    /// Whether nothing follows.
    pub(crate) is_whole: bool,
}

impl FetchedUrl {
    /// Whether host and port are known to their end.
    pub(crate) fn has_authority(&self) -> bool {
        let rest = self.known.split_once("://").map(|(_, rest)| rest);
        self.is_whole || rest.is_some_and(|rest| rest.contains(['/', '?', '#']))
    }
}

/// All URLs of the file that are given to a function of the sandbox, in order of the text.
pub(crate) fn fetched_urls(cx: &LuaContext<'_>) -> Vec<FetchedUrl> {
    let tree = cx.tree;
    let argument_of = |call: NodeId| {
        let TyData::Builtin(entry) = cx.inference.types.get(cx.inference.type_of(tree.child(call, 0))) else {
            return None;
        };
        let mut params = library::entry(*entry)?.entry.params.iter();
        let at = params.position(|param| param.holds == Some(Holds::Url))?;
        tree.children(tree.child(call, 1)).nth(at)
    };
    let arguments = tree.of_kind(NodeKind::CallExpr).filter_map(argument_of);
    arguments.map(|argument| fetched_url(cx, argument)).collect()
}

fn fetched_url(cx: &LuaContext<'_>, argument: NodeId) -> FetchedUrl {
    let tree = cx.tree;
    let mut url = FetchedUrl {
        argument,
        known: String::new(),
        literal: None,
        next: None,
        is_whole: false,
    };
    let mut pieces = vec![argument];
    for _ in 0..MAX_PIECES {
        let Some(piece) = pieces.pop() else {
            url.is_whole = true;
            break;
        };
        let piece = value_of(cx, piece);
        if let Expr::Binary {
            op: BinaryOp::Concat,
            lhs,
            rhs,
        } = tree.expr(piece)
        {
            pieces.extend([rhs, lhs]);
        } else if !take(cx, &mut url, piece) {
            break;
        }
    }
    url
}

/// What a local that is never assigned again was given, else the expression itself.
fn value_of(cx: &LuaContext<'_>, id: NodeId) -> NodeId {
    let mut at = cx.tree.skip_parens(id);
    for _ in 0..MAX_PIECES {
        let local = cx
            .scopes
            .local_of(at)
            .filter(|local| cx.scopes.is_assigned_once(*local));
        let Some(value) = local.and_then(|local| initial_value(cx, cx.scopes.local(local).node)) else {
            break;
        };
        at = cx.tree.skip_parens(value);
    }
    at
}

/// The value that a `local` declares a name with, if it has one of its own.
pub(crate) fn initial_value(cx: &LuaContext<'_>, declaration: NodeId) -> Option<NodeId> {
    let tree = cx.tree;
    let names = tree.parent(declaration)?;
    let statement = tree
        .parent(names)
        .filter(|at| tree.kind(*at) == NodeKind::LocalStmt)?;
    let at = tree.position_in(names, declaration)?;
    tree.children(tree.child(statement, 1)).nth(at)
}

/// Adds a piece to what is known; whether all of it is.
fn take(cx: &LuaContext<'_>, url: &mut FetchedUrl, piece: NodeId) -> bool {
    let tree = cx.tree;
    let piece = tree.skip_parens(piece);
    if let Some(text) = text_of(cx, piece) {
        if url.known.is_empty() && tree.kind(piece) == NodeKind::StringExpr {
            url.literal = Some((piece, text.clone()));
        }
        url.known.push_str(&text);
        return true;
    }
    if let Some((format, first)) = formatted(cx, piece) {
        let text = text_of(cx, format).unwrap_or_default();
        if let Some((before, _)) = text.split_once('%').filter(|(_, verb)| verb.starts_with('s')) {
            if url.known.is_empty() && tree.kind(format) == NodeKind::StringExpr {
                url.literal = Some((format, text.clone()));
            }
            url.known.push_str(before);
            url.next = Some(first);
            return false;
        }
    }
    url.next = Some(piece);
    false
}

fn text_of(cx: &LuaContext<'_>, id: NodeId) -> Option<String> {
    let types = &cx.inference.types;
    let text = types.as_string_literal(cx.inference.type_of(id))?;
    (text.len() <= MAX_TEXT).then(|| text.to_owned())
}

/// The format of a call of `string.format`, and its first value.
fn formatted(cx: &LuaContext<'_>, call: NodeId) -> Option<(NodeId, NodeId)> {
    let tree = cx.tree;
    match tree.expr(call) {
        Expr::Call { callee, args } => match cx.inference.types.get(cx.inference.type_of(callee)) {
            TyData::Builtin(index) if library::entry(*index)?.path() == "string.format" => {
                Some((tree.skip_parens(tree.child(args, 0)), tree.child(args, 1)))
            }
            _ => None,
        },
        Expr::MethodCall { base, name, args } if name.is_some_and(|name| tree.text(name) == "format") => {
            Some((tree.skip_parens(base), tree.child(args, 0)))
        }
        _ => None,
    }
}
