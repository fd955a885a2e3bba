//! Scripts that were compiled before, by what they say: a change of one compiles no other again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use super::chunk::{Chunk, TextLimits};
use crate::error::ScriptError;

/// As many as two large workspaces have.
const CAPACITY: usize = 4096;

type Compiled = Result<Chunk, ScriptError>;

/// A cache that many threads may ask. What is not asked for any more is forgotten.
#[derive(Debug, Default)]
pub struct ChunkCache {
    generations: Mutex<Generations>,
}

/// What is asked for moves into the young one; when that is full the old one is dropped.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, Compiled>,
    old: HashMap<Key, Compiled>,
}

/// A chunk has its script's name in its errors, so the text alone is not enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    name: String,
    hash: [u8; 32],
    limits: TextLimits,
}

impl ChunkCache {
    /// [`Chunk::compile`], if it was not done before.
    ///
    /// # Errors
    /// Those of [`Chunk::compile`], which are remembered too.
    pub fn compile(&self, name: &str, text: &[u8], limits: TextLimits) -> Compiled {
        let key = Key {
            name: name.to_owned(),
            hash: Sha256::digest(text).into(),
            limits,
        };
        if let Some(compiled) = self.lock().find(&key) {
            return compiled;
        }
        // Without the lock: others need not wait for this one.
        let compiled = Chunk::compile(name, text, limits);
        self.lock().keep(key, compiled.clone());
        compiled
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn find(&mut self, key: &Key) -> Option<Compiled> {
        if let Some(compiled) = self.young.get(key) {
            return Some(compiled.clone());
        }
        let compiled = self.old.remove(key)?;
        self.keep(key.clone(), compiled.clone());
        Some(compiled)
    }

    fn keep(&mut self, key: Key, compiled: Compiled) {
        if self.young.len() >= CAPACITY {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, compiled);
    }
}

#[cfg(test)]
mod tests {
    use pipelua_schemas::builtin;

    use super::*;

    fn limits() -> TextLimits {
        TextLimits::of(builtin().limits())
    }

    #[test]
    fn the_same_text_is_compiled_once() {
        let cache = ChunkCache::default();
        let compile = |name: &str, text: &str| cache.compile(name, text.as_bytes(), limits()).unwrap();
        let first = compile("a", "return {}");
        assert!(first.is_same(&compile("a", "return {}")));
        assert!(
            !first.is_same(&compile("b", "return {}")),
            "its errors have another name"
        );
        assert!(!first.is_same(&compile("a", "return { }")));
        assert!(first.is_same(&compile("a", "return {}")));
    }

    #[test]
    fn limits_count_and_refusals_are_remembered() {
        let cache = ChunkCache::default();
        let tight = TextLimits {
            script_bytes: 3,
            ..limits()
        };
        assert!(cache.compile("a", b"return {}", tight).is_err());
        assert!(cache.compile("a", b"return {}", limits()).is_ok());
        assert_eq!(
            cache.compile("a", b"retrun", limits()).unwrap_err(),
            Chunk::compile("a", b"retrun", limits()).unwrap_err()
        );
    }

    #[test]
    fn what_is_not_asked_for_is_forgotten() {
        let mut generations = Generations::default();
        let key = |index: usize| Key {
            name: index.to_string(),
            hash: [0; 32],
            limits: limits(),
        };
        let refused = Chunk::compile("a", b"(", limits());
        for index in 0..3 * CAPACITY {
            generations.keep(key(index), refused.clone());
            assert!(generations.find(&key(0)).is_some(), "used all the time");
        }
        assert!(generations.young.len() + generations.old.len() <= 2 * CAPACITY);
        assert!(generations.find(&key(1)).is_none());
    }
}
