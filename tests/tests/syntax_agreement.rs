//! `full_moon`, the second opinion: on text without errors both read the same tokens and the same nesting.
#![allow(clippy::unwrap_used)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use full_moon::ast::{self, Expression, LastStmt, Stmt};
use full_moon::node::Node as _;
use full_moon::tokenizer::TokenType;
use full_moon::visitors::Visitor;
use pipelua_syntax::{NodeId, NodeKind, Parse, TokenKind, parse};
use pipelua_tests::generate::plain_program;
use pipelua_tests::random::Random;
use pipelua_tests::scripts::valid_scripts;
use pipelua_tests::tricky::tricky_texts;

/// A part of a text under a name that both parsers have for it.
type Part = (usize, usize, &'static str);

#[derive(Default)]
struct Theirs(Vec<Part>);

impl Theirs {
    fn add(&mut self, node: &impl full_moon::node::Node, name: &'static str) {
        // `range()` leaves out some closing brackets.
        let start = node
            .tokens()
            .map(|token| token.token().start_position().bytes())
            .min();
        let end = node
            .tokens()
            .map(|token| token.token().end_position().bytes())
            .max();
        self.0
            .extend(start.zip(end).map(|(start, end)| (start, end, name)));
    }
}

impl Visitor for Theirs {
    fn visit_stmt(&mut self, stmt: &Stmt) {
        let name = match stmt {
            Stmt::Assignment(_) => "assignment",
            Stmt::Do(_) => "do",
            Stmt::FunctionCall(_) => "call",
            Stmt::FunctionDeclaration(_) => "function",
            Stmt::GenericFor(_) => "generic for",
            Stmt::If(_) => "if",
            Stmt::LocalAssignment(_) => "local",
            Stmt::LocalFunction(_) => "local function",
            Stmt::NumericFor(_) => "numeric for",
            Stmt::Repeat(_) => "repeat",
            Stmt::While(_) => "while",
            Stmt::Goto(_) => "goto",
            Stmt::Label(_) => "label",
            _ => "another statement",
        };
        self.add(stmt, name);
    }

    fn visit_last_stmt(&mut self, stmt: &LastStmt) {
        self.add(
            stmt,
            if matches!(stmt, LastStmt::Return(_)) {
                "return"
            } else {
                "break"
            },
        );
    }

    fn visit_expression(&mut self, expression: &Expression) {
        let name = match expression {
            Expression::BinaryOperator { .. } => "binary",
            Expression::UnaryOperator { .. } => "unary",
            Expression::Parentheses { .. } => "parentheses",
            Expression::Function(_) => "function value",
            Expression::Number(_) => "number",
            Expression::String(_) => "string",
            Expression::Symbol(_) => "symbol",
            // Seen as what they are.
            _ => return,
        };
        self.add(expression, name);
    }

    fn visit_table_constructor(&mut self, table: &ast::TableConstructor) {
        self.add(table, "table");
    }

    fn visit_field(&mut self, field: &ast::Field) {
        self.add(field, "item");
    }

    fn visit_function_call(&mut self, call: &ast::FunctionCall) {
        self.add(call, "suffixes");
    }

    fn visit_var(&mut self, var: &ast::Var) {
        self.add(var, "suffixes");
    }

    fn visit_function_args(&mut self, arguments: &ast::FunctionArgs) {
        if matches!(arguments, ast::FunctionArgs::Parentheses { .. }) {
            self.add(arguments, "arguments");
        }
    }
}

/// Our tree under the same names.
fn ours(parse: &Parse) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut bases = std::collections::HashSet::new();
    for (id, node) in (0u32..).zip(parse.nodes()) {
        use NodeKind as K;
        let suffix = matches!(
            node.kind,
            K::FieldExpr | K::IndexExpr | K::CallExpr | K::MethodCallExpr
        );
        if suffix || node.kind == K::FunctionStmt {
            bases.insert(id + 1);
        }
        let parts_of_name = bases.contains(&id);
        let name = match node.kind {
            K::AssignStmt => "assignment",
            K::DoStmt => "do",
            K::CallStmt => "call",
            K::FunctionStmt => "function",
            K::GenericForStmt => "generic for",
            K::IfStmt => "if",
            K::LocalStmt => "local",
            K::LocalFunctionStmt => "local function",
            K::NumericForStmt => "numeric for",
            K::RepeatStmt => "repeat",
            K::WhileStmt => "while",
            K::GotoStmt => "goto",
            K::LabelStmt => "label",
            K::ReturnStmt => "return",
            K::BreakStmt => "break",
            K::BinaryExpr => "binary",
            K::UnaryExpr => "unary",
            K::ParenExpr => "parentheses",
            K::FunctionExpr => "function value",
            K::NumberExpr => "number",
            K::StringExpr => "string",
            K::NilExpr | K::TrueExpr | K::FalseExpr | K::VarargExpr => "symbol",
            K::TableExpr => "table",
            K::PositionalItem | K::NamedItem | K::KeyedItem => "item",
            K::NameExpr if !parts_of_name => "suffixes",
            _ if suffix && !parts_of_name => "suffixes",
            K::ArgList if parse.node(NodeId(id)).flags & pipelua_syntax::flags::BARE == 0 => "arguments",
            _ => continue,
        };
        // A bare argument is no expression for full_moon.
        let bare = node.kind == K::StringExpr
            && parts.last().is_none_or(|_| id > 0)
            && parse.node(NodeId(id - 1)).kind == K::ArgList
            && parse.node(NodeId(id - 1)).flags & pipelua_syntax::flags::BARE != 0;
        if bare {
            continue;
        }
        let mut end = node.end;
        if node.kind == K::ReturnStmt && parse.token_kind(end - 1) == TokenKind::Semicolon {
            end -= 1;
        }
        let range = (
            parse.token_range(node.first).start,
            parse.token_range(end - 1).end,
        );
        parts.push((range.0 as usize, range.1 as usize, name));
    }
    parts
}

