//! The sandbox as types see it: each entry of `schemas/sandbox` under a number, with its members.

use std::sync::OnceLock;

use pipelua_schemas::{Entry, EntryKind};
use rustc_hash::FxHashMap;

use crate::ty::PortableType;

/// One global, function, table or value of the sandbox.
#[derive(Debug)]
pub(crate) struct LibraryEntry {
    pub entry: &'static Entry,
    members: FxHashMap<&'static str, u32>,
}

impl LibraryEntry {
    pub(crate) fn path(&self) -> &'static str {
        &self.entry.path
    }

    pub(crate) fn member(&self, name: &str) -> Option<u32> {
        self.members.get(name).copied()
    }

    /// The names of its members, in documented order.
    pub(crate) fn members(&self) -> impl Iterator<Item = &'static str> {
        pipelua_schemas::builtin()
            .sandbox()
            .members(self.path())
            .map(Entry::name)
    }

    pub(crate) fn is_value(&self) -> bool {
        self.entry.kind == EntryKind::Value && self.members.is_empty()
    }

    /// Whether reading an unknown key of it gives nil for certain.
    pub(crate) fn is_closed_table(&self) -> bool {
        self.entry.kind == EntryKind::Table || !self.members.is_empty()
    }
}

struct Library {
    entries: Vec<LibraryEntry>,
    by_path: FxHashMap<&'static str, u32>,
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let all = pipelua_schemas::builtin().sandbox().entries();
        let by_path: FxHashMap<_, _> = all.iter().map(|entry| entry.path.as_str()).zip(0..).collect();
        let mut entries: Vec<_> = all
            .iter()
            .map(|entry| LibraryEntry {
                entry,
                members: FxHashMap::default(),
            })
            .collect();
        for (index, entry) in (0u32..).zip(all) {
            if let Some(parent) = entry.parent().and_then(|parent| by_path.get(parent)) {
                entries[*parent as usize].members.insert(entry.name(), index);
            }
        }
        Library { entries, by_path }
    })
}

/// The entry under a number.
pub(crate) fn entry(index: u32) -> Option<&'static LibraryEntry> {
    library().entries.get(index as usize)
}

/// The number of the entry at a dotted path, such as `helpers.json.encode`.
pub(crate) fn entry_at(path: &str) -> Option<u32> {
    library().by_path.get(path).copied()
}

/// The type of the first value that a function returns, where it is the same for all calls.
pub(crate) fn first_return(_entry: &'static Entry) -> Option<PortableType> {
    None
}

/// The type of a value, such as `math.pi`.
pub(crate) fn value_type(_entry: &'static Entry) -> Option<PortableType> {
    None
}
