//! From the tree of a file to a draft of its pipeline: every key read, nothing yet looked up.

use std::collections::HashMap;

use pipelua_schemas::OnError;
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Json, JsonError, JsonErrorKind, Member, Value};

use super::fields::{
    boolean, on_error, read, removal, removal_of_item, string, timeout_ms, unknown_key, value_problem,
};
use super::problem::{Fix, Problem, ProblemKind};
use crate::json_value::to_value;
use crate::suggest::shown;

/// The keys of a pipeline. A test holds them against the schema of the file.
pub const PIPELINE_KEYS: &[&str] = &[
    "$schema",
    "description",
    "hook",
    "enabled",
    "onError",
    "denyMessage",
    "nodes",
];

/// The keys of a node. A test holds them against the schema of the file.
pub const NODE_KEYS: &[&str] = &[
    "description",
    "script",
    "config",
    "needs",
    "timeoutMs",
    "onError",
    "enabled",
];

/// Where the parts of a [`super::Pipeline`] stand in its file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PipelineSource {
    /// The whole object.
    pub root: TextRange,
    /// The value of `nodes`.
    pub nodes_object: Option<TextRange>,
    /// As [`super::Pipeline::nodes`].
    pub nodes: Vec<NodeSource>,
}

/// Where the parts of a node stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct NodeSource {
    /// Its name, with the quotes.
    pub key: TextRange,
    pub value: TextRange,
    /// The values of `script`, `config` and `needs`.
    pub script: Option<TextRange>,
    pub config: Option<TextRange>,
    pub needs_list: Option<TextRange>,
    /// As [`super::Node::needs`].
    pub needs: Vec<TextRange>,
}

#[derive(Default)]
pub(super) struct Draft<'a> {
    pub(super) description: Option<String>,
    pub(super) hook: Option<(&'a str, Value<'a>)>,
    pub(super) enabled: Option<bool>,
    pub(super) on_error: Option<OnError>,
    pub(super) deny_message: Option<String>,
    pub(super) nodes_object: Option<Value<'a>>,
    pub(super) nodes: Vec<DraftNode<'a>>,
}

pub(super) struct DraftNode<'a> {
    pub(super) member: Member<'a>,
    pub(super) description: Option<String>,
    pub(super) script: Option<(&'a str, Value<'a>)>,
    /// Whether the node has the key, readable or not.
    pub(super) has_script: bool,
    pub(super) config: Option<Value<'a>>,
    pub(super) needs_list: Option<Value<'a>>,
    /// The strings among the needs, without duplicates.
    pub(super) needs: Vec<(&'a str, Value<'a>)>,
    pub(super) timeout_ms: Option<u64>,
    pub(super) on_error: Option<OnError>,
    pub(super) enabled: Option<bool>,
}

/// Reads the tree; `most_ms` is the longest time that a node may set.
pub(super) fn read_draft<'a>(json: &'a Json, most_ms: u64, problems: &mut Vec<Problem>) -> Draft<'a> {
    syntax(json, problems);
    let mut draft = Draft::default();
    let root = json.root();
    let Some(members) = root.as_object() else {
        if !root.is_hole() {
            problems.push(value_problem(
                root,
                format!("a pipeline is an object, not {}", root.kind_name()),
            ));
        }
        return draft;
    };
    for member in members.clone() {
        match member.name {
            "$schema" => drop(string(member, problems)),
            "description" => draft.description = string(member, problems),
            "hook" => {
                let hook = read(member, "a string", Value::as_str, problems);
                draft.hook = hook.map(|hook| (hook, member.value));
            }
            "enabled" => draft.enabled = boolean(member, problems),
            "onError" => draft.on_error = on_error(member, problems),
            "denyMessage" => draft.deny_message = string(member, problems),
            "nodes" => draft.nodes_object = read(member, "an object", of_objects, problems),
            "" if !has_key(&member) => {}
            _ => problems.push(unknown_key(member, "a pipeline", PIPELINE_KEYS)),
        }
    }
    if members.clone().all(|member| member.name != "nodes") && json.errors().is_empty() {
        let range = TextRange::new(root.range().start, root.range().start + 1);
        let problem = Problem::new(
            ProblemKind::Value,
            "",
            range,
            "a pipeline has `nodes`; this one has none",
        );
        problems.push(problem.help("add `\"nodes\": { \"<name>\": { \"script\": \"<slug>\" } }`"));
    }
    duplicate_keys(json, draft.nodes_object, problems);
    if let Some(nodes) = draft.nodes_object {
        draft.nodes = read_nodes(nodes, most_ms, problems);
    }
    draft
}

