//! What a call calls: each way to call it as a signature, with names, types and docs of its parameters.

use pipelua_analysis::function_at;
use pipelua_analysis::infer::Inference;
use pipelua_analysis::lower::{Expr, Lowered};
use pipelua_analysis::scopes::Scopes;
use pipelua_analysis::{Ty, TyData};
use pipelua_schemas::Entry;
use pipelua_syntax::luacats::{FunctionType, TagKind, TypeKind, parse_comment, parse_type};
use pipelua_syntax::{NodeId, NodeKind, TextRange};
use rustc_hash::FxHashMap;

use crate::path::global_path;

/// Something that can be called.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Callee {
    /// At least one.
    pub(crate) ways: Vec<Way>,
    /// Markdown.
    pub(crate) docs: String,
    /// The first parameter is what stands before the `:`.
    pub(crate) takes_self: bool,
}

/// One way to call it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Way {
    /// `name(a: string, b?: integer): boolean`
    pub(crate) label: String,
    pub(crate) params: Vec<ParamShown>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct ParamShown {
    pub(crate) name: String,
    /// As written; empty if nothing is said.
    pub(crate) ty: String,
    /// Bytes of the label.
    pub(crate) range: TextRange,
    pub(crate) docs: String,
}

impl Way {
    /// Whether the last parameter takes all that follows.
    pub(crate) fn is_variadic(&self) -> bool {
        self.params.last().is_some_and(|param| param.name == "...")
    }

    /// The parameter for an argument, counted from 0, `self` included.
    pub(crate) fn param_of(&self, argument: usize) -> Option<usize> {
        let last = self.params.len().checked_sub(1)?;
        match argument {
            at if at <= last => Some(at),
            _ => self.is_variadic().then_some(last),
        }
    }
}

/// What a `CallExpr` or `MethodCallExpr` calls, if that is known.
pub(crate) fn callee(tree: &Lowered, scopes: &Scopes, inference: &Inference, call: NodeId) -> Option<Callee> {
    let types = &inference.types;
    match tree.expr(call) {
        Expr::Call { callee, .. } => {
            let callee = tree.skip_parens(callee);
            if let Some(entry) = global_path(tree, scopes, callee).and_then(|path| entry(&path.join("."))) {
                return of_entry(entry, false);
            }
            if let Some(body) = local_function(tree, scopes, callee) {
                return Some(of_function(tree, body, tree.name(callee), false));
            }
            of_type(
                tree,
                inference,
                inference.type_of(callee),
                tree.name(callee),
                false,
            )
        }
        Expr::MethodCall {
            base,
            name: Some(name),
            ..
        } => {
            let name = tree.text(name);
            if let Some(entry) = global_path(tree, scopes, call).and_then(|path| entry(&path.join("."))) {
                return of_entry(entry, true);
            }
            let owner = inference.type_of(base);
            let is_text = |member: &Ty| matches!(types.get(*member), TyData::String(_));
            let members = types.members(&owner);
            if members.iter().any(is_text) {
                return of_entry(entry(&format!("string.{name}"))?, true);
            }
            let field = members.iter().find_map(|member| match types.get(*member) {
                TyData::Table(table) | TyData::Instance(table) => {
                    table.fields.iter().find(|field| types.text(field.name) == name)
                }
                _ => None,
            });
            of_type(tree, inference, field?.ty, name, true)
        }
        _ => None,
    }
}

fn entry(path: &str) -> Option<&'static Entry> {
    pipelua_schemas::builtin().sandbox().get(path)
}

/// The body of the function that a local surely is.
fn local_function(tree: &Lowered, scopes: &Scopes, name: NodeId) -> Option<NodeId> {
    let local = scopes.local_of(name)?;
    scopes
        .is_assigned_once(local)
        .then(|| scopes.function_in(tree, local))
        .flatten()
}

fn of_type(tree: &Lowered, inference: &Inference, ty: Ty, name: &str, takes_self: bool) -> Option<Callee> {
    let types = &inference.types;
    types
        .members(&ty)
        .iter()
        .find_map(|member| match types.get(*member) {
            TyData::Builtin(_) => of_entry(entry(&types.display(*member))?, takes_self),
            TyData::Closure(body) => Some(of_function(tree, *body, name, takes_self)),
            TyData::Function(_) => {
                let way = way(name, &types.display(*member), &FxHashMap::default())?;
                Some(Callee {
                    ways: vec![way],
                    docs: String::new(),
                    takes_self,
                })
            }
            _ => None,
        })
}

