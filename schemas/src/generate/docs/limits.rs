//! The page about limits, and about the classes of errors that they and other things give.

use std::fmt::Write;

use super::cell;
use crate::figures::grouped;
use crate::limits::{Effect, Limit, Unit};

const INTRODUCTION: &str = "\
Every run has these limits. A workspace may tighten some of them under `[limits]` in `pipelua.toml`, never widen them.
Figures of work and memory are counted while a script runs; they are exact enough to rely on, and no more.
";

pub(super) fn page() -> String {
    let mut out = INTRODUCTION.to_owned();
    out.push_str("\n| limit | value | may be tightened | beyond it | |\n|---|---|---|---|---|\n");
    for limit in crate::builtin().limits() {
        let tighten = if limit.tighten { "yes" } else { "" };
        let (value, effect) = (value(limit), effect(limit));
        let _ = writeln!(
            out,
            "| `{}` | {value} | {tighten} | {effect} | {} |",
            limit.name,
            cell(&limit.docs)
        );
    }
    out.push_str(
        "\n## Errors\n\nAn error is neither allowed nor denied. What it does is the `onError` of the node, else of the \
         pipeline, else of the mode. Its text is for operators and never shown to the end user.\n",
    );
    for class in crate::builtin().error_classes() {
        let catchable = if class.catchable {
            " A script can catch it with `pcall`."
        } else {
            ""
        };
        let _ = write!(
            out,
            "\n### {}\n\nIt means that {}.{catchable}\n\n{}\n",
            class.name, class.title, class.docs
        );
    }
    out
}

fn value(limit: &Limit) -> String {
    match limit.unit {
        Unit::Ms if limit.value.is_multiple_of(1_000) => format!("{} s", limit.value / 1_000),
        Unit::Ms => format!("{} ms", limit.value),
        Unit::Bytes if limit.value.is_multiple_of(1 << 20) => format!("{} MiB", limit.value >> 20),
        Unit::Bytes if limit.value.is_multiple_of(1 << 10) && limit.value > 1 << 13 => {
            format!("{} KiB", limit.value >> 10)
        }
        Unit::Bytes => format!("{} bytes", grouped(limit.value)),
        Unit::Instructions | Unit::Count | Unit::Depth => grouped(limit.value),
    }
}

fn effect(limit: &Limit) -> String {
    match (limit.effect, &limit.error_class) {
        (Effect::Error, Some(class)) => format!("[`{class}`](#{})", class.replace('.', "")),
        (Effect::Error, None) => "an error".to_owned(),
        (Effect::NotCompiled, _) => "the pipeline is not deployed".to_owned(),
        (Effect::Dropped, _) => "dropped and counted".to_owned(),
        (Effect::Cut, _) => "cut".to_owned(),
        (Effect::StaysText, _) => "stays text".to_owned(),
        (Effect::Rate, _) => String::new(),
    }
}
