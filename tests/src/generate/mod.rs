//! Random programs that cover all of Lua's grammar, valid by construction.

mod expression;

use crate::random::Random;

/// A valid program; the same numbers give the same program.
pub fn program(random: &mut Random) -> String {
    write(random, true)
}

/// The same without empty statements and without `break` before other statements, which some parsers do not know.
pub fn plain_program(random: &mut Random) -> String {
    write(random, false)
}

fn write(random: &mut Random, everything: bool) -> String {
    let mut writer = Writer {
        random,
        out: String::new(),
        depth: 0,
        loops: 0,
        vararg: true,
        labels: 0,
        everything,
    };
    let statements = 1 + writer.random.below(8);
    writer.block(statements, true);
    writer.out
}

const NAMES: [&str; 10] = [
    "a", "b", "value", "context", "_", "x1", "helpers", "ending", "T", "self",
];
const BLANKS: [&str; 12] = [
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "  \t",
    " --[[ c ]] ",
    " -- line\n",
    " --[==[ ]] \n ]==]\n",
];

struct Writer<'r> {
    random: &'r mut Random,
    out: String,
    depth: usize,
    loops: usize,
    vararg: bool,
    labels: usize,
    everything: bool,
}

impl Writer<'_> {
    fn word(&mut self, text: &str) {
        self.out.push_str(text);
        let blank = self.random.pick(&BLANKS);
        self.out.push_str(blank);
    }

    fn name(&mut self) {
        let name = self.random.pick(&NAMES);
        self.word(name);
    }

    fn one_of(&mut self, texts: &[&str]) {
        let text = self.random.pick(texts);
        self.word(text);
    }

    fn block(&mut self, statements: usize, may_return: bool) {
        self.depth += 1;
        for _ in 0..statements {
            self.statement();
        }
        if may_return && self.random.once_in(3) {
            self.word("return");
            if self.random.once_in(2) {
                self.expressions(2);
            }
            if self.random.once_in(3) {
                self.word(";");
            }
        }
        self.depth -= 1;
    }

    fn inner_block(&mut self) {
        let statements = if self.depth > 4 { 0 } else { self.random.below(4) };
        self.block(statements, true);
    }

    fn statement(&mut self) {
        let simple = self.depth > 4;
        match self.random.below(if simple { 9 } else { 17 }) {
            0 | 6 | 8 if !self.everything => self.local(),
            0 => self.word(";"),
            1 => self.call_statement(),
            2 | 3 => self.local(),
            4 | 5 => self.assignment(),
            6 if self.loops > 0 => self.word("break"),
            7 => self.goto(),
            8 | 6 => {
                self.word(";");
                self.word("(");
                self.name();
                self.word(")");
                self.arguments();
            }
            9 => {
                self.word("do");
                self.inner_block();
                self.word("end");
            }
            10 => {
                self.word("while");
                self.expression();
                self.loop_body();
            }
            11 => {
                self.word("repeat");
                self.loops += 1;
                // No `return`: Lua wants it last, and `until` would still follow it rightly.
                self.inner_block();
                self.loops -= 1;
                self.word("until");
                self.expression();
            }
            12 => self.condition(),
            13 => {
                self.word("for");
                self.name();
                self.word("=");
                self.expression();
                self.word(",");
                self.expression();
                if self.random.once_in(2) {
                    self.word(",");
                    self.expression();
                }
                self.loop_body();
            }
            14 => {
                self.word("for");
                self.name();
                if self.random.once_in(2) {
                    self.word(",");
                    self.name();
                }
                self.word("in");
                self.expressions(3);
                self.loop_body();
            }
            15 => {
                self.word("function");
                self.name();
                while self.random.once_in(3) {
                    self.word(".");
                    self.name();
                }
                if self.random.once_in(3) {
                    self.word(":");
                    self.name();
                }
                self.function_body();
            }
            _ => {
                self.word("local");
                self.word("function");
                self.name();
                self.function_body();
            }
        }
    }

    fn loop_body(&mut self) {
        self.word("do");
        self.loops += 1;
        self.inner_block();
        self.loops -= 1;
        self.word("end");
    }

    fn condition(&mut self) {
        self.word("if");
        self.expression();
        self.word("then");
        self.inner_block();
        while self.random.once_in(3) {
            self.word("elseif");
            self.expression();
            self.word("then");
            self.inner_block();
        }
        if self.random.once_in(3) {
            self.word("else");
            self.inner_block();
        }
        self.word("end");
    }

    /// A label of its own block, behind a jump to it; names are used once.
    fn goto(&mut self) {
        self.labels += 1;
        let label = format!("label{}", self.labels);
        self.word("do");
        self.word("goto");
        self.word(&label);
        self.word("::");
        self.word(&label);
        self.word("::");
        self.word("end");
    }

    fn local(&mut self) {
        self.word("local");
        self.name();
        match self.random.below(6) {
            0 => self.word("<const>"),
            1 => {
                self.word("<");
                self.word("close");
                self.word(">");
            }
            _ => {}
        }
        if self.random.once_in(3) {
            self.word(",");
            // A name that nothing assigns to, since it may be constant.
            self.word("fixed");
            self.one_of(&["", "<const>", "< const >"]);
        }
        if self.random.below(4) > 0 {
            self.word("=");
            self.expressions(2);
        }
    }

    /// To fields, which are never constant.
    fn assignment(&mut self) {
        for extra in 0..=self.random.below(2) {
            if extra > 0 {
                self.word(",");
            }
            self.word("global");
            self.suffixes();
            if self.random.once_in(2) {
                self.word(".");
                self.name();
            } else {
                self.word("[");
                self.expression();
                self.word("]");
            }
        }
        self.word("=");
        self.expressions(2);
    }

    fn call_statement(&mut self) {
        self.name();
        self.suffixes();
        if self.random.once_in(3) {
            self.word(":");
            self.name();
        }
        self.arguments();
    }
}
