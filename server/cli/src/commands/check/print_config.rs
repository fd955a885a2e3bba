//! `check --print-config FILE`: what holds for a file, and what says so.

use std::fmt::Write as _;
use std::path::Path;

use pipelua_analysis::lint::registry;
use pipelua_analysis::workspace::manifest::{FailOn as ManifestFailOn, Level};
use pipelua_analysis::{FileKind, MANIFEST};
use pipelua_schemas::{Unit, builtin};
use serde::Serialize;

use super::FailOn;
use super::codes::Codes;
use super::engine::Engine;
use super::formats::{FormatName, FormatSpec, write_documents};
use crate::commands::tell_problem;
use crate::exit::{Exit, Failure, Outcome};
use crate::render::escape::escape;
use crate::render::json::{TOOL, Tool};
use crate::report::Range;
use crate::terminal::Terminal;
use crate::workspace::read::read;
use crate::workspace::selection::select;

/// What holds for one file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    version: u32,
    tool: Tool,
    root: String,
    file: String,
    kind: &'static str,
    placements: Vec<Placement>,
    fail_on: Set<&'static str>,
    limits: Vec<LimitSet>,
    lints: Vec<LintSet>,
}

/// A node that uses the script, or the script alone on its `---@hook`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Placement {
    hook: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    mode: String,
    on_error: String,
}

/// A value and what sets it.
#[derive(Serialize)]
struct Set<T> {
    value: T,
    source: Source,
}

#[derive(Serialize)]
struct LimitSet {
    name: &'static str,
    unit: &'static str,
    #[serde(flatten)]
    set: Set<u64>,
}

#[derive(Serialize)]
struct LintSet {
    code: &'static str,
    severity: &'static str,
    source: Source,
}

/// Who says so.
#[derive(Serialize)]
#[serde(tag = "from", rename_all = "camelCase")]
enum Source {
    Default,
    Manifest {
        #[serde(skip_serializing_if = "Option::is_none")]
        range: Option<Range>,
    },
    CommandLine,
}

/// Prints it for the one file named.
///
/// # Errors
/// If it is no file of a workspace, or the manifest cannot be used.
pub(super) fn run(
    file: &Path,
    codes: &Codes,
    fail_on: Option<FailOn>,
    specs: &[FormatSpec],
    terminal: &Terminal,
) -> Outcome {
    let selections = select(&[file.to_owned()])?;
    let Some(selection) = selections.first() else {
        return Ok(Exit::Fine);
    };
    if let Some(problem) = selection.problems.first() {
        return Err(Failure::new(problem.message.clone()));
    }
    let engine = Engine::load(read(&selection.root).texts);
    let path = selection.paths().next().unwrap_or_default();
    let files = engine.files(|each| each == path);
    let Some(source) = files.first() else {
        return Err(
            Failure::new(format!("`{}` is no file that is checked", file.display()))
                .help("Name a script, a pipeline, a sample, a hook or the manifest."),
        );
    };
    let problems = engine.manifest_problems();
    for problem in &problems {
        tell_problem(problem, &selection.root, terminal);
    }
    let (kind, placements) = engine.placements(*source);
    let config = Config {
        version: 1,
        tool: TOOL,
        root: selection.root.to_string_lossy().replace('\\', "/"),
        file: path.to_owned(),
        kind: kind_name(kind),
        placements: placements
            .iter()
            .map(|placement| Placement {
                hook: placement.hook.to_string(),
                node: placement.node.as_deref().map(str::to_owned),
                mode: placement.mode.as_str().to_owned(),
                on_error: placement.on_error.as_str().to_owned(),
            })
            .collect(),
        fail_on: fail_on_in_force(&engine, fail_on),
        limits: limits(&engine),
        lints: lints(&engine, codes),
    };
    write_documents(specs, "--print-config", |name| match name {
        FormatName::Json => json(&config),
        _ => text(&config),
    })?;
    Ok(if problems.is_empty() {
        Exit::Fine
    } else {
        Exit::Usage
    })
}

