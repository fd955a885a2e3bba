//! How many arguments a called function takes, where that is certain: functions of the sandbox, and local ones.

use std::rc::Rc;

use pipelua_syntax::luacats::{FunctionType, TypeExpr, TypeKind, parse_type};
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
    /// The parameters that the function refuses to go without, in a row from the first one.
    pub(crate) required: Vec<String>,
    /// How many arguments it looks at; `None` if it takes any number.
    pub(crate) most: Option<usize>,
    /// The function says so itself, by its annotations.
    pub(crate) is_declared: bool,
    /// How it is written, such as `f(a, b)`.
    pub(crate) shown: String,
}

/// The calls by name of functions that are known for certain.
pub(crate) fn called(cx: &LuaContext<'_>) -> Vec<Called> {
    let tree = cx.tree;
    let mut all = Vec::new();
    let mut taken = Taken::default();
    for call in tree.of_kind(NodeKind::CallExpr) {
        let Expr::Call { callee, args } = tree.expr(call) else {
            continue;
        };
        let arguments: Vec<NodeId> = tree.children(args).collect();
        let callee = tree.skip_parens(callee);
        all.extend(
            of_local(cx, callee, &arguments, &mut taken).or_else(|| of_sandbox(cx, callee, &arguments)),
        );
    }
    all
}

/// What functions of this file take, by their bodies: each is looked at once, however many calls there are.
type Taken = FxHashMap<NodeId, Option<Rc<Takes>>>;

struct Takes {
    required: Vec<String>,
    most: Option<usize>,
    params: String,
}

fn of_local(cx: &LuaContext<'_>, callee: NodeId, arguments: &[NodeId], taken: &mut Taken) -> Option<Called> {
    let tree = cx.tree;
    let local = cx
        .scopes
        .local_of(callee)
        .filter(|local| cx.scopes.is_assigned_once(*local))?;
    let body = cx.scopes.function_in(tree, local)?;
    let takes = taken.entry(body).or_insert_with(|| takes(cx, body).map(Rc::new));
    let takes = takes.clone()?;
    Some(Called {
        callee,
        arguments: arguments.to_vec(),
        is_declared: true,
        required: takes.required.clone(),
        most: takes.most,
        shown: format!("{}({})", tree.name(callee), takes.params),
    })
}

fn takes(cx: &LuaContext<'_>, body: NodeId) -> Option<Takes> {
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

fn of_sandbox(cx: &LuaContext<'_>, callee: NodeId, arguments: &[NodeId]) -> Option<Called> {
    let TyData::Builtin(index) = cx.inference.types.get(cx.inference.type_of(callee)) else {
        return None;
    };
    let entry = library::entry(*index).filter(|entry| entry.entry.overloads.is_empty())?;
    let TypeKind::Function(function) = parse_type(&entry.entry.signature).0.kind else {
        return None;
    };
    let named = function.params.iter().filter(|param| param.name.text != "...");
    let names: Vec<&str> = named.map(|param| param.name.text.as_str()).collect();
    let required = function
        .params
        .iter()
        .take_while(|param| {
            let refuses_nil = param.ty.as_ref().is_some_and(|ty| refuses_nil(&function, ty));
            !param.optional && param.name.text != "..." && refuses_nil
        })
        .map(|param| param.name.text.clone());
    Some(Called {
        callee,
        arguments: arguments.to_vec(),
        is_declared: false,
        required: required.collect(),
        most: (names.len() == function.params.len()).then_some(names.len()),
        shown: format!("{}({})", entry.path(), names.join(", ")),
    })
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
