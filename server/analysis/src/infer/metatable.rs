//! Tables with a metatable of this file: what is surely found in them, and in the table that `__index` names.
//!
//! Whatever else is done with such a table its metamethods may allow, so that nothing is held against it.

use pipelua_syntax::{NodeId, NodeKind, flags};
use rustc_hash::{FxHashMap, FxHashSet};

use super::table::add_key;
use super::values::Rows;
use super::{Infer, Ty};
use crate::lower::{Expr, Lowered, Symbol, TableItem, UnaryOp};
use crate::scopes::{LocalId, Scopes};
use crate::ty::{Field, Origin, Table, TyData};

/// Functions that write keys which the text does not show.
const HIDDEN_WRITERS: &[&str] = &["rawset", "load", "require"];
/// Of a table with more keys in the text nothing is said, so that each call stays cheap.
const MAX_NAMES: usize = 64;

/// What the file writes to the tables that its locals begin with, and under which names to any others.
#[derive(Default)]
pub(super) struct Metatables {
    /// By local: the constructor that it begins with; it never holds anything else.
    literals: FxHashMap<LocalId, NodeId>,
    /// By such a local: its keys that are written later.
    written: FxHashMap<LocalId, FxHashMap<Symbol, Written>>,
    /// Names written through anything else, which may be any table.
    elsewhere: FxHashSet<Symbol>,
    /// Keys are written that the text does not show.
    is_hidden: bool,
}

/// A key that is written through a local.
struct Written {
    count: u32,
    /// What is written beside the declaration, and so is there for every later use.
    value: Option<NodeId>,
}

/// Where a key that a table lacks is looked for.
#[derive(Clone, Copy)]
struct Base {
    local: Option<LocalId>,
    literal: NodeId,
}

impl Metatables {
    pub(super) fn of(tree: &Lowered, scopes: &Scopes) -> Self {
        let mut all = Self::default();
        let uses = |name| {
            let symbol = tree.symbols().find(name);
            symbol.is_some_and(|symbol| !scopes.uses_of_global(symbol).is_empty())
        };
        if !uses("setmetatable") {
            return all;
        }
        all.is_hidden = HIDDEN_WRITERS.iter().any(|name| uses(name));
        for statement in tree.of_kind(NodeKind::LocalStmt) {
            let names = tree.children(tree.child(statement, 0));
            for (name, value) in names.zip(tree.children(tree.child(statement, 1))) {
                let local = scopes
                    .local_of(name)
                    .filter(|local| scopes.is_assigned_once(*local));
                if let (NodeKind::TableExpr, Some(local)) = (tree.kind(value), local) {
                    all.literals.insert(local, value);
                }
            }
        }
        for statement in tree.of_kind(NodeKind::FunctionStmt) {
            let value = Some(tree.child(statement, 1));
            all.note(tree, scopes, tree.child(statement, 0), value);
        }
        for statement in tree.of_kind(NodeKind::AssignStmt) {
            let mut values = tree.children(tree.child(statement, 1));
            for target in tree.children(tree.child(statement, 0)) {
                all.note(tree, scopes, target, values.next());
            }
        }
        all
    }

    fn note(&mut self, tree: &Lowered, scopes: &Scopes, target: NodeId, value: Option<NodeId>) {
        let (base, name) = match tree.expr(target) {
            Expr::Field { base, name } => (base, name),
            Expr::Index { base, key } => match tree.string_key(key) {
                None if is_number(tree, scopes, key) => return,
                name => (base, name),
            },
            Expr::Name(_) => return,
            _ => (target, None),
        };
        let Some(name) = name else {
            self.is_hidden = true;
            return;
        };
        let local = scopes.local_of(base);
        let Some(local) = local.filter(|local| self.literals.contains_key(local)) else {
            self.elsewhere.insert(name);
            return;
        };
        let is_beside = tree.block_of(target) == tree.block_of(scopes.local(local).node);
        let of_local = self.written.entry(local).or_default();
        let written = of_local.entry(name).or_insert(Written {
            count: 0,
            value: None,
        });
        written.count += 1;
        written.value = value.filter(|_| is_beside);
    }

