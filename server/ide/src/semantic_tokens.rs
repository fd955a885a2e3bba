//! What each name is, for colours that a grammar cannot know.

use std::ops::BitOr;

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::{LocalId, LocalKind, Scopes, scopes};
use pipelua_analysis::{Db, SourceFile, TyData, editor_context};
use pipelua_schemas::{Entry, EntryKind};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use crate::name_at::carries_name;
use crate::path::global_path;

/// A name and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SemanticToken {
    pub range: TextRange,
    pub kind: TokenType,
    pub modifiers: Modifiers,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenType {
    Variable,
    Parameter,
    Property,
    Function,
    Method,
    /// A table of the library.
    Namespace,
    Label,
}

impl TokenType {
    pub const ALL: [Self; 7] = [
        Self::Variable,
        Self::Parameter,
        Self::Property,
        Self::Function,
        Self::Method,
        Self::Namespace,
        Self::Label,
    ];

    /// The protocol's names where it has one.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Parameter => "parameter",
            Self::Property => "property",
            Self::Function => "function",
            Self::Method => "method",
            Self::Namespace => "namespace",
            Self::Label => "label",
        }
    }
}

/// A set; bit `n` is the `n`th of [`Modifiers::ALL`].
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Modifiers(pub u32);

impl Modifiers {
    pub const DECLARATION: Self = Self(1);
    pub const READONLY: Self = Self(1 << 1);
    pub const DEFAULT_LIBRARY: Self = Self(1 << 2);
    pub const DEPRECATED: Self = Self(1 << 3);
    pub const ASYNC: Self = Self(1 << 4);
    pub const UPVALUE: Self = Self(1 << 5);
    pub const GLOBAL: Self = Self(1 << 6);
    /// Removed from the sandbox.
    pub const DISABLED: Self = Self(1 << 7);

    pub const ALL: [&'static str; 8] = [
        "declaration",
        "readonly",
        "defaultLibrary",
        "deprecated",
        "async",
        "upvalue",
        "global",
        "disabled",
    ];
}

