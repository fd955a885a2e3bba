//! The tree without offsets: what a file says, whatever its white space.
//!
//! Ids are the syntax tree's own (preorder indices), so that going back to the text needs no map.

use pipelua_syntax::{NodeId, NodeKind, flags};

use super::children::Children;
use super::ops::{BinaryOp, UnaryOp};
use super::symbols::{Symbol, Symbols};

/// A Lua file without offsets and comments, but for doc comments.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lowered {
    pub(super) nodes: Box<[LoweredNode]>,
    pub(super) symbols: Symbols,
    pub(super) numbers: Box<[Number]>,
    pub(super) docs: Box<[DocComment]>,
    pub(super) assertions: Box<[(NodeId, Box<str>)]>,
    pub(super) has_errors: bool,
    pub(super) is_text: bool,
}

/// One node; `payload` is a symbol, an operator or a number by kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct LoweredNode {
    pub(super) kind: NodeKind,
    pub(super) flags: u8,
    pub(super) size: u32,
    pub(super) parent: u32,
    /// The block, statement or function body directly around; expressions may be too deep to be climbed.
    pub(super) holder: u32,
    pub(super) payload: u32,
}

/// The payload of a node that has none, and the parent of the root.
pub(super) const NONE: u32 = u32::MAX;

/// The value of a numeral.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Integer(i64),
    Float(f64),
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            _ => false,
        }
    }
}

/// A run of `---` lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocComment {
    /// The statement or table item that it stands directly above.
    pub node: Option<NodeId>,
    /// The statement or table item that follows it, blank lines or not.
    pub next: Option<NodeId>,
    /// The lines, each without its `---`, joined by newlines.
    pub text: Box<str>,
}

/// An expression with its parts. A part that is missing is a `Hole`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Expr {
    Nil,
    True,
    False,
    Number(Number),
    /// With the value, which is empty where it is not UTF-8.
    String(Symbol),
    Vararg,
    /// `FunctionBody`
    Function(NodeId),
    Name(Symbol),
    Field {
        base: NodeId,
        name: Option<Symbol>,
    },
    Index {
        base: NodeId,
        key: NodeId,
    },
    Call {
        callee: NodeId,
        args: NodeId,
    },
    MethodCall {
        base: NodeId,
        name: Option<Symbol>,
        args: NodeId,
    },
    Paren(NodeId),
    Unary {
        op: UnaryOp,
        operand: NodeId,
    },
    Binary {
        op: BinaryOp,
        lhs: NodeId,
        rhs: NodeId,
    },
    Table,
    Hole,
}

/// An entry of a table constructor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableItem {
    Positional { value: NodeId },
    Named { name: Symbol, value: NodeId },
    Keyed { key: NodeId, value: NodeId },
}

