//! Statements that begin with an expression: calls, assignments, and what is neither.

use super::Parser;
use super::block::BlockKind;
use super::build::Mark;
use super::nesting::NESTING_LIMIT;
use crate::TextRange;
use crate::error::RawError;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::NodeKind;

impl Parser<'_> {
    pub(super) fn expression_statement(&mut self) {
        let mark = self.mark();
        self.suffixed(true);
        let is_call = matches!(self.last_kind(), NodeKind::CallExpr | NodeKind::MethodCallExpr);
        if matches!(self.kind(), K::Assign | K::Comma) && !(is_call && self.newline()) {
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
            self.values_without_assign(bad_target.is_some());
        }
        self.level -= extra_levels;
        self.finish(mark, NodeKind::AssignStmt, main.min(self.previous()));
    }

    fn values_without_assign(&mut self, has_values: bool) {
        let values_follow = !self.newline() && self.starts_expression();
        if values_follow {
            let error = self.missing_here("`=` is missing behind these names");
            let at = self.behind_previous();
            let sure = !has_values && !self.starts_assignment();
            self.report(if sure { error.edit(at, " =") } else { error });
            return self.expression_list();
        }
        let message = if has_values {
            "these values belong to no statement"
        } else {
            "these names belong to no statement"
        };
        let error = self.missing_here(message);
        self.report(error.help("return them, or assign them"));
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
            let assigns = self.is_place_before(operator);
            let error = error.help("write `=` to assign");
            if assigns {
                error.edit(self.range(operator), "=")
            } else {
                error
            }
        } else if is_name {
            let error = self.before_statement(mark, format!("{first} alone is no statement"));
            error.help("call it, or assign a value to it")
        } else {
            let error = self.before_statement(mark, "a value alone is no statement");
            error.help("return it, assign it, or remove it")
        };
        self.report(RawError { range, ..error });
    }

    /// Whether a name or field ends before the operator.
    fn is_place_before(&self, operator: TokenIndex) -> bool {
        let left = self.nodes.iter().rev().skip(1).find(|node| node.end <= operator);
        left.is_some_and(|node| {
            matches!(
                node.kind,
                NodeKind::NameExpr | NodeKind::FieldExpr | NodeKind::IndexExpr
            )
        })
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
}
