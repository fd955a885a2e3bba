//! What a key or string of a workspace's file names: a script, a node, a hook, a secret, a setting, a lint.

use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::manifest::manifest_places;
use pipelua_analysis::workspace::pipeline::pipeline_of;
use pipelua_analysis::{Db, FileKind, SourceFile};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Part, split_pointer};

use crate::name_at::FilePosition;

/// A thing with a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Named {
    Script(String),
    /// Of this pipeline.
    Node(SourceFile, String),
    Hook(String),
    Secret(String),
    Setting(String),
    Lint(String),
}

impl Named {
    /// The name itself.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Script(text)
            | Self::Node(_, text)
            | Self::Hook(text)
            | Self::Secret(text)
            | Self::Setting(text)
            | Self::Lint(text) => text,
        }
    }
}

/// A key or value of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) path: Vec<String>,
    pub(crate) range: TextRange,
    pub(crate) is_key: bool,
    /// The text of a string, or the key.
    pub(crate) text: String,
}

/// The hook that a pipeline or sample is for, by its path.
pub(super) fn hook_of(db: &dyn Db, file: SourceFile) -> Option<&str> {
    let path = file.path(db);
    match file.kind(db) {
        FileKind::Pipeline => Some(pipelua_analysis::stem(path)),
        FileKind::Sample => path.split('/').nth(1),
        _ => None,
    }
}

/// The pipeline that the nodes of a file belong to: itself, or the one that a sample runs.
pub(super) fn pipeline_for(db: &dyn Db, file: SourceFile) -> Option<SourceFile> {
    match file.kind(db) {
        FileKind::Pipeline => Some(file),
        FileKind::Sample => pipeline_of(db, hook_of(db, file)?),
        _ => None,
    }
}

pub(crate) fn place_at(db: &dyn Db, at: FilePosition) -> Option<Place> {
    if at.file.kind(db) == FileKind::Manifest {
        let touching = manifest_places(db).filter_map(|(pointer, key, value)| {
            let is_key = key.touches(at.offset);
            (is_key || value.touches(at.offset)).then_some((
                pointer,
                if is_key { key } else { value },
                is_key,
            ))
        });
        let (pointer, range, is_key) = touching.max_by_key(|(pointer, ..)| pointer.len())?;
        let path = split_pointer(pointer)?;
        let text = at.file.text(db).as_str().get(range.as_usize())?;
        return Some(Place {
            text: if is_key {
                path.last()?.clone()
            } else {
                text.trim_matches('"').to_owned()
            },
            path,
            range,
            is_key,
        });
    }
    if !matches!(
        at.file.kind(db),
        FileKind::Pipeline | FileKind::Sample | FileKind::Hook
    ) {
        return None;
    }
    let place = json(db, at.file).place_at(at.offset);
    let path = split_pointer(&place.pointer())?;
    match place.part {
        Part::Key => {
            let member = place.value.key()?;
            Some(Place {
                path,
                range: member.key_range,
                is_key: true,
                text: member.name.to_owned(),
            })
        }
        Part::Value => Some(Place {
            path,
            range: place.value.range(),
            is_key: false,
            text: place.value.as_str().unwrap_or_default().to_owned(),
        }),
        Part::Inside | Part::Outside => None,
    }
}

/// What stands at a place names.
pub(crate) fn named(db: &dyn Db, file: SourceFile, place: &Place) -> Option<Named> {
    let path: Vec<&str> = place.path.iter().map(String::as_str).collect();
    let text = place.text.clone();
    let node = |name: String| pipeline_for(db, file).map(|pipeline| Named::Node(pipeline, name));
    match (file.kind(db), path.as_slice(), place.is_key) {
        (FileKind::Pipeline, ["nodes", _, "script"], false) => Some(Named::Script(text)),
        (FileKind::Pipeline, ["nodes", _], true)
        | (FileKind::Pipeline, ["nodes", _, "needs", _], false)
        | (FileKind::Sample, ["node"], false)
        | (FileKind::Sample, ["outputs", _] | ["expect", "nodes", _], true) => node(text),
        (FileKind::Pipeline | FileKind::Sample, ["hook"], false) => Some(Named::Hook(text)),
        (FileKind::Manifest | FileKind::Sample, ["secrets", _], true) => Some(Named::Secret(text)),
        (FileKind::Manifest | FileKind::Sample, ["env", _], true) => Some(Named::Setting(text)),
        (FileKind::Manifest, ["lints", _], true) => Some(Named::Lint(text)),
        _ => None,
    }
}
