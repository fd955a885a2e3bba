//! `pipelua schema`: what the schemas say, in other languages.

use std::path::Path;

use pipelua_schemas::{Hook, builtin, generate};

use crate::exit::{Exit, Failure, Outcome};
use crate::terminal::print;
use crate::workspace::find::{absolute, root_above};
use crate::workspace::own_hooks;

/// Print hooks, sandbox and file formats for other tools
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pipelua schema stubs > types/pipelua.lua\n  pipelua schema typescript > hooks.d.ts"
)]
pub(crate) struct Args {
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum What {
    /// All hooks as one JSON document
    Hooks,
    /// The reference, Markdown
    Docs,
    /// `LuaCATS` stubs of the sandbox, for other language servers
    Stubs,
    /// Types of inputs and results, for hosts; with the hooks of the workspace
    Typescript,
    /// JSON Schemas of the workspace's files and of the machine formats
    Files,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let text = match args.what {
        What::Hooks => generate::hooks(),
        What::Docs => docs(),
        What::Stubs => generate::stubs(),
        What::Typescript => generate::typescript(&own_hooks()?),
        What::Files => files(),
    };
    print(&text)?;
    Ok(Exit::Fine)
}

fn docs() -> String {
    let pages: Vec<String> = generate::docs().into_iter().map(|(_, page)| page).collect();
    pages.join("\n")
}

/// One object with a schema for each kind of file.
fn files() -> String {
    let all: serde_json::Map<_, _> = builtin()
        .file_schemas()
        .iter()
        .map(|schema| (schema.name.to_owned(), schema.to_value()))
        .collect();
    let mut text = serde_json::to_string_pretty(&all).expect("its keys are strings");
    text.push('\n');
    text
}

/// The team's own hooks, where there is a workspace.
fn own_hooks() -> Result<Vec<Hook>, Failure> {
    let Some(root) = root_above(&absolute(Path::new("."))?) else {
        return Ok(Vec::new());
    };
    own_hooks::names(&root)
        .iter()
        .map(|name| own_hooks::read(&root, name))
        .collect()
}
