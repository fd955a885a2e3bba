//! The page about annotations.

use std::fmt::Write;

const INTRODUCTION: &str = "\
A line that begins with `---@` tells the checker something about the script. The tags of LuaCATS (`@class`, `@field`, `@param`,
`@return`, `@type`, `@alias`, ..) mean what they mean elsewhere; these are added. A run ignores them all.
";

pub(super) fn page() -> String {
    let mut out = INTRODUCTION.to_owned();
    for annotation in crate::builtin().annotations() {
        let _ = write!(
            out,
            "\n## {}\n\n`{}`: {}.\n\n{}\n\n```lua\n{}\n```\n",
            annotation.tag, annotation.form, annotation.title, annotation.docs, annotation.example
        );
    }
    out
}
