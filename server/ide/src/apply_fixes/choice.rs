//! Which fixes can be applied at once: of those that touch each other, the first.

use std::collections::BTreeMap;

use pipelua_syntax::TextRange;

use super::examine::Candidate;

/// Ranges that are taken in one file, by their start; none touches another.
#[derive(Default)]
struct Taken(BTreeMap<u32, u32>);

impl Taken {
    fn touches(&self, range: TextRange) -> bool {
        let before = self.0.range(..=range.end).next_back();
        before.is_some_and(|(_, end)| *end >= range.start)
    }

    fn take(&mut self, range: TextRange) {
        let end = self.0.entry(range.start).or_insert(range.end);
        *end = range.end.max(*end);
    }
}

/// The first of those that touch each other, at most so many. Ranges that only meet touch as well: what must stand
/// between two pieces of text is known only if one of them stays.
pub(super) fn choose<'a>(offered: impl Iterator<Item = &'a Candidate>, most: usize) -> Vec<Candidate> {
    let mut taken: BTreeMap<String, Taken> = BTreeMap::new();
    let mut chosen = Vec::new();
    for candidate in offered {
        if chosen.len() == most {
            break;
        }
        let ranges = ranges(candidate);
        let is_free = ranges
            .iter()
            .all(|(path, range)| taken.get(*path).is_none_or(|taken| !taken.touches(*range)));
        if is_free {
            for (path, range) in ranges {
                taken.entry(path.to_owned()).or_default().take(range);
            }
            chosen.push(candidate.clone());
        }
    }
    chosen
}

/// What a fix needs for itself: the places of its edits, and all of a file that it renames, under both names.
fn ranges(candidate: &Candidate) -> Vec<(&str, TextRange)> {
    let whole = TextRange::new(0, u32::MAX);
    let edits = candidate.edits.iter().map(|edit| (&*edit.path, edit.range));
    let renames = candidate
        .renames
        .iter()
        .flat_map(|(from, to)| [(from.as_str(), whole), (to.as_str(), whole)]);
    edits.chain(renames).collect()
}
