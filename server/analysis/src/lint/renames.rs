//! Fixes that give a local another name, at its declaration and wherever it is used.

use super::{Anchor, FixData, LuaContext};
use crate::scopes::LocalId;

/// Puts `_` before the name, which says that it is not used on purpose. `None` if that name means something already.
pub(crate) fn underscore(cx: &LuaContext<'_>, local: LocalId) -> Option<FixData> {
    rename(cx, local, &format!("_{}", name(cx, local))).map(FixData::safe)
}

/// Renames a local. `None` if the file knows the new name already.
pub(crate) fn rename(cx: &LuaContext<'_>, local: LocalId, new_name: &str) -> Option<FixData> {
    if cx.tree.symbols().find(new_name).is_some() {
        return None;
    }
    let shown = pipelua_rules::suggest::shown(new_name);
    let fix = FixData::new(format!("rename it to `{shown}`"));
    let declaration = cx.scopes.local(local).node;
    let fix = fix.replace(Anchor::Main(declaration), new_name);
    let uses = cx.scopes.uses(local).iter();
    Some(uses.fold(fix, |fix, at| fix.replace(Anchor::Main(at.node), new_name)))
}

fn name<'a>(cx: &LuaContext<'a>, local: LocalId) -> &'a str {
    cx.tree.text(cx.scopes.local(local).name)
}
