//! The outline of a file: functions, locals of the chunk and fields of their tables; nodes of a pipeline; keys.

use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::{LocalKind, scopes};
use pipelua_analysis::workspace::json::json;
use pipelua_analysis::workspace::manifest::manifest_places;
use pipelua_analysis::{Db, FileKind, SourceFile};
use pipelua_syntax::json::Value;
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange};

/// An entry of an outline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    pub name: String,
    /// Such as the parameters of a function.
    pub detail: String,
    pub kind: SymbolKind,
    pub range: TextRange,
    /// Lies in `range`.
    pub name_range: TextRange,
    pub children: Vec<Symbol>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolKind {
    Function,
    Method,
    Variable,
    Constant,
    Field,
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
    /// A node of a pipeline.
    Node,
}

/// JSON below this depth is not listed.
const DEEPEST_KEY: usize = 3;

/// In the order of the text.
pub fn document_symbols(db: &dyn Db, file: SourceFile) -> Vec<Symbol> {
    match file.kind(db) {
        kind if kind.is_lua() => lua(db, file),
        FileKind::Manifest => toml(db),
        FileKind::Pipeline | FileKind::Sample | FileKind::Hook => {
            members(json(db, file).root(), "", file.kind(db), DEEPEST_KEY)
        }
        _ => Vec::new(),
    }
}

fn lua(db: &dyn Db, file: SourceFile) -> Vec<Symbol> {
    let (parse, tree) = (parse(db, file), lower(db, file));
    let scopes = scopes(db, file);
    let flat: Vec<Symbol> = tree
        .ids()
        .filter_map(|id| {
            let (name, kind, body) = match tree.kind(id) {
                NodeKind::LocalFunctionStmt => {
                    (tree.child(id, 0), SymbolKind::Function, Some(tree.child(id, 1)))
                }
                NodeKind::FunctionStmt => {
                    let target = tree.child(id, 0);
                    let is_method = tree.has_flag(target, pipelua_syntax::flags::METHOD);
                    let kind = if is_method {
                        SymbolKind::Method
                    } else {
                        SymbolKind::Function
                    };
                    (target, kind, Some(tree.child(id, 1)))
                }
                NodeKind::NameDef => {
                    let local = scopes.local(scopes.local_of(id)?);
                    let list = tree.parent(id)?;
                    let statement = tree.parent(list)?;
                    if tree.kind(statement) != NodeKind::LocalStmt {
                        return None;
                    }
                    let at = tree.children(list).position(|name| name == id)?;
                    let value = tree.children(tree.child(statement, 1)).nth(at);
                    let body = value.and_then(|value| function_in(tree, value));
                    let is_outermost = tree.function_of(id) == NodeId::ROOT;
                    let kind = match (body, local.kind) {
                        (Some(_), _) => SymbolKind::Function,
                        _ if !is_outermost => return None,
                        (_, LocalKind::Const | LocalKind::Close) => SymbolKind::Constant,
                        _ => SymbolKind::Variable,
                    };
                    (id, kind, body)
                }
                NodeKind::NamedItem => {
                    let body = function_in(tree, tree.child(id, 0));
                    let kind = if body.is_some() {
                        SymbolKind::Function
                    } else {
                        SymbolKind::Field
                    };
                    (id, kind, body)
                }
                _ => return None,
            };
            symbol(parse, tree, id, name, kind, body)
        })
        .collect();
    nest(flat)
}

fn function_in(tree: &Lowered, value: NodeId) -> Option<NodeId> {
    (tree.kind(value) == NodeKind::FunctionExpr).then(|| tree.child(value, 0))
}

fn symbol(
    parse: &Parse,
    tree: &Lowered,
    id: NodeId,
    name: NodeId,
    kind: SymbolKind,
    body: Option<NodeId>,
) -> Option<Symbol> {
    let node = parse.node(name);
    if node.first >= node.end || tree.name(name).is_empty() {
        return None;
    }
    let name_range = parse.token_range(node.main);
    let range = match tree.kind(id) {
        // The value belongs to the name as far as the outline goes.
        NodeKind::NameDef => tree
            .parent(id)
            .and_then(|list| tree.parent(list))
            .map_or(name_range, |statement| parse.node_range(statement)),
        _ => parse.node_range(id),
    };
    let name = match tree.kind(name) {
        NodeKind::FieldExpr => tree.path_text(name).unwrap_or_else(|| tree.name(name).to_owned()),
        _ => tree.name(name).to_owned(),
    };
    Some(Symbol {
        name,
        detail: body.map(|body| parameters(tree, body)).unwrap_or_default(),
        kind,
        range,
        name_range,
        children: Vec::new(),
    })
}

/// The parameters as written, on one line.
pub(crate) fn parameters(tree: &Lowered, body: NodeId) -> String {
    let list = tree.child(body, 0);
    let mut names: Vec<&str> = tree.children(list).map(|param| tree.name(param)).collect();
    if tree.has_flag(list, pipelua_syntax::flags::VARARG) {
        names.push("...");
    }
    format!("({})", names.join(", "))
}

