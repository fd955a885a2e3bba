//! Behind a dot or a colon: the members of what stands before it.

use pipelua_analysis::PortableType;
use pipelua_analysis::members::{Member, MemberKind, members, members_of_portable};
use pipelua_syntax::{NodeId, TokenKind};

use super::guess::guess;
use super::place::Place;
use super::rank::{Fit, by_fit};
use super::{Completion, CompletionKind, Docs, call, expected};
use crate::path::global_path;

/// What is typed next and takes a field, too.
const COMMIT: &[&str] = &[".", ":", "["];

/// `None` where no dot or colon stands before the word.
pub(super) fn completion(place: &Place<'_>) -> Option<Vec<Completion>> {
    let is_method = match place.kind_before(1) {
        TokenKind::Dot => false,
        TokenKind::Colon => true,
        // A name that is missing between two dots.
        TokenKind::Concat | TokenKind::Ellipsis if place.is_between_dots() => false,
        _ => return None,
    };
    let dot = place.before - 1;
    let Some(receiver) = place.expression_before(dot) else {
        return Some(Vec::new());
    };
    let path = global_path(place.tree, place.scopes, receiver);
    let mut found = members(place.inference, place.context, place.type_of(receiver));
    if found.is_empty()
        && let Some(likely) = guess(place, receiver)
    {
        found = members_of_portable(&likely);
    }
    if found.is_empty() && is_method && may_be_text(place, receiver, path.as_deref()) {
        found = members_of_portable(&PortableType::String(None));
    }
    // The chain begins at its first name: what is asked for there is asked for of its end.
    let start = place.parse.node(receiver).first;
    let asked = expected::behind(place, start);
    let fit = Fit::of(place, &asked, start);
    let ranked = by_fit(
        found.into_iter().filter(|member| is_offered(member, is_method)),
        |member| fit.of_member(member),
    );
    Some(
        ranked
            .into_iter()
            .map(|member| item(place, &member, path.as_deref(), is_method))
            .collect(),
    )
}

/// Nearly all that has methods here is text; a global that is not there has none, nor has the table of a new method.
fn may_be_text(place: &Place<'_>, receiver: NodeId, path: Option<&[String]>) -> bool {
    let first = place.parse.node(receiver).first;
    let is_made = first
        .checked_sub(1)
        .is_some_and(|before| place.parse.token_kind(before) == TokenKind::Function);
    let is_known = path.is_none_or(|path| path.first().is_some_and(|root| root == "context"));
    is_known && !is_made && place.inference.types.is_dynamic(place.type_of(receiver))
}

/// Behind a colon what takes the value before it; behind a dot everything else, and that too where it is no text.
fn is_offered(member: &Member, is_method: bool) -> bool {
    match member.kind {
        MemberKind::Method => is_method,
        MemberKind::Function => member.entry.is_none() || !is_method,
        MemberKind::Field => !is_method,
    }
}

fn item(place: &Place<'_>, member: &Member, path: Option<&[String]>, is_method: bool) -> Completion {
    let kind = match member.kind {
        MemberKind::Field if member.entry.is_some() => CompletionKind::Module,
        MemberKind::Field => CompletionKind::Field,
        MemberKind::Function => CompletionKind::Function,
        MemberKind::Method => CompletionKind::Method,
    };
    let mut item = Completion {
        detail: member.ty.clone(),
        commit: COMMIT,
        ..Completion::new(&*member.name, kind, place.word)
    };
    if let Some(entry) = member.entry {
        of_entry(place, &mut item, entry, usize::from(is_method));
    } else {
        if let Some(path) = path.filter(|path| path.first().is_some_and(|root| root == "context")) {
            item.docs = Docs::Path(format!("{}.{}", path.join("."), member.name));
        }
        if member.is_optional && !item.detail.ends_with('?') && !item.detail.contains("nil") {
            item.detail.push('?');
        }
    }
    item
}

/// Fills in what the sandbox says of a function, table or value.
pub(super) fn of_entry(
    place: &Place<'_>,
    item: &mut Completion,
    entry: &'static pipelua_schemas::Entry,
    skipped: usize,
) {
    item.docs = Docs::Path(entry.path.clone());
    item.is_deprecated = entry.deprecated.is_some();
    if !entry.is_function() {
        return;
    }
    let (parameters, returns) = call::parameters(entry, skipped);
    (item.parameters, item.detail) = (parameters, returns);
    let has_members = pipelua_schemas::builtin()
        .sandbox()
        .members(&entry.path)
        .next()
        .is_some();
    // What has members of its own may be meant for one of them: the dot takes it.
    item.commit = if has_members { &["."] } else { &[] };
    if !call::is_called(place) {
        item.snippet = call::of_entry(entry, skipped).map(|call| format!("{}{call}", item.label));
    }
}
