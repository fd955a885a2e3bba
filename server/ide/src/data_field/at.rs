//! Which key of `data` stands at a cursor: in a constructor, behind a dot, in brackets, in an annotation, in a sample.

use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::workspace::pipeline::pipeline;
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, FileKind, SourceFile};
use pipelua_syntax::TextRange;

use super::DataField;
use super::closure::{key_range, users};
use super::flow::{Handed, flow};
use super::samples::sample_key_at;
use super::tags::tag_field_at;
use crate::name_at::{FilePosition, name_at, string_at};

/// The key at the cursor with the range of its word, and of the scripts that may write it the first one that does.
pub(crate) fn data_field_at(db: &dyn Db, at: FilePosition) -> Option<(DataField, TextRange)> {
    let found = match at.file.kind(db) {
        FileKind::Script => in_script(db, at),
        FileKind::Sample => sample_key_at(db, at),
        _ => None,
    };
    // The quotes of a key are not its word.
    let text = at.file.text(db).as_str();
    found.filter(|(field, range)| {
        range.touches(at.offset) && text.get(range.as_usize()) == Some(field.name.as_str())
    })
}

fn in_script(db: &dyn Db, at: FilePosition) -> Option<(DataField, TextRange)> {
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let Some(found) = name_at(parse, at.offset).or_else(|| string_at(parse, at.offset)) else {
        let (name, range) = tag_field_at(parse, tree, at.offset)?;
        let writer = at.file;
        return Some((DataField { writer, name }, range));
    };
    let name = tree.name(found.node);
    if name.is_empty() || scopes.local_of(found.node).is_some() {
        return None;
    }
    let flow = flow(tree, scopes, name);
    let key = flow.keys.iter().find(|key| {
        key.node == found.node && matches!(key.table, Handed::Prev | Handed::Output(_) | Handed::Data)
    })?;
    let range = key_range(parse, tree, key.node)?;
    let writer = match key.table {
        Handed::Data => Some(at.file),
        table => read_from(db, at.file, tree, table, name),
    }?;
    let name = name.to_owned();
    Some((DataField { writer, name }, range))
}

/// The script whose data a script reads there: the first that writes the key, else the first of all.
fn read_from(
    db: &dyn Db,
    reader: SourceFile,
    tree: &Lowered,
    table: Handed,
    name: &str,
) -> Option<SourceFile> {
    let mut scripts = Vec::new();
    for (file, index) in users(db, reader) {
        let pipeline = pipeline(db, file);
        let Some(own) = pipeline.nodes.get(index) else {
            continue;
        };
        let nodes = match table {
            Handed::Prev => &own.needs,
            _ => &own.ancestors,
        };
        let nodes = nodes.iter().filter_map(|node| pipeline.nodes.get(*node as usize));
        let nodes = nodes.filter(|node| match table {
            Handed::Prev => true,
            Handed::Output(Some(wanted)) => *node.name == *tree.text(wanted),
            _ => false,
        });
        scripts.extend(nodes.filter_map(|node| script_of(db, node.script.as_deref()?)));
    }
    let writes = |script: &&SourceFile| writes(db, **script, name);
    scripts.iter().find(writes).or(scripts.first()).copied()
}

/// Whether a script names this key of its data.
pub(super) fn writes(db: &dyn Db, script: SourceFile, name: &str) -> bool {
    if !script.text(db).as_str().contains(name) {
        return false;
    }
    let tree = lower(db, script);
    let flow = flow(tree, scopes(db, script), name);
    flow.keys
        .iter()
        .any(|key| key.table == Handed::Data && tree.text(key.key) == name)
}
