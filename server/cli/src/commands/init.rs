//! `pipelua init`: a workspace that passes `check`, with one script, pipeline and sample to start from.

use std::fmt::Write as _;
use std::path::PathBuf;

use pipelua_analysis::MANIFEST;

use crate::atomic_write::create;
use crate::exit::{Exit, Failure, Outcome};
use crate::terminal::{Terminal, print};
use crate::workspace::find::{absolute, from_here, workspace_name};
use crate::workspace::{editor_schemas, ignore_file};

/// Make a workspace with a script, a pipeline and a sample
///
/// Writes only files that do not exist yet; to a `.gitignore` it adds what is missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: pipelua init my-hooks")]
pub(crate) struct Args {
    /// Folder of the workspace
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// Files and their contents; the manifest is the last, so that a workspace is one only when it is whole.
const FILES: [(&str, &str); 6] = [
    (".gitattributes", include_str!("../templates/gitattributes")),
    (".gitignore", include_str!("../templates/gitignore")),
    (
        "scripts/block_domains.lua",
        include_str!("../templates/block_domains.lua"),
    ),
    (
        "pipelines/before_signup.json",
        include_str!("../templates/before_signup.json"),
    ),
    (
        "samples/before_signup/refuses_mailinator.json",
        include_str!("../templates/refuses_mailinator.json"),
    ),
    (MANIFEST, include_str!("../templates/manifest.toml")),
];

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let root = absolute(&args.folder)?;
    if root.join(MANIFEST).is_dir() {
        return Err(
            Failure::new(format!("`{}` is a folder", from_here(&root.join(MANIFEST))))
                .help("A workspace has a file of this name: move the folder away."),
        );
    }
    if root.join(MANIFEST).exists() {
        return Err(
            Failure::new(format!("`{}` is a workspace already", args.folder.display())).help(
                "`pipelua new script NAME` adds a piece to it, `pipelua doctor` looks for what is missing.",
            ),
        );
    }
    let name = workspace_name(&root);
    let mut said = String::new();
    let mut left = String::new();
    for (path, text) in FILES {
        let text = if path == MANIFEST {
            text.replace("{name}", &name)
        } else {
            text.to_owned()
        };
        let written = create(&root.join(path), text.as_bytes())
            .map_err(|error| Failure::to(format_args!("write `{}`", root.join(path).display()), error))?;
        if written {
            let _ = writeln!(said, "wrote  {path}");
        } else if path == ".gitignore" {
            let added = ignore_file::complete(&root.join(path))?;
            if added.is_empty() {
                let _ = writeln!(left, "left   {path} (it exists and has all that is needed)");
            } else {
                let _ = writeln!(said, "added  {} to {path}", added.join(" and "));
            }
        } else {
            let _ = writeln!(left, "left   {path} (it exists)");
        }
    }
    let schemas =
        editor_schemas::refresh(&root).map_err(|error| Failure::to("write `.pipelua/schemas`", error))?;
    if !schemas.is_empty() {
        let _ = writeln!(
            said,
            "wrote  .pipelua/schemas ({} files, for editors)",
            schemas.len()
        );
    }
    if !terminal.quiet {
        let here = from_here(&root);
        let enter = if here.is_empty() {
            String::new()
        } else {
            format!("cd {here} && ")
        };
        print(&format!("{said}{left}\nNext: {enter}pipelua check\n"))?;
    }
    Ok(Exit::Fine)
}