impl BitOr for Modifiers {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// In the order of the text; none overlap. Empty for files that are no Lua.
pub fn semantic_tokens(db: &dyn Db, file: SourceFile) -> Vec<SemanticToken> {
    if !file.kind(db).is_lua() {
        return Vec::new();
    }
    let (parse, tree, scopes) = (parse(db, file), lower(db, file), scopes(db, file));
    let inference = infer(db, file, editor_context(db, file));
    let mut tokens: Vec<SemanticToken> = (0..)
        .map(NodeId)
        .zip(parse.nodes())
        .filter(|(_, node)| node.first < node.end && carries_name(node.kind, node.flags))
        .filter_map(|(id, node)| {
            let (kind, modifiers) = classify(tree, scopes, inference, id)?;
            Some(SemanticToken {
                range: parse.token_range(node.main),
                kind,
                modifiers,
            })
        })
        .filter(|token| !token.range.is_empty())
        .collect();
    tokens.sort_by_key(|token| token.range);
    tokens.dedup_by_key(|token| token.range);
    tokens
}

fn classify(
    tree: &Lowered,
    scopes: &Scopes,
    inference: &Inference,
    id: NodeId,
) -> Option<(TokenType, Modifiers)> {
    if tree.name(id).is_empty() {
        return None;
    }
    if let Some(local) = scopes.local_of(id) {
        return Some(of_local(tree, scopes, inference, local, id));
    }
    match tree.kind(id) {
        NodeKind::GotoStmt => Some((TokenType::Label, Modifiers::default())),
        NodeKind::LabelStmt => Some((TokenType::Label, Modifiers::DECLARATION)),
        NodeKind::NamedItem => {
            let is_function = tree.kind(tree.child(id, 0)) == NodeKind::FunctionExpr;
            let kind = if is_function {
                TokenType::Function
            } else {
                TokenType::Property
            };
            Some((kind, Modifiers::DECLARATION))
        }
        _ => Some(of_path(tree, scopes, inference, id)),
    }
}

fn of_local(
    tree: &Lowered,
    scopes: &Scopes,
    inference: &Inference,
    local: LocalId,
    id: NodeId,
) -> (TokenType, Modifiers) {
    let declared = scopes.local(local);
    let is_function = matches!(
        inference.types.get(inference.type_of(id)),
        TyData::Closure(_) | TyData::AnyFunction | TyData::Builtin(_)
    );
    let kind = match declared.kind {
        LocalKind::Parameter | LocalKind::SelfParameter => TokenType::Parameter,
        LocalKind::Function => TokenType::Function,
        _ if is_function && is_callee(tree, id) => TokenType::Function,
        _ => TokenType::Variable,
    };
    let mut modifiers = Modifiers::default();
    if declared.node == id {
        modifiers = modifiers | Modifiers::DECLARATION;
    } else if scopes.function(declared.function).node != tree.function_of(id) {
        modifiers = modifiers | Modifiers::UPVALUE;
    }
    if declared.kind.is_const() {
        modifiers = modifiers | Modifiers::READONLY;
    }
    (kind, modifiers)
}

fn of_path(tree: &Lowered, scopes: &Scopes, inference: &Inference, id: NodeId) -> (TokenType, Modifiers) {
    let sandbox = pipelua_schemas::builtin().sandbox();
    let path = global_path(tree, scopes, id);
    if let Some(path) = &path {
        if path[0] == "context" {
            return match path.len() {
                1 => (
                    TokenType::Variable,
                    Modifiers::READONLY | Modifiers::DEFAULT_LIBRARY,
                ),
                _ => (TokenType::Property, Modifiers::READONLY),
            };
        }
        let path = path.join(".");
        if let Some(entry) = sandbox.get(&path) {
            return of_entry(entry);
        }
        if sandbox.removed_around(&path).is_some() {
            return (TokenType::Variable, Modifiers::DISABLED);
        }
    }
    let ty = inference.type_of(id);
    if matches!(inference.types.get(ty), TyData::Builtin(_))
        && let Some(entry) = sandbox.get(&inference.types.display(ty))
    {
        return of_entry(entry);
    }
    match tree.kind(id) {
        NodeKind::NameExpr => (TokenType::Variable, Modifiers::GLOBAL),
        NodeKind::MethodCallExpr => (TokenType::Method, Modifiers::default()),
        _ if is_callee(tree, id) => (TokenType::Function, Modifiers::default()),
        _ => (TokenType::Property, Modifiers::default()),
    }
}

fn of_entry(entry: &Entry) -> (TokenType, Modifiers) {
    let kind = match entry.kind {
        EntryKind::Function => TokenType::Function,
        EntryKind::Table => TokenType::Namespace,
        EntryKind::Value => TokenType::Property,
    };
    let mut modifiers = Modifiers::DEFAULT_LIBRARY;
    if entry.deprecated.is_some() {
        modifiers = modifiers | Modifiers::DEPRECATED;
    }
    if entry.is_async {
        modifiers = modifiers | Modifiers::ASYNC;
    }
    (kind, modifiers)
}

fn is_callee(tree: &Lowered, id: NodeId) -> bool {
    tree.parent(id)
        .is_some_and(|call| tree.kind(call) == NodeKind::CallExpr && tree.child(call, 0) == id)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::fixture;

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        let (db, file) = fixture::file(text);
        let shown: Vec<String> = semantic_tokens(&db, file)
            .iter()
            .map(|token| {
                let text = &file.text(&db).as_str()[token.range.as_usize()];
                let modifiers: Vec<&str> = (0..8)
                    .filter(|bit| token.modifiers.0 >> bit & 1 == 1)
                    .map(|bit| Modifiers::ALL[bit])
                    .collect();
                format!("{text} {} {}\n", token.kind.as_str(), modifiers.join(" ")).replace(" \n", "\n")
            })
            .collect();
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn locals_parameters_and_upvalues_differ() {
        check(
            "local a <const> = 1\nlocal function f(x)\n  return a + x\nend\nreturn f(a)\n",
            expect![[r#"
                a variable declaration readonly
                f function declaration
                x parameter declaration
                a variable readonly upvalue
                x parameter
                f function
                a variable readonly
            "#]],
        );
    }

    #[test]
    fn the_library_is_known_with_what_is_removed() {
        check(
            "print(context.email, helpers.uuid(), os.time(), strnig.x)\n",
            expect![[r#"
                print function defaultLibrary
                context variable readonly defaultLibrary
                email property readonly
                helpers namespace defaultLibrary
                uuid function defaultLibrary
                os variable disabled
                time variable disabled
                strnig variable global
                x property
            "#]],
        );
    }

    #[test]
    fn fields_methods_and_labels_have_colours() {
        check(
            "::top::\nlocal t = { run = function() end, n = 1 }\nt.run() t:go()\ngoto top\n",
            expect![[r#"
                top label declaration
                t variable declaration
                run function declaration
                n property declaration
                t variable
                run function
                t variable
                go method
                top label
            "#]],
        );
    }

    #[test]
    fn half_typed_code_has_colours() {
        check(
            "local a = \nprint(a.\nlocal function (x)\n",
            expect![[r#"
            a variable declaration
            print function defaultLibrary
            a variable global
            x parameter declaration
        "#]],
        );
    }
}
