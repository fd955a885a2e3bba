//! The syntax tree: one arena of nodes in preorder, each covering a contiguous run of tokens.
//!
//! A node's children follow it directly, so the first child of `n` is `n + 1` and the next sibling of `c` is
//! `c + size(c)`. Nothing here recurses: whoever walks the nodes backwards meets children before their parents,
//! whatever the depth. Node ids do not depend on offsets: white space and comments do not change them, which is
//! what lets analysis use them as its own ids.

use crate::token::TokenIndex;

/// Index of a node in preorder; the root is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u32);

impl NodeId {
    pub const ROOT: Self = Self(0);

    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is. Behind each kind stand its children, always in this order; a missing required child is a
/// [`NodeKind::Hole`], so that a child's place never shifts. `main` is what [`Node::main`] points to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum NodeKind {
    /// `Block`
    Chunk,
    /// statement*
    Block,

    // Statements
    /// `;`
    EmptyStmt,
    /// `NameList` `ExprList`? ; main: `local`
    LocalStmt,
    /// `NameDef` `FunctionBody` ; main: `local`
    LocalFunctionStmt,
    /// target `FunctionBody` ; target is `NameExpr`, `FieldExpr` chains, the last may carry [`flags::METHOD`]; main: `function`
    FunctionStmt,
    /// `ExprList` (targets) `ExprList` (values) ; main: `=`
    AssignStmt,
    /// `CallExpr` or `MethodCallExpr`
    CallStmt,
    /// An expression that is no statement (an error), kept so that names in it are still known.
    ExprStmt,
    /// `Block` ; main: `do`
    DoStmt,
    /// condition `Block` ; main: `while`
    WhileStmt,
    /// `Block` condition ; main: `repeat`
    RepeatStmt,
    /// `IfClause`+ `ElseClause`? ; main: `if`
    IfStmt,
    /// `NameDef` `ExprList` (2 or 3) `Block` ; main: `for`
    NumericForStmt,
    /// `NameList` `ExprList` `Block` ; main: `for`
    GenericForStmt,
    /// `ExprList`? ; main: `return`
    ReturnStmt,
    /// main: `break`
    BreakStmt,
    /// main: the label's name (or `goto` when it is missing)
    GotoStmt,
    /// main: the label's name (or `::` when it is missing)
    LabelStmt,
    /// Tokens that belong to no statement.
    ErrorStmt,

    // Parts of statements
    /// condition `Block` ; main: `if` or `elseif`
    IfClause,
    /// `Block` ; main: `else`
    ElseClause,
    /// `NameDef`*
    NameList,
    /// A declared name, with `<attrib>` if one is written ([`flags::CONST`], [`flags::CLOSE`]); main: the name
    NameDef,
    /// expression*
    ExprList,
    /// `ParamList` `Block` ; main: `function` if it starts here, else `(`
    FunctionBody,
    /// `Param`* ; [`flags::VARARG`] when it ends in `...`
    ParamList,
    /// main: the name
    Param,

    // Expressions
    NilExpr,
    TrueExpr,
    FalseExpr,
    NumberExpr,
    StringExpr,
    /// `...`
    VarargExpr,
    /// `FunctionBody` ; main: `function`
    FunctionExpr,
    /// main: the name
    NameExpr,
    /// base ; `base.name`; main: the name, or the `.`/`:` when the name is missing ([`flags::MISSING_NAME`])
    FieldExpr,
    /// base key ; `base[key]`; main: `[`
    IndexExpr,
    /// callee `ArgList` ; main: the first token of the arguments
    CallExpr,
    /// base `ArgList` ; `base:name(..)`; main: the name, or `:` when it is missing ([`flags::MISSING_NAME`]); without arguments [`flags::MISSING_ARGS`]
    MethodCallExpr,
    /// expression* ; [`flags::BARE`] when written without parentheses (`f"x"`, `f{}`)
    ArgList,
    /// expression ; main: `(`
    ParenExpr,
    /// operand ; main: the operator
    UnaryExpr,
    /// left right ; main: the operator
    BinaryExpr,
    /// items* ; main: `{`
    TableExpr,
    /// value
    PositionalItem,
    /// value ; `name = value`; main: the name
    NamedItem,
    /// key value ; `[key] = value`; main: `[`
    KeyedItem,
    /// Something required that is not there; covers no token.
    Hole,
}

/// Bits of [`Node::flags`].
pub mod flags {
    /// An error was reported at this node itself.
    pub const ERROR: u8 = 1;
    /// An error was reported at this node or below it.
    pub const CONTAINS_ERROR: u8 = 1 << 1;
    /// This node lies in text whose reading is a guess: no finding may rest on it.
    pub const DAMAGED: u8 = 1 << 2;
    /// The last field of a method's target: `function a.b:c()`. On `NameDef`: `<const>`.
    pub const METHOD: u8 = 1 << 3;
    pub const CONST: u8 = 1 << 3;
    /// On `NameDef`: `<close>`. On `FieldExpr`, `MethodCallExpr`: the name is missing.
    pub const CLOSE: u8 = 1 << 4;
    pub const MISSING_NAME: u8 = 1 << 4;
    /// On `MethodCallExpr`: there are no arguments.
    pub const MISSING_ARGS: u8 = 1 << 5;
    /// On `ParamList`: ends in `...`.
    pub const VARARG: u8 = 1 << 5;
    /// On `ArgList`: one string or table without parentheses.
    pub const BARE: u8 = 1 << 5;
    /// On `FieldExpr`, `MethodCallExpr`: a newline stands between `.` or `:` and the next token.
    /// On `CallExpr`, `IndexExpr`: a newline stands before the `(` or `[`. On `Block`: a comment stands inside.
    pub const NEWLINE: u8 = 1 << 6;
    pub const HAS_COMMENT: u8 = 1 << 6;
}

/// One node. Tokens `first..end` are its text; those not covered by a child are its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    pub kind: NodeKind,
    pub flags: u8,
    /// Nodes in this subtree, itself included.
    pub size: u32,
    pub first: TokenIndex,
    pub end: TokenIndex,
    /// The token that says most about the node, see [`NodeKind`]; `first` where nothing else is said.
    pub main: TokenIndex,
}

impl NodeKind {
    pub fn is_statement(self) -> bool {
        (Self::EmptyStmt as u8..=Self::ErrorStmt as u8).contains(&(self as u8))
    }

    pub fn is_expression(self) -> bool {
        (Self::NilExpr as u8..=Self::BinaryExpr as u8).contains(&(self as u8)) && self != Self::ArgList
            || matches!(self, Self::TableExpr | Self::Hole)
    }
}
