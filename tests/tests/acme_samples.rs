//! Every sample of the example workspace runs in the sandbox and comes to what it expects.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipelua_analysis::workspace::manifest::manifest;
use pipelua_analysis::{Database, FileText};
use pipelua_engine::graph::Plan;
use pipelua_engine::sample::{Outside, Sample, SampleRules, compare, run_sample};
use pipelua_engine::sandbox::{Chunk, ScriptLimits, TextLimits};
use pipelua_engine::worker::Workers;
use pipelua_rules::pipeline::{GraphLimits, Known, compile};
use pipelua_schemas::{builtin, parse_hook};

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.is_dir() == ending.is_empty() && path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn acme_does_what_its_samples_say() {
    let acme = Path::new(env!("CARGO_MANIFEST_DIR")).join("workspaces/acme");
    let schemas = builtin();
    let limits = schemas.limits();
    let text = fs::read_to_string(acme.join("pipelua.toml")).unwrap();
    let mut db = Database::default();
    db.load([("pipelua.toml".into(), FileText::Utf8(text.into()))]);
    let manifest = manifest(&db);
    let rules = SampleRules {
        secrets: manifest.secrets.names().map(str::to_owned).collect(),
        env: manifest.env.names().map(str::to_owned).collect(),
        allow_hosts: manifest.allow_hosts.clone(),
        limits: ScriptLimits::of(limits),
        run_time: limits.run_time(),
    };
    let scripts: BTreeMap<_, _> = files(&acme.join("scripts"), ".lua")
        .iter()
        .map(|path| {
            (
                stem(path),
                Chunk::compile(&stem(path), &fs::read(path).unwrap(), TextLimits::of(limits)),
            )
        })
        .collect();
    let workers = Arc::new(Workers::start(2).unwrap());
    let (mut wrong, mut count) = (String::new(), 0);
    let (mut reached, mut used) = (BTreeSet::new(), BTreeSet::new());
    for folder in files(&acme.join("samples"), "") {
        let hook = stem(&folder);
        let own = fs::read_to_string(acme.join(format!("hooks/{hook}.json")));
        let own = own.map(|text| parse_hook(&hook, &text).unwrap());
        let hook = schemas.hook(&hook).unwrap_or_else(|| own.as_ref().unwrap());
        // Without a pipeline nothing runs, and everything is allowed.
        let text = fs::read_to_string(acme.join(format!("pipelines/{}.json", hook.name)));
        let text = text.unwrap_or_else(|_| r#"{ "nodes": {} }"#.to_owned());
        let json = pipelua_syntax::json::parse(&text);
        let compiled = compile(&hook.name, &text, &json, Known::default(), GraphLimits::default());
        let enabled = compiled.pipeline.nodes().iter().filter(|node| node.enabled);
        used.extend(enabled.filter_map(|node| node.script.clone()));
        let plan = Arc::new(Plan::new(compiled.pipeline, hook, &scripts));
        for path in files(&folder, ".json") {
            let sample = Sample::parse(&fs::read_to_string(&path).unwrap()).unwrap();
            let name = format!("{}/{}", hook.name, stem(&path));
            count += 1;
            match run_sample(&workers, &plan, hook, &sample, &rules, Outside::closed([1; 32])) {
                Err(error) => drop(writeln!(wrong, "{name}: {}: {}", error.class, error.message)),
                Ok(run) => {
                    for failure in compare(&plan, sample.expect.as_ref(), &run) {
                        let (pointer, actual, expected) =
                            (&failure.pointer, &failure.actual, &failure.expected);
                        let _ = writeln!(wrong, "{name}: {pointer} is {actual}, not {expected}");
                    }
                    let ran = plan.pipeline().nodes().iter().zip(&run.report.nodes);
                    reached.extend(
                        ran.filter(|(_, node)| node.run.is_some())
                            .filter_map(|(node, _)| node.script.clone()),
                    );
                }
            }
        }
    }
    assert_eq!(wrong, "");
    assert!(count > 70, "{count} samples");
    let unreached: Vec<&String> = used.difference(&reached).collect();
    assert_eq!(
        unreached,
        Vec::<&String>::new(),
        "each script of a pipeline is run by a sample"
    );
}
