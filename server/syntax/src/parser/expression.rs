//! Expressions: operators by precedence, chains of left-associative ones in a loop.

use super::Parser;
use super::build::Mark;
use crate::token::TokenKind as K;
use crate::tree::NodeKind;

/// Binding power of unary operators.
const UNARY: u8 = 12;

/// Binding powers of a binary operator to its left and right; 0 for what is none.
///
/// **Source**: `priority` of `lparser.c`.
static POWERS: [(u8, u8); 128] = {
    const ALL: [(K, u8, u8); 21] = [
        (K::Or, 1, 1),
        (K::And, 2, 2),
        (K::Less, 3, 3),
        (K::Greater, 3, 3),
        (K::LessEqual, 3, 3),
        (K::GreaterEqual, 3, 3),
        (K::NotEqual, 3, 3),
        (K::Equal, 3, 3),
        (K::Pipe, 4, 4),
        (K::Tilde, 5, 5),
        (K::Ampersand, 6, 6),
        (K::ShiftLeft, 7, 7),
        (K::ShiftRight, 7, 7),
        (K::Concat, 9, 8),
        (K::Plus, 10, 10),
        (K::Minus, 10, 10),
        (K::Star, 11, 11),
        (K::Slash, 11, 11),
        (K::DoubleSlash, 11, 11),
        (K::Percent, 11, 11),
        (K::Caret, 14, 13),
    ];
    let mut table = [(0, 0); 128];
    let mut at = 0;
    while at < ALL.len() {
        table[ALL[at].0 as usize] = (ALL[at].1, ALL[at].2);
        at += 1;
    }
    table
};

impl Parser<'_> {
    pub(super) fn expression(&mut self) {
        self.sub_expression(0);
    }

    fn sub_expression(&mut self, limit: u8) {
        if self.enter() {
            let mark = self.mark();
            if matches!(self.kind(), K::Not | K::Minus | K::Hash | K::Tilde) {
                let operator = self.pos;
                self.bump();
                self.sub_expression(UNARY);
                self.finish(mark, NodeKind::UnaryExpr, operator);
            } else {
                self.simple_expression();
            }
            self.binary_tail(mark, limit);
        } else {
            self.skip_deep_expression();
        }
        self.leave();
    }

    /// The operators behind the operand that began at `mark`, as far as they bind tighter than `limit`.
    pub(super) fn binary_tail(&mut self, mark: Mark, limit: u8) {
        loop {
            let (left, right) = POWERS[self.kind() as usize];
            if left <= limit {
                return;
            }
            let operator = self.pos;
            self.bump();
            self.sub_expression(right);
            self.finish(mark, NodeKind::BinaryExpr, operator);
        }
    }

    pub(super) fn at_binary_operator(&self) -> bool {
        POWERS[self.kind() as usize].0 > 0
    }

    fn simple_expression(&mut self) {
        match self.kind() {
            K::Name if self.peek(1) == K::Assign => self.name_before_assign(),
            K::Name if self.newline() && self.starts_assignment() => self.missing_expression(),
            K::String if self.peek(1) == K::Colon => self.string_with_method(),
            K::String => self.leaf(NodeKind::StringExpr),
            K::Number => self.leaf(NodeKind::NumberExpr),
            K::LeftBrace => self.table(),
            K::LeftParen if self.peek(1) == K::RightParen => self.empty_parentheses(),
            K::LeftParen if self.function_is_missing_here() => self.function_without_keyword(),
            K::Dot | K::Colon if self.peek(1) == K::Name => self.suffixes_without_base(),
            K::Name | K::LeftParen => self.suffixed(false),
            K::Function => self.function_expression(),
            K::Nil => self.leaf(NodeKind::NilExpr),
            K::True => self.leaf(NodeKind::TrueExpr),
            K::False => self.leaf(NodeKind::FalseExpr),
            K::Ellipsis => self.vararg_expression(),
            K::LeftBracket if self.brace_is_missing() => self.table_without_brace(),
            _ => self.missing_expression(),
        }
    }

    /// `()`: a function without its keyword if a body follows, else a call without its name.
    fn empty_parentheses(&mut self) {
        let mark = self.mark();
        if self.function_is_missing_here() || self.body_follows(self.pos + 1) {
            return self.function_without_keyword();
        }
        self.call_without_callee();
        self.more_suffixes(mark);
    }

    /// `"text":method()`: Lua wants the string in parentheses.
    fn string_with_method(&mut self) {
        let mark = self.mark();
        let range = self.range(self.pos);
        let in_parentheses = format!("({})", self.token_text(self.pos));
        self.leaf(NodeKind::StringExpr);
        let error = if self.all_brackets_close() {
            let error = self.missing_here("a string that has a method called needs parentheses");
            error.edit(range, in_parentheses)
        } else {
            let at = self.behind_previous();
            self.missing_here("`)` is missing behind this string")
                .edit(at, ")")
        };
        self.report(error);
        self.more_suffixes(mark);
    }

    fn vararg_expression(&mut self) {
        if !self.body.vararg {
            // Once for each function.
            self.body.vararg = true;
            let error = self.unexpected("`...` stands outside a function with `...` in its parameters");
            self.report(error.help("add `...` as the last parameter of this function"));
        }
        self.leaf(NodeKind::VarargExpr);
    }

    /// `name =` where a value belongs: never right, but there are three ways to have meant it.
    fn name_before_assign(&mut self) {
        if self.brace_is_missing() {
            return self.table_without_brace();
        }
        if self.newline() {
            return self.missing_expression();
        }
        self.suffixed(false);
    }

    /// Whether the current token can begin an expression.
    pub(super) fn starts_expression(&self) -> bool {
        use K::{
            Ellipsis, False, Function, Hash, LeftBrace, LeftParen, Minus, Name, Nil, Not, Number, String,
            Tilde, True,
        };
        matches!(
            self.kind(),
            Name | String
                | Number
                | LeftBrace
                | LeftParen
                | Function
                | Nil
                | True
                | False
                | Ellipsis
                | Not
                | Minus
                | Hash
                | Tilde
        )
    }
}