/// Puts each symbol into the one whose range holds it. They come in preorder.
fn nest(flat: Vec<Symbol>) -> Vec<Symbol> {
    let mut roots: Vec<Symbol> = Vec::new();
    let mut open: Vec<Symbol> = Vec::new();
    for symbol in flat {
        while let Some(last) = open.pop() {
            let holds = last.range.contains_range(symbol.range) && last.range != symbol.range;
            if holds {
                open.push(last);
                break;
            }
            close(last, &mut open, &mut roots);
        }
        open.push(symbol);
    }
    while let Some(last) = open.pop() {
        close(last, &mut open, &mut roots);
    }
    roots
}

fn close(symbol: Symbol, open: &mut [Symbol], roots: &mut Vec<Symbol>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(symbol),
        None => roots.push(symbol),
    }
}

/// The members of an object. Recursion is bounded by `depth`.
fn members(value: Value<'_>, parent: &str, file: FileKind, depth: usize) -> Vec<Symbol> {
    let Some(members) = value.as_object().filter(|_| depth > 0) else {
        return Vec::new();
    };
    members
        .map(|member| {
            let is_node = file == FileKind::Pipeline && parent == "nodes";
            let script = member.value.get("script").and_then(Value::as_str);
            Symbol {
                name: if member.name.is_empty() {
                    "?".to_owned()
                } else {
                    member.name.to_owned()
                },
                detail: match (is_node, script) {
                    (true, Some(script)) => script.to_owned(),
                    _ => member
                        .value
                        .as_str()
                        .unwrap_or_default()
                        .chars()
                        .take(60)
                        .collect(),
                },
                kind: if is_node {
                    SymbolKind::Node
                } else {
                    kind_of(member.value)
                },
                range: member.range(),
                name_range: member.key_range,
                children: members_of(member, file, depth),
            }
        })
        .collect()
}

fn members_of(member: pipelua_syntax::json::Member<'_>, file: FileKind, depth: usize) -> Vec<Symbol> {
    members(member.value, member.name, file, depth - 1)
}

fn kind_of(value: Value<'_>) -> SymbolKind {
    use pipelua_syntax::json::Kind;
    match value.kind() {
        Kind::Object(_) => SymbolKind::Object,
        Kind::Array(_) => SymbolKind::Array,
        Kind::String(_) => SymbolKind::String,
        Kind::Number(_) => SymbolKind::Number,
        Kind::Bool(_) => SymbolKind::Boolean,
        Kind::Null | Kind::Hole => SymbolKind::Null,
    }
}

fn toml(db: &dyn Db) -> Vec<Symbol> {
    let mut roots: Vec<(String, Symbol)> = Vec::new();
    for (pointer, key, value) in manifest_places(db) {
        let mut parts = pointer.trim_start_matches('/').split('/');
        let (Some(first), second, None) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let name = second.unwrap_or(first);
        let symbol = Symbol {
            name: name.replace("~1", "/").replace("~0", "~"),
            detail: String::new(),
            kind: SymbolKind::Field,
            range: key.cover(value),
            name_range: key,
            children: Vec::new(),
        };
        match (second, roots.iter_mut().find(|(root, _)| root == first)) {
            (Some(_), Some((_, root))) => {
                root.kind = SymbolKind::Object;
                root.range = root.range.cover(symbol.range);
                root.children.push(symbol);
            }
            _ => roots.push((first.to_owned(), symbol)),
        }
    }
    roots.into_iter().map(|(_, symbol)| symbol).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    fn show(symbols: &[Symbol], depth: usize, out: &mut Vec<String>) {
        for symbol in symbols {
            let detail = &symbol.detail;
            let indent = "  ".repeat(depth);
            out.push(format!("{indent}{}{detail} {:?}\n", symbol.name, symbol.kind));
            assert!(symbol.range.contains_range(symbol.name_range), "{symbol:?}");
            show(&symbol.children, depth + 1, out);
        }
    }

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, file) = fixture::file(text);
        let mut shown = Vec::new();
        show(&document_symbols(&db, file), 0, &mut shown);
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn functions_hold_their_functions() {
        check(
            "local function f(a, ...)\n  local x = 1\n  local g = function(b) end\nend\nfunction t.u:m() end\n",
            expect![[r#"
                f(a, ...) Function
                  g(b) Function
                t.u.m() Method
            "#]],
        );
    }

    #[test]
    fn tables_hold_their_fields() {
        check(
            "local limits <const> = { low = 1, check = function(x) return x end }\nlocal a, b = 1, 2\n",
            expect![[r#"
                limits Constant
                  low Field
                  check(x) Function
                a Variable
                b Variable
            "#]],
        );
    }

    #[test]
    fn half_typed_code_has_an_outline() {
        check(
            "local function f(\nlocal function g() end\nlocal \n",
            expect![[r#"
                f() Function
                g() Function
            "#]],
        );
    }

    #[test]
    fn pipelines_list_their_nodes() {
        check(
            "--- file: pipelines/before_signup.json\n$0{ \"onError\": \"deny\", \"nodes\": { \"geo\": { \"script\": \"geo_check\" } } }\n",
            expect![[r#"
                onErrordeny String
                nodes Object
                  geogeo_check Node
                    scriptgeo_check String
            "#]],
        );
    }

    #[test]
    fn the_manifest_lists_its_tables() {
        check(
            "--- file: pipelua.toml\n$0schema = 1\n[secrets]\nA_KEY = \"x\"\n[fetch]\nallow-hosts = [\"a\"]\n",
            expect![[r#"
                schema Field
                secrets Object
                  A_KEY Field
                fetch Object
                  allow-hosts Field
            "#]],
        );
    }
}
