//! All hooks of the workspace: the built-in ones and the team's own, read by the same code.

use std::sync::Arc;

use pipelua_rules::names::{NAME_RULE, fault, is_name, propose};
use pipelua_schemas::{HOOK_FILE_BYTES, Hook, SchemaProblem, parse_hook};
use pipelua_syntax::TextRange;
use pipelua_syntax::json::{Json, Value};

use super::json::{is_utf8, json, place_of, syntax_findings};
use super::wording::{CORRECT_IT, message_and_help, quoted};
use crate::db::Db;
use crate::inputs::{FileKind, SourceFile, files_of, stem};
use crate::lint::{Anchor, Finding, FixData};
use crate::lints::{hook_bad_name, hook_schema, hook_syntax};

/// The hooks that there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hooks {
    /// By lane, then by their order in it.
    all: Vec<Arc<Hook>>,
    /// Names of the team's hooks whose files are wrong.
    broken: Vec<Arc<str>>,
}

/// All hooks, by lane and by their order in it. Read by everything that has to do with a hook.
#[salsa::tracked(returns(ref))]
pub fn hooks(db: &dyn Db) -> Hooks {
    let schemas = pipelua_schemas::builtin();
    let mut all: Vec<Arc<Hook>> = schemas.hooks().iter().cloned().map(Arc::new).collect();
    let mut broken = Vec::new();
    for file in files_of(db, FileKind::Hook) {
        match own_hook(db, file) {
            Some(hook) => all.push(hook.clone()),
            None => broken.push(Arc::from(stem(file.path(db)))),
        }
    }
    let lanes = schemas.lanes();
    let lane_of = |hook: &Hook| {
        lanes
            .iter()
            .position(|lane| lane.name == hook.lane)
            .unwrap_or(lanes.len())
    };
    // The sort is stable: of equal ones the built-in hook is first, then the files in order.
    all.sort_by(|a, b| (lane_of(a), &a.lane, a.order).cmp(&(lane_of(b), &b.lane, b.order)));
    Hooks { all, broken }
}

/// The hook of this name; none where the team's file of it is wrong.
pub fn hook<'db>(db: &'db dyn Db, name: &str) -> Option<&'db Hook> {
    hooks(db).get(name)
}

/// The hook that a file of the team makes. Without places, so that an edit of its layout stops here.
#[salsa::tracked(returns(ref))]
fn own_hook(db: &dyn Db, file: SourceFile) -> Option<Arc<Hook>> {
    let name = stem(file.path(db));
    if !json(db, file).is_strict() || !is_utf8(db, file) || !is_name(name) {
        return None;
    }
    parse_hook(name, file.text(db).as_str()).ok().map(Arc::new)
}

/// What is wrong with a hook of the team. `no_eq`: findings hold places.
#[salsa::tracked(returns(ref), no_eq)]
pub(super) fn hook_findings(db: &dyn Db, file: SourceFile) -> Vec<Finding> {
    const RUNTIME: &str = "the hook does not exist for a run: a deploy refuses it and its pipeline";
    let text = file.text(db).as_str();
    if text.len() > HOOK_FILE_BYTES {
        let message = format!(
            "the file has {} bytes; a hook has at most {HOOK_FILE_BYTES}",
            text.len()
        );
        let finding = Finding::new(&hook_schema::LINT, Anchor::File, message).runtime(RUNTIME);
        return vec![finding.help("shorten its descriptions and lists")];
    }
    let json = json(db, file);
    let name = stem(file.path(db));
    let mut findings: Vec<Finding> = bad_name(file.path(db), name, json).into_iter().collect();
    if !json.is_strict() {
        findings.extend(syntax_findings(db, file, &hook_syntax::LINT, RUNTIME));
    } else if findings.is_empty() {
        for problem in parse_hook(name, text).err().unwrap_or_default() {
            let (message, help) = message_and_help(&problem.message);
            let anchor = Anchor::Range(problem_place(json, &problem));
            let mut finding = Finding::new(&hook_schema::LINT, anchor, message).runtime(RUNTIME);
            finding.help = help.or_else(|| Some(CORRECT_IT.to_owned()));
            findings.push(finding);
        }
    }
    findings
}

/// Of what is wrong with the whole, such as a key that it lacks, the opening bracket.
fn problem_place(json: &Json, problem: &SchemaProblem) -> TextRange {
    let pointer = problem.pointer.as_str();
    let place = place_of(json, pointer);
    if pointer.is_empty() {
        return TextRange::new(place.start, place.end.min(place.start + 1));
    }
    // An object may fill the whole file: its key stands for it.
    let is_plain = |value: &Value<'_>| value.as_object().is_none() && value.as_array().is_none();
    let value = json
        .get(pointer)
        .filter(|value| !problem.about_key && is_plain(value));
    value.map_or(place, Value::range)
}

fn bad_name(path: &str, name: &str, json: &Json) -> Option<Finding> {
    let lint = &hook_bad_name::LINT;
    if pipelua_schemas::builtin().hook(name).is_some() {
        let message = format!("{} is a built-in hook, which a file cannot replace", quoted(name));
        return Some(
            Finding::new(lint, Anchor::File, message)
                .runtime("the file is not read; the built-in hook stays as it is")
                .help("give the file another name, or remove it"),
        );
    }
    let fault = fault(name)?;
    let message = format!("{} cannot name a hook: {fault}", quoted(name));
    let mut finding = Finding::new(lint, Anchor::File, message)
        .runtime("the hook does not exist for a run: a deploy refuses it")
        .help(NAME_RULE);
    if let Some(proposal) = propose(name) {
        let mut fix = FixData::new(format!("Rename the file to `{proposal}.json`"));
        fix.renames
            .push((path.to_owned(), format!("hooks/{proposal}.json")));
        // The name inside must be that of the file.
        if let Some(inside) = json.get("/name").filter(|value| value.as_str().is_some()) {
            fix = fix.replace(Anchor::Range(inside.range()), format!("\"{proposal}\""));
        }
        finding = finding.fix(fix);
    }
    Some(finding)
}

impl Hooks {
    /// By lane, then by their order in it.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Hook> {
        self.all.iter().map(AsRef::as_ref)
    }

    pub fn get(&self, name: &str) -> Option<&Hook> {
        self.iter().find(|hook| hook.name == name)
    }

    /// Whether a hook of this name exists or is meant to: its file may be wrong.
    pub fn is_declared(&self, name: &str) -> bool {
        self.names().any(|declared| declared == name)
    }

    /// All names, those of wrong files last.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.iter()
            .map(|hook| hook.name.as_str())
            .chain(self.broken.iter().map(AsRef::as_ref))
    }

    /// The position by lane and order; unknown hooks come last.
    pub fn position(&self, name: &str) -> usize {
        self.iter()
            .position(|hook| hook.name == name)
            .unwrap_or(self.all.len())
    }
}
