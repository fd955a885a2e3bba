//! What can be said of a Lua file from its path and its uses alone.

use pipelua_rules::names::{NAME_RULE, fault, propose};

use super::json::json;
use super::placement::{placements, script_of};
use super::wording::{quoted, sentence};
use crate::db::Db;
use crate::finding::Tag;
use crate::inputs::{FileKind, SourceFile, files_of, stem};
use crate::lint::{Anchor, Finding, FixData};
use crate::lints::{library_unsupported, script_bad_name, script_unattached};

/// Findings about a Lua file as a whole. `has_hook_tag` says whether its text has a `---@hook`.
pub fn file_findings(db: &dyn Db, file: SourceFile, has_hook_tag: bool) -> Vec<Finding> {
    match file.kind(db) {
        FileKind::Script => bad_name(db, file)
            .or_else(|| unattached(db, file, has_hook_tag))
            .into_iter()
            .collect(),
        FileKind::Library => vec![
            Finding::new(
                &library_unsupported::LINT,
                Anchor::File,
                "`lib/` is reserved: scripts cannot load other files yet, so nothing uses this one",
            )
            .runtime("the file is neither deployed nor run")
            .help("copy what a script needs into the script, or make it a node of its own"),
        ],
        _ => Vec::new(),
    }
}

fn bad_name(db: &dyn Db, file: SourceFile) -> Option<Finding> {
    let name = stem(file.path(db));
    let message = format!("{} cannot name a script: {}", quoted(name), fault(name)?);
    let mut finding = Finding::new(&script_bad_name::LINT, Anchor::File, sentence(&message))
        .runtime("no pipeline can name it, and a deploy refuses it")
        .help(NAME_RULE);
    if let Some(proposal) = propose(name).filter(|proposal| script_of(db, proposal).is_none()) {
        let mut fix = FixData::new(format!("Rename the file to `{proposal}.lua`"));
        fix.renames
            .push((file.path(db).to_string(), format!("scripts/{proposal}.lua")));
        finding = finding.fix(fix);
    }
    Some(finding)
}

fn unattached(db: &dyn Db, file: SourceFile, has_hook_tag: bool) -> Option<Finding> {
    if has_hook_tag || !placements(db, file).is_empty() || !*pipelines_are_readable(db) {
        return None;
    }
    Some(
        Finding::new(
            &script_unattached::LINT,
            Anchor::File,
            "no pipeline uses this script, and it names no hook with `---@hook`",
        )
        .runtime("it is never run")
        .help("add a node with it to a pipeline, or write `---@hook <name>` above its code")
        .tag(Tag::Unnecessary),
    )
}

/// Whether all pipelines are JSON; the nodes of one that is not are unknown.
#[salsa::tracked(returns(ref))]
fn pipelines_are_readable(db: &dyn Db) -> bool {
    files_of(db, FileKind::Pipeline).all(|file| json(db, file).errors().is_empty())
}
