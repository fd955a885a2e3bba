//! Declared names: lists, attributes, parameters.

use super::Parser;
use crate::token::TokenKind as K;
use crate::tree::{NodeKind, flags};

impl Parser<'_> {
    /// One declared name without an attribute; a hole if there is none.
    pub(super) fn name_def(&mut self, of: &str) {
        let mark = self.mark();
        if self.at(K::Name) {
            self.bump();
            return self.finish(mark, NodeKind::NameDef, mark.token);
        }
        let error = if self.kind().is_keyword() && !self.newline() {
            self.unexpected(format!("{} is a keyword and cannot name {of}", self.shown()))
        } else {
            self.missing_here(format!("the name of {of} is missing"))
        };
        self.report(error);
        self.hole();
    }

    /// Names of a `for`.
    pub(super) fn loop_names(&mut self) {
        let mark = self.mark();
        loop {
            self.name_def("a loop variable");
            if self.eat(K::Comma) {
                continue;
            }
            let another = self.at(K::Name) && !self.newline() && matches!(self.peek(1), K::In | K::Comma);
            if !another {
                break;
            }
            self.missing_comma("two names");
        }
        self.finish(mark, NodeKind::NameList, mark.token);
    }

    /// Names of a `local`, each with an attribute if it has one.
    pub(super) fn local_names(&mut self) {
        let mark = self.mark();
        let mut closes = 0;
        loop {
            self.local_name(&mut closes);
            if self.eat(K::Comma) {
                continue;
            }
            // `local a b = 1` is right: two statements.
            let another = self.at(K::Name) && !self.newline() && self.peek(1) == K::Less;
            if !another {
                break;
            }
            self.missing_comma("two names");
        }
        self.finish(mark, NodeKind::NameList, mark.token);
    }

    fn local_name(&mut self, closes: &mut u32) {
        if !self.at(K::Name) {
            return self.name_def("a local variable");
        }
        let mark = self.mark();
        self.bump();
        let flag = if self.at(K::Less) {
            self.attribute(closes)
        } else {
            0
        };
        self.finish_with(mark, NodeKind::NameDef, mark.token, flag);
    }

    /// `<const>` or `<close>`.
    fn attribute(&mut self, closes: &mut u32) -> u8 {
        self.bump();
        let mut flag = 0;
        if self.at(K::Name) && (!self.newline() || self.peek(1) == K::Greater) {
            match self.token_text(self.pos) {
                "const" => flag = flags::CONST,
                "close" => {
                    flag = flags::CLOSE;
                    *closes += 1;
                    if *closes == 2 {
                        self.error_here("one `local` can have only one variable with `<close>`");
                    }
                }
                _ => {
                    let message = format!("the attribute {} does not exist", self.shown());
                    let error = self.unexpected(message);
                    self.report(error.help("write `<const>`, or remove it"));
                }
            }
            self.bump();
        } else {
            let error = self.missing_here("an attribute is missing after `<`");
            self.report(error.help("write `<const>`, or remove the `<`"));
        }
        if !self.eat(K::Greater) {
            let error = self.missing_here("`>` is missing behind the attribute");
            let at = self.behind_previous();
            self.report(error.edit(at, ">"));
        }
        flag
    }

    pub(super) fn missing_comma(&mut self, between: &str) {
        let error = self.missing_here(format!("`,` is missing between {between}"));
        let at = self.behind_previous();
        self.report(error.edit(at, ","));
    }
}
