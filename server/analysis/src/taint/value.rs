//! What is known of the secrets in a value: in itself, and by the keys of a table.

use pipelua_syntax::NodeId;

use crate::lower::Symbol;

/// More tainted parts of one value are not followed.
const MAX_PARTS: usize = 16;
/// Nor are tables deeper in each other.
const MAX_DEPTH: usize = 6;
/// Parameters with a bit of their own; others are not followed.
pub(super) const MAX_PARAMS: usize = 30;

/// Where a secret comes from, and whether it is still whole. Bit 0 stands for a secret of the file, the others for
/// the parameters of the function being walked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Taint {
    pub(super) whole: u32,
    pub(super) changed: u32,
    /// The call that gave the secret.
    pub(super) source: Option<NodeId>,
    /// The expression with which it came to where it is.
    pub(super) place: Option<NodeId>,
}

/// A key of a table: a name, or one that is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key {
    Name(Symbol),
    Other,
}

/// A value by its tainted parts; without one nothing is known of secrets in it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Value {
    /// The empty path is the value itself.
    parts: Vec<(Vec<Key>, Taint)>,
}

impl Taint {
    const SECRET: u32 = 1;

    pub(super) fn secret(source: NodeId) -> Self {
        Self {
            whole: Self::SECRET,
            source: Some(source),
            ..Self::default()
        }
    }

    pub(super) fn parameter(at: usize) -> Self {
        Self {
            whole: Self::bit(at),
            ..Self::default()
        }
    }

    /// The bit of a parameter, none for those behind the last that is followed.
    pub(super) fn bit(at: usize) -> u32 {
        if at < MAX_PARAMS { 2 << at } else { 0 }
    }

    pub(super) fn is_none(self) -> bool {
        self.whole | self.changed == 0
    }

    pub(super) fn is_secret(self) -> bool {
        (self.whole | self.changed) & Self::SECRET != 0
    }

    /// Whether no secret of the file is left whole.
    pub(super) fn is_changed(self) -> bool {
        self.whole & Self::SECRET == 0
    }

    pub(super) fn join(self, other: Self) -> Self {
        Self {
            whole: self.whole | other.whole,
            changed: self.changed | other.changed,
            source: self.source.or(other.source),
            place: self.place.or(other.place),
        }
    }

    pub(super) fn to_changed(self) -> Self {
        Self {
            whole: 0,
            changed: self.whole | self.changed,
            ..self
        }
    }

    /// Whether a parameter brings some of it.
    pub(super) fn is_of_parameter(self) -> bool {
        (self.whole | self.changed) & !Self::SECRET != 0
    }

    /// Without what parameters bring.
    pub(super) fn of_file(self) -> Self {
        Self {
            whole: self.whole & Self::SECRET,
            changed: self.changed & Self::SECRET,
            ..self
        }
    }
}

impl Value {
    pub(super) fn of(taint: Taint) -> Self {
        let mut value = Self::default();
        value.add(&[], taint);
        value
    }

    pub(super) fn is_clean(&self) -> bool {
        self.parts.is_empty()
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = (&[Key], Taint)> {
        self.parts.iter().map(|(path, taint)| (path.as_slice(), *taint))
    }

    /// All secrets in it, as they come together in its text.
    pub(super) fn whole(&self) -> Taint {
        let all = self.parts.iter().map(|(_, taint)| *taint);
        all.fold(Taint::default(), Taint::join)
    }

    pub(super) fn add(&mut self, path: &[Key], taint: Taint) {
        if taint.is_none() || path.len() > MAX_DEPTH {
            return;
        }
        if let Some((_, known)) = self.parts.iter_mut().find(|(known, _)| known == path) {
            *known = known.join(taint);
        } else if self.parts.len() < MAX_PARTS {
            self.parts.push((path.to_vec(), taint));
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        for (path, taint) in &other.parts {
            self.add(path, *taint);
        }
    }

    /// Puts a value under a key; `place` is the expression that gives it.
    pub(super) fn store(&mut self, prefix: &[Key], value: &Self, place: Option<NodeId>) {
        for (path, taint) in &value.parts {
            let place = place.or(taint.place);
            self.add(&[prefix, path].concat(), Taint { place, ..*taint });
        }
    }

    /// Forgets what stood under a key.
    pub(super) fn clear(&mut self, prefix: &[Key]) {
        self.parts.retain(|(path, _)| !path.starts_with(prefix));
    }

    /// What stands under a key; under one that is not known, what stands under any.
    pub(super) fn read(&self, key: Key) -> Self {
        let mut value = Self::default();
        for (path, taint) in &self.parts {
            if let Some((first, rest)) = path.split_first()
                && (*first == key || *first == Key::Other || key == Key::Other)
            {
                value.add(rest, *taint);
            }
        }
        value
    }

    pub(super) fn map(&self, change: impl Fn(Taint) -> Taint) -> Self {
        let mut value = Self::default();
        for (path, taint) in &self.parts {
            value.add(path, change(*taint));
        }
        value
    }
}
