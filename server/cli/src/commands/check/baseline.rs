//! `--update-baseline`: writes which findings are accepted for now, an entry a line, so that changes are easy to read.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use pipelua_analysis::workspace::manifest::Manifest;
use pipelua_analysis::{FileText, MANIFEST};
use pipelua_ide::Finding;
use serde::Serialize;
use toml_edit::{DocumentMut, Item, Table, value};

use super::codes::Codes;
use super::engine::{Engine, Print};
use super::prints;
use crate::commands::tell_note;
use crate::exit::Failure;
use crate::report::Severity;
use crate::terminal::Terminal;
use crate::workspace::find::FromHere;
use crate::workspace::selection::Selection;

/// Where the baseline lies unless the manifest says otherwise.
const DEFAULT_PATH: &str = "pipelua-baseline.json";

/// A finding about the baseline is no finding to accept.
const STALE: &str = "stale-baseline";

#[derive(Debug, clap::Args)]
pub(super) struct BaselineArgs {
    /// Remove from the baseline what no longer occurs, then report what is left
    #[arg(long, conflicts_with_all = ["stdin", "fix", "diff", "statistics", "print_config"])]
    update_baseline: bool,
    /// With --update-baseline: also accept what is reported now
    #[arg(long, requires = "update_baseline")]
    add: bool,
}

/// What is done about the baseline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Update {
    No,
    Remove,
    RemoveAndAdd,
}

impl BaselineArgs {
    pub(super) fn update(&self) -> Update {
        match (self.update_baseline, self.add) {
            (false, _) => Update::No,
            (true, false) => Update::Remove,
            (true, true) => Update::RemoveAndAdd,
        }
    }
}

