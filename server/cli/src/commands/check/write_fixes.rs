//! Puts fixed texts in the place of the old ones: what belongs together is written as a whole or not at all.

use std::fs;
use std::io;
use std::path::Path;

use pipelua_ide::Change;

use crate::atomic_write::replace;
use crate::workspace::read::{plain, read_file};

/// A change that was not written, and why.
pub(crate) struct Refused<'a> {
    pub(crate) change: &'a Change,
    pub(crate) reason: String,
}

/// Writes the changes of a workspace, group by group; gives those that could not be.
pub(crate) fn write<'a>(root: &Path, changes: &'a [Change]) -> Vec<Refused<'a>> {
    let mut groups: Vec<usize> = changes.iter().map(|change| change.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut refused = Vec::new();
    for group in groups {
        let group: Vec<&Change> = changes.iter().filter(|change| change.group == group).collect();
        if let Err((culprit, reason)) = write_group(root, &group) {
            refused.extend(group.into_iter().map(|change| {
                let reason = if std::ptr::eq(change, culprit) {
                    reason.clone()
                } else {
                    format!(
                        "it goes together with `{}`, which cannot be written",
                        culprit.old_path
                    )
                };
                Refused { change, reason }
            }));
        }
    }
    refused
}

fn write_group<'a>(root: &Path, group: &[&'a Change]) -> Result<(), (&'a Change, String)> {
    for change in group {
        may_write(root, change).map_err(|reason| (*change, reason))?;
    }
    for (at, change) in group.iter().enumerate() {
        if let Err(error) = put(root, &change.old_path, &change.path, &change.new) {
            for written in group[..at].iter().rev() {
                // It was there a moment ago; nothing more can be done if it is not now.
                let _ = put(root, &written.path, &written.old_path, &written.old);
            }
            return Err((*change, plain(&error)));
        }
    }
    Ok(())
}

/// Whether the file is the one that was read, lies in the workspace, and nothing is overwritten.
fn may_write(root: &Path, change: &Change) -> Result<(), String> {
    let target = root.join(&*change.old_path);
    let inside = |path: &Path| Some(path.canonicalize().ok()?.starts_with(root.canonicalize().ok()?));
    if inside(&target) != Some(true) {
        return Err("it is a link out of the workspace".to_owned());
    }
    match read_file(&target) {
        Ok(text) if *text.as_str() == change.old => {}
        Ok(_) => return Err("it was changed by somebody else meanwhile".to_owned()),
        Err(error) => return Err(plain(&error)),
    }
    if change.path != change.old_path && root.join(&*change.path).symlink_metadata().is_ok() {
        return Err(format!("`{}` exists", change.path));
    }
    Ok(())
}

/// Gives the file at `from` the path `to` and this text.
fn put(root: &Path, from: &str, to: &str, text: &str) -> io::Result<()> {
    let (source, target) = (root.join(from), root.join(to));
    replace(&source, text.as_bytes())?;
    if from != to {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(&source, &target)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_together_is_written_as_a_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let change = |path: &str, group| Change {
            path: path.into(),
            old_path: path.into(),
            old: "old".into(),
            new: "new".into(),
            group,
        };
        for path in ["a", "b", "c"] {
            fs::write(root.join(path), "old").unwrap();
        }
        // The last of a group cannot be written, so the first is put back.
        let mut permissions = fs::metadata(root.join("b")).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(root.join("b"), permissions).unwrap();
        let changes = [change("a", 0), change("b", 0), change("c", 1)];
        let refused: Vec<_> = write(root, &changes)
            .iter()
            .map(|refused| format!("{}: {}", refused.change.path, refused.reason))
            .collect();
        assert_eq!(
            refused,
            [
                "a: it goes together with `b`, which cannot be written",
                "b: the file is read-only"
            ]
        );
        let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
        assert_eq!([read("a"), read("b"), read("c")], ["old", "old", "new"]);
    }

    #[test]
    fn what_somebody_else_wrote_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "newer").unwrap();
        let changes = [Change {
            path: "a".into(),
            old_path: "a".into(),
            old: "old".into(),
            new: "new".into(),
            group: 0,
        }];
        let refused = write(folder.path(), &changes);
        assert_eq!(refused[0].reason, "it was changed by somebody else meanwhile");
        assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "newer");
    }
}
