//! `unknown-key`: a key that nobody reads in a table of options, such as that of a fetch.

use std::sync::OnceLock;

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::luacats::{TypeExpr, TypeKind, parse_type};
use pipelua_syntax::{NodeId, NodeKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::classes::builtin_classes;
use crate::finding::Severity;
use crate::library::{self, LibraryEntry};
use crate::lint::{Check, FixData, FixKind, Lint, LuaContext, Proof};
use crate::lower::{Expr, Lowered, TableItem};
use crate::reading::is_target;
use crate::ty::{PortableTable, PortableType, TyData};

pub(crate) static LINT: Lint = Lint {
    code: "unknown-key",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/unknown-key.md"),
    check: Check::Lua(check),
};

/// By function of the sandbox: the parameters that take a table with these keys and no others.
type Options = FxHashMap<u32, Vec<(usize, PortableTable)>>;

fn check(cx: &mut LuaContext<'_>) {
    let tree = cx.tree;
    let mut reads = None;
    let mut seen = FxHashSet::default();
    for call in tree.of_kind(NodeKind::CallExpr) {
        let TyData::Builtin(index) = cx.inference.types.get(cx.inference.type_of(tree.child(call, 0))) else {
            continue;
        };
        let (Some(function), Some(params)) = (library::entry(*index), options().get(index)) else {
            continue;
        };
        for (at, keys) in params {
            let Some(argument) = tree.children(tree.child(call, 1)).nth(*at) else {
                continue;
            };
            let argument = tree.skip_parens(argument);
            let constant = cx
                .scopes
                .local_of(argument)
                .filter(|local| cx.scopes.is_assigned_once(*local));
            let initial = constant.and_then(|local| cx.scopes.initial_value(tree, local));
            let table = initial.unwrap_or(argument);
            if tree.kind(table) == NodeKind::TableExpr && seen.insert(table) {
                // A table with a name may have keys for others, who read them.
                let reads = constant.map(|_| &*reads.get_or_insert_with(|| Reads::of(tree)));
                check_table(cx, function, keys, table, reads);
            }
        }
    }
}

fn check_table(
    cx: &mut LuaContext<'_>,
    function: &LibraryEntry,
    keys: &PortableTable,
    table: NodeId,
    reads: Option<&Reads<'_>>,
) {
    let tree = cx.tree;
    let there: FxHashSet<&str> = keys_of(tree, table).map(|(_, name)| name).collect();
    for (item, name) in keys_of(tree, table) {
        let is_read = reads.is_some_and(|reads| reads.have(name));
        if name.is_empty() || keys.field(name).is_some() || is_read {
            continue;
        }
        let near = nearest(name, keys.fields.iter().map(|field| &*field.name));
        let all: Vec<String> = keys
            .fields
            .iter()
            .map(|field| format!("`{}`", field.name))
            .collect();
        let message = format!(
            "`{}` is no option of `{}`{}",
            shown(name),
            function.path(),
            did_you_mean(near)
        );
        let finding = cx
            .finding(cx.key_anchor(item), message)
            .runtime("it is ignored")
            .help(match near {
                Some(near) => format!("rename it to `{near}`"),
                None => format!("remove it; the options are {}", all.join(", ")),
            });
        let fix = match near {
            // A key that is there already would be there twice.
            Some(near) => (!there.contains(near)).then(|| cx.rename_key(item, near)),
            None => tree
                .calls_nothing(item)
                .then(|| FixData::new("remove it").remove_item(item)),
        };
        cx.report(match fix {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }
}

/// The names of fields that a file reads.
struct Reads<'a> {
    names: FxHashSet<&'a str>,
    /// A key is computed somewhere: any may be read.
    any: bool,
}

impl<'a> Reads<'a> {
    fn of(tree: &'a Lowered) -> Self {
        let mut all = Self {
            names: FxHashSet::default(),
            any: false,
        };
        for at in tree.ids().filter(|at| !is_target(tree, *at)) {
            match tree.expr(at) {
                Expr::Field { name: Some(name), .. } | Expr::MethodCall { name: Some(name), .. } => {
                    all.names.insert(tree.text(name));
                }
                Expr::Index { key, .. } => match tree.string_key(key) {
                    Some(key) => {
                        all.names.insert(tree.text(key));
                    }
                    None => all.any = true,
                },
                _ => {}
            }
        }
        all
    }

    fn have(&self, name: &str) -> bool {
        self.any || self.names.contains(name)
    }
}

/// The keys of a table that are written as names or texts.
fn keys_of(tree: &Lowered, table: NodeId) -> impl Iterator<Item = (NodeId, &str)> {
    tree.table_items(table).filter_map(|(item, entry)| {
        let symbol = match entry {
            TableItem::Named { name, .. } => Some(name),
            TableItem::Keyed { key, .. } => tree.string_key(key),
            TableItem::Positional { .. } => None,
        };
        Some((item, tree.text(symbol?)))
    })
}

fn options() -> &'static Options {
    static OPTIONS: OnceLock<Options> = OnceLock::new();
    OPTIONS.get_or_init(|| {
        let mut all = Options::default();
        for entry in pipelua_schemas::builtin().sandbox().entries() {
            let TypeKind::Function(function) = parse_type(&entry.signature).0.kind else {
                continue;
            };
            let params = function.params.iter().enumerate();
            let closed: Vec<_> = params
                .filter_map(|(at, param)| Some((at, closed_table(param.ty.as_ref()?)?)))
                .collect();
            if let Some(index) = library::entry_at(&entry.path).filter(|_| !closed.is_empty()) {
                all.insert(index, closed);
            }
        }
        all
    })
}

/// The keys that a table of this type may have, where it may have no others.
fn closed_table(ty: &TypeExpr) -> Option<PortableTable> {
    let table = match builtin_classes().resolve(ty) {
        PortableType::Table(table) => table,
        PortableType::Union(members) => members.iter().find_map(|member| match member {
            PortableType::Table(table) => Some(table.clone()),
            _ => None,
        })?,
        _ => return None,
    };
    let table: PortableTable = PortableTable::clone(&table);
    (!table.open).then_some(table)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_fix, check_none};

    #[test]
    fn an_option_that_nobody_reads_is_found() {
        check(
            "local url = \"https://geo.example/\"\nlocal options = { [\"Method\"] = \"POST\", retries = 2 }\nlocal a = await(helpers.fetch(url, { timeout = 500, json = {}, retries = helpers.now() }))\nlocal b = await(helpers.fetch(url, options))\nlocal c = await(helpers.fetch(url, options))\nreturn { allowed = a.ok and b.ok and c.ok }\n",
            &["unknown-key"],
            expect![[r#"
                2:20-2:28 unknown-key: `Method` is no option of `helpers.fetch`; did you mean `method`? | run: it is ignored | help: rename it to `method` | fix: Rename it to `method`
                2:40-2:47 unknown-key: `retries` is no option of `helpers.fetch` | run: it is ignored | help: remove it; the options are `method`, `headers`, `body`, `timeoutMs` | fix: Remove it
                3:38-3:45 unknown-key: `timeout` is no option of `helpers.fetch`; did you mean `timeoutMs`? | run: it is ignored | help: rename it to `timeoutMs` | fix: Rename it to `timeoutMs`
                3:53-3:57 unknown-key: `json` is no option of `helpers.fetch` | run: it is ignored | help: remove it; the options are `method`, `headers`, `body`, `timeoutMs` | fix: Remove it
                3:64-3:71 unknown-key: `retries` is no option of `helpers.fetch` | run: it is ignored | help: remove it; the options are `method`, `headers`, `body`, `timeoutMs`
            "#]],
        );
        check_fix(
            "local a = await(helpers.fetch(\"https://geo.example/\", { method = \"GET\", timeout = 500, [\"head\"] = 1 }))\nreturn { allowed = a.ok }\n",
            "unknown-key",
            expect![[r#"
                local a = await(helpers.fetch("https://geo.example/", { method = "GET", timeoutMs = 500, ["head"] = 1 }))
                return { allowed = a.ok }
            "#]],
        );
    }

    #[test]
    fn known_options_and_free_tables_are_fine() {
        check_none(
            "local call = { url = \"https://geo.example/\", method = \"GET\" }\nlocal a = await(helpers.fetch(call.url, call))\nlocal b = await(helpers.fetch(\"https://geo.example/\", { headers = { [\"x-any\"] = \"1\" }, body = { any = 1 }, timeoutMs = 500 }))\nlocal function get(url, options) return await(helpers.fetch(url, options)) end\nlocal c = get(\"https://geo.example/\", { retries = 2 })\nhelpers.metrics.count(\"a.b\", 1, { any = \"x\" })\nreturn { allowed = a.ok and b.ok and c.ok }\n",
            &["unknown-key"],
        );
    }
}
