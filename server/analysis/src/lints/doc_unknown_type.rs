//! `doc-unknown-type`: an annotation names a type that there is not.

use pipelua_rules::suggest::{did_you_mean, nearest, shown};
use pipelua_syntax::luacats::{Name, TagKind, TypeExpr, TypeKind};
use rustc_hash::FxHashSet;

use crate::classes::{Classes, classes, is_basic, names_in};
use crate::finding::Severity;
use crate::lint::docs::{Doc, types_in};
use crate::lint::{Check, DocContext, Finding, FixKind, Lint, Proof};

pub(crate) static LINT: Lint = Lint {
    code: "doc-unknown-type",
    severity: Severity::Warning,
    fix: FixKind::Unsafe,
    proof: Proof::StaticOnly,
    page: include_str!("../../../../docs/lints/doc-unknown-type.md"),
    check: Check::Docs(check),
};

/// Types that need no declaration, for who misspells one.
const WRITTEN: [&str; 9] = ["any", "boolean", "function", "integer", "nil", "number", "string", "table", "unknown"];

/// Types among which the one is looked for that was meant.
const MOST_NAMES: usize = 256;

fn check(cx: &DocContext<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let own = Classes::read(cx.tree);
    // Methods of a generic class name what it is made of.
    let of_classes = class_generics(cx);
    for doc in &cx.docs {
        let generics = generics(doc);
        for tag in &doc.comment.tags {
            for ty in types_in(&tag.kind) {
                names_in(ty, &mut |name| {
                    let word = name.text.as_str();
                    let is_known = is_basic(word) || own.has(word) || generics.contains(&word) || of_classes.contains(&word) || declared_in(ty, word);
                    if !is_known && !classes(cx.db).has(word) {
                        findings.push(unknown(cx, doc, &own, name));
                    }
                });
            }
        }
    }
    findings
}

fn unknown(cx: &DocContext<'_>, doc: &Doc, own: &Classes, name: &Name) -> Finding {
    let shared = classes(cx.db);
    let known = WRITTEN.iter().copied().chain(own.names()).chain(shared.names());
    // Each name that is not known is held against them.
    let near = nearest(&name.text, known.take(MOST_NAMES));
    let message = format!("there is no type `{}`{}", shown(&name.text), did_you_mean(near));
    let finding = doc.misspelt(&LINT, name.range, message, near);
    match near {
        Some(_) => finding,
        None => finding.help("declare it with `@class` or `@alias`, here or in `types/`"),
    }
}

/// The names that stand for types in the classes of a file.
fn class_generics<'a>(cx: &'a DocContext<'_>) -> FxHashSet<&'a str> {
    let tags = cx.docs.iter().flat_map(|doc| &doc.comment.tags);
    let params = tags.flat_map(|tag| match &tag.kind {
        TagKind::Class { generics, .. } => generics.as_slice(),
        _ => &[],
    });
    params.map(|param| param.name.text.as_str()).collect()
}

/// The names that stand for types in one comment.
fn generics(doc: &Doc) -> Vec<&str> {
    let params = doc.comment.tags.iter().flat_map(|tag| match &tag.kind {
        TagKind::Class { generics, .. } | TagKind::Alias { generics, .. } => generics.as_slice(),
        TagKind::Generic { params } => params.as_slice(),
        _ => &[],
    });
    params.map(|param| param.name.text.as_str()).collect()
}

/// Whether a signature has a generic name of its own.
fn declared_in(ty: &TypeExpr, word: &str) -> bool {
    matches!(&ty.kind, TypeKind::Function(function) if function.generics.iter().any(|generic| generic.name.text == word))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::lints::tests::{check, check_none};

    const CODE: &[&str] = &["doc-unknown-type"];

    #[test]
    fn a_name_that_no_type_has_is_told() {
        check(
            "---@class Person\n---@field name strin\n---@field boss Persn?\n\n---@param a table<string, Nobody>\nlocal function f(a) return a end\nreturn { allowed = f({}) ~= nil }\n--- file: types/team.lua\n---@meta\n---@class Team\n---@field lead Humn\n---@class Human\n",
            CODE,
            expect![[r#"
                scripts/example.lua 2:16-2:21 doc-unknown-type: there is no type `strin`; did you mean `string`? | run: it does not look at annotations | help: write `string` | fix: Write `string`
                scripts/example.lua 3:16-3:21 doc-unknown-type: there is no type `Persn`; did you mean `Person`? | run: it does not look at annotations | help: write `Person` | fix: Write `Person`
                scripts/example.lua 5:27-5:33 doc-unknown-type: there is no type `Nobody` | run: it does not look at annotations | help: declare it with `@class` or `@alias`, here or in `types/`
                types/team.lua 3:16-3:20 doc-unknown-type: there is no type `Humn`; did you mean `Human`? | run: it does not look at annotations | help: write `Human` | fix: Write `Human`
            "#]],
        );
    }

    #[test]
    fn what_is_right_is_fine() {
        for text in [
            "---@type string|integer|nil|any|unknown|table|function|thread|Promise<string>\nlocal a = 1",
            "---@type FetchResponse\nlocal a = nil",
            "---@generic T, U: string\n---@param a T\n---@return fun(x: U): T\nlocal function f(a) return a end f(1)",
            "---@class A\n---@field next? A\nlocal a = {}",
            "---@enum E\nlocal E = { A = 1 }\n---@type E\nlocal e = E.A",
            "---@class Box<T>\n---@field value T\nlocal a = {}",
            "---@class Box<T>\nlocal Box = {}\n---@param value T\nfunction Box:put(value) return value end",
            "---@type fun<T>(x: T): T\nlocal a = nil",
            "---@alias Pair<K, V> table<K, V>\n---@type Pair<string, integer>\nlocal a = {}",
        ] {
            check_none(&format!("{text}\nreturn {{ allowed = true }}\n"), CODE);
        }
    }
}
