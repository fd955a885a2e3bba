//! The texts that `pipelua new` starts a piece with; each passes `pipelua check`.

use pipelua_analysis::FileKind;
use pipelua_schemas::{Hook, Mode};
use serde_json::{Value, json};

use crate::canonical::canonical;

/// A script that does nothing yet, in the form that its hook asks for.
pub(crate) fn script(name: &str, hook: Option<&Hook>) -> String {
    let title = title(name);
    let (tag, about) = match hook {
        Some(hook) => (
            format!("---@hook {}\n\n", hook.name),
            format!("Runs at {}.", hook.name),
        ),
        None => (String::new(), "Say here what it does and why.".to_owned()),
    };
    let body = match hook.map(|hook| hook.mode) {
        Some(Mode::Async) => "helpers.log(\"done\", context.hook)\n",
        Some(Mode::Enrichment) => "return { allowed = true, data = {} }\n",
        Some(Mode::Blocking) | None => "return { allowed = true }\n",
    };
    format!("--- {title}\n---\n--- {about}\n\n{tag}{body}")
}

/// A pipeline without nodes.
pub(crate) fn pipeline(hook: &Hook) -> String {
    format!(
        "{{\n  \"$schema\": \"../.pipelua/schemas/pipeline.json\",\n  \"description\": {},\n  \"nodes\": {{}}\n}}\n",
        json!(format!("What runs at {}.", hook.name))
    )
}

/// A sample with the hook's own example as context.
pub(crate) fn sample(hook: &Hook) -> String {
    let context = hook.input.examples.first().cloned().unwrap_or_else(|| json!({}));
    let sample = json!({
        "$schema": "../../.pipelua/schemas/sample.json",
        "description": "Say here what is special about it",
        "context": context,
        "expect": { "verdict": "allowed" },
    });
    pretty(FileKind::Sample, &sample)
}

/// A hook of the team's own.
pub(crate) fn hook(name: &str) -> String {
    let title = title(name);
    let hook = json!({
        "$schema": "../.pipelua/schemas/hook.json",
        "name": name,
        "mode": "blocking",
        "title": title,
        "description": "Say here when the host calls it and what a denial stops.",
        "hookVersion": 1,
        "input": {
            "type": "object",
            "description": "What the host hands over.",
            "required": ["userId"],
            "properties": {
                "userId": { "type": "string", "description": "Whom it is about.", "examples": ["usr_8fK2"] }
            },
            "examples": [{ "userId": "usr_8fK2" }]
        },
        "output": {
            "type": "object",
            "description": "What later nodes read in `context.prev` and `context.outputs`.",
            "examples": [{}]
        }
    });
    pretty(FileKind::Hook, &hook)
}

fn pretty(kind: FileKind, value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("its keys are strings");
    canonical(kind, &text).unwrap_or(text)
}

/// `geo_check` as `Geo check`.
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
