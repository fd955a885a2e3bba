//! What the findings about declared types share: words for a value that is not of the type that it is declared to be.

use crate::infer::{Mismatch, Place, ProblemKind};
use crate::lint::type_fault::short;
use crate::lint::{Anchor, LuaContext};

/// Characters of a message.
const MESSAGE: usize = 100;
/// What a run makes of a declared type.
pub(crate) const RUN: &str = "it does not look at annotations";

/// Reports the values that go to such places: `takes` is the beginning of a sentence, as "`count` is declared as".
pub(crate) fn report(
    cx: &mut LuaContext<'_>,
    is_meant: impl Fn(&Place) -> bool,
    takes: impl Fn(&Mismatch) -> String,
    help: impl Fn(&Mismatch) -> String,
) {
    for problem in &cx.inference.problems {
        let ProblemKind::Mismatch(mismatch) = &problem.kind else {
            continue;
        };
        if !is_meant(&mismatch.place) {
            continue;
        }
        let message = message(&takes(mismatch), mismatch);
        let finding = cx
            .finding(Anchor::Node(problem.node), message)
            .runtime(RUN)
            .help(help(mismatch))
            .by_absence();
        cx.report(finding);
    }
}

/// The whole sentence, with as much of the types as there is room for.
fn message(takes: &str, mismatch: &Mismatch) -> String {
    let declared = short(&mismatch.declared);
    let found = short(&mismatch.found);
    let is = if mismatch.every { "is" } else { "may be" };
    let ways = if mismatch.is_inside {
        vec![
            format!("{takes} `{declared}`, but here {}", mismatch.reason),
            format!("this is no `{declared}`: {}", mismatch.reason),
            format!("{takes} `{declared}`, but a part of this is not"),
        ]
    } else if mismatch.only_nil && mismatch.found == "nil" {
        vec![
            format!("{takes} `{declared}`, but this {is} nil"),
            format!("{takes} `{declared}`"),
        ]
    } else {
        vec![
            format!("{takes} `{declared}`, but this {is} `{found}`"),
            format!("{takes} something else"),
        ]
    };
    let last = ways.last().cloned().unwrap_or_default();
    let mut ways = ways.into_iter();
    ways.find(|text| text.chars().count() <= MESSAGE)
        .unwrap_or_else(|| last.chars().take(MESSAGE).collect())
}

/// Words for the nth value of a list, `n` counted from zero.
pub(crate) fn nth(at: usize) -> String {
    match at {
        0 => "first".into(),
        1 => "second".into(),
        2 => "third".into(),
        _ => format!("{}th", at + 1),
    }
}
