//! What exists beside the pipeline: the hooks and scripts that it may name.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash};

use crate::suggest;

/// The names that a pipeline may use. `None` where nothing is known, so nothing is checked.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    pub hooks: Option<&'a dyn Names>,
    pub scripts: Option<&'a dyn Names>,
}

/// A set of names.
pub trait Names {
    fn contains(&self, name: &str) -> bool;

    /// Calls `visit` with every name, in any order.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str));

    /// The name that `word` most likely stands for.
    fn nearest(&self, word: &str) -> Option<&str> {
        let mut names = Vec::new();
        self.each(&mut |name| names.push(name));
        suggest::nearest(word, names)
    }
}

impl<S: AsRef<str>> Names for [S] {
    fn contains(&self, name: &str) -> bool {
        self.iter().any(|known| known.as_ref() == name)
    }

    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        for name in self {
            visit(name.as_ref());
        }
    }
}

impl<S: AsRef<str>, const N: usize> Names for [S; N] {
    fn contains(&self, name: &str) -> bool {
        Names::contains(self.as_slice(), name)
    }

    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        self.as_slice().each(visit);
    }
}

impl<S: AsRef<str> + Ord + Borrow<str>> Names for BTreeSet<S> {
    fn contains(&self, name: &str) -> bool {
        Self::contains(self, name)
    }

    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        for name in self {
            visit(name.as_ref());
        }
    }
}

impl<T: AsRef<str> + Eq + Hash + Borrow<str>, S: BuildHasher> Names for HashSet<T, S> {
    fn contains(&self, name: &str) -> bool {
        Self::contains(self, name)
    }

    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        for name in self {
            visit(name.as_ref());
        }
    }
}
