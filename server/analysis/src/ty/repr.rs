//! Types of one inference, each stored once: equal types have equal ids, so that comparing them is comparing ids.
//!
//! The store lives and dies with the inference. What crosses from script to script is a
//! [`super::PortableType`], cut to a bounded size, so that no type outlives what made it.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use pipelua_syntax::NodeId;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::assign::Misfit;
use super::declared::{Class, Function};
use crate::context::PlacementSet;

/// A type of one [`Types`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ty(pub(super) u32);

/// A text of one [`Types`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TextId(u32);

/// What a type is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TyData {
    Never,
    Nil,
    Boolean(Option<bool>),
    /// With the value of a literal.
    Integer(Option<i64>),
    /// With the bits of a literal.
    Number(Option<u64>),
    String(Option<TextId>),
    Thread,
    /// A table of which nothing is known.
    AnyTable,
    /// A function of which nothing is known.
    AnyFunction,
    /// A choice not to know.
    Any,
    /// Missing knowledge.
    Unknown,
    Table(Box<Table>),
    /// A table with a metatable, and the keys that are surely found through it; whatever else is done with it may
    /// have a metamethod.
    Instance(Box<Table>),
    Array(Ty),
    Map(Ty, Ty),
    /// A value that is on its way.
    Promise(Ty),
    /// A function of which an annotation says what it takes and gives.
    Function(Box<Function>),
    /// A table of a declared class, by its name.
    Class(TextId),
    /// A function of this file, by its `FunctionBody`.
    Closure(NodeId),
    /// A function or table of the sandbox, by its index there.
    Builtin(u32),
    /// `context`, or a table below it, as those placements see it.
    Context {
        path: Box<[TextId]>,
        placements: PlacementSet,
    },
    /// Members in order of their ids; never nested, never fewer than two.
    Union(Box<[Ty]>),
}

/// A table with known keys.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Table {
    pub origin: Origin,
    /// In the order of the author.
    pub fields: Vec<Field>,
    /// Type of the elements `1..n`.
    pub items: Option<Ty>,
    /// There may be keys that are not listed.
    pub open: bool,
}

/// A key of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    pub name: TextId,
    pub ty: Ty,
    pub optional: bool,
}

/// Where a table comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Origin {
    /// The `TableExpr` of this file that makes it.
    Literal(NodeId),
    /// Declared, or made by another script.
    Elsewhere,
}

impl Table {
    pub fn field(&self, name: TextId) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

macro_rules! well_known {
    ($($name:ident = $at:literal: $data:expr;)*) => {
        impl Ty {
            $(pub const $name: Self = Self($at);)*
        }

        fn well_known() -> Vec<TyData> {
            vec![$($data),*]
        }
    };
}

well_known! {
    NEVER = 0: TyData::Never;
    NIL = 1: TyData::Nil;
    FALSE = 2: TyData::Boolean(Some(false));
    TRUE = 3: TyData::Boolean(Some(true));
    BOOLEAN = 4: TyData::Boolean(None);
    INTEGER = 5: TyData::Integer(None);
    NUMBER = 6: TyData::Number(None);
    STRING = 7: TyData::String(None);
    THREAD = 8: TyData::Thread;
    TABLE = 9: TyData::AnyTable;
    FUNCTION = 10: TyData::AnyFunction;
    ANY = 11: TyData::Any;
    UNKNOWN = 12: TyData::Unknown;
}

/// The store of the types of one inference.
#[derive(Clone, Debug)]
pub struct Types {
    data: Vec<TyData>,
    /// By type: how many tables and arrays lie in each other.
    depths: Vec<u8>,
    /// Two tables of one constructor as one, so that each pair is merged once.
    pub(super) merged: FxHashMap<(Ty, Ty), Ty>,
    /// What was found of tables against what is asked for: one may be given to many.
    pub(super) misfits: FxHashMap<(Ty, Ty), Option<Misfit>>,
    /// By hash, which is counted up where two types have the same.
    ids: FxHashMap<u64, Ty>,
    /// What the classes are that types name.
    pub(super) classes: FxHashMap<TextId, Class>,
    texts: Vec<Arc<str>>,
    text_ids: FxHashMap<Arc<str>, TextId>,
}

impl Default for Types {
    fn default() -> Self {
        let mut types = Self {
            data: Vec::new(),
            depths: Vec::new(),
            merged: FxHashMap::default(),
            misfits: FxHashMap::default(),
            ids: FxHashMap::default(),
            classes: FxHashMap::default(),
            texts: Vec::new(),
            text_ids: FxHashMap::default(),
        };
        for data in well_known() {
            types.intern(data);
        }
        types
    }
}

impl PartialEq for Types {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data && self.texts == other.texts && self.classes == other.classes
    }
}

