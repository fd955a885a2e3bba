//! What a command line asks of `check`, settled before any file is looked at.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::FileText;

use super::Args;
use super::baseline::Update;
use super::codes::Codes;
use super::fail_on::FailOn;
use super::fix::Fixing;
use super::formats::FormatSpec;
use crate::exit::Failure;
use crate::format_spec::FormatNames as _;
use crate::workspace::git::files_at;
use crate::workspace::path_base::PathBase;
use crate::workspace::read::read_stdin;
use crate::workspace::selection::{Selection, select, select_unwritten};

/// Files of a workspace, by path.
type Texts = Vec<(Arc<str>, FileText)>;

/// A check that can begin.
pub(super) struct Call {
    pub(super) codes: Codes,
    pub(super) fixing: Fixing,
    pub(super) fail_on: Option<FailOn>,
    /// What is reported, by workspace.
    pub(super) selections: Vec<Selection>,
    /// A file whose text came from standard input.
    pub(super) typed: Option<(PathBuf, FileText)>,
    /// From where platforms look for files to each workspace.
    pub(super) prefixes: Vec<String>,
    pub(super) update: Update,
    /// The texts of each workspace with whose findings these are compared.
    pub(super) before: Vec<Option<Texts>>,
    /// Whether the findings are kept, to be compared with those of the next check.
    pub(super) keep_told: bool,
}

impl Call {
    /// # Errors
    /// If nothing can be checked that way.
    pub(super) fn new(args: &Args, specs: &[FormatSpec]) -> Result<Self, Failure> {
        let codes = Codes::new(&args.select, &args.ignore)?;
        let fixing = args.fix.fixing()?;
        let (selections, typed) = if args.stdin {
            let file = args.stdin_filename.clone().unwrap_or_default();
            (select_unwritten(&file)?, Some((file, read_stdin()?)))
        } else {
            (select(&args.paths)?, None)
        };
        refuse_to_mix(specs, selections.len())?;
        if let (Some((_, FileText::NotUtf8 { .. })), true) = (&typed, fixing != Fixing::No) {
            return Err(Failure::new("standard input is not UTF-8, so it cannot be fixed"));
        }
        let roots: Vec<&Path> = selections
            .iter()
            .map(|selection| selection.root.as_path())
            .collect();
        let base = PathBase::new(&roots, args.path_base.as_deref())?;
        let prefixes = roots.iter().map(|root| base.prefix(root)).collect();
        let before = roots
            .iter()
            .map(|root| {
                args.since
                    .as_deref()
                    .map(|since| files_at(root, since))
                    .transpose()
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            codes,
            fixing,
            fail_on: args.fail_on,
            selections,
            typed,
            prefixes,
            update: args.baseline.update(),
            before,
            keep_told: args.watch,
        })
    }
}

/// # Errors
/// If a format holds one workspace, and there are more.
fn refuse_to_mix(specs: &[FormatSpec], workspaces: usize) -> Result<(), Failure> {
    let one = specs.iter().find(|spec| spec.name.holds_one_workspace());
    let (Some(spec), true) = (one, workspaces > 1) else {
        return Ok(());
    };
    Err(Failure::new(format!(
        "`--format {}` holds one workspace, and these paths belong to {workspaces}",
        spec.name.as_str(),
    ))
    .help("Run it once for each: `pipelua -C WORKSPACE check --format ..`."))
}
