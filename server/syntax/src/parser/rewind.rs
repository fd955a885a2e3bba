//! Reading a stretch of text again in another way, within a budget that keeps the whole parse linear.

use super::Parser;
use super::build::Mark;
use crate::token::{TokenIndex, TokenKind as K};

/// Longest list of names that is taken for parameters without `function`.
const LONGEST_PARAMETERS: u32 = 64;

impl Parser<'_> {
    /// Goes back to `mark` as if nothing behind it had been read; false, and nothing done, when the budget is spent.
    pub(super) fn rewind(&mut self, mark: Mark) -> bool {
        let cost = self.pos - mark.token;
        if self.rewind_budget < cost {
            return false;
        }
        self.rewind_budget -= cost;
        self.nodes.truncate(mark.nodes as usize);
        // Both are in the order in which they were met.
        while self
            .errors
            .pop_if(|error| error.met_at > mark.token || error.token >= mark.token)
            .is_some()
        {}
        while self.damage.pop_if(|(first, _)| *first >= mark.token).is_some() {}
        self.last_error = self.errors.last().map(|error| error.token);
        self.fresh_error = false;
        self.pos = mark.token;
        true
    }

    /// The `)` that ends a list of names opened by the `(` at `open`: parameters, if only `function` stood before.
    pub(super) fn parameters_end(&self, open: TokenIndex) -> Option<TokenIndex> {
        let kind = |at: TokenIndex| self.tokens.get(at as usize).map_or(K::Eof, |token| token.kind());
        if kind(open) != K::LeftParen {
            return None;
        }
        if kind(open + 1) == K::RightParen {
            return Some(open + 1);
        }
        let mut at = open + 1;
        while at < open + LONGEST_PARAMETERS {
            match (kind(at), kind(at + 1)) {
                (K::Name, K::Comma) => at += 2,
                (K::Name | K::Ellipsis, K::RightParen) => return Some(at + 1),
                _ => return None,
            }
        }
        None
    }

    /// The `(` of a list of names that ends with the token that was read last.
    pub(super) fn parameters_before(&self) -> Option<TokenIndex> {
        let end = self.previous();
        let mut at = end;
        while at > 0 && end - at < LONGEST_PARAMETERS {
            at -= 1;
            match self.tokens[at as usize].kind() {
                K::LeftParen => return (self.parameters_end(at) == Some(end)).then_some(at),
                K::Name | K::Comma | K::Ellipsis => {}
                _ => return None,
            }
        }
        None
    }

    /// Reads what stands since `mark` again, taking `function` to be missing before the `(` at `open`.
    pub(super) fn rewind_as_function(&mut self, mark: Mark, open: TokenIndex) -> bool {
        if self.missing_functions.contains(&open) || self.missing_functions.len() >= 32 || !self.rewind(mark)
        {
            return false;
        }
        self.missing_functions.push(open);
        true
    }

    /// Whether a function's body seems to follow the parameters that end with the `)` at `end`.
    pub(super) fn body_follows(&mut self, end: TokenIndex) -> bool {
        use K::{Do, End, For, Function, If, Local, Name, Repeat, Return, While};
        let Some(next) = self.tokens.get(end as usize + 1) else {
            return false;
        };
        if next.newline_before() {
            return next.kind() != K::Eof && self.indent(end + 1) > self.indent(end);
        }
        matches!(
            next.kind(),
            Name | Return | Local | If | For | While | Do | Repeat | Function | End
        )
    }

    /// Reads what stands since `mark` again as ending before the last line that begins with a bracket, because what
    /// follows now makes no sense; false if there is no such line.
    pub(super) fn rewind_and_split(&mut self, mark: Mark) -> bool {
        let read = self
            .tokens
            .get(mark.token as usize + 1..self.pos as usize)
            .unwrap_or(&[]);
        let Some(back) = read
            .iter()
            .rev()
            .take(256)
            .position(|token| token.newline_before())
        else {
            return false;
        };
        let split = self.pos - 1 - back as u32;
        if self.tokens[split as usize].kind() != K::LeftParen
            || self.splits.contains(&split)
            || self.splits.len() >= 32
        {
            return false;
        }
        let rewound = self.rewind(mark);
        if rewound {
            self.splits.push(split);
        }
        rewound
    }

    pub(super) fn is_split_here(&self) -> bool {
        !self.splits.is_empty() && self.splits.contains(&self.pos)
    }

    #[inline]
    pub(super) fn function_is_missing_here(&self) -> bool {
        !self.missing_functions.is_empty() && self.missing_functions.contains(&self.pos)
    }
}
