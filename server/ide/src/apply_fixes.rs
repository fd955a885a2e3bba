//! Applies fixes in rounds until none is left: the one source of what `check --fix` writes and `source.fixAll` does.

mod choice;
mod examine;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pipelua_analysis::{Database, FileText, Openness, SourceFile, file_at, files};

pub use self::examine::{Examined, examine};

use self::choice::choose;
use self::examine::Candidate;

/// More rounds than this are a fix that does not end its finding.
const MOST_ROUNDS: usize = 10;

/// How often a round may be taken back, to find the fixes that are to blame.
const MOST_TAKEN_BACK: usize = 200;

/// Which fixes are applied.
pub struct FixRules<'a> {
    /// Whether findings of this code are.
    pub wanted: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether findings in the file at this path are.
    pub reported: &'a (dyn Fn(&str) -> bool + Sync),
    /// Those as well that are to be looked at.
    pub unsafe_too: bool,
    /// The only file that may change.
    pub only: Option<&'a str>,
}

/// What applying fixes came to.
#[derive(Debug, Default)]
pub struct Fixed {
    /// Findings that were fixed.
    pub count: usize,
    /// Files that are to be written, in order of their paths.
    pub changes: Vec<Change>,
    /// Fixes that were not kept.
    pub taken_back: Vec<TakenBack>,
}

/// One file before and after.
#[derive(Debug)]
pub struct Change {
    pub path: Arc<str>,
    /// Where it lies now; another path where it is to be renamed.
    pub old_path: Arc<str>,
    pub old: Arc<str>,
    pub new: Arc<str>,
    /// Changes of one number are written together or not at all.
    pub group: usize,
}

/// A fix that would have made something worse.
#[derive(Debug)]
pub struct TakenBack {
    pub file: Arc<str>,
    pub code: &'static str,
    pub title: String,
    /// The code and the file of the error that it would have added.
    pub added: (&'static str, Arc<str>),
}

/// Asks for what [`examine`] says of each file, in their order.
pub(crate) type Ask<'a> = dyn FnMut(&mut Database, &[SourceFile]) -> Vec<Examined> + 'a;

/// Applies the fixes that `rules` name to the texts in `db`. Of fixes that touch each other the first is applied and the
/// others are looked at again in the next round. A round after which a file parses worse, or has an error that it did
/// not have, is taken back, and what is to blame is left out.
pub fn apply_fixes(db: &mut Database, rules: &FixRules<'_>, ask: &mut Ask<'_>) -> Fixed {
    let originals: BTreeMap<Arc<str>, FileText> = texts(db);
    let mut work = Work::default();
    let all: Vec<SourceFile> = match rules.only {
        Some(path) => file_at(db, path).into_iter().collect(),
        None => files(db)
            .values()
            .copied()
            // What a safe fix does cannot be seen from another file.
            .filter(|file| rules.unsafe_too || (rules.reported)(file.path(db)))
            .collect(),
    };
    work.look(db, &all, ask);
    let mut fixed = Fixed::default();
    let (mut rounds, mut taken_back, mut most) = (0, 0, usize::MAX);
    while rounds < MOST_ROUNDS && taken_back < MOST_TAKEN_BACK {
        let chosen = work.chosen(most);
        if chosen.is_empty() {
            break;
        }
        let unseen = work.unseen(db, &chosen);
        work.look(db, &unseen, ask);
        let undo = apply(db, &chosen);
        let before = work.state.clone();
        let again = work.to_look_at(db, &chosen, rules);
        work.look(db, &again, ask);
        if let Some(added) = work.worse_than(&before, &chosen) {
            undo.run(db);
            work.state = before;
            taken_back += 1;
            if let [only] = chosen.as_slice() {
                work.refused.insert(only.key());
                fixed.taken_back.push(TakenBack {
                    file: only.file.clone(),
                    code: only.code,
                    title: only.title.clone(),
                    added,
                });
                most = usize::MAX;
            } else {
                most = chosen.len() / 2;
            }
            continue;
        }
        rounds += usize::from(most == usize::MAX);
        most = usize::MAX;
        fixed.count += chosen.len();
        work.keep(&chosen);
    }
    fixed.changes = work.changes(db, &originals);
    fixed
}

/// What is known between rounds.
#[derive(Default)]
struct Work {
    state: BTreeMap<Arc<str>, Examined>,
    refused: BTreeSet<(Arc<str>, &'static str, String)>,
    /// Where a file lay first, by where it lies now.
    moved: BTreeMap<Arc<str>, Arc<str>>,
    /// First paths of files that are written together.
    ties: Vec<BTreeSet<Arc<str>>>,
}

impl Work {
    fn look(&mut self, db: &mut Database, wanted: &[SourceFile], ask: &mut Ask<'_>) {
        let found = ask(db, wanted);
        self.state.retain(|path, _| file_at(db, path).is_some());
        for (file, examined) in wanted.iter().zip(found) {
            self.state.insert(file.path(db).clone(), examined);
        }
    }

