//! Annotations in comments: LuaCATS as other Lua servers read it, and this product's own tags.
//!
//! [`parse_comment`] reads a run of `---` lines, [`parse_type`] one type or signature. Ranges count from the start of
//! the text that is given, so that results do not change when the comment moves. Nothing fails: what cannot be read
//! is an error beside the result.

mod cursor;
mod declaration;
mod diagnostic;
mod lexer;
mod signature;
mod tags;
mod tree;
mod types;

pub use tags::TAGS;
pub use tree::{
    CastChange, CastSign, Comment, DiagnosticAction, DocError, FieldKey, FunctionParam, FunctionType,
    GenericParam, Literal, Name, ReturnItem, TableField, Tag, TagKind, TypeExpr, TypeKind, Variant,
};

use cursor::Cursor;

/// Reads a run of doc comment lines: each without its `---`, joined by newlines.
pub fn parse_comment(text: &str) -> Comment {
    tags::comment(text)
}

/// Reads one type or signature, such as `fun(s: string, i?: integer, ...: any): string, integer`.
pub fn parse_type(text: &str) -> (TypeExpr, Vec<DocError>) {
    let mut cursor = Cursor::new(text, 0, text.len());
    let ty = types::type_expr(&mut cursor);
    if cursor.errors.is_empty() && !cursor.at_end() {
        cursor.error_here("the type ends before this");
    }
    (ty, cursor.errors)
}

#[cfg(test)]
mod tests;
