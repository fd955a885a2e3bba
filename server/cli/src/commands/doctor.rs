//! `pipelua doctor`: what is wrong with this installation and with the workspace around it, apart from findings.

use std::fmt::Write as _;
use std::path::Path;

use pipelua_analysis::MANIFEST;

use crate::commands::check::engine::Engine;
use crate::exit::{Exit, Outcome};
use crate::render::escape::escape;
use crate::render::style::Palette;
use crate::render::wrap::wrap;
use crate::report::Severity;
use crate::terminal::{Terminal, print};
use crate::workspace::find::{absolute, root_above};
use crate::workspace::read::read;
use crate::workspace::stranger::reason;
use crate::workspace::{editor_schemas, ignore_file};

/// Look for what is wrong with this installation and workspace
///
/// Writes `.pipelua/schemas` again where it is missing or stale; changes nothing else.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: pipelua doctor")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, terminal: &Terminal) -> Outcome {
    let mut report = Report {
        palette: Palette::new(terminal.color),
        width: terminal.width,
        text: String::new(),
        exit: Exit::Fine,
    };
    report.installation();
    match root_above(&absolute(Path::new("."))?) {
        Some(root) => report.workspace(&root),
        None => report.bad(
            "workspace",
            "there is no `pipelua.toml` here or above; `pipelua init` makes one",
        ),
    }
    print(&report.text)?;
    Ok(report.exit)
}

/// Columns before what is said.
const MARGIN: usize = 18;

struct Report {
    palette: Palette,
    width: usize,
    text: String,
    exit: Exit,
}

impl Report {
    fn line(&mut self, mark: &str, what: &str, said: &str) {
        let said = wrap(&escape(said), self.width, MARGIN);
        let _ = writeln!(self.text, "{mark}  {what:<12} {said}");
    }

    fn good(&mut self, what: &str, said: &str) {
        let mark = self.palette.good("ok ");
        self.line(&mark, what, said);
    }

    /// What is good to know and makes nothing wrong.
    fn fair(&mut self, what: &str, said: &str) {
        let mark = self.palette.severity(Severity::Warning, "-- ");
        self.line(&mark, what, said);
    }

    fn bad(&mut self, what: &str, said: &str) {
        let mark = self.palette.bad("no ");
        self.line(&mark, what, said);
        self.exit = self.exit.max(Exit::No);
    }

    fn installation(&mut self) {
        self.good(
            "version",
            &format!(
                "pipelua {} for {} {}",
                env!("CARGO_PKG_VERSION"),
                std::env::consts::ARCH,
                std::env::consts::OS
            ),
        );
        match std::env::current_exe() {
            Ok(path) => self.good("binary", &path.display().to_string()),
            Err(error) => self.bad("binary", &format!("its place is unknown: {error}")),
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        self.good("cores", &threads.to_string());
    }

    fn workspace(&mut self, root: &Path) {
        self.good("workspace", &root.display().to_string());
        let files = read(root);
        let count = files.texts.len();
        for problem in &files.problems {
            self.bad("file", &problem.message);
        }
        self.good("files", &format!("{count} read"));
        for other in files.others.iter().take(20) {
            let said = format!("`{other}` is not looked at: {}", reason(other, false));
            self.fair("file", &said);
        }

        let engine = Engine::load(files.texts);
        let problems = engine.manifest_problems();
        let findings = engine.manifest_findings();
        for problem in &problems {
            self.bad("manifest", &problem.message);
        }
        for (severity, message) in &findings {
            if *severity == Severity::Error {
                self.bad("manifest", message);
            } else {
                self.fair("manifest", message);
            }
        }
        if engine.manifest().is_read && findings.is_empty() {
            self.good("manifest", MANIFEST);
        }

        match editor_schemas::refresh(root) {
            Ok(written) if written.is_empty() => self.good("schemas", ".pipelua/schemas is up to date"),
            Ok(written) => self.good(
                "schemas",
                &format!(
                    ".pipelua/schemas: {} files were missing or stale and are written again",
                    written.len()
                ),
            ),
            Err(error) => self.bad("schemas", &format!(".pipelua/schemas cannot be written: {error}")),
        }
        self.git(root);
    }

    fn git(&mut self, root: &Path) {
        if !root.ancestors().any(|folder| folder.join(".git").exists()) {
            self.fair(
                "git",
                "the workspace is not in a git repository; `git init` makes one",
            );
            return;
        }
        // Both files may stand anywhere between the workspace and the top of the repository.
        let up_to_top = |name: &str| -> String {
            let mut text = String::new();
            for folder in root.ancestors() {
                text.push_str(&std::fs::read_to_string(folder.join(name)).unwrap_or_default());
                text.push('\n');
                if folder.join(".git").exists() {
                    break;
                }
            }
            text
        };
        let attributes = up_to_top(".gitattributes");
        let lua = attributes
            .lines()
            .any(|line| line.contains("*.lua") || line.starts_with("* "));
        if lua && attributes.contains("eol=lf") {
            self.good("git", ".gitattributes keeps line ends as they are");
        } else {
            self.bad(
                "git",
                "add the line `*.lua eol=lf` to .gitattributes, so that texts are equal on every machine",
            );
        }
        let ignored = up_to_top(".gitignore");
        for name in ignore_file::IGNORED {
            let covered = ignore_file::covers(&ignored, name);
            if covered {
                self.good("git", &format!(".gitignore has {name}"));
            } else {
                self.bad("git", &format!("add the line `{name}` to .gitignore"));
            }
        }
    }
}
