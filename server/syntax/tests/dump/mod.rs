//! Trees and errors as text for people.
#![allow(dead_code)] // each test uses what it needs

use std::fmt::Write as _;

use pipelua_syntax::{NodeId, NodeKind, Parse, flags};

/// One node a line, indented by depth, with the text of its main token where it says more than the kind.
pub(crate) fn tree(parse: &Parse) -> String {
    let mut out = String::new();
    let mut stack = vec![(NodeId::ROOT, 0)];
    while let Some((id, depth)) = stack.pop() {
        let node = parse.node(id);
        let main = if node.kind == NodeKind::Hole {
            ""
        } else {
            parse.main_text(id)
        };
        let mut marks = String::new();
        for (flag, mark) in [(flags::ERROR, " !"), (flags::DAMAGED, " ~")] {
            if node.flags & flag != 0 {
                marks += mark;
            }
        }
        let rest = node.flags >> 3;
        if rest != 0 {
            write!(marks, " +{rest}").expect("a string takes all");
        }
        writeln!(
            out,
            "{:width$}{:?} {:?} {main}{marks}",
            "",
            node.kind,
            parse.node_range(id),
            width = depth * 2
        )
        .expect("a string takes all");
        let children: Vec<NodeId> = parse.children(id).collect();
        stack.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
    }
    out
}

/// One error a line.
pub(crate) fn errors(parse: &Parse) -> String {
    let mut out = String::new();
    for error in parse.errors() {
        write!(out, "{:?} {}", error.range, error.message).expect("a string takes all");
        if let Some(help) = &error.help {
            write!(out, " | {help}").expect("a string takes all");
        }
        if let Some((range, text)) = &error.edit {
            write!(out, " | {range:?} -> {text:?}").expect("a string takes all");
        }
        out.push('\n');
    }
    out
}
