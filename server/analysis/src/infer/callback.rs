//! Functions written as an argument: what the function that is called will give to their parameters.

use pipelua_syntax::NodeId;
use pipelua_syntax::luacats::{FunctionType, TypeExpr, TypeKind};

use super::{Infer, Ty};
use crate::library;
use crate::ty::TyData;

impl Infer<'_> {
    /// Notes what the parameters of `callback` will be, which is argument `at` of a call of `callee`. `arguments` has
    /// all others, the receiver of a method first.
    pub(super) fn expect_parameters(&mut self, callback: NodeId, callee: Ty, arguments: &[Ty], at: usize) {
        let index = match self.types.get(callee) {
            TyData::Builtin(index) => *index,
            TyData::Closure(function) => {
                let given = self.declared_callback(*function, at, arguments);
                return self.expect(callback, given);
            }
            TyData::Function(function) => {
                let given = function.params.get(at).and_then(|param| self.given_to(param.ty));
                return self.expect(callback, given);
            }
            _ => return,
        };
        let Some(entry) = library::entry(index) else {
            return;
        };
        let behind = |count: usize| arguments.get(count..).unwrap_or_default().to_vec();
        let given = match (entry.path(), at) {
            ("pcall", 0) => behind(1),
            ("xpcall", 0) => behind(2),
            ("xpcall", 1) => vec![Ty::ANY],
            // Its captures, or the whole match.
            ("string.gsub", 2) => self.captures(arguments.get(1).copied()).values,
            _ => {
                let [way] = self.ways(index, arguments, true)[..] else {
                    return;
                };
                let Some(signature) = entry.signatures().get(way) else {
                    return;
                };
                let Some(function) = expected_function(&signature.function, at) else {
                    return;
                };
                let bindings = self.bindings(&signature.function, arguments);
                let types = function
                    .params
                    .iter()
                    .take_while(|param| param.name.text != "...");
                let types = types.map(|param| match &param.ty {
                    Some(ty) => self.instantiated(ty, &bindings),
                    None => Ty::UNKNOWN,
                });
                types.collect()
            }
        };
        let given = given.into_iter().map(|ty| {
            let members = self.types.members(&ty).to_vec();
            let widened: Vec<Ty> = members
                .into_iter()
                .map(|member| self.types.widen(member))
                .collect();
            let ty = self.types.union(widened);
            // Whoever calls may write to its tables in the meantime.
            self.opened(ty)
        });
        let given = given.collect();
        self.expect(callback, Some(given));
    }

    fn expect(&mut self, callback: NodeId, given: Option<Vec<Ty>>) {
        if let (Some(given), Some(body)) = (given, self.tree.children(callback).next()) {
            self.expected_parameters.insert(body, given);
        }
    }
}

/// The function that a parameter takes, whatever else it takes.
fn expected_function(function: &FunctionType, at: usize) -> Option<&FunctionType> {
    let mut ty: &TypeExpr = function.params.get(at)?.ty.as_ref()?;
    if let TypeKind::Optional(inner) = &ty.kind {
        ty = inner;
    }
    let members = match &ty.kind {
        TypeKind::Union(members) => members.as_slice(),
        _ => std::slice::from_ref(ty),
    };
    members.iter().find_map(|member| match &member.kind {
        TypeKind::Function(function) => Some(&**function),
        _ => None,
    })
}
