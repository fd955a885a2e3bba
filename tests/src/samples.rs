//! A workspace whose samples are run: its hooks, plans and rules, as `pipelua test` has them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::workspace::manifest::manifest;
use pipelua_analysis::{Database, FileText};
use pipelua_engine::ScriptError;
use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Outside, Sample, SampleRules, SampleRun, compare, run_sample};
use pipelua_engine::sandbox::{Chunk, ScriptLimits, TextLimits};
use pipelua_engine::worker::Workers;
use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::{Hook, builtin, parse_hook};

/// Scripts of a workspace by name, compiled or refused.
pub type Scripts = BTreeMap<String, Result<Chunk, ScriptError>>;

/// What the samples of one workspace need.
pub struct Bench {
    root: PathBuf,
    pub scripts: Scripts,
    pub rules: SampleRules,
    pub workers: Arc<Workers>,
}

/// A sample with the plan that it runs on.
pub struct Case {
    /// `hook/name`
    pub title: String,
    pub hook: Hook,
    pub plan: Arc<Plan>,
    pub sample: Sample,
}

impl Bench {
    /// The workspace of this name under `tests/workspaces`.
    ///
    /// # Panics
    /// If it cannot be read.
    pub fn load(name: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("workspaces")
            .join(name);
        let limits = builtin().limits();
        let text = fs::read_to_string(root.join("pipelua.toml")).expect("a manifest");
        let mut db = Database::default();
        db.load([("pipelua.toml".into(), FileText::Utf8(text.into()))]);
        let manifest = manifest(&db);
        let compiled = files(&root.join("scripts"), "lua").into_iter().map(|path| {
            let bytes = fs::read(&path).expect("a readable script");
            let chunk = Chunk::compile(&stem(&path), &bytes, TextLimits::of(limits));
            (stem(&path), chunk)
        });
        Self {
            scripts: compiled.collect(),
            rules: SampleRules {
                secrets: manifest.secrets.names().map(str::to_owned).collect(),
                env: manifest.env.names().map(str::to_owned).collect(),
                allow_hosts: manifest.allow_hosts.clone(),
                fetch_time: limits.fetch_time(),
                fetch_bytes: limits.fetch_bytes(),
                limits: ScriptLimits::of(limits),
                run_time: limits.run_time(),
            },
            workers: Arc::new(Workers::start(2).expect("threads")),
            root,
        }
    }

    /// Its samples, in order of their titles.
    ///
    /// # Panics
    /// If one cannot be read.
    pub fn cases(&self) -> Vec<Case> {
        self.cases_where(|_| true)
    }

    /// Those of hooks whose pipeline uses a script.
    ///
    /// # Panics
    /// If one cannot be read.
    pub fn cases_of(&self, script: &str) -> Vec<Case> {
        let name = format!("\"{script}\"");
        self.cases_where(|pipeline| pipeline.contains(&name))
    }

    fn cases_where(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<Case> {
        let mut cases = Vec::new();
        for folder in files(&self.root.join("samples"), "") {
            let hook = self.hook(&stem(&folder));
            let pipeline = fs::read_to_string(self.root.join(format!("pipelines/{}.json", hook.name)));
            // Without a pipeline nothing runs, and everything is allowed.
            let pipeline = pipeline.unwrap_or_else(|_| r#"{ "nodes": {} }"#.to_owned());
            if !is_wanted(&pipeline) {
                continue;
            }
            let plan = plan(&hook, &pipeline, &self.scripts);
            for path in files(&folder, "json") {
                let text = fs::read_to_string(&path).expect("a readable sample");
                cases.push(Case {
                    title: format!("{}/{}", hook.name, stem(&path)),
                    hook: hook.clone(),
                    plan: Arc::clone(&plan),
                    sample: Sample::parse(&text).expect("a sample"),
                });
            }
        }
        cases
    }

    /// The sample of this title.
    ///
    /// # Panics
    /// If there is none.
    pub fn case(&self, title: &str) -> Case {
        let mut cases = self.cases().into_iter();
        cases.find(|case| case.title == title).expect(title)
    }

    /// A built-in hook, or one of the workspace.
    fn hook(&self, name: &str) -> Hook {
        if let Some(hook) = builtin().hook(name) {
            return hook.clone();
        }
        let text = fs::read_to_string(self.root.join(format!("hooks/{name}.json"))).expect(name);
        parse_hook(name, &text).expect("a hook")
    }

    /// Runs a sample.
    ///
    /// # Panics
    /// If it cannot be run.
    pub fn run(&self, case: &Case) -> SampleRun {
        let outside = Outside::closed([1; 32]);
        run_sample(
            &self.workers,
            &case.plan,
            &case.hook,
            &case.sample,
            &self.rules,
            outside,
        )
        .unwrap_or_else(|error| panic!("{}: {}", case.title, error.message))
    }

    /// What is not as the sample expects, a line for each.
    pub fn differences(&self, case: &Case, run: &SampleRun) -> Vec<String> {
        let failures = compare(&case.plan, case.sample.expect.as_ref(), run);
        let told = failures.iter().map(|failure| {
            let (pointer, actual, expected) = (&failure.pointer, &failure.actual, &failure.expected);
            format!("{}: {pointer} is {actual}, not {expected}", case.title)
        });
        told.collect()
    }
}

/// The plan of a pipeline's text.
pub fn plan(hook: &Hook, pipeline: &str, scripts: &Scripts) -> Arc<Plan> {
    let json = pipelua_syntax::json::parse(pipeline);
    let compiled = compile(
        &hook.name,
        pipeline,
        &json,
        Known::default(),
        GraphLimits::default(),
    );
    Arc::new(Plan::new(compiled.pipeline, hook, scripts))
}

/// Files with this extension, or folders without one, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the workspaces are part of the repository");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of a readable folder").path())
        .filter(|path| path.is_dir() == extension.is_empty())
        .filter(|path| path.extension().unwrap_or_default() == extension)
        .collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
