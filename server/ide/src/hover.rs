//! What stands under the cursor, in a few lines of Markdown: its type, what it is for, and where it can be used.

mod builtin;
mod context;

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::{LocalId, LocalKind, Scopes, scopes};
use pipelua_analysis::workspace::manifest::manifest;
use pipelua_analysis::{Db, editor_context};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use crate::definition::section_of;
use crate::document_symbols::parameters;
use crate::json;
use crate::name_at::{FilePosition, name_at, string_at};
use crate::occurrences::{Named, named};
use crate::path::global_path;

/// Markdown about a piece of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    pub range: TextRange,
    pub markdown: String,
}

/// `None` where there is nothing to say.
pub fn hover(db: &dyn Db, at: FilePosition) -> Option<Hover> {
    if !at.file.kind(db).is_lua() {
        return json::hover::hover(db, at);
    }
    let (parse, tree, scopes) = (parse(db, at.file), lower(db, at.file), scopes(db, at.file));
    let Some(name) = name_at(parse, at.offset) else {
        let string = string_at(parse, at.offset)?;
        let markdown = declared(db, tree, scopes, string.node)?;
        return Some(Hover {
            range: string.range,
            markdown,
        });
    };
    let inference = infer(db, at.file, editor_context(db, at.file));
    let markdown = match named(tree, scopes, name.node) {
        Some(Named::Local(local)) => of_local(tree, scopes, inference, local, name.node),
        Some(Named::Label(_)) => code(&format!("(label) {}", tree.name(name.node))),
        _ => of_path(db, at, tree, scopes, inference, name.node),
    };
    Some(Hover {
        range: name.range,
        markdown,
    })
}

/// What is said of a path of the sandbox or of `context`, whoever names it.
pub(crate) fn docs_of(db: &dyn Db, file: pipelua_analysis::SourceFile, path: &str) -> Option<String> {
    match path.strip_prefix("context.") {
        Some(below) => context::docs_of(db, file, &below.split('.').collect::<Vec<_>>()),
        None => builtin::markdown(path),
    }
}

/// A block of Lua.
pub(crate) fn code(text: &str) -> String {
    format!("```lua\n{text}\n```")
}

/// A global, a field of one, or a key of a table.
fn of_path(
    db: &dyn Db,
    at: FilePosition,
    tree: &Lowered,
    scopes: &Scopes,
    inference: &Inference,
    node: NodeId,
) -> String {
    if let Some(path) = global_path(tree, scopes, node) {
        if path.first().is_some_and(|root| root == "context") {
            return context::markdown(db, at.file, inference, node, &path);
        }
        if let Some(text) = builtin::markdown(&path.join(".")) {
            return text;
        }
    }
    // An alias of a function of the library is that function.
    let shown = inference.display(node);
    if shown.contains('.')
        && let Some(text) = builtin::markdown(&shown)
    {
        return text;
    }
    let kind = match tree.kind(node) {
        NodeKind::NameExpr => "global",
        NodeKind::MethodCallExpr => "method",
        _ => "field",
    };
    let ty = match tree.kind(node) {
        NodeKind::NamedItem => inference.display(tree.child(node, 0)),
        NodeKind::MethodCallExpr => "function".to_owned(),
        _ => shown,
    };
    code(&format!("({kind}) {}: {ty}", tree.name(node)))
}

fn of_local(tree: &Lowered, scopes: &Scopes, inference: &Inference, local: LocalId, node: NodeId) -> String {
    let declared = scopes.local(local);
    let name = tree.text(declared.name);
    let mut ty = type_of_local(tree, scopes, inference, local, node);
    if ty == "unknown"
        && let Some((used, _)) = scopes.sure_use(tree, local)
    {
        // What it is used as, whoever calls; inside it may be anything.
        ty = format!("{} (inferred)", used.ty());
    }
    let is_upvalue = scopes.function(declared.function).node != tree.function_of(node);
    let body = function_body(tree, declared.node);
    let shown = match (body, declared.kind) {
        (Some(body), _) => format!("local function {name}{}", parameters(tree, body)),
        (None, LocalKind::Parameter | LocalKind::SelfParameter) => format!("(parameter) {name}: {ty}"),
        (None, LocalKind::Loop) => format!("(loop) {name}: {ty}"),
        (None, LocalKind::Const) => format!("local {name} <const>: {ty}"),
        (None, LocalKind::Close) => format!("local {name} <close>: {ty}"),
        (None, _) if is_upvalue => format!("(upvalue) {name}: {ty}"),
        (None, _) => format!("local {name}: {ty}"),
    };
    let docs = tree
        .doc_of(statement_of(tree, declared.node))
        .map(|doc| prose(&doc.text))
        .unwrap_or_default();
    join([code(&shown), docs])
}

/// Pieces with a blank line between them; empty ones are left out.
pub(crate) fn join(pieces: impl IntoIterator<Item = String>) -> String {
    let pieces: Vec<String> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
    pieces.join("\n\n")
}

/// The type where the cursor is; of a declaration that of its value, else of its first use.
fn type_of_local(
    tree: &Lowered,
    scopes: &Scopes,
    inference: &Inference,
    local: LocalId,
    node: NodeId,
) -> String {
    if tree.kind(node) == NodeKind::NameExpr {
        return inference.display(node);
    }
    if let Some(value) = value_of(tree, node) {
        return inference.display(value);
    }
    let mut reads = scopes.reads(local).map(|read| inference.display(read));
    reads
        .find(|shown| shown != "unknown")
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The value that a `local` statement gives to this name.
fn value_of(tree: &Lowered, name: NodeId) -> Option<NodeId> {
    let list = tree.parent(name)?;
    let statement = tree.parent(list)?;
    if tree.kind(statement) != NodeKind::LocalStmt {
        return None;
    }
    let at = tree.children(list).position(|other| other == name)?;
    tree.children(tree.child(statement, 1)).nth(at)
}

fn function_body(tree: &Lowered, declaration: NodeId) -> Option<NodeId> {
    let parent = tree.parent(declaration)?;
    if tree.kind(parent) == NodeKind::LocalFunctionStmt {
        return Some(tree.child(parent, 1));
    }
    let value = value_of(tree, declaration)?;
    (tree.kind(value) == NodeKind::FunctionExpr).then(|| tree.child(value, 0))
}

fn statement_of(tree: &Lowered, node: NodeId) -> NodeId {
    tree.ancestors(node)
        .find(|at| tree.kind(*at).is_statement())
        .unwrap_or(NodeId::ROOT)
}

/// A doc comment as Markdown: its text, then its annotations as they are written.
fn prose(text: &str) -> String {
    let mut words = Vec::new();
    let mut tags = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('@') {
            tags.push(format!("`{line}`"));
        } else {
            words.push(line.to_owned());
        }
    }
    join([words.join("\n").trim().to_owned(), tags.join("  \n")])
}

/// A secret or setting that a helper is given by name: what it is for, never its value.
fn declared(db: &dyn Db, tree: &Lowered, scopes: &Scopes, string: NodeId) -> Option<String> {
    let section = section_of(tree, scopes, string)?;
    let manifest = manifest(db);
    let (word, names) = match section {
        "secrets" => ("secret", &manifest.secrets),
        _ => ("setting", &manifest.env),
    };
    let name = tree.name(string);
    let (_, about) = names.iter().find(|(declared, _)| *declared == name)?;
    Some(join([format!("({word}) **{name}**"), about.to_owned()]))
}

#[cfg(test)]
mod tests;
