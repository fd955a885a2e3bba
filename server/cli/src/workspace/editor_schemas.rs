//! `.pipelua/schemas/`: copies of the JSON Schemas, for editors that validate by `$schema`. Never read back.

use std::io;
use std::path::{Path, PathBuf};

use pipelua_schemas::{Audience, FileSchema, builtin};

/// Brings the copies up to date; tells those that were missing or stale.
///
/// # Errors
/// If one of them cannot be written.
pub(crate) fn refresh(root: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = root.join(".pipelua").join("schemas");
    let mut written = Vec::new();
    let for_people = |schema: &&FileSchema| schema.audience == Audience::People;
    for schema in builtin().file_schemas().iter().filter(for_people) {
        let path = folder.join(schema.file_name);
        if std::fs::read(&path).is_ok_and(|old| old == schema.text.as_bytes()) {
            continue;
        }
        std::fs::create_dir_all(&folder)?;
        crate::atomic_write::replace(&path, schema.text.as_bytes())?;
        written.push(path);
    }
    Ok(written)
}
