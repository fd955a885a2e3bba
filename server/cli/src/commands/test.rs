//! `pipelua test`: runs the samples in the sandbox and holds what comes of them against what they expect.

mod coverage;
mod difference;
pub(crate) mod execute;
mod json;
mod junit;
mod place;
pub(crate) mod probes;
mod rewrite;
mod text;
mod update;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use pipelua_engine::worker::Workers;
use rayon::prelude::*;

use self::execute::{Bench, End, Refusal, Status, Tested, refusals};
use self::text::{Look, count};
use crate::commands::tell_note;
use crate::exit::{Exit, Failure, Outcome};
use crate::format_spec::{self, FormatNames};
use crate::render::style::Palette;
use crate::runs::{Runs, SampleFile};
use crate::terminal::{Terminal, print};
use crate::workspace::find::{FromHere, root_here};

/// Run the samples in the sandbox and compare what comes of them with what they expect
///
/// Nothing goes to the network: the mocks of a sample answer. Without `expect` a sample passes unless its run ends in an
/// error.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua test\n  pipelua test before_signup/\n  pipelua test --verbose geo\n  \
                        pipelua test --format text --format junit=samples.xml --coverage=lcov:lcov.info"
)]
pub(crate) struct Args {
    /// Run only samples with this in `hook/name`
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
    /// Output as NAME, to standard output or to FILE: text, json, junit
    #[arg(long = "format", value_name = "NAME[=FILE]", value_parser = format_spec::parse::<FormatName>)]
    formats: Vec<format_spec::FormatSpec<FormatName>>,
    /// Tell which lines and branches of the scripts were run, as a table or to a tracefile of lcov
    #[arg(
        long,
        value_name = "lcov:FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text",
        value_parser = coverage_to
    )]
    coverage: Option<CoverageTo>,
    /// Write what came into failing samples, under the keys of `expect` that are there
    #[arg(long)]
    update: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatName {
    Text,
    Json,
    Junit,
}

impl FormatNames for FormatName {
    const ALL: &'static [Self] = &[Self::Text, Self::Json, Self::Junit];

    fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Junit => "junit",
        }
    }
}

/// Where coverage is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum CoverageTo {
    Table,
    Lcov(PathBuf),
}

fn coverage_to(text: &str) -> Result<CoverageTo, String> {
    match text.split_once(':') {
        None if text == "text" => Ok(CoverageTo::Table),
        Some(("lcov", file)) if !file.is_empty() => Ok(CoverageTo::Lcov(PathBuf::from(file))),
        _ => Err("write `--coverage` for a table, or `--coverage=lcov:FILE`".to_owned()),
    }
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let specs = format_spec::resolve(args.formats.clone())?;
    let root = root_here()?;
    let (runs, engine) = Runs::open(&root, terminal)?;
    let filter = args.filter.as_deref().unwrap_or_default();
    // A file is a filter too: shells complete it.
    let filter = filter.trim_start_matches("./").trim_start_matches("samples/");
    let filter = filter.strip_suffix(".json").unwrap_or(filter);
    let all = runs.samples();
    let chosen: Vec<&SampleFile> = all
        .iter()
        .filter(|sample| sample.title().contains(filter))
        .collect();
    if chosen.is_empty() {
        return Err(match args.filter {
            Some(_) => Failure::new(format!("no sample has `{filter}` in its `hook/name`"))
                .help(format!("There are {}; `pipelua test -v` lists them.", all.len())),
            None => {
                Failure::new("there are no samples").help("`pipelua new sample NAME --hook HOOK` makes one.")
            }
        });
    }
    let started = Instant::now();
    crate::threads::start();
    let workers = Workers::start(rayon::current_num_threads());
    let workers = Arc::new(workers.map_err(|error| Failure::to("start threads", error))?);
    let bench = Bench::new(&runs, &chosen, workers, args.coverage.is_some());
    let refused: Vec<Vec<Refusal>> = chosen
        .par_iter()
        .map_with(engine, |engine, file| refusals(engine, file))
        .collect::<Result<_, _>>()?;
    let mut tested: Vec<Tested<'_>> = chosen
        .par_iter()
        .zip(refused)
        .map(|(file, refused)| bench.test(file, refused))
        .collect();
    let updates = if args.update {
        update::update(&bench, &mut tested, &root)?
    } else {
        Vec::new()
    };
    let time = started.elapsed();

    let covered = args
        .coverage
        .as_ref()
        .map(|_| coverage::covered(&tested, bench.probes()));
    let from_here = FromHere::new(&root);
    for spec in &specs {
        let palette = Palette::new(terminal.color && spec.file.is_none());
        let report = match spec.name {
            FormatName::Json => json::json(&tested),
            FormatName::Junit => junit::junit(&tested, &root)?,
            FormatName::Text => {
                let look = Look {
                    palette,
                    width: terminal.width,
                    quiet: terminal.quiet,
                    verbose: terminal.verbose,
                };
                let mut report = text::text(&tested, &updates, &runs, &from_here, look, time);
                if let (Some(covered), Some(CoverageTo::Table)) = (&covered, &args.coverage) {
                    report.push_str(&coverage::table(covered, &bench.probes().without, palette));
                }
                report
            }
        };
        match &spec.file {
            None => print(&report)?,
            Some(file) => format_spec::write_file(file, report.as_bytes())?,
        }
    }
    if let (Some(covered), Some(CoverageTo::Lcov(file))) = (&covered, &args.coverage) {
        format_spec::write_file(file, coverage::lcov(covered).as_bytes())?;
    }
    for hook in without_pipeline(&tested) {
        let note = format!("`{hook}` has no pipeline: its samples run nothing");
        tell_note(&note, terminal);
    }
    Ok(if bench.is_incomplete() || !runs.is_whole {
        Exit::Usage
    } else if count(&tested, Status::Passed) < tested.len() {
        Exit::No
    } else {
        Exit::Fine
    })
}

/// Hooks at which nothing runs: what passes there says nothing.
fn without_pipeline<'a>(tested: &'a [Tested<'_>]) -> BTreeSet<&'a str> {
    let empty = tested.iter().filter(|tested| match &tested.end {
        End::Ran { plan, .. } => plan.pipeline().nodes().is_empty(),
        End::Refused(_) => false,
    });
    empty.map(|tested| tested.file.hook.as_str()).collect()
}
