//! The files of the new workspace: made and checked in memory, then written, the manifest last.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use pipelua_analysis::{FileKind, FileText, MANIFEST};

use super::names::slugs;
use super::pipelines::pipelines;
use super::report::{Migration, ScriptReport};
use super::rewrite::{Note, rewrite};
use super::source::{OldScript, Source};
use crate::atomic_write::create;
use crate::canonical::canonical;
use crate::commands::check::accepted_findings;
use crate::exit::Failure;
use crate::workspace::find::workspace_name;

const BASELINE: &str = "pipelua-baseline.json";
const REPORT: &str = "MIGRATION.md";

/// Path from the root and text.
pub(super) type Texts = Vec<(String, String)>;

/// What an import comes to.
pub(super) struct Imported {
    pub(super) files: Texts,
    pub(super) scripts: usize,
    pub(super) pipelines: usize,
    pub(super) secrets: usize,
    pub(super) done: usize,
    pub(super) left: usize,
    pub(super) findings: usize,
}

pub(super) fn imported(source: &Source, root: &Path) -> Imported {
    let slugs = slugs(source);
    let pipelines = pipelines(source, &slugs);
    let (mut hosts, mut env) = (BTreeSet::new(), BTreeSet::new());
    let mut files: Texts = Vec::new();
    let mut reports = Vec::new();
    for (id, script) in &source.scripts {
        let slug = &slugs[id];
        let rewritten = rewrite(&with_head(id, script), &slugs);
        hosts.extend(rewritten.hosts);
        env.extend(rewritten.env);
        let is_used = source
            .plans
            .iter()
            .any(|plan| plan.layers.iter().flatten().any(|other| other == id));
        reports.push(ScriptReport {
            slug: slug.clone(),
            id: id.clone(),
            name: script.name.clone(),
            config: script.config.clone(),
            is_used,
            done: rewritten.done,
            left: rewritten.left,
            findings: Vec::new(),
        });
        files.push((format!("scripts/{slug}.lua"), rewritten.text));
    }
    let mut written = 0;
    for pipeline in &pipelines {
        let Some(hook) = pipeline.hook else { continue };
        let text = pipeline.json.to_string();
        let text = canonical(FileKind::Pipeline, &text).unwrap_or(text);
        files.push((format!("pipelines/{hook}.json"), text));
        written += 1;
    }
    let hosts: Vec<String> = hosts.into_iter().collect();
    files.push((
        MANIFEST.to_owned(),
        manifest(&workspace_name(root), &source.secrets, &env, &hosts),
    ));

    let texts = files
        .iter()
        .map(|(path, text)| (Arc::from(path.as_str()), FileText::Utf8(text.as_str().into())));
    let accepted = accepted_findings(texts.collect(), BASELINE);
    let mut elsewhere = Vec::new();
    for finding in &accepted.findings {
        let note = Note {
            line: finding.range.map_or(1, |range| range.start.line + 1),
            text: format!("`{}`: {}", finding.code, finding.message),
        };
        let report = reports
            .iter_mut()
            .find(|report| finding.file == format!("scripts/{}.lua", report.slug));
        match report {
            Some(report) => report.findings.push(note),
            None => elsewhere.push((finding.file.clone(), note)),
        }
    }
    reports.sort_by(|a, b| a.slug.cmp(&b.slug));
    let left: usize = reports.iter().map(|report| report.left.len()).sum();
    let left_out: usize = pipelines.iter().map(|pipeline| pipeline.left.len()).sum();
    let migration = Migration {
        scripts: &reports,
        pipelines: &pipelines,
        hosts: &hosts,
        baseline: BASELINE,
        elsewhere: &elsewhere,
    };
    let manifest = files.pop();
    files.push((REPORT.to_owned(), migration.text()));
    files.push((BASELINE.to_owned(), accepted.baseline));
    files.push((
        ".gitattributes".to_owned(),
        include_str!("../../templates/gitattributes").to_owned(),
    ));
    files.push((
        ".gitignore".to_owned(),
        include_str!("../../templates/gitignore").to_owned(),
    ));
    // A workspace is one only when it is whole.
    files.extend(manifest);
    Imported {
        files,
        scripts: reports.len(),
        pipelines: written,
        secrets: source.secrets.len(),
        done: reports.iter().map(|report| report.done.len()).sum(),
        left: left + left_out + pipelines.len() - written,
        findings: accepted.findings.len(),
    }
}

