//! Calls: what functions of the sandbox and of the file do with the secrets that they are given.

use pipelua_schemas::SecretFlow;
use pipelua_syntax::NodeId;

use super::expression::path_of;
use super::value::{Key, Taint, Value};
use super::{Sink, Walk};
use crate::library;
use crate::lower::Expr;
use crate::ty::{Kinds, TyData};

/// More ways of a parameter to what people see are not told.
const MAX_SHOWN: usize = 8;

/// What a walk found of a function.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    params: usize,
    /// The first value that it returns.
    pub(super) returned: Value,
    /// Those behind it.
    pub(super) further: Value,
    /// The parameters that people see, whole or changed, and by what.
    shown: Vec<(Taint, u32)>,
}

/// An argument, and where it stands.
type Given = (Value, NodeId);

impl Summary {
    pub(super) fn new(params: usize) -> Self {
        Self {
            params,
            ..Self::default()
        }
    }

    /// The bit of the parameter that argument `at` goes to.
    fn bit(&self, at: usize) -> u32 {
        Taint::bit(at.min(self.params))
    }

    /// What `value`, in terms of the parameters, is with these arguments.
    fn with(&self, value: &Value, given: &[Given]) -> Value {
        let mut out = value.map(Taint::of_file);
        for (path, taint) in value.parts() {
            for (at, (argument, place)) in given.iter().enumerate() {
                let bit = self.bit(at);
                if taint.whole & bit != 0 {
                    out.store(path, argument, Some(*place));
                } else if taint.changed & bit != 0 {
                    let changed = Value::of(argument.whole().to_changed());
                    out.store(path, &changed, Some(*place));
                }
            }
        }
        out
    }
}

impl Walk<'_> {
    /// The first value of a call; the others are kept beside it.
    pub(super) fn call(&mut self, id: NodeId) -> Value {
        let tree = self.tree;
        self.further.remove(&id);
        match tree.expr(id) {
            Expr::Call { callee, args } => {
                if self.sources.binary_search(&id).is_ok() {
                    return Value::of(Taint::secret(id));
                }
                let given = self.given(args);
                self.apply(id, callee, given)
            }
            Expr::MethodCall {
                base,
                name: Some(name),
                args,
            } => {
                let of = self.value(base);
                // Of what may be a text: the functions of `string`.
                if !of.parts().any(|(path, _)| path.is_empty()) && !self.is_text(base) {
                    return Value::default();
                }
                let Some(index) = library::entry_at(&format!("string.{}", tree.text(name))) else {
                    return Value::default();
                };
                let mut given = vec![(of, base)];
                given.extend(self.given(args));
                self.sandbox(id, index, given)
            }
            _ => Value::default(),
        }
    }

    fn given(&self, args: NodeId) -> Vec<Given> {
        let ids = self.tree.children(args);
        let mut given: Vec<Given> = ids.map(|id| (self.value(id), id)).collect();
        // A call at the end gives all its values.
        let last = given.last().map(|(_, id)| *id);
        let further = last.and_then(|last| Some((self.further.get(&last)?.clone(), last)));
        given.extend(further);
        given
    }

    /// Calls what `callee` is.
    fn apply(&mut self, call: NodeId, callee: NodeId, given: Vec<Given>) -> Value {
        match self.inference.types.get(self.inference.type_of(callee)) {
            TyData::Closure(body) => self.own_function(call, *body, &given),
            TyData::Builtin(index) => self.sandbox(call, *index, given),
            _ => Value::default(),
        }
    }

    fn own_function(&mut self, call: NodeId, body: NodeId, given: &[Given]) -> Value {
        let Some(summary) = self.summaries.get(&body).cloned() else {
            return Value::default();
        };
        for (shown, sink) in &summary.shown {
            for (at, (argument, place)) in given.iter().enumerate() {
                let bit = summary.bit(at);
                let whole = argument.whole();
                if shown.whole & bit != 0 {
                    self.show(*place, *sink, whole);
                } else if shown.changed & bit != 0 {
                    self.show(*place, *sink, whole.to_changed());
                }
            }
        }
        let further = summary.with(&summary.further, given);
        if !further.is_clean() {
            self.further.insert(call, further);
        }
        summary.with(&summary.returned, given)
    }

    fn sandbox(&mut self, call: NodeId, index: u32, given: Vec<Given>) -> Value {
        let Some(flow) = library::entry(index).and_then(|entry| entry.entry.secret) else {
            return Value::default();
        };
        let all = || {
            given
                .iter()
                .map(|(value, _)| value.whole())
                .fold(Taint::default(), Taint::join)
        };
        match flow {
            SecretFlow::Source => Value::default(),
            SecretFlow::Kept => Value::of(all()),
            SecretFlow::Changed => Value::of(all().to_changed()),
            SecretFlow::Stored => {
                self.store_in_first(&given);
                Value::default()
            }
            SecretFlow::Called => {
                let mut given = given.into_iter();
                let callee = given.next().map(|(_, callee)| callee);
                let rest: Vec<Given> = given.skip_while(|(_, id)| self.is_function(*id)).collect();
                let Some(callee) = callee else {
                    return Value::default();
                };
                let mut behind = self.apply(call, callee, rest);
                if let Some(further) = self.further.get(&call) {
                    behind.join(further);
                }
                self.further.insert(call, behind);
                // The first value says whether it went well.
                Value::default()
            }
            SecretFlow::Shown => {
                let mut returned = Value::default();
                for (value, id) in given {
                    if self.is_function(id) {
                        returned.join(&self.apply(call, id, Vec::new()));
                        continue;
                    }
                    for (_, taint) in value.parts() {
                        let place = if self.place(id).is_none() {
                            taint.place
                        } else {
                            None
                        };
                        self.show(place.unwrap_or(id), index, taint);
                    }
                }
                returned
            }
        }
    }

    /// A secret arrives at a helper that people see the arguments of; of a parameter, that is kept for the calls.
    fn show(&mut self, place: NodeId, sink: u32, taint: Taint) {
        self.leak(place, Sink::Helper(sink), taint);
        if taint.is_of_parameter()
            && let Some(frame) = self.frames.last_mut()
            && frame.summary.shown.len() < MAX_SHOWN
        {
            frame.summary.shown.push((taint, sink));
        }
    }

    fn store_in_first(&mut self, given: &[Given]) {
        let Some((_, table)) = given.first() else {
            return;
        };
        let Some((root, mut path)) = path_of(self.tree, *table) else {
            return;
        };
        let Some(local) = self.scopes.local_of(root) else {
            return;
        };
        path.push(Key::Other);
        let mut value = self.state.get(local).cloned().unwrap_or_default();
        for (argument, id) in &given[1..] {
            value.store(&path, argument, self.place(*id));
        }
        self.state.set(local, value);
    }

    fn is_text(&self, id: NodeId) -> bool {
        let types = &self.inference.types;
        types.kind_of(self.inference.type_of(id)) == Some(Kinds::STRING)
    }

    fn is_function(&self, id: NodeId) -> bool {
        let types = &self.inference.types;
        matches!(
            types.get(self.inference.type_of(id)),
            TyData::Closure(_) | TyData::Function(_) | TyData::Builtin(_) | TyData::AnyFunction
        )
    }
}
