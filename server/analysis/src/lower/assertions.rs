//! Attaches `--[[@as type]]` to the expressions that they stand behind.

use pipelua_syntax::{CommentKind, NodeId, NodeKind, Parse};

/// The types that are asserted in a file, each with its expression: the longest that ends there and joins no two.
pub(super) fn attach(parse: &Parse) -> Box<[(NodeId, Box<str>)]> {
    let comments = parse.comments().iter();
    let mut open: Vec<(u32, Option<Box<str>>)> = comments
        .filter(|comment| comment.kind == CommentKind::Block)
        .filter_map(|comment| {
            let text = parse.text().get(comment.range.as_usize())?;
            Some((comment.token, Some(asserted(text)?.into())))
        })
        .collect();
    let mut all: Vec<(NodeId, Box<str>)> = Vec::new();
    if open.is_empty() {
        return Box::default();
    }
    for (id, node) in (0u32..).zip(parse.nodes()) {
        if !is_whole(node.kind) || node.end <= node.first {
            continue;
        }
        let Ok(at) = open.binary_search_by_key(&node.end, |(token, _)| *token) else {
            continue;
        };
        if let Some(ty) = open.get_mut(at).and_then(|(_, ty)| ty.take()) {
            all.push((NodeId(id), ty));
        }
    }
    all.into()
}

/// The type in `--[[@as type]]`.
pub fn asserted(comment: &str) -> Option<&str> {
    let inside = comment
        .strip_prefix("--[")?
        .trim_start_matches('=')
        .strip_prefix('[')?;
    let end = inside.rfind(']')?;
    let inside = inside.get(..end)?.trim_end_matches('=').strip_suffix(']')?;
    let ty = inside.trim().strip_prefix("@as")?;
    ty.starts_with(char::is_whitespace).then(|| ty.trim())
}

/// Whether it is an expression that a comment behind it can speak of.
fn is_whole(kind: NodeKind) -> bool {
    use NodeKind as K;
    matches!(
        kind,
        K::NameExpr
            | K::FieldExpr
            | K::IndexExpr
            | K::CallExpr
            | K::MethodCallExpr
            | K::ParenExpr
            | K::TableExpr
            | K::UnaryExpr
            | K::FunctionExpr
            | K::VarargExpr
            | K::StringExpr
            | K::NumberExpr
            | K::NilExpr
            | K::TrueExpr
            | K::FalseExpr
    )
}

#[cfg(test)]
mod tests {
    use crate::lower::lower_tree;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let parse = pipelua_syntax::parse(text);
        let lowered = lower_tree(&parse);
        let shown: Vec<(&str, &str)> = lowered
            .assertions()
            .iter()
            .map(|(node, ty)| (&text[parse.node_range(*node).as_usize()], &**ty))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_type_is_asserted_of_the_whole_expression_before_it() {
        check("local x = a.b(c) --[[@as string]]", &[("a.b(c)", "string")]);
        check("f(a --[=[@as T?]=], b)", &[("a", "T?")]);
        check("local x = a or b --[[ @as T ]]", &[("b", "T")]);
        check("local x = (a or b) --[[@as T]]", &[("(a or b)", "T")]);
        check("local x = #a.b --[[@as T]]", &[("#a.b", "T")]);
    }

    #[test]
    fn other_comments_assert_nothing() {
        check("local x = a --[[@asset]] local y = b --[[as T]] -- @as T", &[]);
    }
}
