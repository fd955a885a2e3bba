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

/// Whether any doc comment has a line that begins with this tag, such as `@config`.
pub(crate) fn has_tag(tree: &Lowered, tag: &str) -> bool {
    let mut lines = tree.docs().iter().flat_map(|doc| doc.text.lines());
    lines.any(|line| {
        let rest = line.trim_start().strip_prefix(tag);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    })
}
