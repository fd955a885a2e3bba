//! `pipelua compare`: which inputs change their decision or data between two versions of a workspace.

mod inputs;
mod literals;
mod outcome;
mod render;
mod version;

use std::collections::BTreeSet;
use std::sync::Arc;

use pipelua_engine::sandbox::ChunkCache;
use pipelua_engine::worker::Workers;
use rayon::prelude::*;

use self::inputs::{Input, inputs};
use self::outcome::{Change, Runner};
use self::version::Version;
use crate::exit::{Exit, Failure, Outcome};
use crate::format_spec::{self, FormatNames};
use crate::terminal::{Terminal, print};

/// Say which inputs change their decision or data between two versions
///
/// All samples of both versions are run on both, and contexts made from the schemas of the hooks and from what the scripts
/// compare with. Nothing goes to the network: the mocks of the samples answer. Ends with 1 if an input is found that changes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua compare origin/main .\n  pipelua compare v1 v2 --hook before_signup --format markdown=policy.md"
)]
pub(crate) struct Args {
    /// A commit of git, or a folder with a workspace
    #[arg(value_name = "OLD")]
    old: String,
    /// The same, for the later version
    #[arg(value_name = "NEW")]
    new: String,
    /// Only this hook
    #[arg(long, value_name = "HOOK")]
    hook: Option<String>,
    /// Output as NAME, to standard output or to FILE: text, json, markdown
    #[arg(long = "format", value_name = "NAME[=FILE]", value_parser = format_spec::parse::<FormatName>)]
    formats: Vec<format_spec::FormatSpec<FormatName>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatName {
    Text,
    Json,
    Markdown,
}

impl FormatNames for FormatName {
    const ALL: &'static [Self] = &[Self::Text, Self::Json, Self::Markdown];

    fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }
}

/// What the inputs of one hook came to.
struct Compared {
    hook: String,
    /// How many inputs were run.
    inputs: usize,
    /// The smallest input first.
    changes: Vec<Change>,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let specs = format_spec::resolve(args.formats.clone())?;
    let cache = ChunkCache::default();
    let old = Version::open(&args.old, &cache)?;
    let new = Version::open(&args.new, &cache)?;
    let mut hooks: BTreeSet<String> = old.hooks().chain(new.hooks()).map(str::to_owned).collect();
    if let Some(hook) = &args.hook {
        if !hooks.contains(hook) {
            let known: Vec<&str> = hooks.iter().map(String::as_str).collect();
            return Err(
                Failure::new(format!("neither version has a pipeline for `{hook}`"))
                    .help(format!("There are {}.", known.join(", "))),
            );
        }
        hooks.retain(|each| each == hook);
    }
    crate::threads::start();
    let workers = Workers::start(rayon::current_num_threads());
    let workers = Arc::new(workers.map_err(|error| Failure::to("start threads", error))?);
    let mut all = Vec::new();
    for hook in hooks {
        let inputs: Vec<Input> = inputs(&hook, &old, &new)?;
        let (before, after) = (Runner::new(&old, &new, &hook)?, Runner::new(&new, &old, &hook)?);
        let mut changes: Vec<Change> = inputs
            .par_iter()
            .filter_map(|input| {
                let (was, is) = (before.run(&workers, input), after.run(&workers, input));
                (was != is).then(|| Change::new(input, was, is))
            })
            .collect();
        changes.sort_by_cached_key(Change::size);
        all.push(Compared {
            hook,
            inputs: inputs.len(),
            changes,
        });
    }
    for spec in &specs {
        let text = match spec.name {
            FormatName::Text => render::text(&all, terminal),
            FormatName::Json => render::json(&args.old, &args.new, &all),
            FormatName::Markdown => render::markdown(&args.old, &args.new, &all),
        };
        match &spec.file {
            None => print(&text)?,
            Some(path) => format_spec::write_file(path, text.as_bytes())?,
        }
    }
    let changes = all.iter().any(|compared| !compared.changes.is_empty());
    Ok(if changes { Exit::No } else { Exit::Fine })
}
