//! A function for statements: what they read becomes parameters, what is used behind them is given back.

use pipelua_analysis::scopes::{Access, LocalId, LocalKind};
use pipelua_syntax::{NodeId, NodeKind, TextRange};

use super::selected::Selected;
use super::{Offer, RefactorKind};

/// A function has no more parameters than people read.
const MOST: usize = 8;

pub(super) fn extract_function(selected: &Selected<'_>) -> Option<Offer> {
    if selected.expression().is_some() {
        return None;
    }
    let statements = selected.statements()?;
    if statements.iter().any(|statement| leaves(selected, *statement)) {
        return None;
    }
    let first = *statements.first()?;
    // The function stands where all that it does not get as an argument is known already.
    let place = outermost(selected, first)?;
    let flow = Flow::of(selected, &statements, place)?;
    let name = selected.free_name("extracted");
    let indent = selected.indent(selected.range.start);
    let at = selected.above(place);
    let outer = selected.indent(at);
    let body = indented(selected, indent);
    let body = if indent == outer {
        body
    } else {
        shifted(&body, indent, outer)
    };
    let given = if flow.back.is_empty() {
        String::new()
    } else {
        format!("{outer}  return {}\n", flow.back.join(", "))
    };
    let call = format!("{name}({})", flow.params.join(", "));
    let new = match (flow.back.is_empty(), flow.is_declaring) {
        (true, _) => call,
        (false, true) => format!("local {} = {call}", flow.back.join(", ")),
        (false, false) => format!("{} = {call}", flow.back.join(", ")),
    };
    let function = format!(
        "local function {name}({})\n{body}\n{given}{outer}end\n\n{outer}",
        flow.params.join(", ")
    );
    let edits = if at == selected.range.start {
        vec![(selected.range, function + &new)]
    } else {
        vec![(TextRange::empty(at), function), (selected.range, new)]
    };
    Some(Offer {
        id: "extract-function",
        title: format!("Extract into function `{name}`"),
        kind: RefactorKind::Extract,
        edits,
    })
}

/// What goes into the statements, and what comes out.
struct Flow {
    params: Vec<String>,
    back: Vec<String>,
    /// What comes out is declared by them.
    is_declaring: bool,
}

impl Flow {
    fn of(selected: &Selected<'_>, statements: &[NodeId], place: NodeId) -> Option<Self> {
        let (tree, scopes) = (selected.tree, selected.scopes);
        let is_inside = |node: NodeId| statements.iter().any(|statement| tree.contains(*statement, node));
        let is_known = |local: LocalId| {
            let node = scopes.local(local).node;
            node < place && tree.contains(scopes.local(local).scope, place)
        };
        let (mut params, mut written, mut declared) = (Vec::new(), Vec::new(), Vec::new());
        for (id, local) in scopes.locals() {
            let name = tree.text(local.name).to_owned();
            let inside = scopes.uses(id).iter().filter(|used| is_inside(used.node));
            if is_inside(local.node) {
                let is_needed = scopes.uses(id).iter().any(|used| !is_inside(used.node));
                // One that is closed or constant would be so too early, or no more.
                if is_needed && local.kind != LocalKind::Local && local.kind != LocalKind::Function {
                    return None;
                }
                if is_needed {
                    declared.push((id, name));
                }
                continue;
            }
            let accesses: Vec<Access> = inside.map(|used| used.access).collect();
            if accesses.is_empty() || is_known(id) {
                continue;
            }
            if accesses.contains(&Access::Write) {
                // A function around it would see it change later than it does.
                if local.captured || local.kind.is_const() {
                    return None;
                }
                written.push(name.clone());
            }
            params.push(name);
        }
        // Two functions would not share what they capture of it.
        let is_shared = |id: LocalId| scopes.local(id).captured && scopes.local(id).reassigned;
        if declared.iter().any(|(id, _)| is_shared(*id)) {
            return None;
        }
        // Half of them declared and half of them not takes two statements, and that is no longer simpler.
        let is_mixed = !written.is_empty() && !declared.is_empty();
        if is_mixed || params.len() > MOST || params.iter().any(|name| name == "self") {
            return None;
        }
        let is_declaring = !declared.is_empty();
        let back = if is_declaring {
            declared.into_iter().map(|(_, name)| name).collect()
        } else {
            written
        };
        Some(Self {
            params,
            back,
            is_declaring,
        })
    }
}

/// The statement of the chunk that holds it.
fn outermost(selected: &Selected<'_>, statement: NodeId) -> Option<NodeId> {
    let tree = selected.tree;
    let chunk = tree.child(NodeId::ROOT, 0);
    std::iter::once(statement)
        .chain(tree.ancestors(statement))
        .find(|at| tree.parent(*at) == Some(chunk))
}

/// Whether a run may leave these statements in another way than by their end, or reads `...`.
pub(super) fn leaves(selected: &Selected<'_>, statement: NodeId) -> bool {
    let tree = selected.tree;
    let function = tree.function_of(statement);
    tree.subtree(statement).any(|node| match tree.kind(node) {
        NodeKind::ReturnStmt | NodeKind::GotoStmt | NodeKind::LabelStmt | NodeKind::VarargExpr => {
            tree.function_of(node) == function
        }
        NodeKind::BreakStmt => {
            let loops = [
                NodeKind::WhileStmt,
                NodeKind::RepeatStmt,
                NodeKind::NumericForStmt,
                NodeKind::GenericForStmt,
            ];
            tree.function_of(node) == function
                && !tree
                    .ancestors(node)
                    .take_while(|at| *at >= statement)
                    .any(|at| loops.contains(&tree.kind(at)))
        }
        NodeKind::NameDef => {
            let local = selected.scopes.local_of(node);
            local.is_some_and(|local| selected.scopes.local(local).kind == LocalKind::Close)
        }
        _ => false,
    })
}

/// What is selected, one step further to the right; texts over several lines stay as they are.
pub(super) fn indented(selected: &Selected<'_>, indent: &str) -> String {
    let text = &selected.text[selected.range.as_usize()];
    if has_long_text(selected) {
        return format!("{indent}  {text}");
    }
    let lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| match (at, line.trim().is_empty()) {
            (_, true) => String::new(),
            (0, _) => format!("{indent}  {line}"),
            _ => format!("  {line}"),
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// The same lines as far to the right of `to` as they were of `from`.
fn shifted(text: &str, from: &str, to: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix(from) {
        Some(rest) => format!("{to}{rest}"),
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a text or a comment in it reaches over lines.
fn has_long_text(selected: &Selected<'_>) -> bool {
    let tokens = selected.parse.tokens().iter().map(|token| token.range());
    let comments = selected.parse.comments().iter().map(|comment| comment.range);
    let is_long = |range: TextRange| {
        let is_inside = selected.range.start <= range.start && range.end <= selected.range.end;
        is_inside && selected.text[range.as_usize()].contains('\n')
    };
    tokens.chain(comments).any(is_long)
}
