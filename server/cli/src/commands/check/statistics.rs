//! `check --statistics`: how much the checker knows of the types, and what each lint finds and costs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use pipelua_analysis::SourceFile;
use pipelua_analysis::lint::registry;
use pipelua_analysis::statistics::{KnownTypes, Step};
use serde::Serialize;

use super::FailOn;
use super::codes::Codes;
use super::engine::Engine;
use super::formats::{FormatName, FormatSpec, write_documents};
use crate::commands::tell_problem;
use crate::exit::{Failure, Outcome};
use crate::render::escape::escape;
use crate::render::json::{TOOL, Tool};
use crate::render::summary::plural;
use crate::report::{Counts, PlacedProblem, Problem};
use crate::terminal::Terminal;
use crate::workspace::read::read;
use crate::workspace::selection::{Selection, select};

/// Files between two evictions of what was cached for them.
const BATCH: usize = 256;

/// Rows that are shown of what may be long; `-v` shows all.
const SHOWN: usize = 10;

/// The figures of one workspace.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Figures {
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<Tool>,
    root: String,
    files: usize,
    errors: Vec<Problem>,
    types: Share,
    scripts: Vec<Script>,
    steps: Vec<Timed>,
    lints: Vec<LintFigures>,
    summary: Counts,
}

/// Expressions by what is known of their types.
#[derive(Serialize, Clone, Copy, Default)]
struct Share {
    expressions: u32,
    known: u32,
    any: u32,
}

#[derive(Serialize)]
struct Script {
    file: String,
    #[serde(flatten)]
    share: Share,
}

/// A step that is no lint.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Timed {
    step: &'static str,
    time_ns: u64,
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct LintFigures {
    code: &'static str,
    findings: usize,
    /// Left out for those that are found while a file is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_ns: Option<u64>,
}

/// Prints the figures of the files named.
///
/// # Errors
/// If a path is in no workspace, or the output cannot be written.
pub(super) fn run(
    paths: &[PathBuf],
    codes: &Codes,
    fail_on: Option<FailOn>,
    specs: &[FormatSpec],
    terminal: &Terminal,
) -> Outcome {
    let selections = select(paths)?;
    if specs.iter().any(|spec| spec.name == FormatName::Json) && selections.len() > 1 {
        return Err(Failure::new(format!(
            "`--format json` holds one workspace, and these paths belong to {}",
            selections.len()
        )));
    }
    let mut all = Vec::new();
    let (mut failed, mut problems) = (false, Vec::new());
    for selection in &selections {
        let files = read(&selection.root);
        let mut engine = Engine::load(files.texts);
        let mut figures = measure(&mut engine, selection, codes);
        figures.errors.extend(selection.problems.iter().cloned());
        figures.errors.extend(files.problems);
        figures.errors.extend(engine.manifest_problems());
        for problem in &figures.errors {
            tell_problem(problem, &selection.root, terminal);
        }
        let severity = FailOn::in_force(fail_on, &engine).severity();
        failed |= severity.is_some_and(|severity| figures.summary.at_least(severity) > 0);
        let placed = figures.errors.iter().cloned();
        problems.extend(placed.map(|problem| PlacedProblem::new(problem, &"".into())));
        all.push(figures);
    }
    write_documents(specs, "--statistics", |name| match name {
        FormatName::Json => all.iter().map(json).collect(),
        _ => all
            .iter()
            .map(|figures| text(figures, terminal.verbose))
            .collect::<Vec<_>>()
            .join("\n"),
    })?;
    let totals = crate::report::Totals {
        problems,
        ..Default::default()
    };
    Ok(super::workspaces::exit(&totals, failed))
}

/// One file after the other on one thread, so that times can be added up.
fn measure(engine: &mut Engine, selection: &Selection, codes: &Codes) -> Figures {
    let files: Vec<SourceFile> = engine.files(|path| selection.contains(path));
    let mut times: BTreeMap<&'static str, Duration> = BTreeMap::new();
    let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut figures = Figures {
        version: 1,
        tool: Some(TOOL),
        root: selection.root.to_string_lossy().replace('\\', "/"),
        files: files.len(),
        ..Figures::default()
    };
    let mut total = KnownTypes::default();
    for (index, batch) in files.chunks(BATCH).enumerate() {
        if index > 0 {
            engine.let_go();
        }
        engine.steps(batch, &mut |step, work| {
            let start = Instant::now();
            work();
            *times.entry(name(step)).or_default() += start.elapsed();
        });
        for file in batch {
            if let Some(known) = engine.known_types(*file) {
                total = total + known;
                figures.scripts.push(Script {
                    file: engine.path(*file).to_owned(),
                    share: share(known),
                });
            }
            let findings = engine.check(*file, codes, false).findings;
            for finding in findings {
                *found.entry(finding.code).or_default() += 1;
                figures.summary.count(finding.severity);
            }
        }
    }
    figures.types = share(total);
    let nanos = |name: &str| {
        times
            .get(name)
            .map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
    };
    figures.steps = STEPS
        .iter()
        .map(|step| Timed {
            step,
            time_ns: nanos(step).unwrap_or(0),
        })
        .collect();
    figures.lints = registry()
        .iter()
        .filter(|lint| codes.contains(lint.code))
        .map(|lint| LintFigures {
            code: lint.code,
            findings: found.get(lint.code).copied().unwrap_or(0),
            time_ns: nanos(lint.code),
        })
        .collect();
    figures
}