/// The order of the fields is that in the file, and the order of the entries.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
struct Entry {
    file: String,
    code: String,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// Brings the baseline of a workspace up to date, on the disk and in memory. Entries of files and codes that are not
/// looked at stay as they are; what is milder than `mildest` is not shown and so not accepted.
///
/// # Errors
/// If there is nothing to bring up to date, or it cannot be written.
pub(super) fn update_baseline(
    engine: &mut Engine,
    selection: &Selection,
    codes: &Codes,
    mildest: Severity,
    update: Update,
    terminal: &Terminal,
) -> Result<(), Failure> {
    if !engine.manifest_problems().is_empty() {
        return Err(Failure::new(format!(
            "the baseline cannot be updated while `{MANIFEST}` cannot be used"
        )));
    }
    if let Some(problem) = engine.baseline_problem() {
        return Err(Failure::new(problem.message)
            .help("Mend it or take it from git again: what it accepts would be lost."));
    }
    let named = baseline_path(engine.manifest());
    if named.is_none() && update == Update::Remove {
        return Err(Failure::new(format!("`{MANIFEST}` names no baseline"))
            .help("`pipelua check --update-baseline --add` writes one of what is reported now."));
    }
    let path = named.unwrap_or_else(|| DEFAULT_PATH.to_owned());
    let in_scope = |file: &str, code: &str| selection.contains(file) && codes.contains(code);
    let found: Vec<Print> = prints::all(engine, |file| selection.contains(file))
        .into_iter()
        .filter(|print| codes.contains(&print.code) && print.code != STALE)
        .collect();
    let there: HashSet<&str> = found.iter().map(|print| print.fingerprint.as_str()).collect();

    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let mut removed = 0;
    for old in &engine.baseline().entries {
        if in_scope(&old.file, &old.code) && !there.contains(&*old.fingerprint) {
            removed += 1;
            continue;
        }
        let entry = Entry {
            file: old.file.to_string(),
            code: old.code.to_string(),
            fingerprint: old.fingerprint.to_string(),
            message: old.message.as_deref().map(str::to_owned),
        };
        entries.insert(entry.fingerprint.clone(), entry);
    }
    let before = entries.len();
    if update == Update::RemoveAndAdd {
        for print in found.into_iter().filter(|print| print.severity <= mildest) {
            entries.entry(print.fingerprint.clone()).or_insert(Entry {
                file: print.file,
                code: print.code,
                fingerprint: print.fingerprint,
                message: print.message,
            });
        }
    }
    let added = entries.len() - before;
    let mut entries: Vec<Entry> = entries.into_values().collect();
    entries.sort();

    let text = written(&entries);
    write(engine, selection, &path, &text)?;
    if baseline_path(engine.manifest()).is_none() {
        let manifest = naming_baseline(engine.text_at(MANIFEST).unwrap_or_default(), &path)?;
        write(engine, selection, MANIFEST, &manifest)?;
    }
    let shown = FromHere::new(&selection.root).path(&path);
    let all = entries.len();
    tell_note(
        &format!("`{shown}`: {added} added, {removed} removed, {all} in all"),
        terminal,
    );
    Ok(())
}

/// What a new workspace begins with: its findings, and the baseline that accepts them.
pub(crate) struct Accepted {
    pub(crate) baseline: String,
    pub(crate) findings: Vec<Finding>,
}

/// The findings that are shown of these files, whose manifest names a baseline at `path`.
pub(crate) fn accepted_findings(mut texts: Vec<(Arc<str>, FileText)>, path: &str) -> Accepted {
    texts.push((path.into(), FileText::Utf8(written(&[]).as_str().into())));
    let engine = Engine::load(texts);
    let mut findings = Vec::new();
    for file in engine.files(|_| true) {
        findings.extend(engine.check(file, &Codes::default(), true).findings);
    }
    findings.retain(|finding| finding.severity <= Severity::Info && finding.code != STALE);
    let mut entries: Vec<Entry> = findings
        .iter()
        .map(|finding| Entry {
            file: finding.file.clone(),
            code: finding.code.to_owned(),
            fingerprint: finding.fingerprint.clone(),
            message: Some(finding.message.clone()),
        })
        .collect();
    entries.sort();
    entries.dedup_by(|a, b| a.fingerprint == b.fingerprint);
    Accepted {
        baseline: written(&entries),
        findings,
    }
}

fn baseline_path(manifest: &Manifest) -> Option<String> {
    manifest.baseline.clone()
}

fn write(engine: &mut Engine, selection: &Selection, path: &str, text: &str) -> Result<(), Failure> {
    if engine.text_at(path) == Some(text) {
        return Ok(());
    }
    let target = selection.root.join(path);
    let not_written = |error| Failure::to(format_args!("write `{path}`"), error);
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).map_err(not_written)?;
    }
    crate::atomic_write::replace(&target, text.as_bytes()).map_err(not_written)?;
    engine.set_text(path, text);
    Ok(())
}

/// One entry a line, so that a change of one finding is a change of one line.
fn written(entries: &[Entry]) -> String {
    let mut text = String::from("{\n  \"version\": 1,\n  \"findings\": [");
    for (index, entry) in entries.iter().enumerate() {
        let line = serde_json::to_string(entry).expect("an entry has string keys only");
        let _ = write!(text, "{}\n    {line}", if index == 0 { "" } else { "," });
    }
    text.push_str(if entries.is_empty() {
        "]\n}\n"
    } else {
        "\n  ]\n}\n"
    });
    text
}

/// The manifest with the key that names the baseline; comments and layout stay.
fn naming_baseline(manifest: &str, path: &str) -> Result<String, Failure> {
    let mut document: DocumentMut = manifest.parse().map_err(|error: toml_edit::TomlError| {
        Failure::to(format_args!("edit `{MANIFEST}`"), error.message())
    })?;
    let check = document.entry("check").or_insert(Item::Table(Table::new()));
    let Some(check) = check.as_table_like_mut() else {
        return Err(Failure::new(format!("`check` in `{MANIFEST}` is no table")));
    };
    check.insert("baseline", value(path));
    Ok(document.to_string())
}