impl Types {
    pub fn get(&self, ty: Ty) -> &TyData {
        self.data.get(ty.0 as usize).unwrap_or(&TyData::Unknown)
    }

    pub fn intern(&mut self, data: TyData) -> Ty {
        let mut slot = FxBuildHasher.hash_one(&data);
        while let Some(known) = self.ids.get(&slot) {
            if *self.get(*known) == data {
                return *known;
            }
            slot = slot.wrapping_add(1);
        }
        let ty = Ty(self.data.len() as u32);
        self.depths.push(self.depth_of(&data));
        self.data.push(data);
        self.ids.insert(slot, ty);
        ty
    }

    /// How many tables and arrays lie in each other, at most 255.
    pub(crate) fn depth(&self, ty: Ty) -> u8 {
        self.depths.get(ty.0 as usize).copied().unwrap_or(0)
    }

    fn depth_of(&self, data: &TyData) -> u8 {
        let inside = match data {
            TyData::Table(table) | TyData::Instance(table) => table
                .fields
                .iter()
                .map(|field| field.ty)
                .chain(table.items)
                .map(|ty| self.depth(ty))
                .max(),
            TyData::Array(items) | TyData::Map(_, items) | TyData::Promise(items) => Some(self.depth(*items)),
            TyData::Function(function) => {
                let params = function.params.iter().map(|param| param.ty);
                let given = function.returns.iter().copied();
                params.chain(given).map(|ty| self.depth(ty)).max()
            }
            TyData::Union(members) => return members.iter().map(|ty| self.depth(*ty)).max().unwrap_or(0),
            _ => return 0,
        };
        inside.unwrap_or(0).saturating_add(1)
    }

    pub fn text(&self, text: TextId) -> &str {
        self.texts.get(text.0 as usize).map_or("", |text| text)
    }

    pub fn intern_text(&mut self, text: &str) -> TextId {
        if let Some(known) = self.text_ids.get(text) {
            return *known;
        }
        let id = TextId(self.texts.len() as u32);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.text_ids.insert(text, id);
        id
    }

    /// The id of a text that some type has.
    pub(crate) fn text_id(&self, text: &str) -> Option<TextId> {
        self.text_ids.get(text).copied()
    }

    pub fn string_literal(&mut self, text: &str) -> Ty {
        let text = self.intern_text(text);
        self.intern(TyData::String(Some(text)))
    }

    /// The value of a string literal type.
    pub fn as_string_literal(&self, ty: Ty) -> Option<&str> {
        match self.get(ty) {
            TyData::String(Some(text)) => Some(self.text(*text)),
            _ => None,
        }
    }

    /// The members of a union, or the type itself.
    pub fn members<'a>(&'a self, ty: &'a Ty) -> &'a [Ty] {
        match self.get(*ty) {
            TyData::Union(members) => members,
            _ => std::slice::from_ref(ty),
        }
    }

    /// The type of the elements of a list.
    pub(crate) fn items(&self, ty: Ty) -> Option<Ty> {
        match self.get(ty) {
            TyData::Array(items) => Some(*items),
            TyData::Table(table) if table.fields.is_empty() && !table.open => table.items,
            _ => None,
        }
    }

    /// Whether anything at all may be a value of it, so that nothing can be said.
    pub fn is_dynamic(&self, ty: Ty) -> bool {
        matches!(self.get(ty), TyData::Any | TyData::Unknown | TyData::Instance(_))
    }
}
