//! Random expressions.

use super::Writer;

const NUMBERS: [&str; 16] = [
    "0",
    "1",
    "42",
    "3.14",
    ".5",
    "5.",
    "1e10",
    "2E-3",
    "0xff",
    "0xA.8p1",
    "0x.1P-4",
    "9223372036854775807",
    "9223372036854775808",
    "0xffffffffffffffff",
    "1e308",
    "007",
];
const STRINGS: [&str; 14] = [
    "\"\"",
    "''",
    "\"text\"",
    "'it\\'s'",
    "\"\\n\\t\\\\\"",
    "\"\\x41\\065\\u{20AC}\"",
    "'\\z   \n  next'",
    "\"a\\\nb\"",
    "[[long]]",
    "[[\nfirst newline]]",
    "[==[ ]] ]=] ]==]",
    "\"-- no comment\"",
    "[=[--[[]=]",
    "\"\\u{7FFFFFFF}\"",
];
const BINARY: [&str; 21] = [
    "+", "-", "*", "/", "//", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or", "&", "|", "~",
    "<<", ">>",
];

impl Writer<'_> {
    pub(super) fn suffixes(&mut self) {
        while self.random.once_in(2) {
            match self.random.below(4) {
                0 | 1 => {
                    self.word(".");
                    self.name();
                }
                2 if self.depth < 8 => {
                    self.word("[");
                    self.expression();
                    self.word("]");
                }
                _ => self.arguments(),
            }
        }
    }

    pub(super) fn arguments(&mut self) {
        match self.random.below(5) {
            0 => self.one_of(&STRINGS),
            1 => self.table(),
            _ => {
                self.word("(");
                if self.random.once_in(2) {
                    self.expressions(3);
                }
                self.word(")");
            }
        }
    }

    pub(super) fn expressions(&mut self, most: usize) {
        self.expression();
        for _ in 0..self.random.below(most) {
            self.word(",");
            self.expression();
        }
    }

    pub(super) fn expression(&mut self) {
        self.depth += 1;
        let choice = if self.depth > 7 {
            self.random.below(8)
        } else {
            self.random.below(20)
        };
        match choice {
            0 => self.one_of(&["nil", "true", "false"]),
            1 => self.one_of(&NUMBERS),
            2 | 3 => self.one_of(&STRINGS),
            4 if self.vararg => self.word("..."),
            4..=7 => self.name(),
            8 => self.table(),
            9 => {
                self.word("function");
                self.function_body();
            }
            10 | 11 => {
                self.one_of(&["not ", "- ", "#", "~"]);
                self.expression();
            }
            12 | 13 => {
                self.word("(");
                self.expression();
                self.word(")");
                self.suffixes();
            }
            14 => {
                self.name();
                self.suffixes();
                if self.random.once_in(2) {
                    self.word(":");
                    self.name();
                    self.arguments();
                }
            }
            _ => {
                self.expression();
                self.out.push(' ');
                self.one_of(&BINARY);
                self.out.push(' ');
                self.expression();
            }
        }
        self.depth -= 1;
    }

    pub(super) fn table(&mut self) {
        self.word("{");
        self.depth += 1;
        let items = if self.depth > 7 { 0 } else { self.random.below(4) };
        for item in 0..items {
            match self.random.below(4) {
                0 => {
                    self.name();
                    self.word("=");
                    self.expression();
                }
                1 => {
                    self.word("[ ");
                    self.expression();
                    self.word("]");
                    self.word("=");
                    self.expression();
                }
                _ => self.expression(),
            }
            if item + 1 < items || self.random.once_in(2) {
                self.one_of(&[",", ";"]);
            }
        }
        self.depth -= 1;
        self.word("}");
    }

    pub(super) fn function_body(&mut self) {
        let (vararg, loops) = (self.vararg, std::mem::take(&mut self.loops));
        self.vararg = self.random.once_in(2);
        self.word("(");
        let parameters = self.random.below(3);
        for parameter in 0..parameters {
            if parameter > 0 {
                self.word(",");
            }
            self.name();
        }
        if self.vararg {
            self.word(if parameters > 0 { ", ..." } else { "..." });
        }
        self.word(")");
        self.inner_block();
        self.word("end");
        self.vararg = vararg;
        self.loops = loops;
    }
}
