//! `duplicate-key`: a table is built with the same key twice, and only one of the values stays.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::lint::{Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::{Expr, Lowered, Number, Symbol, TableItem};

pub(crate) static LINT: Lint = Lint {
    code: "duplicate-key",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/duplicate-key.md"),
    check: Check::Lua(check),
};

/// A key as Lua sees it: a float with an integral value is that integer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Text(Symbol),
    Integer(i64),
    Float(u64),
    Boolean(bool),
}

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    let mut seen: FxHashMap<Key, NodeId> = FxHashMap::default();
    for table in tree.of_kind(NodeKind::TableExpr) {
        seen.clear();
        let mut position = 0;
        for (item, entry) in tree.table_items(table) {
            let Some(key) = key_of(tree, entry, &mut position) else {
                continue;
            };
            if let Some(first) = seen.insert(key, item) {
                report(cx, key, first, item);
            }
        }
    }
}

fn report(cx: &mut LuaContext<'_>, key: Key, first: NodeId, second: NodeId) {
    let tree = cx.tree;
    let name = match key {
        Key::Text(text) => pipelua_rules::suggest::shown(tree.text(text)),
        Key::Integer(value) => value.to_string(),
        Key::Float(bits) => f64::from_bits(bits).to_string(),
        Key::Boolean(value) => value.to_string(),
    };
    // Items without a key are stored last, whatever stands behind them.
    let is_positional = tree.kind(first) == NodeKind::PositionalItem;
    let (lost, kept) = if is_positional { (second, first) } else { (first, second) };
    let mut finding = cx
        .finding(cx.key_anchor(second), format!("the key `{name}` is in this table already"))
        .related(cx.file, cx.key_anchor(first), format!("`{name}` is here for the first time"))
        .runtime(if kept == second { "the value given first is lost" } else { "this value is lost" })
        .help("keep one of them, or rename one");
    if tree.calls_nothing(lost) {
        let title = if lost == first { "remove the first one" } else { "remove this one" };
        finding = finding.fix(FixData::new(title).remove_item(lost));
    }
    cx.report(finding);
}

fn key_of(tree: &Lowered, entry: TableItem, position: &mut i64) -> Option<Key> {
    match entry {
        TableItem::Positional { .. } => {
            *position += 1;
            Some(Key::Integer(*position))
        }
        TableItem::Named { name, .. } => Some(Key::Text(name)),
        TableItem::Keyed { key, .. } => match tree.expr(tree.skip_parens(key)) {
            Expr::String(_) => tree.string_key(key).map(Key::Text),
            Expr::Number(Number::Integer(value)) => Some(Key::Integer(value)),
            Expr::Number(Number::Float(value)) => Some(as_integer(value).map_or(Key::Float(value.to_bits()), Key::Integer)),
            Expr::True => Some(Key::Boolean(true)),
            Expr::False => Some(Key::Boolean(false)),
            _ => None,
        },
    }
}

/// **Source**: Lua 5.4 §2.1: a float key with an integral value is that integer.
#[expect(clippy::cast_precision_loss, reason = "compared back, so only exact values pass")]
fn as_integer(value: f64) -> Option<i64> {
    let integer = value as i64;
    let is_exact = (integer as f64).to_bits() == value.to_bits() || value == 0.0;
    (is_exact && integer != i64::MAX).then_some(integer)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn a_key_that_is_there_twice_is_found() {
        check(r#"local t = {
  a = 1,
  ["a"] = 2,
  [1] = "x",
  [1.0] = "y",
  [true] = 1, [true] = 2,
}
local u = { "first", [1] = "lost" }
return { allowed = t == u }
"#, &["duplicate-key"], expect![[r#"
    3:4-3:7 duplicate-key: the key `a` is in this table already | run: the value given first is lost | help: keep one of them, or rename one | related: `a` is here for the first time `a` | fix: Remove the first one
    5:4-5:7 duplicate-key: the key `1` is in this table already | run: the value given first is lost | help: keep one of them, or rename one | related: `1` is here for the first time `1` | fix: Remove the first one
    6:16-6:20 duplicate-key: the key `true` is in this table already | run: the value given first is lost | help: keep one of them, or rename one | related: `true` is here for the first time `true` | fix: Remove the first one
    8:23-8:24 duplicate-key: the key `1` is in this table already | run: this value is lost | help: keep one of them, or rename one | related: `1` is here for the first time `"first"` | fix: Remove this one
"#]]);
        check_fix(r#"local points = {
  DE = 10, -- old
  AT = 10,
  DE = 15,
}
local u = { "first", [1] = "lost" }
return { allowed = points.DE == u }
"#, "duplicate-key", expect![[r#"
    local points = {
      -- old
      AT = 10,
      DE = 15,
    }
    local u = { "first", [1] = "lost" }
    return { allowed = points.DE == u }
"#]]);
        check(r#"return { allowed = true, data = { a = helpers.uuid(), a = 1 } }
"#, &["duplicate-key"], expect![[r#"
    1:55-1:56 duplicate-key: the key `a` is in this table already | run: the value given first is lost | help: keep one of them, or rename one | related: `a` is here for the first time `a`
"#]]);
    }

    #[test]
    fn different_keys_are_fine() {
        check_none(r#"local k = context.email
local t = { a = 1, A = 2, [3] = 3, ["1"] = 4, [1.5] = 5, [k] = 6, [k] = 7, { a = 1 }, a2 = { a = 1 } }
return { allowed = #t > 0 }
"#, &["duplicate-key"]);
    }

}
