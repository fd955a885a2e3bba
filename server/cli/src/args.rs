//! The command line: global flags and one variant for each command.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::commands::{
    check, compare, completions, doctor, explain, fmt, import, init, lsp, migrate, new, run, schema, test,
};
use crate::exit::Exit;
use crate::terminal::ColorChoice;

/// Checks the pipeline scripts of a sign-in system
#[derive(Debug, Parser)]
#[command(
    name = "pipelua",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 fine, 1 the answer is no, 2 a wrong call or configuration, 3 our fault, 130 interrupted\n\n\
                  Example: pipelua -C my-hooks check --fail-on error"
)]
pub(crate) struct Args {
    /// Work as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true, display_order = 100)]
    pub(crate) directory: Option<PathBuf>,
    /// Say only what was asked for: no summary, no notes
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 101)]
    pub(crate) quiet: bool,
    /// Say more: hints too
    #[arg(short, long, global = true, display_order = 102)]
    pub(crate) verbose: bool,
    /// When to colour; auto: on a terminal, unless `NO_COLOR` is set
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        default_value_t,
        global = true,
        display_order = 103
    )]
    pub(crate) color: ColorChoice,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Args),
    Run(run::Args),
    Test(test::Args),
    Compare(compare::Args),
    Explain(explain::Args),
    Init(init::Args),
    New(new::Args),
    Fmt(fmt::Args),
    Schema(schema::Args),
    Lsp(lsp::Args),
    Doctor(doctor::Args),
    Migrate(migrate::Args),
    Import(import::Args),
    Completions(completions::Args),
}

/// Prints clap's answer to a command line that is none: help, version, or what is wrong with it.
pub(crate) fn answer(answer: &clap::Error) -> Exit {
    // A reader that has left is no reason to complain.
    let _ = answer.print();
    match answer.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Fine,
        _ => Exit::Usage,
    }
}
