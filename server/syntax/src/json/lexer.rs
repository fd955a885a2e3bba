//! Text to JSON tokens; whatever is no token of JSON becomes one that says what it looks like.

use super::TextRange;

/// One token; together with the white space between them the tokens cover the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) range: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Colon,
    Comma,
    Equals,
    Text { quote: Quote, closed: bool },
    Number,
    Word,
    LineComment,
    HashComment,
    BlockComment { closed: bool },
    Unknown,
    End,
}

/// What a string begins with; only `Double` is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    Double,
    Single,
    Backtick,
    Typographic,
}

impl Quote {
    /// Bytes of one quote.
    pub(super) fn len(self) -> u32 {
        if self == Self::Typographic { 3 } else { 1 }
    }

    fn closes(self, c: char) -> bool {
        match self {
            Self::Double => c == '"',
            Self::Single => c == '\'',
            Self::Backtick => c == '`',
            Self::Typographic => matches!(c, '\u{201C}' | '\u{201D}'),
        }
    }
}

/// All tokens of `text`, the last one `End`. A byte order mark at the start is white space.
pub(super) fn tokenize(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 6 + 1);
    loop {
        let token = lexer.next();
        tokens.push(token);
        if token.kind == TokenKind::End {
            return tokens;
        }
    }
}

/// Bytes up to a quote that more likely opens the next string. What is given back is read again, so
/// without a bound a text could make it be read again and again.
const LONGEST_HALF_TYPED: usize = 256;

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Token {
        self.skip_blanks();
        let start = self.at;
        let Some(first) = self.bump() else {
            return token(TokenKind::End, start, start);
        };
        let kind = match first {
            '{' => TokenKind::LeftBrace,
            '}' => TokenKind::RightBrace,
            '[' => TokenKind::LeftBracket,
            ']' => TokenKind::RightBracket,
            ':' => TokenKind::Colon,
            ',' => TokenKind::Comma,
            '=' => TokenKind::Equals,
            '"' => self.string(Quote::Double),
            '\'' => self.string(Quote::Single),
            '`' => self.string(Quote::Backtick),
            '\u{201C}' | '\u{201D}' | '\u{201E}' => self.string(Quote::Typographic),
            '/' => self.slash(),
            '#' => {
                self.skip_while(|c| !is_newline(c));
                TokenKind::HashComment
            }
            '0'..='9' | '-' | '+' | '.' => {
                self.skip_while(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_'));
                TokenKind::Number
            }
            c if is_word(c) => {
                self.skip_while(|c| is_word(c) || matches!(c, '-' | '.' | '@'));
                TokenKind::Word
            }
            _ => TokenKind::Unknown,
        };
        token(kind, start, self.at)
    }

    fn slash(&mut self) -> TokenKind {
        match self.peek() {
            Some('/') => {
                self.skip_while(|c| !is_newline(c));
                TokenKind::LineComment
            }
            Some('*') => {
                self.at += 1;
                let rest = self.text.get(self.at..).unwrap_or_default();
                if let Some(end) = rest.find("*/") {
                    self.at += end + 2;
                    TokenKind::BlockComment { closed: true }
                } else {
                    self.at = self.text.len();
                    TokenKind::BlockComment { closed: false }
                }
            }
            _ => TokenKind::Unknown,
        }
    }

    /// Ends at the closing quote, or at the end of the line: there it gives back what more likely
    /// belongs to the structure than to the text (`"ema }` is half-typed `"ema" }`).
    fn string(&mut self, quote: Quote) -> TokenKind {
        let body = self.at;
        while let Some(c) = self.peek() {
            if is_newline(c) {
                break;
            }
            self.at += c.len_utf8();
            if quote.closes(c) {
                if let Some(end) = self.half_typed_end(body, quote) {
                    self.at = end;
                    return TokenKind::Text { quote, closed: false };
                }
                return TokenKind::Text { quote, closed: true };
            }
            if c == '\\' && self.peek().is_some_and(|next| !is_newline(next)) {
                self.bump();
            }
        }
        let line = self.text.get(body..self.at).unwrap_or_default();
        self.at = body + line.trim_end_matches([' ', '\t', ',', '}', ']']).len();
        TokenKind::Text { quote, closed: false }
    }

    /// A quote with a letter behind it more likely opens the next string: `["ema], "x": 1`. Then this
    /// string ends before the first character that structures.
    fn half_typed_end(&self, body: usize, quote: Quote) -> Option<usize> {
        self.peek().filter(|&c| is_word(c))?;
        if self.at - body > LONGEST_HALF_TYPED {
            return None;
        }
        let text = self.text.get(body..self.at - quote.len() as usize)?;
        let ends = text
            .find([',', ']', '}', ':'])
            .or_else(|| text.find(' ').filter(|at| at + 1 == text.len()))?;
        Some(body + text.get(..ends)?.trim_end().len())
    }

    fn skip_blanks(&mut self) {
        if self.at == 0 {
            self.skip_while(|c| c == '\u{FEFF}');
        }
        self.skip_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        while let Some(c) = self.peek().filter(|&c| keep(c)) {
            self.at += c.len_utf8();
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }
}

fn token(kind: TokenKind, start: usize, end: usize) -> Token {
    Token {
        kind,
        range: TextRange::new(start as u32, end as u32),
    }
}

fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}
