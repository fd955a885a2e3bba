//! `.gitignore`: what a workspace needs ignored, and how a line for it is added to a file that the team has.

use std::path::Path;

use crate::exit::Failure;

/// What git must not keep: the cache, and the values for runs on one machine.
pub(crate) const IGNORED: [&str; 2] = [".pipelua/", "pipelua.local.toml"];

/// Whether a line of `text` ignores `name`.
pub(crate) fn covers(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim().trim_start_matches('/');
        line.trim_end_matches('/') == name.trim_end_matches('/')
            || (line == "*.local.toml" && name.ends_with(line.trim_start_matches('*')))
    })
}

/// `text` with a line for each of [`IGNORED`] that it lacks, in its own line ends, and those lines; `None` if it
/// lacks none.
pub(crate) fn completed(text: &str) -> Option<(String, Vec<&'static str>)> {
    let missing: Vec<&str> = IGNORED.into_iter().filter(|name| !covers(text, name)).collect();
    if missing.is_empty() {
        return None;
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut new = text.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        new.push_str(newline);
    }
    for name in &missing {
        new.push_str(name);
        new.push_str(newline);
    }
    Some((new, missing))
}

/// Adds what the file at `path` lacks; gives the lines that were added.
///
/// # Errors
/// If it cannot be read or written.
pub(crate) fn complete(path: &Path) -> Result<Vec<&'static str>, Failure> {
    let failed = |error| Failure::to(format_args!("add to `{}`", path.display()), error);
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let Some((new, added)) = completed(&text) else {
        return Ok(Vec::new());
    };
    crate::atomic_write::replace(path, new.as_bytes()).map_err(failed)?;
    Ok(added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            completed(text).map(|(text, _)| text).as_deref(),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn lines_are_added_in_the_line_ends_of_the_file() {
        check("", Some(".pipelua/\npipelua.local.toml\n"));
        check("a", Some("a\n.pipelua/\npipelua.local.toml\n"));
        check("a\r\nb", Some("a\r\nb\r\n.pipelua/\r\npipelua.local.toml\r\n"));
        check("/.pipelua\n", Some("/.pipelua\npipelua.local.toml\n"));
    }

    #[test]
    fn what_is_ignored_already_is_left() {
        check(".pipelua/\npipelua.local.toml\n", None);
        check("*.local.toml\n/.pipelua/\n", None);
    }
}
