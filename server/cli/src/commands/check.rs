//! `pipelua check`: what the editor would report, for a terminal and for machines.

mod baseline;
mod call;
pub(crate) mod codes;
pub(crate) mod engine;
pub(crate) mod fail_on;
mod fix;
mod formats;
mod print_config;
mod prints;
mod statistics;
mod sweep;
mod watch;
mod workspaces;
mod write_fixes;

use std::path::PathBuf;

use self::baseline::BaselineArgs;
pub(crate) use self::baseline::accepted_findings;
use self::call::Call;
use self::codes::Codes;
use self::fail_on::FailOn;
use self::fix::FixArgs;
use self::formats::{FormatName, FormatSpec, Outputs};
use crate::exit::{Failure, Outcome};
use crate::format_spec;
use crate::report::{PlacedProblem, Problem, ProblemKind, Totals};
use crate::terminal::Terminal;
use crate::workspace::find::absolute;

/// Report what is wrong with scripts, pipelines, samples and the manifest
///
/// Paths choose what is reported; the whole workspace is always analysed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua check\n  pipelua check scripts/geo_check.lua --select 'undefined-*'\n  \
                        pipelua check --fix\n  pipelua check --since origin/main\n  pipelua check --format text --format sarif=findings.sarif --fail-on error"
)]
pub(crate) struct Args {
    /// Files and folders to report on [default: the whole workspace]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Output as NAME, to standard output or to FILE: text, concise, json, jsonl, sarif, github, gitlab, junit
    #[arg(long = "format", value_name = "NAME[=FILE]", value_parser = format_spec::parse::<FormatName>)]
    formats: Vec<FormatSpec>,
    /// Where paths in sarif, github, gitlab and junit start [default: the root of the git repository]
    #[arg(long, value_name = "DIR")]
    path_base: Option<PathBuf>,
    /// Report only these; the end may be `-*`
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not report these; the end may be `-*`
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The mildest finding that ends in exit code 1 [default: the manifest's, else warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// Report only what was not found at REF of git
    #[arg(long, value_name = "REF", conflicts_with_all = ["fix", "diff", "update_baseline", "statistics", "print_config"])]
    since: Option<String>,
    /// Check again whenever a file changes, and tell what changed
    #[arg(long, conflicts_with_all = ["stdin", "fix", "diff", "update_baseline", "statistics", "print_config"])]
    watch: bool,
    #[command(flatten)]
    fix: FixArgs,
    #[command(flatten)]
    baseline: BaselineArgs,
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

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let specs = format_spec::resolve(args.formats.clone())?;
    if let Some(file) = &args.print_config {
        let codes = Codes::new(&args.select, &args.ignore)?;
        return print_config::run(file, &codes, args.fail_on, &specs, terminal);
    }
    if args.statistics {
        let codes = Codes::new(&args.select, &args.ignore)?;
        return statistics::run(&args.paths, &codes, args.fail_on, &specs, terminal);
    }
    if args.watch {
        return watch::watch(args, &specs, terminal);
    }
    match Call::new(args, &specs) {
        Ok(call) => workspaces::check(call, &specs, terminal).map(|checked| checked.exit),
        Err(failure) => {
            report_failure(&failure, &specs, terminal)?;
            Err(failure)
        }
    }
}

/// Writes the formats for machines, which are due even where nothing could be checked.
fn report_failure(failure: &Failure, specs: &[FormatSpec], terminal: &Terminal) -> Result<(), Failure> {
    let outputs = Outputs::open(specs, terminal, &absolute(".".as_ref())?, &[]);
    let problem = Problem {
        file: None,
        message: failure.message.clone(),
        range: None,
        kind: ProblemKind::Usage,
    };
    outputs.finish_machines(&Totals {
        problems: vec![PlacedProblem::new(problem, &"".into())],
        ..Totals::default()
    })
}
