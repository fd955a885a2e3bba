//! From the text of a pattern to its items.

use super::class::Set;
use super::fault::PatternFault;
use super::item::{Class, Item, Repeat};
use super::{MAX_CAPTURES, Pattern};

/// Parses `text`, whose first byte is byte `shift` of what the author wrote.
pub(super) fn parse(text: &[u8], shift: u32, anchored: bool) -> Pattern {
    let mut parser = Parser {
        text,
        at: 0,
        open: 0,
        captures: 0,
        positions: 0,
    };
    let mut items = Vec::new();
    let mut offsets = Vec::new();
    while parser.at < text.len() {
        offsets.push(parser.at as u32 + shift);
        match parser.item() {
            Ok(item) => items.push(item),
            Err(fault) => {
                items.push(Item::Fault(fault));
                break;
            }
        }
    }
    Pattern {
        items,
        offsets,
        anchored,
        captures: parser.captures,
        unclosed: parser.open,
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    /// A bit for each capture that is open here.
    open: u32,
    captures: u8,
    /// A bit for each `()`.
    positions: u32,
}

impl Parser<'_> {
    fn item(&mut self) -> Result<Item, PatternFault> {
        let rest = &self.text[self.at..];
        match rest {
            [b'(', b')', ..] => self.open_capture(2, true),
            [b'(', ..] => self.open_capture(1, false),
            [b')', ..] => self.close_capture(),
            [b'$'] => {
                self.at += 1;
                Ok(Item::End)
            }
            [b'%', b'b', arguments @ ..] => {
                let [open, close, ..] = *arguments else {
                    return Err(PatternFault::MissingBalance);
                };
                self.at += 4;
                Ok(Item::Balance { open, close })
            }
            [b'%', b'f', set @ ..] => {
                if set.first() != Some(&b'[') {
                    return Err(PatternFault::MissingFrontierSet);
                }
                self.at += 2;
                Ok(Item::Frontier(self.brackets()?))
            }
            [b'%', digit @ b'0'..=b'9', ..] => self.back_reference(*digit),
            _ => self.single(),
        }
    }

    fn open_capture(&mut self, bytes: usize, position: bool) -> Result<Item, PatternFault> {
        let slot = self.captures;
        if usize::from(slot) >= MAX_CAPTURES {
            return Err(PatternFault::TooManyCaptures);
        }
        self.at += bytes;
        self.captures += 1;
        let set = if position {
            &mut self.positions
        } else {
            &mut self.open
        };
        *set |= 1 << slot;
        Ok(Item::Open { slot, position })
    }

    /// Closes the innermost capture that is open.
    fn close_capture(&mut self) -> Result<Item, PatternFault> {
        let Some(slot) = self.open.checked_ilog2() else {
            return Err(PatternFault::NothingToClose);
        };
        self.at += 1;
        self.open &= !(1 << slot);
        Ok(Item::Close { slot: slot as u8 })
    }

    fn back_reference(&mut self, digit: u8) -> Result<Item, PatternFault> {
        let index = digit - b'0';
        let slot = index.checked_sub(1).filter(|slot| *slot < self.captures);
        let Some(slot) = slot.filter(|slot| self.open & (1 << slot) == 0) else {
            return Err(PatternFault::CaptureIndex(index));
        };
        self.at += 2;
        Ok(Item::Back { slot })
    }

    fn single(&mut self) -> Result<Item, PatternFault> {
        let class = match self.text[self.at] {
            b'.' => {
                self.at += 1;
                Class::Any
            }
            b'%' => {
                let letter = *self.text.get(self.at + 1).ok_or(PatternFault::EndsWithPercent)?;
                self.at += 2;
                if letter.is_ascii_alphabetic() {
                    Class::Set(Set::escape(letter))
                } else {
                    Class::Byte(letter)
                }
            }
            b'[' => Class::Set(self.brackets()?),
            byte => {
                self.at += 1;
                Class::Byte(byte)
            }
        };
        let repeat = match self.text.get(self.at) {
            Some(b'?') => Repeat::Optional,
            Some(b'*') => Repeat::Star,
            Some(b'+') => Repeat::Plus,
            Some(b'-') => Repeat::Lazy,
            _ => Repeat::Once,
        };
        self.at += usize::from(repeat != Repeat::Once);
        Ok(Item::Single { class, repeat })
    }

    /// A set in brackets, beginning at its `[`. A `]` that comes first is one of its characters.
    fn brackets(&mut self) -> Result<Set, PatternFault> {
        let start = self.at + 1;
        let mut at = start + usize::from(self.text.get(start) == Some(&b'^'));
        loop {
            let byte = *self.text.get(at).ok_or(PatternFault::MissingBracket)?;
            at += 1;
            if byte == b'%' && at < self.text.len() {
                at += 1;
            }
            if self.text.get(at) == Some(&b']') {
                break;
            }
        }
        self.at = at + 1;
        Ok(Set::brackets(&self.text[start..at]))
    }
}
