//! Values against what annotations declare: what does not fit, said once.

use std::sync::Arc;

use pipelua_syntax::{NodeId, NodeKind};

use super::annotated_call::Arguments;
use super::{Infer, ProblemKind, Ty};
use crate::lower::TableItem;
use crate::ty::{Extent, Field, Misfit, Origin, TextId, TyData, Why};

/// Keys of a class that a finding names or adds.
const MAX_MISSING: usize = 64;
/// Keys of a class among which the one is looked for that was meant.
const MAX_KNOWN: usize = 128;

/// Where a value goes that has a declared type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A local, by its name.
    Local(Arc<str>),
    /// A field of a class, by its name.
    Field(Arc<str>),
    /// An element of a list or a map, by how that is written.
    Element(Arc<str>),
    /// A `return`, by the position of the value.
    Return(usize),
    /// A parameter of a function.
    Argument { function: Arc<str>, param: Arc<str> },
    /// `data` of a result, of a script that says what it holds.
    Data,
    /// `@cast` or `@as`; the name is empty for the latter.
    Cast(Arc<str>),
}

/// A value that is not of the declared type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    pub place: Place,
    /// What is asked for.
    pub declared: String,
    /// The part of the value's type that is refused.
    pub found: String,
    /// Where in the value the fault lies, and what it is.
    pub reason: String,
    /// The fault lies in a part of the value.
    pub is_inside: bool,
    /// Only nil is refused.
    pub only_nil: bool,
    /// Whatever the value is.
    pub every: bool,
}

