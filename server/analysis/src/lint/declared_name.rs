//! Names that a script gives to a helper and that the manifest must declare: secrets and settings.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_schemas::Holds;
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::library_call::held_texts;
use super::{Anchor, FixData, LuaContext, Part};
use crate::inputs::{MANIFEST, file_at};
use crate::workspace::manifest::{DeclaredNames, manifest, manifest_source};

/// A kind of declared names.
pub(crate) struct Declared {
    pub(crate) holds: Holds,
    /// The word for one: "secret".
    pub(crate) word: &'static str,
    /// The table of the manifest.
    pub(crate) section: &'static str,
    pub(crate) names: fn(&crate::workspace::manifest::Manifest) -> &DeclaredNames,
}

/// Reports each name that is given to a helper and that the manifest does not have.
pub(crate) fn check_declared(cx: &mut LuaContext<'_>, declared: &Declared) {
    for held in held_texts(cx, declared.holds) {
        check_name(cx, declared, held.function.path(), held.argument, &held.text);
    }
}

fn check_name(cx: &mut LuaContext<'_>, declared: &Declared, function: &str, argument: NodeId, name: &str) {
    let manifest = manifest(cx.db);
    let names = (declared.names)(manifest);
    if !manifest.is_read || names.contains(name) {
        return;
    }
    let near = nearest(name, names.names());
    let (word, section) = (declared.word, declared.section);
    let message = format!(
        "`{}` is no {word} of the manifest{}",
        shown(name),
        did_you_mean(near)
    );
    let declare = format!("declare it under `[{section}]` in {MANIFEST}");
    let mut finding = cx
        .finding(Anchor::Node(argument), message)
        .runtime(format!("`{function}` gives nil for it, on every run"));
    if let Some(near) = near {
        finding = finding.help(format!("write `{near}`, or {declare}"));
        if cx.tree.kind(argument) == NodeKind::StringExpr {
            let title = format!("rename it to `{near}`");
            finding = finding.fix(FixData::new(title).replace(Anchor::Node(argument), format!("\"{near}\"")));
        }
    } else {
        finding = finding.help(declare);
    }
    if let Some(fix) = add_to_manifest(cx, section, name) {
        finding = finding.fix(fix);
    }
    cx.report(finding);
}

/// A line for the name at the end of its table, or the table behind all others.
fn add_to_manifest(cx: &LuaContext<'_>, section: &str, name: &str) -> Option<FixData> {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || !name.chars().all(is_bare) {
        return None;
    }
    let file = file_at(cx.db, MANIFEST)?;
    let text = file.text(cx.db).as_str();
    let line = format!("{name} = \"Say what this is\"");
    let pointer = format!("/{section}");
    let places = &manifest_source(cx.db).places;
    let (at, new_text) = match places.iter().find(|place| place.pointer == pointer) {
        Some(header) => {
            // A table in braces, or one made of dotted keys, has no line to add one behind.
            if text.get(header.value.as_usize())? != format!("[{section}]") {
                return None;
            }
            let inside =
                |place: &&crate::workspace::TomlPlace| place.pointer.starts_with(&format!("{pointer}/"));
            let last = places.iter().filter(inside).map(|place| place.value.end).max();
            (
                line_end(text, last.unwrap_or(header.value.end)),
                format!("\n{line}"),
            )
        }
        None => (text.trim_end().len(), format!("\n\n[{section}]\n{line}")),
    };
    let anchor = Anchor::Range(TextRange::empty(at as u32));
    let title = format!("declare `{name}` in {MANIFEST}");
    Some(FixData::new(title).edit(Some(file), anchor, Part::Whole, new_text))
}

/// Where the line ends that `offset` is on.
fn line_end(text: &str, offset: u32) -> usize {
    let from = offset as usize;
    let rest = text.get(from..).unwrap_or_default();
    from + rest.find(['\r', '\n']).unwrap_or(rest.len())
}