fn name_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Name => "name",
        TokenKind::Number => "number",
        TokenKind::String => "string",
        _ => "symbol",
    }
}

/// Whether `full_moon` reads the text; panics with the first difference.
fn agree(name: &str, text: &str) -> bool {
    let parse = parse(text);
    assert_eq!(parse.errors(), [], "{name}\n{text}");
    let Ok(Ok(theirs)) = catch_unwind(AssertUnwindSafe(|| full_moon::parse(text))) else {
        return false;
    };
    let our_tokens: Vec<(usize, &str, &str)> = (0u32..)
        .zip(parse.tokens())
        .filter(|(_, token)| token.kind() != TokenKind::Semicolon)
        .map(|(index, token)| {
            (
                token.start() as usize,
                name_of(token.kind()),
                parse.token_text(index),
            )
        })
        .collect();
    let mut their_tokens: Vec<(usize, &str, String)> = theirs
        .tokens()
        .filter_map(|token| {
            let kind = match token.token().token_type() {
                TokenType::Identifier { .. } => "name",
                TokenType::Number { .. } => "number",
                TokenType::StringLiteral { .. } => "string",
                TokenType::Symbol { .. } => "symbol",
                _ => return None,
            };
            Some((
                token.token().start_position().bytes(),
                kind,
                token.token().to_string(),
            ))
        })
        .filter(|(_, _, text)| text != ";")
        .collect();
    their_tokens.sort();
    for (ours, theirs) in our_tokens.iter().zip(&their_tokens) {
        assert_eq!(
            (ours.0, ours.1, ours.2),
            (theirs.0, theirs.1, theirs.2.as_str()),
            "{name}\n{text}"
        );
    }
    assert_eq!(our_tokens.len(), their_tokens.len(), "{name}\n{text}");

    let mut visitor = Theirs::default();
    visitor.visit_ast(&theirs);
    let (mut ours, mut theirs) = (ours(&parse), visitor.0);
    ours.sort_unstable();
    theirs.sort_unstable();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours, theirs, "{name}: {:?}\n{text}", &text[ours.0..ours.1]);
    }
    assert_eq!(ours.len(), theirs.len(), "{name}\n{text}");
    true
}

/// `full_moon` recurses: it gets a large stack.
fn with_large_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new()
        .stack_size(256 << 20)
        .spawn(run)
        .unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn all_examples_are_read_alike() {
    with_large_stack(|| {
        let scripts = valid_scripts();
        let read = scripts.iter().filter(|(name, text)| agree(name, text)).count();
        eprintln!("{read} of {}", scripts.len());
        assert!(
            read * 100 >= scripts.len() * 95,
            "full_moon reads only {read} of {}",
            scripts.len()
        );
    });
}

#[test]
fn generated_programs_are_read_alike() {
    with_large_stack(|| {
        let mut random = Random::of_run("programs");
        let mut read = 0;
        for number in 0..2_000 {
            let text = plain_program(&mut random);
            read += usize::from(agree(&format!("program {number}"), &text));
        }
        eprintln!("{read} of 2000");
        assert!(read > 1_500, "full_moon reads only {read} of 2000");
    });
}

#[test]
fn tricky_texts_are_read_alike() {
    with_large_stack(|| {
        // A lone carriage return is a newline for Lua, not for full_moon; on long chains it needs minutes.
        let known = |text: &str| !text.replace("\r\n", "").contains('\r') && text.len() < 3_000;
        let valid = |text: &str| parse(text).errors().is_empty();
        let texts: Vec<_> = tricky_texts()
            .into_iter()
            .filter(|(_, text)| valid(text) && known(text))
            .collect();
        let read = texts.iter().filter(|(name, text)| agree(name, text)).count();
        eprintln!("{read} of {}", texts.len());
        assert!(read * 2 > texts.len());
    });
}
