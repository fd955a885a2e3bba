//! `duplicate-key`: a table is built with the same key twice, and only one of the values stays.

use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::lint::{Anchor, Check, FixData, FixKind, Lint, LuaContext, Proof};
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
        .finding(Anchor::Main(second), format!("the key `{name}` is in this table already"))
        .related(cx.file, Anchor::Main(first), format!("`{name}` is here for the first time"))
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
            Expr::String(text) => has_value(tree, text).then_some(Key::Text(text)),
            Expr::Number(Number::Integer(value)) => Some(Key::Integer(value)),
            Expr::Number(Number::Float(value)) => Some(as_integer(value).map_or(Key::Float(value.to_bits()), Key::Integer)),
            Expr::True => Some(Key::Boolean(true)),
            Expr::False => Some(Key::Boolean(false)),
            _ => None,
        },
    }
}

/// An empty value may stand for a text that is not UTF-8, of which nothing is known.
fn has_value(tree: &Lowered, text: Symbol) -> bool {
    !tree.text(text).is_empty()
}

/// **Source**: Lua 5.4 §2.1: a float key with an integral value is that integer.
#[expect(clippy::cast_precision_loss, reason = "compared back, so only exact values pass")]
fn as_integer(value: f64) -> Option<i64> {
    let integer = value as i64;
    let is_exact = (integer as f64).to_bits() == value.to_bits() || value == 0.0;
    (is_exact && integer != i64::MAX).then_some(integer)
}
