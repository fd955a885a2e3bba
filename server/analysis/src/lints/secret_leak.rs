//! `secret-leak`: a secret arrives where people see it.

use pipelua_syntax::NodeId;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixKind, Lint, LuaContext, Proof, consequence_without_reason};
use crate::library;
use crate::taint::{Leak, Sink, leaks};
use crate::workspace::manifest::manifest;

pub(crate) static LINT: Lint = Lint {
    code: "secret-leak",
    severity: Severity::Error,
    fix: FixKind::None,
    proof: Proof::RuntimeError,
    page: include_str!("../../../../docs/lints/secret-leak.md"),
    check: Check::Lua(check),
};

fn check(cx: &mut LuaContext<'_>) {
    let found = leaks(cx.tree, cx.scopes, cx.inference, |call| gives_secret(cx, call));
    for leak in found {
        report(cx, leak);
    }
}

/// A name that the manifest does not have gives nil, which is told as `unknown-secret`.
fn gives_secret(cx: &LuaContext<'_>, call: NodeId) -> bool {
    let manifest = manifest(cx.db);
    name(cx, call).is_none_or(|name| !manifest.is_read || manifest.secrets.contains(name))
}

/// The name of the secret that a call of `helpers.secret` asks for, where it is known.
fn name<'a>(cx: &LuaContext<'a>, call: NodeId) -> Option<&'a str> {
    let argument = cx.tree.child(cx.tree.child(call, 1), 0);
    let types = &cx.inference.types;
    types.as_string_literal(cx.inference.type_of(argument))
}

fn report(cx: &mut LuaContext<'_>, leak: Leak) {
    let secret = match name(cx, leak.source) {
        Some(name) => format!("the secret `{}`", pipelua_rules::suggest::shown(name)),
        None => "a secret".to_owned(),
    };
    let secret = if leak.is_changed {
        format!("a form of {secret}")
    } else {
        secret
    };
    let finding = match leak.sink {
        Sink::Error | Sink::Data => {
            let key = if leak.sink == Sink::Error { "error" } else { "data" };
            let runtime = if leak.is_changed {
                "the run may not recognise it in this form, and then hands it on".to_owned()
            } else {
                let then = consequence_without_reason(cx.context.of(cx.context.all()));
                format!("a result that holds a secret is an error (result.invalid); {then}")
            };
            cx.finding(Anchor::Node(leak.place), format!("{secret} goes into `{key}`, which leaves the script"))
                .runtime(runtime)
                .help(format!("leave it out of `{key}`, or put a hash of it there (`helpers.hash`)"))
        }
        Sink::Helper(index) => {
            let helper = library::entry(index).map_or("helpers.log", |entry| entry.path());
            let runtime = if leak.is_changed {
                "the trace may not recognise it in this form, and then shows it"
            } else {
                "the trace shows `***` in its place"
            };
            cx.finding(Anchor::Node(leak.place), format!("{secret} is given to `{helper}`, which people read"))
                .severity(Severity::Warning)
                .runtime(runtime)
                .help("leave it out, or show its length or a hash of it (`helpers.hash`)")
        }
    };
    let from = (cx.file, Anchor::Node(leak.source));
    cx.report(finding.related(from.0, from.1, "the secret is read here"));
}

#[cfg(test)]
mod tests;
