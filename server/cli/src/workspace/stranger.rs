//! Files that lie in a workspace and are none of its own: why each is not looked at, and when that is told.

use pipelua_analysis::MANIFEST;

use super::find::FromHere;
use super::read::{FOLDERS, Files};
use super::selection::{Selection, is_at_or_below};
use crate::report::{Problem, ProblemKind};

/// How many are named in one note.
const NAMED: usize = 3;

/// What a command was given and does not look at.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    /// Paths that the user named.
    named: Vec<Stranger>,
    /// Files that lie among files of ours.
    odd: Vec<Stranger>,
    /// How many files are skipped.
    pub(crate) skipped: usize,
    any_ours: bool,
}

#[derive(Debug)]
struct Stranger {
    /// Relative to the workspace.
    file: String,
    /// As it can be opened.
    shown: String,
    reason: String,
}

impl Strangers {
    /// Takes those of one workspace. `is_ours` says of a path whether the command looks at it.
    pub(crate) fn add(&mut self, selection: &Selection, files: &Files, is_ours: impl Fn(&str) -> bool) {
        let from_here = FromHere::new(&selection.root);
        let ours: Vec<&str> = files
            .texts
            .iter()
            .map(|(path, _)| &**path)
            .chain(
                files
                    .problems
                    .iter()
                    .filter_map(|problem| problem.file.as_deref()),
            )
            .filter(|path| is_ours(path))
            .collect();
        let mut named: Vec<&str> = Vec::new();
        for path in selection.paths() {
            let is_folder_of_ours = path.is_empty() || FOLDERS.contains(&path);
            if is_folder_of_ours || ours.iter().any(|file| is_at_or_below(file, path)) {
                self.any_ours = true;
                continue;
            }
            let is_folder = selection.root.join(path).is_dir();
            self.skipped += usize::from(!is_folder && !files.others.iter().any(|other| other == path));
            self.named.push(Stranger::new(path, is_folder, &from_here));
            named.push(path);
        }
        for other in files.others.iter().filter(|other| selection.contains(other)) {
            self.skipped += 1;
            let is_named = named.iter().any(|path| is_at_or_below(other, path));
            if !is_named && !is_companion(other) {
                self.odd.push(Stranger::new(other, false, &from_here));
            }
        }
    }

    /// The mistake that everything which was named is none of ours.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        if self.any_ours {
            return Vec::new();
        }
        let problem = |stranger: &Stranger| Problem {
            message: stranger.told(),
            file: Some(stranger.file.clone()),
            range: None,
            kind: ProblemKind::Usage,
        };
        self.named.iter().map(problem).collect()
    }

    /// One line about each that was named beside others, and one about all that lie among files of ours.
    pub(crate) fn notes(&self) -> Vec<String> {
        let named = self.named.iter().filter(|_| self.any_ours);
        let mut notes: Vec<String> = named.map(Stranger::told).collect();
        match self.odd.as_slice() {
            [] => {}
            [one] => notes.push(one.told()),
            odd => {
                let list: Vec<String> = odd
                    .iter()
                    .take(NAMED)
                    .map(|stranger| format!("`{}` ({})", stranger.shown, stranger.reason))
                    .collect();
                let more = match odd.len().saturating_sub(NAMED) {
                    0 => String::new(),
                    more => format!("; and {more} more, which `pipelua doctor` lists"),
                };
                let count = odd.len();
                notes.push(format!(
                    "{count} files are not looked at: {}{more}",
                    list.join(", ")
                ));
            }
        }
        notes
    }
}

impl Stranger {
    fn new(path: &str, is_folder: bool, from_here: &FromHere) -> Self {
        Self {
            file: path.to_owned(),
            shown: from_here.path(path),
            reason: reason(path, is_folder),
        }
    }

    fn told(&self) -> String {
        format!("`{}` is not looked at: {}", self.shown, self.reason)
    }
}

