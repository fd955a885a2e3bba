//! Types that annotations declare: functions by their signature, and classes by their name.

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
    pub fields: Vec<Field>,
    /// Of the keys that have no name of their own.
    pub index: Option<Ty>,
    /// Keys may come from elsewhere too: from a parent that is not known, for one.
    pub open: bool,
    /// What its values can do besides is not known.
    pub has_operators: bool,
}

impl Class {
    fn own(&self, name: TextId) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
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
            for parent in &class.parents {
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
    pub fn class_fields(&self, class: TextId) -> Vec<&Field> {
        let mut all: Vec<&Field> = Vec::new();
        for class in self
            .lineage(class)
            .into_iter()
            .filter_map(|class| self.class(class))
        {
            for field in &class.fields {
                if all.iter().all(|known| known.name != field.name) {
                    all.push(field);
                }
            }
        }
        all
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