    fn written(&self, local: Option<LocalId>, name: Symbol) -> Option<&Written> {
        self.written.get(&local?)?.get(&name)
    }

    fn names_written(&self, local: Option<LocalId>) -> impl Iterator<Item = Symbol> {
        let names = local.and_then(|local| self.written.get(&local));
        names.into_iter().flat_map(|names| names.keys().copied())
    }
}

/// Whether a key is surely a number, as far as the text alone says.
fn is_number(tree: &Lowered, scopes: &Scopes, key: NodeId) -> bool {
    match tree.expr(tree.skip_parens(key)) {
        Expr::Number(_)
        | Expr::Unary {
            op: UnaryOp::Len | UnaryOp::Neg,
            ..
        } => true,
        Expr::Binary { op, .. } => op.is_arithmetic(),
        Expr::Name(_) => scopes
            .local_of(tree.skip_parens(key))
            .is_some_and(|local| is_counter(tree, scopes, local)),
        _ => false,
    }
}

/// Whether a local is what a numeric `for` counts with.
fn is_counter(tree: &Lowered, scopes: &Scopes, local: LocalId) -> bool {
    let statement = tree.parent(scopes.local(local).node);
    let is_counted = statement.is_some_and(|statement| tree.kind(statement) == NodeKind::NumericForStmt);
    is_counted && scopes.is_assigned_once(local)
}

