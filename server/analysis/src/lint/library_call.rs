//! Calls of functions of the sandbox, by what a text that they are given holds: a pattern, a format.

use pipelua_schemas::Holds;
use pipelua_syntax::{NodeId, NodeKind};

use super::LuaContext;
use crate::library::{self, LibraryEntry};
use crate::lower::Lowered;
use crate::ty::{Ty, TyData};

/// A call with a text that is known and holds something.
pub(crate) struct HeldText {
    pub(crate) call: NodeId,
    pub(crate) function: &'static LibraryEntry,
    /// With the receiver of a method.
    pub(crate) arguments: Vec<NodeId>,
    pub(crate) argument: NodeId,
    /// What the text says, escapes resolved.
    pub(crate) text: String,
}

impl HeldText {
    /// The name of the function, without its library.
    pub(crate) fn name(&self) -> &'static str {
        self.function.entry.name()
    }

    /// The argument as a literal of the file, if it is written there, where a fix can change it.
    pub(crate) fn literal(&self, tree: &Lowered) -> Option<NodeId> {
        let literal = tree.skip_parens(self.argument);
        (tree.kind(literal) == NodeKind::StringExpr).then_some(literal)
    }

    /// Whether what comes behind it may be many values: then how many there are is not known.
    pub(crate) fn has_open_end(&self, tree: &Lowered) -> bool {
        let last = self.arguments.last().map(|last| tree.kind(*last));
        matches!(
            last,
            Some(NodeKind::CallExpr | NodeKind::MethodCallExpr | NodeKind::VarargExpr)
        )
    }
}

/// All texts of the file that are given to a function of the sandbox as what `holds` says.
pub(crate) fn held_texts(cx: &LuaContext<'_>, holds: Holds) -> Vec<HeldText> {
    let tree = cx.tree;
    let calls = tree.of_kind(NodeKind::CallExpr);
    let methods = tree.of_kind(NodeKind::MethodCallExpr);
    let mut found: Vec<HeldText> = calls
        .chain(methods)
        .filter_map(|call| held_text(cx, call, holds))
        .collect();
    found.sort_by_key(|held| held.call);
    found
}

fn held_text(cx: &LuaContext<'_>, call: NodeId, holds: Holds) -> Option<HeldText> {
    let (tree, types) = (cx.tree, &cx.inference.types);
    let first = tree.child(call, 0);
    let is_method = tree.kind(call) == NodeKind::MethodCallExpr;
    let function = if is_method {
        let ty = cx.inference.type_of(first);
        let is_text = |member: &Ty| matches!(types.get(*member), TyData::String(_) | TyData::Nil);
        let members = types.members(&ty);
        if ty == Ty::NIL || !members.iter().all(is_text) {
            return None;
        }
        library::entry(library::entry_at(&format!("string.{}", tree.name(call)))?)?
    } else {
        match types.get(cx.inference.type_of(first)) {
            TyData::Builtin(entry) => library::entry(*entry)?,
            _ => return None,
        }
    };
    let mut params = function.entry.params.iter();
    let at = params.position(|param| param.holds == Some(holds))?;
    let receiver = is_method.then_some(first);
    let arguments: Vec<NodeId> = receiver
        .into_iter()
        .chain(tree.children(tree.child(call, 1)))
        .collect();
    let argument = *arguments.get(at)?;
    let text = types
        .as_string_literal(cx.inference.type_of(argument))?
        .to_owned();
    Some(HeldText {
        call,
        function,
        arguments,
        argument,
        text,
    })
}

/// A text as a literal with double quotes; `None` if it has what needs more than plain characters.
pub(crate) fn as_literal(text: &str) -> Option<String> {
    let is_plain = |c: char| !c.is_control() && !matches!(c, '"' | '\\');
    text.chars().all(is_plain).then(|| format!("\"{text}\""))
}