impl Infer<'_> {
    /// `value` goes to a place of a declared type.
    pub(super) fn check_assigned(&mut self, value: NodeId, found: Ty, declared: Ty, place: &Place) {
        if self.trials > 0 || !self.state.reachable {
            return;
        }
        let table = self.tree.skip_parens(value);
        if self.tree.kind(table) == NodeKind::TableExpr {
            self.extra_keys(table, declared);
        }
        let Some(misfit) = self.types.misfit(found, declared) else {
            return;
        };
        // Which of its values a wider type has is not known.
        if misfit.extent == Extent::Wider {
            return;
        }
        let node = self.tree.skip_parens(value);
        if self.missing_fields(node, &misfit, declared) {
            return;
        }
        let root = match place {
            Place::Local(name) | Place::Field(name) => name.to_string(),
            Place::Argument { param, .. } => param.to_string(),
            Place::Element(_) => "element".to_owned(),
            Place::Data => "data".to_owned(),
            Place::Return(_) | Place::Cast(_) => String::new(),
        };
        let mismatch = Mismatch {
            place: place.clone(),
            declared: self.types.display(declared),
            found: misfit.found(&self.types),
            reason: misfit.reason(&self.types, &root),
            is_inside: !misfit.is_flat(),
            only_nil: misfit.is_flat() && matches!(misfit.extent, Extent::MayBeNil | Extent::Nil),
            every: matches!(misfit.extent, Extent::Nil | Extent::Every),
        };
        self.problem(value, ProblemKind::Mismatch(Box::new(mismatch)));
    }

    /// A result of the script against what `@data` says that it holds.
    pub(super) fn check_data(&mut self, value: NodeId) {
        let notes = self.notes;
        let Some(declared) = notes.data() else { return };
        let declared = self.declared(declared);
        let name = self.types.intern_text("data");
        let TyData::Table(result) = self.types.get(self.recorded(value)).clone() else {
            return;
        };
        let Some(data) = result
            .field(name)
            .filter(|field| !field.optional)
            .map(|field| field.ty)
        else {
            return;
        };
        let value = self.tree.skip_parens(value);
        let items = self.tree.table_items(value).find_map(|(_, item)| match item {
            TableItem::Named { name, value } if self.tree.text(name) == "data" => Some(value),
            _ => None,
        });
        let node = items.unwrap_or(value);
        self.check_assigned(node, data, declared, &Place::Data);
        let (TyData::Table(there), TyData::Table(asked)) =
            (self.types.get(data).clone(), self.types.get(declared))
        else {
            return;
        };
        if asked.open {
            return;
        }
        let extra = there
            .fields
            .iter()
            .find(|field| asked.field(field.name).is_none());
        if let Some(extra) = extra {
            let name = self.types.text(extra.name).into();
            let known = asked
                .fields
                .iter()
                .map(|field| self.types.text(field.name).into())
                .collect();
            self.problem(node, ProblemKind::UndeclaredData { name, known });
        }
    }

    /// Keys that a table written here lacks, of those that its class asks for; `false` if the fault is another one.
    fn missing_fields(&mut self, node: NodeId, misfit: &Misfit, declared: Ty) -> bool {
        if !matches!(misfit.why, Why::Missing(_))
            || !misfit.steps.is_empty()
            || self.tree.kind(node) != NodeKind::TableExpr
        {
            return false;
        }
        let declared = self.types.non_nil(declared);
        let Some(class) = self.types.as_class(declared) else {
            return false;
        };
        let TyData::Table(table) = self.types.get(self.recorded(node)).clone() else {
            return true;
        };
        let later = match table.origin {
            Origin::Literal(literal) => self.tables.written_later(self.tree, literal),
            Origin::Elsewhere => Vec::new(),
        };
        let is_missing = |field: &&Field| {
            let is_asked = !field.optional && !self.types.is_dynamic(field.ty);
            // It may be given to it below.
            is_asked && table.field(field.name).is_none() && !later.contains(&self.types.text(field.name))
        };
        let fields = self.types.class_fields(class);
        let missing: Vec<_> = fields
            .filter(is_missing)
            .take(MAX_MISSING)
            .map(|field| (Arc::from(self.types.text(field.name)), self.empty_value(field.ty)))
            .collect();
        if !missing.is_empty() {
            let class = self.types.text(class).into();
            self.problem(node, ProblemKind::MissingFields { class, missing });
        }
        true
    }

    /// A value of a type that is as good as none.
    fn empty_value(&self, ty: Ty) -> Option<&'static str> {
        match self.types.get(ty) {
            TyData::String(None) => Some("\"\""),
            TyData::Integer(None) | TyData::Number(None) => Some("0"),
            TyData::Boolean(None) => Some("false"),
            TyData::AnyTable | TyData::Array(_) | TyData::Map(..) => Some("{}"),
            _ => None,
        }
    }

    /// The argument at a position against its parameter.
    pub(super) fn check_argument(
        &mut self,
        given: &Arguments,
        at: usize,
        function: &str,
        param: &str,
        optional: bool,
        declared: Ty,
    ) {
        let (Some(node), Some(found)) = (given.nodes.get(at), given.types.get(at)) else {
            return;
        };
        let declared = if optional {
            self.types.join(declared, Ty::NIL)
        } else {
            declared
        };
        let place = Place::Argument {
            function: function.into(),
            param: param.into(),
        };
        self.check_assigned(*node, *found, declared, &place);
    }

    /// A type is changed to one that has nothing in common with it.
    pub(super) fn check_cast(&mut self, node: NodeId, name: &str, found: Ty, to: Ty) {
        // What it will be is said before it is there.
        if self.trials > 0 || matches!(found, Ty::NEVER | Ty::NIL) {
            return;
        }
        let is_apart = |misfit: Option<Misfit>| {
            misfit.is_some_and(|misfit| {
                misfit.is_flat() && matches!(misfit.extent, Extent::Every | Extent::Nil)
            })
        };
        if !is_apart(self.types.misfit(found, to)) || !is_apart(self.types.misfit(to, found)) {
            return;
        }
        let declared = self.types.display(to);
        let found = self.types.display(self.types.widen(found));
        let mismatch = Mismatch {
            place: Place::Cast(name.into()),
            reason: format!("{found} is not {declared}"),
            declared,
            found,
            is_inside: false,
            only_nil: false,
            every: true,
        };
        self.problem(node, ProblemKind::Mismatch(Box::new(mismatch)));
    }

    /// A key is read from a value of an exact class that has no such key.
    pub(super) fn lacking(&mut self, node: NodeId, class: TextId, name: TextId) {
        let known = self.known_keys(class);
        let class = self.types.text(class).into();
        let name = self.types.text(name).into();
        self.problem(node, ProblemKind::MissingKey { class, name, known });
    }

    /// Keys of a table written here that its exact class has not.
    fn extra_keys(&mut self, table: NodeId, declared: Ty) {
        let declared = self.types.non_nil(declared);
        let Some(class) = self
            .types
            .as_class(declared)
            .filter(|class| self.types.is_exact(*class))
        else {
            return;
        };
        let tree = self.tree;
        for (item, entry) in tree.table_items(table) {
            if let TableItem::Named { name, .. } = entry {
                let name = tree.text(name);
                let key = self.types.intern_text(name);
                if self.class_key(class, key).is_none() {
                    self.injected(item, class, name);
                }
            }
        }
    }

    /// A key is given to a value of an exact class that has no such key.
    pub(super) fn injected(&mut self, target: NodeId, class: TextId, name: &str) {
        let known = self.known_keys(class);
        let class = self.types.text(class).into();
        let name = name.into();
        self.problem(target, ProblemKind::InjectedField { class, name, known });
    }

    fn known_keys(&self, class: TextId) -> Vec<Arc<str>> {
        let fields = self.types.class_fields(class).take(MAX_KNOWN);
        fields
            .map(|field| Arc::from(self.types.text(field.name)))
            .collect()
    }
}
