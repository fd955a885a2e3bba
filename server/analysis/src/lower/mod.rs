//! From the syntax tree to the tree without offsets, in one pass over the arena.

mod assertions;
mod children;
mod docs;
mod ops;
mod places;
mod same;
mod symbols;
mod tree;

pub use assertions::asserted;
pub use children::Children;
pub use docs::doc_lines;
pub use ops::{BinaryOp, UnaryOp};
pub use symbols::{Symbol, Symbols};
pub use tree::{DocComment, Expr, Lowered, Number, TableItem};

use pipelua_syntax::{NodeId, NodeKind, Parse, flags as bits};
use symbols::SymbolsBuilder;
use tree::{LoweredNode, NONE};

use crate::db::Db;
use crate::inputs::{FileText, SourceFile};

/// Parses `file`; there is always a tree. `no_eq`: trees carry offsets, comparing them is wasted work.
#[salsa::tracked(no_eq, lru = 64)]
pub fn parse(db: &dyn Db, file: SourceFile) -> Parse {
    pipelua_syntax::parse(file.text(db).as_str().clone())
}

/// What `file` says without offsets. Compared, so that white space and plain comments stop here.
#[salsa::tracked(lru = 64)]
pub fn lower(db: &dyn Db, file: SourceFile) -> Lowered {
    let is_text = matches!(file.text(db), FileText::Utf8(_));
    Lowered {
        is_text,
        ..lower_tree(parse(db, file))
    }
}

/// A node that is around the one being lowered.
struct Open {
    id: u32,
    end: u32,
    holder: u32,
}

fn is_holder(kind: NodeKind) -> bool {
    kind.is_statement() || matches!(kind, NodeKind::Block | NodeKind::FunctionBody)
}

/// Lowers one tree; linear, and never recursing.
pub fn lower_tree(parse: &Parse) -> Lowered {
    let tree = parse.nodes();
    let mut symbols = SymbolsBuilder::default();
    let mut numbers = Vec::new();
    let mut nodes = Vec::with_capacity(tree.len());
    // The ends of the open ancestors, innermost last, each with what holds the nodes in it.
    let mut open: Vec<Open> = Vec::new();
    for (id, node) in (0u32..).zip(tree) {
        while open.last().is_some_and(|around| around.end <= id) {
            open.pop();
        }
        let (parent, holder) = open
            .last()
            .map_or((NONE, NONE), |around| (around.id, around.holder));
        if node.size > 1 {
            open.push(Open {
                id,
                end: id + node.size,
                holder: if is_holder(node.kind) { id } else { holder },
            });
        }
        let payload = payload(parse, NodeId(id), &mut symbols, &mut numbers);
        let mut flags = node.flags;
        if node.kind == NodeKind::Block && node.size > 1 {
            // Whether a comment stands inside matters for empty blocks alone.
            flags &= !bits::HAS_COMMENT;
        }
        nodes.push(LoweredNode {
            kind: node.kind,
            flags,
            size: node.size,
            parent,
            holder,
            payload,
        });
    }
    Lowered {
        nodes: nodes.into(),
        symbols: symbols.finish(),
        numbers: numbers.into(),
        docs: docs::attach(parse),
        assertions: assertions::attach(parse),
        has_errors: !parse.errors().is_empty(),
        is_text: true,
    }
}

fn payload(parse: &Parse, id: NodeId, symbols: &mut SymbolsBuilder, numbers: &mut Vec<Number>) -> u32 {
    use NodeKind as K;
    let node = parse.node(id);
    match node.kind {
        K::FieldExpr | K::MethodCallExpr if node.flags & bits::MISSING_NAME != 0 => NONE,
        K::NameExpr | K::NameDef | K::Param | K::NamedItem | K::FieldExpr | K::MethodCallExpr => {
            symbols.intern(parse.main_text(id)).0
        }
        K::GotoStmt | K::LabelStmt => {
            let text = parse.main_text(id);
            if matches!(text, "goto" | "::") {
                NONE
            } else {
                symbols.intern(text).0
            }
        }
        K::StringExpr => intern_string(parse.main_text(id), symbols),
        K::NumberExpr => {
            let value = match pipelua_syntax::number_value(parse.main_text(id)) {
                Some(pipelua_syntax::Number::Integer(value)) => Number::Integer(value),
                Some(pipelua_syntax::Number::Float(value)) => Number::Float(value),
                None => return NONE,
            };
            numbers.push(value);
            numbers.len() as u32 - 1
        }
        K::BinaryExpr => BinaryOp::parse(parse.main_text(id)).map_or(NONE, |op| op as u32),
        K::UnaryExpr => UnaryOp::parse(parse.main_text(id)).map_or(NONE, |op| op as u32),
        _ => NONE,
    }
}

/// The value of a string, `NONE` where it is no text.
fn intern_string(token: &str, symbols: &mut SymbolsBuilder) -> u32 {
    let plain =
        token.len() >= 2 && !token.starts_with('[') && memchr::memchr(b'\\', token.as_bytes()).is_none();
    if plain && token.as_bytes()[0] == token.as_bytes()[token.len() - 1] {
        return symbols.intern(&token[1..token.len() - 1]).0;
    }
    let value = pipelua_syntax::string_value(token).ok();
    let text = value.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.map_or(NONE, |text| symbols.intern(text).0)
}
