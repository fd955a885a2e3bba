//! Checks many files on all cores, in batches, so that what one batch needed is gone before the next.

use std::collections::HashSet;
use std::sync::Arc;

use pipelua_analysis::SourceFile;
use pipelua_ide::Told;
use rayon::prelude::*;

use super::codes::Codes;
use super::engine::Engine;
use super::formats::Outputs;
use crate::exit::Failure;
use crate::report::{Counts, FileReport, PlacedProblem, Problem, ProblemKind, ToldFinding, Totals, View};
use crate::workspace::selection::Selection;

/// Files in a batch; salsa lets go of what it cached only between batches.
const BATCH: usize = 256;

/// Fewer files than this are checked without starting threads.
const FEW: usize = 8;

/// What is asked of one workspace.
pub(crate) struct Asked<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) codes: &'a Codes,
    pub(crate) view: Arc<View>,
    /// Fingerprints of what was found before, and is not told again.
    pub(crate) known: Option<&'a HashSet<String>>,
    /// Whether what is told goes into the totals as well.
    pub(crate) keep_told: bool,
}

/// What is kept of a file once it is rendered.
struct Checked {
    pieces: Vec<String>,
    counts: Counts,
    shown: Counts,
    with_safe_fix: usize,
    with_unsafe_fix: usize,
    suppressed: u32,
    baselined: u32,
    told: Vec<ToldFinding>,
    problem: Option<Problem>,
}

/// Checks the selected files of one workspace and writes what they have, in the order of their paths.
///
/// # Errors
/// If the output cannot be written.
pub(crate) fn sweep(
    engine: &mut Engine,
    asked: &Asked<'_>,
    outputs: &mut Outputs,
    totals: &mut Totals,
) -> Result<(), Failure> {
    let files: Vec<SourceFile> = engine.files(|path| asked.selection.contains(path));
    for (index, batch) in files.chunks(BATCH).enumerate() {
        if index > 0 {
            engine.let_go();
        }
        let writers: &Outputs = outputs;
        let checked: Vec<Checked> = if files.len() < FEW {
            batch
                .iter()
                .map(|file| check_file(engine, *file, asked, writers))
                .collect()
        } else {
            crate::threads::start();
            batch
                .par_iter()
                .map_with(engine.clone(), |engine, file| {
                    check_file(engine, *file, asked, writers)
                })
                .collect()
        };
        for mut file in checked {
            add(totals, &file);
            totals.told.append(&mut file.told);
            outputs.take(file.pieces)?;
            if let Some(problem) = file.problem {
                eprintln!("error: {}", problem.message);
                totals
                    .problems
                    .push(PlacedProblem::new(problem, &asked.view.prefix));
            }
        }
    }
    Ok(())
}

fn check_file(engine: &Engine, file: SourceFile, asked: &Asked<'_>, outputs: &Outputs) -> Checked {
    // Analysis never panics; should it do so, the other files are still checked.
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let with_fingerprints = outputs.for_machines() || asked.known.is_some() || asked.keep_told;
        engine.check(file, asked.codes, with_fingerprints)
    }));
    let (told, problem) = match caught {
        Ok(told) => (told, None),
        Err(_) => (Told::default(), Some(failed(engine.path(file)))),
    };
    let Told {
        mut findings,
        suppressed,
        baselined,
    } = told;
    if let Some(known) = asked.known {
        findings.retain(|finding| !known.contains(&finding.fingerprint));
    }
    let mut counts = Counts::default();
    for finding in &findings {
        counts.count(finding.severity);
    }
    let report = FileReport {
        findings,
        view: asked.view.clone(),
    };
    let mut shown = Counts::default();
    let (mut with_safe_fix, mut with_unsafe_fix) = (0, 0);
    let mut told = Vec::new();
    for finding in report.shown() {
        if asked.keep_told {
            told.push(ToldFinding {
                fingerprint: format!("{}{}", asked.view.prefix, finding.fingerprint),
                severity: finding.severity,
                place: crate::render::place(&asked.view.from_here, &finding.file, finding.range),
                code: finding.code,
                message: finding.message.clone(),
            });
        }
        shown.count(finding.severity);
        let is_safe = finding.fixes.iter().any(|fix| fix.safe);
        with_safe_fix += usize::from(is_safe);
        with_unsafe_fix += usize::from(!is_safe && !finding.fixes.is_empty());
    }
    Checked {
        pieces: outputs.render(&report, engine.text(file)),
        counts,
        shown,
        with_safe_fix,
        with_unsafe_fix,
        suppressed,
        baselined,
        told,
        problem,
    }
}

fn failed(path: &str) -> Problem {
    Problem {
        file: Some(path.to_owned()),
        message: format!(
            "`{path}` could not be checked, and that is our fault: {}",
            crate::panic::take()
        ),
        range: None,
        kind: ProblemKind::Internal,
    }
}

fn add(totals: &mut Totals, file: &Checked) {
    totals.checked += 1;
    totals.counts = totals.counts + file.counts;
    totals.shown = totals.shown + file.shown;
    totals.files_with_findings += usize::from(file.shown != Counts::default());
    totals.with_safe_fix += file.with_safe_fix;
    totals.with_unsafe_fix += file.with_unsafe_fix;
    totals.suppressed += file.suppressed;
    totals.baselined += file.baselined;
}
