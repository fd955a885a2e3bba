//! `pipelua import`: scripts that live in the tables of another system become a workspace.

mod names;
mod pipelines;
mod report;
mod rewrite;
mod source;
mod sqlite;
mod workspace;

use std::path::PathBuf;

use self::source::Source;
use crate::commands::tell_note;
use crate::exit::{Exit, Failure, Outcome};
use crate::render::summary::plural;
use crate::terminal::{Terminal, print};
use crate::workspace::editor_schemas;
use crate::workspace::find::{absolute, from_here};

/// Make a workspace of the scripts of another system
///
/// `script-table` reads the tables `pipeline_scripts(id, name, code, config)`, `pipeline_execution_plan(trigger_event, node_order)` and
/// `pipeline_secrets(name)` of an SQLite file, or of a JSON object with a list of rows for each. The file is only read. MIGRATION.md
/// lists what was changed and what is left to decide.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: pipelua import --from script-table old.db my-hooks")]
pub(crate) struct Args {
    /// What the file is
    #[arg(long, value_enum, value_name = "KIND")]
    from: Kind,
    /// An SQLite file, or a dump of its tables in JSON
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Folder of the workspace: a new one, or an empty one
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Kind {
    /// The tables of scripts, of plans and of secrets
    ScriptTable,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let Kind::ScriptTable = args.from;
    let source = Source::read(&args.file)?;
    let root = absolute(&args.folder)?;
    let imported = workspace::imported(&source, &root);
    if workspace::is_there_already(&imported.files, &root)? {
        tell_note(
            &format!(
                "`{}` has all of it already; nothing was written",
                args.folder.display()
            ),
            terminal,
        );
        return Ok(Exit::Fine);
    }
    workspace::write(&imported.files, &root)?;
    editor_schemas::refresh(&root).map_err(|error| Failure::to("write `.pipelua/schemas`", error))?;
    if !terminal.quiet {
        let here = from_here(&root);
        let enter = if here.is_empty() {
            String::new()
        } else {
            format!("cd {here} && ")
        };
        print(&format!(
            "wrote  {}, {} and {} from `{}`\n\
             {} changed, {} left to you, {} accepted for now\n\n\
             Read MIGRATION.md: it lists all of them, and what to decide.\n\
             Next: {enter}pipelua check\n",
            plural(imported.scripts, "script"),
            plural(imported.pipelines, "pipeline"),
            plural(imported.secrets, "secret"),
            args.file.display(),
            plural(imported.done, "place"),
            plural(imported.left, "thing"),
            plural(imported.findings, "finding"),
        ))?;
    }
    Ok(Exit::Fine)
}
