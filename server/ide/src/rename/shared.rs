//! Another name for a script, a node, a secret or a setting: wherever files name it, and the script's own file.

use pipelua_analysis::workspace::pipeline::pipeline;
use pipelua_analysis::workspace::placement::script_of;
use pipelua_analysis::{Db, file_at, manifest};
use pipelua_rules::names::fault;

use super::{Refusal, Renaming, Replacement, new_name};
use crate::definition::node_target;
use crate::finding::Rename;
use crate::json::Named;
use crate::shared_name::name_places;

/// Longest name of a secret or setting, in characters.
///
/// **Source**: `schemas/files/manifest.schema.json`
const LONGEST: usize = 64;

/// Why such a name stays as it is, whatever the new one.
pub(super) fn check(named: &Named) -> Result<(), Refusal> {
    match named {
        Named::Hook(name) => Err(Refusal::of(format!("hook `{name}` has its name from the host"))),
        Named::Lint(code) => Err(Refusal::of(format!(
            "`{code}` is the code of a finding, which stays"
        ))),
        _ => Ok(()),
    }
}

pub(super) fn rename(db: &dyn Db, named: &Named, new_name: &str) -> Result<Renaming, Refusal> {
    check(named)?;
    is_free(db, named, new_name)?;
    let found = name_places(db, named);
    if let Some(first) = found.obstacles.first() {
        let of_its_kind = found.obstacles.iter().filter(|other| other.why == first.why);
        return Err(Refusal {
            message: format!("`{}` keeps its name: {}", named.text(), first.why),
            places: of_its_kind.filter_map(|obstacle| obstacle.place).collect(),
        });
    }
    let mut renaming = Renaming::default();
    for place in found.places.iter().filter(|place| !place.range.is_empty()) {
        renaming.edits.push(Replacement {
            file: place.file,
            range: place.range,
            text: new_name.to_owned(),
        });
    }
    match named {
        Named::Script(slug) => {
            if let Some(script) = script_of(db, slug) {
                renaming.moves.push(Rename {
                    from: script.path(db).to_string(),
                    to: format!("scripts/{new_name}.lua"),
                });
            }
        }
        Named::Secret(name) | Named::Setting(name) => {
            renaming.asks = Some(format!(
                "The value of `{name}` has its name in the store and in pipelua.local.toml, too"
            ));
        }
        _ => {}
    }
    Ok(renaming)
}

/// Whether nothing else has the new name.
fn is_free(db: &dyn Db, named: &Named, new_name: &str) -> Result<(), Refusal> {
    let taken = |what: String| Refusal::of(format!("{what} `{new_name}` is there already"));
    match named {
        Named::Script(_) | Named::Node(..) => {
            if let Some(fault) = fault(new_name) {
                let shown = pipelua_rules::suggest::shown(new_name);
                return Err(Refusal::of(format!("`{shown}` is no name here: {fault}")));
            }
        }
        _ => {
            new_name::of_word(new_name)?;
            if new_name.len() > LONGEST {
                return Err(Refusal::of(format!("a name has at most {LONGEST} characters")));
            }
        }
    }
    match named {
        Named::Script(_) => match file_at(db, &format!("scripts/{new_name}.lua")) {
            Some(other) => Err(taken("script".to_owned()).at(other, pipelua_syntax::TextRange::empty(0))),
            None => Ok(()),
        },
        Named::Node(file, _) => {
            let is_there = pipeline(db, *file)
                .nodes
                .iter()
                .any(|node| *node.name == *new_name);
            match node_target(db, *file, new_name).filter(|_| is_there) {
                Some(target) => Err(taken("node".to_owned()).at(target.file, target.range)),
                None => Ok(()),
            }
        }
        Named::Secret(_) if manifest(db).secrets.contains(new_name) => Err(taken("secret".to_owned())),
        Named::Setting(_) if manifest(db).env.contains(new_name) => Err(taken("setting".to_owned())),
        _ => Ok(()),
    }
}
