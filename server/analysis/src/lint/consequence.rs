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
    let parts: Vec<String> = cases
        .into_iter()
        .filter_map(|(is_async, on_error)| {
            let same =
                |at: &&&PlacementContext| (at.mode == Mode::Async) == is_async && at.on_error == on_error;
            let names = hook_names(placements.iter().filter(same).map(|at| &*at.hook));
            let hooks = list(&names);
            let s = if names.len() == 1 { "s" } else { "" };
            (!names.is_empty()).then(|| match (is_async, on_error) {
                (false, OnError::Deny) if s.is_empty() => format!("{hooks} then deny{loss} (onError: deny)"),
                (false, OnError::Deny) => format!("{hooks} then denies{loss} (onError: deny)"),
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

/// The names of hooks, each once, in order.
pub(crate) fn hook_names<'a>(hooks: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names = Vec::new();
    for hook in hooks {
        if !names.contains(&hook) {
            names.push(hook);
        }
    }
    names
}

/// `a`, `b` and 3 more, without quotes.
pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first} and {second}"),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
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
