//! `fetch-dynamic-host`: who signs in has a say in which host is asked.

use pipelua_rules::url::HostPattern;
use pipelua_schemas::SecretFlow;
use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::library;
use crate::lint::fetched_url::{fetched_urls, initial_value};
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof};
use crate::lower::{BinaryOp, Expr};
use crate::ty::{TyData, Ty};
use crate::workspace::manifest::manifest;

pub(crate) static LINT: Lint = Lint {
    code: "fetch-dynamic-host",
    severity: Severity::Info,
    fix: FixKind::None,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/fetch-dynamic-host.md"),
    check: Check::Lua(check),
};

/// Beyond it a value is not followed back.
const MAX_STEPS: usize = 64;

fn check(cx: &mut LuaContext<'_>) {
    for url in fetched_urls(cx) {
        let Some(next) = url.next.filter(|_| !url.has_authority()) else {
            continue;
        };
        // What comes behind a host's first letters is still the host.
        if !is_from_context(cx, next) {
            continue;
        }
        let Some(asked) = may_be_asked(cx) else {
            return;
        };
        let finding = cx
            .finding(Anchor::Node(next), "the host of this request is built from `context`")
            .runtime(format!("fetch asks any {asked} that it names, and hands on what that answers"))
            .help("look the host up in a table of your own, or list those that may be asked in `allow-hosts`");
        cx.report(finding);
    }
}

/// Which hosts a text may name; `None` if the manifest lists each by its name.
fn may_be_asked(cx: &LuaContext<'_>) -> Option<&'static str> {
    let Some(hosts) = manifest(cx.db).allow_hosts.as_deref() else {
        return Some("public host");
    };
    // Below a domain that is in the list with all of it, anybody may have a name.
    let is_open = |pattern: &HostPattern| matches!(pattern, HostPattern::Below(_));
    hosts.iter().any(is_open).then_some("host in `allow-hosts`")
}

/// Whether a value is made of what a sign-in brings along, followed back through locals and functions on text.
fn is_from_context(cx: &LuaContext<'_>, value: NodeId) -> bool {
    let (tree, types) = (cx.tree, &cx.inference.types);
    let mut open = vec![value];
    for _ in 0..MAX_STEPS {
        let Some(id) = open.pop() else {
            return false;
        };
        if is_choice_of_literals(cx, id) {
            continue;
        }
        match tree.expr(id) {
            Expr::Paren(inner) => open.push(inner),
            Expr::Name(name) => match cx.scopes.local_of(id) {
                Some(local) if cx.scopes.is_assigned_once(local) => {
                    open.extend(initial_value(cx, cx.scopes.local(local).node));
                }
                None if tree.text(name) == "context" => return true,
                _ => {}
            },
            Expr::Field { base, name } => {
                // What the team itself gave the node.
                let is_config = name.is_some_and(|name| tree.text(name) == "config");
                let is_context = matches!(types.get(cx.inference.type_of(base)), TyData::Context { path, .. } if path.is_empty());
                if !(is_config && is_context) {
                    open.push(base);
                }
            }
            Expr::Index { base, .. } | Expr::MethodCall { base, .. } => open.push(base),
            Expr::Binary { op: BinaryOp::Concat | BinaryOp::Or, lhs, rhs } => open.extend([rhs, lhs]),
            Expr::Binary { op: BinaryOp::And, rhs, .. } => open.push(rhs),
            Expr::Call { callee, args } => {
                let TyData::Builtin(index) = types.get(cx.inference.type_of(callee)) else {
                    continue;
                };
                // What keeps a secret keeps any other text as well.
                let flow = library::entry(*index).and_then(|entry| entry.entry.secret);
                if matches!(flow, Some(SecretFlow::Kept | SecretFlow::Changed)) {
                    open.extend(tree.children(args).take(MAX_STEPS));
                }
            }
            _ => {}
        }
    }
    false
}

/// Whether all that it may be is written in the file or the schemas.
fn is_choice_of_literals(cx: &LuaContext<'_>, id: NodeId) -> bool {
    let types = &cx.inference.types;
    let ty = cx.inference.type_of(id);
    let is_literal = |member: &Ty| matches!(types.get(*member), TyData::String(Some(_)) | TyData::Nil);
    types.members(&ty).iter().all(is_literal)
}

#[cfg(test)]
mod tests;
