//! The manifest: what `pipelua.toml` says, without places, so that an edit of its comments ends here.

mod fields;
mod keys;
mod read;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pipelua_rules::pipeline::GraphLimits;
use pipelua_rules::url::HostPattern;
use pipelua_schemas::Limit;
use pipelua_syntax::TextRange;

use super::toml::TomlPlace;
use crate::db::Db;
use crate::finding::Severity;
use crate::inputs::{FileText, MANIFEST, SourceFile, file_at};
use crate::lint::Finding;

/// What the manifest says. Equal manifests have equal effects.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manifest {
    /// Whether it could be read; where not, nothing is known and nothing that depends on it is checked.
    pub is_read: bool,
    pub name: Option<String>,
    pub secrets: DeclaredNames,
    pub env: DeclaredNames,
    /// The hosts that a fetch may name; `None` if all.
    pub allow_hosts: Option<Vec<HostPattern>>,
    pub limits: TightenedLimits,
    pub fail_on: Option<FailOn>,
    /// Path of the baseline, relative to the workspace.
    pub baseline: Option<String>,
    pub remotes: Vec<Remote>,
    /// How Lua is laid out, key by key as written; only what is right.
    pub format: serde_json::Map<String, serde_json::Value>,
    levels: BTreeMap<String, Level>,
}

/// Names with what they are for, in the author's order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DeclaredNames(Vec<(String, String)>);

/// The limits that the workspace tightens, by name, each in its unit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TightenedLimits(BTreeMap<String, u64>);

/// The severity from which a check fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    At(Severity),
    Never,
}

/// What the manifest makes of a lint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    At(Severity),
    Off,
}

/// A service that runs what this workspace holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remote {
    pub name: String,
    pub url: String,
    /// The one meant where none is named.
    pub default: bool,
}

/// Why the manifest cannot be used at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManifestError {
    /// One sentence of at most 100 characters.
    pub message: String,
    /// `None` for the file as a whole.
    pub range: Option<TextRange>,
}

/// A manifest with its places.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct ManifestSource {
    pub(crate) manifest: Manifest,
    pub(crate) errors: Vec<ManifestError>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) places: Vec<TomlPlace>,
}

/// Reads the manifest with its places. `no_eq`: places move with each edit, so comparing is wasted work.
#[salsa::tracked(returns(ref), no_eq)]
pub(crate) fn manifest_source(db: &dyn Db) -> ManifestSource {
    match file_at(db, MANIFEST).map(|file| file.text(db)) {
        Some(FileText::Utf8(text)) => read::read(text),
        Some(FileText::NotUtf8 { lossy, at }) => read::not_utf8(lossy, *at),
        None => ManifestSource::default(),
    }
}

/// What the manifest says. Without places, so edits that change nothing stop here; most queries read it.
/// The limits in force, apart from the rest of the manifest: a change elsewhere in it reaches no script.
#[salsa::tracked(returns(ref))]
pub(crate) fn limits(db: &dyn Db) -> TightenedLimits {
    manifest(db).limits.clone()
}

#[salsa::tracked(returns(ref))]
pub fn manifest(db: &dyn Db) -> Manifest {
    manifest_source(db).manifest.clone()
}

/// Why the manifest cannot be used: it is no TOML, has no `schema` that we know, or asks for another version.
pub fn manifest_errors(db: &dyn Db) -> &[ManifestError] {
    &manifest_source(db).errors
}

/// Where the manifest declares something, such as `/secrets/STRIPE_KEY`: its key.
pub fn manifest_place(db: &dyn Db, pointer: &str) -> Option<(SourceFile, TextRange)> {
    let places = &manifest_source(db).places;
    let place = places.iter().find(|place| place.pointer == pointer)?;
    Some((file_at(db, MANIFEST)?, place.key))
}

/// All keys of the manifest in the order of the text: pointer, key, and value (for a table its header).
pub fn manifest_places(db: &dyn Db) -> impl Iterator<Item = (&str, TextRange, TextRange)> {
    manifest_source(db)
        .places
        .iter()
        .map(|place| (place.pointer.as_str(), place.key, place.value))
}

impl Manifest {
    /// What the manifest makes of the lint `code`; `None` if it says nothing.
    pub fn level(&self, code: &str) -> Option<Level> {
        self.levels.get(code).copied()
    }
}

impl DeclaredNames {
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(declared, _)| declared == name)
    }

    /// Names and what they are for, in the author's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, description)| (name.as_str(), description.as_str()))
    }

    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub fn description(&self, name: &str) -> Option<&str> {
        let (_, description) = self.0.iter().find(|(declared, _)| declared == name)?;
        Some(description)
    }
}

impl TightenedLimits {
    /// The value in force: the workspace's, else the built-in one.
    pub fn value(&self, limit: &Limit) -> u64 {
        self.0.get(&limit.name).copied().unwrap_or(limit.value)
    }

    /// The value in force of the limit `name`, in its unit.
    pub fn get(&self, name: &str) -> Option<u64> {
        Some(self.value(pipelua_schemas::builtin().limits().get(name)?))
    }

    /// The limits in force of the graphs of pipelines.
    pub fn of_graphs(&self) -> GraphLimits {
        let in_force = |name: &str, builtin: u64| self.get(name).unwrap_or(builtin);
        let builtin = GraphLimits::default();
        GraphLimits {
            layers: in_force("layers", builtin.layers),
            nodes_per_layer: in_force("nodes-per-layer", builtin.nodes_per_layer),
            script_time_ms: in_force("script-time", builtin.script_time_ms),
        }
    }

    /// The limits that the workspace tightens.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

impl FailOn {
    /// All that may be written.
    pub const NAMES: [&str; 5] = ["error", "warning", "info", "hint", "never"];

    pub fn parse(text: &str) -> Option<Self> {
        if text == "never" {
            return Some(Self::Never);
        }
        Severity::parse(text).map(Self::At)
    }
}

impl Level {
    /// All that may be written.
    pub const NAMES: [&str; 5] = ["error", "warning", "info", "hint", "off"];

    pub fn parse(text: &str) -> Option<Self> {
        if text == "off" {
            return Some(Self::Off);
        }
        Severity::parse(text).map(Self::At)
    }
}
