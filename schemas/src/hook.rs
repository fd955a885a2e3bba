//! Hooks: the built-in ones and a team's own, read by the same code.

use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::lane::Lane;
use crate::locate::{duplicate_key, locate_all, place_of_offset};
use crate::mode::Mode;
use crate::names::{NAME_RULE, fault};
use crate::problem::{Fault, SchemaProblem, SchemaProblemKind};
use crate::schema::{Reader, Schema, SchemaKind, Shared};
use crate::suggest::{did_you_mean, nearest, shown};

/// A lifecycle event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hook {
    pub name: String,
    /// The part of the lifecycle that it belongs to; `own` where a team's hook does not say.
    pub lane: String,
    /// Position in its lane, from 1.
    pub order: u32,
    pub mode: Mode,
    pub title: String,
    /// Markdown.
    pub description: String,
    /// Raised when its input or output changes in a way that breaks scripts.
    pub version: u32,
    /// What `context` holds, an object; beside it stand the [`CONTEXT_FIELDS`].
    pub input: Schema,
    /// Type of a result's `data`, an object.
    pub output: Schema,
}

/// What `context` holds in every hook, beside the hook's own input.
pub const CONTEXT_FIELDS: [&str; 5] = ["hook", "node", "config", "outputs", "prev"];

/// Keys of a hook's file.
const KEYS: &[&str] = &[
    "$schema",
    "$comment",
    "$defs",
    "name",
    "lane",
    "order",
    "mode",
    "title",
    "description",
    "hookVersion",
    "input",
    "output",
];

/// How long the file of a hook may be.
pub const HOOK_FILE_BYTES: usize = 2 * 1024 * 1024;

/// Reads a team's own hook, whose file is `hooks/<name>.json`.
///
/// # Errors
/// Everything that is wrong with the file, each with its place and a way out.
pub fn parse_hook(name: &str, text: &str) -> Result<Hook, Vec<SchemaProblem>> {
    let file = format!("hooks/{name}.json");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let refuse =
        |kind, place, pointer, message| Err(vec![SchemaProblem::at(kind, &file, place, pointer, message)]);
    let taken = builtin_files().iter().any(|(builtin, _)| *builtin == name);
    let fault = if taken {
        Some(format!("`{name}` is a built-in hook; choose another name"))
    } else {
        fault(name).map(|fault| format!("`{}` cannot name a hook: {fault}; {NAME_RULE}", shown(name)))
    };
    if let Some(message) = fault {
        let start = locate_all(text, [""]).pop().flatten();
        return refuse(SchemaProblemKind::Name, start, String::new(), message);
    }
    if text.len() > HOOK_FILE_BYTES {
        let message = format!(
            "the file has {} bytes; a hook has at most {HOOK_FILE_BYTES}; shorten its descriptions and lists",
            text.len()
        );
        let start = locate_all(text, [""]).pop().flatten();
        return refuse(SchemaProblemKind::Schema, start, String::new(), message);
    }
    let document = parse(&file, text)?;
    // The parser keeps the last of two equal keys and says nothing.
    if let Some((pointer, place)) = duplicate_key(text) {
        let key = shown(pointer.rsplit('/').next().unwrap_or_default());
        let message = format!("`{key}` stands twice in one object; remove one");
        return refuse(SchemaProblemKind::Syntax, Some(place), pointer, message);
    }
    read(&file, name, text, &document)
}

pub(crate) fn builtin(lanes: &[Lane]) -> Vec<Hook> {
    let lane_of = |hook: &Hook| lanes.iter().position(|lane| lane.name == hook.lane);
    let mut hooks: Vec<Hook> = builtin_files()
        .iter()
        .map(|(name, text)| {
            let file = format!("hooks/{name}.json");
            parse(&file, text)
                .and_then(|document| read(&file, name, text, &document))
                .expect("the built-in hooks are checked by a test")
        })
        .collect();
    hooks.sort_by_key(|hook| (lane_of(hook), hook.order));
    hooks
}

