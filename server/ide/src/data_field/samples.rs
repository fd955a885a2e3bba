//! Keys of `data` in samples: what nodes gave, and what must come out.

use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::pipeline::{pipeline, pipeline_of};
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, FileKind, SourceFile, files_of};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Part, Value, split_pointer};

use super::DataField;
use super::at::writes;
use crate::name_at::FilePosition;

/// The samples of a hook that hold a word.
pub(super) fn samples_with<'a>(
    db: &'a dyn Db,
    hook: &'a str,
    word: &'a str,
) -> impl Iterator<Item = SourceFile> + 'a {
    files_of(db, FileKind::Sample)
        .filter(move |file| file.path(db).split('/').nth(1) == Some(hook))
        .filter(move |file| file.text(db).as_str().contains(word))
}

/// Where a sample has the key as what `node` gives.
pub(super) fn places(db: &dyn Db, sample: SourceFile, node: &str, name: &str) -> Vec<TextRange> {
    let json = json(db, sample);
    let root = json.root();
    let given = root.get("outputs").and_then(|outputs| outputs.get(node));
    let is_run = root.get("node").is_none_or(|only| only.as_str() == Some(node));
    let expected = root
        .get("expect")
        .filter(|_| is_run)
        .and_then(|expect| expect.get("data"));
    let members = [given, expected].into_iter().flatten();
    members
        .filter_map(|object| object.member(name))
        .map(|member| inside(member.key_range))
        .collect()
}

/// Where a sample expects the key of a whole run, to which other nodes give as well.
pub(super) fn expected_of_run(db: &dyn Db, sample: SourceFile, name: &str) -> Option<TextRange> {
    let root = json(db, sample).root();
    if root.get("node").is_some() {
        return None;
    }
    let data = root.get("expect")?.get("data")?;
    Some(inside(data.member(name)?.key_range))
}

/// The key at the cursor.
pub(super) fn sample_key_at(db: &dyn Db, at: FilePosition) -> Option<(DataField, TextRange)> {
    let place = json(db, at.file).place_at(at.offset);
    let path = split_pointer(&place.pointer())?;
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let member = place.value.key().filter(|_| place.part == Part::Key)?;
    let hook = at.file.path(db).split('/').nth(1)?;
    let pipeline = pipeline(db, pipeline_of(db, hook)?);
    let only = json(db, at.file).root().get("node").and_then(Value::as_str);
    let is_giver = |node: &str| match path.as_slice() {
        ["outputs", wanted, _] => *wanted == node,
        ["expect", "data", _] => only.is_none_or(|only| only == node),
        _ => false,
    };
    let mut nodes = pipeline.nodes.iter().filter(|node| is_giver(&node.name));
    let writer = nodes.find_map(|node| {
        let script = script_of(db, node.script.as_deref()?)?;
        writes(db, script, member.name).then_some(script)
    })?;
    let name = member.name.to_owned();
    Some((DataField { writer, name }, inside(member.key_range)))
}

/// Without the quotes.
fn inside(range: TextRange) -> TextRange {
    TextRange::new(range.start + 1, (range.end - 1).max(range.start + 1))
}
