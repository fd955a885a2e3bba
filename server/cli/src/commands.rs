//! One file for each command; here the chosen one is run and its failure told.

pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod lsp;
pub(crate) mod migrate;
pub(crate) mod new;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod test;

use std::path::Path;

use crate::args::{Args, Command};
use crate::exit::{Exit, Failure, Outcome};
use crate::render::style::Palette;
use crate::report::Problem;
use crate::terminal::Terminal;
use crate::workspace::find::FromHere;

/// Runs the command and says why where it could not do its work.
pub(crate) fn run(args: Args) -> Exit {
    let terminal = Terminal::detect(args.color, args.quiet, args.verbose);
    if args.verbose {
        crate::panic::tell_where();
    }
    let outcome = match &args.directory {
        Some(directory) => std::env::set_current_dir(directory)
            .map_err(|error| Failure::to(format_args!("work in `{}` (-C)", directory.display()), error))
            .and_then(|()| dispatch(args.command, &terminal)),
        None => dispatch(args.command, &terminal),
    };
    outcome.unwrap_or_else(|failure| {
        tell(&failure, &terminal);
        Exit::Usage
    })
}

/// Writes a failure to standard error.
pub(crate) fn tell(failure: &Failure, terminal: &Terminal) {
    use std::io::IsTerminal as _;
    let palette = Palette::new(terminal.color && std::io::stderr().is_terminal());
    let message = crate::render::escape::escape(&failure.message);
    eprintln!("{}: {message}", palette.error("error"));
    if let Some(help) = &failure.help {
        eprintln!("{}", crate::render::escape::escape_lines(help));
    }
}

/// The same for what could not be checked in the workspace at `root`, with its place.
pub(crate) fn tell_problem(problem: &Problem, root: &Path, terminal: &Terminal) {
    let mut failure = Failure::new(problem.message.clone());
    if let (Some(file), Some(range)) = (&problem.file, problem.range) {
        let place = crate::render::place(&FromHere::new(root), file, Some(range));
        failure = failure.help(format!(" --> {place}"));
    }
    tell(&failure, terminal);
}

/// Tells on standard error what is good to know and no mistake.
pub(crate) fn tell_note(note: &str, terminal: &Terminal) {
    use std::io::IsTerminal as _;
    if !terminal.quiet {
        let palette = Palette::new(terminal.color && std::io::stderr().is_terminal());
        eprintln!(
            "{}: {}",
            palette.strong("note"),
            crate::render::escape::escape(note)
        );
    }
}

fn dispatch(command: Command, terminal: &Terminal) -> Outcome {
    match command {
        Command::Check(args) => check::run(&args, terminal),
        Command::Run(args) => run::run(&args, terminal),
        Command::Test(args) => test::run(&args, terminal),
        Command::Compare(args) => compare::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Init(args) => init::run(&args, terminal),
        Command::New(args) => new::run(&args, terminal),
        Command::Fmt(args) => fmt::run(&args, terminal),
        Command::Schema(args) => schema::run(&args),
        Command::Lsp(args) => lsp::run(&args),
        Command::Doctor(args) => doctor::run(&args, terminal),
        Command::Migrate(args) => migrate::run(&args),
        Command::Import(args) => import::run(&args, terminal),
        Command::Completions(args) => completions::run(&args),
    }
}
