//! Lua's limit on nesting: where its parser counts a level, and what becomes of text beyond the last one.

use super::Parser;
use crate::token::TokenKind as K;
use crate::tree::NodeKind;

/// Levels of statements and subexpressions that Lua's compiler allows in a script.
///
/// **Source**: `LUAI_MAXCCALLS` is 200, and `enterlevel` of `lparser.c` counts statements, subexpressions and the
/// targets of an assignment behind the first. Reaching 200 is the error, and nothing is taken before the first
/// statement of a text that a host loads (measured: `tests/tests/nesting_limit.rs`).
pub const NESTING_LIMIT: u32 = 199;

impl Parser<'_> {
    /// Enters a level; past the limit reports it and says false. Every call is paired with a [`Self::leave`].
    #[inline]
    pub(super) fn enter(&mut self) -> bool {
        self.level += 1;
        self.level <= NESTING_LIMIT
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.level -= 1;
    }

    pub(super) fn report_too_deep(&mut self) {
        self.error_here("this is nested deeper than the 200 levels that Lua allows");
    }

    /// Skips one expression without looking into it; in its place stands a hole.
    pub(super) fn skip_deep_expression(&mut self) {
        self.report_too_deep();
        self.hole();
        let start = self.pos;
        let mut depth = 0u32;
        loop {
            match self.kind() {
                K::Eof => break,
                K::LeftParen | K::LeftBrace | K::LeftBracket | K::Function => depth += 1,
                K::RightParen | K::RightBrace | K::RightBracket | K::End | K::Until if depth > 0 => {
                    depth -= 1;
                }
                K::If | K::Do | K::Repeat if depth > 0 => depth += 1,
                _ if depth > 0 => {}
                K::RightParen | K::RightBrace | K::RightBracket | K::Comma | K::Semicolon | K::Assign => {
                    break;
                }
                K::And | K::Or | K::Not | K::Nil | K::True | K::False => {}
                kind if kind.is_keyword() => break,
                K::Name if self.newline() && self.pos > start && self.ends_operand() => break,
                _ => {}
            }
            self.bump();
        }
        self.damage(start, self.pos);
    }

    /// Skips to the end of the block that is open.
    pub(super) fn skip_deep_statements(&mut self) {
        self.report_too_deep();
        let mark = self.mark();
        let mut depth = 0u32;
        loop {
            match self.kind() {
                K::Eof => break,
                K::End | K::Until | K::Else | K::Elseif if depth == 0 => break,
                K::End | K::Until => depth -= 1,
                K::Function | K::If | K::Do | K::Repeat => depth += 1,
                _ => {}
            }
            self.bump();
        }
        self.damage(mark.token, self.pos);
        self.finish(mark, NodeKind::ErrorStmt, mark.token);
    }

    /// Whether an expression may end with the token that was read last.
    fn ends_operand(&self) -> bool {
        use K::{
            Ellipsis, End, False, Name, Nil, Number, RightBrace, RightBracket, RightParen, String, True,
        };
        let before = self.tokens[self.previous() as usize].kind();
        matches!(
            before,
            Name | Number
                | String
                | Nil
                | True
                | False
                | Ellipsis
                | RightParen
                | RightBrace
                | RightBracket
                | End
        )
    }
}
