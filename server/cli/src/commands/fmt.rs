//! `pipelua fmt`: Lua through StyLua, JSON in its one form.

mod layout;
mod tell;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::{FileText, MANIFEST};
use pipelua_format::Style;
use rayon::prelude::*;

use self::layout::{Layout, language, layout};
use self::tell::Tally;
use crate::commands::check::engine::Engine;
use crate::commands::{tell_note, tell_problem};
use crate::exit::{Exit, Failure, Outcome};
use crate::report::Problem;
use crate::terminal::{Terminal, print};
use crate::workspace::find::{FromHere, absolute, no_workspace, root_above};
use crate::workspace::read::{plain, read, read_stdin};
use crate::workspace::selection::select;
use crate::workspace::stranger::Strangers;

/// Lay out scripts with StyLua and JSON files in their one form
///
/// Files are written with `\n` as line end. A file with syntax errors is left alone.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua fmt\n  pipelua fmt --check\n  pipelua fmt --stdin --stdin-filename scripts/a.lua < a.lua"
)]
pub(crate) struct Args {
    /// Files and folders to lay out [default: the whole workspace]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; list what would change and end with 1 if anything would
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Write nothing; print what would change and end with 1 if anything would
    #[arg(long)]
    diff: bool,
    /// Lay out standard input and print it
    #[arg(long, requires = "stdin_filename", conflicts_with = "paths")]
    stdin: bool,
    /// The file whose text comes from standard input; it need not exist
    #[arg(long, value_name = "FILE", requires = "stdin")]
    stdin_filename: Option<PathBuf>,
}

/// What is done with a file whose layout differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Action {
    Write,
    List,
    Diff,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let action = match (args.check, args.diff) {
        (true, _) => Action::List,
        (_, true) => Action::Diff,
        _ => Action::Write,
    };
    if let Some(file) = &args.stdin_filename {
        return stdin(file, action, terminal);
    }
    let mut tally = Tally::default();
    let mut strangers = Strangers::default();
    for selection in select(&args.paths)? {
        let files = read(&selection.root);
        strangers.add(&selection, &files, |path| language(path).is_some());
        let unreadable = files.problems.iter().filter(|problem| {
            let is_manifest = problem.file.as_deref() == Some(MANIFEST);
            is_manifest
                || problem
                    .file
                    .as_deref()
                    .is_none_or(|file| selection.contains(file))
        });
        for problem in selection.problems.iter().chain(unreadable) {
            tell_problem(problem, &selection.root, terminal);
            tally.problems += 1;
        }
        let Some(style) = style(&selection.root, &files.texts, terminal)? else {
            tally.problems += 1;
            continue;
        };
        let wanted: Vec<_> = files
            .texts
            .into_iter()
            .filter(|(path, _)| selection.contains(path))
            .filter_map(|(path, text)| Some((language(&path)?, path, text)))
            .collect();
        crate::threads::start();
        let results: Vec<_> = wanted
            .par_iter()
            .map(|(language, _, text)| layout(*language, text, &style))
            .collect();
        let from_here = FromHere::new(&selection.root);
        for ((_, path, old), result) in wanted.iter().zip(results) {
            let shown = from_here.path(path);
            if let (Layout::Changed(new), Action::Write) = (&result, action) {
                let target = selection.root.join(&**path);
                if let Err(error) = crate::atomic_write::replace(&target, new.as_bytes()) {
                    crate::commands::tell(&Failure::to(format_args!("write `{shown}`"), error), terminal);
                    tally.problems += 1;
                    continue;
                }
            }
            tally.add(&shown, old.as_str(), &result, action, terminal)?;
        }
    }
    for problem in strangers.problems() {
        crate::commands::tell(&Failure::new(problem.message), terminal);
        tally.problems += 1;
    }
    for note in strangers.notes() {
        tell_note(&note, terminal);
    }
    tally.finish(action, terminal)
}

fn stdin(file: &Path, action: Action, terminal: &Terminal) -> Outcome {
    let path = absolute(file)?;
    let root = root_above(&path).ok_or_else(|| no_workspace(path.parent().unwrap_or(&path)))?;
    let relative = path
        .strip_prefix(&root)
        .unwrap_or(&path)
        .to_string_lossy()
        .replace('\\', "/");
    let shown = file.display().to_string();
    let Some(language) = language(&relative) else {
        return Err(Failure::new(format!(
            "`{shown}` cannot be laid out: it is neither `.lua` nor `.json`"
        ))
        .help("`--stdin-filename` names the file whose text is piped in; its extension says what it is."));
    };
    let text = read_stdin()?;
    let files = read(&root);
    let unreadable = |problem: &&Problem| problem.file.as_deref() == Some(MANIFEST);
    if let Some(problem) = files.problems.iter().find(unreadable) {
        tell_problem(problem, &root, terminal);
    }
    let Some(style) = style(&root, &files.texts, terminal)? else {
        return Ok(Exit::Usage);
    };
    let result = layout(language, &text, &style);
    match (&result, action) {
        (Layout::LeftAlone(reason), _) => {
            crate::commands::tell(
                &Failure::new(format!("`{shown}` is left as it is: {reason}")),
                terminal,
            );
            Ok(Exit::No)
        }
        (Layout::Changed(new), Action::Write) => print(new).map(|()| Exit::Fine),
        (Layout::Same, Action::Write) => print(text.as_str()).map(|()| Exit::Fine),
        _ => {
            let mut tally = Tally::default();
            tally.add(&shown, text.as_str(), &result, action, terminal)?;
            Ok(tally.exit(action))
        }
    }
}

/// The style of the workspace at `root`; `None`, and told why, if its manifest cannot be used.
fn style(root: &Path, texts: &[(Arc<str>, FileText)], terminal: &Terminal) -> Result<Option<Style>, Failure> {
    let manifest = texts.iter().find(|(path, _)| &**path == MANIFEST);
    let engine = Engine::load(manifest.cloned().into_iter().collect());
    let problems = engine.manifest_problems();
    for problem in &problems {
        tell_problem(problem, root, terminal);
    }
    if manifest.is_none() || !problems.is_empty() {
        return Ok(None);
    }
    let path = root.join("stylua.toml");
    let stylua = match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            return Err(Failure::to(
                format_args!("read `{}`", path.display()),
                plain(&error),
            ));
        }
    };
    pipelua_format::style(&engine.manifest().format, stylua.as_deref())
        .map(Some)
        .map_err(|error| Failure::new(error.to_string()))
}
