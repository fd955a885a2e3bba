//! What the client was last told about each open document, so that it is told again when another file changed that.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tower_lsp_server::lsp_types::Uri;

/// A version of a document, and the hash of the diagnostics that it was told to have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Telling {
    pub(crate) version: i32,
    pub(crate) hash: u64,
}

/// By the URI that the client uses.
#[derive(Default)]
pub(crate) struct Told(Mutex<FxHashMap<String, Telling>>);

impl Told {
    /// Keeps what was told, and says what was before.
    pub(crate) fn set(&self, uri: &Uri, telling: Telling) -> Option<Telling> {
        self.lock().insert(uri.as_str().to_owned(), telling)
    }

    pub(crate) fn get(&self, uri: &Uri) -> Option<Telling> {
        self.lock().get(uri.as_str()).copied()
    }

    pub(crate) fn forget(&self, uri: &Uri) {
        self.lock().remove(uri.as_str());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashMap<String, Telling>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
