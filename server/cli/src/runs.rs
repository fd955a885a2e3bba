//! A workspace that is ready to run: the plan of each hook, the samples, and the limits in force.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pipelua_analysis::workspace::manifest::Manifest;
use pipelua_analysis::{FileText, MANIFEST, stem};
use pipelua_engine::ScriptError;
use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Sample, SampleRules};
use pipelua_engine::sandbox::{Chunk, ChunkCache, ScriptLimits, TextLimits};
use pipelua_fetch::FetchRules;
use pipelua_rules::pipeline::{Compiled, Known, Problem as PipelineProblem, compile};
use pipelua_schemas::{Hook, Mode, builtin};
use serde_json::json;

use crate::commands::check::engine::Engine;
use crate::commands::tell_note;
use crate::exit::Failure;
use crate::report::Problem;
use crate::terminal::Terminal;
use crate::workspace::own_hooks;
use crate::workspace::read::read;

/// What scripts, pipelines and samples of a workspace come to.
pub(crate) struct Runs {
    texts: BTreeMap<Arc<str>, FileText>,
    manifest: Manifest,
    chunks: BTreeMap<String, Result<Chunk, ScriptError>>,
    /// Whether each of its samples could be read.
    pub(crate) is_whole: bool,
}

/// A sample and the file that it is in.
pub(crate) struct SampleFile {
    /// Relative to the workspace.
    pub(crate) path: Arc<str>,
    pub(crate) text: Arc<str>,
    pub(crate) hook: String,
    pub(crate) name: String,
}

impl SampleFile {
    /// `hook/name`, by which samples are chosen.
    pub(crate) fn title(&self) -> String {
        format!("{}/{}", self.hook, self.name)
    }

    /// # Errors
    /// When the file is no sample; the text names the line.
    pub(crate) fn sample(&self) -> Result<Sample, String> {
        Sample::parse(&self.text).map_err(|error| format!("this is no sample: {error}"))
    }
}

impl Runs {
    /// Reads the workspace at `root`.
    ///
    /// # Errors
    /// When a file or the manifest cannot be read: a run must not go on without a part of what it depends on.
    pub(crate) fn load(root: &Path, terminal: &Terminal) -> Result<Self, Failure> {
        Ok(Self::open(root, terminal)?.0)
    }

    /// The same, with what knows its findings.
    ///
    /// # Errors
    /// As [`Runs::load`].
    pub(crate) fn open(root: &Path, terminal: &Terminal) -> Result<(Self, Engine), Failure> {
        let files = read(root);
        // One sample says nothing about the others; everything else may be a part of any run.
        let is_sample = |problem: &&Problem| {
            let file = problem.file.as_deref();
            file.is_some_and(|file| file.starts_with("samples/"))
        };
        let (samples, others): (Vec<_>, Vec<_>) = files.problems.iter().partition(is_sample);
        if let Some(problem) = others.first() {
            return Err(refusal(problem));
        }
        for problem in &samples {
            tell_note(&problem.message, terminal);
        }
        let (runs, engine) = Self::of(files.texts, &ChunkCache::default())?;
        let is_whole = samples.is_empty();
        Ok((Self { is_whole, ..runs }, engine))
    }

    /// The workspace with these files, such as an editor has them.
    ///
    /// # Errors
    /// When the manifest cannot be used.
    pub(crate) fn of(
        texts: Vec<(Arc<str>, FileText)>,
        cache: &ChunkCache,
    ) -> Result<(Self, Engine), Failure> {
        let engine = Engine::load(texts.clone());
        if let Some(problem) = engine.manifest_problems().first() {
            return Err(refusal(problem));
        }
        let manifest = engine.manifest().clone();
        let texts: BTreeMap<Arc<str>, FileText> = texts.into_iter().collect();
        let limits = builtin().limits();
        let text_limits = TextLimits {
            script_bytes: in_force(&manifest, "script-bytes", limits.script_bytes()),
            source_bytes: limits.source_bytes(),
        };
        let chunks = texts
            .iter()
            .filter(|(path, _)| path.starts_with("scripts/"))
            .map(|(path, text)| {
                let name = stem(path).to_owned();
                let bytes = match text {
                    FileText::Utf8(text) => text.as_bytes(),
                    // A byte that no text has: the sandbox refuses it as it refuses the file's own.
                    FileText::NotUtf8 { .. } => &[0xFF],
                };
                let chunk = cache.compile(&name, bytes, text_limits);
                (name, chunk)
            })
            .collect();
        let runs = Self {
            texts,
            manifest,
            chunks,
            is_whole: true,
        };
        Ok((runs, engine))
    }