impl Lowered {
    /// Number of nodes; ids are below it.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All ids, parents before their children.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The ids of one kind.
    pub fn of_kind(&self, kind: NodeKind) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes
            .iter()
            .zip(0..)
            .filter(move |(node, _)| node.kind == kind)
            .map(|(_, id)| NodeId(id))
    }

    pub fn kind(&self, id: NodeId) -> NodeKind {
        self.nodes
            .get(id.index())
            .map_or(NodeKind::Hole, |node| node.kind)
    }

    pub fn has_flag(&self, id: NodeId, flag: u8) -> bool {
        self.nodes
            .get(id.index())
            .is_some_and(|node| node.flags & flag != 0)
    }

    /// Whether no finding may rest on this node.
    pub fn is_damaged(&self, id: NodeId) -> bool {
        self.has_flag(id, flags::DAMAGED | flags::ERROR)
    }

    /// Whether the text has a syntax error anywhere.
    pub fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Whether all bytes of the file were UTF-8.
    pub fn is_text(&self) -> bool {
        self.is_text
    }

    /// Nodes in the subtree, itself included: its ids are `id..id + size`.
    pub fn size(&self, id: NodeId) -> u32 {
        self.nodes.get(id.index()).map_or(1, |node| node.size.max(1))
    }

    /// The ids of a subtree, itself first.
    pub fn subtree(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        let end = id.0.saturating_add(self.size(id)).min(self.nodes.len() as u32);
        (id.0..end).map(NodeId)
    }

    /// Whether `inner` is `outer` or below it.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        outer.0 <= inner.0 && inner.0 < outer.0.saturating_add(self.size(outer))
    }

    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes
            .get(id.index())
            .map(|node| node.parent)
            .filter(|parent| *parent != NONE)
            .map(NodeId)
    }

    /// The nodes around `id`, innermost first, without itself.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |at| self.parent(*at))
    }

    /// The blocks, statements and function bodies around `id`, innermost first, without itself: at most some hundreds,
    /// where [`Self::ancestors`] is as long as a chain of calls.
    pub fn holders(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let holder = |at: NodeId| {
            let node = self.nodes.get(at.index())?;
            (node.holder != NONE).then_some(NodeId(node.holder))
        };
        std::iter::successors(holder(id), move |at| holder(*at))
    }

    /// The `FunctionBody` around `id`, or the root: its own body for a `FunctionBody` is the one around it.
    pub fn function_of(&self, id: NodeId) -> NodeId {
        self.holders(id)
            .find(|at| self.kind(*at) == NodeKind::FunctionBody)
            .unwrap_or(NodeId::ROOT)
    }

    pub fn children(&self, id: NodeId) -> Children<'_> {
        let end = id.0.saturating_add(self.size(id)).min(self.nodes.len() as u32);
        Children {
            tree: self,
            at: id.0.saturating_add(1),
            end,
        }
    }

    /// `id` and the children of its parent that stand behind it.
    pub fn from_sibling(&self, id: NodeId) -> Children<'_> {
        let parent = self.parent(id).unwrap_or(id);
        Children {
            at: id.0,
            ..self.children(parent)
        }
    }

    /// The `n`th child, or an id that reads as a `Hole`.
    pub fn child(&self, id: NodeId, n: usize) -> NodeId {
        self.children(id).nth(n).unwrap_or(NodeId(NONE))
    }

    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    pub fn text(&self, symbol: Symbol) -> &str {
        self.symbols.text(symbol)
    }

    /// The name that a node carries: of a name, field, method call, declaration, parameter, label, named item;
    /// the value of a string.
    pub fn symbol(&self, id: NodeId) -> Option<Symbol> {
        use NodeKind as K;
        let node = self.nodes.get(id.index())?;
        let named = matches!(
            node.kind,
            K::NameExpr
                | K::FieldExpr
                | K::MethodCallExpr
                | K::NameDef
                | K::Param
                | K::NamedItem
                | K::StringExpr
                | K::GotoStmt
                | K::LabelStmt
        );
        (named && node.payload != NONE).then_some(Symbol(node.payload))
    }

    /// The text of [`Self::symbol`], empty without one.
    pub fn name(&self, id: NodeId) -> &str {
        self.symbol(id).map_or("", |symbol| self.text(symbol))
    }

    pub fn docs(&self) -> &[DocComment] {
        &self.docs
    }

    /// The types of `--[[@as type]]`, each with the expression that it stands behind.
    pub(crate) fn assertions(&self) -> &[(NodeId, Box<str>)] {
        &self.assertions
    }

    /// The doc comment directly above a statement or table item.
    pub fn doc_of(&self, id: NodeId) -> Option<&DocComment> {
        self.docs.iter().rev().find(|doc| doc.node == Some(id))
    }

    /// The expression at `id` with its parts.
    pub fn expr(&self, id: NodeId) -> Expr {
        use NodeKind as K;
        let Some(node) = self.nodes.get(id.index()) else {
            return Expr::Hole;
        };
        let first = NodeId(id.0 + 1);
        let second = |this: &Self| NodeId(first.0 + this.size(first));
        match node.kind {
            K::NilExpr => Expr::Nil,
            K::TrueExpr => Expr::True,
            K::FalseExpr => Expr::False,
            K::NumberExpr => self
                .numbers
                .get(node.payload as usize)
                .map_or(Expr::Hole, |n| Expr::Number(*n)),
            K::StringExpr => Expr::String(Symbol(node.payload)),
            K::VarargExpr => Expr::Vararg,
            K::FunctionExpr => Expr::Function(first),
            K::NameExpr => Expr::Name(Symbol(node.payload)),
            K::FieldExpr => Expr::Field {
                base: first,
                name: self.symbol(id),
            },
            K::IndexExpr => Expr::Index {
                base: first,
                key: second(self),
            },
            K::CallExpr => Expr::Call {
                callee: first,
                args: second(self),
            },
            K::MethodCallExpr => Expr::MethodCall {
                base: first,
                name: self.symbol(id),
                args: if node.flags & flags::MISSING_ARGS == 0 {
                    second(self)
                } else {
                    NodeId(NONE)
                },
            },
            K::ParenExpr => Expr::Paren(first),
            K::UnaryExpr => {
                UnaryOp::from_index(node.payload).map_or(Expr::Hole, |op| Expr::Unary { op, operand: first })
            }
            K::BinaryExpr => BinaryOp::from_index(node.payload).map_or(Expr::Hole, |op| Expr::Binary {
                op,
                lhs: first,
                rhs: second(self),
            }),
            K::TableExpr => Expr::Table,
            _ => Expr::Hole,
        }
    }

    /// The expression inside any number of parentheses.
    pub fn skip_parens(&self, mut id: NodeId) -> NodeId {
        while self.kind(id) == NodeKind::ParenExpr {
            id = self.child(id, 0);
        }
        id
    }

    /// The entries of a `TableExpr`.
    pub fn table_items(&self, table: NodeId) -> impl Iterator<Item = (NodeId, TableItem)> + '_ {
        self.children(table).filter_map(|item| {
            let entry = match self.kind(item) {
                NodeKind::PositionalItem => TableItem::Positional {
                    value: self.child(item, 0),
                },
                NodeKind::NamedItem => TableItem::Named {
                    name: self.symbol(item)?,
                    value: self.child(item, 0),
                },
                NodeKind::KeyedItem => TableItem::Keyed {
                    key: self.child(item, 0),
                    value: self.child(item, 1),
                },
                _ => return None,
            };
            Some((item, entry))
        })
    }

    /// The arguments of an `ArgList` or the values of an `ExprList`.
    pub fn list(&self, list: NodeId) -> Children<'_> {
        self.children(list)
    }

    /// The value of a string literal, through parentheses; none where it is not UTF-8.
    pub fn string_key(&self, key: NodeId) -> Option<Symbol> {
        let key = self.skip_parens(key);
        match self.expr(key) {
            Expr::String(_) => self.symbol(key),
            _ => None,
        }
    }
}
