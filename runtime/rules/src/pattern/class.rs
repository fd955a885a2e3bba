//! Sets of bytes: `%a`, `[%w_.-]`, `[^,]`, as Lua in the C locale has them.

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set([u64; 4]);

impl Set {
    const EMPTY: Self = Self([0; 4]);

    #[inline]
    pub const fn contains(&self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] & (1 << (byte & 63)) != 0
    }

    /// What `%` with this letter behind it matches. Another character than a class letter is itself.
    pub(super) fn escape(letter: u8) -> Self {
        let Some(test) = test_of(letter.to_ascii_lowercase()) else {
            return Self::from_bytes(|byte| byte == letter);
        };
        let wanted = letter.is_ascii_lowercase();
        Self::from_bytes(|byte| test(byte) == wanted)
    }

    /// What stands between `[` and `]`, without them.
    pub(super) fn brackets(body: &[u8]) -> Self {
        let (negated, body) = match body {
            [b'^', rest @ ..] => (true, rest),
            _ => (false, body),
        };
        let mut set = Self::EMPTY;
        let mut rest = body;
        loop {
            rest = match rest {
                [] => break,
                [b'%', letter, rest @ ..] => {
                    set.add(Self::escape(*letter));
                    rest
                }
                // Behind a range that ends with `%`, Lua takes the closing bracket for the escaped letter.
                [b'%'] => {
                    set.add(Self::escape(b']'));
                    break;
                }
                [low, b'-', high, rest @ ..] => {
                    set.add(Self::from_bytes(|byte| (*low..=*high).contains(&byte)));
                    rest
                }
                [byte, rest @ ..] => {
                    set.add(Self::from_bytes(|other| other == *byte));
                    rest
                }
            };
        }
        if negated {
            set.0 = set.0.map(|word| !word);
        }
        set
    }

    fn add(&mut self, other: Self) {
        for (own, word) in self.0.iter_mut().zip(other.0) {
            *own |= word;
        }
    }

    fn from_bytes(test: impl Fn(u8) -> bool) -> Self {
        let mut set = Self::EMPTY;
        for byte in 0..=u8::MAX {
            if test(byte) {
                set.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
            }
        }
        set
    }
}

fn test_of(letter: u8) -> Option<fn(u8) -> bool> {
    Some(match letter {
        b'a' => |byte| byte.is_ascii_alphabetic(),
        b'c' => |byte| byte.is_ascii_control(),
        b'd' => |byte| byte.is_ascii_digit(),
        b'g' => |byte| byte.is_ascii_graphic(),
        b'l' => |byte| byte.is_ascii_lowercase(),
        b'p' => |byte| byte.is_ascii_punctuation(),
        b's' => |byte| matches!(byte, b' ' | b'\t'..=b'\r'),
        b'u' => |byte| byte.is_ascii_uppercase(),
        b'w' => |byte| byte.is_ascii_alphanumeric(),
        b'x' => |byte| byte.is_ascii_hexdigit(),
        // Not in the manual any more, and still in Lua.
        b'z' => |byte| byte == 0,
        _ => return None,
    })
}
