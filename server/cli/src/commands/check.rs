//! `pipelua check`: what the editor would report, for a terminal and for machines.

pub(crate) mod codes;
pub(crate) mod engine;
mod fix;
mod formats;
mod print_config;
mod statistics;
mod sweep;
mod write_fixes;

use std::path::PathBuf;
use std::sync::Arc;

use pipelua_analysis::workspace::manifest;
use pipelua_analysis::{FileKind, FileText, MANIFEST};

use self::codes::Codes;
use self::engine::Engine;
use self::fix::{FixArgs, Fixing, Typed, fix};
use self::formats::{FormatName, FormatSpec, Outputs};
use crate::commands::{tell_note, tell_problem};
use crate::exit::{Exit, Failure, Outcome};
use crate::format_spec::{self, FormatNames as _};
use crate::render::summary::{fixed, plural};
use crate::report::{FixedCounts, Problem, ProblemKind, Severity, Totals, View};
use crate::terminal::{Terminal, print};
use crate::workspace::find::{FromHere, absolute};
use crate::workspace::read::{Files, read, read_stdin};
use crate::workspace::selection::{Selection, select, select_unwritten};
use crate::workspace::stranger::Strangers;

/// Report what is wrong with scripts, pipelines, samples and the manifest
///
/// Paths choose what is reported; the whole workspace is always analysed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua check\n  pipelua check scripts/geo_check.lua --select 'undefined-*'\n  \
                        pipelua check --fix\n  pipelua check --format concise --format json=findings.json --fail-on error"
)]
pub(crate) struct Args {
    /// Files and folders to report on [default: the whole workspace]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Output as NAME, to standard output or to FILE: text, concise, json, jsonl
    #[arg(long = "format", value_name = "NAME[=FILE]", value_parser = format_spec::parse::<FormatName>)]
    formats: Vec<FormatSpec>,
    /// Report only these; the end may be `-*`
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not report these; the end may be `-*`
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The mildest finding that ends in exit code 1 [default: the manifest's, else warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    #[command(flatten)]
    fix: FixArgs,
    /// Tell figures instead of findings: types that are known, findings and time of each lint
    #[arg(long, conflicts_with_all = ["stdin", "fix", "diff"])]
    statistics: bool,
    /// Tell what holds for FILE, and what says so: the severity of each lint, hooks, limits
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "stdin", "fix", "diff", "statistics"])]
    print_config: Option<PathBuf>,
    /// Take the text of one file from standard input
    #[arg(long, requires = "stdin_filename", conflicts_with = "paths")]
    stdin: bool,
    /// The file whose text comes from standard input; it need not exist
    #[arg(long, value_name = "FILE", requires = "stdin")]
    stdin_filename: Option<PathBuf>,
}

/// From which severity on the answer is no.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Info,
    Hint,
    Never,
}

impl From<manifest::FailOn> for FailOn {
    fn from(fail_on: manifest::FailOn) -> Self {
        match fail_on {
            manifest::FailOn::At(Severity::Error) => Self::Error,
            manifest::FailOn::At(Severity::Warning) => Self::Warning,
            manifest::FailOn::At(Severity::Info) => Self::Info,
            manifest::FailOn::At(Severity::Hint) => Self::Hint,
            manifest::FailOn::Never => Self::Never,
        }
    }
}

impl FailOn {
    /// The one in force: of the command line, else of the manifest, else `warning`.
    fn in_force(typed: Option<Self>, engine: &Engine) -> Self {
        typed
            .or_else(|| engine.manifest().fail_on.map(Self::from))
            .unwrap_or(Self::Warning)
    }

    fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Hint => Some(Severity::Hint),
            Self::Never => None,
        }
    }
}