const STEPS: [&str; 3] = ["parse", "names", "types"];

fn name(step: Step) -> &'static str {
    match step {
        Step::Parse => STEPS[0],
        Step::Names => STEPS[1],
        Step::Types => STEPS[2],
        Step::Lint(lint) => lint.code,
    }
}

fn share(known: KnownTypes) -> Share {
    Share {
        expressions: known.expressions,
        known: known.known,
        any: known.any,
    }
}

fn json(figures: &Figures) -> String {
    let mut text = serde_json::to_string_pretty(figures).expect("all keys are strings");
    text.push('\n');
    text
}

fn text(figures: &Figures, verbose: bool) -> String {
    let mut out = format!("types: {} known\n", of_all(figures.types));
    let mut scripts: Vec<&Script> = figures.scripts.iter().collect();
    // Least known first; then in order of their paths.
    scripts.sort_by_key(|script| (per_mille(script.share), script.file.clone()));
    let rows = if verbose { scripts.len() } else { SHOWN };
    for script in scripts.iter().take(rows) {
        let _ = writeln!(out, "  {:<48}  {}", escape(&script.file), of_all(script.share));
    }
    more(&mut out, scripts.len().saturating_sub(rows), "script");
    out.push_str("\ntime:");
    for (index, step) in figures.steps.iter().enumerate() {
        let _ = write!(
            out,
            "{} {} {}",
            if index == 0 { "" } else { "," },
            step.step,
            millis(step.time_ns)
        );
    }
    let lints: u64 = figures.lints.iter().filter_map(|lint| lint.time_ns).sum();
    let _ = writeln!(out, ", lints {}", millis(lints));
    let mut lints = figures.lints.clone();
    lints.sort_by_key(|lint| {
        (
            std::cmp::Reverse(lint.findings),
            std::cmp::Reverse(lint.time_ns),
            lint.code,
        )
    });
    let mut slowest: Vec<u64> = lints.iter().filter_map(|lint| lint.time_ns).collect();
    slowest.sort_unstable_by(|a, b| b.cmp(a));
    let slow = slowest.get(SHOWN - 1).copied().unwrap_or(0);
    let is_shown =
        |lint: &&LintFigures| verbose || lint.findings > 0 || lint.time_ns.is_some_and(|time| time >= slow);
    let (shown, hidden): (Vec<&LintFigures>, Vec<&LintFigures>) = lints.iter().partition(is_shown);
    let _ = writeln!(out, "  {:<28}{:>9}{:>13}", "lint", "findings", "time");
    for lint in shown {
        let time = lint.time_ns.map_or_else(|| "-".to_owned(), millis);
        let _ = writeln!(out, "  {:<28}{:>9}{time:>13}", lint.code, lint.findings);
    }
    more(&mut out, hidden.len(), "lint");
    let findings: usize = figures.lints.iter().map(|lint| lint.findings).sum();
    let _ = writeln!(
        out,
        "\n{}, {}",
        plural(figures.files, "file"),
        plural(findings, "finding")
    );
    out
}

fn more(out: &mut String, hidden: usize, what: &str) {
    if hidden > 0 {
        let _ = writeln!(out, "  and {} more (-v shows all)", plural(hidden, what));
    }
}

/// `97.4 % of 120 expressions`, rounded down.
fn of_all(share: Share) -> String {
    let known = per_mille(share);
    format!(
        "{}.{} % of {}",
        known / 10,
        known % 10,
        plural(share.expressions as usize, "expression")
    )
}

fn per_mille(share: Share) -> u64 {
    let known = u64::from(share.known) * 1000;
    known.checked_div(u64::from(share.expressions)).unwrap_or(1000)
}

fn millis(time_ns: u64) -> String {
    let micros = time_ns / 1000;
    format!("{}.{:03} ms", micros / 1000, micros % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down_so_that_all_is_all() {
        let of = |expressions, known| {
            of_all(Share {
                expressions,
                known,
                any: 0,
            })
        };
        assert_eq!(of(3, 2), "66.6 % of 3 expressions");
        assert_eq!(of(10_000, 9_999), "99.9 % of 10000 expressions");
        assert_eq!(of(1, 1), "100.0 % of 1 expression");
        assert_eq!(of(0, 0), "100.0 % of 0 expressions");
    }
}
