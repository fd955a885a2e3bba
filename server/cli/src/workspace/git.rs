//! What git has of a workspace at another commit, read without touching the working folder.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use pipelua_analysis::{FileKind, FileText};

use crate::exit::Failure;

/// The files of the workspace at `root` as they were at `reference`: none if it did not exist then.
///
/// # Errors
/// If there is no git, no repository, or no such commit in it.
pub(crate) fn files_at(root: &Path, reference: &str) -> Result<Vec<(Arc<str>, FileText)>, Failure> {
    let commit = commit(root, reference)?;
    let listed = ask(root, &["ls-tree", "-r", "-z", &commit])?;
    if !listed.status.success() {
        return Err(said(&listed, reference));
    }
    let mut paths: Vec<&str> = Vec::new();
    let mut objects = String::new();
    let tree = String::from_utf8_lossy(&listed.stdout);
    // `<mode> blob <object>\t<path>`; links and folders of other repositories are none of ours.
    for (head, path) in tree.split('\0').filter_map(|entry| entry.split_once('\t')) {
        let mut words = head.split(' ');
        let (mode, object) = (words.next().unwrap_or(""), words.next_back().unwrap_or(""));
        if mode.starts_with("100") && FileKind::of(path) != FileKind::Other {
            paths.push(path);
            objects.push_str(object);
            objects.push('\n');
        }
    }
    let texts = texts(root, objects, reference)?;
    Ok(paths
        .into_iter()
        .map(Arc::from)
        .zip(texts.into_iter().map(FileText::from_bytes))
        .collect())
}

/// The full name of a commit.
fn commit(root: &Path, reference: &str) -> Result<String, Failure> {
    let inside = ask(root, &["rev-parse", "--is-inside-work-tree"])?;
    if !inside.status.success() {
        return Err(said(&inside, reference));
    }
    // What begins with a dash would be an option.
    if !reference.is_empty() && !reference.starts_with('-') {
        let name = format!("{reference}^{{commit}}");
        let found = ask(root, &["rev-parse", "--verify", "--quiet", &name])?;
        if found.status.success() {
            return Ok(String::from_utf8_lossy(&found.stdout).trim().to_owned());
        }
    }
    let failure = Failure::new(format!("`{reference}` is not in this clone of the repository"));
    Err(match fetch_command(root, reference) {
        Some(command) => failure.help(format!("Fetch it first:\n  {command}")),
        None => failure.help("`git branch --all` and `git tag` list what there is."),
    })
}

/// What brings `reference` into this clone; no deeper than the clone is.
fn fetch_command(root: &Path, reference: &str) -> Option<String> {
    let lines = |arguments: &[&str]| {
        let output = ask(root, arguments).ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let remotes = lines(&["remote"])?;
    let remote = remotes
        .lines()
        .find(|remote| *remote == "origin")
        .or_else(|| remotes.lines().next())?;
    let is_shallow =
        lines(&["rev-parse", "--is-shallow-repository"]).is_some_and(|said| said.trim() == "true");
    let depth = if is_shallow { "--depth=1 " } else { "" };
    let is_name = !reference.is_empty()
        && !reference.starts_with('-')
        && reference
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte));
    if !is_name {
        // `HEAD~3` and the like: a matter of depth.
        return is_shallow.then(|| format!("git fetch --unshallow {remote}"));
    }
    let of_remote = remotes.lines().find_map(|remote| {
        let branch = reference.strip_prefix(remote)?.strip_prefix('/')?;
        Some((remote, branch))
    });
    if let Some((remote, branch)) = of_remote {
        return Some(format!(
            "git fetch {depth}{remote} +refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        ));
    }
    let is_object = reference.len() >= 40 && reference.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some(if is_object {
        format!("git fetch {depth}{remote} {reference}")
    } else {
        format!("git fetch {depth}{remote} {reference}:{reference}")
    })
}

/// The contents of objects, in their order.
fn texts(root: &Path, objects: String, reference: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let count = objects.lines().count();
    let mut child = git(root, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_git)?;
    let input = child.stdin.take();
    // Written beside reading, or both would wait for room.
    let writer = std::thread::spawn(move || {
        if let Some(mut input) = input {
            let _ = input.write_all(objects.as_bytes());
        }
    });
    let output = child.wait_with_output().map_err(no_git)?;
    let _ = writer.join();
    if !output.status.success() {
        return Err(said(&output, reference));
    }
    let mut rest = output.stdout.as_slice();
    let mut texts = Vec::with_capacity(count);
    // `<object> blob <size>\n<contents>\n`
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size: Option<usize> = head.rsplit(' ').next().and_then(|size| size.parse().ok());
        let contents = size.and_then(|size| rest.get(end + 1..end + 1 + size));
        let Some(contents) = contents else {
            return Err(Failure::to(format_args!("read `{reference}` from git"), head));
        };
        texts.push(contents.to_vec());
        rest = rest.get(end + 2 + contents.len()..).unwrap_or_default();
    }
    Ok(texts)
}

fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args(arguments).stdin(Stdio::null());
    // Hooks of git set them, relative to where the hook began; which repository it is follows from the folder.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(variable);
    }
    git
}

fn ask(root: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    git(root, arguments).output().map_err(no_git)
}

fn no_git(error: std::io::Error) -> Failure {
    Failure::to("ask git", error)
}

fn said(output: &Output, reference: &str) -> Failure {
    let text = String::from_utf8_lossy(&output.stderr);
    let first = text.lines().next().unwrap_or("git failed");
    Failure::to(format_args!("read `{reference}` from git"), first)
}
