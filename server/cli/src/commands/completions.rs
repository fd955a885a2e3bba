//! `pipelua completions`: a script that teaches a shell the commands and flags.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::exit::{Exit, Outcome};
use crate::terminal::print;

/// Print what a shell needs to complete commands and flags
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: pipelua completions bash > ~/.local/share/bash-completion/completions/pipelua"
)]
pub(crate) struct Args {
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut crate::args::Args::command(),
        "pipelua",
        &mut script,
    );
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
