//! Fields that this file gives to `context` and to the sandbox, or may give: none of them is called undefined.

use std::fmt::Write as _;

use pipelua_syntax::NodeId;
use rustc_hash::FxHashSet;

use super::{Infer, Problem, ProblemKind, Ty};
use crate::library;
use crate::lower::Expr;
use crate::scopes::LocalKind;
use crate::ty::TyData;

/// Fields by the table that gets them, as far as that is known.
#[derive(Default)]
pub(super) struct Writes {
    /// Paths such as `context.request.ip` or `helpers.mine`.
    written: FxHashSet<String>,
    /// Paths of tables that get keys which are not known.
    opened: FxHashSet<String>,
    /// Names written into tables that may be any.
    anywhere: FxHashSet<String>,
    /// Names written into parameters, which may be a part of `context` only if one was given to a function.
    in_parameters: FxHashSet<String>,
    /// A part of `context` or of the sandbox was given to a function that is not the sandbox's.
    is_handed_on: bool,
}

impl Writes {
    /// Whether the read that a problem is about may find what this file wrote.
    pub(super) fn excuse(&self, problem: &Problem) -> bool {
        let (full, name) = match &problem.kind {
            ProblemKind::UndefinedField {
                owner,
                path: None,
                name,
                ..
            } => (format!("{owner}.{name}"), name),
            ProblemKind::UndefinedField {
                path: Some(path),
                name,
                ..
            } => {
                let owner = path
                    .iter()
                    .fold("context".to_owned(), |text, part| text + "." + part);
                (format!("{owner}.{name}"), name)
            }
            ProblemKind::WrongHookField { path, name, .. } => (
                path.iter()
                    .fold("context".to_owned(), |text, part| text + "." + part),
                name,
            ),
            ProblemKind::UndefinedOutput { name, .. } => (format!("context.outputs.{name}"), name),
            ProblemKind::Misuse { path, .. } | ProblemKind::Argument { path, .. } => {
                let Some(name) = path.last() else {
                    return false;
                };
                let full = path
                    .iter()
                    .fold("context".to_owned(), |text, part| text + "." + part);
                return self.is_written(&full, name);
            }
            ProblemKind::Incomparable { .. }
            | ProblemKind::PromiseUsed { .. }
            | ProblemKind::Mismatch(_)
            | ProblemKind::MissingFields { .. }
            | ProblemKind::UndeclaredData { .. }
            | ProblemKind::MissingKey { .. }
            | ProblemKind::InjectedField { .. } => return false,
        };
        self.is_written(&full, name)
    }

    /// Whether this file may give a value to a path.
    fn is_written(&self, full: &str, name: &str) -> bool {
        if self.anywhere.contains(name) || self.is_handed_on && self.in_parameters.contains(name) {
            return true;
        }
        let mut at = full;
        loop {
            if self.written.contains(at) {
                return true;
            }
            match at.rsplit_once('.') {
                Some((owner, _)) => at = owner,
                None => return false,
            }
            if self.opened.contains(at) {
                return true;
            }
        }
    }
}

impl Infer<'_> {
    /// `target` is written to, once the types of its parts are known.
    pub(super) fn note_write(&mut self, target: NodeId) {
        let (base, name) = match self.tree.expr(target) {
            Expr::Field { base, name } => (base, name),
            Expr::Index { base, key } => (base, self.tree.string_key(key)),
            _ => return,
        };
        let name = name.map(|name| self.tree.text(name));
        let owner = self.recorded(base);
        for member in self.types.members(&owner) {
            if let Some(path) = self.shared_path(*member) {
                match name {
                    Some(name) => self.writes.written.insert(format!("{path}.{name}")),
                    None => self.writes.opened.insert(path),
                };
            } else if self.types.is_dynamic(*member) {
                let names = if self.is_parameter(base) {
                    &mut self.writes.in_parameters
                } else {
                    &mut self.writes.anywhere
                };
                names.extend(name.map(str::to_owned));
            }
        }
    }

    /// Arguments of a call: a function of this file may write into tables of the host that it is given.
    pub(super) fn note_arguments(&mut self, callee: Option<&str>, arguments: &[Ty]) {
        let is_ours = callee.is_none();
        let changes_first = callee == Some("setmetatable");
        if !is_ours && !changes_first {
            return;
        }
        for argument in arguments {
            for member in self.types.members(argument) {
                if let Some(path) = self.shared_path(*member) {
                    self.writes.is_handed_on |= is_ours;
                    if changes_first {
                        self.writes.opened.insert(path);
                    }
                }
            }
        }
    }

    /// The path of a table of the host's: a part of `context`, or a table of the sandbox.
    fn shared_path(&self, ty: Ty) -> Option<String> {
        match self.types.get(ty) {
            TyData::Context { path, .. } => {
                let mut text = "context".to_owned();
                for name in path {
                    let _ = write!(text, ".{}", self.types.text(*name));
                }
                Some(text)
            }
            TyData::Builtin(entry) => library::entry(*entry)
                .filter(|entry| entry.is_closed_table())
                .map(|entry| entry.path().to_owned()),
            _ => None,
        }
    }

    fn is_parameter(&self, base: NodeId) -> bool {
        let mut at = base;
        loop {
            match self.tree.expr(at) {
                Expr::Field { base, .. } | Expr::Index { base, .. } => at = base,
                Expr::Paren(inner) => at = inner,
                Expr::Name(_) => break,
                _ => return false,
            }
        }
        self.scopes.local_of(at).is_some_and(|local| {
            let kind = self.scopes.local(local).kind;
            matches!(kind, LocalKind::Parameter | LocalKind::SelfParameter)
                && self.scopes.is_assigned_once(local)
        })
    }
}
