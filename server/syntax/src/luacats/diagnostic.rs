//! `@diagnostic disable-next-line: code, code -- reason`

use super::cursor::Cursor;
use super::lexer::Kind;
use super::tree::{DiagnosticAction, TagKind};
use crate::token::TextRange;

pub(super) fn directive(cursor: &mut Cursor<'_>) -> TagKind {
    let action = match (cursor.kind(), cursor.token_text()) {
        (Kind::Name, "disable-next-line") => DiagnosticAction::DisableNextLine,
        (Kind::Name, "disable-line") => DiagnosticAction::DisableLine,
        (Kind::Name, "disable") => DiagnosticAction::Disable,
        (Kind::Name, "enable") => DiagnosticAction::Enable,
        _ => {
            cursor.error_here("write `disable-next-line`, `disable-line`, `disable` or `enable` here");
            return TagKind::Malformed;
        }
    };
    cursor.bump();
    let mut codes = Vec::new();
    if cursor.eat(b':') {
        loop {
            match cursor.name() {
                Some(code) => codes.push(code),
                None => cursor.error_here("the code of a finding is missing here"),
            }
            if !cursor.eat(b',') {
                break;
            }
        }
    }
    TagKind::Diagnostic {
        action,
        codes,
        reason: reason(cursor),
    }
}

/// What stands behind `--`.
fn reason(cursor: &mut Cursor<'_>) -> Option<TextRange> {
    if !(cursor.at_symbol(b'-') && cursor.next_kind() == Kind::Symbol(b'-')) {
        return None;
    }
    cursor.bump();
    cursor.bump();
    while cursor.at_symbol(b'-') {
        cursor.bump();
    }
    cursor.description()
}
