//! Which directive silences a finding, asked in order of the text: each directive is looked at once, however many
//! there are.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use rustc_hash::FxHashMap;

use super::directive::{Directive, Reach};

/// A code; `None` where all are meant.
type Which = Option<&'static str>;
/// The position of a directive, and which of its codes is meant.
type Slot = (usize, usize);

/// What is silenced at one place of the text, which only moves on.
pub(super) struct Silence<'a> {
    directives: &'a [Directive],
    /// The directives by where they begin to count, last first.
    waiting: Vec<(u32, usize)>,
    /// Those for a line or a statement that count here.
    nearby: FxHashMap<Which, BTreeSet<Slot>>,
    /// Where each of them ends, first on top.
    ends: BinaryHeap<Reverse<(u32, usize)>>,
    /// The first that silences a code from its place on, since that code was enabled.
    following: FxHashMap<&'static str, Slot>,
    /// The same for all codes, each of them.
    blankets: Vec<usize>,
    /// Where a code was enabled last, behind which blankets count for it.
    enabled: FxHashMap<&'static str, usize>,
}

impl<'a> Silence<'a> {
    pub(super) fn new(directives: &'a [Directive]) -> Self {
        let start = |directive: &Directive| match directive.reach {
            Reach::Range(range) => range.start,
            Reach::From(at) | Reach::Until(at) => at,
        };
        let mut waiting: Vec<(u32, usize)> = directives.iter().map(start).zip(0..).collect();
        waiting.sort_unstable_by_key(|place| Reverse(*place));
        Self {
            directives,
            waiting,
            nearby: FxHashMap::default(),
            ends: BinaryHeap::new(),
            following: FxHashMap::default(),
            blankets: Vec::new(),
            enabled: FxHashMap::default(),
        }
    }

    /// The directive that silences `code` at `offset`, and which of its codes: one for a line or statement before one
    /// for all that follows. Offsets must not go back.
    pub(super) fn of(&mut self, code: &'static str, offset: u32) -> Option<Slot> {
        self.advance(offset);
        let nearby = [Some(code), None]
            .into_iter()
            .filter_map(|which| self.nearby.get(&which)?.first());
        nearby.min().copied().or_else(|| self.following(code))
    }

    /// The same for a finding of the whole file, which stands on no line.
    pub(super) fn of_file(&mut self, code: &'static str, offset: u32) -> Option<Slot> {
        self.advance(offset);
        self.following(code)
    }

    fn following(&self, code: &'static str) -> Option<Slot> {
        let enabled = self.enabled.get(code).copied();
        let counts = |at: usize| enabled.is_none_or(|enabled| at > enabled);
        let blanket = self.blankets.partition_point(|at| !counts(*at));
        let blanket = self.blankets.get(blanket).map(|at| (*at, 0));
        self.following.get(code).copied().into_iter().chain(blanket).min()
    }

    fn advance(&mut self, offset: u32) {
        while let Some((_, at)) = self.waiting.pop_if(|(start, _)| *start <= offset) {
            self.begin(at);
        }
        while self.ends.peek().is_some_and(|Reverse((end, _))| *end <= offset) {
            let Some(Reverse((_, at))) = self.ends.pop() else {
                break;
            };
            for (which, slot) in means(&self.directives[at]) {
                if let Some(slots) = self.nearby.get_mut(&which) {
                    slots.remove(&(at, slot));
                }
            }
        }
    }

    fn begin(&mut self, at: usize) {
        let directive = &self.directives[at];
        if let Reach::Range(range) = directive.reach {
            self.ends.push(Reverse((range.end, at)));
        }
        for (which, slot) in means(directive) {
            match (directive.reach, which) {
                (Reach::Range(_), which) => {
                    self.nearby.entry(which).or_default().insert((at, slot));
                }
                (Reach::From(_), Some(code)) => {
                    self.following.entry(code).or_insert((at, slot));
                }
                (Reach::From(_), None) => self.blankets.push(at),
                (Reach::Until(_), Some(code)) => {
                    self.following.remove(code);
                    self.enabled.insert(code, at);
                }
                (Reach::Until(_), None) => {
                    self.following.clear();
                    self.blankets.clear();
                }
            }
        }
    }
}

/// The codes that a directive means, each with its position; those that do not exist mean nothing.
fn means(directive: &Directive) -> impl Iterator<Item = (Which, usize)> + '_ {
    let blanket = directive.codes.is_empty().then_some((None, 0));
    let codes = directive.codes.iter().zip(0..);
    let known = codes.filter_map(|(code, slot)| Some((Some(code.known?), slot)));
    blanket.into_iter().chain(known)
}

#[cfg(test)]
mod tests {
    use pipelua_syntax::TextRange;

    use super::super::directive::{Code, Reason};
    use super::*;

    /// What is meant, said in the simplest way: all directives are asked, one after the other.
    fn simple(directives: &[Directive], code: &'static str, offset: u32) -> Option<Slot> {
        let slot_in = |directive: &Directive| match directive.codes.as_slice() {
            [] => Some(0),
            codes => codes.iter().position(|own| own.known == Some(code)),
        };
        let mut following = None;
        for (at, directive) in directives.iter().enumerate() {
            let slot = slot_in(directive).map(|slot| (at, slot));
            match directive.reach {
                Reach::Range(range) if range.start <= offset && offset < range.end && slot.is_some() => {
                    return slot;
                }
                Reach::From(start) if start <= offset => following = following.or(slot),
                Reach::Until(end) if end <= offset => following = following.filter(|_| slot.is_none()),
                _ => {}
            }
        }
        following
    }

    #[test]
    fn it_says_what_asking_each_directive_says() {
        const CODES: [&str; 3] = ["a", "b", "c"];
        let mut seed: u32 = 7;
        let mut random = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        let mut silenced = 0;
        for _ in 0..500 {
            let count = random(8) + 1;
            let directives: Vec<Directive> = (0..count)
                .map(|at| {
                    let place = at * 10;
                    let start = (place + 5).saturating_sub(random(15));
                    let codes = (0..random(3)).map(|_| Code {
                        range: TextRange::empty(0),
                        known: CODES.get(random(4) as usize).copied(),
                    });
                    Directive {
                        comment: TextRange::empty(place),
                        codes: codes.collect(),
                        reach: match random(4) {
                            0 => Reach::From(place),
                            1 => Reach::Until(place),
                            _ => Reach::Range(TextRange::new(start, start + random(40))),
                        },
                        reason: Reason::None,
                    }
                })
                .collect();
            let mut silence = Silence::new(&directives);
            for offset in 0..count * 10 + 10 {
                for code in CODES {
                    let found = silence.of(code, offset);
                    assert_eq!(
                        found,
                        simple(&directives, code, offset),
                        "{directives:?} {code} {offset}"
                    );
                    silenced += u32::from(found.is_some());
                }
            }
        }
        assert!(silenced > 1000, "{silenced}");
    }
}
