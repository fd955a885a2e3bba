//! The place of a cursor in a script: the word there, the tokens around it, and what is known of the file.

use pipelua_analysis::infer::{Inference, infer};
use pipelua_analysis::lower::{Lowered, lower, parse};
use pipelua_analysis::scopes::{LocalId, Scopes, scopes};
use pipelua_analysis::{Context, Db, Ty, editor_context};
use pipelua_syntax::{CommentKind, NodeId, NodeKind, Parse, TextRange, TokenIndex, TokenKind};

use crate::name_at::FilePosition;

/// A cursor in the code of a script, or in a string of it.
pub(super) struct Place<'db> {
    pub(super) db: &'db dyn Db,
    pub(super) offset: u32,
    pub(super) parse: &'db Parse,
    pub(super) tree: &'db Lowered,
    pub(super) scopes: &'db Scopes,
    pub(super) inference: &'db Inference,
    pub(super) context: &'db Context,
    /// The word that is written, the whole of it: what is chosen takes its place.
    pub(super) word: TextRange,
    /// The string that the cursor is in.
    pub(super) string: Option<TokenIndex>,
    /// The number of tokens before the word, or before the string: the last of them decides what can follow.
    pub(super) before: TokenIndex,
}

impl<'db> Place<'db> {
    /// None in comments, and in numbers.
    pub(super) fn at(db: &'db dyn Db, at: FilePosition) -> Option<Self> {
        let parse = parse(db, at.file);
        if in_comment(parse, at.offset).is_some() {
            return None;
        }
        let tokens = parse.tokens();
        let started = tokens.partition_point(|token| token.start() < at.offset);
        let inside = started
            .checked_sub(1)
            .filter(|last| tokens.get(*last).is_some_and(|token| at.offset <= token.end()));
        let kind = inside.map(|inside| parse.token_kind(inside as TokenIndex));
        let string = inside
            .filter(|_| kind == Some(TokenKind::String))
            .filter(|inside| is_inside_string(parse, *inside as TokenIndex, at.offset));
        let word = word_at(parse.text(), at.offset);
        let is_number = parse
            .text()
            .as_bytes()
            .get(word.start as usize)
            .is_some_and(u8::is_ascii_digit);
        if string.is_none() && is_number && !word.is_empty() {
            return None;
        }
        let before = string.unwrap_or_else(|| tokens.partition_point(|token| token.start() < word.start));
        let key = editor_context(db, at.file);
        Some(Self {
            db,
            offset: at.offset,
            parse,
            tree: lower(db, at.file),
            scopes: scopes(db, at.file),
            inference: infer(db, at.file, key),
            context: key.context(db),
            word,
            string: string.map(|token| token as TokenIndex),
            before: before as TokenIndex,
        })
    }

