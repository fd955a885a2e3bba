//! `pipelua explain`: the page of a lint, offline.

use std::fmt::Write as _;

use pipelua_analysis::lint::{Lint, lint, registry};

use crate::commands::check::codes::unknown;
use crate::exit::{Exit, Outcome};
use crate::render::markdown::markdown;
use crate::render::style::Palette;
use crate::render::wrap::wrap;
use crate::terminal::{Terminal, print};

/// Print the page of a lint; without CODE, the list of all lints
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pipelua explain return-shape\n  pipelua explain --all | less")]
pub(crate) struct Args {
    /// Code of a lint, such as return-shape
    #[arg(value_name = "CODE", conflicts_with = "all")]
    codes: Vec<String>,
    /// Print the pages of all lints
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let palette = Palette::new(terminal.color);
    if args.all {
        let pages: Vec<String> = registry()
            .iter()
            .map(|lint| page(lint, palette, terminal.width))
            .collect();
        print(&pages.join("\n"))?;
    } else if args.codes.is_empty() {
        print(&list(palette, terminal.width))?;
    } else {
        let mut pages = Vec::new();
        for code in &args.codes {
            let lint = lint(code).ok_or_else(|| unknown(code))?;
            pages.push(page(lint, palette, terminal.width));
        }
        print(&pages.join("\n"))?;
    }
    Ok(Exit::Fine)
}

/// Longer lines of prose are hard to read.
const READABLE: usize = 100;

fn page(lint: &Lint, palette: Palette, width: usize) -> String {
    markdown(lint.page, palette, width.min(READABLE))
}

/// Columns of the longest severity, `warning`.
const SEVERITY_WIDTH: usize = 7;

/// Columns that a subject needs to be read beside its code.
const SUBJECT_ROOM: usize = 30;

/// Each lint with its severity and what its page says it is about. Lines that go on begin with blanks.
fn list(palette: Palette, width: usize) -> String {
    let widest = registry().iter().map(|lint| lint.code.len()).max().unwrap_or(0);
    let mut out = String::new();
    for lint in registry() {
        let severity = format!("{:<SEVERITY_WIDTH$}", lint.severity.as_str());
        let code = format!("{:<widest$}", lint.code);
        let (code, severity) = (palette.strong(code), palette.severity(lint.severity, severity));
        let beside = widest + SEVERITY_WIDTH + 4;
        if width >= beside + SUBJECT_ROOM {
            let subject = wrap(subject(lint.page), width, beside);
            let _ = writeln!(out, "{code}  {severity}  {subject}");
        } else {
            let _ = writeln!(out, "{code}  {}", severity.trim_end());
            let _ = writeln!(out, "    {}", wrap(subject(lint.page), width, 4));
        }
    }
    out
}

/// The first sentence of a page, without its heading.
fn subject(page: &str) -> &str {
    let line = page
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .unwrap_or("");
    line.split_inclusive(". ").next().unwrap_or(line).trim_end()
}
