//! A run for people: the decision, and a waterfall of what happened when, with logs in their places.

use std::fmt::Write as _;

use pipelua_engine::graph::Plan;
use pipelua_engine::sample::SampleRun;
use pipelua_engine::sandbox::ScriptLimits;
use pipelua_engine::verdict::Verdict;

use super::errors;
use super::figures::shown;
use super::waterfall::Waterfall;
use crate::render::escape::escape;
use crate::render::style::Palette;
use crate::render::wrap::wrap;

/// What a run is shown with.
pub(crate) struct View<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) run: &'a SampleRun,
    /// One node was run alone: the others are not shown.
    pub(crate) alone: bool,
    pub(crate) limits: &'a ScriptLimits,
    /// The `return` that decided, where it is known.
    pub(crate) returned: Option<Returned>,
    pub(crate) palette: Palette,
    pub(crate) width: usize,
    pub(crate) sources: &'a errors::Sources<'a>,
}

/// A line of a script, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Returned {
    pub(crate) script: String,
    pub(crate) line: u32,
}

/// The decision alone, as `-q` shows it.
pub(crate) fn decision(view: &View<'_>) -> String {
    let mut out = String::new();
    let (decision, palette) = (&view.run.report.decision, view.palette);
    let verdict = match decision.verdict {
        Verdict::Allowed => palette.good("allowed"),
        Verdict::Denied => palette.bad("denied"),
        Verdict::Error => palette.error("error"),
    };
    let hook = palette.strong(escape(&view.plan.pipeline().hook));
    let time = shown(view.run.report.duration);
    let _ = writeln!(out, "{hook}: {verdict} in {time}");
    if decision.verdict == Verdict::Error {
        let what = if decision.allowed {
            "allowed all the same: nobody waits for this hook"
        } else {
            "not allowed (onError: deny)"
        };
        fact(&mut out, view, "so", what);
    }
    if let Some(reason) = &decision.reason {
        fact(&mut out, view, "reason", &escape(reason));
    }
    if let (Verdict::Denied, Some(Returned { script, line })) = (decision.verdict, &view.returned) {
        let path = view.sources.from_here.path(&format!("scripts/{script}.lua"));
        fact(&mut out, view, "at", &format!("{}:{line}", escape(&path)));
    }
    if let Some(data) = decision.data.as_ref().filter(|data| !data.is_empty()) {
        let json = serde_json::to_string_pretty(data).unwrap_or_default();
        let mut lines = json.lines();
        let _ = writeln!(
            out,
            "  {} {}",
            fact_name(view, "data"),
            escape(lines.next().unwrap_or_default())
        );
        for line in lines {
            let _ = writeln!(out, "  {:FACT$} {}", "", escape(line));
        }
    }
    out
}

/// Columns of the names of facts.
const FACT: usize = 7;

fn fact_name(view: &View<'_>, name: &str) -> String {
    view.palette.strong(format_args!("{:<FACT$}", format!("{name}:")))
}

fn fact(out: &mut String, view: &View<'_>, name: &str, text: &str) {
    let text = wrap(text, view.width, FACT + 3);
    let _ = writeln!(out, "  {} {text}", fact_name(view, name));
}

/// The decision, the waterfall, the errors.
pub(crate) fn text(view: &View<'_>) -> String {
    let mut out = decision(view);
    let waterfall = Waterfall::new(view);
    for (layer, nodes) in view.plan.pipeline().layers().iter().enumerate() {
        if view.alone && !nodes.iter().any(|node| waterfall.has_run(*node)) {
            continue;
        }
        out.push('\n');
        waterfall.layer(&mut out, layer);
        for node in nodes
            .iter()
            .filter(|node| !view.alone || waterfall.has_run(**node))
        {
            waterfall.node(&mut out, *node);
        }
    }
    errors::errors(&mut out, view);
    out
}