    /// The names and texts of the scripts, in order of their names.
    pub(crate) fn scripts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .filter(|(path, _)| path.starts_with("scripts/"))
            .map(|(path, text)| (stem(path), text.as_str().as_ref()))
    }

    /// The hooks that have a pipeline.
    pub(crate) fn pipelines(&self) -> impl Iterator<Item = &str> {
        let paths = self.texts.keys();
        paths
            .filter(|path| path.starts_with("pipelines/"))
            .map(|path| stem(path))
    }

    /// The text of a script.
    pub(crate) fn script(&self, name: &str) -> Option<&str> {
        let text = self.texts.get(format!("scripts/{name}.lua").as_str())?;
        Some(text.as_str())
    }

    /// The samples in order of their paths.
    pub(crate) fn samples(&self) -> Vec<SampleFile> {
        let samples = self.texts.iter().filter_map(|(path, text)| {
            let (hook, name) = path.strip_prefix("samples/")?.split_once('/')?;
            Some(SampleFile {
                hook: hook.to_owned(),
                name: name.strip_suffix(".json")?.to_owned(),
                path: Arc::clone(path),
                text: Arc::clone(text.as_str()),
            })
        });
        samples.collect()
    }

    /// A built-in hook, or one of the team's own.
    ///
    /// # Errors
    /// When there is none of this name, or its file describes none.
    pub(crate) fn hook(&self, name: &str) -> Result<Hook, Failure> {
        if let Some(hook) = builtin().hook(name) {
            return Ok(hook.clone());
        }
        match self.texts.get(format!("hooks/{name}.json").as_str()) {
            Some(text) => own_hooks::parse(name, text),
            None => Err(own_hooks::unknown(name, self.own_hooks())),
        }
    }

    /// The names of the hooks that the team has added.
    fn own_hooks(&self) -> impl Iterator<Item = &str> {
        let files = self.texts.keys().filter_map(|path| path.strip_prefix("hooks/"));
        files.filter_map(|file| file.strip_suffix(".json"))
    }

    /// The plan of a hook. Without a pipeline, or with a disabled one, nothing runs and everything is allowed.
    ///
    /// # Errors
    /// When the pipeline does not compile.
    pub(crate) fn plan(&self, hook: &Hook) -> Result<Arc<Plan>, Failure> {
        let path = pipeline_path(hook);
        let text = self.texts.get(path.as_str());
        let compiled = self.compiled(hook, text.map_or(NOTHING, |text| text.as_str()));
        if let Some(problem) = forbidding(&compiled) {
            return Err(
                Failure::new(format!("`{path}` does not compile: {}", problem.message))
                    .help("`pipelua check` shows the place."),
            );
        }
        let compiled = if compiled.pipeline.enabled {
            compiled
        } else {
            self.compiled(hook, NOTHING)
        };
        Ok(Arc::new(Plan::new(compiled.pipeline, hook, &self.chunks)))
    }

    /// Where and why the pipeline of a hook does not compile: its file, and the first problem.
    pub(crate) fn misfit(&self, hook: &Hook) -> Option<(String, PipelineProblem)> {
        let path = pipeline_path(hook);
        let compiled = self.compiled(hook, self.text(&path)?);
        Some((path, forbidding(&compiled)?.clone()))
    }

    /// The text of a file, which is named from the workspace.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(|text| &**text.as_str())
    }

    /// The plan of one script that no node uses, under a node of its name.
    pub(crate) fn plan_of_script(&self, hook: &Hook, script: &str) -> Arc<Plan> {
        let text = json!({ "nodes": { script: { "script": script } } }).to_string();
        Arc::new(Plan::new(self.compiled(hook, &text).pipeline, hook, &self.chunks))
    }

    fn compiled(&self, hook: &Hook, text: &str) -> Compiled {
        let scripts: BTreeSet<&str> = self.chunks.keys().map(String::as_str).collect();
        let known = Known {
            hooks: None,
            scripts: Some(&scripts),
        };
        let json = pipelua_syntax::json::parse(text);
        compile(&hook.name, text, &json, known, self.manifest.limits.of_graphs())
    }

    /// Who a fetch may reach, and its limits.
    pub(crate) fn fetch_rules(&self) -> FetchRules {
        let builtin = FetchRules::of(builtin().limits());
        FetchRules {
            allow_hosts: self.manifest.allow_hosts.clone(),
            time: self.time_in_force("fetch-time", builtin.time),
            bytes: in_force(&self.manifest, "fetch-bytes", builtin.bytes),
            ..builtin
        }
    }

    /// What holds for the samples of a hook.
    pub(crate) fn rules(&self, hook: &Hook) -> SampleRules {
        let limits = builtin().limits();
        let ms = |name: &str, builtin: Duration| self.time_in_force(name, builtin);
        let script = ScriptLimits::of(limits);
        SampleRules {
            secrets: self.manifest.secrets.names().map(str::to_owned).collect(),
            env: self.manifest.env.names().map(str::to_owned).collect(),
            allow_hosts: self.manifest.allow_hosts.clone(),
            fetch_time: self.time_in_force("fetch-time", limits.fetch_time()),
            fetch_bytes: in_force(&self.manifest, "fetch-bytes", limits.fetch_bytes()),
            limits: ScriptLimits {
                instructions: in_force(&self.manifest, "instructions", script.instructions),
                memory: in_force(&self.manifest, "memory", script.memory),
                cpu_time: ms("cpu-time", script.cpu_time),
                wall_time: ms("script-time", script.wall_time),
                ..script
            },
            run_time: match hook.mode {
                Mode::Async => ms("async-run-time", limits.async_run_time()),
                Mode::Blocking | Mode::Enrichment => ms("run-time", limits.run_time()),
            },
        }
    }

    fn time_in_force(&self, name: &str, builtin: Duration) -> Duration {
        let builtin = u64::try_from(builtin.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(in_force(&self.manifest, name, builtin))
    }
}

/// A pipeline that does nothing.
const NOTHING: &str = r#"{ "nodes": {} }"#;

fn forbidding(compiled: &Compiled) -> Option<&PipelineProblem> {
    let mut problems = compiled.problems.iter();
    problems.find(|problem| problem.kind.forbids_running())
}

fn pipeline_path(hook: &Hook) -> String {
    format!("pipelines/{}.json", hook.name)
}

fn refusal(problem: &Problem) -> Failure {
    let file = problem.file.as_deref().unwrap_or(MANIFEST);
    if problem.message.contains(file) {
        return Failure::new(problem.message.clone());
    }
    Failure::new(format!("`{file}`: {}", problem.message))
}

fn in_force(manifest: &Manifest, name: &str, builtin: u64) -> u64 {
    manifest.limits.get(name).unwrap_or(builtin)
}
