//! Comments, which the canonical form does not have: each is a finding whose fix makes it the
//! `description` of what it stands at.

use std::collections::HashMap;

use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Comment, Json, Member, Value, ValueId, quote};

use super::problem::{Fix, Problem, ProblemKind};

/// One problem for each run of comments with nothing but blanks between them.
pub(super) fn comments(text: &str, json: &Json, nodes: Option<Value<'_>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut rest = json.comments();
    let members: Vec<Member<'_>> = nodes.and_then(Value::as_object).into_iter().flatten().collect();
    // Of each owner; looking for it again at each comment would walk over all its keys.
    let mut descriptions: HashMap<ValueId, Option<Member<'_>>> = HashMap::new();
    while let Some(first) = rest.first() {
        let joined = rest
            .windows(2)
            .take_while(|pair| matches!(pair, [a, b] if belong(text, a, b)))
            .count();
        let (run, others) = rest.split_at_checked(joined + 1).unwrap_or((rest, &[]));
        rest = others;
        let range = TextRange::new(
            first.range.start,
            run.last().map_or(first.range.end, |last| last.range.end),
        );
        let said: Vec<&str> = run
            .iter()
            .flat_map(|comment| comment.text.lines())
            .map(|line| line.trim().trim_start_matches('*').trim())
            .filter(|line| !line.is_empty())
            .collect();
        let owner = owner(text, json, first, range, nodes, &members);
        // No reader of JSON passes over `#`.
        let breaks = |comment: &Comment| {
            text.get(comment.range.as_usize())
                .is_some_and(|text| text.starts_with('#'))
        };
        let (kind, message) = if run.iter().any(breaks) {
            (
                ProblemKind::Syntax,
                "JSON has no comments, and `#` begins nothing",
            )
        } else {
            (
                ProblemKind::Comment,
                "JSON has no comments, and formatting cannot keep this one",
            )
        };
        let mut problem = Problem::new(kind, owner.pointer(), range, message).help("say it in `description`");
        let old = *descriptions
            .entry(owner.id())
            .or_insert_with(|| owner.member("description"));
        if let Some(fix) = fix(text, owner, old, range, &said.join(" ")) {
            problem = problem.fix(fix);
        }
        problems.push(problem);
    }
    problems
}

/// Whether two comments say one thing: on one line, or on lines of their own, one below the other.
fn belong(text: &str, a: &Comment, b: &Comment) -> bool {
    let slice = |start: u32, end: u32| text.get(start as usize..end as usize).unwrap_or("x");
    let gap = slice(a.range.end, b.range.start);
    let alone = || {
        slice(0, a.range.start)
            .trim_end_matches([' ', '\t'])
            .ends_with('\n')
            || a.range.start == 0
    };
    gap.trim().is_empty() && (!gap.contains('\n') || alone())
}

/// The pipeline or the node that the comment is about.
fn owner<'a>(
    text: &str,
    json: &'a Json,
    comment: &Comment,
    range: TextRange,
    nodes: Option<Value<'a>>,
    members: &[Member<'a>],
) -> Value<'a> {
    let root = json.root();
    let Some(nodes) = nodes else { return root };
    let mut at = json.value(comment.inside);
    if at.id() == nodes.id() {
        return beside(text, members, range).unwrap_or(root);
    }
    while let Some(parent) = at.parent() {
        if parent.id() == nodes.id() {
            return at;
        }
        at = parent;
    }
    root
}

/// Among the nodes: the one before it on its line, else the one behind it.
fn beside<'a>(text: &str, members: &[Member<'a>], range: TextRange) -> Option<Value<'a>> {
    let next = members.partition_point(|member| member.key_range.start < range.start);
    let before = next.checked_sub(1).and_then(|at| members.get(at));
    let same_line = before.filter(|member| {
        let gap = text.get(member.value.range().end as usize..range.start as usize);
        gap.is_some_and(|gap| !gap.contains('\n'))
    });
    let found = same_line.or_else(|| members.get(next))?;
    found.value.as_object().map(|_| found.value)
}

/// `old` is the description that `owner` has.
fn fix(text: &str, owner: Value<'_>, old: Option<Member<'_>>, comment: TextRange, said: &str) -> Option<Fix> {
    let removal = (with_blanks(text, comment), String::new());
    if said.is_empty() {
        return Some(Fix::edits("Remove the comment", true, vec![removal]));
    }
    let members = owner.as_object()?;
    let title = "Make it the `description`";
    let described = if let Some(old) = old {
        let old_text = old.value.as_str()?;
        let blank = if old_text.is_empty() { "" } else { " " };
        let more = quote(&format!("{blank}{said}"));
        (closing_quote(text, old.value.range())?, more.get(1..)?.to_owned())
    } else {
        let inside = TextRange::empty(owner.range().start + 1);
        match members.clone().next() {
            None => (inside, format!(" \"description\": {} ", quote(said))),
            Some(first) => {
                // It replaces the quote before the first key by itself and that quote, so that two
                // such fixes overlap and are never applied in one round.
                let start = first.key_range.start;
                let opening = text.get(start as usize..)?.chars().next()?;
                let before = text.get(..start as usize)?;
                let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
                let (line, indent) = before.split_at_checked(before.len() - indent)?;
                let gap = if line.is_empty() || line.ends_with('\n') {
                    format!("\n{indent}")
                } else {
                    " ".to_owned()
                };
                (
                    TextRange::new(start, start + opening.len_utf8() as u32),
                    format!("\"description\": {},{gap}{opening}", quote(said)),
                )
            }
        }
    };
    let mut edits = vec![removal, described];
    edits.sort_by_key(|(range, _)| *range);
    let overlap = edits
        .windows(2)
        .any(|pair| matches!(pair, [(a, _), (b, _)] if a.end > b.start));
    (!overlap).then(|| Fix::edits(title, true, edits))
}

/// The closing quote of a string; none if it is not written as JSON has it.
fn closing_quote(text: &str, string: TextRange) -> Option<TextRange> {
    let body = text
        .get(string.as_usize())?
        .strip_prefix('"')?
        .strip_suffix('"')?;
    let escaped = (body.len() - body.trim_end_matches('\\').len()) % 2 == 1;
    (!escaped).then(|| TextRange::new(string.end - 1, string.end))
}

/// The comment with the blanks before it, or with its lines where it stands alone on them.
fn with_blanks(text: &str, comment: TextRange) -> TextRange {
    let before = text.get(..comment.start as usize).unwrap_or_default();
    let after = text.get(comment.end as usize..).unwrap_or_default();
    let start = before.trim_end_matches([' ', '\t']).len() as u32;
    let blank = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let opens_line = start == 0 || before.as_bytes().get(start as usize - 1) == Some(&b'\n');
    if opens_line && after.get(blank..).is_some_and(|rest| rest.starts_with('\n')) {
        return TextRange::new(start, comment.end + blank as u32 + 1);
    }
    TextRange::new(if opens_line { comment.start } else { start }, comment.end)
}
