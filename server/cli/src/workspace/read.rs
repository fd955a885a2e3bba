//! Reads the files of a workspace; what cannot be read becomes a problem, never the end.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::{Database, FileKind, FileText, MANIFEST};
use rayon::prelude::*;

use super::find::SKIPPED_FOLDERS;
use crate::exit::Failure;
use crate::report::{Problem, ProblemKind};

/// Folders that hold files of a workspace. Nothing else is looked into, however large the repository around it.
pub(crate) const FOLDERS: [&str; 6] = ["hooks", "lib", "pipelines", "samples", "scripts", "types"];

/// Larger files are refused: places in a text are counted in 32 bits, and no script comes near.
const LARGEST_BYTES: u64 = 16 * 1024 * 1024;

/// Folders inside folders are followed this deep.
const DEPTH: usize = 16;

/// Fewer files than this are read without starting threads.
const FEW: usize = 32;

/// What lies in a workspace.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Files of ours with their texts, by path relative to the root.
    pub(crate) texts: Vec<(Arc<str>, FileText)>,
    /// Files of ours that could not be read, sorted by path.
    pub(crate) problems: Vec<Problem>,
    /// The baseline that the manifest names, unless it is one of ours anyhow. Only for those who tell findings.
    pub(crate) baseline: Option<(Arc<str>, FileText)>,
    /// Why the baseline could not be read.
    pub(crate) baseline_problem: Option<Problem>,
    /// Files in the folders of a workspace that are none of ours, sorted.
    pub(crate) others: Vec<String>,
}

/// Reads every file of the workspace at `root`.
pub(crate) fn read(root: &Path) -> Files {
    let mut files = Files::default();
    let paths = paths(root, &mut files.problems);
    let (ours, others): (Vec<String>, Vec<String>) = paths
        .into_iter()
        .partition(|path| FileKind::of(path) != FileKind::Other);
    files.others = others;

    let load = |path: String| {
        let text = read_file(&root.join(&path));
        (path, text)
    };
    let loaded: Vec<_> = if ours.len() < FEW {
        ours.into_iter().map(load).collect()
    } else {
        crate::threads::start();
        ours.into_par_iter().map(load).collect()
    };
    for (path, text) in loaded {
        match text {
            Ok(text) => files.texts.push((path.into(), text)),
            Err(error) => files.problems.push(unreadable(&path, &error)),
        }
    }
    files.problems.sort_by(|a, b| a.file.cmp(&b.file));
    read_baseline(root, &mut files);
    files
}

/// All that lies in the folders of the workspace at `root`, and the manifest, relative to it.
pub(crate) fn paths(root: &Path, problems: &mut Vec<Problem>) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    paths.insert(MANIFEST.to_owned());
    for folder in FOLDERS {
        walk(
            &root.join(folder),
            folder,
            0,
            &mut Vec::new(),
            &mut paths,
            problems,
        );
    }
    paths
}

/// Without the file nothing is accepted yet.
fn read_baseline(root: &Path, files: &mut Files) {
    let manifest = files.texts.iter().find(|(path, _)| &**path == MANIFEST);
    let Some(path) = manifest.and_then(|(_, manifest)| baseline_path(manifest)) else {
        return;
    };
    match read_file(&root.join(&path)) {
        Ok(text) => files.baseline = Some((path.into(), text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => files.baseline_problem = Some(unreadable(&path, &error)),
    }
}

/// The path of the baseline that a manifest names, unless it is that of a file of ours.
pub(crate) fn baseline_path(manifest: &FileText) -> Option<String> {
    if !manifest.as_str().contains("baseline") {
        return None;
    }
    let mut db = Database::default();
    db.load([(MANIFEST.into(), manifest.clone())]);
    let path = pipelua_analysis::manifest(&db).baseline.clone()?;
    (FileKind::of(&path) == FileKind::Other).then_some(path)
}

/// The text of one file.
///
/// # Errors
/// If it is no regular file, too large, or cannot be read.
pub(crate) fn read_file(path: &Path) -> io::Result<FileText> {
    let meta = fs::metadata(path)?;
    if meta.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if !meta.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is no regular file",
        ));
    }
    if meta.len() > LARGEST_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "it is larger than 16 MiB",
        ));
    }
    fs::read(path).map(FileText::from_bytes)
}

/// The text that is piped in.
///
/// # Errors
/// If it cannot be read or is too large.
pub(crate) fn read_stdin() -> Result<FileText, Failure> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(LARGEST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::to("read standard input", error))?;
    if bytes.len() as u64 > LARGEST_BYTES {
        return Err(Failure::new("standard input is larger than 16 MiB"));
    }
    Ok(FileText::from_bytes(bytes))
}

fn unreadable(path: &str, error: &io::Error) -> Problem {
    Problem {
        file: Some(path.to_owned()),
        message: format!("`{path}` cannot be read: {}", plain(error)),
        range: None,
        kind: ProblemKind::Io,
    }
}

/// An I/O error without the number of the operating system.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// Collects the files below `folder`, whose path from the root is `relative`.
fn walk(
    folder: &Path,
    relative: &str,
    depth: usize,
    visited: &mut Vec<PathBuf>,
    paths: &mut BTreeSet<String>,
    problems: &mut Vec<Problem>,
) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error)
            if depth == 0
                && matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
        {
            return;
        }
        Err(error) => {
            problems.push(unreadable(relative, &error));
            return;
        }
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(unreadable(relative, &error));
                continue;
            }
        };
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let path = format!("{relative}/{}", name.to_string_lossy());
            problems.push(Problem {
                message: format!("the name of `{path}` is not UTF-8"),
                file: Some(path),
                range: None,
                kind: ProblemKind::Io,
            });
            continue;
        };
        let path = format!("{relative}/{name}");
        let kind = entry.file_type();
        let is_link = kind.as_ref().is_ok_and(fs::FileType::is_symlink);
        let is_folder = if is_link {
            entry.path().is_dir()
        } else {
            kind.is_ok_and(|kind| kind.is_dir())
        };
        if !is_folder || (FileKind::of(&path) != FileKind::Other) {
            // A folder named `x.lua` is kept: reading it tells what is wrong with it.
            paths.insert(path);
            continue;
        }
        if SKIPPED_FOLDERS.contains(&name) || depth >= DEPTH {
            continue;
        }
        if is_link {
            // A link may lead back up: each folder is entered through a link once.
            let Ok(target) = fs::canonicalize(entry.path()) else {
                continue;
            };
            if visited.contains(&target) || folder.canonicalize().is_ok_and(|here| here.starts_with(&target))
            {
                continue;
            }
            visited.push(target);
        }
        walk(&entry.path(), &path, depth + 1, visited, paths, problems);
    }
}