    fn chosen(&self, most: usize) -> Vec<Candidate> {
        let offered = self.state.values().flat_map(|examined| &examined.candidates);
        choose(
            offered.filter(|candidate| !self.refused.contains(&candidate.key())),
            most,
        )
    }

    /// Files that these fixes change and that were not looked at so far.
    fn unseen(&self, db: &Database, chosen: &[Candidate]) -> Vec<SourceFile> {
        let changed: BTreeSet<&str> = chosen.iter().flat_map(Candidate::paths).collect();
        let unseen = changed.into_iter().filter(|path| !self.state.contains_key(*path));
        unseen.filter_map(|path| file_at(db, path)).collect()
    }

    /// Files whose findings may be others after these fixes.
    fn to_look_at(&self, db: &Database, chosen: &[Candidate], rules: &FixRules<'_>) -> Vec<SourceFile> {
        let is_wide = rules.only.is_none() && chosen.iter().any(|candidate| !candidate.safe);
        let touched: BTreeSet<&str> = chosen.iter().flat_map(Candidate::paths_after).collect();
        let known = files(db).iter();
        let wanted = known.filter(|(path, _)| {
            let stale = || {
                let examined = self.state.get(*path);
                examined.is_some_and(|examined| {
                    let mut candidates = examined.candidates.iter();
                    candidates.any(|candidate| candidate.paths().any(|path| touched.contains(path)))
                })
            };
            is_wide || touched.contains(&***path) || stale()
        });
        wanted.map(|(_, file)| *file).collect()
    }

    /// An error that was not there before these fixes.
    fn worse_than(
        &self,
        before: &BTreeMap<Arc<str>, Examined>,
        chosen: &[Candidate],
    ) -> Option<(&'static str, Arc<str>)> {
        let renames: BTreeMap<&str, &str> = chosen
            .iter()
            .flat_map(|candidate| &candidate.renames)
            .map(|(from, to)| (to.as_str(), from.as_str()))
            .collect();
        let nothing = Examined::default();
        let pair = |path: &str| {
            let from = renames.get(path).copied().unwrap_or(path);
            before.get(from).unwrap_or(&nothing)
        };
        // What a broken text held back is seen once it is mended, there and by those that use it.
        let mends = self
            .state
            .iter()
            .any(|(path, after)| after.broken() < pair(path).broken());
        for (path, after) in &self.state {
            let was = pair(path);
            let is_to_mend =
                |candidate: &Candidate| candidate.mends() && candidate.paths_after().any(|at| *at == **path);
            if after.broken() > was.broken()
                || was.broken() > 0 && after.broken() == was.broken() && chosen.iter().any(is_to_mend)
            {
                let code = after.first_broken().unwrap_or("syntax-error");
                return Some((code, path.clone()));
            }
            if mends || was.broken() > 0 {
                continue;
            }
            let mut errors = after.errors.iter();
            let more = errors.find(|(code, count)| was.errors.get(*code).is_none_or(|was| was < count));
            if let Some((code, _)) = more {
                return Some((code, path.clone()));
            }
        }
        None
    }

