//! The members of a type: what can stand behind a dot or a colon, for those who complete it.

use pipelua_schemas::{Entry, EntryKind, Signature};
use rustc_hash::FxHashMap;

use crate::context::{Context, PlacementSet};
use crate::infer::Inference;
use crate::library;
use crate::ty::{Field, Kinds, PortableTable, PortableType, TextId, Ty, TyData, Types};

/// A key of a type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    pub name: String,
    /// Its type, as a person reads it.
    pub ty: String,
    pub is_optional: bool,
    pub kind: MemberKind,
    /// What its value can be; of a function of the sandbox what a call gives.
    pub values: Option<Values>,
    /// Of the sandbox: where it is there, such as `helpers.json.encode`.
    pub entry: Option<&'static Entry>,
}

/// The kinds of values that a type has, told apart as `type(x)` does; all of them where nothing is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Values(Kinds);

impl Values {
    pub const STRING: Self = Self(Kinds::STRING);
    pub const NUMBER: Self = Self(Kinds::NUMBER);
    pub const TABLE: Self = Self(Kinds::TABLE);
    pub const FUNCTION: Self = Self(Kinds::FUNCTION);

    /// Of a type of an inference.
    pub fn of(types: &Types, ty: Ty) -> Option<Self> {
        let mut all = Kinds::NONE;
        for member in types.members(&ty) {
            all = all.or(types.kind_of(*member)?);
        }
        Some(Self(all.without(Kinds::NIL)))
    }

    /// Of a type that crosses between scripts.
    pub fn of_portable(ty: &PortableType) -> Option<Self> {
        let mut types = Types::default();
        let ty = types.import(ty);
        Self::of(&types, ty)
    }

    /// Whether a value of one can be a value of the other.
    pub fn meets(self, other: Self) -> bool {
        self.0.without(other.0) != self.0
    }

    /// Either of the two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberKind {
    Field,
    Function,
    /// A function whose first parameter is the value in front of the colon.
    Method,
}

/// What is known of the keys of values of `ty`, in the order of their author, each once.
pub fn members(inference: &Inference, context: &Context, ty: Ty) -> Vec<Member> {
    let mut found = Found {
        types: &inference.types,
        context,
        members: Vec::new(),
        places: FxHashMap::default(),
    };
    for member in inference.types.members(&ty) {
        found.of(*member);
    }
    found.members
}

/// The same of a type that is no more than likely.
pub fn members_of_portable(ty: &PortableType) -> Vec<Member> {
    let context = Context::default();
    let mut types = Types::default();
    let ty = types.import(ty);
    let mut found = Found {
        types: &types,
        context: &context,
        members: Vec::new(),
        places: FxHashMap::default(),
    };
    for member in types.members(&ty) {
        found.of(*member);
    }
    found.members
}

/// The keys of a table that is asked for.
pub fn members_of_table(table: &PortableTable) -> Vec<Member> {
    let mut types = Types::default();
    let fields = table.fields.iter();
    fields
        .map(|field| {
            let ty = types.import(&field.ty);
            Member {
                name: field.name.to_string(),
                ty: types.display(ty),
                is_optional: field.optional,
                kind: MemberKind::Field,
                values: Values::of(&types, ty),
                entry: None,
            }
        })
        .collect()
}

/// Whether values of `ty` are known to have a key; `None` where nothing is known of them.
pub fn has_member(inference: &Inference, context: &Context, ty: Ty, name: &str) -> Option<bool> {
    let of = inference.types.members(&ty);
    if of.iter().all(|ty| inference.types.is_dynamic(*ty)) {
        return None;
    }
    Some(
        members(inference, context, ty)
            .iter()
            .any(|member| member.name == name),
    )
}

struct Found<'a> {
    types: &'a Types,
    context: &'a Context,
    members: Vec<Member>,
    places: FxHashMap<String, usize>,
}

