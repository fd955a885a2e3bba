//! TypeScript types for hosts: what each hook is given, and what comes back.

use std::fmt::Write;

use super::GENERATED;
use crate::hook::Hook;
use crate::schema::{Schema, SchemaKind};

/// Types of the built-in hooks, and of a workspace's own behind them.
pub fn typescript(own: &[Hook]) -> String {
    let hooks = || crate::builtin().hooks().iter().chain(own);
    let mut out = format!("// {GENERATED}\n// All times are integers, milliseconds since 1970 UTC.\n");
    for schema in crate::builtin().shared_types() {
        declare(&mut out, &type_name(schema), schema, &schema.description);
    }
    for hook in hooks() {
        let name = pascal_case(&hook.name);
        declare(
            &mut out,
            &format!("{name}Input"),
            &hook.input,
            &format!("Input of `{}`: {}", hook.name, hook.description),
        );
        declare(
            &mut out,
            &format!("{name}Output"),
            &hook.output,
            &format!("Data of `{}`: {}", hook.name, hook.output.description),
        );
    }
    out.push('\n');
    doc(&mut out, "", "All hooks by their names.");
    out.push_str("export interface Hooks {\n");
    for hook in hooks() {
        let (name, mode) = (pascal_case(&hook.name), hook.mode.as_str());
        doc(&mut out, "  ", &hook.title);
        let _ = writeln!(
            out,
            "  {}: {{ mode: \"{mode}\"; input: {name}Input; output: {name}Output }};",
            hook.name
        );
    }
    out.push_str("}\n");
    out.push_str(RESULT);
    out
}

/// What the service answers; the same for every hook but for `data`.
const RESULT: &str = r#"
export type HookName = keyof Hooks;

/** How a run ended. */
export type Verdict = "allowed" | "denied" | "error";

/** What comes back from a run. */
export interface HookResult<H extends HookName> {
  /** Id of the run. */
  runId: string;
  /** The decision, after `onError`. Read nothing else to decide. */
  allowed: boolean;
  /** How the run ended. An error is no denial. */
  verdict: Verdict;
  /** For the end user, when the decision is no. */
  reason?: string;
  /** Data of all allowed nodes; none when the decision is no. */
  data?: Hooks[H]["output"];
  /** Id of the trace, 32 hexadecimal digits. */
  traceId?: string;
}
"#;

fn declare(out: &mut String, name: &str, schema: &Schema, description: &str) {
    out.push('\n');
    doc(out, "", description);
    if schema.fields().is_empty() {
        let _ = writeln!(out, "export type {name} = {};", body(schema, ""));
    } else {
        let _ = writeln!(out, "export interface {name} {}", body(schema, ""));
    }
}

/// The type where it is used: by its name if it is shared. Two files may mean different things by a name of their own.
fn used(schema: &Schema, indent: &str) -> String {
    let shared = crate::builtin().shared_types();
    if shared
        .iter()
        .any(|known| known.type_name == schema.type_name && known.kind == schema.kind)
    {
        type_name(schema)
    } else {
        body(schema, indent)
    }
}

fn type_name(schema: &Schema) -> String {
    schema.type_name.as_deref().map(pascal_case).unwrap_or_default()
}

fn body(schema: &Schema, indent: &str) -> String {
    match &schema.kind {
        SchemaKind::Any => "unknown".to_owned(),
        SchemaKind::Null => "null".to_owned(),
        SchemaKind::Boolean => "boolean".to_owned(),
        SchemaKind::Integer | SchemaKind::Number => "number".to_owned(),
        SchemaKind::String { one_of, .. } if one_of.is_empty() => "string".to_owned(),
        SchemaKind::String { one_of, .. } => one_of
            .iter()
            .map(|value| format!("{value:?}"))
            .collect::<Vec<_>>()
            .join(" | "),
        SchemaKind::Array(item) => match used(item, indent) {
            item if item.contains(" | ") => format!("({item})[]"),
            item => format!("{item}[]"),
        },
        SchemaKind::Union(members) => members
            .iter()
            .map(|member| used(member, indent))
            .collect::<Vec<_>>()
            .join(" | "),
        SchemaKind::Object {
            fields,
            additional,
            open,
        } => {
            let values = additional
                .as_ref()
                .map_or_else(|| "unknown".to_owned(), |value| used(value, indent));
            if fields.is_empty() {
                return format!("Record<string, {}>", if *open { &values } else { "never" });
            }
            let inner = format!("{indent}  ");
            let mut text = "{\n".to_owned();
            for field in fields {
                doc(&mut text, &inner, &field.schema.description);
                let optional = if field.required { "" } else { "?" };
                let _ = writeln!(
                    text,
                    "{inner}{}{optional}: {};",
                    key(&field.name),
                    used(&field.schema, &inner)
                );
            }
            if *open {
                // A named field must fit the index signature too, so that it can say no more.
                let _ = writeln!(text, "{inner}[key: string]: unknown;");
            }
            text + indent + "}"
        }
    }
}

fn doc(out: &mut String, indent: &str, text: &str) {
    let text = text.replace("*/", "* /");
    match text.contains('\n') {
        false if text.is_empty() => {}
        false => _ = writeln!(out, "{indent}/** {text} */"),
        true => {
            let lines: Vec<String> = text.lines().map(|line| format!("{indent} * {line}\n")).collect();
            let _ = writeln!(out, "{indent}/**\n{}{indent} */", lines.concat());
        }
    }
}

fn key(name: &str) -> String {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_' || character == '$';
    if name.chars().all(is_word)
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
    {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

/// `before_signup` becomes `BeforeSignup`.
fn pascal_case(name: &str) -> String {
    name.split('_')
        .filter_map(|word| {
            let mut characters = word.chars();
            Some(characters.next()?.to_ascii_uppercase().to_string() + characters.as_str())
        })
        .collect()
}
