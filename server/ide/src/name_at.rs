//! The name at a place: what most features begin with.

use pipelua_analysis::SourceFile;
use pipelua_syntax::{NodeId, NodeKind, Parse, TextRange, TokenIndex, TokenKind, flags};

/// A place in a file: a byte offset, where a cursor stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FilePosition {
    pub file: SourceFile,
    pub offset: u32,
}

/// A node that carries a name, and where the name stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NameAt {
    pub(crate) node: NodeId,
    pub(crate) range: TextRange,
}

/// The token at `offset`: a name, a string or a keyword before anything else that touches it.
pub(crate) fn token_at(parse: &Parse, offset: u32) -> Option<TokenIndex> {
    let tokens = parse.tokens();
    let behind = tokens.partition_point(|token| token.start() <= offset);
    let touching = (behind.saturating_sub(2)..behind).filter(|at| tokens[*at].end() >= offset);
    let worth = |at: &usize| match tokens[*at].kind() {
        TokenKind::Name => 3,
        TokenKind::String | TokenKind::Number => 2,
        kind if kind.is_keyword() => 1,
        _ => 0,
    };
    touching.max_by_key(worth).map(|at| at as TokenIndex)
}

/// The node whose name stands at `offset`.
pub(crate) fn name_at(parse: &Parse, offset: u32) -> Option<NameAt> {
    let token = token_at(parse, offset)?;
    if parse.token_kind(token) != TokenKind::Name {
        return None;
    }
    let node = node_of(parse, token)?;
    Some(NameAt {
        node,
        range: parse.token_range(token),
    })
}

/// The string literal at `offset`.
pub(crate) fn string_at(parse: &Parse, offset: u32) -> Option<NameAt> {
    let token = token_at(parse, offset)?;
    if parse.token_kind(token) != TokenKind::String {
        return None;
    }
    let is_it = |node: &pipelua_syntax::Node| node.kind == NodeKind::StringExpr && node.main == token;
    let at = parse.nodes().iter().position(is_it)?;
    Some(NameAt {
        node: NodeId(at as u32),
        range: parse.token_range(token),
    })
}

/// The node whose name this token is.
pub(crate) fn node_of(parse: &Parse, token: TokenIndex) -> Option<NodeId> {
    let is_it = |node: &pipelua_syntax::Node| node.main == token && carries_name(node.kind, node.flags);
    let at = parse.nodes().iter().position(is_it)?;
    Some(NodeId(at as u32))
}

pub(crate) fn carries_name(kind: NodeKind, bits: u8) -> bool {
    use NodeKind as K;
    match kind {
        K::NameExpr | K::NameDef | K::Param | K::NamedItem | K::GotoStmt | K::LabelStmt => true,
        K::FieldExpr | K::MethodCallExpr => bits & flags::MISSING_NAME == 0,
        _ => false,
    }
}
