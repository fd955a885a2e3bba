//! Statements that begin with an expression: calls, assignments, and what is neither.

use super::Parser;
use super::block::BlockKind;
use super::build::Mark;
use super::nesting::NESTING_LIMIT;
use crate::TextRange;
use crate::error::RawError;
use crate::token::TokenKind as K;
use crate::tree::{NodeKind, flags};

impl Parser<'_> {
    pub(super) fn expression_statement(&mut self) {
        let mark = self.mark();
        self.suffixed(true);
        let is_call = matches!(self.last_kind(), NodeKind::CallExpr | NodeKind::MethodCallExpr);
        if matches!(self.kind(), K::Assign | K::Comma) && !(is_call && self.newline()) {
            if is_call && self.at(K::Comma) && self.is_bare_call() {
                return self.arguments_behind_bare_call(mark);
            }
            return self.assignment(mark);
        }
        if is_call && !self.at(K::Then) && !self.at_binary_operator() {
            return self.finish(mark, NodeKind::CallStmt, mark.token);
        }
        self.no_statement(mark);
    }

    /// A value that begins with something no statement begins with.
    pub(super) fn value_statement(&mut self) {
        let mark = self.mark();
        self.expression();
        self.value_as_statement(mark);
    }

    /// Whether the call that was read last has one argument without parentheses.
    fn is_bare_call(&self) -> bool {
        let arguments = self.nodes.len().checked_sub(2).and_then(|at| self.nodes.get(at));
        arguments.is_some_and(|node| node.kind == NodeKind::ArgList && node.flags & flags::BARE != 0)
    }

    /// `f "x", y)`: the call is opened up again, and takes the other arguments too.
    fn arguments_behind_bare_call(&mut self, mark: Mark) {
        self.nodes.truncate(self.nodes.len() - 2);
        let first = self.last_node_mark();
        let before = first.token - 1;
        let at = TextRange::empty(self.range(before).end);
        let error = RawError::new(before, self.range(before), "`(` is missing before the arguments");
        self.report(error.edit(at, "("));
        self.brackets.push(K::RightParen);
        self.bump();
        self.items(before, K::RightParen, Self::expression);
        self.brackets.pop();
        self.finish(first, NodeKind::ArgList, first.token);
        self.finish(mark, NodeKind::CallExpr, first.token);
        self.finish(mark, NodeKind::CallStmt, mark.token);
    }

    fn assignment(&mut self, mark: Mark) {
        let mut only_names = self.last_kind() == NodeKind::NameExpr;
        let mut extra_levels = 0;
        let mut bad_target = self.bad_target();
        while self.eat(K::Comma) {
            if matches!(self.kind(), K::Name | K::LeftParen) {
                self.suffixed(true);
                bad_target = bad_target.or_else(|| self.bad_target());
            } else {
                self.missing_expression();
            }
            only_names &= matches!(self.last_kind(), NodeKind::NameExpr | NodeKind::Hole);
            extra_levels += 1;
            self.level += 1;
            if self.level == NESTING_LIMIT + 1 {
                self.report_too_deep();
            }
        }
        if self.at(K::In) && only_names && self.rewind(mark) {
            self.level -= extra_levels;
            return self.for_statement(false);
        }
        self.finish(mark, NodeKind::ExprList, mark.token);
        let main = self.pos;
        if self.eat(K::Assign) {
            if let Some(error) = bad_target {
                self.report(error);
            }
            self.expression_list();
        } else {
            let error = self.missing_here("`=` is missing behind these names");
            let at = self.behind_previous();
            self.report(error.edit(at, " ="));
            self.values_without_assign();
        }
        self.level -= extra_levels;
        self.finish(mark, NodeKind::AssignStmt, main.min(self.previous()));
    }

    fn values_without_assign(&mut self) {
        if !self.newline() && self.starts_expression() {
            return self.expression_list();
        }
        let list = self.mark();
        self.hole();
        self.finish(list, NodeKind::ExprList, list.token);
    }

    /// What was read last, if it cannot be assigned to.
    fn bad_target(&self) -> Option<RawError> {
        let message = match self.last_kind() {
            NodeKind::NameExpr | NodeKind::FieldExpr | NodeKind::IndexExpr | NodeKind::Hole => return None,
            NodeKind::CallExpr | NodeKind::MethodCallExpr => "the result of a call cannot be assigned to",
            _ => "this value cannot be assigned to",
        };
        let target = self.last_node_mark().token;
        let range = self.range(target).cover(self.range(self.previous()));
        Some(RawError::new(target, range, message))
    }

    /// What was read since `mark` is neither a call nor the start of an assignment.
    fn no_statement(&mut self, mark: Mark) {
        if self.at(K::LeftParen) && self.function_is_missing_here() {
            return self.function_statement_without_keyword(mark);
        }
        if self.foreign_statement(mark) {
            return;
        }
        self.binary_tail(mark, 0);
        self.value_as_statement(mark);
    }

    fn value_as_statement(&mut self, mark: Mark) {
        let is_name = self.last_kind() == NodeKind::NameExpr;
        let is_place = is_name || matches!(self.last_kind(), NodeKind::FieldExpr | NodeKind::IndexExpr);
        if self.at(K::Then) {
            return self.condition_without_if(mark);
        }
        if self.at(K::Do) && !self.newline() {
            let error = self.before_statement(mark, "`while` is missing before this condition");
            let at = TextRange::empty(self.range(mark.token).start);
            self.report(error.edit(at, "while "));
            self.bump();
            return self.while_body(mark);
        }
        if self.at(K::In) && is_name && self.rewind(mark) {
            return self.for_statement(false);
        }
        if self.at(K::Assign) && !self.newline() {
            if let Some(error) = self.bad_target() {
                self.report(error);
            }
            self.finish(mark, NodeKind::ExprList, mark.token);
            let main = self.pos;
            self.bump();
            self.expression_list();
            return self.finish(mark, NodeKind::AssignStmt, main);
        }
        if is_place && self.value_without_assign() {
            self.missing_assign();
            self.finish(mark, NodeKind::ExprList, mark.token);
            let main = self.previous();
            self.expression_list();
            return self.finish(mark, NodeKind::AssignStmt, main);
        }
        if is_place && self.parenthesis_is_missing() {
            return self.call_without_parenthesis(mark);
        }
        self.report_value(mark, is_name);
        self.finish(mark, NodeKind::ExprStmt, mark.token);
    }

    fn report_value(&mut self, mark: Mark, is_name: bool) {
        let first = self.shown_token(mark.token);
        let range = self.range(mark.token).cover(self.range(self.previous()));
        let joined = mark.token > 0 && !self.tokens[mark.token as usize].newline_before();
        let node = self.nodes.last().copied();
        let comparison = node
            .filter(|node| node.kind == NodeKind::BinaryExpr)
            .map(|node| node.main)
            .filter(|main| self.tokens[*main as usize].kind() == K::Equal);
        let error = if joined && self.behind_foreign_comment(mark.token) {
            self.before_statement(mark, "`//` divides; a comment in Lua begins with `--`")
        } else if joined {
            self.before_statement(mark, format!("an operator or a `,` is missing before {first}"))
        } else if let Some(operator) = comparison {
            let error = self.before_statement(mark, "this compares and does nothing with the answer");
            error.help("write `=` to assign").edit(self.range(operator), "=")
        } else if is_name {
            let error = self.before_statement(mark, format!("{first} alone is no statement"));
            error.help("call it, or assign a value to it")
        } else {
            let error = self.before_statement(mark, "a value alone is no statement");
            error.help("return it, assign it, or remove it")
        };
        self.report(RawError { range, ..error });
    }

    fn before_statement(&self, mark: Mark, message: impl Into<String>) -> RawError {
        RawError::new(mark.token, self.range(mark.token), message)
    }

    /// A condition followed by `then`: its `if` is missing, or its `elseif`, as its place says.
    fn condition_without_if(&mut self, mark: Mark) {
        let clause = self
            .blocks
            .last()
            .filter(|block| block.kind == BlockKind::If)
            .map(|block| block.opener);
        let is_elseif = clause.is_some_and(|opener| {
            if self.tokens[mark.token as usize].newline_before() {
                self.indent(mark.token) <= self.indent(opener) + 1
            } else {
                self.same_line(opener, mark.token)
            }
        });
        if is_elseif && self.rewind(mark) {
            self.missing_elseif = Some(self.pos);
            return;
        }
        let error = self.before_statement(mark, "`if` is missing before this condition");
        let at = TextRange::empty(self.range(mark.token).start);
        self.report(error.edit(at, "if "));
        self.bump();
        self.if_clauses(mark);
    }

    fn function_statement_without_keyword(&mut self, mark: Mark) {
        let error = self.before_statement(mark, "`function` is missing before this name");
        let at = TextRange::empty(self.range(mark.token).start);
        self.report(error.edit(at, "function "));
        self.function_body(self.pos, mark.token);
        self.finish(mark, NodeKind::FunctionStmt, mark.token);
    }

    /// `f a, b)`: on this line stands a `)` that nothing else opens.
    fn parenthesis_is_missing(&self) -> bool {
        if self.newline() || !self.starts_expression() {
            return false;
        }
        let mut depth = 0u32;
        for ahead in 0..64 {
            match self.peek(ahead) {
                K::RightParen if depth == 0 => return !self.brackets.contains(&K::RightParen),
                K::LeftParen | K::LeftBrace | K::LeftBracket => depth += 1,
                K::RightParen | K::RightBrace | K::RightBracket if depth > 0 => depth -= 1,
                K::Function => return !self.brackets.contains(&K::RightParen),
                K::Assign if depth == 0 => return false,
                K::Eof => return false,
                _ => {}
            }
            if ahead > 0 && depth == 0 && self.newline_at(ahead) {
                return false;
            }
        }
        false
    }

    fn call_without_parenthesis(&mut self, mark: Mark) {
        let error = self.missing_here("`(` is missing before the arguments");
        let at = self.behind_previous();
        self.report(error.edit(at, "("));
        let list = self.mark();
        self.brackets.push(K::RightParen);
        self.items(self.pos, K::RightParen, Self::expression);
        self.brackets.pop();
        self.finish(list, NodeKind::ArgList, list.token);
        self.finish(mark, NodeKind::CallExpr, list.token);
        self.add_flags_to_last(flags::ERROR);
        self.finish(mark, NodeKind::CallStmt, mark.token);
    }
}