pub(crate) fn run(args: Args, terminal: &Terminal) -> Outcome {
    let codes = Codes::new(&args.select, &args.ignore)?;
    let fixing = args.fix.fixing()?;
    let specs = format_spec::resolve(args.formats)?;
    if let Some(file) = &args.print_config {
        return print_config::run(file, &codes, args.fail_on, &specs, terminal);
    }
    if args.statistics {
        return statistics::run(&args.paths, &codes, args.fail_on, &specs, terminal);
    }
    let (selections, typed) = if args.stdin {
        let file = args.stdin_filename.unwrap_or_default();
        (select_unwritten(&file), Some((file, read_stdin()?)))
    } else {
        (select(&args.paths), None)
    };
    let selections = match selections {
        Ok(selections) => selections,
        Err(failure) => {
            let outputs = Outputs::open(&specs, terminal, &absolute(".".as_ref())?);
            let problems = vec![Problem {
                file: None,
                message: failure.message.clone(),
                range: None,
                kind: ProblemKind::Usage,
            }];
            outputs.finish_machines(&Totals {
                problems,
                ..Totals::default()
            })?;
            return Err(failure);
        }
    };
    let machine = specs.iter().find(|spec| spec.name.is_for_machines());
    if let (Some(spec), true) = (machine, selections.len() > 1) {
        return Err(Failure::new(format!(
            "`--format {}` holds one workspace, and these paths belong to {}",
            spec.name.as_str(),
            selections.len()
        ))
        .help("Run it once for each: `pipelua -C WORKSPACE check --format ..`."));
    }

    let root = selections
        .first()
        .map_or_else(PathBuf::new, |selection| selection.root.clone());
    let mut outputs = Outputs::open(&specs, terminal, &root);
    let typed_is_fixed = typed.is_some() && fixing != Fixing::No;
    if typed_is_fixed {
        if let Some((_, FileText::NotUtf8 { .. })) = &typed {
            return Err(Failure::new("standard input is not UTF-8, so it cannot be fixed"));
        }
        outputs.leave_stdout()?;
    }
    let mut totals = Totals::default();
    let mut would_fix = FixedCounts::default();
    let mut strangers = Strangers::default();
    let mut failed = false;
    for mut selection in selections {
        let mut files = read(&selection.root);
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
        strangers.add(&selection, &files, |_| true);

        let mut engine = Engine::load(files.texts);
        problems.extend(engine.manifest_problems());
        let typed_path = Typed(typed_path.as_deref());
        let (fixed, mut unwritten) = fix(&mut engine, &mut selection, &codes, fixing, &typed_path, terminal)?;
        problems.append(&mut unwritten);
        for problem in &problems {
            tell_problem(problem, &selection.root, terminal);
        }
        totals.problems.append(&mut problems);
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

        let fail_on = FailOn::in_force(args.fail_on, &engine).severity();
        let show_hints = terminal.verbose || fail_on == Some(Severity::Hint);
        let view = Arc::new(View {
            from_here: FromHere::new(&selection.root),
            mildest: if show_hints {
                Severity::Hint
            } else {
                Severity::Info
            },
        });
        let before = totals.counts;
        sweep::sweep(engine, &selection, &codes, &view, &mut outputs, &mut totals)?;
        failed |=
            fail_on.is_some_and(|severity| totals.counts.at_least(severity) > before.at_least(severity));
    }
    totals.skipped = strangers.skipped;
    for problem in strangers.problems() {
        tell_problem(&problem, &root, terminal);
        totals.problems.push(problem);
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
        return Ok(exit(&totals, would_fix.files > 0));
    }
    if let (Some(fixed), false) = (fixed(&totals), outputs.for_people() || terminal.quiet) {
        eprintln!("{fixed}");
    }
    outputs.finish(&totals)?;
    Ok(exit(&totals, failed))
}

fn exit(totals: &Totals, failed: bool) -> Exit {
    if totals
        .problems
        .iter()
        .any(|problem| problem.kind == ProblemKind::Internal)
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

    #[track_caller]
    fn check(kinds: &[ProblemKind], failed: bool, expected: Exit) {
        let problem = |kind: &ProblemKind| Problem {
            file: None,
            message: String::new(),
            range: None,
            kind: *kind,
        };
        let totals = Totals {
            problems: kinds.iter().map(problem).collect(),
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
