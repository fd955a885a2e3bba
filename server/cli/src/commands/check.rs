//! `pipelua check`: what the editor would report, for a terminal and for machines.

pub(crate) mod codes;
pub(crate) mod engine;
mod formats;
mod sweep;

use std::path::PathBuf;
use std::sync::Arc;

use pipelua_analysis::workspace::manifest;
use pipelua_analysis::{FileKind, FileText, MANIFEST};

use self::codes::Codes;
use self::engine::Engine;
use self::formats::{FormatName, FormatSpec, Outputs};
use crate::commands::{tell_note, tell_problem};
use crate::exit::{Exit, Failure, Outcome};
use crate::format_spec::{self, FormatNames as _};
use crate::report::{Problem, ProblemKind, Severity, Totals, View};
use crate::terminal::Terminal;
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
                        pipelua check --format concise --format json=findings.json --fail-on error"
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
    let specs = format_spec::resolve(args.formats)?;
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
    let mut totals = Totals::default();
    let mut strangers = Strangers::default();
    let mut failed = false;
    for selection in selections {
        let mut files = read(&selection.root);
        let mut problems = Vec::new();
        if let Some((file, text)) = &typed {
            override_text(&mut files, &selection, &absolute(file)?, text);
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

        let engine = Engine::load(files.texts);
        problems.extend(engine.manifest_problems());
        for problem in &problems {
            tell_problem(problem, &selection.root, terminal);
        }
        totals.problems.append(&mut problems);

        let fail_on = args
            .fail_on
            .or_else(|| engine.manifest().fail_on.map(FailOn::from))
            .unwrap_or(FailOn::Warning)
            .severity();
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

/// Puts what was typed in the place of what lies on the disk.
fn override_text(files: &mut Files, selection: &Selection, file: &std::path::Path, text: &FileText) {
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
        return;
    }
    files.texts.push((path, text.clone()));
    files.texts.sort_by(|a, b| a.0.cmp(&b.0));
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
