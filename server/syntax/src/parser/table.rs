//! Table constructors.

use super::Parser;
use crate::token::TokenKind as K;
use crate::tree::NodeKind;

impl Parser<'_> {
    pub(super) fn table(&mut self) {
        let mark = self.mark();
        let open = self.pos;
        self.bump();
        if !self.eat(K::RightBrace) {
            self.brackets.push(K::RightBrace);
            self.items(open, K::RightBrace, Self::table_item);
            self.brackets.pop();
        }
        self.finish(mark, NodeKind::TableExpr, open);
    }

    /// The items of a table whose `{` is missing.
    pub(super) fn table_without_brace(&mut self) {
        let error = self.missing_here("`{` is missing before the first item of this table");
        let at = self.behind_previous();
        self.report(error.edit(at, " {"));
        let mark = self.mark();
        self.brackets.push(K::RightBrace);
        self.items(mark.token, K::RightBrace, Self::table_item);
        self.brackets.pop();
        self.finish(mark, NodeKind::TableExpr, mark.token);
    }

    fn table_item(&mut self) {
        let mark = self.mark();
        match self.kind() {
            K::Name if self.peek(1) == K::Assign => {
                self.bump();
                self.bump();
                self.item_value();
                self.finish(mark, NodeKind::NamedItem, mark.token);
            }
            K::Name
                if !self.newline_at(1)
                    && matches!(
                        self.peek(1),
                        K::Function | K::Number | K::Nil | K::True | K::False
                    ) =>
            {
                self.bump();
                self.missing_assign();
                self.item_value();
                self.finish(mark, NodeKind::NamedItem, mark.token);
            }
            K::LeftBracket => {
                self.bump();
                self.brackets.push(K::RightBracket);
                self.expression();
                if self.at(K::RightBracket) {
                    self.bump();
                } else {
                    self.close_bracket(mark.token, K::RightBracket);
                }
                self.brackets.pop();
                if !self.eat(K::Assign) {
                    let error = self.missing_here("`=` is missing behind the key of this item");
                    let at = self.behind_previous();
                    self.report(error.edit(at, " ="));
                }
                self.item_value();
                self.finish(mark, NodeKind::KeyedItem, mark.token);
            }
            K::Assign => {
                self.error_here("a key is missing before `=`");
                self.bump();
                self.item_value();
                self.finish(mark, NodeKind::PositionalItem, mark.token);
            }
            _ if self.keyword_as_key() => {
                self.item_value();
                self.finish(mark, NodeKind::NamedItem, mark.token);
            }
            _ => {
                self.expression();
                self.finish(mark, NodeKind::PositionalItem, mark.token);
            }
        }
    }

    fn item_value(&mut self) {
        if matches!(self.kind(), K::Comma | K::Semicolon | K::RightBrace) {
            return self.missing_expression();
        }
        self.expression();
    }

    /// `end = 1`: a keyword where a key belongs.
    fn keyword_as_key(&mut self) -> bool {
        if !self.kind().is_keyword() || self.peek(1) != K::Assign {
            return false;
        }
        let range = self.range(self.pos);
        let word = self.token_text(self.pos);
        let error = self.unexpected(format!(
            "`{word}` is a keyword; as a key it is written `[\"{word}\"]`"
        ));
        self.report(error.edit(range, format!("[\"{word}\"]")));
        self.bump();
        self.bump();
        true
    }
}
