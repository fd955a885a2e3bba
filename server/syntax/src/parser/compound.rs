//! Statements with blocks: `if`, `while`, `for`, `repeat`, `do`.

use super::Parser;
use super::block::BlockKind;
use super::build::Mark;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::NodeKind;

impl Parser<'_> {
    pub(super) fn if_statement(&mut self) {
        let mark = self.mark();
        if self.pos > 0 && self.tokens[self.pos as usize - 1].kind() == K::Else && !self.newline() {
            self.else_if = Some(self.pos);
        }
        self.bump();
        self.condition(K::Then, "the condition of `if`");
        self.if_clauses(mark);
    }

    /// All that follows the first `then`.
    pub(super) fn if_clauses(&mut self, mark: Mark) {
        let mut clause = mark;
        let mut has_else = false;
        loop {
            let kind = if has_else && clause.nodes == mark.nodes {
                BlockKind::Else
            } else {
                BlockKind::If
            };
            self.block(kind, clause.token);
            self.finish(clause, NodeKind::IfClause, clause.token);
            clause = self.mark();
            if self.unclosed > 0 {
                break;
            }
            if self.missing_elseif == Some(self.pos) {
                self.missing_elseif = None;
                let error = self.unexpected("`elseif` is missing before this condition");
                let at = crate::TextRange::empty(self.range(self.pos).start);
                self.report(error.edit(at, "elseif "));
            } else if self.at(K::Elseif) {
                if has_else {
                    self.error_here("`elseif` stands behind `else`");
                }
                self.bump();
            } else if self.at(K::Else) {
                if has_else {
                    self.error_here("this `if` has an `else` already");
                }
                has_else = true;
                self.bump();
                self.block(BlockKind::Else, clause.token);
                self.finish(clause, NodeKind::ElseClause, clause.token);
                clause = self.mark();
                if self.unclosed > 0 || !matches!(self.kind(), K::Elseif | K::Else) {
                    break;
                }
                if self.at(K::Else) {
                    self.error_here("this `if` has an `else` already");
                    self.bump();
                    self.hole();
                    continue;
                }
                self.error_here("`elseif` stands behind `else`");
                self.bump();
            } else {
                break;
            }
            self.condition(K::Then, "the condition of `elseif`");
        }
        self.close_block(mark.token, "if");
        self.finish(mark, NodeKind::IfStmt, mark.token);
    }

    /// `elseif` or `else` without an `if`: read as one, since an `end` will follow it.
    pub(super) fn stray_clause(&mut self) {
        let mark = self.mark();
        let has_condition = self.at(K::Elseif);
        self.bump();
        if has_condition {
            self.condition(K::Then, "the condition of `elseif`");
        } else {
            self.hole();
        }
        self.if_clauses(mark);
    }

    pub(super) fn stray_until(&mut self) {
        let mark = self.mark();
        self.bump();
        self.finish(mark, NodeKind::ErrorStmt, mark.token);
        if !self.newline() && self.starts_expression() {
            let mark = self.mark();
            self.expression();
            self.finish(mark, NodeKind::ExprStmt, mark.token);
        }
    }

    pub(super) fn while_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        self.condition(K::Do, "the condition of `while`");
        self.while_body(mark);
    }

    /// All that follows the `do`.
    pub(super) fn while_body(&mut self, mark: Mark) {
        self.loop_block(mark.token);
        self.close_block(mark.token, "while");
        self.finish(mark, NodeKind::WhileStmt, mark.token);
    }

    fn loop_block(&mut self, opener: TokenIndex) {
        self.body.loops += 1;
        self.block(BlockKind::Do, opener);
        self.body.loops -= 1;
    }

    pub(super) fn do_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        self.block(BlockKind::Do, mark.token);
        self.close_block(mark.token, "do");
        self.finish(mark, NodeKind::DoStmt, mark.token);
    }

    pub(super) fn repeat_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        self.body.loops += 1;
        self.block(BlockKind::Repeat, mark.token);
        self.body.loops -= 1;
        if self.unclosed == 0 && self.eat(K::Until) {
            let condition = self.mark();
            self.expression();
            if self.at(K::Assign) && !self.newline() {
                self.stray_assign(condition);
            }
        } else {
            self.unclosed = self.unclosed.saturating_sub(1);
            let message = "`until` is missing; it closes this `repeat`".to_owned();
            self.report_unclosed_block(mark.token, message, None);
            self.hole();
        }
        self.finish(mark, NodeKind::RepeatStmt, mark.token);
    }

    /// `for`; without its keyword when that is what is missing.
    pub(super) fn for_statement(&mut self, has_keyword: bool) {
        let mark = self.mark();
        if has_keyword {
            self.bump();
        } else {
            let error = self.unexpected("`for` is missing before these names");
            let at = crate::TextRange::empty(self.range(self.pos).start);
            self.report(error.edit(at, "for "));
        }
        let numeric = match self.kind() {
            K::Assign => true,
            K::Name => match self.peek(1) {
                K::Assign => true,
                K::Number | K::Minus | K::Hash => !self.newline_at(1),
                _ => false,
            },
            _ => false,
        };
        if numeric {
            self.numeric_range();
        } else {
            self.generic_range();
        }
        self.loop_block(mark.token);
        self.close_block(mark.token, "for");
        let kind = if numeric {
            NodeKind::NumericForStmt
        } else {
            NodeKind::GenericForStmt
        };
        self.finish(mark, kind, mark.token);
    }

    /// `i = first, last, step do`
    fn numeric_range(&mut self) {
        self.name_def("the loop variable");
        if !self.eat(K::Assign) {
            self.missing_assign();
        }
        let list = self.mark();
        let mut count = 0;
        loop {
            let value = self.mark();
            self.expression();
            count += 1;
            if self.at(K::Comma) {
                if count == 3 {
                    self.error_here("`for` takes first, last and step, and nothing more");
                }
                self.bump();
            } else if !self.newline() && self.starts_expression() && self.pos > value.token {
                self.missing_comma("two numbers of `for`");
            } else {
                break;
            }
        }
        if count == 1 {
            let error = self.missing_here("the last number of `for` is missing");
            self.report(error.help("write `for i = first, last do`"));
            self.hole();
        }
        self.finish(list, NodeKind::ExprList, list.token);
        self.condition_end(None, K::Do, "the range of `for`");
    }

    /// `k, v in values do`
    fn generic_range(&mut self) {
        self.loop_names();
        let mut has_values = self.eat(K::In);
        if !has_values {
            if self.at(K::Assign) {
                let range = self.range(self.pos);
                let error = self.unexpected("with more than one name, `for` takes `in`");
                self.report(error.edit(range, "in"));
                self.bump();
                has_values = true;
            } else {
                let error = self.missing_here("`in` is missing behind the names of `for`");
                let at = self.behind_previous();
                self.report(error.edit(at, " in"));
                has_values = !self.newline() && self.starts_expression();
            }
        }
        if has_values {
            self.expression_list();
        } else {
            let list = self.mark();
            self.hole();
            self.finish(list, NodeKind::ExprList, list.token);
        }
        self.condition_end(None, K::Do, "the values of `for`");
    }

    /// A condition and the keyword behind it.
    fn condition(&mut self, keyword: K, name: &str) {
        let mark = self.mark();
        if self.at(keyword) {
            let error = self.missing_here(format!("{name} is missing"));
            self.report(error);
            self.hole();
        } else {
            self.expression();
        }
        self.condition_end(Some(mark), keyword, name);
    }

    fn condition_end(&mut self, condition: Option<Mark>, keyword: K, name: &str) {
        if self.eat(keyword) {
            return;
        }
        if let Some(mark) = condition.filter(|mark| self.pos > mark.token) {
            if self.at(K::Assign) {
                self.stray_assign(mark);
            }
            while self.starts_expression() && self.keyword_on_this_line(keyword) {
                self.missing_operator(mark);
            }
        }
        while !self.at(keyword) && self.keyword_on_this_line(keyword) {
            self.error_here(format!(
                "{} has no place before `{}`",
                self.shown(),
                keyword.text()
            ));
            self.bump();
        }
        let other = if keyword == K::Then { K::Do } else { K::Then };
        if self.at(other) && !self.newline() {
            let (range, needed) = (self.range(self.pos), keyword.text());
            let error = self.unexpected(format!("`{needed}` belongs here, not `{}`", other.text()));
            self.report(error.edit(range, needed));
            return self.bump();
        }
        if let Some(mark) = condition
            && self.rewind_and_split(mark)
        {
            self.expression();
        }
        self.expect_keyword(keyword, name);
    }

    /// Whether `keyword` follows on this line before any other statement does.
    fn keyword_on_this_line(&self, keyword: K) -> bool {
        for ahead in 0..64 {
            let kind = self.peek(ahead);
            if self.newline_at(ahead) {
                return false;
            }
            if kind == keyword {
                return true;
            }
            let is_value = matches!(
                kind,
                K::And | K::Or | K::Not | K::Nil | K::True | K::False | K::In
            );
            if kind == K::Eof || kind.is_keyword() && !is_value {
                return false;
            }
        }
        false
    }
}
