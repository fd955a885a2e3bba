//! The report of a comparison, for people, for programs and for a pull request.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Compared;
use super::outcome::{Change, Decided};
use crate::render::escape::escape;
use crate::render::json::TOOL;
use crate::render::style::Palette;
use crate::terminal::Terminal;

/// Changes that are alike, with the smallest of them.
struct Group<'a> {
    what: String,
    smallest: &'a Change,
    count: usize,
}

pub(super) fn text(all: &[Compared], terminal: &Terminal) -> String {
    let palette = Palette::new(terminal.color);
    let mut out = String::new();
    for compared in all.iter().filter(|compared| !compared.changes.is_empty()) {
        let (hook, count) = (palette.strong(&compared.hook), compared.changes.len());
        let _ = writeln!(out, "{hook}: {count} of {} inputs change", compared.inputs);
        for group in groups(&compared.changes) {
            let _ = writeln!(out, "  {} ({})", escape(&group.what), times(group.count));
            let _ = writeln!(out, "    {}", escape(&example(group.smallest)));
        }
    }
    if !terminal.quiet || out.is_empty() {
        let _ = writeln!(out, "{}", summary(all));
    }
    out
}

pub(super) fn markdown(old: &str, new: &str, all: &[Compared]) -> String {
    let mut out = format!("## What changes from `{old}` to `{new}`\n\n{}\n", summary(all));
    for compared in all.iter().filter(|compared| !compared.changes.is_empty()) {
        let count = compared.changes.len();
        let _ = writeln!(
            out,
            "\n### `{}`: {count} of {} inputs\n",
            compared.hook, compared.inputs
        );
        let _ = writeln!(out, "| change | inputs | smallest |\n|---|---|---|");
        for group in groups(&compared.changes) {
            let cell = |text: &str| escape(text).replace('|', "\\|");
            let example = cell(&example(group.smallest)).replace('`', "'");
            let _ = writeln!(out, "| {} | {} | `{example}` |", cell(&group.what), group.count);
        }
    }
    out
}

pub(super) fn json(old: &str, new: &str, all: &[Compared]) -> String {
    let hooks: Vec<Value> = all
        .iter()
        .map(|compared| {
            let changes: Vec<Value> = compared.changes.iter().map(change).collect();
            json!({ "hook": compared.hook, "inputs": compared.inputs, "changes": changes })
        })
        .collect();
    let (inputs, changed) = counts(all);
    let document = json!({
        "version": 1,
        "tool": TOOL,
        "old": old,
        "new": new,
        "hooks": hooks,
        "summary": { "inputs": inputs, "changed": changed },
    });
    format!("{document}\n")
}

fn change(change: &Change) -> Value {
    let mut value = json!({ "context": change.context, "old": change.old, "new": change.new });
    if let Some(file) = &change.file {
        value["file"] = json!(file);
    }
    if let Some(node) = &change.node {
        value["node"] = json!(node);
    }
    value
}

/// Never that nothing changed: only that nothing was found.
fn summary(all: &[Compared]) -> String {
    let (inputs, changed) = counts(all);
    if changed == 0 {
        format!(
            "no input found that changes ({inputs} inputs of {} tried)",
            hooks(all.len())
        )
    } else {
        format!(
            "{changed} of {inputs} inputs change, of {} tried",
            hooks(all.len())
        )
    }
}

fn counts(all: &[Compared]) -> (usize, usize) {
    let inputs = all.iter().map(|compared| compared.inputs).sum();
    (inputs, all.iter().map(|compared| compared.changes.len()).sum())
}

fn hooks(count: usize) -> String {
    crate::render::summary::plural(count, "hook")
}

fn times(count: usize) -> String {
    crate::render::summary::plural(count, "input")
}

/// Alike is what has the same decisions; the changes come smallest first, and so do their groups.
fn groups(changes: &[Change]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for change in changes {
        let what = what(&change.old, &change.new);
        match groups.iter_mut().find(|group| group.what == what) {
            Some(group) => group.count += 1,
            None => groups.push(Group {
                what,
                smallest: change,
                count: 1,
            }),
        }
    }
    groups
}

fn what(old: &Decided, new: &Decided) -> String {
    let (was, is) = (told(old), told(new));
    if was == is {
        format!("{was}, with other data")
    } else {
        format!("{was} -> {is}")
    }
}

fn told(decided: &Decided) -> String {
    let mut text = decided.verdict.to_owned();
    if let Some(error) = &decided.error {
        let _ = write!(
            text,
            " ({error}{})",
            if decided.allowed { ", allowed" } else { "" }
        );
    }
    if let Some(reason) = &decided.reason {
        let _ = write!(text, " {reason:?}");
    }
    text
}

fn example(change: &Change) -> String {
    let context = json!(change.context);
    let mut text = match &change.file {
        Some(file) => format!("{file}: {context}"),
        None => context.to_string(),
    };
    if change.old.data != change.new.data {
        let data = |decided: &Decided| {
            decided
                .data
                .as_ref()
                .map_or("none".to_owned(), |data| json!(data).to_string())
        };
        let _ = write!(text, "; data {} -> {}", data(&change.old), data(&change.new));
    }
    text
}
