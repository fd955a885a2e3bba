//! Functions: statements, expressions, parameters, bodies.

use super::block::BlockKind;
use super::build::Mark;
use super::{Body, Parser};
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::{NodeKind, flags};

impl Parser<'_> {
    /// `function a.b:c(..) .. end`
    pub(super) fn function_statement(&mut self) {
        let mark = self.mark();
        self.bump();
        self.function_target();
        self.function_body(self.pos, mark.token);
        self.finish(mark, NodeKind::FunctionStmt, mark.token);
    }

    fn function_target(&mut self) {
        let mark = self.mark();
        if self.at(K::Name) {
            self.leaf(NodeKind::NameExpr);
        } else {
            if self.at(K::LeftParen) {
                let error = self.missing_here("a function that is a statement needs a name");
                self.report(error.help("name it, or assign it: `local f = function(..) .. end`"));
            } else {
                self.missing_field_name(mark.token - 1);
            }
            self.hole();
        }
        loop {
            let separator = self.pos;
            let method = self.at(K::Colon);
            if self.at(K::Dot) || method {
                self.bump();
            } else if self.at(K::Name)
                && !self.newline()
                && matches!(self.peek(1), K::LeftParen | K::Dot | K::Colon)
            {
                let error = self.missing_here(format!("`.` is missing before {}", self.shown()));
                let at = self.behind_previous();
                self.report(error.edit(at, "."));
            } else {
                return;
            }
            let method_flag = if method { flags::METHOD } else { 0 };
            let newline = if self.newline() { flags::NEWLINE } else { 0 };
            if self.at(K::Name) {
                self.bump();
                self.finish_with(mark, NodeKind::FieldExpr, self.previous(), newline | method_flag);
            } else if self.keyword_as_name(separator) {
                self.finish_with(mark, NodeKind::FieldExpr, self.previous(), newline | method_flag);
            } else {
                self.missing_field_name(separator);
                let flags = newline | method_flag | flags::MISSING_NAME;
                self.finish_with(mark, NodeKind::FieldExpr, separator, flags);
            }
            if method {
                return self.field_behind_method();
            }
        }
    }

    /// `function a:b.c()`: the rest is read over, so that the parameters are found.
    fn field_behind_method(&mut self) {
        if !matches!(self.kind(), K::Dot | K::Colon) {
            return;
        }
        self.error_here("nothing but the parameters may follow the name of a method");
        while matches!(self.kind(), K::Dot | K::Colon) {
            self.bump();
            self.eat(K::Name);
        }
    }

    /// `local function f(..) .. end`
    pub(super) fn local_function(&mut self, mark: Mark) {
        let keyword = self.pos;
        self.bump();
        self.name_def("the function");
        if matches!(self.kind(), K::Dot | K::Colon) {
            let error = self.unexpected("the name of a local function has no dots");
            self.report(error.help("leave `local` out to put the function into a table"));
            while matches!(self.kind(), K::Dot | K::Colon) {
                self.bump();
                self.eat(K::Name);
            }
        }
        self.function_body(self.pos, keyword);
        self.finish(mark, NodeKind::LocalFunctionStmt, mark.token);
    }

    /// `function(..) .. end`
    pub(super) fn function_expression(&mut self) {
        if self.peek(1) == K::Name && !self.newline_at(1) && self.newline() && self.peek(2) != K::RightParen {
            // A function statement on its own line; what should stand here is missing.
            return self.missing_expression();
        }
        let mark = self.mark();
        self.bump();
        if self.at(K::Name) && matches!(self.peek(1), K::LeftParen | K::Dot | K::Colon) {
            let range = self.range(self.pos);
            let error = self.unexpected("a function that is a value has no name");
            self.report(error.edit(range, ""));
            while matches!(self.kind(), K::Name | K::Dot | K::Colon) {
                self.bump();
            }
        }
        self.function_body(mark.token, mark.token);
        self.finish(mark, NodeKind::FunctionExpr, mark.token);
    }

    /// `(..) .. end` as a value: its `function` is missing.
    pub(super) fn function_without_keyword(&mut self) {
        let error = self.unexpected("`function` is missing before these parameters");
        let at = crate::TextRange::empty(self.range(self.pos).start);
        self.report(error.edit(at, "function"));
        let mark = self.mark();
        self.function_body(self.pos, self.pos);
        self.finish(mark, NodeKind::FunctionExpr, mark.token);
    }

    /// Parameters and block. `first` is the body's first token, `opener` what its `end` closes.
    pub(super) fn function_body(&mut self, first: TokenIndex, opener: TokenIndex) {
        let mark = Mark {
            nodes: self.nodes.len() as u32,
            token: first,
        };
        let outer = self.body;
        self.body = Body {
            vararg: self.parameters(),
            loops: 0,
        };
        self.block(BlockKind::Function, opener);
        self.close_block(opener, "function");
        self.body = outer;
        self.finish(mark, NodeKind::FunctionBody, first);
    }

    /// Whether the list ends in `...`.
    fn parameters(&mut self) -> bool {
        let mark = self.mark();
        let open = self.pos;
        let mut vararg = false;
        if !self.eat(K::LeftParen) {
            let error = self.missing_here("`(` is missing before the parameters");
            let at = self.behind_previous();
            let edit = if self.is_parameter() || self.at(K::RightParen) {
                "("
            } else {
                "()"
            };
            self.report(error.edit(at, edit));
            if self.newline() && !self.at(K::RightParen) {
                self.finish(mark, NodeKind::ParamList, open);
                return false;
            }
        }
        loop {
            if self.eat(K::RightParen) {
                break;
            }
            if self.at(K::Ellipsis) {
                vararg = true;
                self.bump();
                if self.at(K::Comma) {
                    self.error_here("`...` must be the last parameter");
                }
            } else if self.is_parameter() {
                let name = self.mark();
                self.bump();
                self.finish(name, NodeKind::Param, name.token);
            } else if matches!(self.kind(), K::Comma | K::RightParen) {
                self.error_here("a parameter is missing here");
                self.hole();
            } else {
                self.missing_parameters_end();
                break;
            }
            if self.eat(K::Comma) {
                if self.at(K::RightParen) {
                    self.error_here("a parameter is missing before `)`");
                    self.hole();
                }
            } else if matches!(self.kind(), K::Name | K::Ellipsis) && !self.newline() && self.is_parameter() {
                self.missing_comma("two parameters");
            } else if self.eat(K::RightParen) {
                break;
            } else if !self.default_value() {
                self.missing_parameters_end();
                break;
            }
        }
        self.finish_with(
            mark,
            NodeKind::ParamList,
            open,
            if vararg { flags::VARARG } else { 0 },
        );
        vararg
    }

    /// A name is a parameter if the list visibly goes on behind it, or if the list asks for one on this line.
    fn is_parameter(&self) -> bool {
        match (self.kind(), self.peek(1)) {
            (K::Ellipsis, _) | (K::Name, K::Comma | K::RightParen) => true,
            (K::Name, _) if self.newline() => false,
            (K::Name, _)
                if matches!(
                    self.tokens[self.previous() as usize].kind(),
                    K::LeftParen | K::Comma
                ) =>
            {
                true
            }
            (K::Name, K::Name) => !self.newline_at(1) && matches!(self.peek(2), K::Comma | K::RightParen),
            _ => false,
        }
    }

    fn default_value(&mut self) -> bool {
        if !self.at(K::Assign) || self.newline() {
            return false;
        }
        let error = self.unexpected("a parameter cannot have a default value");
        self.report(error.help("write `name = name or value` in the function instead"));
        self.bump();
        if !matches!(self.kind(), K::Comma | K::RightParen | K::Eof) {
            self.bump();
        }
        self.eat(K::Comma) || self.at(K::RightParen)
    }

    fn missing_parameters_end(&mut self) {
        let error = self.missing_here("`)` is missing behind the parameters");
        let at = self.behind_previous();
        self.report(error.edit(at, ")"));
    }
}