impl Found<'_> {
    fn of(&mut self, ty: Ty) {
        match self.types.get(ty) {
            TyData::Builtin(entry) => {
                if let Some(entry) = library::entry(*entry) {
                    self.of_library(entry.path(), MemberKind::Function);
                }
            }
            TyData::String(_) => self.of_library("string", MemberKind::Method),
            TyData::Table(table) | TyData::Instance(table) => self.fields(table.fields.iter()),
            TyData::Class(class) => self.fields(self.types.class_fields(*class)),
            TyData::Context { path, placements } => self.of_context(path, *placements),
            _ => {}
        }
    }

    fn add(&mut self, member: Member) {
        let known = self
            .places
            .get(&member.name)
            .and_then(|at| self.members.get_mut(*at));
        if let Some(known) = known {
            known.is_optional |= member.is_optional;
            return;
        }
        self.places.insert(member.name.clone(), self.members.len());
        self.members.push(member);
    }

    fn of_library(&mut self, path: &str, function: MemberKind) {
        for entry in pipelua_schemas::builtin().sandbox().members(path) {
            let kind = match entry.kind {
                EntryKind::Function => function,
                _ => MemberKind::Field,
            };
            // Functions that take no text first are called by their names.
            let takes_text = || {
                let signature = Signature::parse(&entry.signature)?;
                Some(signature.params.first()?.ty == "string")
            };
            let is_by_name = kind == MemberKind::Method && takes_text() != Some(true);
            self.add(Member {
                name: entry.name().to_owned(),
                ty: entry.signature.clone(),
                values: library::entry_at(&entry.path)
                    .and_then(library::entry)
                    .and_then(|entry| Values::of_portable(entry.ty())),
                is_optional: false,
                kind: if is_by_name { MemberKind::Function } else { kind },
                entry: Some(entry),
            });
        }
    }

    fn fields<'f>(&mut self, fields: impl Iterator<Item = &'f Field>) {
        for field in fields {
            self.add(Member {
                name: self.types.text(field.name).to_owned(),
                ty: self.types.display(field.ty),
                is_optional: field.optional || self.types.members(&field.ty).contains(&Ty::NIL),
                kind: self.kind_of(field.ty),
                values: Values::of(self.types, field.ty),
                entry: None,
            });
        }
    }

    fn kind_of(&self, ty: Ty) -> MemberKind {
        match self.types.get(ty) {
            TyData::AnyFunction | TyData::Function(_) | TyData::Closure(_) => MemberKind::Function,
            TyData::Builtin(entry)
                if library::entry(*entry).is_some_and(|it| it.entry.kind == EntryKind::Function) =>
            {
                MemberKind::Function
            }
            _ => MemberKind::Field,
        }
    }

    /// Each key that some placement has; one that another lacks is as good as optional.
    fn of_context(&mut self, path: &[TextId], placements: PlacementSet) {
        let names = || path.iter().map(|name| self.types.text(*name));
        let mut tables = Vec::new();
        for placement in self.context.of(placements) {
            let at = placement.at(names());
            if let Some(table) = at
                .as_ref()
                .map(PortableType::non_nil)
                .as_ref()
                .and_then(|ty| ty.as_table())
            {
                tables.push(table.clone());
            }
        }
        let mut types = Types::default();
        for table in &tables {
            for field in &table.fields {
                let everywhere = tables.iter().all(|other| other.field(&field.name).is_some());
                let ty = types.import(&field.ty);
                self.add(Member {
                    name: field.name.to_string(),
                    ty: types.display(ty),
                    is_optional: field.optional || !everywhere || field.ty.may_be_nil(),
                    kind: MemberKind::Field,
                    values: Values::of(&types, ty),
                    entry: None,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pipelua_syntax::{NodeId, NodeKind, flags};

    use super::*;
    use crate::db::Database;
    use crate::inputs::FileText;
    use crate::{editor_context, file_at, infer::infer, lower::lower};

    /// The members of what stands before the dot or colon without a name, in a script of `before_signup`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut db = Database::default();
        let text = format!("---@hook before_signup\n{text}");
        db.load([("scripts/a.lua".into(), FileText::Utf8(text.as_str().into()))]);
        let file = file_at(&db, "scripts/a.lua").unwrap();
        let key = editor_context(&db, file);
        let (tree, inference) = (lower(&db, file), infer(&db, file, key));
        let read = tree
            .of_kind(NodeKind::FieldExpr)
            .chain(tree.of_kind(NodeKind::MethodCallExpr))
            .find(|read| tree.has_flag(*read, flags::MISSING_NAME));
        let receiver = read.map_or(NodeId::ROOT, |read| tree.child(read, 0));
        let found = members(inference, key.context(&db), inference.type_of(receiver));
        let shown: Vec<String> = found
            .iter()
            .map(|member| format!("{}{}", member.name, if member.is_optional { "?" } else { "" }))
            .collect();
        for name in expected {
            assert!(
                shown.iter().any(|shown| shown == name),
                "{text}: {name} among {shown:?}"
            );
        }
    }

    #[test]
    fn a_receiver_has_a_type_in_every_half_typed_statement() {
        for text in [
            "context.request.",
            "local x = context.request.",
            "if context.request.",
            "if context.request. then\nend",
            "if context.request.\nlocal y = 1\nreturn { allowed = true }",
            "while context.request.",
            "foo(context.request.",
            "foo(1, context.request.)",
            "foo({ a = context.request.",
            "return { allowed = context.request.",
            "return { allowed = context.request. }",
            "return context.request.",
            "for _, x in ipairs(context.request.",
            "for i = 1, context.request.",
            "local function f()\n  return context.request.\nend\nreturn f()",
            "local t = { context.request. }",
            "x = context.request.",
            "local a = 1 + context.request.",
            "local a = \"x\" .. context.request.",
            "local a = not context.request.",
            "repeat until context.request.",
            "context.request.\nlocal x = 1",
            "return { allowed = true }\ncontext.request.",
            "foo[context.request.",
            "local r = context.request\nr.",
            "local r = context.request\nif r and r.",
            "helpers.trace(\"x\", function()\n  return context.request.\nend)",
        ] {
            check(text, &["ip?"]);
        }
    }

    #[test]
    fn members_are_those_of_the_type() {
        check("helpers.json.", &["encode", "decode", "null"]);
        check("(\"x\"):", &["sub", "format"]);
        check("local t = { a = 1, b = \"x\" }\nprint(t.", &["a", "b"]);
    }
}