    /// The part of the word before the cursor.
    pub(super) fn written(&self) -> &'db str {
        let range = self.word.start as usize..self.offset as usize;
        self.parse.text().get(range).unwrap_or_default()
    }

    /// The kind of the `n`th token before the word, from 1; `Eof` before the first.
    pub(super) fn kind_before(&self, n: u32) -> TokenKind {
        self.before
            .checked_sub(n)
            .map_or(TokenKind::Eof, |at| self.parse.token_kind(at))
    }

    /// The first token behind the word.
    pub(super) fn behind(&self) -> TokenIndex {
        let end = self.word.end;
        self.parse.tokens().partition_point(|token| token.start() < end) as TokenIndex
    }

    pub(super) fn kind_behind(&self) -> TokenKind {
        self.parse.token_kind(self.behind())
    }

    /// Whether the word is missing between two dots, which read as one token.
    pub(super) fn is_between_dots(&self) -> bool {
        let last = self
            .before
            .checked_sub(1)
            .map(|last| self.parse.token_range(last));
        self.word.is_empty()
            && last.is_some_and(|last| last.start + 1 == self.offset && self.offset < last.end)
    }

    /// Whether the token before the word stands on another line.
    pub(super) fn is_first_of_line(&self) -> bool {
        let from = self
            .before
            .checked_sub(1)
            .map_or(0, |at| self.parse.token_range(at).end);
        let between = self.parse.text().get(from as usize..self.word.start as usize);
        self.before == 0 || between.is_some_and(|text| text.contains('\n'))
    }

    /// Whether a new name is being made up.
    pub(super) fn is_declaring(&self) -> bool {
        use TokenKind as K;
        match self.kind_before(1) {
            K::Local | K::For | K::Function | K::DoubleColon => true,
            // Names in a list behind `local` or `for`, and parameters.
            K::Comma | K::LeftParen => {
                let mut at = self.before;
                while let Some(last) = at.checked_sub(1) {
                    at = last;
                    match self.parse.token_kind(at) {
                        K::Name | K::Comma | K::Ellipsis | K::Less | K::Greater | K::Dot | K::Colon => {}
                        K::Local | K::For => return true,
                        K::LeftParen => {
                            let back =
                                |n: u32| at.checked_sub(n).map_or(K::Eof, |at| self.parse.token_kind(at));
                            let mut n = 1;
                            while matches!(back(n), K::Name | K::Dot | K::Colon) {
                                n += 1;
                            }
                            return back(n) == K::Function;
                        }
                        _ => return false,
                    }
                }
                false
            }
            // `<const>`
            K::Less => {
                self.kind_before(2) == K::Name
                    && (self.kind_before(3) == K::Local
                        || self.kind_before(3) == K::Comma && self.kind_before(5) == K::Local)
            }
            _ => false,
        }
    }

    /// Whether an expression ends before the word, so that only an operator can follow it there.
    pub(super) fn is_behind_expression(&self) -> bool {
        use TokenKind as K;
        let ends = matches!(
            self.kind_before(1),
            K::Name
                | K::Number
                | K::String
                | K::Nil
                | K::True
                | K::False
                | K::Ellipsis
                | K::RightParen
                | K::RightBracket
                | K::RightBrace
        );
        ends && !self.is_first_of_line()
    }

    /// Whether a statement can begin with the word.
    pub(super) fn begins_statement(&self) -> bool {
        self.can_begin_statement(self.before)
    }

    /// Whether the `function` before the word begins a statement, so that a name follows it.
    pub(super) fn begins_function(&self) -> bool {
        self.before
            .checked_sub(1)
            .is_some_and(|function| self.can_begin_statement(function))
    }

    /// Whether a statement can begin behind the first `end` tokens.
    pub(super) fn can_begin_statement(&self, end: TokenIndex) -> bool {
        use TokenKind as K;
        let Some(last) = end.checked_sub(1) else {
            return true;
        };
        let is_first = if end == self.before {
            self.is_first_of_line()
        } else {
            self.parse
                .tokens()
                .get(end as usize)
                .is_some_and(|token| token.newline_before())
        };
        match self.parse.token_kind(last) {
            K::Semicolon | K::Then | K::Do | K::Else | K::Repeat | K::End | K::Break => true,
            K::Name
            | K::Number
            | K::String
            | K::Nil
            | K::True
            | K::False
            | K::Ellipsis
            | K::DoubleColon
            | K::RightBracket
            | K::RightBrace => is_first && !self.is_in_brackets(end),
            // A call, or the parameters of a function.
            K::RightParen => !self.is_in_brackets(end) && is_first || self.is_behind_parameters(end),
            _ => false,
        }
    }

    fn is_behind_parameters(&self, end: TokenIndex) -> bool {
        let mut nodes = self.parse.nodes().iter();
        nodes.any(|node| node.kind == NodeKind::ParamList && (node.end == end || node.end + 1 == end))
    }

    fn is_in_brackets(&self, end: TokenIndex) -> bool {
        super::expected::enclosing(self.parse, end).is_some()
    }

    /// The expression that ends with the token before `end`, the longest that a dot or colon can follow.
    pub(super) fn expression_before(&self, end: TokenIndex) -> Option<NodeId> {
        use NodeKind as K;
        let can_be_read = |kind| {
            matches!(
                kind,
                K::NameExpr
                    | K::FieldExpr
                    | K::IndexExpr
                    | K::CallExpr
                    | K::MethodCallExpr
                    | K::ParenExpr
                    | K::StringExpr
            )
        };
        let nodes = self.parse.nodes();
        let at = nodes
            .iter()
            .position(|node| node.end == end && node.first < end && can_be_read(node.kind))?;
        Some(NodeId(at as u32))
    }

    /// The types of an expression, nil left out.
    pub(super) fn type_of(&self, node: NodeId) -> Ty {
        self.inference.type_of(node)
    }

    /// What is known of a local here: what its last use before the word was, else its declaration.
    pub(super) fn type_of_local(&self, local: LocalId) -> Ty {
        let token_of = |node: NodeId| self.parse.node(node).first;
        let uses = self.scopes.uses(local);
        let known = |ty: &Ty| *ty != Ty::UNKNOWN;
        let behind = uses.partition_point(|at| token_of(at.node) < self.before);
        let declared = self.scopes.local(local).node;
        let before = uses.get(..behind).unwrap_or_default().iter().rev().take(8);
        before
            .map(|at| self.inference.type_of(at.node))
            .find(known)
            .or_else(|| Some(self.inference.type_of(declared)).filter(known))
            .or_else(|| {
                let later = uses.get(behind..).unwrap_or_default().iter().take(4);
                later.map(|at| self.inference.type_of(at.node)).find(known)
            })
            .unwrap_or(Ty::UNKNOWN)
    }
}

/// The comment that a cursor is in.
pub(super) fn in_comment(parse: &Parse, offset: u32) -> Option<(CommentKind, TextRange)> {
    let comments = parse.comments();
    let at = comments
        .partition_point(|comment| comment.range.start < offset)
        .checked_sub(1)?;
    let comment = comments.get(at)?;
    let is_closed = comment.kind == CommentKind::Block
        && parse
            .text()
            .get(comment.range.as_usize())
            .is_some_and(|text| text.ends_with(']'));
    let is_inside = if is_closed {
        offset < comment.range.end
    } else {
        offset <= comment.range.end
    };
    is_inside.then_some((comment.kind, comment.range))
}

/// Whether the cursor is between the quotes, of which the second may be missing.
fn is_inside_string(parse: &Parse, token: TokenIndex, offset: u32) -> bool {
    let range = parse.token_range(token);
    let text = parse.token_text(token);
    let quote = text.get(..1).unwrap_or_default();
    let is_closed = text.len() > 1
        && match quote {
            "[" => text.ends_with(']'),
            quote => text.ends_with(quote) && !text.ends_with(&format!("\\{quote}")),
        };
    range.start < offset && (offset < range.end || !is_closed)
}

/// The word around an offset; empty before one, which is left as it is.
pub(super) fn word_at(text: &str, offset: u32) -> TextRange {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let bytes = text.as_bytes();
    let at = (offset as usize).min(bytes.len());
    let before = bytes
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .take_while(|byte| is_part(byte))
        .count();
    if before == 0 {
        return TextRange::empty(at as u32);
    }
    let behind = bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| is_part(byte))
        .count();
    TextRange::new((at - before) as u32, (at + behind) as u32)
}
