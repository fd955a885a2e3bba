//! Scripts that nobody wrote: they read what is before them, reckon, branch, loop, and put what came of it into `data`.

use std::fmt::Write as _;

use pipelua_tests::random::Random;

const KEYS: [&str; 6] = ["score", "name", "list", "flag", "part", "left"];
/// Blocks lie in each other so deep.
const MAX_DEPTH: usize = 2;

/// A script under construction.
pub(crate) struct Script<'a> {
    random: &'a mut Random,
    /// The nodes whose outputs it can read.
    ancestors: &'a [String],
    /// Names in scope.
    locals: Vec<String>,
    names: usize,
    text: String,
}

/// A script that tells what it sees of `context` in its log, and then does something.
pub(crate) fn script(random: &mut Random, ancestors: &[String]) -> String {
    let text = "helpers.log(helpers.json.encode({ prev = context.prev, outputs = context.outputs, config = context.config, node = context.node, hook = context.hook }))\nlocal n = #context.email\n";
    let mut script = Script {
        random,
        ancestors,
        locals: Vec::new(),
        names: 0,
        text: text.to_owned(),
    };
    let first = script.record();
    let _ = writeln!(script.text, "local data = {first}");
    script.block(0);
    let result = match script.random.below(6) {
        0 => "local result = { allowed = true }\nresult.data = data\nreturn result".to_owned(),
        1 => "return { allowed = n % 7 ~= 0, data = data }".to_owned(),
        _ => "return { allowed = true, data = data }".to_owned(),
    };
    script.text + &result + "\n"
}

