//! What people write who come from other languages: one finding each, in true words, with a way out.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use pipelua_syntax::parse;

#[track_caller]
fn check(texts: &[&str], expect: Expect) {
    let mut out = String::new();
    for text in texts {
        let parse = parse(*text);
        let _ = writeln!(out, "{text}");
        for error in parse.errors() {
            let range = error.range;
            let _ = write!(out, "  {}..{} {}", range.start, range.end, error.message);
            if let Some(help) = &error.help {
                let _ = write!(out, " | {help}");
            }
            if let Some((at, new_text)) = &error.edit {
                let mut fixed = (*text).to_owned();
                fixed.replace_range(at.as_usize(), new_text);
                let _ = write!(out, " | fix: {fixed}");
            }
            out.push('\n');
        }
    }
    expect.assert_eq(&out);
}

#[test]
fn operators_of_other_languages() {
    check(
        &[
            "x(a === b)",
            "x(a !== b)",
            "x(a != b)",
            "x(a <> b)",
            "x(a && b)",
            "x(a || b)",
            "x(!a)",
            "a += 1",
            "a -= 1",
            "a *= 2",
            "a ..= 'x'",
            "a++",
            "a--",
            "++a",
            "x(a ? b : c)",
            "x(a ?? b)",
            "x(a??b)",
            "x(a?.b)",
            "a ||= b",
            "x(a ** b)",
            "x(a -> b)",
            "a := 1",
            "x(a == b and !c)",
            "x(a .. b + 'c')",
            "x(not a == b)",
            "x(a and and b)",
            "x(a = b)",
            "a =+ 1",
            "x(a =< b)",
            "x(a => b)",
            "x(a & b)",
            "x(a instanceof b)",
            "x(a in b)",
            "x(typeof a)",
            "x(a is nil)",
            "x(a is not nil)",
            "x(a AND b)",
            "x(a <=> b)",
            "x(a %= 2)",
        ],
        expect![[r#"
            x(a === b)
              4..7 `===` is not Lua; write `==` | fix: x(a == b)
            x(a !== b)
              4..7 `!==` is not Lua; write `~=` | fix: x(a ~= b)
            x(a != b)
              4..6 `!=` is not Lua; write `~=` | fix: x(a ~= b)
            x(a <> b)
              4..6 `<>` is not Lua; write `~=` | fix: x(a ~= b)
            x(a && b)
              4..6 `&&` is not Lua; write `and` | fix: x(a and b)
            x(a || b)
              4..6 `||` is not Lua; write `or` | fix: x(a or b)
            x(!a)
              2..3 `!` is not Lua; write `not` | fix: x(not a)
            a += 1
              2..4 `+=` is not Lua; write `a = a + value` | fix: a = a + 1
            a -= 1
              2..4 `-=` is not Lua; write `a = a - value` | fix: a = a - 1
            a *= 2
              2..4 `*=` is not Lua; write `a = a * value` | fix: a = a * 2
            a ..= 'x'
              2..5 `..=` is not Lua; write `a = a .. value` | fix: a = a .. 'x'
            a++
              1..3 `++` is not Lua; write `a = a + 1` | fix: a = a + 1
            a--
              0..1 `a` alone is no statement | call it, or assign a value to it
            ++a
              0..2 `++` is not Lua; write `x = x + 1`
            x(a ? b : c)
              4..5 `?` is not Lua | write `test and one or other`, or `if test then .. end`
            x(a ?? b)
              4..6 `??` is not Lua; write `or` | fix: x(a or b)
            x(a??b)
              3..5 `??` is not Lua; write `or` | fix: x(a or b)
            x(a?.b)
              3..5 `?.` is not Lua | write `a and a.b`
            a ||= b
              2..4 `||` is not Lua; write `or` | fix: a or= b
            x(a ** b)
              4..6 `**` is not Lua; write `^` | fix: x(a ^ b)
            x(a -> b)
              4..6 `->` is not Lua | write `.` for a field and `:` for a method
            a := 1
              2..4 `:=` is not Lua; write `=` | fix: a = 1
            x(a == b and !c)
              13..14 `!` is not Lua; write `not` | fix: x(a == b and not c)
            x(a .. b + 'c')
            x(not a == b)
            x(a and and b)
              8..11 `and` is no value; one is missing here
            x(a = b)
              4..5 `=` assigns and has no value; write `==` to compare | fix: x(a == b)
            a =+ 1
              3..4 a value is missing before `+`
            x(a =< b)
              4..6 `=<` is not Lua; write `<=` | fix: x(a <= b)
            x(a => b)
              4..6 `=>` makes no function in Lua | write `function(..) return .. end`
            x(a & b)
            x(a instanceof b)
              2..3 `,` is missing between two arguments | fix: x(a, instanceof b)
            x(a in b)
              4..6 `in` has no place here
            x(typeof a)
              2..8 `,` is missing between two arguments | fix: x(typeof, a)
            x(a is nil)
              2..3 `,` is missing between two arguments | fix: x(a, is nil)
            x(a is not nil)
              2..3 `,` is missing between two arguments | fix: x(a, is not nil)
            x(a AND b)
              2..3 `,` is missing between two arguments | fix: x(a, AND b)
            x(a <=> b)
              6..7 `>` is no value; one is missing here
            x(a %= 2)
              5..6 `=` is no value; one is missing here
        "#]],
    );
}

#[test]
fn statements_of_other_languages() {
    check(
        &[
            "if (x) { y() }",
            "if(x){y()}",
            "if (x) {\n  y()\n}",
            "if (x) {\n  y()\n} else {\n  z()\n}",
            "if x {\n  y()\n}",
            "if (x) {\n  return { allowed = false }\n}\nreturn { allowed = true }",
            "if (x) { return 1 }",
            "if (x) {\n  local a = 1\n}",
            "while (x) {\n  return\n}",
            "if (x) y()",
            "if x then y() else if z then w() end",
            "if x then y() else if z then w() end end",
            "if x then y() elif z then w() end",
            "if x then y() elsif z then w() end",
            "if x then y() elseif z w() end",
            "if x:\n  y()",
            "if x then\n  y()\nendif",
            "if x then\n  y()\nfi",
            "unless x then y() end",
            "while (x) { y() }",
            "while x { y() }",
            "while x:\n  y()",
            "for (let i = 0; i < 3; i++) { y(i) }",
            "for (const a of b) { y(a) }",
            "for a in b: y(a)",
            "for i in 1..3 do y() end",
            "for i = 1; 3 do y() end",
            "for i = 1 to 3 do y() end",
            "foreach (x as y) { z() }",
            "do { x() } while (y)",
            "repeat x() until y end",
            "switch (x) { case 1: y() }",
            "try { x() } catch (e) { y() }",
            "try\n  x()\ncatch e\n  y()\nend",
            "try:\n  x()\nexcept:\n  y()",
            "throw 'x'",
            "raise x",
            "x();",
            "x();;",
            "return x;",
            "return;",
            "continue",
            "for i = 1, 2 do continue end",
            "pass",
            "break;",
            "import x",
            "from x import y",
            "export default x",
            "class A {}",
            "class A\nend",
            "new A()",
            "delete x.y",
            "begin\n  x()\nend",
        ],
        expect![[r#"
            if (x) { y() }
              7..8 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` at the end of the block | fix: if (x) then y() end
            if(x){y()}
              5..6 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` at the end of the block | fix: if(x) then y() end
            if (x) {
              y()
            }
              7..8 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` at the end of the block | fix: if (x) then
              y()
            end
            if (x) {
              y()
            } else {
              z()
            }
              7..8 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` at the end of the block
            if x {
              y()
            }
              5..6 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` at the end of the block | fix: if x then
              y()
            end
            if (x) {
              return { allowed = false }
            }
            return { allowed = true }
              7..8 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` for its `}` | fix: if (x) then
              return { allowed = false }
            end
            return { allowed = true }
            if (x) { return 1 }
              7..8 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` for its `}` | fix: if (x) then return 1 end
            if (x) {
              local a = 1
            }
              7..8 `{` opens no block in Lua; write `then` | write `then` for `{`, and `end` for its `}` | fix: if (x) then
              local a = 1
            end
            while (x) {
              return
            }
              10..11 `{` opens no block in Lua; write `do` | write `do` for `{`, and `end` for its `}` | fix: while (x) do
              return
            end
            if (x) y()
              5..6 `then` is missing after the condition of `if` | fix: if (x) then y()
            if x then y() else if z then w() end
              14..21 `else if` opens a second `if` with an `end` of its own; write `elseif` | fix: if x then y() elseif z then w() end
            if x then y() else if z then w() end end
            if x then y() elif z then w() end
              14..18 `elif` is not Lua; write `elseif` | fix: if x then y() elseif z then w() end
            if x then y() elsif z then w() end
              14..19 `elsif` is not Lua; write `elseif` | fix: if x then y() elseif z then w() end
            if x then y() elseif z w() end
              21..22 `then` is missing after the condition of `elseif` | fix: if x then y() elseif z then w() end
            if x:
              y()
              4..5 `:` opens no block in Lua; write `then` | write `then` for `:`, and `end` at the end of the block
            if x then
              y()
            endif
              0..2 `end` is missing; it closes this `if` | fix: if x then
              y()
            end
            endif
              16..21 Lua has no `endif` | write `end`
            if x then
              y()
            fi
              0..2 `end` is missing; it closes this `if` | fix: if x then
              y()
            end
            fi
              16..18 Lua has no `fi` | write `end`
            unless x then y() end
              0..6 Lua has no `unless` | write `if not .. then`
            while (x) { y() }
              10..11 `{` opens no block in Lua; write `do` | write `do` for `{`, and `end` at the end of the block | fix: while (x) do y() end
            while x { y() }
              8..9 `{` opens no block in Lua; write `do` | write `do` for `{`, and `end` at the end of the block | fix: while x do y() end
            while x:
              y()
              7..8 `:` opens no block in Lua; write `do` | write `do` for `:`, and `end` at the end of the block
            for (let i = 0; i < 3; i++) { y(i) }
              0..3 the name of a loop variable is missing
            for (const a of b) { y(a) }
              0..3 the name of a loop variable is missing
            for a in b: y(a)
              15..16 `do` is missing after the values of `for` | fix: for a in b: y(a) do
            for i in 1..3 do y() end
              9..13 `1..3` is no number | put a blank behind the number | fix: for i in 1 ..3 do y() end
            for i = 1; 3 do y() end
              8..9 the last number of `for` is missing | write `for i = first, last do`
            for i = 1 to 3 do y() end
              8..9 `,` is missing between two numbers of `for` | fix: for i = 1, to 3 do y() end
            foreach (x as y) { z() }
              9..10 `,` is missing between two arguments | fix: foreach (x, as y) { z() }
            do { x() } while (y)
              3..10 an operator or a `,` is missing before `{`
            repeat x() until y end
              19..22 this `end` closes nothing
            switch (x) { case 1: y() }
              13..17 `=` is missing before `1` | fix: switch (x) { case = 1: y() }
            try { x() } catch (e) { y() }
            try
              x()
            catch e
              y()
            end
              0..3 Lua has no `try` | write `local ok, err = pcall(function() .. end)`
              10..15 Lua has no `catch` | write `local ok, err = pcall(function() .. end)`, then `if not ok then`
              24..27 this `end` closes nothing
            try:
              x()
            except:
              y()
            throw 'x'
            raise x
              0..5 Lua has no `raise` | write `error(..)`
            x();
            x();;
            return x;
            return;
            continue
              0..8 Lua has no `continue` | write `goto continue`, and `::continue::` at the end of the loop
            for i = 1, 2 do continue end
              16..24 Lua has no `continue` | write `goto continue`, and `::continue::` at the end of the loop
            pass
              0..4 Lua has no `pass` | remove it; a block may be empty
            break;
              0..5 `break` stands outside a loop
            import x
              0..6 Lua has no `import` | remove it; what the sandbox has is there without
            from x import y
              0..4 Lua has no `from` | remove it; what the sandbox has is there without
            export default x
              0..6 Lua has no `export` | return what others may have
            class A {}
              0..5 Lua has no `class` | make a table with functions in it
            class A
            end
              0..5 Lua has no `class` | make a table with functions in it
              8..11 this `end` closes nothing
            new A()
              0..3 Lua has no `new` | call the function that makes it
            delete x.y
              0..6 Lua has no `delete` | assign nil to it
            begin
              x()
            end
              0..5 Lua has no `begin` | write `do`
              12..15 this `end` closes nothing
        "#]],
    );
}

#[test]
fn declarations_and_functions_of_other_languages() {
    check(
        &[
            "const a = 1",
            "let a = 1",
            "var a = 1",
            "const a = null",
            "local const a = 1",
            "local a: string = 'x'",
            "local string a = 'x'",
            "int a = 1",
            "final a = 1",
            "my $a = 1",
            "a: string = 'x'",
            "function f(a) { return a }",
            "function f(a) {\n  return a\n}",
            "local function f(a) {\n  return a\n}",
            "local f = (a) => a",
            "local f = a => a",
            "local f = (a) => {\n  return a\n}",
            "x((a) => a)",
            "local f = function(a) { return a }",
            "def f(a):\n  return a",
            "def f(a)\n  return a\nend",
            "fn f(a) { return a }",
            "func f(a) { return a }",
            "function f(a: string): string return a end",
            "function f(a = 1) return a end",
            "async function f() end",
            "local f = async () => 1",
            "await x()",
            "local a = await x()",
            "x(\\a -> a)",
            "lambda a: a",
            "x(lambda a: a)",
            "local function(a) return a end",
            "function() end",
            "static function f() end",
            "public function f() end",
            "local a, b := 1, 2",
            "local a += 1",
            "const f = () => 1",
            "function f() => 1",
        ],
        expect![[r#"
            const a = 1
              0..5 `const` is not Lua; write `local` | fix: local a = 1
            let a = 1
              0..3 `let` is not Lua; write `local` | fix: local a = 1
            var a = 1
              0..3 `var` is not Lua; write `local` | fix: local a = 1
            const a = null
              0..5 `const` is not Lua; write `local` | fix: local a = null
            local const a = 1
            local a: string = 'x'
              7..8 `:` has no place here
            local string a = 'x'
            int a = 1
              0..3 Lua has no `int` | write `local`; a variable has no type in Lua
            final a = 1
              0..5 Lua has no `final` | write `local`
            my $a = 1
              0..2 Lua has no `my` | write `local`
              3..4 `$` has no meaning in Lua
            a: string = 'x'
              3..9 the call of `string` has no arguments; write `()` | fix: a: string() = 'x'
            function f(a) { return a }
              14..15 `{` opens no body in Lua; leave it out, and write `end` for `}`
            function f(a) {
              return a
            }
              14..15 `{` opens no body in Lua; leave it out, and write `end` for `}`
            local function f(a) {
              return a
            }
              20..21 `{` opens no body in Lua; leave it out, and write `end` for `}`
            local f = (a) => a
              14..16 `=>` makes no function in Lua | write `function(..) return .. end`
            local f = a => a
              12..14 `=>` makes no function in Lua | write `function(..) return .. end`
            local f = (a) => {
              return a
            }
              14..16 `=>` makes no function in Lua | write `function(..) return .. end`
              30..31 `return` must be the last statement of its block | remove what follows it, or put the `return` into `do .. end`
            x((a) => a)
              6..8 `=>` makes no function in Lua | write `function(..) return .. end`
            local f = function(a) { return a }
              22..23 `{` opens no body in Lua; leave it out, and write `end` for `}`
            def f(a):
              return a
              0..3 Lua has no `def` | write `function`, and `end` at its end
            def f(a)
              return a
            end
              0..3 Lua has no `def` | write `function`, and `end` at its end
            fn f(a) { return a }
              0..2 Lua has no `fn` | write `function`, and `end` at its end
            func f(a) { return a }
              0..4 Lua has no `func` | write `function`, and `end` at its end
            function f(a: string): string return a end
              11..12 `)` is missing behind the parameters | fix: function f(a): string): string return a end
            function f(a = 1) return a end
              13..14 a parameter cannot have a default value | write `name = name or value` in the function instead
            async function f() end
              0..5 Lua has no `async` | remove it; a function may wait as it is
            local f = async () => 1
              19..21 `=>` makes no function in Lua | write `function(..) return .. end`
            await x()
              0..5 Lua has no `await` | write `await(..)`, with parentheses
            local a = await x()
            x(\a -> a)
              2..3 `\` has no meaning in Lua
            lambda a: a
              0..6 Lua has no `lambda` | write `function(..) return .. end`
            x(lambda a: a)
              2..8 `,` is missing between two arguments | fix: x(lambda, a: a)
            local function(a) return a end
              6..14 the name of the function is missing
            function() end
              0..8 a function that is a statement needs a name | name it, or assign it: `local f = function(..) .. end`
            static function f() end
              0..6 Lua has no `static` | write `local`, or nothing
            public function f() end
              0..6 Lua has no `public` | write `local`, or nothing
            local a, b := 1, 2
              11..13 `:=` is not Lua; write `=` | fix: local a, b = 1, 2
            local a += 1
              8..9 `+` has no place here
            const f = () => 1
              0..5 `const` is not Lua; write `local` | fix: local f = () => 1
            function f() => 1
              13..15 `=>` makes no function in Lua | write `function(..) return .. end`
        "#]],
    );
}

#[test]
fn values_and_comments_of_other_languages() {
    check(
        &[
            "x(null)",
            "x(None)",
            "x(undefined)",
            "x(True)",
            "x(TRUE)",
            "local a = null",
            "x(this.a)",
            "x(`a ${b}`)",
            "x(f'a {b}')",
            "x(\"a\" + \"b\")",
            "x([1, 2])",
            "x([])",
            "x({ a: 1 })",
            "return { allowed: false }",
            "return { allowed: x, error: 'no' }",
            "return {\n  allowed: true,\n  data: { a: y }\n}",
            "x({ 'a': 1 })",
            "x({ \"a\": 1, b: 2 })",
            "x({ a => 1 })",
            "x({ 'a' = 1 })",
            "x({ a-b = 1 })",
            "x({ 1 = 2 })",
            "x({...a})",
            "x(@a)",
            "x($a)",
            "x(a[0])",
            "x(a.length)",
            "x('it's')",
            "x(“a”)",
            "x(‘a’)",
            "x(a['b'])",
            "x(0b101)",
            "x(1_000)",
            "x(0o17)",
            "x(1n)",
            "x(/a/)",
            "x(a, )",
            "x(a,, b)",
            "x(a b)",
            "x({ a b })",
            "// a comment\nx()",
            "x() // a comment",
            "/* a\n comment */\nx()",
            "# a comment\nx()",
            "x() # a comment",
            "<!-- a -->\nx()",
            "; a comment",
            "x() /* a */",
            "local a = 1 // why",
            "\"\"\"doc\"\"\"",
            "#include x",
            "x(#a)",
            "x.a:b",
            "x:b",
            "x::b()",
            "x->b()",
            "x.b().c",
            "x..b()",
            "a.b",
            "a",
            "'x'",
            "a == 1",
            "5",
            "x[1]",
            "(x)",
            "a and b()",
            "a.1",
            "a.if",
            "x.end()",
            "a?.b()",
            "!x",
            "-x",
            "end",
            "}",
            ")",
            "else",
            "then",
            "x)",
            "return x return y",
            "return x\ny()",
        ],
        expect![[r#"
            x(null)
            x(None)
            x(undefined)
            x(True)
            x(TRUE)
            local a = null
            x(this.a)
            x(`a ${b}`)
              2..3 a backtick has no meaning in Lua
              5..6 `$` has no meaning in Lua
              9..10 a backtick has no meaning in Lua
            x(f'a {b}')
            x("a" + "b")
            x([1, 2])
              2..3 `[` makes no list in Lua; write `{` and `}`
            x([])
              2..3 `[` makes no list in Lua; write `{` and `}`
            x({ a: 1 })
              5..6 `:` gives no key its value in Lua; write `=` | fix: x({ a = 1 })
            return { allowed: false }
              16..17 `:` gives no key its value in Lua; write `=` | fix: return { allowed = false }
            return { allowed: x, error: 'no' }
              16..17 `:` gives no key its value in Lua; write `=` | fix: return { allowed = x, error: 'no' }
            return {
              allowed: true,
              data: { a: y }
            }
              18..19 `:` gives no key its value in Lua; write `=` | fix: return {
              allowed = true,
              data: { a: y }
            }
              32..33 `:` gives no key its value in Lua; write `=` | fix: return {
              allowed: true,
              data = { a: y }
            }
            x({ 'a': 1 })
              4..7 a string that has a method called needs parentheses | fix: x({ ('a'): 1 })
            x({ "a": 1, b: 2 })
              4..7 a string that has a method called needs parentheses | fix: x({ ("a"): 1, b: 2 })
            x({ a => 1 })
              6..8 `=>` is not Lua; a key is given its value with `=` | fix: x({ a = 1 })
            x({ 'a' = 1 })
              8..9 `=` assigns and has no value; write `==` to compare | fix: x({ 'a' == 1 })
            x({ a-b = 1 })
              8..9 `=` assigns and has no value; write `==` to compare | fix: x({ a-b == 1 })
            x({ 1 = 2 })
              6..7 `=` assigns and has no value; write `==` to compare | fix: x({ 1 == 2 })
            x({...a})
              3..6 `,` is missing between two items | fix: x({...,a})
            x(@a)
              2..3 `@` has no meaning in Lua
            x($a)
              2..3 `$` has no meaning in Lua
            x(a[0])
            x(a.length)
            x('it's')
              2..6 `,` is missing between two arguments | fix: x('it',s')
              7..9 this string is not closed on its line; `'` is missing | fix: x('it's')'
            x(“a”)
              2..5 `“` is not Lua; write `"` | fix: x("a”)
              6..9 `”` is not Lua; write `"` | fix: x(“a")
            x(‘a’)
              2..5 `‘` is not Lua; write `'` | fix: x('a’)
              6..9 `’` is not Lua; write `'` | fix: x(‘a')
            x(a['b'])
            x(0b101)
              2..7 `0b101` is no number
            x(1_000)
              2..7 `1_000` is no number
            x(0o17)
              2..6 `0o17` is no number
            x(1n)
              2..4 `1n` is no number
            x(/a/)
              2..3 `/` is no value; one is missing here
            x(a, )
              5..6 a value is missing before `)`
            x(a,, b)
              4..5 a value is missing before `,`
            x(a b)
              2..3 `,` is missing between two arguments | fix: x(a, b)
            x({ a b })
              4..5 `,` is missing between two items | fix: x({ a, b })
            // a comment
            x()
              0..2 a comment in Lua begins with `--` | fix: -- a comment
            x()
            x() // a comment
              4..6 a comment in Lua begins with `--` | fix: x() -- a comment
            /* a
             comment */
            x()
              0..1 a comment in Lua begins with `--[[` and ends with `]]`
              15..16 `/` is no value; one is missing here
            # a comment
            x()
              0..1 a comment in Lua begins with `--` | fix: -- a comment
            x()
            x() # a comment
              4..5 a comment in Lua begins with `--` | fix: x() -- a comment
            <!-- a -->
            x()
              0..1 `<` has no place here
              1..2 `!` is not Lua; write `not` | fix: <not-- a -->
            x()
            ; a comment
              2..3 an operator or a `,` is missing before `a`
            x() /* a */
              5..6 `*` is no value; one is missing here
            local a = 1 // why
            """doc"""
              0..3 `"""` is not Lua; write `[[` and `]]` | put a text of many lines between `[[` and `]]`
            #include x
              0..8 a value alone is no statement | return it, assign it, or remove it
            x(#a)
            x.a:b
              4..5 the call of `b` has no arguments; write `()` | fix: x.a:b()
            x:b
              2..3 the call of `b` has no arguments; write `()` | fix: x:b()
            x::b()
              0..1 `x` alone is no statement | call it, or assign a value to it
            x->b()
              1..3 `->` is not Lua | write `.` for a field and `:` for a method
            x.b().c
              0..7 a value alone is no statement | return it, assign it, or remove it
            x..b()
              0..6 a value alone is no statement | return it, assign it, or remove it
            a.b
              0..3 a value alone is no statement | return it, assign it, or remove it
            a
              0..1 `a` alone is no statement | call it, or assign a value to it
            'x'
              0..3 a value alone is no statement | return it, assign it, or remove it
            a == 1
              0..6 this compares and does nothing with the answer | write `=` to assign | fix: a = 1
            5
              0..1 a value alone is no statement | return it, assign it, or remove it
            x[1]
              0..4 a value alone is no statement | return it, assign it, or remove it
            (x)
              0..3 a value alone is no statement | return it, assign it, or remove it
            a and b()
              0..9 a value alone is no statement | return it, assign it, or remove it
            a.1
              0..1 `=` is missing before `.1` | fix: a =.1
            a.if
              2..4 `if` is a keyword; as a field it is written `["if"]` | fix: a["if"]
            x.end()
              2..5 `end` is a keyword; as a field it is written `["end"]` | fix: x["end"]()
            a?.b()
              0..1 `a` alone is no statement | call it, or assign a value to it
              1..3 `?.` is not Lua | write `a and a.b`
            !x
              0..1 `!` is not Lua; write `not` | fix: not x
            -x
              0..2 a value alone is no statement | return it, assign it, or remove it
            end
              0..3 this `end` closes nothing
            }
              0..1 this `}` closes nothing
            )
              0..1 this `)` closes nothing
            else
              0..4 this `else` has no `if`
            then
              0..4 `then` has no place here
            x)
              0..1 `x` alone is no statement | call it, or assign a value to it
            return x return y
              9..15 `return` must be the last statement of its block | remove what follows it, or put the `return` into `do .. end`
            return x
            y()
              9..10 `return` must be the last statement of its block | remove what follows it, or put the `return` into `do .. end`
        "#]],
    );
}
