//! Comments that silence findings.

use crate::db::Db;
use crate::finding::Diagnostic;
use crate::inputs::SourceFile;

/// The suppressions of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Suppressions {}

/// The suppressions written in `file`.
#[salsa::tracked(returns(ref))]
pub(crate) fn suppressions(db: &dyn Db, file: SourceFile) -> Suppressions {
    let _ = crate::lower::parse(db, file);
    Suppressions::default()
}

impl Suppressions {
    /// Takes what is suppressed out of `list`; how many those were.
    #[allow(clippy::unused_self, clippy::ptr_arg)]
    pub(crate) fn apply(&self, _db: &dyn Db, _file: SourceFile, _list: &mut Vec<Diagnostic>) -> u32 {
        0
    }
}
