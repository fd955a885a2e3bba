//! A recursive-descent parser that never fails: errors are repaired where they are met.
//!
//! In reading order: `block` and `statement` with its parts, `function`, `expression`, `suffix`, `table`; then what
//! serves broken text: `report` (one error a line), `block_end`, `layout` and `disguise` (indentation), `missing`,
//! `list`, `brackets` and `debris` (too little and too much), `rewind` (reading again), `nesting` (Lua's limit),
//! `foreign` (habits from other languages); `build` and `finish` make the tree.
//!
//! **Invariant**: it recurses only where Lua's own parser counts a level, so never deeper than [`NESTING_LIMIT`].

mod assignment;
mod block;
mod block_end;
mod brackets;
mod build;
mod compound;
mod debris;
mod disguise;
mod expression;
mod finish;
mod foreign;
mod function;
mod layout;
mod list;
mod missing;
mod names;
mod nesting;
mod report;
mod rewind;
mod statement;
mod suffix;
mod table;

use crate::error::{RawError, SyntaxError};
use crate::lexer::Lexed;
use crate::token::{TextRange, Token, TokenIndex, TokenKind};
use crate::tree::{Node, NodeKind};
use block::OpenBlock;
use layout::Layout;
pub use nesting::NESTING_LIMIT;

/// The tree in preorder, and all errors in the order of their places.
pub(crate) fn parse_tokens(text: &str, lexed: &Lexed) -> (Vec<Node>, Vec<SyntaxError>) {
    let mut best = Parser::new(text, lexed, false);
    best.chunk();
    if best.blocks_broken {
        // Blocks do not match. Indentation most likely says how they were meant: it wins when it explains no worse.
        let mut by_layout = Parser::new(text, lexed, true);
        by_layout.chunk();
        if by_layout.score <= best.score {
            best = by_layout;
        }
    }
    let Parser {
        nodes,
        errors,
        damage,
        ..
    } = best;
    finish::finish(nodes, lexed, errors, damage)
}

struct Parser<'t> {
    text: &'t str,
    lexed: &'t Lexed,
    /// The tokens of `lexed`; the last one is `Eof`.
    tokens: &'t [Token],
    pos: TokenIndex,
    /// Grown in postorder: a node is pushed when its last token is known.
    nodes: Vec<Node>,

    /// Levels of Lua's own parser, see `nesting`.
    level: u32,
    blocks: Vec<OpenBlock>,
    /// Brackets that are open, function bodies between them or not.
    brackets: Vec<TokenKind>,
    body: Body,

    errors: Vec<RawError>,
    /// The token of the last error, reported or not.
    last_error: Option<TokenIndex>,
    /// Number of errors, those not reported included.
    score: u32,
    /// An error was met since the last statement or block began or ended.
    fresh_error: bool,
    /// Token ranges whose reading is a guess.
    damage: Vec<(TokenIndex, TokenIndex)>,
    blocks_broken: bool,

    /// Where the statement that is being read began, or went on behind its last block.
    segment_start: TokenIndex,
    /// Number of blocks, innermost first, that end here without their `end`.
    unclosed: u32,
    /// Where a block was last found unclosed.
    last_unclosed: Option<TokenIndex>,
    /// The condition whose `elseif` is missing.
    missing_elseif: Option<TokenIndex>,
    /// The last `if` that stands directly behind an `else`.
    else_if: Option<TokenIndex>,

    /// Whether indentation decides where blocks end.
    by_layout: bool,
    /// Columns and lines, made when they are first asked for: only broken text asks.
    layout: Option<Layout>,
    /// `(` tokens before which `function` is taken to be missing.
    missing_functions: Vec<TokenIndex>,
    /// `(` tokens that begin a statement although the line above could go on with them.
    splits: Vec<TokenIndex>,
    /// Tokens that may still be read a second time.
    rewind_budget: u32,
}

/// What the statements of the innermost function may do.
#[derive(Clone, Copy)]
struct Body {
    vararg: bool,
    /// Number of loops around the current statement.
    loops: u32,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, lexed: &'t Lexed, by_layout: bool) -> Self {
        let count = lexed.tokens.len();
        Self {
            text,
            lexed,
            tokens: &lexed.tokens,
            pos: 0,
            nodes: Vec::with_capacity(count + count / 4 + 8),
            level: 0,
            blocks: Vec::with_capacity(16),
            brackets: Vec::with_capacity(16),
            body: Body {
                vararg: true,
                loops: 0,
            },
            errors: Vec::new(),
            last_error: None,
            score: 0,
            fresh_error: false,
            damage: Vec::new(),
            blocks_broken: false,
            segment_start: 0,
            unclosed: 0,
            last_unclosed: None,
            missing_elseif: None,
            else_if: None,
            by_layout,
            layout: None,
            missing_functions: Vec::new(),
            splits: Vec::new(),
            rewind_budget: 4 * count as u32 + 1_000,
        }
    }

    fn chunk(&mut self) {
        let mark = self.mark();
        self.chunk_block();
        self.finish(mark, NodeKind::Chunk, 0);
    }

    /// The current token.
    #[inline]
    fn kind(&self) -> TokenKind {
        self.tokens[self.pos as usize].kind()
    }

    #[inline]
    fn at(&self, kind: TokenKind) -> bool {
        self.kind() == kind
    }

    /// The token `ahead` of the current one; `Eof` behind the end.
    #[inline]
    fn peek(&self, ahead: u32) -> TokenKind {
        self.tokens
            .get((self.pos + ahead) as usize)
            .map_or(TokenKind::Eof, |token| token.kind())
    }

    /// Whether a newline stands before the current token.
    #[inline]
    fn newline(&self) -> bool {
        self.tokens[self.pos as usize].newline_before()
    }

    /// Whether a newline stands before the token `ahead` of the current one; true behind the end.
    fn newline_at(&self, ahead: u32) -> bool {
        self.tokens
            .get((self.pos + ahead) as usize)
            .is_none_or(|token| token.newline_before())
    }

    /// Steps over the current token; never behind `Eof`.
    #[inline]
    fn bump(&mut self) {
        self.pos = (self.pos + 1).min(self.tokens.len() as u32 - 1);
    }

    #[inline]
    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    fn range(&self, token: TokenIndex) -> TextRange {
        self.tokens[token as usize].range()
    }

    fn token_text(&self, token: TokenIndex) -> &'t str {
        &self.text[self.range(token).as_usize()]
    }

    /// How the current token is shown in messages: back-quoted and short.
    fn shown(&self) -> String {
        self.shown_token(self.pos)
    }

    fn shown_token(&self, token: TokenIndex) -> String {
        match self.tokens[token as usize].kind() {
            TokenKind::Eof => "the end of the file".to_owned(),
            TokenKind::String => "this string".to_owned(),
            _ => {
                let text = self.token_text(token);
                let short: String = text.chars().take(30).collect();
                let more = if short.len() < text.len() { ".." } else { "" };
                format!("`{short}{more}`")
            }
        }
    }
}
