//! The names and string values of one file, each stored once.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// A name or string value of one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Symbol(pub(crate) u32);

impl Symbol {
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// All symbols of a file, in order of their first occurrence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Symbols {
    text: Box<str>,
    ends: Box<[u32]>,
    /// As the builder left them, so that a text is found at once.
    slots: Box<[u32]>,
}

impl Symbols {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a symbol; empty for one of another file.
    pub fn text(&self, symbol: Symbol) -> &str {
        let at = symbol.index();
        let start = if at == 0 {
            0
        } else {
            self.ends.get(at - 1).copied().unwrap_or(0)
        };
        let end = self.ends.get(at).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The symbol with this text, if the file has it.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = hash(text) & mask;
        // At most half of the slots are taken, so that the search ends.
        loop {
            let symbol = Symbol(self.slots.get(slot)?.checked_sub(1)?);
            if self.text(symbol) == text {
                return Some(symbol);
            }
            slot = (slot + 1) & mask;
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (Symbol, &str)> {
        (0..self.ends.len() as u32)
            .map(Symbol)
            .map(|symbol| (symbol, self.text(symbol)))
    }
}

/// Collects symbols: open addressing over the texts themselves, so that a text is stored once and never boxed.
#[derive(Default)]
pub(crate) struct SymbolsBuilder {
    text: String,
    ends: Vec<u32>,
    /// Symbol + 1, or 0 for an empty slot; the length is a power of two.
    slots: Vec<u32>,
}

impl SymbolsBuilder {
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        if self.slots.len() <= self.ends.len() * 2 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(text) & mask;
        loop {
            match self.slots[slot] {
                0 => break,
                taken if self.get(taken - 1) == text => return Symbol(taken - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
        let symbol = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.slots[slot] = symbol + 1;
        Symbol(symbol)
    }

    pub(crate) fn finish(self) -> Symbols {
        Symbols {
            text: self.text.into(),
            ends: self.ends.into(),
            slots: self.slots.into(),
        }
    }

    fn get(&self, symbol: u32) -> &str {
        let start = if symbol == 0 {
            0
        } else {
            self.ends[symbol as usize - 1] as usize
        };
        &self.text[start..self.ends[symbol as usize] as usize]
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots.clear();
        self.slots.resize(size, 0);
        for symbol in 0..self.ends.len() as u32 {
            let mut slot = hash(self.get(symbol)) & (size - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = symbol + 1;
        }
    }
}

fn hash(text: &str) -> usize {
    FxBuildHasher.hash_one(text.as_bytes()) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_symbol_however_often_it_occurs() {
        let mut builder = SymbolsBuilder::default();
        let first: Vec<_> = (0..500).map(|n| builder.intern(&format!("name{n}"))).collect();
        let again: Vec<_> = (0..500).map(|n| builder.intern(&format!("name{n}"))).collect();
        assert_eq!(first, again);
        let symbols = builder.finish();
        assert_eq!(symbols.len(), 500);
        assert_eq!(symbols.text(first[37]), "name37");
        assert_eq!(symbols.find("name499"), Some(first[499]));
        assert_eq!(symbols.find("other"), None);
    }

    #[test]
    fn the_empty_text_is_a_symbol_too() {
        let mut builder = SymbolsBuilder::default();
        let (empty, a) = (builder.intern(""), builder.intern("a"));
        let symbols = builder.finish();
        assert_eq!((symbols.text(empty), symbols.text(a)), ("", "a"));
    }
}
