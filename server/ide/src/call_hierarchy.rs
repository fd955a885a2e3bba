//! Who calls a function of a script, and whom it calls.

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::lower::{Expr, Lowered, lower, parse};
use pipelua_analysis::scopes::{Scopes, scopes};
use pipelua_analysis::{Db, SourceFile, TyData, editor_context, stem};
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange};

use crate::name_at::{FilePosition, name_at};

/// A function, or a script as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallItem {
    pub name: String,
    pub file: SourceFile,
    pub range: TextRange,
    /// Lies in `range`.
    pub name_range: TextRange,
    pub is_script: bool,
}

/// The other side of calls, with the places of the calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calls {
    pub item: CallItem,
    /// In the file of the one who calls.
    pub places: Vec<TextRange>,
}

/// The function that is named at the cursor.
pub fn call_item(db: &dyn Db, at: FilePosition) -> Option<CallItem> {
    let script = Script::of(db, at.file)?;
    let body = script.body_at(at.offset)?;
    script.item(body)
}

/// The calls of the function that is named at the cursor, by who makes them, in order of the text.
pub fn incoming_calls(db: &dyn Db, at: FilePosition) -> Vec<Calls> {
    let Some(script) = Script::of(db, at.file) else {
        return Vec::new();
    };
    let Some(body) = script.body_at(at.offset).filter(|body| *body != NodeId::ROOT) else {
        return Vec::new();
    };
    let calls = script.calls().filter(|(_, called)| *called == body);
    let by_caller = calls.map(|(call, _)| (script.tree.function_of(call), call));
    script.grouped(by_caller.collect())
}

/// The functions that the one at the cursor calls, functions in it not counted, in order of the text.
pub fn outgoing_calls(db: &dyn Db, at: FilePosition) -> Vec<Calls> {
    let Some(script) = Script::of(db, at.file) else {
        return Vec::new();
    };
    let Some(body) = script.body_at(at.offset) else {
        return Vec::new();
    };
    let calls = script
        .calls()
        .filter(|(call, _)| script.tree.function_of(*call) == body);
    let by_called = calls.map(|(call, called)| (called, call));
    script.grouped(by_called.collect())
}

struct Script<'a> {
    file: SourceFile,
    slug: &'a str,
    parse: &'a Parse,
    tree: &'a Lowered,
    scopes: &'a Scopes,
    inference: &'a Inference,
}

impl<'a> Script<'a> {
    fn of(db: &'a dyn Db, file: SourceFile) -> Option<Self> {
        file.kind(db).is_lua().then(|| Self {
            file,
            slug: stem(file.path(db)),
            parse: parse(db, file),
            tree: lower(db, file),
            scopes: scopes(db, file),
            inference: infer(db, file, editor_context(db, file)),
        })
    }

    /// The `FunctionBody` that a name at `offset` is; the root at the very beginning, where a script is meant.
    fn body_at(&self, offset: u32) -> Option<NodeId> {
        let Some(name) = name_at(self.parse, offset) else {
            return (offset == 0).then_some(NodeId::ROOT);
        };
        let tree = self.tree;
        let value = match tree.kind(name.node) {
            NodeKind::NamedItem => Some(tree.child(name.node, 0)),
            NodeKind::NameDef => None,
            _ => tree
                .parent(name.node)
                .filter(|parent| {
                    tree.kind(*parent) == NodeKind::FunctionStmt && tree.child(*parent, 0) == name.node
                })
                .map(|statement| tree.child(statement, 1)),
        };
        if let Some(value) = value {
            return match tree.expr(tree.skip_parens(value)) {
                Expr::Function(body) => Some(body),
                _ => (tree.kind(value) == NodeKind::FunctionBody).then_some(value),
            };
        }
        self.function(name.node)
    }

    /// The function of this file that a name or field surely is.
    fn function(&self, node: NodeId) -> Option<NodeId> {
        let local = self.scopes.local_of(node);
        let named = local.filter(|local| self.scopes.is_assigned_once(*local));
        if let Some(body) = named.and_then(|local| self.scopes.function_in(self.tree, local)) {
            return Some(body);
        }
        self.closure(self.inference.type_of(node))
    }

    fn closure(&self, ty: pipelua_analysis::Ty) -> Option<NodeId> {
        let types = &self.inference.types;
        match types.members(&ty) {
            [one] => match types.get(*one) {
                TyData::Closure(body) => Some(*body),
                _ => None,
            },
            _ => None,
        }
    }

    /// All calls of functions of this file, each with the `FunctionBody`.
    fn calls(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let tree = self.tree;
        let plain = tree
            .of_kind(NodeKind::CallExpr)
            .filter_map(|call| match tree.expr(call) {
                Expr::Call { callee, .. } => Some((call, self.function(tree.skip_parens(callee))?)),
                _ => None,
            });
        let methods = tree.of_kind(NodeKind::MethodCallExpr).filter_map(|call| {
            let Expr::MethodCall {
                base,
                name: Some(name),
                ..
            } = tree.expr(call)
            else {
                return None;
            };
            let types = &self.inference.types;
            let owner = self.inference.type_of(base);
            let field = types
                .members(&owner)
                .iter()
                .find_map(|member| match types.get(*member) {
                    TyData::Table(table) | TyData::Instance(table) => {
                        let mut fields = table.fields.iter();
                        fields.find(|field| types.text(field.name) == tree.text(name))
                    }
                    _ => None,
                });
            Some((call, self.closure(field?.ty)?))
        });
        plain.chain(methods)
    }

