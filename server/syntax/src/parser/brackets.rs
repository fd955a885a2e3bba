//! Opening brackets that are missing: known by a closing one, further on, that nothing else opens.

use super::Parser;
use super::build::Mark;
use crate::TextRange;
use crate::error::RawError;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::{NodeKind, flags};

/// How far ahead a closing bracket is looked for.
const LOOKAHEAD: u32 = 2_000;

impl Parser<'_> {
    /// The closing bracket that shows that its opening one is missing here. There is none in right text.
    pub(super) fn missing_opening(&mut self) -> Option<K> {
        let mut ahead = 0;
        // Brackets around the block that is being read cannot close before it ends.
        let around = self.blocks.last().map_or(0, |block| block.brackets as usize);
        for open in (around..self.brackets.len()).rev() {
            let close = self.unopened_bracket(&mut ahead)?;
            if close != self.brackets[open] {
                // Either its own bracket is missing, or the one that is open here lacks its end: then the next one
                // does not close this one either.
                let next = self.unopened_bracket(&mut (ahead + 1));
                return (next == Some(self.brackets[open])).then_some(close);
            }
            ahead += 1;
        }
        self.unopened_bracket(&mut ahead)
    }

    /// Whether all brackets that are open in this block are closed further on.
    pub(super) fn all_brackets_close(&mut self) -> bool {
        let mut ahead = 0;
        let around = self.blocks.last().map_or(0, |block| block.brackets as usize);
        for open in (around..self.brackets.len()).rev() {
            if self.unopened_bracket(&mut ahead) != Some(self.brackets[open]) {
                return false;
            }
            ahead += 1;
        }
        true
    }

    /// Whether the items of a table begin here although no `{` does.
    pub(super) fn brace_is_missing(&mut self) -> bool {
        self.missing_opening() == Some(K::RightBrace)
    }

    /// The next closing bracket, `ahead` of the current token or behind it, that is not opened there as well; moves
    /// `ahead` to it. Stops at statements, those in functions aside.
    pub(super) fn unopened_bracket(&mut self, ahead: &mut u32) -> Option<K> {
        let (mut depth, mut bodies) = (0u32, 0u32);
        let first = *ahead;
        let mut found = None;
        while *ahead < LOOKAHEAD && *ahead - first < self.rewind_budget {
            match self.peek(*ahead) {
                K::LeftParen | K::LeftBrace | K::LeftBracket => depth += 1,
                K::Function => bodies += 1,
                K::Do | K::If | K::Repeat if bodies > 0 => bodies += 1,
                K::End | K::Until if bodies > 0 => bodies -= 1,
                K::RightParen | K::RightBrace | K::RightBracket if depth > 0 => depth -= 1,
                K::Eof => break,
                _ if bodies > 0 || depth > 0 => {}
                kind @ (K::RightParen | K::RightBrace | K::RightBracket) => {
                    found = Some(kind);
                    break;
                }
                K::And | K::Or | K::Not | K::Nil | K::True | K::False => {}
                kind if kind.is_keyword() => break,
                _ => {}
            }
            *ahead += 1;
        }
        self.rewind_budget = self.rewind_budget.saturating_sub(*ahead - first);
        found
    }

    /// Reads on where what was read since `mark` is followed by a value on its line: as arguments or a key, if their
    /// opening bracket is missing.
    pub(super) fn suffix_without_opening(&mut self, mark: Mark) -> bool {
        use K::{Ellipsis, False, Function, Hash, Name, Nil, Not, Number, True};
        let is_value = matches!(
            self.kind(),
            Name | Number | Nil | True | False | Hash | Ellipsis | Function | Not
        );
        if !is_value || self.newline() {
            return false;
        }
        match self.missing_opening() {
            Some(K::RightParen) => {
                let main = self.pos;
                self.arguments_without_opening();
                self.finish(mark, NodeKind::CallExpr, main);
            }
            Some(K::RightBracket) => {
                self.report_missing_opening("[", "this key");
                let main = self.pos;
                self.brackets.push(K::RightBracket);
                self.expression();
                if !self.eat(K::RightBracket) {
                    self.close_bracket(main, K::RightBracket);
                }
                self.brackets.pop();
                self.finish(mark, NodeKind::IndexExpr, main);
            }
            _ => return false,
        }
        true
    }

    /// Arguments whose `(` is missing.
    pub(super) fn arguments_without_opening(&mut self) {
        let what = if self.at(K::RightParen) {
            "`)`"
        } else {
            "these arguments"
        };
        self.report_missing_opening("(", what);
        let mark = self.mark();
        self.brackets.push(K::RightParen);
        self.items(mark.token, K::RightParen, Self::expression);
        self.brackets.pop();
        self.finish_with(mark, NodeKind::ArgList, mark.token, flags::ERROR);
    }

    /// Further arguments behind a first one that only seemed to stand alone; their `(` is missing before `first`.
    pub(super) fn more_arguments_without_opening(&mut self, first: TokenIndex) {
        let before = first.saturating_sub(1);
        let at = TextRange::empty(self.range(before).end);
        let error = RawError::new(
            before,
            self.range(before),
            "`(` is missing before these arguments",
        );
        self.report(error.edit(at, "("));
        self.bump();
        self.brackets.push(K::RightParen);
        self.items(first, K::RightParen, Self::expression);
        self.brackets.pop();
    }

    fn report_missing_opening(&mut self, bracket: &str, before: &str) {
        let error = self.missing_here(format!("`{bracket}` is missing before {before}"));
        let at = self.behind_previous();
        self.report(error.edit(at, bracket));
    }
}
