//! What a workspace is beside its Lua: manifest, hooks, pipelines, placements, samples, and what is wrong with them.

mod data_conflict;
pub mod hooks;
pub mod json;
pub mod manifest;
mod node_config;
mod path_rules;
pub mod pipeline;
pub mod placement;
mod sample;
mod shape;
mod toml;
mod units;
mod unread_output;
pub(crate) mod wording;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod pipeline_tests;
#[cfg(test)]
mod placement_tests;
#[cfg(test)]
mod workspaces_tests;

pub(crate) use toml::TomlPlace;

use crate::baseline::baseline_findings;
use crate::db::Db;
use crate::inputs::{FileKind, SourceFile};
use crate::lint::Finding;

pub use path_rules::file_findings;

/// What is wrong with a file that is no Lua: the manifest, a pipeline, a sample, a hook. Empty for all others.
pub fn workspace_findings(db: &dyn Db, file: SourceFile) -> &[Finding] {
    match file.kind(db) {
        FileKind::Manifest => &manifest::manifest_source(db).findings,
        FileKind::Pipeline => pipeline::pipeline_findings(db, file),
        FileKind::Sample => sample::sample_findings(db, file),
        FileKind::Hook => hooks::hook_findings(db, file),
        // The baseline may have any name.
        FileKind::Other => baseline_findings(db, file),
        _ => &[],
    }
}

/// The JSON pointer of what stands at `offset` of a JSON or TOML file.
pub fn pointer_at(db: &dyn Db, file: SourceFile, offset: u32) -> Option<String> {
    match file.kind(db) {
        FileKind::Manifest => Some(toml::pointer_at(&manifest::manifest_source(db).places, offset)),
        FileKind::Pipeline | FileKind::Sample | FileKind::Hook | FileKind::Other => {
            Some(json::json(db, file).pointer_of(offset))
        }
        _ => None,
    }
}
