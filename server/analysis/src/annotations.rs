//! The annotations of a script that the checker acts on.

use crate::lower::Lowered;

/// The hook that `---@hook NAME` attaches the script to while no node uses it.
pub(crate) fn hook_tag(tree: &Lowered) -> Option<&str> {
    tree.docs()
        .iter()
        .flat_map(|doc| doc.text.lines())
        .find_map(|line| {
            let rest = line.trim_start().strip_prefix("@hook")?;
            let name = rest.strip_prefix(char::is_whitespace)?.split_whitespace().next();
            name.filter(|name| !name.is_empty())
        })
}
