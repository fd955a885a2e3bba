//! `--watch`: checks again whenever a file changes, and tells what that changed. An interrupt ends it.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use pipelua_analysis::MANIFEST;

use super::Args;
use super::call::Call;
use super::formats::FormatSpec;
use super::workspaces;
use crate::commands::tell;
use crate::exit::{Failure, Outcome};
use crate::format_spec::FormatNames as _;
use crate::render::escape::escape;
use crate::render::style::Palette;
use crate::report::ToldFinding;
use crate::terminal::{Terminal, print};
use crate::workspace::find::FromHere;
use crate::workspace::read::{baseline_path, paths, read_file};

/// Between two looks. Files are looked at, not subscribed to: that works in containers and on shared folders too.
const LOOK: Duration = Duration::from_millis(150);

/// Lines about what changed, before the others are only counted.
const LISTED: usize = 10;

/// Clears the screen and what scrolled off it, and goes to the upper left.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J\u{1b}[3J";

/// When a file was written, and how long it is.
type Stamp = (Option<SystemTime>, u64);
type Stamps = BTreeMap<PathBuf, Stamp>;

/// Never returns but by a failure: an interrupt ends the process.
pub(super) fn watch(args: &Args, specs: &[FormatSpec], terminal: &Terminal) -> Outcome {
    let on_stdout = specs.iter().find(|spec| spec.file.is_none());
    if let Some(spec) = on_stdout.filter(|spec| spec.name.is_for_machines()) {
        let name = spec.name.as_str();
        return Err(
            Failure::new(format!("`--watch` is for people, and `{name}` is not"))
                .help(format!("Write it to a file, each time: `--format {name}=FILE`.")),
        );
    }
    let mut call = Call::new(args, specs)?;
    let roots: Vec<PathBuf> = call
        .selections
        .iter()
        .map(|selection| selection.root.clone())
        .collect();
    let mut before: Option<Vec<ToldFinding>> = None;
    let mut stamps = stamps(&roots);
    let mut changed: Vec<PathBuf> = Vec::new();
    loop {
        if Terminal::is_screen() {
            print(CLEAR)?;
        }
        let told = workspaces::check(call, specs, terminal)?.told;
        let summary = summary(&roots, &changed, before.as_deref(), &told, terminal);
        print(&summary)?;
        before = Some(told);
        call = loop {
            let now = settled(&roots, &stamps);
            changed = differing(&stamps, &now);
            stamps = now;
            match Call::new(args, specs) {
                Ok(call) => break call,
                // A manifest that is away for a moment, or a path: the next change may bring it back.
                Err(failure) => tell(&failure, terminal),
            }
        };
    }
}

/// Waits for a change, and until no other follows: editors write in several steps.
fn settled(roots: &[PathBuf], known: &Stamps) -> Stamps {
    let mut last = None;
    loop {
        sleep(LOOK);
        let now = stamps(roots);
        if now != *known && last.as_ref() == Some(&now) {
            return now;
        }
        last = Some(now);
    }
}

fn stamps(roots: &[PathBuf]) -> Stamps {
    let mut stamps = Stamps::new();
    for root in roots {
        let mut all: Vec<PathBuf> = paths(root, &mut Vec::new())
            .iter()
            .map(|path| root.join(path))
            .collect();
        let manifest = read_file(&root.join(MANIFEST)).ok();
        let baseline = manifest.and_then(|manifest| baseline_path(&manifest));
        all.extend(baseline.map(|path| root.join(path)));
        for path in all {
            if let Ok(meta) = path.metadata() {
                stamps.insert(path, (meta.modified().ok(), meta.len()));
            }
        }
    }
    stamps
}

fn differing(old: &Stamps, new: &Stamps) -> Vec<PathBuf> {
    let written = new.iter().filter(|(path, stamp)| old.get(*path) != Some(stamp));
    let gone = old.iter().filter(|(path, _)| !new.contains_key(*path));
    let mut all: Vec<PathBuf> = written.chain(gone).map(|(path, _)| path.clone()).collect();
    all.sort();
    all
}

/// What changed since the last check, below its report.
fn summary(
    roots: &[PathBuf],
    changed: &[PathBuf],
    before: Option<&[ToldFinding]>,
    now: &[ToldFinding],
    terminal: &Terminal,
) -> String {
    let palette = Palette::new(terminal.color);
    let mut lines = Vec::new();
    if let Some(before) = before {
        let names: Vec<String> = changed.iter().map(|path| shown(roots, path)).collect();
        let added = missing_in(now, before);
        let gone = missing_in(before, now);
        lines.push(format!(
            "{} changed: {} new, {} gone",
            names.join(", "),
            added.len(),
            gone.len()
        ));
        let told = added
            .iter()
            .map(|finding| ('+', finding))
            .chain(gone.iter().map(|finding| ('-', finding)));
        for (sign, finding) in told.take(LISTED) {
            let head = format!("{sign} {}", finding.place);
            let code = palette.severity(finding.severity, finding.code);
            lines.push(format!("{head} {code} {}", escape(&finding.message)));
        }
        let more = (added.len() + gone.len()).saturating_sub(LISTED);
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
    }
    if !terminal.quiet {
        lines.push("watching; Ctrl-C ends it".to_owned());
    }
    lines
        .iter()
        .map(|line| format!("{line}\n"))
        .collect::<Vec<_>>()
        .concat()
}

fn missing_in<'a>(these: &'a [ToldFinding], those: &[ToldFinding]) -> Vec<&'a ToldFinding> {
    let known: HashSet<&str> = those.iter().map(|finding| finding.fingerprint.as_str()).collect();
    these
        .iter()
        .filter(|finding| !known.contains(finding.fingerprint.as_str()))
        .collect()
}

fn shown(roots: &[PathBuf], path: &Path) -> String {
    let root = roots.iter().find(|root| path.starts_with(root));
    let inside = root.and_then(|root| Some((root, path.strip_prefix(root).ok()?)));
    let text = inside.map_or_else(
        || path.display().to_string(),
        |(root, inside)| FromHere::new(root).path(&inside.to_string_lossy().replace('\\', "/")),
    );
    escape(&text)
}
