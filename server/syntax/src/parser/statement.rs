//! Statements by their first token; the short ones are read here.

use super::Parser;
use crate::token::TokenKind as K;
use crate::tree::NodeKind;

impl Parser<'_> {
    pub(super) fn statement(&mut self) {
        if !self.enter() {
            self.skip_deep_statements();
            return self.leave();
        }
        match self.kind() {
            K::Name | K::LeftParen => self.expression_statement(),
            K::Local => self.local_statement(),
            K::If => self.if_statement(),
            K::Return => self.return_statement(),
            K::Function => self.function_statement(),
            K::For => self.for_statement(true),
            K::While => self.while_statement(),
            K::Do => self.do_statement(),
            K::Repeat => self.repeat_statement(),
            K::Semicolon => self.leaf(NodeKind::EmptyStmt),
            K::Break => self.break_statement(),
            K::Goto => self.goto_statement(),
            K::DoubleColon => self.label_statement(),
            K::Else | K::Elseif => self.stray_clause(),
            K::Until => self.stray_until(),
            K::Slash | K::DoubleSlash => self.foreign_comment(),
            _ if self.starts_expression() => self.value_statement(),
            _ => self.error_tokens(),
        }
        self.leave();
    }

    fn local_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        if self.at(K::Function) && (!self.newline() || self.peek(1) == K::Name) {
            return self.local_function(mark);
        }
        if self.at(K::Name) && self.function_keyword_is_missing() {
            let error = self.missing_here("`function` is missing between `local` and the name");
            let at = self.behind_previous();
            self.report(error.edit(at, " function"));
            self.name_def("the function");
            self.function_body(self.pos, mark.token);
            return self.finish(mark, NodeKind::LocalFunctionStmt, mark.token);
        }
        self.local_rest(mark);
    }

    /// What follows `local`.
    pub(super) fn local_rest(&mut self, mark: super::build::Mark) {
        self.local_names();
        if self.eat(K::Assign) {
            self.expression_list();
        } else if self.value_without_assign() {
            self.missing_assign();
            self.expression_list();
        }
        self.finish(mark, NodeKind::LocalStmt, mark.token);
    }

    /// `local f(a, b)`: never right, unless `(a)` begins a statement of its own.
    fn function_keyword_is_missing(&self) -> bool {
        if self.newline_at(1) {
            return false;
        }
        let Some(end) = self.parameters_end(self.pos + 1) else {
            return false;
        };
        end == self.pos + 2 || !continues_name(self.peek(end + 1 - self.pos))
    }

    /// Whether a value stands on this line that can begin no statement, so that only `=` is missing.
    pub(super) fn value_without_assign(&self) -> bool {
        let statement = match self.kind() {
            K::Name | K::LeftParen => true,
            K::Function => self.peek(1) != K::LeftParen,
            _ => false,
        };
        !self.newline() && self.starts_expression() && !statement
    }

    pub(super) fn missing_assign(&mut self) {
        let error = self.missing_here(format!("`=` is missing before {}", self.shown()));
        let at = self.behind_previous();
        self.report(error.edit(at, " ="));
    }

    fn return_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        let next_is_statement = self.newline()
            && (self.at(K::Name) && self.starts_assignment() && !self.brace_is_missing()
                || self.at(K::Function) && self.peek(1) == K::Name);
        if (self.starts_expression() || self.at(K::LeftBracket)) && !next_is_statement {
            self.expression_list();
        }
        self.eat(K::Semicolon);
        self.finish(mark, NodeKind::ReturnStmt, mark.token);
    }

    /// Values of a statement.
    pub(super) fn expression_list(&mut self) {
        let mark = self.mark();
        self.listed_expression();
        while self.at(K::Comma) && !self.list_breaks() {
            self.bump();
            self.listed_expression();
        }
        self.finish(mark, NodeKind::ExprList, mark.token);
    }

    fn listed_expression(&mut self) {
        let mark = self.mark();
        self.expression();
        if self.at(K::Assign) && !self.newline() && self.pos > mark.token {
            self.stray_assign(mark);
        }
    }

    /// Whether the comma here belongs to what stands around: the `end` of a function was lost before it.
    fn list_breaks(&mut self) -> bool {
        if self.peek(2) == K::Assign && self.peek(1) == K::Name && !self.brackets.is_empty() {
            return true;
        }
        if self.newline() && self.starts_assignment() {
            return true;
        }
        self.by_layout
            && self
                .blocks
                .last()
                .map(|block| block.opener)
                .is_some_and(|opener| self.nearly_dedented_to(opener))
    }

    fn break_statement(&mut self) {
        if self.body.loops == 0 {
            self.error_here("`break` stands outside a loop");
        }
        self.leaf(NodeKind::BreakStmt);
    }

    fn goto_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        if self.at(K::Name) && !(self.newline() && self.is_statement_for_sure()) {
            self.bump();
            return self.finish(mark, NodeKind::GotoStmt, self.previous());
        }
        let error = self.missing_here("the name of a label is missing after `goto`");
        self.report(error);
        self.finish(mark, NodeKind::GotoStmt, mark.token);
    }

    /// Whether the name on this new line begins a statement, whatever stands before.
    fn is_statement_for_sure(&self) -> bool {
        match self.peek(1) {
            // `goto name` and `(f)()` may share a line.
            K::LeftParen => self.peek(2) == K::RightParen,
            kind => !self.newline_at(1) && continues_name(kind),
        }
    }

    fn label_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        let mut main = mark.token;
        if self.at(K::Name) && (!self.newline() || self.peek(1) == K::DoubleColon) {
            main = self.pos;
            self.bump();
        } else {
            let error = self.missing_here("the name of a label is missing after `::`");
            self.report(error);
        }
        if !self.eat(K::DoubleColon) && main != mark.token {
            let error = self.missing_here("`::` is missing behind the name of this label");
            let at = self.behind_previous();
            self.report(error.edit(at, "::"));
        }
        self.finish(mark, NodeKind::LabelStmt, main);
    }
}

/// Whether a statement that begins with a name or parenthesis goes on with this token.
fn continues_name(kind: K) -> bool {
    use K::{Assign, Colon, Comma, Dot, LeftBrace, LeftBracket, LeftParen, String};
    matches!(
        kind,
        Assign | Colon | Comma | Dot | LeftBrace | LeftBracket | LeftParen | String
    )
}