fn of_entry(entry: &Entry, takes_self: bool) -> Option<Callee> {
    let params = entry.params.iter();
    let docs: FxHashMap<String, String> = params
        .map(|param| (param.name.clone(), param.docs.clone()))
        .collect();
    let signatures = std::iter::once(&entry.signature).chain(&entry.overloads);
    let ways: Vec<Way> = signatures
        .filter_map(|signature| way(&entry.path, signature, &docs))
        .collect();
    (!ways.is_empty()).then(|| Callee {
        ways,
        docs: entry.docs.trim().to_owned(),
        takes_self,
    })
}

/// `fun(a: A): R` as the signature of a name.
fn way(name: &str, signature: &str, docs: &FxHashMap<String, String>) -> Option<Way> {
    let (ty, _) = parse_type(signature);
    let TypeKind::Function(function) = ty.kind else {
        return None;
    };
    let rest = signature.trim_start().strip_prefix("fun")?;
    let skipped = (signature.len() - rest.len()) as u32;
    let moved = |at: u32| at.saturating_sub(skipped) + name.len() as u32;
    let FunctionType { params, .. } = *function;
    let params = params
        .into_iter()
        .map(|param| {
            let end = param.ty.as_ref().map_or(param.name.range.end, |ty| ty.range.end);
            let ty = param.ty.and_then(|ty| signature.get(ty.range.as_usize()));
            ParamShown {
                range: TextRange::new(moved(param.name.range.start), moved(end)),
                docs: docs.get(&param.name.text).cloned().unwrap_or_default(),
                ty: ty.unwrap_or_default().to_owned(),
                name: param.name.text,
            }
        })
        .collect();
    Some(Way {
        label: format!("{name}{rest}"),
        params,
    })
}

/// A function of the script, with what its annotations say.
fn of_function(tree: &Lowered, body: NodeId, name: &str, is_method: bool) -> Callee {
    let said = Said::of(tree, body);
    let list = tree
        .children(body)
        .find(|child| tree.kind(*child) == NodeKind::ParamList);
    let mut names: Vec<String> = list
        .map(|list| {
            tree.children(list)
                .map(|param| tree.name(param).to_owned())
                .collect()
        })
        .unwrap_or_default();
    if list.is_some_and(|list| tree.has_flag(list, pipelua_syntax::flags::VARARG)) {
        names.push("...".to_owned());
    }
    let mut label = format!("{name}(");
    let mut params = Vec::new();
    for param in names {
        if !params.is_empty() {
            label.push_str(", ");
        }
        let start = label.len() as u32;
        label.push_str(&param);
        let (ty, docs) = said.params.get(&param).cloned().unwrap_or_default();
        label.push_str(&ty);
        params.push(ParamShown {
            name: param,
            ty: ty.trim_start_matches(['?', ':', ' ']).to_owned(),
            range: TextRange::new(start, label.len() as u32),
            docs,
        });
    }
    label.push(')');
    if !said.returns.is_empty() {
        label.push_str(": ");
        label.push_str(&said.returns.join(", "));
    }
    let declares_self = params.first().is_some_and(|param| param.name == "self");
    let mut ways = vec![Way { label, params }];
    ways.extend(
        said.overloads
            .iter()
            .filter_map(|overload| way(name, overload, &FxHashMap::default())),
    );
    Callee {
        ways,
        docs: said.text,
        // `function t:m()` names no `self` that could be counted.
        takes_self: is_method && declares_self,
    }
}

/// What the doc comment of a function says.
#[derive(Default)]
struct Said {
    text: String,
    /// By name: what stands behind it in a signature, such as `?: string`, and what it is for.
    params: FxHashMap<String, (String, String)>,
    returns: Vec<String>,
    overloads: Vec<String>,
}

impl Said {
    fn of(tree: &Lowered, body: NodeId) -> Self {
        let mut said = Self::default();
        let mut docs = tree.docs().iter();
        let doc = docs.find(|doc| doc.node.and_then(|node| function_at(tree, node)) == Some(body));
        let Some(doc) = doc else { return said };
        let comment = parse_comment(&doc.text);
        let text = |range: TextRange| {
            doc.text
                .get(range.as_usize())
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let lines: Vec<String> = comment.text.iter().map(|line| text(*line)).collect();
        lines.join("\n").trim().clone_into(&mut said.text);
        for tag in &comment.tags {
            match &tag.kind {
                TagKind::Param { name, optional, ty } => {
                    let about = tag.description.map(text).unwrap_or_default();
                    let mark = if *optional { "?" } else { "" };
                    let ty = format!("{mark}: {}", text(ty.range));
                    said.params.insert(name.text.clone(), (ty, about));
                }
                TagKind::Vararg { ty } => {
                    let ty = format!(": {}", text(ty.range));
                    said.params.insert("...".to_owned(), (ty, String::new()));
                }
                TagKind::Return { items } => {
                    said.returns.extend(items.iter().map(|item| text(item.ty.range)));
                }
                TagKind::Overload { signature } => said.overloads.push(text(signature.range)),
                _ => {}
            }
        }
        said
    }
}
