//! The items of which a pattern is made.

use super::class::Set;
use super::fault::PatternFault;

/// One item; a match is a way through all of them in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A class of characters, so many times.
    Single { class: Class, repeat: Repeat },
    /// `(`, or `()` when `position`: the match holds the place instead of a text.
    Open { slot: u8, position: bool },
    /// `)`
    Close { slot: u8 },
    /// `$` as the last character.
    End,
    /// `%bxy`
    Balance { open: u8, close: u8 },
    /// `%f[set]`
    Frontier(Set),
    /// `%1` to `%9`: the text of a closed capture.
    Back { slot: u8 },
    /// What Lua raises when the match comes here; always the last item.
    Fault(PatternFault),
}

/// Which bytes one character of the text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Any,
    Byte(u8),
    Set(Set),
}

impl Class {
    #[inline]
    pub fn contains(&self, byte: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Byte(own) => *own == byte,
            Self::Set(set) => set.contains(byte),
        }
    }
}

/// How often a class is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    Once,
    /// `?`
    Optional,
    /// `*`, as many as possible.
    Star,
    /// `+`, as many as possible, at least one.
    Plus,
    /// `-`, as few as possible.
    Lazy,
}
