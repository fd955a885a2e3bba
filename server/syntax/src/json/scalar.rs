//! Strings, numbers and words: what a value is made of, and what people write in its place.

use super::error::{JsonErrorKind as Kind, shown};
use super::lexer::{Quote, Token, TokenKind};
use super::number::{self, Reading};
use super::parser::Parser;
use super::string::{quote, unescape};
use super::tree::Data;
use super::{JsonError, TextRange};

impl Parser<'_> {
    pub(super) fn string(&mut self, token: Token) -> Box<str> {
        self.bump();
        let TokenKind::Text {
            quote: quotes,
            closed,
        } = token.kind
        else {
            return "".into();
        };
        let start = token.range.start + quotes.len();
        let end = if closed {
            token.range.end - quotes.len()
        } else {
            token.range.end
        };
        let body = self.slice(TextRange::new(start, end));
        let text = unescape(body, start, quotes != Quote::Double, &mut self.json.errors);
        if !closed {
            let error = JsonError::new(
                Kind::UnterminatedString,
                token.range,
                "the closing `\"` is missing on this line",
            );
            self.json
                .errors
                .push(error.fix("Close the string", token.range, quote(&text)));
        } else if quotes != Quote::Double {
            let message = match quotes {
                Quote::Single => "strings stand in double quotes, not in single ones",
                Quote::Backtick => "strings stand in double quotes, not in backticks",
                _ => "strings stand in plain double quotes, not in typographic ones",
            };
            let error = JsonError::new(Kind::WrongQuotes, token.range, message);
            self.json
                .errors
                .push(error.fix("Use double quotes", token.range, quote(&text)));
        }
        text
    }

    pub(super) fn number(&mut self, token: Token) -> Data {
        self.bump();
        match number::read(self.slice(token.range)) {
            Reading::Valid(number) => Data::Number(number),
            Reading::Meant { number, message } => {
                let error = JsonError::new(Kind::BadNumber, token.range, message);
                let title = format!("Write `{}`", shown(number.text()));
                self.json
                    .errors
                    .push(error.fix(title, token.range, number.text()));
                Data::Number(number)
            }
            Reading::Wrong { message } => {
                self.error(Kind::BadNumber, token.range, message);
                Data::Hole
            }
        }
    }

    pub(super) fn word(&mut self, token: Token) -> Data {
        self.bump();
        let word = self.slice(token.range);
        let (data, plain) = match word {
            "null" => return Data::Null,
            "true" => return Data::Bool(true),
            "false" => return Data::Bool(false),
            "NaN" | "nan" | "Infinity" | "inf" => {
                self.error(
                    Kind::BadNumber,
                    token.range,
                    format!("JSON has no `{word}`; use a number or `null`"),
                );
                return Data::Hole;
            }
            _ => match word.to_ascii_lowercase().as_str() {
                "true" | "yes" => (Data::Bool(true), "true"),
                "false" | "no" => (Data::Bool(false), "false"),
                "null" | "nil" | "none" | "undefined" => (Data::Null, "null"),
                _ => {
                    let message = format!("the text `{}` needs double quotes", shown(word));
                    let error = JsonError::new(Kind::UnquotedText, token.range, message);
                    self.json
                        .errors
                        .push(error.fix("Put it in double quotes", token.range, quote(word)));
                    return Data::String(word.into());
                }
            },
        };
        let error = JsonError::new(
            Kind::UnknownWord,
            token.range,
            format!("in JSON `{}` is written `{plain}`", shown(word)),
        );
        self.json
            .errors
            .push(error.fix(format!("Write `{plain}`"), token.range, plain));
        data
    }
}
