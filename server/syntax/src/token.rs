//! Tokens of Lua 5.4 and the comments between them: eight bytes each, ranges into the text.

/// Half-open byte range of a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextRange {
    pub start: u32,
    pub end: u32,
}

impl TextRange {
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty range at `offset`.
    pub const fn empty(offset: u32) -> Self {
        Self {
            start: offset,
            end: offset,
        }
    }

    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies inside, both ends included: a cursor behind a name is still at that name.
    pub const fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    pub const fn contains_range(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte, or one is empty and lies inside the other.
    pub const fn intersects(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
            || (other.is_empty() && self.touches(other.start))
            || (self.is_empty() && other.touches(self.start))
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    pub fn as_usize(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl std::fmt::Debug for TextRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Index of a token of one [`crate::Parse`].
pub type TokenIndex = u32;

/// One token in eight bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Bit 31: a newline stands between this token and the one before it. The rest: the offset.
    start: u32,
    /// The low seven bits: the kind. The rest: the length.
    length: u32,
}

const NEWLINE_BEFORE: u32 = 1 << 31;
const KIND_BITS: u32 = 7;

impl Token {
    pub(crate) const fn new(kind: TokenKind, start: u32, len: u32, newline_before: bool) -> Self {
        let newline = if newline_before { NEWLINE_BEFORE } else { 0 };
        Self {
            start: start | newline,
            length: len << KIND_BITS | kind as u32,
        }
    }

    #[inline]
    pub const fn kind(self) -> TokenKind {
        TokenKind::ALL[(self.length & ((1 << KIND_BITS) - 1)) as usize]
    }

    #[inline]
    pub const fn start(self) -> u32 {
        self.start & !NEWLINE_BEFORE
    }

    pub const fn end(self) -> u32 {
        self.start() + (self.length >> KIND_BITS)
    }

    pub const fn range(self) -> TextRange {
        TextRange::new(self.start(), self.end())
    }

    /// Whether a newline stands between this token and the one before it; true for the first token.
    #[inline]
    pub const fn newline_before(self) -> bool {
        self.start & NEWLINE_BEFORE != 0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.range())
    }
}

macro_rules! token_kinds {
    ($($kind:ident $text:literal)*) => {
        /// What a token is. Keywords and symbols are named for how they are written or for what they do.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum TokenKind {
            $(#[doc = $text] $kind,)*
        }

        impl TokenKind {
            /// One for each value of seven bits, so that reading a token's kind is one load.
            const ALL: [Self; 128] = {
                let mut all = [Self::Eof; 128];
                $(all[Self::$kind as usize] = Self::$kind;)*
                all
            };

            /// How the token is written; what it is for kinds with more than one spelling.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$kind => $text,)* }
            }
        }
    };
}

token_kinds! {
    Eof "end of file"
    Stray "stray character"
    Name "name"
    Number "number"
    String "string"
    And "and" Break "break" Do "do" Else "else" Elseif "elseif" End "end" False "false" For "for"
    Function "function" Goto "goto" If "if" In "in" Local "local" Nil "nil" Not "not" Or "or"
    Repeat "repeat" Return "return" Then "then" True "true" Until "until" While "while"
    Plus "+" Minus "-" Star "*" Slash "/" DoubleSlash "//" Percent "%" Caret "^" Hash "#"
    Ampersand "&" Tilde "~" Pipe "|" ShiftLeft "<<" ShiftRight ">>"
    Equal "==" NotEqual "~=" LessEqual "<=" GreaterEqual ">=" Less "<" Greater ">" Assign "="
    LeftParen "(" RightParen ")" LeftBrace "{" RightBrace "}" LeftBracket "[" RightBracket "]"
    DoubleColon "::" Semicolon ";" Colon ":" Comma "," Dot "." Concat ".." Ellipsis "..."
}

impl TokenKind {
    pub const fn is_keyword(self) -> bool {
        self as u8 >= Self::And as u8 && self as u8 <= Self::While as u8
    }
}
