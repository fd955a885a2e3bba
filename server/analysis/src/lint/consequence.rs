//! What an error of a script does to its runs, by the `onError` in force: the second part of messages.

use pipelua_schemas::{Mode, OnError};

use crate::context::PlacementContext;

/// What happens after an error, as the end of a sentence: `before_signup then denies (onError: deny)`.
pub(crate) fn consequence<'a>(placements: impl Iterator<Item = &'a PlacementContext>) -> String {
    tell(placements, "")
}

/// The same of a result that is not valid: the reason in it is lost as well.
pub(crate) fn consequence_without_reason<'a>(
    placements: impl Iterator<Item = &'a PlacementContext>,
) -> String {
    tell(placements, ", without your reason")
}

fn tell<'a>(placements: impl Iterator<Item = &'a PlacementContext>, loss: &str) -> String {
    let placements: Vec<&PlacementContext> = placements.collect();
    let cases = [
        (false, OnError::Deny),
        (false, OnError::Allow),
        (true, OnError::Deny),
        (true, OnError::Allow),
    ];
    let is_case = |at: &PlacementContext, (is_async, on_error): (bool, OnError)| {
        (at.mode == Mode::Async) == is_async && at.on_error == on_error
    };
    // A hook whose nodes differ is told by its nodes.
    let differs = |hook: &str| {
        let mut of_hook = placements.iter().filter(|at| &*at.hook == hook);
        let first = of_hook.next().map(|at| at.on_error);
        of_hook.any(|at| Some(at.on_error) != first)
    };
    let subject = |at: &PlacementContext| match &at.node {
        Some(node) if differs(&at.hook) => format!("{}/{node}", at.hook),
        _ => at.hook.to_string(),
    };
    let parts: Vec<String> = cases
        .into_iter()
        .filter_map(|case| {
            let subjects: Vec<String> = placements
                .iter()
                .filter(|at| is_case(at, case))
                .map(|at| subject(at))
                .collect();
            let names = distinct(subjects.iter().map(String::as_str));
            let (hooks, s) = (list(&names), if names.len() == 1 { "s" } else { "" });
            let deny = if s.is_empty() { "deny" } else { "denies" };
            (!names.is_empty()).then(|| match case {
                (false, OnError::Deny) => format!("{hooks} then {deny}{loss} (onError: deny)"),
                (false, OnError::Allow) => {
                    format!("{hooks} then continue{s} as if the node had given nothing (onError: allow)")
                }
                (true, OnError::Deny) => {
                    format!("{hooks} then stop{s} the nodes behind it, to be retried (onError: deny)")
                }
                (true, OnError::Allow) => format!("{hooks} then continue{s}, to be retried (onError: allow)"),
            })
        })
        .collect();
    if parts.is_empty() {
        return "`onError` then decides what happens".to_owned();
    }
    parts.join("; ")
}

/// What an error decides in all of these placements: whether it allows. A fix that puts a result in the place of an
/// error must not decide otherwise, or a slip becomes an open door.
pub(crate) fn decided_by_error<'a>(placements: impl Iterator<Item = &'a PlacementContext>) -> Option<bool> {
    let mut decisions = placements.map(|at| at.on_error == OnError::Allow);
    let first = decisions.next()?;
    decisions.all(|decision| decision == first).then_some(first)
}

/// Names, each once, in order.
pub(crate) fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

/// Names as a sentence has them: `a`, `a and b`, `a and 3 more`.
pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first} and {second}"),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

/// The same with each name in back-quotes, for a first line.
pub(crate) fn quoted_list(names: &[&str]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", pipelua_rules::suggest::shown(name)))
        .collect();
    list(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ty::PortableTable;

    #[track_caller]
    fn check(placements: &[(&str, Mode, OnError)], expected: &str) {
        let placements: Vec<PlacementContext> = placements
            .iter()
            .map(|(hook, mode, on_error)| PlacementContext {
                hook: (*hook).into(),
                node: None,
                mode: *mode,
                on_error: *on_error,
                fields: PortableTable::default().into(),
            })
            .collect();
        assert_eq!(consequence(placements.iter()), expected);
    }

    #[test]
    fn nodes_of_a_hook_that_differ_are_told_apart() {
        let context = |node: &str, on_error| PlacementContext {
            hook: "a".into(),
            node: Some(node.into()),
            mode: Mode::Blocking,
            on_error,
            fields: PortableTable::default().into(),
        };
        let placements = [context("x", OnError::Deny), context("y", OnError::Allow)];
        assert_eq!(
            consequence(placements.iter()),
            "a/x then denies (onError: deny); a/y then continues as if the node had given nothing (onError: allow)"
        );
    }

    #[test]
    fn it_names_the_hooks_by_what_they_do() {
        check(&[], "`onError` then decides what happens");
        check(
            &[("a", Mode::Blocking, OnError::Deny)],
            "a then denies (onError: deny)",
        );
        check(
            &[
                ("a", Mode::Blocking, OnError::Deny),
                ("b", Mode::Enrichment, OnError::Deny),
                ("b", Mode::Enrichment, OnError::Deny),
                ("c", Mode::Async, OnError::Allow),
            ],
            "a and b then deny (onError: deny); c then continues, to be retried (onError: allow)",
        );
    }
}
