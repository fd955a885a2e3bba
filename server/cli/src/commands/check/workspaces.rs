//! Checks one workspace after another, and adds up what they come to.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use pipelua_analysis::{FileKind, FileText, MANIFEST};

use super::baseline::{Update, update_baseline};
use super::call::Call;
use super::engine::Engine;
use super::fail_on::FailOn;
use super::fix::{Fixing, Typed, fix};
use super::formats::{FormatSpec, Outputs};
use super::prints;
use super::sweep::{Asked, sweep};
use crate::commands::{tell_note, tell_problem};
use crate::exit::{Exit, Failure};
use crate::render::summary::{fixed, plural};
use crate::report::{FixedCounts, PlacedProblem, ProblemKind, Severity, ToldFinding, Totals, View};
use crate::terminal::{Terminal, print};
use crate::workspace::find::{FromHere, absolute};
use crate::workspace::read::{Files, read};
use crate::workspace::selection::Selection;
use crate::workspace::stranger::Strangers;

/// What a check came to.
pub(super) struct Checked {
    pub(super) exit: Exit,
    /// What was told, if that was asked for.
    pub(super) told: Vec<ToldFinding>,
}

/// # Errors
/// If something cannot be written.
pub(super) fn check(call: Call, specs: &[FormatSpec], terminal: &Terminal) -> Result<Checked, Failure> {
    let Call {
        codes,
        fixing,
        fail_on: typed_fail_on,
        selections,
        typed,
        prefixes,
        update,
        before,
        keep_told,
    } = call;
    let root = selections
        .first()
        .map_or_else(PathBuf::new, |selection| selection.root.clone());
    let mut outputs = Outputs::open(specs, terminal, &root, &prefixes);
    if typed.is_some() && fixing != Fixing::No {
        outputs.leave_stdout()?;
    }
    let mut totals = Totals::default();
    let mut would_fix = FixedCounts::default();
    let mut strangers = Strangers::default();
    let mut failed = false;
    for ((mut selection, prefix), before) in selections.into_iter().zip(&prefixes).zip(before) {
        let prefix: Arc<str> = prefix.as_str().into();
        let mut files = read(&selection.root);
        files.texts.extend(files.baseline.take());
        let mut problems = Vec::new();
        let mut typed_path = None;
        if let Some((file, text)) = &typed {
            typed_path = Some(override_text(&mut files, &selection, &absolute(file)?, text));
        }
        problems.extend(selection.problems.iter().cloned());
        problems.extend(
            files
                .problems
                .iter()
                .filter(|problem| {
                    let file = problem.file.as_deref();
                    file.is_none_or(|file| file == MANIFEST || selection.contains(file))
                })
                .cloned(),
        );
        problems.extend(files.baseline_problem.take());
        strangers.add(&selection, &files, |_| true);

        let mut engine = Engine::load(files.texts);
        problems.extend(engine.manifest_problems());
        problems.extend(engine.baseline_problem());
        let typed_path = Typed(typed_path.as_deref());
        let (fixed, mut unwritten) = fix(&mut engine, &mut selection, &codes, fixing, &typed_path, terminal)?;
        problems.append(&mut unwritten);
        for problem in &problems {
            tell_problem(problem, &selection.root, terminal);
        }
        let placed = problems.into_iter();
        totals
            .problems
            .extend(placed.map(|problem| PlacedProblem::new(problem, &prefix)));
        match (fixing, typed_path.0) {
            (Fixing::No, _) => {}
            (Fixing::Diff { .. }, _) => {
                would_fix = would_fix + fixed;
                continue;
            }
            (Fixing::Write { .. }, typed_path) => {
                totals.fixed = Some(totals.fixed.unwrap_or_default() + fixed);
                if let (Some(path), Some((_, text))) = (typed_path, &typed) {
                    print(engine.text_at(path).unwrap_or(text.as_str()))?;
                }
            }
        }

        let fail_on = FailOn::in_force(typed_fail_on, &engine).severity();
        let show_hints = terminal.verbose || fail_on == Some(Severity::Hint);
        let view = View {
            from_here: FromHere::new(&selection.root),
            mildest: if show_hints {
                Severity::Hint
            } else {
                Severity::Info
            },
            fail_on,
            prefix,
        };
        if update != Update::No {
            update_baseline(&mut engine, &selection, &codes, view.mildest, update, terminal)?;
        }
        let known: Option<HashSet<String>> = before.map(|texts| {
            let there = prints::all(&mut Engine::load(texts), |_| true);
            there.into_iter().map(|print| print.fingerprint).collect()
        });
        let before = totals.counts;
        let asked = Asked {
            selection: &selection,
            codes: &codes,
            view: Arc::new(view),
            known: known.as_ref(),
            keep_told,
        };
        sweep(&mut engine, &asked, &mut outputs, &mut totals)?;
        failed |=
            fail_on.is_some_and(|severity| totals.counts.at_least(severity) > before.at_least(severity));
    }
    totals.skipped = strangers.skipped;
    for mut problem in strangers.problems() {
        tell_problem(&problem, &root, terminal);
        if prefixes.len() > 1 {
            // Its message names it; its file does not say in which of them it lies.
            problem.file = None;
        }
        let prefix = prefixes.first().map_or("", String::as_str);
        totals.problems.push(PlacedProblem::new(problem, &prefix.into()));
    }
    for note in strangers.notes() {
        tell_note(&note, terminal);
    }
    if let Fixing::Diff { .. } = fixing {
        let (findings, files) = (
            plural(would_fix.findings, "finding"),
            plural(would_fix.files, "file"),
        );
        if !terminal.quiet {
            eprintln!("would fix {findings} in {files}");
        }
        return Ok(Checked {
            exit: exit(&totals, would_fix.files > 0),
            told: Vec::new(),
        });
    }
    if let (Some(fixed), false) = (fixed(&totals), outputs.for_people() || terminal.quiet) {
        eprintln!("{fixed}");
    }
    outputs.finish(&totals)?;
    Ok(Checked {
        exit: exit(&totals, failed),
        told: totals.told,
    })
}