    fn keep(&mut self, chosen: &[Candidate]) {
        for candidate in chosen {
            let paths: BTreeSet<Arc<str>> = candidate.paths().map(|path| self.first_path(path)).collect();
            for (from, to) in &candidate.renames {
                let first = self.first_path(from);
                self.moved.remove(from.as_str());
                self.moved.insert(to.as_str().into(), first);
            }
            if paths.len() > 1 {
                let (met, mut rest): (Vec<_>, Vec<_>) =
                    self.ties.drain(..).partition(|tie| !tie.is_disjoint(&paths));
                rest.push(met.into_iter().flatten().chain(paths).collect());
                self.ties = rest;
            }
        }
    }

    fn first_path(&self, path: &str) -> Arc<str> {
        self.moved.get(path).cloned().unwrap_or_else(|| path.into())
    }

    fn changes(&self, db: &Database, originals: &BTreeMap<Arc<str>, FileText>) -> Vec<Change> {
        let mut changes = Vec::new();
        for (path, file) in files(db).iter() {
            let old_path = self.first_path(path);
            let Some(old) = originals.get(&old_path).map(FileText::as_str) else {
                continue;
            };
            let new = file.text(db).as_str();
            if old == new && old_path == *path {
                continue;
            }
            let tie = self.ties.iter().position(|tie| tie.contains(&old_path));
            changes.push(Change {
                path: path.clone(),
                group: tie.unwrap_or(self.ties.len() + changes.len()),
                old_path,
                old: old.clone(),
                new: new.clone(),
            });
        }
        changes
    }
}

fn texts(db: &Database) -> BTreeMap<Arc<str>, FileText> {
    let all = files(db).iter();
    all.map(|(path, file)| (path.clone(), file.text(db).clone()))
        .collect()
}

/// What the texts were before a round.
struct Undo {
    texts: Vec<(Arc<str>, FileText)>,
    added: Vec<String>,
}

impl Undo {
    fn run(self, db: &mut Database) {
        for path in self.added {
            db.remove(&path);
        }
        for (path, text) in self.texts {
            db.set_text(&path, text, Openness::Closed);
        }
    }
}

/// Puts fixes into the texts; none of them touches another.
fn apply(db: &mut Database, chosen: &[Candidate]) -> Undo {
    let mut by_file: BTreeMap<&Arc<str>, Vec<&examine::Replacement>> = BTreeMap::new();
    for edit in chosen.iter().flat_map(|candidate| &candidate.edits) {
        by_file.entry(&edit.path).or_default().push(edit);
    }
    let mut undo = Undo {
        texts: Vec::new(),
        added: Vec::new(),
    };
    for (path, mut edits) in by_file {
        let Some(file) = file_at(db, path) else { continue };
        let old = file.text(db).clone();
        let mut text = old.as_str().to_string();
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        for edit in edits.into_iter().rev() {
            text.replace_range(edit.range.as_usize(), &edit.new_text);
        }
        undo.texts.push((path.clone(), old));
        db.set_text(path, FileText::Utf8(text.into()), Openness::Closed);
    }
    for (from, to) in chosen.iter().flat_map(|candidate| &candidate.renames) {
        let Some(file) = file_at(db, from) else { continue };
        let text = file.text(db).clone();
        if !undo.texts.iter().any(|(path, _)| **path == **from) {
            undo.texts.push((from.as_str().into(), text.clone()));
        }
        undo.added.push(to.clone());
        db.remove(from);
        db.set_text(to, text, Openness::Closed);
    }
    undo
}

#[cfg(test)]
mod tests;
