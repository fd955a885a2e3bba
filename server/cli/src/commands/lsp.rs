//! `pipelua lsp`: the language server, on standard input and output.

mod sandbox;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::FileText;
use pipelua_lsp::{Disk, End, serve};

use self::sandbox::Sandbox;
use crate::exit::{Exit, Failure, Outcome};
use crate::workspace::find::{root_above, workspaces_below};
use crate::workspace::read::{read, read_file};

/// Serve an editor on standard input and output
///
/// Editors start it by themselves; docs/editors.md says how each is told to.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: pipelua lsp")]
pub(crate) struct Args {
    /// Taken because many editors add it; there is no other way to talk
    #[arg(long)]
    stdio: bool,
}

pub(crate) fn run(_: &Args) -> Outcome {
    let end = serve(
        Arc::new(RealDisk),
        Arc::<Sandbox>::default(),
        std::io::stdin(),
        std::io::stdout(),
    )
    .map_err(|error| Failure::to("start the language server", error))?;
    // **Source**: LSP 3.17, "Exit Notification".
    Ok(match end {
        End::Clean => Exit::Fine,
        End::Abrupt => Exit::No,
    })
}

/// The disk as `check` reads it.
struct RealDisk;

impl Disk for RealDisk {
    fn workspace_of(&self, path: &Path) -> Option<PathBuf> {
        root_above(path)
    }

    fn workspaces_below(&self, folder: &Path) -> Vec<PathBuf> {
        workspaces_below(folder)
    }

    fn read(&self, root: &Path) -> Vec<(Arc<str>, FileText)> {
        let files = read(root);
        let mut texts = files.texts;
        texts.extend(files.baseline);
        texts
    }

    fn read_file(&self, path: &Path) -> Option<FileText> {
        read_file(path).ok()
    }
}
