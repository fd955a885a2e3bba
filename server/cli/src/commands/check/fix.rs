//! `--fix` and `--diff`: applies fixes to a loaded workspace, and writes or shows what changed.

use std::path::Path;

use pipelua_analysis::SourceFile;
use pipelua_ide::{Change, Examined, FixRules, Fixed};
use rayon::prelude::*;

use super::codes::Codes;
use super::engine::Engine;
use super::write_fixes::{Refused, write};
use crate::commands::tell_note;
use crate::exit::Failure;
use crate::render::diff::unified_diff;
use crate::render::style::Palette;
use crate::report::{FixedCounts, Problem, ProblemKind};
use crate::terminal::{Terminal, print};
use crate::workspace::find::FromHere;
use crate::workspace::selection::Selection;

/// Files that are looked at between two evictions, and fewer than which no threads are started for.
const BATCH: usize = 256;
const FEW: usize = 8;

#[derive(Debug, clap::Args)]
pub(crate) struct FixArgs {
    /// Apply the safe fixes of what is reported, and report what is left
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff: also the fixes that may change what a run does
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what --fix would change and write nothing; ends with 1 if anything would change
    #[arg(long, conflicts_with = "formats")]
    diff: bool,
}

/// What is done about fixes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fixing {
    No,
    Write { unsafe_too: bool },
    Diff { unsafe_too: bool },
}

impl FixArgs {
    /// # Errors
    /// If unsafe fixes are asked for where none is applied.
    pub(crate) fn fixing(&self) -> Result<Fixing, Failure> {
        let unsafe_too = self.unsafe_fixes;
        match (self.diff, self.fix) {
            (true, _) => Ok(Fixing::Diff { unsafe_too }),
            (false, true) => Ok(Fixing::Write { unsafe_too }),
            (false, false) if unsafe_too => Err(Failure::new(
                "`--unsafe-fixes` says which fixes are applied, and without `--fix` none is",
            )
            .help("Add `--fix`, or `--diff` to see what would change.")),
            (false, false) => Ok(Fixing::No),
        }
    }
}

/// Where the text of one file came from standard input: its path in the workspace.
pub(crate) struct Typed<'a>(pub(crate) Option<&'a str>);

/// Fixes what is selected, in memory and, unless it is only to be shown or was typed, on the disk.
///
/// # Errors
/// If it cannot be printed.
pub(crate) fn fix(
    engine: &mut Engine,
    selection: &mut Selection,
    codes: &Codes,
    fixing: Fixing,
    typed: &Typed<'_>,
    terminal: &Terminal,
) -> Result<(FixedCounts, Vec<Problem>), Failure> {
    let unsafe_too = match fixing {
        Fixing::No => return Ok((FixedCounts::default(), Vec::new())),
        Fixing::Write { unsafe_too } | Fixing::Diff { unsafe_too } => unsafe_too,
    };
    let from_here = FromHere::new(&selection.root);
    if !engine.manifest_problems().is_empty() {
        tell_note(
            "nothing is fixed, because the manifest says what is to be found",
            terminal,
        );
        return Ok((FixedCounts::default(), Vec::new()));
    }
    let fixed = apply(engine, selection, codes, unsafe_too, typed);
    for back in &fixed.taken_back {
        let (code, file) = (back.added.0, from_here.path(&back.added.1));
        let at = from_here.path(&back.file);
        let note = format!(
            "`{}` ({}) in {at} was taken back: it would add `{code}` in {file}",
            back.title, back.code
        );
        tell_note(&note, terminal);
    }
    let mut counts = FixedCounts {
        findings: fixed.count,
        files: fixed.changes.len(),
    };
    let mut problems = Vec::new();
    match fixing {
        Fixing::Diff { .. } => {
            for change in &fixed.changes {
                print(&difference(change, &from_here, Palette::new(terminal.color)))?;
            }
        }
        _ if typed.0.is_some() => {}
        _ => {
            for refused in write(&selection.root, &fixed.changes) {
                counts.files -= 1;
                engine.put_back(refused.change);
                problems.push(problem(&refused, &selection.root));
            }
            for change in &fixed.changes {
                selection.follow(&change.old_path, &change.path);
            }
        }
    }
    Ok((counts, problems))
}

fn apply(
    engine: &mut Engine,
    selection: &Selection,
    codes: &Codes,
    unsafe_too: bool,
    typed: &Typed<'_>,
) -> Fixed {
    let rules = FixRules {
        wanted: &|code| codes.contains(code),
        reported: &|path| selection.contains(path),
        unsafe_too,
        only: typed.0,
    };
    engine.apply_fixes(&rules, |engine, files| {
        let mut all = Vec::with_capacity(files.len());
        for batch in files.chunks(BATCH) {
            if files.len() < FEW {
                all.extend(batch.iter().map(|file| examine(engine, *file, &rules)));
                continue;
            }
            crate::threads::start();
            let examined: Vec<Examined> = batch
                .par_iter()
                .map_with(engine.clone(), |engine, file| examine(engine, *file, &rules))
                .collect();
            all.extend(examined);
            if files.len() > BATCH {
                engine.let_go();
            }
        }
        all
    })
}

/// A file that cannot be checked offers nothing; the report says why.
fn examine(engine: &Engine, file: SourceFile, rules: &FixRules<'_>) -> Examined {
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| engine.examine(file, rules)));
    caught.unwrap_or_default()
}

fn difference(change: &Change, from_here: &FromHere, palette: Palette) -> String {
    let (from, to) = (from_here.path(&change.old_path), from_here.path(&change.path));
    unified_diff(&from, &to, &change.old, &change.new, palette)
}

fn problem(refused: &Refused<'_>, root: &Path) -> Problem {
    let path = FromHere::new(root).path(&refused.change.old_path);
    Problem {
        file: Some(refused.change.old_path.to_string()),
        message: format!("`{path}` is not fixed: {}", refused.reason),
        range: None,
        kind: ProblemKind::Io,
    }
}