pub(super) fn exit(totals: &Totals, failed: bool) -> Exit {
    if totals
        .problems
        .iter()
        .any(|problem| problem.problem.kind == ProblemKind::Internal)
    {
        eprintln!("{}", crate::panic::how_to_report());
        Exit::Ours
    } else if !totals.problems.is_empty() {
        Exit::Usage
    } else if failed {
        Exit::No
    } else {
        Exit::Fine
    }
}

/// Puts what was typed in the place of what lies on the disk; gives its path in the workspace.
fn override_text(
    files: &mut Files,
    selection: &Selection,
    file: &std::path::Path,
    text: &FileText,
) -> Arc<str> {
    let relative = file.strip_prefix(&selection.root).unwrap_or(file);
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    let path: Arc<str> = parts.join("/").into();
    files
        .problems
        .retain(|problem| problem.file.as_deref() != Some(&*path));
    files.texts.retain(|(each, _)| *each != path);
    if FileKind::of(&path) == FileKind::Other {
        if !files.others.iter().any(|other| *other == *path) {
            files.others.push(path.to_string());
        }
        return path;
    }
    files.texts.push((path.clone(), text.clone()));
    files.texts.sort_by(|a, b| a.0.cmp(&b.0));
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Problem;

    #[track_caller]
    fn check(kinds: &[ProblemKind], failed: bool, expected: Exit) {
        let problem = |kind: &ProblemKind| Problem {
            file: None,
            message: String::new(),
            range: None,
            kind: *kind,
        };
        let totals = Totals {
            problems: kinds
                .iter()
                .map(|kind| PlacedProblem::new(problem(kind), &"".into()))
                .collect(),
            ..Totals::default()
        };
        assert_eq!(exit(&totals, failed), expected);
    }

    #[test]
    fn our_fault_wins_over_the_users_and_that_over_findings() {
        check(&[], false, Exit::Fine);
        check(&[], true, Exit::No);
        check(&[ProblemKind::Io], true, Exit::Usage);
        check(&[ProblemKind::Manifest, ProblemKind::Internal], true, Exit::Ours);
    }
}