impl Script<'_> {
    fn key(&mut self) -> &'static str {
        KEYS[self.random.below(KEYS.len())]
    }

    fn new_name(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn block(&mut self, depth: usize) {
        let scope = self.locals.len();
        for _ in 0..=self.random.below(4) {
            self.statement(depth);
        }
        self.locals.truncate(scope);
    }

    fn inside(&mut self, head: &str, depth: usize, end: &str) {
        self.line(head);
        self.block(depth + 1);
        self.line(end);
    }

    fn statement(&mut self, depth: usize) {
        let kinds = if depth < MAX_DEPTH { 20 } else { 11 };
        let kind = self.random.below(kinds);
        let (key, value) = (self.key(), self.value(2));
        match kind {
            0..=2 => self.line(&format!("data.{key} = {value}")),
            3 => self.line(&format!("data[\"{key}\"] = {{ a = {value}, b = {{ {value} }} }}")),
            4 | 5 => {
                let name = self.new_name();
                self.line(&format!("local {name} = {value}"));
                self.locals.push(name);
            }
            6 => {
                if let Some(name) = self.local() {
                    self.line(&format!("{name} = {value}"));
                }
            }
            7 => {
                let (list, name) = (self.value(1), self.new_name());
                self.line(&format!(
                    "local {name} = {{ {list} }}\n{name}[#{name} + 1] = {value}\ndata.{key} = {name}"
                ));
            }
            8 => {
                let name = self.new_name();
                self.line(&format!("local {name} = data\n{name}.{key} = {value}"));
            }
            9 => self.line(&format!("data.{key} = nil")),
            10 => match self.random.below(8) {
                0 => self.line("data[context.email] = n"),
                1 => self.line("for k, v in pairs(context.prev) do data[k] = v end"),
                2 => self.line("for _, w in ipairs({ \"a\", \"b\" }) do data.name = w end"),
                _ => self.line(&format!("data.{key} = {value}")),
            },
            11 | 12 => {
                let test = self.test(2);
                self.inside(&format!("if {test} then"), depth, "end");
            }
            13 => {
                let test = self.test(2);
                self.inside(&format!("if {test} then"), depth, "else");
                self.block(depth + 1);
                self.line("end");
            }
            14 => {
                let (test, record) = (self.test(1), self.record());
                self.line(&format!(
                    "if {test} then return {{ allowed = true, data = {record} }} end"
                ));
            }
            15 => {
                let test = self.test(1);
                let end = [
                    "return { allowed = false, error = \"no\" }",
                    "error(\"no\")",
                    "return { allowed = true }",
                ];
                let end = self.random.pick(&end).to_owned();
                self.line(&format!("if {test} then {end} end"));
            }
            16 => {
                let heads = [
                    "for i = 1, 3 do",
                    "for _, i in ipairs({ 1, 2 }) do",
                    "while n > 12 do n = n - 5",
                ];
                let head = self.random.pick(&heads).to_owned();
                self.inside(&head, depth, "end");
            }
            17 => self.function(depth),
            18 => {
                let ok = self.new_name();
                self.line(&format!(
                    "local ok{ok}, {ok} = pcall(function() return {value} end)"
                ));
                self.line(&format!("if ok{ok} then data.{key} = {ok} end"));
            }
            _ => {
                let (name, test) = (self.new_name(), self.test(1));
                self.line(&format!(
                    "local function {name}() data.{key} = {value} end\nif {test} then {name}() end"
                ));
            }
        }
    }

    fn function(&mut self, depth: usize) {
        let (name, parameter) = (self.new_name(), self.new_name());
        let outer = self.locals.len();
        self.locals.push(parameter.clone());
        let (test, early) = (self.test(1), self.value(2));
        let (first, second) = (self.value(2), self.value(1));
        self.line(&format!(
            "local function {name}({parameter})\nif {test} then return {early} end"
        ));
        if depth == 0 {
            self.block(depth + 1);
        }
        self.line(&format!("return {first}, {second}\nend"));
        self.locals.truncate(outer);
        let (one, two, key) = (self.new_name(), self.new_name(), self.key());
        let argument = self.value(1);
        self.line(&format!(
            "local {one}, {two} = {name}({argument})\ndata.{key} = {one}"
        ));
        self.locals.extend([one, two]);
    }

    fn record(&mut self) -> String {
        let mut keys = KEYS.to_vec();
        let mut items = Vec::new();
        for _ in 0..self.random.below(4) {
            let key = keys.remove(self.random.below(keys.len()));
            items.push(format!("{key} = {}", self.value(1)));
        }
        format!("{{ {} }}", items.join(", "))
    }

    fn local(&mut self) -> Option<String> {
        let at = self.random.below(self.locals.len());
        self.locals.get(at).cloned()
    }

    fn read(&mut self) -> String {
        let key = self.key();
        if let Some(name) = self.local().filter(|_| self.random.once_in(2)) {
            return name;
        }
        match (self.random.below(4), self.ancestors) {
            (0, [_, ..]) => {
                let node = &self.ancestors[self.random.below(self.ancestors.len())];
                format!("context.outputs.{node}.{key}")
            }
            (1, _) => format!("context.config.{key}"),
            (2, _) => "context.name".to_owned(),
            _ => format!("context.prev.{key}"),
        }
    }

    fn value(&mut self, depth: usize) -> String {
        const PLAIN: [&str; 22] = [
            "1",
            "2.5",
            "\"x\"",
            "\"y\"",
            "true",
            "false",
            "nil",
            "n",
            "n + 1",
            "n / 2",
            "n // 2",
            "n * 1.5",
            "-n",
            "context.email",
            "context.email:match(\"@(.)\")",
            "context.email:find(\"@\")",
            "math.floor(n / 2)",
            "helpers.json.decode('{\"a\":[1]}')",
            "(select(2, \"a\", 3))",
            "{}",
            "{ 1, 2 }",
            "{ a = 1 }",
        ];
        if depth == 0 || self.random.once_in(3) {
            return if self.random.once_in(2) {
                self.read()
            } else {
                self.random.pick(&PLAIN).to_owned()
            };
        }
        let (a, b) = (self.value(depth - 1), self.value(depth - 1));
        let test = self.test(0);
        match self.random.below(12) {
            0 => format!("({a} or {b})"),
            1 => format!("({a} and {b})"),
            2 => format!("tostring({a})"),
            3 => format!("tonumber(tostring({a}))"),
            4 => format!("type({a})"),
            5 => format!("({a} == {b})"),
            6 => format!("(not {a})"),
            7 => format!("({test} and {a} or {b})"),
            8 => format!("#tostring({a})"),
            9 => format!("(\"\" .. tostring({a}))"),
            _ => a,
        }
    }

    fn test(&mut self, depth: usize) -> String {
        let read = self.read();
        if depth > 0 && self.random.once_in(3) {
            let (a, b) = (self.test(depth - 1), self.test(depth - 1));
            let forms = [
                format!("({a} and {b})"),
                format!("({a} or {b})"),
                format!("not ({a})"),
            ];
            return forms[self.random.below(3)].clone();
        }
        match self.random.below(9) {
            0 => format!("type({read}) == \"string\""),
            1 => format!("type({read}) ~= \"number\""),
            2 => format!("{read} == nil"),
            3 => format!("{read} ~= nil"),
            4 => format!("{read} == \"x\""),
            5 => read,
            6 => format!("math.type({read} or 0) == \"integer\""),
            7 => "n % 2 == 0".to_owned(),
            _ => format!("n > {}", self.random.below(20)),
        }
    }
}
