//! Names and what follows them: fields, indices, calls, methods; chains of any length in a loop.

use super::Parser;
use super::build::Mark;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::{NodeKind, flags};

impl Parser<'_> {
    /// A name or parenthesis with its suffixes. `is_target`: it may be assigned to, as the start of a statement may.
    pub(super) fn suffixed(&mut self, is_target: bool) {
        let mark = self.mark();
        match self.kind() {
            K::Name => self.leaf(NodeKind::NameExpr),
            K::LeftParen => self.parenthesis(),
            _ => return self.missing_expression(),
        }
        self.suffixes(mark, is_target);
    }

    /// Suffixes of what was read since `mark`, which is no target.
    pub(super) fn more_suffixes(&mut self, mark: Mark) {
        self.suffixes(mark, false);
    }

    fn suffixes(&mut self, mark: Mark, is_target: bool) {
        loop {
            if self.newline() && self.stops_suffixes(is_target) {
                return;
            }
            match self.kind() {
                K::Dot => self.field(mark, is_target),
                K::LeftBracket => self.index(mark),
                K::Colon => {
                    if self.method(mark, is_target) {
                        return;
                    }
                }
                K::LeftParen => {
                    if is_target && self.function_is_missing_here() {
                        return;
                    }
                    let newline = if self.newline() { flags::NEWLINE } else { 0 };
                    let main = self.pos;
                    self.arguments();
                    self.finish_with(mark, NodeKind::CallExpr, main, newline);
                }
                K::String | K::LeftBrace => {
                    let main = self.pos;
                    self.arguments();
                    self.finish(mark, NodeKind::CallExpr, main);
                }
                _ => {
                    if !self.suffix_without_opening(mark) {
                        return;
                    }
                }
            }
        }
    }

    /// Whether the suffix on this new line belongs to a statement whose first name is missing, or to one that was
    /// found to begin here.
    fn stops_suffixes(&mut self, is_target: bool) -> bool {
        match self.kind() {
            K::Dot | K::LeftBracket if !is_target && self.starts_assignment() => true,
            K::Dot | K::LeftBracket | K::LeftParen | K::String | K::LeftBrace => self.is_split_here(),
            _ => false,
        }
    }

    fn parenthesis(&mut self) {
        let mark = self.mark();
        let open = self.pos;
        self.bump();
        self.brackets.push(K::RightParen);
        self.expression();
        if self.at(K::RightParen) {
            self.bump();
        } else if self.at(K::Comma) {
            self.brackets.pop();
            return self.comma_in_parenthesis(mark);
        } else {
            self.close_bracket(open, K::RightParen);
        }
        self.brackets.pop();
        self.finish(mark, NodeKind::ParenExpr, open);
    }

    /// `(a, b)`: parameters without `function`, or arguments without what is called.
    fn comma_in_parenthesis(&mut self, mark: Mark) {
        let open = mark.token;
        if self
            .parameters_end(open)
            .is_some_and(|end| self.body_follows(end))
            && self.rewind_as_function(mark, open)
        {
            return self.function_without_keyword();
        }
        if self.rewind(mark) {
            return self.call_without_callee();
        }
        self.error_here("`,` has no place in parentheses");
        self.hole();
        self.finish(mark, NodeKind::ParenExpr, open);
    }

    /// Arguments without what is called.
    pub(super) fn call_without_callee(&mut self) {
        self.error_here("what is called is missing before `(`");
        let mark = self.mark();
        self.hole();
        self.arguments();
        self.finish(mark, NodeKind::CallExpr, mark.token);
    }

    /// `.name`, `:name()` without what they belong to.
    pub(super) fn suffixes_without_base(&mut self) {
        let mark = self.mark();
        self.missing_expression();
        self.more_suffixes(mark);
    }

    fn field(&mut self, mark: Mark, is_target: bool) {
        let dot = self.pos;
        self.bump();
        let newline = if self.newline() { flags::NEWLINE } else { 0 };
        if self.at(K::Name) && !(newline != 0 && !is_target && self.starts_assignment()) {
            let name = self.pos;
            self.bump();
            self.finish_with(mark, NodeKind::FieldExpr, name, newline);
        } else if self.keyword_as_name(dot) {
            self.finish_with(mark, NodeKind::FieldExpr, self.previous(), newline);
        } else {
            self.missing_field_name(dot);
            self.finish_with(mark, NodeKind::FieldExpr, dot, newline | flags::MISSING_NAME);
        }
    }

    fn index(&mut self, mark: Mark) {
        let newline = if self.newline() { flags::NEWLINE } else { 0 };
        let open = self.pos;
        self.bump();
        self.brackets.push(K::RightBracket);
        self.expression();
        if self.at(K::RightBracket) {
            self.bump();
        } else {
            self.close_bracket(open, K::RightBracket);
        }
        self.brackets.pop();
        self.finish_with(mark, NodeKind::IndexExpr, open, newline);
    }

    /// `:name(..)`; true if this was the target of a method whose `function` is missing.
    fn method(&mut self, mark: Mark, is_target: bool) -> bool {
        let colon = self.pos;
        self.bump();
        let newline = if self.newline() { flags::NEWLINE } else { 0 };
        let takes_name = self.at(K::Name) && !(newline != 0 && self.is_no_method_call());
        if !takes_name && !self.keyword_as_name(colon) {
            self.missing_field_name(colon);
            if self.at(K::LeftParen) && newline == 0 {
                self.arguments();
                self.finish_with(mark, NodeKind::MethodCallExpr, colon, flags::MISSING_NAME);
            } else {
                self.empty_arguments();
                let missing = flags::MISSING_NAME | flags::MISSING_ARGS;
                self.finish_with(mark, NodeKind::MethodCallExpr, colon, newline | missing);
            }
            return false;
        }
        if takes_name {
            self.bump();
        }
        let name = self.previous();
        if self.at(K::LeftParen) && is_target && self.function_is_missing_here() {
            self.finish_with(mark, NodeKind::FieldExpr, name, flags::METHOD);
            return true;
        }
        if matches!(self.kind(), K::LeftParen | K::String | K::LeftBrace) {
            self.arguments();
            self.finish_with(mark, NodeKind::MethodCallExpr, name, newline);
        } else if !self.newline()
            && (self.starts_expression() || self.at(K::RightParen))
            && self.missing_opening() == Some(K::RightParen)
        {
            self.arguments_without_opening();
            self.finish_with(mark, NodeKind::MethodCallExpr, name, newline);
        } else {
            self.missing_arguments(name);
            self.empty_arguments();
            self.finish_with(
                mark,
                NodeKind::MethodCallExpr,
                name,
                newline | flags::MISSING_ARGS,
            );
        }
        false
    }

    /// `( .. )`, a string or a table.
    fn arguments(&mut self) {
        let mark = self.mark();
        let open = self.pos;
        match self.kind() {
            K::String => self.leaf(NodeKind::StringExpr),
            K::LeftBrace => self.table(),
            _ => {
                self.bump();
                if !self.eat(K::RightParen) {
                    self.argument_list(open);
                }
                return self.finish(mark, NodeKind::ArgList, open);
            }
        }
        if self.at(K::Comma) && self.missing_opening() == Some(K::RightParen) {
            self.more_arguments_without_opening(open);
            return self.finish(mark, NodeKind::ArgList, open);
        }
        self.finish_with(mark, NodeKind::ArgList, open, flags::BARE);
    }

    fn argument_list(&mut self, open: TokenIndex) {
        self.brackets.push(K::RightParen);
        self.items(open, K::RightParen, Self::expression);
        self.brackets.pop();
    }

    fn empty_arguments(&mut self) {
        let mark = self.mark();
        self.finish(mark, NodeKind::ArgList, mark.token);
    }
}
