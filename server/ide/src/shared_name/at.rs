//! Which shared name stands at a cursor.

use pipelua_analysis::lower::{lower, parse};
use pipelua_analysis::scopes::scopes;
use pipelua_analysis::workspace::pipeline::pipeline;
use pipelua_analysis::workspace::placement::placements;
use pipelua_analysis::{Db, FileKind, SourceFile};
use pipelua_syntax::TextRange;

use super::word;
use crate::data_field::{Handed, flow, key_range};
use crate::definition::section_of;
use crate::json::{Named, named, place_at};
use crate::name_at::{FilePosition, name_at, string_at};

/// The name at the cursor with the range of its word.
pub(crate) fn shared_name_at(db: &dyn Db, at: FilePosition) -> Option<(Named, TextRange)> {
    let found = if at.file.kind(db) == FileKind::Script {
        in_script(db, at)
    } else if at.file.kind(db).is_lua() {
        None
    } else {
        let place = place_at(db, at)?;
        Some((named(db, at.file, &place)?, word(db, at.file, place.range)))
    };
    // What is half typed is not the name yet.
    let text = at.file.text(db).as_str();
    let is_whole = |(named, range): &(Named, TextRange)| {
        !range.is_empty() && range.touches(at.offset) && text.get(range.as_usize()) == Some(named.text())
    };
    found.filter(is_whole)
}

fn in_script(db: &dyn Db, at: FilePosition) -> Option<(Named, TextRange)> {
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let found = name_at(parse, at.offset).or_else(|| string_at(parse, at.offset))?;
    let range = key_range(parse, tree, found.node)?;
    let name = tree.name(found.node).to_owned();
    if let Some(section) = section_of(tree, scopes, found.node) {
        let named = if section == "secrets" {
            Named::Secret
        } else {
            Named::Setting
        };
        return Some((named(name), range));
    }
    if scopes.local_of(found.node).is_some() || !at.file.text(db).as_str().contains("outputs") {
        return None;
    }
    let keys = flow(tree, scopes, "").keys;
    keys.iter()
        .find(|key| key.node == found.node && key.table == Handed::Outputs)?;
    Some((Named::Node(pipeline_with(db, at.file, &name)?, name), range))
}

/// The first pipeline in which a script finds a node of this name before its own.
fn pipeline_with(db: &dyn Db, script: SourceFile, name: &str) -> Option<SourceFile> {
    let mut all = placements(db, script).iter();
    let found = all.find(|placement| {
        let nodes = &pipeline(db, placement.pipeline).nodes;
        let ancestors = nodes
            .get(placement.index as usize)
            .map_or(&[][..], |node| &node.ancestors);
        let mut ancestors = ancestors.iter().filter_map(|index| nodes.get(*index as usize));
        ancestors.any(|node| *node.name == *name)
    });
    found.map(|placement| placement.pipeline)
}
