//! Functions whose keyword is missing look like calls and parentheses; indentation gives them away.

use super::Parser;
use super::build::Mark;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::NodeKind;

impl Parser<'_> {
    /// In a text whose blocks do not match: reads a statement again as a function, if indentation says so.
    pub(super) fn retry_as_function(&mut self, mark: Mark) {
        while let Some(open) = self.function_in_disguise(mark) {
            if !self.rewind_as_function(mark, open) {
                return;
            }
            self.statement();
        }
    }

    /// The parameters at the end of the statement that began at `mark`, if a body seems to follow.
    fn function_in_disguise(&mut self, mark: Mark) -> Option<TokenIndex> {
        if self.at(K::Eof) || self.tokens[self.previous() as usize].kind() != K::RightParen {
            return None;
        }
        let open = self.parameters_before().filter(|open| *open > mark.token)?;
        if !self.body_follows(self.previous()) {
            return None;
        }
        let before = self.tokens[open as usize - 1].kind();
        let is_call_statement = self.last_kind() == NodeKind::CallStmt
            && before == K::Name
            && self.missing_function_target(mark, open);
        let is_value = matches!(before, K::Assign | K::Comma | K::Return);
        (is_call_statement || is_value).then_some(open)
    }

    /// Whether only names, dots and colons stand between `mark` and the `(` at `open`.
    fn missing_function_target(&self, mark: Mark, open: TokenIndex) -> bool {
        let target = self.tokens.get(mark.token as usize..open as usize).unwrap_or(&[]);
        target.len() < 64
            && target
                .iter()
                .all(|token| matches!(token.kind(), K::Name | K::Dot | K::Colon))
    }
}
