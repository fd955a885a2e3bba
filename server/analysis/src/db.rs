//! The salsa database: one per workspace root, cloned for each thread that reads.

use std::sync::Arc;

/// What queries are asked through.
#[salsa::db]
pub trait Db: salsa::Database {}

/// The one database of a workspace. A clone shares everything and lets another thread compute.
#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {}

impl Default for Database {
    fn default() -> Self {
        Self {
            storage: salsa::Storage::new(None),
        }
    }
}

/// The name of a query that was computed, and the key it was computed for, both as salsa prints them.
pub type QueryLog = Arc<dyn Fn(&str) + Send + Sync>;

impl Database {
    /// A database that reports every query it executes, such as `parse(Id(3))`; for tests of what an edit costs.
    pub fn with_query_log(log: QueryLog) -> Self {
        let callback = move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                log(&format!("{database_key:?}"));
            }
        };
        Self {
            storage: salsa::Storage::new(Some(Box::new(callback))),
        }
    }
}