impl Infer<'_> {
    /// What `setmetatable(t, { __index = base })` gives, where the text shows both tables.
    pub(super) fn with_metatable(&mut self, nodes: &[NodeId], arguments: &[Ty]) -> Option<Rows> {
        let ([made, metatable], [own, _]) = (nodes, arguments) else {
            return None;
        };
        if self.metatables.is_hidden {
            return None;
        }
        let made = self.base_at(*made)?;
        let metatable = self.base_at(*metatable)?;
        let own_items = self.named_items(made)?;
        let found = match self.types.get(*own) {
            TyData::Table(table) => table.fields.clone(),
            _ => return None,
        };
        let mut fields: Vec<Field> = Vec::new();
        for name in self.names(made, &own_items)? {
            let text = self.types.intern_text(self.tree.text(name));
            let count = self
                .metatables
                .written(made.local, name)
                .map_or(0, |written| written.count);
            let is_sure = !self.metatables.elsewhere.contains(&name)
                && count == u32::from(!own_items.contains_key(&name));
            let field = found.iter().find(|field| field.name == text && !field.optional);
            let ty = match field {
                Some(field) if is_sure && self.types.is_stable(field.ty) => self.lasting(field.ty),
                _ => Ty::UNKNOWN,
            };
            add_key(&mut fields, text, ty, false);
        }
        let base = self.index_of(metatable)?;
        let items = self.named_items(base)?;
        for name in self.names(base, &items)? {
            let text = self.types.intern_text(self.tree.text(name));
            let ty = self.member(base, &items, name);
            if ty != Ty::UNKNOWN && fields.iter().all(|field| field.name != text) {
                add_key(&mut fields, text, ty, false);
            }
        }
        let table = Table {
            origin: Origin::Elsewhere,
            fields,
            items: None,
            open: true,
        };
        Some(Rows::one(self.types.intern(TyData::Instance(Box::new(table)))))
    }

    /// A function in a local that is its own `__index`, where the flow does not say what it is.
    pub(super) fn member_of_metatable(&mut self, base: NodeId, name: Symbol, found: Ty) -> Ty {
        if found != Ty::UNKNOWN || self.metatables.written.is_empty() || self.metatables.is_hidden {
            return found;
        }
        let Some(base) = self.scopes.local_of(base).and_then(|local| self.base_of(local)) else {
            return found;
        };
        let is_class = self
            .index_of(base)
            .is_some_and(|index| index.literal == base.literal);
        let is_written = self.metatables.written(base.local, name).is_some();
        if is_class && is_written {
            self.member(base, &FxHashMap::default(), name)
        } else {
            found
        }
    }

    /// A value without what may change in it: no nil, which stands for what comes later.
    fn lasting(&mut self, ty: Ty) -> Ty {
        if self.types.may_be_nil(ty) {
            Ty::UNKNOWN
        } else {
            self.types.widen_members(ty)
        }
    }

    fn base_of(&self, local: LocalId) -> Option<Base> {
        let literal = *self.metatables.literals.get(&local)?;
        let local = Some(local);
        Some(Base { local, literal })
    }

    /// The constructor of the table that an expression gives, and the local that holds it.
    fn base_at(&self, node: NodeId) -> Option<Base> {
        let node = self.tree.skip_parens(node);
        match self.tree.kind(node) {
            NodeKind::TableExpr => Some(Base {
                local: None,
                literal: node,
            }),
            _ => self.base_of(self.scopes.local_of(node)?),
        }
    }

    /// The table that a metatable names as `__index`, if that is all that it does with keys.
    fn index_of(&self, metatable: Base) -> Option<Base> {
        let items = self.named_items(metatable)?;
        let find = |name| self.tree.symbols().find(name);
        let index = find("__index")?;
        let is_elsewhere = |name| self.metatables.elsewhere.contains(&name);
        let writes_keys = find("__newindex").is_some_and(|name| {
            let written = self.metatables.written(metatable.local, name);
            is_elsewhere(name) || items.contains_key(&name) || written.is_some()
        });
        if writes_keys || is_elsewhere(index) {
            return None;
        }
        let value = match (items.get(&index), self.metatables.written(metatable.local, index)) {
            (Some(value), None) => *value,
            (None, Some(written)) if written.count == 1 => written.value?,
            _ => return None,
        };
        self.base_at(value)
    }

    /// The keys of a constructor; `None` where some of them are not written as names, or there are too many.
    fn named_items(&self, base: Base) -> Option<FxHashMap<Symbol, NodeId>> {
        let mut items = FxHashMap::default();
        if self.tree.has_flag(base.literal, flags::CONTAINS_ERROR) {
            return None;
        }
        for (at, (_, item)) in self.tree.table_items(base.literal).enumerate() {
            let (name, value) = match item {
                _ if at >= MAX_NAMES => return None,
                TableItem::Positional { .. } => continue,
                TableItem::Named { name, value } => (name, value),
                TableItem::Keyed { key, value } => match self.tree.string_key(key) {
                    Some(name) => (name, value),
                    None if is_number(self.tree, self.scopes, key) => continue,
                    None => return None,
                },
            };
            items.insert(name, value);
        }
        Some(items)
    }

    /// All keys of a table that the text shows, in order of their names' first use; `None` if there are too many.
    fn names(&self, base: Base, items: &FxHashMap<Symbol, NodeId>) -> Option<Vec<Symbol>> {
        let written = self.metatables.names_written(base.local);
        let mut names: Vec<Symbol> = items.keys().copied().chain(written).collect();
        names.sort_unstable();
        names.dedup();
        (names.len() <= MAX_NAMES).then_some(names)
    }

    /// A member that nothing ever replaces; `unknown` of any other.
    fn member(&mut self, base: Base, items: &FxHashMap<Symbol, NodeId>, name: Symbol) -> Ty {
        if self.metatables.elsewhere.contains(&name) {
            return Ty::UNKNOWN;
        }
        let value = match (items.get(&name), self.metatables.written(base.local, name)) {
            (Some(value), None) => Some(*value),
            (None, Some(written)) if written.count == 1 => written.value,
            _ => None,
        };
        let Some(value) = value else {
            return Ty::UNKNOWN;
        };
        let value = self.tree.skip_parens(value);
        match self.tree.expr(value) {
            Expr::Function(body) => self.types.intern(TyData::Closure(body)),
            _ if self.tree.kind(value) == NodeKind::FunctionBody => self.types.intern(TyData::Closure(value)),
            _ => self.literal_type(Some(value)),
        }
    }
}