    fn grouped(&self, mut calls: Vec<(NodeId, NodeId)>) -> Vec<Calls> {
        calls.sort_unstable();
        let mut found: Vec<(NodeId, Calls)> = Vec::new();
        for (other, call) in calls {
            let place = self.place(call);
            match found.last_mut().filter(|(last, _)| *last == other) {
                Some((_, calls)) => calls.places.push(place),
                None => {
                    if let Some(item) = self.item(other) {
                        let places = vec![place];
                        found.push((other, Calls { item, places }));
                    }
                }
            }
        }
        found.into_iter().map(|(_, calls)| calls).collect()
    }

    /// The name in a call.
    fn place(&self, call: NodeId) -> TextRange {
        let node = match self.tree.expr(call) {
            Expr::Call { callee, .. } => self.tree.skip_parens(callee),
            _ => call,
        };
        self.parse.token_range(self.parse.node(node).main)
    }

    /// A function by its body, with the name that it is declared under.
    fn item(&self, body: NodeId) -> Option<CallItem> {
        let (parse, tree) = (self.parse, self.tree);
        if body == NodeId::ROOT {
            return Some(CallItem {
                name: self.slug.to_owned(),
                file: self.file,
                range: TextRange::new(0, parse.text().len() as u32),
                name_range: TextRange::empty(0),
                is_script: true,
            });
        }
        let owner = tree.parent(body)?;
        let (whole, name) = match tree.kind(owner) {
            NodeKind::FunctionStmt | NodeKind::LocalFunctionStmt => (owner, Some(tree.child(owner, 0))),
            _ => (owner, self.name_for(owner)),
        };
        let token = name.map_or(parse.node(body).main, |name| parse.node(name).main);
        let name_range = parse.token_range(token);
        let node_range = parse.node_range(whole);
        let range = TextRange::new(
            node_range.start.min(name_range.start),
            node_range.end.max(name_range.end),
        );
        let shown = if name.is_some() {
            parse.token_text(token).to_owned()
        } else {
            "function".to_owned()
        };
        Some(CallItem {
            name: shown,
            file: self.file,
            range,
            name_range,
            is_script: false,
        })
    }

    /// What a `FunctionExpr` is given to: a local, a key, a field.
    fn name_for(&self, value: NodeId) -> Option<NodeId> {
        let tree = self.tree;
        let around = tree.parent(value)?;
        if tree.kind(around) == NodeKind::NamedItem {
            return Some(around);
        }
        let statement = tree.parent(around)?;
        let is_given = matches!(tree.kind(statement), NodeKind::LocalStmt | NodeKind::AssignStmt);
        if !is_given {
            return None;
        }
        let at = tree.position_in(around, value)?;
        let target = tree.children(tree.child(statement, 0)).nth(at)?;
        matches!(
            tree.kind(target),
            NodeKind::NameDef | NodeKind::NameExpr | NodeKind::FieldExpr
        )
        .then_some(target)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, at) = fixture::position(text);
        let mut shown: Vec<String> = Vec::new();
        if let Some(item) = call_item(&db, at) {
            shown.push(format!(
                "{} {}\n",
                item.name,
                fixture::shown(&db, item.file, item.name_range)
            ));
        }
        for (word, calls) in [("from", incoming_calls(&db, at)), ("to", outgoing_calls(&db, at))] {
            for call in calls {
                let places: Vec<String> = call
                    .places
                    .iter()
                    .map(|place| fixture::shown(&db, at.file, *place))
                    .collect();
                shown.push(format!("  {word} {}: {}\n", call.item.name, places.join(", ")));
            }
        }
        expected.assert_eq(&shown.concat());
    }

    const TEXT: &str = "local function low() end\nlocal t = { mid = function() low() end }\nlocal top = function()\n  low()\n  t.mid()\n  low()\nend\nfunction t:m() top() end\nt:m()\ntop()\n";

    #[test]
    fn calls_are_found_in_both_directions() {
        check(
            &TEXT.replacen("low", "lo$0w", 1),
            expect![[r#"
            low scripts/a.lua:1:16 low
              from mid: scripts/a.lua:2:30 low
              from top: scripts/a.lua:4:3 low, scripts/a.lua:6:3 low
        "#]],
        );
        check(
            &TEXT.replacen("local top", "local to$0p", 1),
            expect![[r#"
            top scripts/a.lua:3:7 top
              from a: scripts/a.lua:10:1 top
              from m: scripts/a.lua:8:16 top
              to low: scripts/a.lua:4:3 low, scripts/a.lua:6:3 low
        "#]],
        );
        check(
            &TEXT.replacen("mid = ", "mi$0d = ", 1),
            expect![[r#"
            mid scripts/a.lua:2:13 mid
              to low: scripts/a.lua:2:30 low
        "#]],
        );
        check(
            &TEXT.replacen("t:m()", "t:m$0()", 1),
            expect![[r#"
            m scripts/a.lua:8:12 m
              from a: scripts/a.lua:9:3 m
              to top: scripts/a.lua:8:16 top
        "#]],
        );
    }

    #[test]
    fn a_script_calls_at_its_top() {
        check(
            &format!("$0--\n{TEXT}"),
            expect![[r#"
            a scripts/a.lua:1:1 
              to top: scripts/a.lua:11:1 top
              to m: scripts/a.lua:10:3 m
        "#]],
        );
    }

    #[test]
    fn what_is_no_function_of_the_script_has_no_calls() {
        check("print$0(1)\n", expect![[""]]);
        check("local a$0 = 1\n", expect![[""]]);
        check(
            "local function f$0(\n",
            expect![[r#"
            f scripts/a.lua:1:16 f
        "#]],
        );
    }
}
