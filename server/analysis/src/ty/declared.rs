//! Types that annotations declare: functions by their signature, and classes by their name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::repr::{Field, TextId, Ty, TyData, Types};

/// A chain of parents that is longer is not followed.
const MAX_PARENTS: usize = 16;

/// What `fun(..): ..` says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Function {
    pub params: Vec<Field>,
    /// Of the arguments behind them; `None` where there may be none.
    pub rest: Option<Ty>,
    pub returns: Vec<Ty>,
    /// Of the values behind them; nil where there are none.
    pub more: Ty,
}

/// What `@class` says. Classes are told apart by their names, so that one may hold itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Class {
    /// It has the declared keys only.
    pub exact: bool,
    pub parents: Vec<TextId>,
    pub(crate) fields: Vec<Field>,
    /// Where in `fields` a name is.
    pub(crate) places: FxHashMap<TextId, usize>,
    /// Of the keys that have no name of their own.
    pub index: Option<Ty>,
    /// Keys may come from elsewhere too: from a parent that is not known, for one.
    pub open: bool,
    /// What its values can do besides is not known.
    pub has_operators: bool,
}

impl Class {
    fn own(&self, name: TextId) -> Option<&Field> {
        self.fields.get(*self.places.get(&name)?)
    }

    /// Adds a field; one that is there already is returned instead.
    pub(crate) fn add(&mut self, field: Field) -> Option<&mut Field> {
        let end = self.fields.len();
        let at = *self.places.entry(field.name).or_insert(end);
        if at == end {
            self.fields.push(field);
            return None;
        }
        self.fields.get_mut(at)
    }
}

impl Types {
    /// What is known of a class.
    pub fn class(&self, name: TextId) -> Option<&Class> {
        self.classes.get(&name)
    }

    /// The name of the class that a type is.
    pub fn as_class(&self, ty: Ty) -> Option<TextId> {
        match self.get(ty) {
            TyData::Class(name) => Some(*name),
            _ => None,
        }
    }

    /// Says what a class is; of two classes of one name the first counts.
    pub(crate) fn declare_class(&mut self, name: TextId, class: Class) {
        self.classes.insert(name, class);
    }

    /// A class and those that it inherits from, itself first.
    pub fn lineage(&self, name: TextId) -> Vec<TextId> {
        let mut all = vec![name];
        let mut at = 0;
        while let Some(class) = all.get(at).and_then(|name| self.class(*name)) {
            for parent in class.parents.iter().take(MAX_PARENTS) {
                if all.len() < MAX_PARENTS && !all.contains(parent) {
                    all.push(*parent);
                }
            }
            at += 1;
        }
        all
    }

    /// A declared key of a class or of what it inherits from.
    pub fn class_field(&self, class: TextId, name: TextId) -> Option<&Field> {
        let lineage = self.lineage(class);
        lineage.into_iter().find_map(|class| self.class(class)?.own(name))
    }

    /// All declared keys of a class, those of its parents last.
    pub fn class_fields(&self, class: TextId) -> impl Iterator<Item = &Field> {
        let lineage = self.lineage(class);
        let has_parents = lineage.len() > 1;
        let mut seen = FxHashSet::default();
        lineage
            .into_iter()
            .filter_map(|class| self.class(class))
            .flat_map(|class| &class.fields)
            .filter(move |field| !has_parents || seen.insert(field.name))
    }

    /// The type of the keys of a class that have no name of their own.
    pub fn class_index(&self, class: TextId) -> Option<Ty> {
        let lineage = self.lineage(class);
        lineage.into_iter().find_map(|class| self.class(class)?.index)
    }

    /// Whether a class has no other keys than those that are declared.
    pub fn is_exact(&self, class: TextId) -> bool {
        let lineage = self.lineage(class);
        self.class(class).is_some_and(|class| class.exact)
            && lineage.len() < MAX_PARENTS
            && lineage.iter().all(|class| {
                self.class(*class)
                    .is_some_and(|class| !class.open && class.index.is_none())
            })
    }

    /// Whether values of one class are values of another one.
    pub fn inherits(&self, class: TextId, from: TextId) -> bool {
        self.lineage(class).contains(&from)
    }
}
