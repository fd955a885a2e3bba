//! Habits from other languages: named for what they are, with what Lua has instead.

use super::Parser;
use super::block::BlockKind;
use super::build::Mark;
use crate::error::RawError;
use crate::token::{TokenIndex, TokenKind as K};
use crate::tree::NodeKind;

impl Parser<'_> {
    /// `// ..` and `/* ..` where a statement belongs: a comment, as its whole line is then.
    pub(super) fn foreign_comment(&mut self) {
        let mark = self.mark();
        let block = self.at(K::Slash) && self.peek(1) == K::Star;
        if !block && !self.at(K::DoubleSlash) {
            return self.error_tokens();
        }
        let range = self.range(self.pos);
        let message = if block {
            "a comment in Lua begins with `--[[` and ends with `]]`"
        } else {
            "a comment in Lua begins with `--`"
        };
        let error = self.unexpected(message);
        self.report(if block { error } else { error.edit(range, "--") });
        loop {
            self.bump();
            if self.at(K::Eof) || self.newline() {
                break;
            }
        }
        self.finish(mark, NodeKind::ErrorStmt, mark.token);
    }

    /// Whether a `//` stands before `token` on its line.
    pub(super) fn behind_foreign_comment(&self, token: TokenIndex) -> bool {
        let mut at = token;
        for _ in 0..64 {
            if at == 0 || self.tokens[at as usize].newline_before() {
                return false;
            }
            at -= 1;
            if self.tokens[at as usize].kind() == K::DoubleSlash {
                return true;
            }
        }
        false
    }

    /// Statements of other languages; false if this is none that we know.
    pub(super) fn foreign_statement(&mut self, mark: Mark) -> bool {
        if self.compound_assignment(mark) {
            return true;
        }
        if self.last_kind() != NodeKind::NameExpr {
            return false;
        }
        let word = self.token_text(mark.token);
        let range = self.range(mark.token);
        match word {
            "continue" => {
                let error = RawError::new(mark.token, range, "Lua has no `continue`");
                self.report(error.help("write `goto continue`, and `::continue::` at the end of the loop"));
                self.finish(mark, NodeKind::ExprStmt, mark.token);
                true
            }
            "var" | "let" | "const" if self.at(K::Name) && !self.newline() => {
                let error = RawError::new(mark.token, range, format!("`{word}` is not Lua; write `local`"));
                self.report(error.edit(range, "local"));
                self.nodes.truncate(mark.nodes as usize);
                self.local_rest(mark);
                true
            }
            "elif" | "elsif" | "elseIf" if self.starts_expression() && !self.newline() => {
                if self.blocks.last().is_none_or(|block| block.kind != BlockKind::If) {
                    return false;
                }
                let error = RawError::new(mark.token, range, format!("`{word}` is not Lua; write `elseif`"));
                self.report(error.edit(range, "elseif"));
                self.nodes.truncate(mark.nodes as usize);
                self.finish(mark, NodeKind::ErrorStmt, mark.token);
                self.missing_elseif = Some(self.pos);
                true
            }
            _ => false,
        }
    }

    /// `x += 1`, `x++`
    fn compound_assignment(&mut self, mark: Mark) -> bool {
        use K::{
            Ampersand, Caret, Concat, DoubleSlash, Minus, Percent, Pipe, Plus, ShiftLeft, ShiftRight, Slash,
            Star,
        };
        let operator = self.kind();
        let known = matches!(
            operator,
            Plus | Minus
                | Star
                | Slash
                | DoubleSlash
                | Percent
                | Caret
                | Concat
                | Ampersand
                | Pipe
                | ShiftLeft
                | ShiftRight
                | K::And
                | K::Or
        );
        let (first, second) = (
            self.range(self.pos),
            self.tokens[self.pos as usize + usize::from(known)],
        );
        if !known || first.end != second.start() {
            return false;
        }
        let target = self.range(mark.token).cover(self.range(self.previous()));
        let target_text = &self.text[target.as_usize()];
        let short = target_text.len() <= 40 && !target_text.contains('\n');
        let place = if short { target_text } else { "x" };
        let sign = operator.text();
        if second.kind() == Plus && operator == Plus && (self.newline_at(2) || self.peek(2) == K::Eof) {
            let both = first.cover(second.range());
            let error = RawError::new(
                self.pos,
                both,
                format!("`++` is not Lua; write `{place} = {place} + 1`"),
            );
            self.report(if short {
                error.edit(both, format!(" = {place} + 1"))
            } else {
                error
            });
            self.bump();
            self.bump();
            self.finish(mark, NodeKind::ExprStmt, mark.token);
            return true;
        }
        if second.kind() != K::Assign {
            return false;
        }
        let written = &self.text[first.cover(second.range()).as_usize()];
        let message = format!("`{written}` is not Lua; write `{place} = {place} {sign} value`");
        let reported = self.errors.len();
        self.report(RawError::new(self.pos, first.cover(second.range()), message));
        self.finish(mark, NodeKind::ExprList, mark.token);
        self.bump();
        let main = self.pos;
        self.bump();
        let values = self.pos;
        self.expression_list();
        self.finish(mark, NodeKind::AssignStmt, main);
        let has_call = target_text.contains(['(', '{', '"']);
        if let Some(error) = self
            .errors
            .get_mut(reported)
            .filter(|_| short && !has_call && values < self.pos)
        {
            let value = self.tokens[values as usize]
                .range()
                .cover(self.tokens[self.pos as usize - 1].range());
            let value_text = &self.text[value.as_usize()];
            let value_text = if self.pos - values == 1 {
                value_text.to_owned()
            } else {
                format!("({value_text})")
            };
            error.edit = Some((first.cover(value), format!("= {place} {sign} {value_text}")));
        }
        true
    }
}