/// The types that every hook may refer to.
pub(crate) fn shared_types() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let document: Value =
            serde_json::from_str(include_str!("../types.json")).expect("types.json is checked by a test");
        let none = Shared::new();
        let defs = document
            .get("$defs")
            .and_then(Value::as_object)
            .expect("types.json is checked by a test");
        let mut reader = Reader::new(&none, Some(defs));
        let types = defs
            .iter()
            .map(|(name, value)| {
                let schema = reader.input(&format!("/$defs/{name}"), value);
                Schema {
                    type_name: Some(name.clone()),
                    ..schema
                }
            })
            .collect();
        assert!(reader.problems.is_empty(), "types.json: {:?}", reader.problems);
        types
    })
}

fn parse(file: &str, text: &str) -> Result<Value, Vec<SchemaProblem>> {
    serde_json::from_str(text).map_err(|error| vec![syntax_problem(file, text, &error)])
}

fn read(file: &str, name: &str, text: &str, document: &Value) -> Result<Hook, Vec<SchemaProblem>> {
    let mut reader = HookReader { problems: Vec::new() };
    let hook = reader.hook(name, document);
    if reader.problems.is_empty() {
        return Ok(hook);
    }
    let mut problems = SchemaProblem::of_schemas(file, text, reader.problems);
    problems.sort_by_key(|problem| (problem.line, problem.column));
    Err(problems)
}

fn syntax_problem(file: &str, text: &str, error: &serde_json::Error) -> SchemaProblem {
    let offset = if error.is_eof() {
        text.trim_end().len()
    } else {
        offset_of(text, error)
    };
    let full = error.to_string();
    let reason = match full.split(" at line ").next().unwrap_or(&full) {
        _ if error.is_eof() => "the text ends too early",
        "recursion limit exceeded" => "it nests too deeply",
        "expected value" => "a value is expected here, and comments are not allowed",
        reason => reason,
    };
    let place = place_of_offset(text, offset);
    SchemaProblem::at(
        SchemaProblemKind::Syntax,
        file,
        Some(place),
        String::new(),
        format!("this is not JSON: {reason}"),
    )
}

/// Its columns count bytes.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    line_start + error.column().saturating_sub(1)
}

/// Reads the document around the two schemas.
struct HookReader {
    problems: Vec<Fault>,
}

impl HookReader {
    fn hook(&mut self, name: &str, document: &Value) -> Hook {
        let empty = Map::new();
        let map = document.as_object().unwrap_or(&empty);
        if !document.is_object() {
            self.report("", "a hook must be an object with `mode` and `input`");
        }
        if document.is_object() {
            self.keys(map);
        }
        if let Some(given) = self.text(map, "name").filter(|given| given != name) {
            self.report(
                "/name",
                &format!(
                    "the name must be that of the file, `{name}`; this is `{}`",
                    shown(&given)
                ),
            );
        }
        let local = map.get("$defs").and_then(Value::as_object);
        if local.is_none() && map.contains_key("$defs") {
            self.report("/$defs", "`$defs` must be an object with a schema for each name");
        }
        let mut reader = Reader::new(shared_types(), local);
        for (name, value) in local.into_iter().flatten() {
            reader.input(&format!("/$defs/{}", crate::schema::escape(name)), value);
        }
        let mut schema = |key: &str| match map.get(key) {
            Some(value) if key == "input" => reader.input("/input", value),
            Some(value) => reader.schema("/output", value),
            None => Schema::open_object(),
        };
        let (input, output) = (schema("input"), schema("output"));
        self.problems.append(&mut reader.problems);
        self.input(map, &input);
        if self.is_other_than_object(&output) {
            self.report(
                "/output",
                "`output` is the type of a result's `data`, so it must have \"type\": \"object\"",
            );
        }
        Hook {
            name: name.to_owned(),
            lane: self.lane(map),
            order: self.count(map, "order"),
            mode: self.mode(map),
            title: self.text(map, "title").unwrap_or_else(|| name.replace('_', " ")),
            description: self.text(map, "description").unwrap_or_default(),
            version: self.count(map, "hookVersion"),
            input,
            output,
        }
    }