/// Whether there is a key, be it an empty one; a missing one is a syntax error already.
fn has_key(member: &Member<'_>) -> bool {
    !member.key_range.is_empty()
}

fn of_objects(value: Value<'_>) -> Option<Value<'_>> {
    value.as_object().map(|_| value)
}

/// What is no strict JSON, comments aside.
fn syntax(json: &Json, problems: &mut Vec<Problem>) {
    // A comment with `#` is told with the other comments.
    let is_told = |error: &&JsonError| error.kind == JsonErrorKind::HashComment;
    for error in json.errors().iter().filter(|error| !is_told(error)) {
        let mut problem = Problem::new(
            ProblemKind::Syntax,
            json.pointer_of(error.range.start),
            error.range,
            &error.message,
        );
        if let Some(related) = &error.related {
            problem = problem.related(related.range, &related.message);
        }
        if let Some(fix) = &error.fix {
            problem = problem.fix(Fix::edits(
                &fix.title,
                says_the_same(error.kind),
                fix.edits.clone(),
            ));
        }
        problems.push(problem);
    }
    for &comma in json.trailing_commas() {
        let message = "JSON has no comma before a closing bracket";
        let problem = Problem::new(ProblemKind::Syntax, json.pointer_of(comma.start), comma, message);
        problems.push(
            problem
                .help("remove the comma")
                .fix(Fix::edit("Remove the comma", true, comma, "")),
        );
    }
}

/// Whether there is only one thing that the author can have meant.
fn says_the_same(kind: JsonErrorKind) -> bool {
    use JsonErrorKind as Kind;
    matches!(
        kind,
        Kind::MissingComma
            | Kind::ExtraComma
            | Kind::MissingColon
            | Kind::UnquotedKey
            | Kind::WrongQuotes
            | Kind::ControlCharacter
            | Kind::UnknownWord
    )
}

/// Keys written twice; those of `nodes` have a finding of their own.
fn duplicate_keys(json: &Json, nodes: Option<Value<'_>>, problems: &mut Vec<Problem>) {
    for object in json
        .values()
        .filter(|value| Some(value.id()) != nodes.map(Value::id))
    {
        let Some(members) = object.as_object() else {
            continue;
        };
        let mut seen: HashMap<&str, (usize, Member<'_>)> = HashMap::with_capacity(members.len());
        let ranges: Vec<TextRange> = members.clone().map(|member| member.range()).collect();
        let range = |at: Option<usize>| ranges.get(at?).copied();
        for (at, member) in members.enumerate().filter(|(_, member)| has_key(member)) {
            let Some((first_at, first)) = seen.insert(member.name, (at, member)) else {
                continue;
            };
            let message = format!("`{}` is written twice; the last one counts", shown(member.name));
            let gone = removal(
                range(first_at.checked_sub(1)),
                first.range(),
                range(Some(first_at + 1)),
            );
            let comments = json.comments();
            let next = comments.partition_point(|comment| comment.range.start < gone.start);
            let drops_a_comment = comments.get(next).is_some_and(|next| next.range.end <= gone.end);
            let same = to_value(first.value) == to_value(member.value) && !drops_a_comment;
            let problem = Problem::new(
                ProblemKind::Value,
                member.value.pointer(),
                member.key_range,
                message,
            )
            .help("remove one of the two")
            .related(first.key_range, "first written here")
            .fix(Fix::edit("Remove the first one", same, gone, ""));
            problems.push(problem);
        }
    }
}

fn read_nodes<'a>(nodes: Value<'a>, most_ms: u64, problems: &mut Vec<Problem>) -> Vec<DraftNode<'a>> {
    let mut drafts = Vec::new();
    let mut seen: HashMap<&str, Member<'a>> = HashMap::new();
    for member in nodes.as_object().into_iter().flatten().filter(has_key) {
        if let Some(first) = seen.get(member.name) {
            let message = format!(
                "node `{}` is already defined; this one is never run",
                shown(member.name)
            );
            let problem = Problem::new(
                ProblemKind::DuplicateNode,
                member.value.pointer(),
                member.key_range,
                message,
            )
            .help("give it another name")
            .related(first.key_range, "first defined here");
            problems.push(problem);
            continue;
        }
        seen.insert(member.name, member);
        drafts.push(read_node(member, most_ms, problems));
    }
    drafts
}

