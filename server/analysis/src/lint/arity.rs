//! How many arguments a called function takes, where that is certain: functions of the sandbox, and local ones.

use std::rc::Rc;

use pipelua_syntax::luacats::{FunctionType, TypeExpr, TypeKind};
use pipelua_syntax::{NodeId, NodeKind, flags};
use rustc_hash::FxHashMap;

use super::LuaContext;
use crate::library;
use crate::lower::Expr;
use crate::ty::TyData;

/// A call beside the function that it calls.
pub(crate) struct Called {
    /// What is called, without what is around it.
    pub(crate) callee: NodeId,
    pub(crate) arguments: Vec<NodeId>,
    pub(crate) takes: Rc<Takes>,
}

/// What a function takes.
pub(crate) struct Takes {
    /// The parameters that the function refuses to go without, in a row from the first one.
    pub(crate) required: Vec<String>,
    /// How many arguments it looks at; `None` if it takes any number.
    pub(crate) most: Option<usize>,
    /// The function says so itself, by its annotations.
    pub(crate) is_declared: bool,
    /// The path of a function of the sandbox.
    path: Option<&'static str>,
    /// The names of its parameters, with commas.
    params: String,
}

impl Called {
    /// The name of what is called.
    pub(crate) fn name<'a>(&self, cx: &LuaContext<'a>) -> &'a str {
        self.takes.path.unwrap_or_else(|| cx.tree.name(self.callee))
    }

    /// How it is written where it is made, such as `f(a, b)`.
    pub(crate) fn shown(&self, cx: &LuaContext<'_>) -> String {
        format!("{}({})", self.name(cx), self.takes.params)
    }
}

/// What functions take: each is looked at once, however many calls there are.
#[derive(Default)]
struct Known {
    /// By body.
    of_file: FxHashMap<NodeId, Option<Rc<Takes>>>,
    of_sandbox: FxHashMap<u32, Option<Rc<Takes>>>,
}

/// The calls by name of functions that are known for certain.
pub(crate) fn called(cx: &LuaContext<'_>) -> Vec<Called> {
    let tree = cx.tree;
    let mut known = Known::default();
    let calls = tree.of_kind(NodeKind::CallExpr).filter_map(|call| {
        let Expr::Call { callee, args } = tree.expr(call) else {
            return None;
        };
        let callee = tree.skip_parens(callee);
        let takes = known
            .of_local(cx, callee)
            .or_else(|| known.of_sandbox(cx, callee))?;
        Some(Called {
            callee,
            arguments: tree.children(args).collect(),
            takes,
        })
    });
    calls.collect()
}

impl Known {
    fn of_local(&mut self, cx: &LuaContext<'_>, callee: NodeId) -> Option<Rc<Takes>> {
        let local = cx
            .scopes
            .local_of(callee)
            .filter(|local| cx.scopes.is_assigned_once(*local))?;
        let body = cx.scopes.function_in(cx.tree, local)?;
        let takes = self.of_file.entry(body);
        takes.or_insert_with(|| of_body(cx, body).map(Rc::new)).clone()
    }

    fn of_sandbox(&mut self, cx: &LuaContext<'_>, callee: NodeId) -> Option<Rc<Takes>> {
        let TyData::Builtin(index) = *cx.inference.types.get(cx.inference.type_of(callee)) else {
            return None;
        };
        let takes = self.of_sandbox.entry(index);
        takes.or_insert_with(|| of_entry(index).map(Rc::new)).clone()
    }
}

fn of_body(cx: &LuaContext<'_>, body: NodeId) -> Option<Takes> {
    let tree = cx.tree;
    // A parameter may be what is missing there.
    if tree.has_flag(body, flags::CONTAINS_ERROR) {
        return None;
    }
    let list = tree.child(body, 0);
    let params = tree.children(list).filter(|at| tree.kind(*at) == NodeKind::Param);
    let names: Vec<&str> = params.map(|param| tree.name(param)).collect();
    Some(Takes {
        required: required_by_annotation(cx, body, &names),
        most: (!tree.has_flag(list, flags::VARARG)).then_some(names.len()),
        is_declared: true,
        path: None,
        params: names.join(", "),
    })
}

fn of_entry(index: u32) -> Option<Takes> {
    let entry = library::entry(index).filter(|entry| entry.entry.overloads.is_empty())?;
    let function = &entry.signatures().first()?.function;
    let named = function.params.iter().filter(|param| param.name.text != "...");
    let names: Vec<&str> = named.map(|param| param.name.text.as_str()).collect();
    let required = function
        .params
        .iter()
        .take_while(|param| {
            let refuses_nil = param.ty.as_ref().is_some_and(|ty| refuses_nil(function, ty));
            !param.optional && param.name.text != "..." && refuses_nil
        })
        .map(|param| param.name.text.clone());
    Some(Takes {
        required: required.collect(),
        most: (names.len() == function.params.len()).then_some(names.len()),
        is_declared: false,
        path: Some(entry.path()),
        params: names.join(", "),
    })
}

/// The parameters of a function of this file that its `@param`s say must be given, in a row from the first one. Of one
/// without annotations nobody said which of them may be left out.
fn required_by_annotation(cx: &LuaContext<'_>, body: NodeId, names: &[&str]) -> Vec<String> {
    let Some(signature) = cx
        .notes
        .signature(body)
        .filter(|signature| signature.overloads.is_empty())
    else {
        return Vec::new();
    };
    let is_required = |name: &&&str| {
        let param = signature.param(name);
        param.is_some_and(|(ty, optional)| !optional && cx.notes.refuses_nil(signature, ty))
    };
    names
        .iter()
        .take_while(is_required)
        .map(|name| (*name).to_owned())
        .collect()
}

/// Whether nil is certainly no value of the type of a parameter; generic names may be anything.
fn refuses_nil(function: &FunctionType, ty: &TypeExpr) -> bool {
    match &ty.kind {
        TypeKind::Named { name, .. } => {
            !matches!(name.text.as_str(), "any" | "nil" | "unknown")
                && !function
                    .generics
                    .iter()
                    .any(|generic| generic.name.text == name.text)
        }
        TypeKind::Union(members) => members.iter().all(is_plain),
        TypeKind::Array(_) | TypeKind::Table(_) | TypeKind::Literal(_) | TypeKind::Function(_) => true,
        _ => false,
    }
}

/// Whether a member of a union is a function or a basic type, nil apart.
fn is_plain(member: &TypeExpr) -> bool {
    match &member.kind {
        TypeKind::Named { name, .. } => matches!(
            name.text.as_str(),
            "string" | "number" | "integer" | "boolean" | "table"
        ),
        TypeKind::Function(_) => true,
        _ => false,
    }
}

/// Whether an expression at the end of a list may give many values, or none.
pub(crate) fn may_be_many(cx: &LuaContext<'_>, node: NodeId) -> bool {
    matches!(
        cx.tree.kind(node),
        NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::VarargExpr
    )
}
