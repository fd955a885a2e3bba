//! Matches by trying every way, as Lua does, at a step for each thing tried.

use std::sync::LazyLock;

use super::fault::{MatchError, PatternFault};
use super::item::{Class, Item, Repeat};
use super::steps::Steps;
use super::{MAX_CAPTURES, Pattern};

static DEPTH: LazyLock<u64> = LazyLock::new(|| pipelua_schemas::builtin().limits().pattern_depth());

/// A place where a pattern matches, in bytes of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub start: usize,
    pub end: usize,
    slots: [Slot; MAX_CAPTURES],
    count: u8,
}

/// What a pair of parentheses held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capture {
    /// From the first byte to behind the last.
    Text { start: usize, end: usize },
    /// `()`: the byte at which it stood, counted from 1 as Lua does.
    Position(usize),
}

impl Match {
    /// How many values this match gives to Lua: its captures, or all of it where it has none.
    pub fn value_count(&self) -> usize {
        usize::from(self.count).max(1)
    }

    /// Capture `index`, from 0; 0 is all of the match where the pattern has no captures.
    ///
    /// # Errors
    /// When there is none, or it was never closed.
    pub fn capture(&self, index: usize) -> Result<Capture, PatternFault> {
        let Some(slot) = self.slots[..usize::from(self.count)].get(index) else {
            return match index {
                0 => Ok(Capture::Text {
                    start: self.start,
                    end: self.end,
                }),
                _ => Err(PatternFault::CaptureIndex(index as u8 + 1)),
            };
        };
        match slot.extent {
            Extent::Open => Err(PatternFault::UnfinishedCapture),
            Extent::Position => Ok(Capture::Position(slot.start + 1)),
            Extent::Closed { end } => Ok(Capture::Text {
                start: slot.start,
                end,
            }),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    start: usize,
    extent: Extent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Open,
    Position,
    Closed { end: usize },
}

/// Whether `pattern` matches at byte `start` of `subject` and nowhere else.
pub(super) fn match_at(
    pattern: &Pattern,
    subject: &[u8],
    start: usize,
    steps: &mut Steps,
) -> Result<Option<Match>, MatchError> {
    let mut matcher = Matcher {
        items: &pattern.items,
        subject,
        steps,
        slots: [Slot {
            start: 0,
            extent: Extent::Open,
        }; MAX_CAPTURES],
        depth: *DEPTH,
    };
    let end = matcher.run(start, 0)?;
    let (slots, count) = (matcher.slots, pattern.captures);
    Ok(end.map(|end| Match {
        start,
        end,
        slots,
        count,
    }))
}

struct Matcher<'a> {
    items: &'a [Item],
    subject: &'a [u8],
    steps: &'a mut Steps,
    slots: [Slot; MAX_CAPTURES],
    /// How many more ways may be tried inside one another.
    depth: u64,
}

impl<'a> Matcher<'a> {
    /// Where the items from `item` on end when they begin at byte `at`.
    fn run(&mut self, at: usize, item: usize) -> Result<Option<usize>, MatchError> {
        self.depth = self.depth.checked_sub(1).ok_or(MatchError::TooComplex)?;
        let end = self.walk(at, item);
        self.depth += 1;
        end
    }

    fn walk(&mut self, mut at: usize, mut item: usize) -> Result<Option<usize>, MatchError> {
        let items: &'a [Item] = self.items;
        loop {
            self.steps.take(1)?;
            let Some(here) = items.get(item) else {
                return Ok(Some(at));
            };
            item += 1;
            let next = match here {
                Item::Single { class, repeat } => {
                    let first = self.at(at).is_some_and(|byte| class.contains(byte));
                    match (repeat, first) {
                        (Repeat::Once, true) => Some(at + 1),
                        (Repeat::Once | Repeat::Plus, false) => None,
                        (_, false) => Some(at),
                        (Repeat::Optional, true) => match self.run(at + 1, item)? {
                            Some(end) => return Ok(Some(end)),
                            None => Some(at),
                        },
                        (Repeat::Star, true) => return self.longest(class, at, at, item),
                        (Repeat::Plus, true) => return self.longest(class, at + 1, at + 1, item),
                        (Repeat::Lazy, true) => return self.shortest(class, at, item),
                    }
                }
                Item::Open { slot, position } => {
                    let extent = if *position { Extent::Position } else { Extent::Open };
                    self.slots[usize::from(*slot)] = Slot { start: at, extent };
                    return self.run(at, item);
                }
                Item::Close { slot } => {
                    self.slots[usize::from(*slot)].extent = Extent::Closed { end: at };
                    let end = self.run(at, item)?;
                    if end.is_none() {
                        self.slots[usize::from(*slot)].extent = Extent::Open;
                    }
                    return Ok(end);
                }
                Item::End => (at == self.subject.len()).then_some(at),
                Item::Balance { open, close } => self.balance(*open, *close, at)?,
                Item::Frontier(set) => {
                    let before = at.checked_sub(1).and_then(|before| self.at(before));
                    let behind = self.at(at).unwrap_or(0);
                    (!set.contains(before.unwrap_or(0)) && set.contains(behind)).then_some(at)
                }
                Item::Back { slot } => self.again(*slot, at)?,
                Item::Fault(fault) => return Err((*fault).into()),
            };
            match next {
                Some(next) => at = next,
                None => return Ok(None),
            }
        }
    }

    fn at(&self, at: usize) -> Option<u8> {
        self.subject.get(at).copied()
    }

    /// As many of `class` as the rest allows, of those that begin at `from`, but none before `least`.
    fn longest(
        &mut self,
        class: &Class,
        from: usize,
        least: usize,
        rest: usize,
    ) -> Result<Option<usize>, MatchError> {
        let run = self.subject[from..]
            .iter()
            .take_while(|byte| class.contains(**byte));
        let mut at = from + run.count();
        self.steps.take((at - from) as u64)?;
        loop {
            if let Some(end) = self.run(at, rest)? {
                return Ok(Some(end));
            }
            if at == least {
                return Ok(None);
            }
            at -= 1;
        }
    }

    fn shortest(&mut self, class: &Class, mut at: usize, rest: usize) -> Result<Option<usize>, MatchError> {
        loop {
            if let Some(end) = self.run(at, rest)? {
                return Ok(Some(end));
            }
            self.steps.take(1)?;
            if !self.at(at).is_some_and(|byte| class.contains(byte)) {
                return Ok(None);
            }
            at += 1;
        }
    }

    fn balance(&mut self, open: u8, close: u8, at: usize) -> Result<Option<usize>, MatchError> {
        if self.at(at) != Some(open) {
            return Ok(None);
        }
        let mut depth = 1_usize;
        for (count, byte) in self.subject[at + 1..].iter().enumerate() {
            if *byte == close {
                depth -= 1;
                if depth == 0 {
                    self.steps.take(count as u64)?;
                    return Ok(Some(at + count + 2));
                }
            } else if *byte == open {
                depth += 1;
            }
        }
        self.steps.take((self.subject.len() - at) as u64)?;
        Ok(None)
    }

    /// The text of a capture once more. The place of a `()` is no text, so it never comes again.
    fn again(&mut self, slot: u8, at: usize) -> Result<Option<usize>, MatchError> {
        let Slot { start, extent } = self.slots[usize::from(slot)];
        let Extent::Closed { end } = extent else {
            return Ok(None);
        };
        let text = &self.subject[start..end];
        self.steps.take(text.len() as u64 / 16)?;
        Ok(self.subject[at..].starts_with(text).then(|| at + text.len()))
    }
}
