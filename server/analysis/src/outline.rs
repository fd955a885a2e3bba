//! The names that people look for in a whole workspace: functions, tables and constants of scripts, types, nodes.

use pipelua_syntax::luacats::{TagKind, parse_comment};
use pipelua_syntax::{CommentKind, NodeId, NodeKind, Parse, TextRange};

use crate::db::Db;
use crate::inputs::{FileKind, SourceFile};
use crate::workspace::manifest::manifest_places;
use crate::workspace::pipeline::{node_range, pipeline};

/// A name in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileName {
    pub name: Box<str>,
    pub kind: FileNameKind,
    pub range: TextRange,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileNameKind {
    Function,
    Method,
    Variable,
    Type,
    Node,
    Secret,
    Setting,
}

/// The names of `file` in order of the text. Kept for all files of a workspace, unlike their trees; `no_eq`: it holds
/// places.
#[salsa::tracked(returns(ref), no_eq)]
pub fn file_names(db: &dyn Db, file: SourceFile) -> Box<[FileName]> {
    let mut names = match file.kind(db) {
        kind if kind.is_lua() => of_lua(&pipelua_syntax::parse(file.text(db).as_str().clone())),
        FileKind::Pipeline => of_pipeline(db, file),
        FileKind::Manifest => of_manifest(db),
        _ => Vec::new(),
    };
    names.sort_by_key(|name| name.range);
    names.into()
}

fn of_lua(parse: &Parse) -> Vec<FileName> {
    let mut names = types(parse);
    for (at, node) in (0u32..).zip(parse.nodes()) {
        let id = NodeId(at);
        match node.kind {
            NodeKind::LocalFunctionStmt => {
                if let Some(name) = parse.child(id, 0) {
                    add(parse, name, FileNameKind::Function, &mut names);
                }
            }
            NodeKind::FunctionStmt => {
                let Some(target) = parse.child(id, 0) else {
                    continue;
                };
                let is_method = parse.node(target).flags & pipelua_syntax::flags::METHOD != 0;
                let kind = if is_method {
                    FileNameKind::Method
                } else {
                    FileNameKind::Function
                };
                add(parse, target, kind, &mut names);
            }
            NodeKind::LocalStmt => of_local(parse, id, &mut names),
            _ => {}
        }
    }
    names
}

/// Functions anywhere, and what the chunk itself declares.
fn of_local(parse: &Parse, statement: NodeId, names: &mut Vec<FileName>) {
    let Some(list) = parse.child(statement, 0) else {
        return;
    };
    let mut values = parse
        .child(statement, 1)
        .into_iter()
        .flat_map(|values| parse.children(values));
    let is_of_chunk = parse.ancestors(statement).filter(|at| *at != statement).count() <= 2;
    for name in parse.children(list) {
        let value = values.next().map(|value| parse.node(value).kind);
        let kind = match value {
            Some(NodeKind::FunctionExpr) => FileNameKind::Function,
            _ if is_of_chunk => FileNameKind::Variable,
            _ => continue,
        };
        add(parse, name, kind, names);
    }
}

fn add(parse: &Parse, node: NodeId, kind: FileNameKind, names: &mut Vec<FileName>) {
    let token = parse.node(node).main;
    if parse.token_kind(token) == pipelua_syntax::TokenKind::Name {
        names.push(FileName {
            name: parse.token_text(token).into(),
            kind,
            range: parse.token_range(token),
        });
    }
}

/// What `@class`, `@alias` and `@enum` declare; each stands on one line.
fn types(parse: &Parse) -> Vec<FileName> {
    let docs = parse
        .comments()
        .iter()
        .filter(|comment| comment.kind == CommentKind::Doc);
    let mut names = Vec::new();
    for comment in docs {
        let line = TextRange::new(comment.range.start + 3, comment.range.end);
        let text = parse.text().get(line.as_usize()).unwrap_or_default();
        if !text.trim_start().starts_with('@') {
            continue;
        }
        for tag in parse_comment(text).tags {
            if let TagKind::Class { name, .. } | TagKind::Alias { name, .. } | TagKind::Enum { name, .. } =
                tag.kind
            {
                names.push(FileName {
                    name: name.text.into(),
                    kind: FileNameKind::Type,
                    range: TextRange::new(line.start + name.range.start, line.start + name.range.end),
                });
            }
        }
    }
    names
}

fn of_pipeline(db: &dyn Db, file: SourceFile) -> Vec<FileName> {
    let nodes = (0u32..).zip(&pipeline(db, file).nodes);
    nodes
        .filter_map(|(at, node)| {
            let quoted = node_range(db, file, at)?;
            Some(FileName {
                name: (&*node.name).into(),
                kind: FileNameKind::Node,
                range: TextRange::new(quoted.start + 1, quoted.end.max(quoted.start + 2) - 1),
            })
        })
        .collect()
}

fn of_manifest(db: &dyn Db) -> Vec<FileName> {
    manifest_places(db)
        .filter_map(|(pointer, range, _)| {
            let (section, name) = pointer.strip_prefix('/')?.split_once('/')?;
            let kind = match section {
                "secrets" => FileNameKind::Secret,
                "env" => FileNameKind::Setting,
                _ => return None,
            };
            Some(FileName {
                name: name.into(),
                kind,
                range,
            })
        })
        .collect()
}
