//! Tables that many contexts hold: shared, and compared by a hash that is taken once.

use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::portable::PortableTable;

/// A table that is cheap to clone, hash and compare, however large it is.
#[derive(Clone)]
pub struct SharedTable(Arc<Hashed>);

struct Hashed {
    hash: u64,
    table: PortableTable,
}

impl From<PortableTable> for SharedTable {
    fn from(table: PortableTable) -> Self {
        Self(Arc::new(Hashed {
            hash: FxBuildHasher.hash_one(&table),
            table,
        }))
    }
}

impl Deref for SharedTable {
    type Target = PortableTable;

    fn deref(&self) -> &PortableTable {
        &self.0.table
    }
}

impl PartialEq for SharedTable {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.hash == other.0.hash && self.0.table == other.0.table)
    }
}

impl Eq for SharedTable {}

impl Hash for SharedTable {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl std::fmt::Debug for SharedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.table.fmt(f)
    }
}
