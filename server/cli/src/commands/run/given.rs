//! What a run is given: a sample, or a context on the command line.

use std::path::{Path, PathBuf};

use pipelua_analysis::FileText;
use pipelua_engine::sample::Sample;
use pipelua_engine::sandbox::{Clock as _, SystemClock};
use pipelua_schemas::Hook;
use pipelua_schemas::suggest::{did_you_mean, nearest};
use serde_json::Value;

use crate::entropy::entropy;
use crate::exit::Failure;
use crate::runs::Runs;
use crate::workspace::find::{FromHere, absolute};
use crate::workspace::local_values::local_values;
use crate::workspace::read::{read_file, read_stdin};

pub(super) struct Given {
    pub(super) sample: Sample,
    /// The file of the sample, as it can be opened from here.
    file: Option<String>,
    /// Names under `[secrets]` and `[env]` of the manifest.
    secrets: Vec<String>,
    env: Vec<String>,
}

impl Given {
    /// # Errors
    /// When neither or something else than a sample or a context is given.
    pub(super) fn read(
        sample: Option<&str>,
        context: Option<&str>,
        runs: &Runs,
        root: &Path,
        hook: &Hook,
    ) -> Result<Self, Failure> {
        let rules = runs.rules(hook);
        let (sample, file) = match (sample, context) {
            (Some(sample), _) => {
                let path = find_sample(sample, runs, root, hook)?;
                let file = if path.is_absolute() {
                    path.display().to_string()
                } else {
                    FromHere::new(root).path(&path.to_string_lossy())
                };
                (read_sample(&root.join(&path), &file)?, Some(file))
            }
            (None, Some(context)) => (of_context(context)?, None),
            (None, None) => return Err(nothing_given(runs, hook)),
        };
        Ok(Self {
            sample,
            file,
            secrets: rules.secrets,
            env: rules.env,
        })
    }

    /// Takes the values that the sample does not give from `pipelua.local.toml`; tells the names there that are not
    /// in the manifest.
    ///
    /// # Errors
    /// When that file cannot be read.
    pub(super) fn fill_in_local_values(&mut self, root: &Path) -> Result<Vec<String>, Failure> {
        let local = local_values(root)?;
        let mut unknown = Vec::new();
        for (values, names, own) in [
            (local.secrets, &self.secrets, &mut self.sample.secrets),
            (local.env, &self.env, &mut self.sample.env),
        ] {
            for (name, value) in values {
                if names.contains(&name) {
                    own.entry(name).or_insert(value);
                } else {
                    unknown.push(name);
                }
            }
        }
        Ok(unknown)
    }

    /// What to do where a fetch had no mock.
    pub(super) fn advice_without_mock(&self) -> String {
        match &self.file {
            Some(file) => {
                format!("add the mock to `fetch` of `{file}`, or let it go to the network with --network")
            }
            None => {
                "--network lets it go to the network, and --record FILE writes what comes back as a sample"
                    .to_owned()
            }
        }
    }
}

/// A file, or the name of a sample of the hook; relative to the workspace.
fn find_sample(sample: &str, runs: &Runs, root: &Path, hook: &Hook) -> Result<PathBuf, Failure> {
    let here = absolute(Path::new(sample))?;
    if here.is_file() {
        return Ok(here.strip_prefix(root).map_or(here.clone(), Path::to_owned));
    }
    let name = sample.strip_suffix(".json").unwrap_or(sample);
    let name = name.strip_prefix(&format!("{}/", hook.name)).unwrap_or(name);
    let all = runs.samples();
    let of_hook: Vec<_> = all.iter().filter(|file| file.hook == hook.name).collect();
    if let Some(file) = of_hook.iter().find(|file| file.name == name) {
        return Ok(PathBuf::from(&*file.path));
    }
    let near = nearest(name, of_hook.iter().map(|file| file.name.as_str()));
    let failure = Failure::new(format!(
        "`{}` has no sample `{name}`{}",
        hook.name,
        did_you_mean(near)
    ));
    Err(failure.help(samples_of(runs, hook)))
}

fn read_sample(path: &Path, shown: &str) -> Result<Sample, Failure> {
    let text = read_file(path).map_err(|error| Failure::to(format_args!("read `{shown}`"), error))?;
    let FileText::Utf8(text) = text else {
        return Err(Failure::new(format!("`{shown}` is not UTF-8")));
    };
    Sample::parse(&text).map_err(|error| Failure::new(format!("`{shown}` is no sample: {error}")))
}

/// What a host sends now.
fn of_context(context: &str) -> Result<Sample, Failure> {
    let entropy = entropy()?;
    let (text, source) = match context.strip_prefix('@') {
        None => (context.to_owned(), "--context".to_owned()),
        Some("-") => (
            utf8(read_stdin()?, "standard input")?,
            "standard input".to_owned(),
        ),
        Some(file) => {
            let text = read_file(Path::new(file))
                .map_err(|error| Failure::to(format_args!("read `{file}`"), error))?;
            (utf8(text, file)?, format!("`{file}`"))
        }
    };
    let context: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Failure::new(format!("{source} is not JSON: {error}")))?;
    let Value::Object(context) = context else {
        return Err(Failure::new(format!("{source} is not a JSON object"))
            .help("A context looks like { \"email\": \"a@b.example\", \"request\": {} }; `pipelua schema hooks` shows each."));
    };
    // Small enough for every reader of JSON.
    let seed = i64::from(u32::from_le_bytes(std::array::from_fn(|index| entropy[index])));
    Ok(Sample::of_context(context, SystemClock.now_ms(), seed))
}

fn utf8(text: FileText, source: &str) -> Result<String, Failure> {
    match text {
        FileText::Utf8(text) => Ok(text.to_string()),
        FileText::NotUtf8 { .. } => Err(Failure::new(format!("{source} is not UTF-8"))),
    }
}

fn nothing_given(runs: &Runs, hook: &Hook) -> Failure {
    Failure::new("a run needs a context: give --sample or --context").help(samples_of(runs, hook))
}

/// How many samples are listed.
const LISTED: usize = 10;

fn samples_of(runs: &Runs, hook: &Hook) -> String {
    let all = runs.samples();
    let names: Vec<&str> = all
        .iter()
        .filter(|file| file.hook == hook.name)
        .map(|file| file.name.as_str())
        .collect();
    if names.is_empty() {
        return format!(
            "There are no samples of `{0}`; `pipelua new sample NAME --hook {0}` makes one.",
            hook.name
        );
    }
    let more = if names.len() > LISTED { ", ..." } else { "" };
    let listed = names[..names.len().min(LISTED)].join(", ");
    format!("Samples of `{}`: {listed}{more}", hook.name)
}