    fn keys(&mut self, map: &Map<String, Value>) {
        for key in map.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            let way_out = match nearest(key, KEYS.iter().copied()) {
                Some(meant) => did_you_mean(Some(meant)),
                None => "; remove it".to_owned(),
            };
            let message = format!("`{}` is not a key of a hook{way_out}", shown(key));
            self.fault(&format!("/{}", crate::schema::escape(key)), &message, true);
        }
        for key in ["mode", "input"].iter().filter(|key| !map.contains_key(**key)) {
            self.report(
                "",
                &format!("`{key}` is missing; a hook needs `mode` and `input`"),
            );
        }
    }

    fn input(&mut self, map: &Map<String, Value>, input: &Schema) {
        if !map.contains_key("input") {
            return;
        }
        if self.is_other_than_object(input) {
            self.report(
                "/input",
                "`input` is what `context` holds, so it must have \"type\": \"object\"",
            );
        }
        for name in CONTEXT_FIELDS.iter().filter(|name| input.field(name).is_some()) {
            let message = format!("`context.{name}` is filled in by the runtime; choose another name");
            self.fault(&format!("/input/properties/{name}"), &message, true);
        }
    }

    /// Whether this is certain: a schema with a problem may be `Any` because of it.
    fn is_other_than_object(&self, schema: &Schema) -> bool {
        match schema.kind {
            SchemaKind::Object { .. } => false,
            SchemaKind::Any => self.problems.is_empty(),
            _ => true,
        }
    }

    fn lane(&mut self, map: &Map<String, Value>) -> String {
        let lane = self.text(map, "lane").unwrap_or_else(|| "own".to_owned());
        if let Some(fault) = fault(&lane) {
            let message = format!("`{}` cannot name a lane: {fault}; {NAME_RULE}", shown(&lane));
            self.report("/lane", &message);
        }
        lane
    }

    fn mode(&mut self, map: &Map<String, Value>) -> Mode {
        let name = self
            .text(map, "mode")
            .unwrap_or_else(|| Mode::Blocking.as_str().to_owned());
        Mode::ALL
            .into_iter()
            .find(|mode| mode.as_str() == name)
            .unwrap_or_else(|| {
                self.report(
                    "/mode",
                    &format!(
                        "`{}` is no mode; use `blocking`, `async` or `enrichment`",
                        shown(&name)
                    ),
                );
                Mode::Blocking
            })
    }

    /// A number from 1, which is 1 unless given.
    fn count(&mut self, map: &Map<String, Value>, key: &str) -> u32 {
        let Some(value) = map.get(key) else { return 1 };
        let count = value
            .as_u64()
            .and_then(|count| u32::try_from(count).ok())
            .filter(|count| *count > 0);
        count.unwrap_or_else(|| {
            self.report(
                &format!("/{key}"),
                &format!(
                    "`{key}` must be a whole number from 1; this is {}",
                    shown(&value.to_string())
                ),
            );
            1
        })
    }

    fn text(&mut self, map: &Map<String, Value>, key: &str) -> Option<String> {
        let value = map.get(key)?;
        if !value.is_string() {
            self.report(&format!("/{key}"), &format!("`{key}` must be a string"));
        }
        value.as_str().map(str::to_owned)
    }

    fn report(&mut self, pointer: &str, message: &str) {
        self.fault(pointer, message, false);
    }

    fn fault(&mut self, pointer: &str, message: &str, about_key: bool) {
        self.problems.push(Fault {
            pointer: pointer.to_owned(),
            message: message.to_owned(),
            about_key,
        });
    }
}

macro_rules! builtin_files {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../hooks/", $name, ".json")))),*]
    };
}

/// Name and text of each built-in hook; a test compares the list with the folder.
pub(crate) fn builtin_files() -> &'static [(&'static str, &'static str)] {
    builtin_files![
        "before_signup" "after_signup"
        "before_signin" "token_build" "after_signin" "before_signout"
        "apikey_before_create" "apikey_after_create" "apikey_before_exchange" "apikey_after_exchange" "apikey_before_revoke"
        "client_before_register" "client_after_register" "client_before_authorize" "client_after_authorize" "client_access_change"
    ]
}
