//! What ends a block: its own closer, one that an outer block needs more, or indentation.

use super::Parser;
use super::block::BlockKind;
use crate::token::{TokenIndex, TokenKind as K};

impl Parser<'_> {
    /// Whether the innermost block ends here. If not although something that ends blocks stands here, that is an error.
    pub(super) fn block_ends(&mut self) -> bool {
        match self.kind() {
            K::Eof => true,
            _ if self.unclosed > 0 => true,
            kind @ (K::End | K::Else | K::Elseif | K::Until) => self.closer_ends_block(kind),
            kind @ (K::RightParen | K::RightBrace | K::RightBracket | K::Comma) => {
                self.bracket_ends_block(kind)
            }
            _ if self.missing_elseif == Some(self.pos) => true,
            _ => self.by_layout && self.dedent_ends_block(),
        }
    }

    fn closer_ends_block(&mut self, closer: K) -> bool {
        if self.by_layout
            && let Some(ends) = self.layout_ends_block(closer)
        {
            return ends;
        }
        let Some(innermost) = self.blocks.last() else {
            return true;
        };
        if innermost.kind.takes(closer) {
            return true;
        }
        // An outer block wants it, so the inner ones lack their ends. `else` and `until` do not reach out of a function.
        let reach = if closer == K::End {
            BlockKind::Chunk
        } else {
            BlockKind::Function
        };
        let wanted = self
            .blocks
            .iter()
            .rev()
            .take_while(|block| block.kind != reach)
            .any(|block| block.kind.takes(closer));
        if !wanted {
            self.report_stray_closer(closer);
        }
        wanted
    }

    pub(super) fn report_stray_closer(&mut self, closer: K) {
        let message = match closer {
            K::End => "this `end` closes nothing",
            K::Until => "this `until` has no `repeat`",
            K::Else => "this `else` has no `if`",
            _ => "this `elseif` has no `if`",
        };
        self.error_here(message);
        self.blocks_are_broken(self.pos);
    }

    /// A closing bracket or comma where a statement belongs ends a function that stands in brackets.
    fn bracket_ends_block(&mut self, bracket: K) -> bool {
        let function = self
            .blocks
            .iter()
            .rposition(|block| block.kind == BlockKind::Function);
        let Some(function) = function else {
            return false;
        };
        let block = &self.blocks[function];
        let opener = block.opener;
        let around = (block.brackets as usize)
            .checked_sub(1)
            .and_then(|at| self.brackets.get(at))
            .copied();
        let between_functions = self.by_layout && self.newline();
        let wanted =
            around == Some(bracket) || bracket == K::Comma && (around.is_some() || between_functions);
        if !wanted {
            return false;
        }
        let ends = if self.newline() {
            self.nearly_dedented_to(opener)
        } else {
            self.peek(1) != K::End && self.same_line(opener, self.pos)
        };
        if ends {
            self.unclosed = (self.blocks.len() - function) as u32;
        }
        ends
    }

    /// Says that blocks do not match: from `opener` on, the rest of the function around is a guess.
    pub(super) fn blocks_are_broken(&mut self, opener: TokenIndex) {
        self.blocks_broken = true;
        let function = self
            .blocks
            .iter()
            .rposition(|block| block.kind == BlockKind::Function)
            .unwrap_or(0);
        if let Some(block) = self.blocks.get_mut(function) {
            let from = if block.kind == BlockKind::Function {
                block.opener
            } else {
                opener
            };
            block.guess_from = Some(block.guess_from.map_or(from, |before| before.min(from)));
        }
    }
}
