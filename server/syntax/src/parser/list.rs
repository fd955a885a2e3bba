//! Lists in brackets, and what to do where one does not go on as it should.

use super::Parser;
use super::build::Mark;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::NodeKind;

impl Parser<'_> {
    /// Arguments or table items up to `close`. The bracket at `open` was read, and is the last of `brackets`.
    pub(super) fn items(&mut self, open: TokenIndex, close: K, item: fn(&mut Self)) {
        let first = self.mark();
        let table = close == K::RightBrace;
        let mut is_guess = false;
        loop {
            if self.eat(close) {
                return;
            }
            let mark = self.mark();
            if self.starts_item(table) {
                item(self);
                if is_guess {
                    self.damage(mark.token, self.pos);
                }
                is_guess = false;
                if !table && self.comma_belongs_to_table() {
                    return self.report_unclosed(open, close);
                }
                if self.after_item(mark, table) {
                    if !table && self.at(close) {
                        self.missing_expression();
                    }
                    continue;
                }
                if self.at(close) {
                    continue;
                }
                let redone =
                    self.item_is_function(mark, item) && (self.after_item(mark, table) || self.at(close));
                is_guess = !redone && self.pos > mark.token && self.goes_on_without_comma(open, table);
                if redone || is_guess {
                    continue;
                }
            } else if self.at(K::Comma) || table && self.at(K::Semicolon) {
                self.missing_item(table);
                self.bump();
                continue;
            }
            if !self.step_over_stray(close) {
                return self.unclosed_list(first, open, close);
            }
        }
    }

    fn starts_item(&self, table: bool) -> bool {
        self.starts_expression()
            || table && matches!(self.kind(), K::LeftBracket | K::Assign)
            || table && self.kind().is_keyword() && self.peek(1) == K::Assign
            || matches!(self.kind(), K::LeftBracket | K::Dot | K::Colon)
            || self.at_binary_operator()
    }

    /// Steps over the separator behind an item, and over `= value` where none belongs.
    fn after_item(&mut self, mark: Mark, table: bool) -> bool {
        if self.at(K::Assign) && self.pos > mark.token {
            self.stray_assign(mark);
        }
        self.eat(K::Comma) || table && self.eat(K::Semicolon)
    }

    /// `(a, b)` followed by statements: parameters whose `function` is missing.
    fn item_is_function(&mut self, mark: Mark, item: fn(&mut Self)) -> bool {
        if self.tokens[self.previous() as usize].kind() != K::RightParen || self.at(K::Eof) {
            return false;
        }
        let Some(open) = self.parameters_before() else {
            return false;
        };
        let is_call = open > mark.token
            && !matches!(
                self.tokens[open as usize - 1].kind(),
                K::Assign | K::Comma | K::LeftParen | K::LeftBrace
            );
        if is_call || !self.rewind_as_function(mark, open) {
            return false;
        }
        item(self);
        true
    }

    /// Whether another item follows although no comma does: on the same line, or indented deeper than the bracket.
    fn goes_on_without_comma(&mut self, open: TokenIndex, table: bool) -> bool {
        let starts =
            self.starts_expression() || table && self.starts_item(table) && !self.goes_on_as_suffix();
        if !starts || self.dedented_to(open) {
            return false;
        }
        // A statement on the next line is likelier than an argument.
        let assignment = !table && self.at(K::Name) && self.peek(1) == K::Assign;
        if assignment || self.newline() && self.at(K::Function) && self.peek(1) == K::Name {
            return false;
        }
        let what = if table { "items" } else { "arguments" };
        let error = self.missing_here(format!("`,` is missing between two {what}"));
        let at = self.behind_previous();
        self.report(error.edit(at, ","));
        true
    }

    /// Whether the comma here goes on with a table around these arguments, whose `)` is missing then.
    fn comma_belongs_to_table(&mut self) -> bool {
        let around = self
            .brackets
            .len()
            .checked_sub(2)
            .and_then(|at| self.brackets.get(at));
        self.at(K::Comma)
            && self.peek(1) == K::Name
            && self.peek(2) == K::Assign
            && around == Some(&K::RightBrace)
            && !self.brace_is_missing()
    }

    /// Whether what stands here would go on with the item before, if it could.
    fn goes_on_as_suffix(&self) -> bool {
        matches!(self.kind(), K::Dot | K::Colon) || self.at_binary_operator()
    }

    fn missing_item(&mut self, table: bool) {
        if table {
            let range = self.range(self.pos);
            let error = self.unexpected(format!("an item is missing before {}", self.shown()));
            let doubled = !self.newline() && self.tokens[self.previous() as usize].kind() == K::Comma;
            self.report(if doubled { error.edit(range, "") } else { error });
        } else {
            self.missing_expression();
        }
    }

    /// Steps over one token that has no place in this list, if the list seems to go on behind it.
    fn step_over_stray(&mut self, close: K) -> bool {
        let stray_bracket = matches!(self.kind(), K::RightParen | K::RightBrace | K::RightBracket)
            && (!self.brackets.contains(&self.kind()) || self.unopened_bracket(&mut 1) == Some(close));
        if !stray_bracket && (self.opens_statement() || !self.closes_on_this_line(close)) {
            return false;
        }
        self.error_here(format!("{} has no place here", self.shown()));
        self.bump();
        true
    }

    fn opens_statement(&self) -> bool {
        self.kind().is_keyword() && !matches!(self.kind(), K::And | K::Or | K::In)
    }

    /// Whether `close` follows on this line before any statement does.
    fn closes_on_this_line(&self, close: K) -> bool {
        let mut depth = 0u32;
        for ahead in 0..64 {
            let kind = self.peek(ahead);
            if kind == K::Eof || self.newline_at(ahead) {
                return false;
            }
            match kind {
                _ if depth == 0 && kind == close => return true,
                K::LeftParen | K::LeftBrace | K::LeftBracket => depth += 1,
                K::RightParen | K::RightBrace | K::RightBracket if depth > 0 => depth -= 1,
                K::Do | K::Then | K::End | K::Local | K::Return | K::If | K::While | K::For | K::Repeat => {
                    return false;
                }
                _ => {}
            }
        }
        false
    }

    /// The list ends here without its bracket, or further above: where its items are indented like statements.
    fn unclosed_list(&mut self, first: Mark, open: TokenIndex, close: K) {
        if let Some(mark) = self.first_dedented_item(first, open) {
            self.rewind(mark);
        }
        self.report_unclosed(open, close);
    }

    fn first_dedented_item(&mut self, first: Mark, open: TokenIndex) -> Option<Mark> {
        let mut found = None;
        let mut end = self.nodes.len();
        while end > first.nodes as usize {
            let item = self.nodes[end - 1];
            end -= item.size as usize;
            let begins_line = self.tokens[item.first as usize].newline_before();
            if item.end > item.first && begins_line && self.indent(item.first) <= self.indent(open) {
                found = Some(Mark {
                    nodes: end as u32,
                    token: item.first,
                });
            }
        }
        found
    }

    pub(super) fn report_unclosed(&mut self, open: TokenIndex, close: K) {
        let bracket = self.shown_token(open);
        let close = close.text();
        let message = if matches!(
            self.tokens[open as usize].kind(),
            K::LeftParen | K::LeftBrace | K::LeftBracket
        ) {
            format!("`{close}` is missing; it closes this {bracket}")
        } else {
            format!("`{close}` is missing")
        };
        let error = self.missing_here(message);
        // A comma that was read already goes on with what stands around this list.
        let comma = close == ")" && self.tokens[self.previous() as usize].kind() == K::Comma;
        let last = self.previous().saturating_sub(u32::from(comma));
        let at = crate::TextRange::empty(self.range(last).end);
        self.report(error.edit(at, close));
    }

    /// The end of `( expression` or `[ expression`, where it is not the bracket that belongs there.
    pub(super) fn close_bracket(&mut self, open: TokenIndex, close: K) {
        let mark = self.last_node_mark();
        if self.at(K::Assign) && self.closes_on_this_line(close) {
            self.stray_assign(mark);
        }
        while !self.newline() && self.starts_expression() && self.unopened_bracket(&mut 0) == Some(close) {
            self.missing_operator(mark);
        }
        while !self.at(close) && self.step_over_stray(close) {}
        if !self.eat(close) {
            self.report_unclosed(open, close);
        }
    }

    /// Where the node that was finished last begins.
    pub(super) fn last_node_mark(&self) -> Mark {
        let last = self
            .nodes
            .last()
            .expect("an expression was read, so there is a node");
        Mark {
            nodes: self.nodes.len() as u32 - last.size,
            token: last.first,
        }
    }

    /// `a = b` where only a value can stand: most likely a comparison.
    pub(super) fn stray_assign(&mut self, left: Mark) {
        let range = self.range(self.pos);
        let error = self.unexpected("`=` assigns and has no value; write `==` to compare");
        self.report(error.edit(range, "=="));
        let operator = self.pos;
        self.bump();
        self.expression();
        self.finish(left, NodeKind::BinaryExpr, operator);
    }

    /// `a b` where only one value can stand.
    pub(super) fn missing_operator(&mut self, left: Mark) {
        let error = self.unexpected(format!("an operator is missing before {}", self.shown()));
        self.report(error);
        let operator = self.pos;
        self.expression();
        self.finish(left, NodeKind::BinaryExpr, operator);
    }
}