fn kind_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Manifest => "manifest",
        FileKind::Script => "script",
        FileKind::Types => "types",
        FileKind::Library => "library",
        FileKind::Pipeline => "pipeline",
        FileKind::Sample => "sample",
        FileKind::Hook => "hook",
        FileKind::Other => "other",
    }
}

fn from_manifest(engine: &Engine, pointer: &str) -> Source {
    Source::Manifest {
        range: engine.manifest_range(pointer),
    }
}

fn fail_on_in_force(engine: &Engine, typed: Option<FailOn>) -> Set<&'static str> {
    let source = match (typed, engine.manifest().fail_on) {
        (Some(_), _) => Source::CommandLine,
        (None, Some(ManifestFailOn::At(_) | ManifestFailOn::Never)) => {
            from_manifest(engine, "/check/fail-on")
        }
        (None, None) => Source::Default,
    };
    let value = FailOn::in_force(typed, engine).severity();
    Set {
        value: value.map_or("never", |severity| severity.as_str()),
        source,
    }
}

fn limits(engine: &Engine) -> Vec<LimitSet> {
    let tightened = &engine.manifest().limits;
    let limits = builtin().limits().tightenable();
    limits
        .map(|limit| LimitSet {
            name: &limit.name,
            unit: limit.unit.as_str(),
            set: Set {
                value: tightened.value(limit),
                source: if tightened.iter().any(|(name, _)| name == limit.name) {
                    from_manifest(engine, &format!("/limits/{}", limit.name))
                } else {
                    Source::Default
                },
            },
        })
        .collect()
}

fn lints(engine: &Engine, codes: &Codes) -> Vec<LintSet> {
    let of = |code: &str| engine.manifest().level(code);
    registry()
        .iter()
        .map(|lint| {
            let (severity, source) = match of(lint.code) {
                _ if !codes.contains(lint.code) => ("off", Source::CommandLine),
                None => (lint.severity.as_str(), Source::Default),
                Some(Level::Off) => ("off", from_manifest(engine, &format!("/lints/{}", lint.code))),
                Some(Level::At(severity)) => (
                    severity.as_str(),
                    from_manifest(engine, &format!("/lints/{}", lint.code)),
                ),
            };
            LintSet {
                code: lint.code,
                severity,
                source,
            }
        })
        .collect()
}

fn json(config: &Config) -> String {
    let mut text = serde_json::to_string_pretty(config).expect("all keys are strings");
    text.push('\n');
    text
}

fn text(config: &Config) -> String {
    let mut out = format!("{}: {}\n", escape(&config.file), config.kind);
    for placement in &config.placements {
        let at = match &placement.node {
            Some(node) => format!("{}, node {}", escape(&placement.hook), escape(node)),
            None => escape(&placement.hook),
        };
        let _ = writeln!(
            out,
            "  hook {at}: {}, onError: {}",
            placement.mode, placement.on_error
        );
    }
    let _ = writeln!(
        out,
        "\nfail-on\n  {:<26}{}",
        config.fail_on.value,
        of_source(&config.fail_on.source)
    );
    out.push_str("\nlimits\n");
    for limit in &config.limits {
        let unit = if limit.unit == Unit::Count.as_str() || limit.unit == Unit::Depth.as_str() {
            String::new()
        } else {
            format!(" {}", limit.unit)
        };
        let value = format!("{}{unit}", limit.set.value);
        let _ = writeln!(
            out,
            "  {:<26}{value:<20}{}",
            limit.name,
            of_source(&limit.set.source)
        );
    }
    out.push_str("\nlints\n");
    for lint in &config.lints {
        let _ = writeln!(
            out,
            "  {:<26}{:<20}{}",
            lint.code,
            lint.severity,
            of_source(&lint.source)
        );
    }
    out
}

fn of_source(source: &Source) -> String {
    match source {
        Source::Default => "default".to_owned(),
        Source::Manifest { range: Some(range) } => format!("{MANIFEST}:{}", range.start.line + 1),
        Source::Manifest { range: None } => MANIFEST.to_owned(),
        Source::CommandLine => "command line".to_owned(),
    }
}
