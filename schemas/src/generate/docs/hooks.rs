//! The page about hooks: the lifecycle lane by lane, then each hook with its fields.

use std::fmt::Write;

use super::cell;
use crate::hook::Hook;
use crate::lane::Step;
use crate::mode::Mode;
use crate::schema::{Schema, SchemaKind};

const INTRODUCTION: &str = "\
A hook is an event in the life of an account at which the host asks a pipeline of scripts. Its mode says what the
answer does: a `blocking` hook may deny, an `async` one runs behind the host and never denies, an `enrichment` one
gives data that the host merges into something, and may deny.

In every hook, `context` also holds `hook` and `node` (their names), `config` (what the pipeline sets for this node),
`outputs` (data of each node before this one, by its name) and `prev` (data of the nodes under `needs`, folded).

A script gives back `{ allowed = boolean, error? = string, data? = table }`; in async hooks it may give back nothing.
";

pub(super) fn page() -> String {
    let mut out = INTRODUCTION.to_owned();
    out.push_str("\n## What an error does\n\n| mode | without `onError` |\n|---|---|\n");
    for mode in Mode::ALL {
        let _ = writeln!(
            out,
            "| `{}` | `{}` |",
            mode.as_str(),
            mode.default_on_error().as_str()
        );
    }
    for lane in crate::builtin().lanes() {
        let _ = write!(out, "\n## {}\n\n{}\n\n", lane.title, lane.description);
        for (number, step) in lane.steps.iter().enumerate() {
            let _ = match step {
                Step::Host {
                    title, description, ..
                } => writeln!(out, "{}. {title}. {description}", number + 1),
                Step::Hook { hook } => {
                    let mode = crate::builtin().hook(hook).map_or("", |hook| hook.mode.as_str());
                    writeln!(out, "{}. **[`{hook}`](#{hook})** ({mode})", number + 1)
                }
            };
        }
        for hook in lane.hooks().filter_map(|name| crate::builtin().hook(name)) {
            describe(&mut out, hook);
        }
    }
    out.push_str("\n## Shared types\n");
    for schema in crate::builtin().shared_types() {
        let name = schema.type_name.as_deref().unwrap_or_default();
        let _ = write!(out, "\n### {name}\n\n{}\n\n", schema.description);
        fields(&mut out, schema);
    }
    out
}

fn describe(out: &mut String, hook: &Hook) {
    let _ = write!(
        out,
        "\n### {}\n\n{}\n\nMode: `{}`.\n\n",
        hook.name,
        hook.description,
        hook.mode.as_str()
    );
    fields(out, &hook.input);
    if let Some(example) = hook.input.examples.first() {
        let text = serde_json::to_string_pretty(example).expect("an example has string keys only");
        let _ = write!(out, "\n```json\n{text}\n```\n");
    }
    let _ = write!(out, "\n`data`: {}\n", hook.output.description);
}

fn fields(out: &mut String, schema: &Schema) {
    out.push_str("| field | type | |\n|---|---|---|\n");
    rows(out, "", schema);
}

fn rows(out: &mut String, prefix: &str, schema: &Schema) {
    for field in schema.fields() {
        let optional = if field.required { "" } else { "?" };
        let ty = type_of(&field.schema);
        let _ = writeln!(
            out,
            "| `{prefix}{}{optional}` | {ty} | {} |",
            field.name,
            cell(&field.schema.description)
        );
        if field.schema.type_name.is_none() {
            rows(out, &format!("{prefix}{}.", field.name), &field.schema);
        }
    }
}

fn type_of(schema: &Schema) -> String {
    match (&schema.type_name, &schema.kind) {
        (Some(name), _) => format!("[{name}](#{name})"),
        (None, SchemaKind::Array(item)) if item.type_name.is_some() => format!("list of {}", type_of(item)),
        _ => cell(&schema.summary()),
    }
}
