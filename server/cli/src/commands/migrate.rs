//! `pipelua migrate`: raises the files of a workspace to the newest format. There is one format so far.

use pipelua_analysis::MANIFEST;

use crate::commands::check::engine::Engine;
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal::print;
use crate::workspace::find::root_here;
use crate::workspace::read::read_file;

/// Raise the files of the workspace to the newest format
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: pipelua migrate")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> Outcome {
    let path = root_here()?.join(MANIFEST);
    let text =
        read_file(&path).map_err(|error| Failure::to(format_args!("read `{}`", path.display()), error))?;
    let problems = Engine::load(vec![(MANIFEST.into(), text)]).manifest_problems();
    if let Some(problem) = problems.first() {
        return Err(Failure::new(problem.message.clone())
            .help("A workspace is raised only from a format that this version of pipelua knows."));
    }
    print("This workspace has format 1, the newest there is: nothing to raise.\n")?;
    Ok(Exit::Fine)
}
