//! The annotations of a script that the checker acts on.

use pipelua_syntax::luacats::{TagKind, TypeExpr, TypeKind, parse_comment};

use crate::lower::Lowered;

/// A name behind `---@hook`, with where it begins in its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct HookName<'a> {
    pub(crate) offset: usize,
    pub(crate) text: &'a str,
    /// Nothing but a name can stand there; other words may belong to a remark behind the names.
    pub(crate) is_sure: bool,
}

/// The names behind `@hook` in a line of a doc comment without its `---`; `None` if the line is no such tag. Names
/// stand behind commas or blanks, and a remark may follow them.
pub(crate) fn hook_names(line: &str) -> Option<Vec<HookName<'_>>> {
    let tag = line.trim_start().strip_prefix("@hook")?;
    if !tag.is_empty() && !tag.starts_with(char::is_whitespace) {
        return None;
    }
    let end = ["#", "--", "@", "("]
        .iter()
        .filter_map(|mark| tag.find(mark))
        .min();
    let tag = end.map_or(tag, |end| tag.get(..end).unwrap_or(tag));
    let mut names = Vec::new();
    let mut is_sure = true;
    let mut rest = tag;
    loop {
        let separators = rest.len() - rest.trim_start_matches(is_separator).len();
        let (gap, behind) = rest.split_at(separators);
        is_sure |= gap.contains(',');
        if behind.is_empty() {
            return Some(names);
        }
        let (text, behind) = behind.split_at(behind.find(is_separator).unwrap_or(behind.len()));
        let offset = text.as_ptr() as usize - line.as_ptr() as usize;
        names.push(HookName {
            offset,
            text,
            is_sure,
        });
        (is_sure, rest) = (false, behind);
    }
}

fn is_separator(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

/// The names of all `---@hook` of a script: the hooks that it is checked for while no node uses it.
pub(crate) fn hook_tags(tree: &Lowered) -> impl Iterator<Item = &str> {
    let lines = tree.docs().iter().flat_map(|doc| doc.text.lines());
    lines.filter_map(hook_names).flatten().map(|name| name.text)
}

/// The same of a text that is in no database.
pub fn declared_hooks(text: &str) -> Vec<String> {
    let comments = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("---"));
    let names = comments.filter_map(hook_names).flatten();
    names.map(|name| name.text.to_owned()).collect()
}

/// Whether a script has a `---@hook`, whatever stands behind it.
pub(crate) fn has_hook_tag(tree: &Lowered) -> bool {
    let mut lines = tree.docs().iter().flat_map(|doc| doc.text.lines());
    lines.any(|line| hook_names(line).is_some())
}

/// What a script says of its `context.config` in `---@config`; a missing type where that cannot be read.
pub(crate) fn config_tag(tree: &Lowered) -> Option<TypeExpr> {
    let docs = tree.docs().iter().filter(|doc| doc.text.contains("@config"));
    docs.map(|doc| parse_comment(&doc.text)).find_map(|comment| {
        let mut tags = comment.tags.into_iter();
        tags.find_map(|tag| {
            let TagKind::Config { mut ty } = tag.kind else {
                return None;
            };
            let is_inside = |at: u32| tag.range.start <= at && at <= tag.range.end;
            if comment.errors.iter().any(|error| is_inside(error.range.start)) {
                ty.kind = TypeKind::Missing;
            }
            Some(ty)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::hook_names;

    #[track_caller]
    fn check(line: &str, expected: Option<&[&str]>) {
        let names = hook_names(line);
        let shown: Option<Vec<String>> = names.map(|names| {
            let mark = |is_sure| if is_sure { "!" } else { "" };
            let show =
                |name: &super::HookName<'_>| format!("{}@{}{}", name.text, name.offset, mark(name.is_sure));
            names.iter().map(show).collect()
        });
        let expected = expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(shown, expected, "{line}");
    }

    #[test]
    fn names_stand_behind_commas_or_blanks() {
        check("@hook before_signup", Some(&["before_signup@6!"]));
        check(" @hook a, b  c", Some(&["a@7!", "b@10!", "c@13"]));
        check("@hook a,b", Some(&["a@6!", "b@8!"]));
        check("@hook a runs first", Some(&["a@6!", "runs@8", "first@13"]));
        check("@hook a # why, so", Some(&["a@6!"]));
        check("@hook a -- why", Some(&["a@6!"]));
        check("@hook", Some(&[]));
        check("@hook , ", Some(&[]));
        check("@hooks a", None);
        check("see @hook a", None);
    }
}