fn read_node<'a>(node: Member<'a>, most_ms: u64, problems: &mut Vec<Problem>) -> DraftNode<'a> {
    let mut draft = DraftNode {
        member: node,
        description: None,
        script: None,
        has_script: false,
        config: None,
        needs_list: None,
        needs: Vec::new(),
        timeout_ms: None,
        on_error: None,
        enabled: None,
    };
    let Some(members) = node.value.as_object() else {
        // One finding for a node that is no object; that its script is missing says nothing more.
        draft.has_script = true;
        if !node.value.is_hole() {
            let message = format!(
                "node `{}` is an object, not {}",
                shown(node.name),
                node.value.kind_name()
            );
            problems.push(value_problem(node.value, message).help("write `{ \"script\": \"<slug>\" }`"));
        }
        return draft;
    };
    for member in members {
        match member.name {
            "description" => draft.description = string(member, problems),
            "script" => {
                draft.has_script = true;
                draft.script =
                    read(member, "a string", Value::as_str, problems).map(|slug| (slug, member.value));
            }
            "config" => draft.config = read(member, "an object", of_objects, problems),
            "needs" => {
                draft.needs_list = read(
                    member,
                    "an array of node names",
                    |v| v.as_array().map(|_| v),
                    problems,
                );
                draft.needs = draft
                    .needs_list
                    .map(|list| read_needs(list, problems))
                    .unwrap_or_default();
            }
            "timeoutMs" => draft.timeout_ms = timeout_ms(member, most_ms, problems),
            "onError" => draft.on_error = on_error(member, problems),
            "enabled" => draft.enabled = boolean(member, problems),
            "" if !has_key(&member) => {}
            _ => problems.push(unknown_key(member, "a node", NODE_KEYS)),
        }
    }
    draft
}

fn read_needs<'a>(list: Value<'a>, problems: &mut Vec<Problem>) -> Vec<(&'a str, Value<'a>)> {
    let mut seen: HashMap<&str, TextRange> = HashMap::new();
    let mut needs = Vec::new();
    for item in list.as_array().into_iter().flatten() {
        let Some(name) = item.as_str() else {
            if !item.is_hole() {
                problems.push(value_problem(
                    item,
                    format!("`needs` holds names of nodes, not {}", item.kind_name()),
                ));
            }
            continue;
        };
        if let Some(&first) = seen.get(name) {
            let message = format!("`{}` is already in this list", shown(name));
            let problem = Problem::new(ProblemKind::DuplicateNeed, item.pointer(), item.range(), message)
                .help("remove it")
                .related(first, "first named here")
                .fix(Fix::edit("Remove it", true, removal_of_item(item), ""));
            problems.push(problem);
            continue;
        }
        seen.insert(name, item.range());
        needs.push((name, item));
    }
    needs
}
