//! The operators of Lua.

/// An operator between two expressions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum BinaryOp {
    Or,
    And,
    Lt,
    Gt,
    Le,
    Ge,
    Ne,
    Eq,
    BitOr,
    BitXor,
    BitAnd,
    Shl,
    Shr,
    Concat,
    Add,
    Sub,
    Mul,
    Div,
    IDiv,
    Mod,
    Pow,
}

impl BinaryOp {
    const ALL: [(&'static str, Self); 21] = [
        ("or", Self::Or),
        ("and", Self::And),
        ("<", Self::Lt),
        (">", Self::Gt),
        ("<=", Self::Le),
        (">=", Self::Ge),
        ("~=", Self::Ne),
        ("==", Self::Eq),
        ("|", Self::BitOr),
        ("~", Self::BitXor),
        ("&", Self::BitAnd),
        ("<<", Self::Shl),
        (">>", Self::Shr),
        ("..", Self::Concat),
        ("+", Self::Add),
        ("-", Self::Sub),
        ("*", Self::Mul),
        ("/", Self::Div),
        ("//", Self::IDiv),
        ("%", Self::Mod),
        ("^", Self::Pow),
    ];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(spelling, _)| *spelling == text)
            .map(|(_, op)| *op)
    }

    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    pub(crate) fn from_index(index: u32) -> Option<Self> {
        Self::ALL.get(index as usize).map(|(_, op)| *op)
    }

    /// `==`, `~=`, `<`, ...
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Lt | Self::Gt | Self::Le | Self::Ge | Self::Ne | Self::Eq
        )
    }

    /// `+ - * / // % ^`
    pub fn is_arithmetic(self) -> bool {
        self as u8 >= Self::Add as u8
    }

    pub fn is_bitwise(self) -> bool {
        (Self::BitOr as u8..=Self::Shr as u8).contains(&(self as u8))
    }
}

/// An operator before an expression.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum UnaryOp {
    Not,
    Neg,
    Len,
    BitNot,
}

impl UnaryOp {
    const ALL: [(&'static str, Self); 4] = [
        ("not", Self::Not),
        ("-", Self::Neg),
        ("#", Self::Len),
        ("~", Self::BitNot),
    ];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(spelling, _)| *spelling == text)
            .map(|(_, op)| *op)
    }

    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    pub(crate) fn from_index(index: u32) -> Option<Self> {
        Self::ALL.get(index as usize).map(|(_, op)| *op)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operator_is_found_by_its_spelling_and_its_number() {
        for (at, (spelling, op)) in BinaryOp::ALL.iter().enumerate() {
            assert_eq!(BinaryOp::parse(spelling), Some(*op));
            assert_eq!(BinaryOp::from_index(at as u32), Some(*op));
            assert_eq!((*op as usize, op.as_str()), (at, *spelling));
        }
        for (at, (spelling, op)) in UnaryOp::ALL.iter().enumerate() {
            assert_eq!(UnaryOp::parse(spelling), Some(*op));
            assert_eq!((*op as usize, op.as_str()), (at, *spelling));
        }
    }
}