/// Why the file at `path`, relative to the workspace, is none of ours, as the end of a sentence.
pub(crate) fn reason(path: &str, is_folder: bool) -> String {
    let Some((folder, rest)) = path
        .split_once('/')
        .filter(|(folder, _)| FOLDERS.contains(folder))
    else {
        return match path {
            MANIFEST => "it is written by people, whose layout it keeps".to_owned(),
            "pipelua.local.toml" => "it holds values for runs on this machine".to_owned(),
            "stylua.toml" => "it is read by `pipelua fmt` alone".to_owned(),
            _ => format!("a workspace is `{MANIFEST}` and its folders {}", folders()),
        };
    };
    let (word, extension) = match folder {
        "scripts" => ("a script", "lua"),
        "pipelines" => ("a pipeline", "json"),
        "samples" => ("a sample", "json"),
        "hooks" => ("a hook", "json"),
        _ => ("a file of types", "lua"),
    };
    let is_nested = rest.contains('/') || is_folder;
    if !is_folder && !rest.ends_with(&format!(".{extension}")) {
        format!("{word} ends in `.{extension}`")
    } else if folder == "samples" {
        "a sample lies in the folder of its hook, such as `samples/before_signup/`".to_owned()
    } else if is_nested && !matches!(folder, "types" | "lib") {
        format!("{word} lies directly in `{folder}/`")
    } else {
        format!("there is no {} in it", word.trim_start_matches("a "))
    }
}

/// `README.md`, `.gitkeep`: nobody takes them for scripts.
fn is_companion(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_text = name
        .rsplit_once('.')
        .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md"));
    name.starts_with('.') || is_text
}

fn folders() -> String {
    let names: Vec<String> = FOLDERS.iter().map(|folder| format!("`{folder}/`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use pipelua_analysis::FileKind;

    use super::*;

    #[test]
    fn every_reason_is_that_of_the_folder() {
        for (path, expected) in [
            ("scripts/sub/a.lua", "a script lies directly in `scripts/`"),
            ("scripts/a.txt", "a script ends in `.lua`"),
            ("pipelines/old/a.json", "a pipeline lies directly in `pipelines/`"),
            (
                "samples/a.json",
                "a sample lies in the folder of its hook, such as `samples/before_signup/`",
            ),
            (
                "samples/a/b/c.json",
                "a sample lies in the folder of its hook, such as `samples/before_signup/`",
            ),
            ("hooks/a.toml", "a hook ends in `.json`"),
            ("types/a.txt", "a file of types ends in `.lua`"),
            ("pipelua.local.toml", "it holds values for runs on this machine"),
            (
                "README.md",
                "a workspace is `pipelua.toml` and its folders `hooks/`, `lib/`, `pipelines/`, `samples/`, `scripts/`, `types/`",
            ),
        ] {
            assert_eq!(FileKind::of(path), FileKind::Other, "{path}");
            assert_eq!(reason(path, false), expected, "{path}");
        }
    }

    #[test]
    fn a_note_names_three_and_counts_the_others() {
        let note = |paths: &[&str]| {
            let odd = |path: &&str| Stranger::new(path, false, &FromHere::default());
            let strangers = Strangers {
                odd: paths.iter().map(odd).collect(),
                ..Strangers::default()
            };
            strangers.notes().pop()
        };
        assert_eq!(note(&[]), None);
        assert_eq!(
            note(&["scripts/a.txt"]).as_deref(),
            Some("`scripts/a.txt` is not looked at: a script ends in `.lua`")
        );
        let many = note(&["hooks/a", "hooks/b", "hooks/c", "hooks/d"]).unwrap();
        let start = "4 files are not looked at: `hooks/a` (a hook ends in `.json`), ";
        assert!(many.starts_with(start), "{many}");
        assert!(
            many.ends_with("; and 1 more, which `pipelua doctor` lists"),
            "{many}"
        );
    }
}
