//! The errors of a run, each with the line of the script that it comes from.

use std::fmt::Write as _;

use pipelua_engine::error::ErrorClass;
use pipelua_engine::verdict::{NodeEnd, RunError};
use pipelua_schemas::OnError;
use pipelua_syntax::{Encoding, LineIndex};

use super::text::View;
use crate::render::escape::escape;
use crate::render::excerpt::{excerpt, gutter_width};
use crate::render::wrap::{wrap, wrap_behind};
use crate::report::{Range, Severity};
use crate::workspace::find::FromHere;

/// Where the lines of scripts are found.
pub(crate) struct Sources<'a> {
    /// The text of a script by its name.
    pub(crate) text: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) from_here: &'a FromHere,
}

/// Tells all errors: those of nodes in graph order, then the run's own.
pub(super) fn errors(out: &mut String, view: &View<'_>) {
    let pipeline = view.plan.pipeline();
    for index in pipeline.graph_order() {
        let (node, report) = (pipeline.node(index), &view.run.report.nodes[index.0 as usize]);
        if let NodeEnd::Error(error) = &report.end {
            let error = RunError {
                class: error.class,
                message: error.message.clone(),
                node: Some(node.name.clone()),
                line: error.line,
            };
            let allows = pipeline.on_error(index, view.plan.mode()) == OnError::Allow;
            tell(out, view, &error, node.script.as_deref(), allows);
        }
    }
    if let Some(error) = view
        .run
        .report
        .decision
        .error
        .as_ref()
        .filter(|error| error.node.is_none())
    {
        tell(out, view, error, None, view.run.report.decision.allowed);
    }
}

fn tell(out: &mut String, view: &View<'_>, error: &RunError, script: Option<&str>, allows: bool) {
    let palette = view.palette;
    let at = error.node.as_deref().map(|node| format!("`{}`: ", escape(node)));
    let mut lines = error.message.lines();
    let first = format!(
        "{}{}",
        at.unwrap_or_default(),
        escape(lines.next().unwrap_or_default())
    );
    let head = format!("error[{}]: ", error.class);
    let first = wrap_behind(&first, view.width, head.len(), 4);
    let mut said = first.lines();
    let (head, message) = (head.trim_end_matches(": "), said.next().unwrap_or_default());
    let _ = writeln!(out, "\n{}: {}", palette.error(head), palette.strong(message));
    for line in said {
        let _ = writeln!(out, "{}", palette.strong(line));
    }
    let of_return = view.returned.as_ref().filter(|returned| {
        error.class == ErrorClass::ResultInvalid && Some(returned.script.as_str()) == script
    });
    let line = error.line.or_else(|| of_return.map(|returned| returned.line));
    let source = script.and_then(|script| Some((script, (view.sources.text)(script)?)));
    let mut gutter = 1;
    if let Some((script, text)) = &source {
        let path = escape(&view.sources.from_here.path(&format!("scripts/{script}.lua")));
        let range = line.and_then(|line| range_of(text, line));
        gutter = gutter_width(range);
        let arrow = palette.frame(format_args!("{:gutter$}-->", ""));
        match range {
            Some(range) => {
                let (line, column) = (range.start.line + 1, range.start.character + 1);
                let _ = writeln!(out, "{arrow} {path}:{line}:{column}");
                out.push_str(&excerpt(
                    text,
                    range,
                    Severity::Error,
                    palette,
                    view.width,
                    gutter,
                ));
            }
            None => {
                let _ = writeln!(out, "{arrow} {path}");
            }
        }
    }
    // What a message has beside its sentence is to be copied: it is not broken into lines.
    for line in lines {
        let _ = writeln!(out, "{:gutter$}   {}", "", escape(line));
    }
    if error.class == ErrorClass::FetchRefused && error.message.ends_with("is not in `allow-hosts`") {
        let fix = "add the host to `allow-hosts` of `[fetch]` in `pipelua.toml`; no mock answers before that";
        let equals = palette.frame("=");
        let _ = writeln!(
            out,
            "{:gutter$} {equals} {}: {}",
            "",
            palette.strong("fix"),
            wrap(fix, view.width, gutter + 8)
        );
    }
    if allows {
        let so = match &error.node {
            Some(_) => "onError: allow, so the run went on without what it would have given",
            None => "onError: allow, so the decision is yes",
        };
        let equals = palette.frame("=");
        let _ = writeln!(
            out,
            "{:gutter$} {equals} {}: {}",
            "",
            palette.strong("so"),
            wrap(so, view.width, gutter + 7)
        );
    }
}

/// The code of a line, from 1.
fn range_of(text: &str, line: u32) -> Option<Range> {
    let lines = LineIndex::new(text);
    let line = line.checked_sub(1).filter(|line| *line < lines.lines())?;
    let whole = lines.line_range(line);
    let code = text.get(whole.start as usize..whole.end as usize)?;
    let start = whole.start + (code.len() - code.trim_start().len()) as u32;
    let end = start + code.trim().len() as u32;
    let position = |offset: u32| {
        let at = lines.position(offset, Encoding::Utf16);
        pipelua_ide::Position {
            line: at.line,
            character: at.character,
            byte: offset,
        }
    };
    Some(Range {
        start: position(start),
        end: position(end),
    })
}

/// Whether a run failed because nothing answers a fetch.
pub(crate) fn is_unmocked(view: &View<'_>) -> bool {
    let is_unmocked =
        |end: &NodeEnd| matches!(end, NodeEnd::Error(error) if error.class == ErrorClass::FetchUnmocked);
    view.run.report.nodes.iter().any(|node| is_unmocked(&node.end))
}