/// The old name and id are the description of the script.
fn with_head(id: &str, script: &OldScript) -> String {
    let line = |text: &str| {
        let words = text.split(|c: char| c.is_whitespace() || c.is_control());
        let line = words
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        // In front of a line of `---`, these would begin an annotation.
        if line.starts_with(['@', '|']) {
            format!("`{line}`")
        } else {
            line
        }
    };
    let code = script.code.strip_prefix('\u{feff}').unwrap_or(&script.code);
    let code = code.replace("\r\n", "\n");
    let end = if code.ends_with('\n') { "" } else { "\n" };
    format!(
        "--- {}\n--- It was `{}` in the old system.\n\n{code}{end}",
        line(&script.name),
        line(id)
    )
}

fn manifest(name: &str, secrets: &[String], env: &BTreeSet<String>, hosts: &[String]) -> String {
    let mut text = format!(
        "schema = 1 # format of the files of this workspace\nname = \"{name}\"\n\n\
         # Names that scripts may ask for with helpers.secret and helpers.env, and what they are.\n\
         # Values for local runs go into pipelua.local.toml, which git ignores.\n[secrets]\n"
    );
    let quoted = |text: &str| toml_edit::Value::from(text).to_string().trim().to_owned();
    for secret in secrets {
        let _ = writeln!(text, "{} = \"From the old system\"", toml_edit::Key::new(secret));
    }
    text.push_str("\n[env]\n");
    for name in env {
        let _ = writeln!(text, "{} = \"From the old system\"", toml_edit::Key::new(name));
    }
    let hosts: Vec<String> = hosts.iter().map(|host| quoted(host)).collect();
    let _ = write!(
        text,
        "\n# Hosts that scripts may call.\n[fetch]\nallow-hosts = [{}]\n\n[check]\nfail-on = \"warning\"\nbaseline = \"{BASELINE}\"\n",
        hosts.join(", ")
    );
    text
}

/// Whether the folder holds just what would be written.
///
/// # Errors
/// If it holds anything else.
pub(super) fn is_there_already(files: &[(String, String)], root: &Path) -> Result<bool, Failure> {
    let shown = root.display();
    let entries = match std::fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Failure::to(format_args!("read `{shown}`"), error)),
    };
    let is_empty = entries
        .filter_map(Result::ok)
        .all(|entry| entry.file_name() == ".git");
    if is_empty {
        return Ok(false);
    }
    let is_same = |(path, text): &(String, String)| {
        std::fs::read(root.join(path)).is_ok_and(|there| there == text.as_bytes())
    };
    if files.iter().all(is_same) {
        return Ok(true);
    }
    Err(Failure::new(format!("`{shown}` is not empty"))
        .help("Name a new folder: nothing is overwritten, and nothing was written."))
}

/// # Errors
/// If a file cannot be written; those before it stay.
pub(super) fn write(files: &[(String, String)], root: &Path) -> Result<(), Failure> {
    for (path, text) in files {
        create(&root.join(path), text.as_bytes())
            .map_err(|error| Failure::to(format_args!("write `{path}`"), error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_no_bare_keys_are_quoted() {
        let env = BTreeSet::from(["A B".to_owned()]);
        let text = manifest(
            "x",
            &["a.b".to_owned(), "KEY".to_owned()],
            &env,
            &["a.example".to_owned()],
        );
        assert!(text.parse::<toml_edit::DocumentMut>().is_ok(), "{text}");
        assert!(
            text.contains("\"a.b\" = ") && text.contains("\nKEY = ") && text.contains("\"A B\" = "),
            "{text}"
        );
    }
}
